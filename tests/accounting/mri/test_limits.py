import threading

import pytest

from rentrail.accounting.mri.limits import Backoff, RateLimiter, retry_after_seconds


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waits: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def limiter_on(time: Time, *, requests_max: int = 3) -> RateLimiter:
    return RateLimiter(
        requests_max=requests_max, window_seconds=60, monotonic=time.monotonic, sleep=time.sleep
    )


def test_requests_leave_at_once_while_the_window_has_room():
    time = Time()
    limiter = limiter_on(time)

    waited = [limiter.acquire() for _ in range(3)]

    assert waited == [0, 0, 0]


def test_the_window_rolls_so_the_next_waits_for_the_oldest_to_leave_it():
    time = Time()
    limiter = limiter_on(time)
    limiter.acquire()
    time.now += 20
    limiter.acquire()
    limiter.acquire()

    assert limiter.wait_seconds() == 40
    assert [limiter.acquire(), limiter.acquire()] == [40, 20]


def test_no_window_ever_holds_more_than_allowed_whatever_the_pace():
    time = Time()
    limiter = limiter_on(time, requests_max=5)
    left: list[float] = []
    for number in range(60):
        time.now += number % 7
        limiter.acquire()
        left.append(time.now)

    assert all(later - earlier >= 60 for earlier, later in zip(left, left[5:], strict=False))


def test_a_pause_holds_all_back_and_a_shorter_one_does_not_end_it():
    time = Time()
    limiter = limiter_on(time)

    limiter.pause(30)
    limiter.pause(5)

    assert limiter.acquire() == 30
    assert limiter.acquire() == 0


def test_threads_share_one_window():
    waits: list[float] = []
    limiter = RateLimiter(
        requests_max=10, window_seconds=60, monotonic=lambda: 0.0, sleep=waits.append
    )
    threads = [
        threading.Thread(target=lambda: [limiter.acquire() for _ in range(10)]) for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(waits) == [60.0] * 10 + [120.0] * 10 + [180.0] * 10


def test_waits_double_up_to_the_longest_and_chance_shortens_them():
    steady = Backoff(chance=lambda: 0.0)

    assert [steady.seconds(attempt=n) for n in (0, 1, 2, 3, 10, 9_999)] == [1, 2, 4, 8, 60, 60]
    assert Backoff(chance=lambda: 1.0).seconds(attempt=3) == 4
    assert steady.seconds(attempt=0, retry_after_seconds=17) == 17


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "12"}, 12.0),
        (
            {
                "retry-after": "Tue, 03 Nov 2026 10:00:30 GMT",
                "date": "Tue, 03 Nov 2026 10:00:00 GMT",
            },
            30.0,
        ),
        ({"retry-after": "Tue, 03 Nov 2026 10:00:30 GMT"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_seconds_or_a_moment_after_the_answers_own(
    headers: dict[str, str], seconds: float | None
):
    assert retry_after_seconds(headers) == seconds
