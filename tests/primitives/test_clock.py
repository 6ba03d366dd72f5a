import multiprocessing
import threading
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rentrail.primitives import clock
from rentrail.primitives.clock import FileClock, SettableClock, SystemClock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def nothing_installed(monkeypatch):
    monkeypatch.setattr(clock, "_installed", None)


def test_the_usual_clock_is_the_systems(nothing_installed):
    before = datetime.now(UTC)

    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC


def test_a_clock_put_in_place_stands_still_until_it_is_moved():
    with clock.running(SettableClock(NOON)) as test_clock:
        assert clock.now() == NOON

        test_clock.advance(timedelta(days=1))
        assert clock.now() == NOON + timedelta(days=1)

        test_clock.set(NOON)
        assert clock.now() == NOON


def test_threads_see_the_clock_put_in_place():
    seen = []

    with clock.running(SettableClock(NOON)):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()

    assert seen == [NOON]


def test_the_clock_before_comes_back_even_after_a_failure():
    with clock.running(SettableClock(NOON)) as outer:
        with pytest.raises(ZeroDivisionError), clock.running(SettableClock(NOON)):
            _ = 1 / 0

        assert clock.current() is outer


def test_today_depends_on_where_one_is():
    with clock.running(SettableClock(datetime(2026, 3, 2, 3, tzinfo=UTC))):
        assert clock.today("America/Chicago") == date(2026, 3, 1)
        assert clock.today(ZoneInfo("Europe/Berlin")) == date(2026, 3, 2)


def test_a_moment_of_another_zone_is_kept_in_utc():
    noon_in_chicago = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("America/Chicago"))

    moment = SettableClock(noon_in_chicago).now()

    assert moment == noon_in_chicago
    assert moment.tzinfo is UTC


def test_a_moment_without_zone_is_refused(tmp_path):
    with pytest.raises(ValueError, match="time zone"):
        SettableClock(datetime(2026, 3, 2))  # noqa: DTZ001 - the fault under test
    with pytest.raises(ValueError, match="time zone"):
        FileClock(tmp_path / "clock").set(datetime(2026, 3, 2))  # noqa: DTZ001 - the fault under test


def test_a_process_chooses_its_clock_once(nothing_installed, tmp_path):
    clock.install(FileClock(tmp_path / "clock"))
    clock.install(FileClock(tmp_path / "clock"))

    assert clock.current() == FileClock(tmp_path / "clock")
    with pytest.raises(clock.ClockAlreadyInstalledError):
        clock.install(SystemClock())


def test_a_demo_clock_runs_on_from_where_it_was_set(tmp_path):
    demo = FileClock(tmp_path / "clock")

    demo.set(NOON)

    first, second = demo.now(), demo.now()
    assert NOON <= first <= second < NOON + timedelta(minutes=1)
    assert not demo.is_frozen()


def test_a_frozen_demo_clock_moves_only_when_told(tmp_path):
    demo = FileClock(tmp_path / "clock")
    demo.freeze(NOON)
    assert demo.now() == NOON

    demo.advance(timedelta(days=31))

    assert demo.is_frozen()
    assert demo.now() == NOON + timedelta(days=31)


def test_an_advanced_demo_clock_runs_on(tmp_path):
    demo = FileClock(tmp_path / "clock")
    demo.set(NOON)

    demo.advance(timedelta(hours=1))

    assert not demo.is_frozen()
    assert timedelta(0) <= demo.now() - NOON - timedelta(hours=1) < timedelta(minutes=1)


def test_a_released_demo_clock_shows_the_systems_time(tmp_path):
    demo = FileClock(tmp_path / "clock")
    demo.freeze(NOON)

    demo.release()
    demo.release()

    assert abs(demo.now() - datetime.now(UTC)) < timedelta(minutes=1)
    assert list(tmp_path.iterdir()) == []


def test_another_process_sees_the_demo_clock_move(tmp_path):
    demo = FileClock(tmp_path / "clock")
    demo.freeze(NOON)

    with multiprocessing.get_context("spawn").Pool(1) as pool:
        seen = pool.apply(FileClock(tmp_path / "clock").now)

    assert seen == NOON


def test_readers_never_see_half_of_a_move(tmp_path):
    demo = FileClock(tmp_path / "clock")
    demo.freeze(NOON)
    mover = threading.Thread(target=lambda: [demo.freeze(NOON) for _ in range(200)])

    mover.start()
    seen = {demo.now() for _ in range(500)}
    mover.join()

    assert seen == {NOON}
