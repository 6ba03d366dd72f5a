from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.businessdays import windows
from rentrail.businessdays.arithmetic import next_banking_day
from rentrail.businessdays.windows import LAST_WINDOW, NIGHTLY_BATCH, Cutoffs, TransmissionWindow
from rentrail.primitives.holidays import is_banking_day

FRIDAY = date(2026, 3, 6)
SATURDAY = date(2026, 3, 7)
MONDAY = date(2026, 3, 9)
TUESDAY = date(2026, 3, 10)

NOON_WINDOW = TransmissionWindow(name="noon", closes_at=time(12))
MORNING_WINDOW = TransmissionWindow(name="morning", closes_at=time(10), closes_batches=True)
THREE_A_DAY = Cutoffs(windows=(MORNING_WINDOW, NOON_WINDOW, LAST_WINDOW))

moments = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2040, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.just(UTC),
)


def central(day, hour, minute=0, second=0):
    return datetime.combine(day, time(hour, minute, second), tzinfo=ZoneInfo("America/Chicago"))


@pytest.mark.parametrize(
    ("moment", "batch_day", "file_day"),
    [
        (central(FRIDAY, 9), FRIDAY, FRIDAY),
        (central(FRIDAY, 18, 59, 59), FRIDAY, FRIDAY),
        (central(FRIDAY, 19), FRIDAY, MONDAY),
        (central(FRIDAY, 19, 59, 59), FRIDAY, MONDAY),
        (central(FRIDAY, 20), MONDAY, MONDAY),
        (central(FRIDAY, 23, 59), MONDAY, MONDAY),
        (central(SATURDAY, 9), MONDAY, MONDAY),
        (central(SATURDAY, 21), MONDAY, MONDAY),
        (central(MONDAY, 0), MONDAY, MONDAY),
        (central(MONDAY, 19, 30), MONDAY, TUESDAY),
        (central(date(2026, 11, 26), 12), date(2026, 11, 27), date(2026, 11, 27)),
        (central(date(2026, 11, 25), 19, 30), date(2026, 11, 25), date(2026, 11, 27)),
    ],
)
def test_the_nightly_batch_decides_the_batch_and_the_last_window_the_file(
    moment, batch_day, file_day
):
    assert windows.batch_banking_day(moment) == batch_day
    assert windows.sending_day(moment) == file_day


def test_the_day_is_the_banks_not_that_of_utc():
    late_on_monday = datetime(2026, 3, 10, 0, 30, tzinfo=UTC)  # 19:30 in Chicago

    assert windows.batch_banking_day(late_on_monday) == MONDAY


@pytest.mark.parametrize("day", [date(2026, 3, 6), date(2026, 3, 9), date(2026, 11, 2)])
def test_the_cutoff_keeps_its_hour_when_clocks_change(day):
    closes_at = windows.cutoff_at(day, LAST_WINDOW)

    assert closes_at.tzinfo is UTC
    assert closes_at.astimezone(ZoneInfo("America/Chicago")).time() == time(19)
    assert windows.sending_day(closes_at - timedelta(microseconds=1)) == day
    assert windows.sending_day(closes_at) == next_banking_day(day)


def test_a_one_off_closing_moves_the_batch_on():
    cutoffs = Cutoffs(extra_closed=frozenset({MONDAY}))

    assert windows.batch_banking_day(central(MONDAY, 9), cutoffs=cutoffs) == TUESDAY
    assert windows.sending_day(central(FRIDAY, 19, 30), cutoffs=cutoffs) == TUESDAY


@given(moments)
def test_a_payment_is_never_sent_before_its_batch_day_nor_more_than_one_after(moment):
    batch_day = windows.batch_banking_day(moment)

    assert is_banking_day(batch_day)
    assert windows.sending_day(moment) in {batch_day, next_banking_day(batch_day)}


@given(moments, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=10)))
def test_a_later_payment_is_never_in_an_earlier_batch(moment, later_by):
    later = moment + later_by

    assert windows.batch_banking_day(moment) <= windows.batch_banking_day(later)
    assert windows.sending_day(moment) <= windows.sending_day(later)


@given(moments)
def test_the_next_window_of_the_default_is_the_last_of_the_sending_day(moment):
    closing = windows.next_window(moment)

    assert closing.banking_day == windows.sending_day(moment)
    assert closing.closes_at == windows.cutoff_at(closing.banking_day, LAST_WINDOW)


@pytest.mark.parametrize(
    ("moment", "window", "day"),
    [
        (central(FRIDAY, 9), MORNING_WINDOW, FRIDAY),
        (central(FRIDAY, 10), NOON_WINDOW, FRIDAY),
        (central(FRIDAY, 12, 1), LAST_WINDOW, FRIDAY),
        (central(FRIDAY, 19), MORNING_WINDOW, MONDAY),
        (central(SATURDAY, 9), MORNING_WINDOW, MONDAY),
    ],
)
def test_the_next_window_is_the_first_still_to_close(moment, window, day):
    closing = windows.next_window(moment, cutoffs=THREE_A_DAY)

    assert (closing.window, closing.banking_day) == (window, day)
    assert closing.closes_at == windows.cutoff_at(day, window)


def test_windows_of_other_zones_are_found_around_midnight():
    pacific = TransmissionWindow(name="late", closes_at=time(21), zone="America/Los_Angeles")
    eastern = TransmissionWindow(name="noon", closes_at=time(12), zone="America/New_York")
    night = TransmissionWindow(name="night", closes_at=time(21, 30), zone="America/Los_Angeles")
    cutoffs = Cutoffs(windows=(eastern, pacific), nightly_batch=night)
    late_in_new_york = datetime(2026, 3, 10, 3, 55, tzinfo=UTC)

    closing = windows.next_window(late_in_new_york, cutoffs=cutoffs)

    assert (closing.window, closing.banking_day) == (pacific, MONDAY)


def test_batches_close_for_windows_switched_on_for_the_last_and_at_night():
    closings = windows.batch_closings(FRIDAY, cutoffs=THREE_A_DAY)

    assert [closing.window for closing in closings] == [MORNING_WINDOW, LAST_WINDOW, NIGHTLY_BATCH]
    assert windows.batch_closings(SATURDAY, cutoffs=THREE_A_DAY) == []


def test_the_next_batch_close_passes_over_a_window_switched_off():
    closing = windows.next_batch_close(central(FRIDAY, 11), cutoffs=THREE_A_DAY)
    at_night = windows.next_batch_close(central(FRIDAY, 19), cutoffs=THREE_A_DAY)

    assert closing.window == LAST_WINDOW
    assert (at_night.window, at_night.banking_day) == (NIGHTLY_BATCH, FRIDAY)


@pytest.mark.parametrize(
    "faulty",
    [
        {"windows": ()},
        {"windows": (LAST_WINDOW, NOON_WINDOW)},
        {"nightly_batch": NOON_WINDOW},
    ],
)
def test_cutoffs_out_of_order_are_refused(faulty):
    with pytest.raises(ValueError, match=r"(?i)window"):
        Cutoffs(**faulty)
