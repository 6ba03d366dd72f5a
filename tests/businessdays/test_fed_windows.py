from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from rentrail.businessdays import fed_windows
from rentrail.businessdays.fed_windows import FED_ACH_WINDOWS

MONDAY = date(2026, 3, 9)


def eastern(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("moment", "name"),
    [
        (eastern(MONDAY, 0), "same day 1"),
        (eastern(MONDAY, 10, 29), "same day 1"),
        (eastern(MONDAY, 10, 30), "same day 2"),
        (eastern(MONDAY, 14, 45), "same day 3"),
    ],
)
def test_a_file_goes_in_the_first_same_day_window_still_open(moment, name):
    window = fed_windows.same_day_window(moment)

    assert window is not None
    assert window.name == name


@pytest.mark.parametrize("moment", [eastern(MONDAY, 16, 45), eastern(date(2026, 3, 8), 9)])
def test_after_the_last_deadline_and_on_closed_days_nothing_settles_the_same_day(moment):
    assert fed_windows.same_day_window(moment) is None


def test_an_operator_can_close_the_same_day_windows_of_a_day():
    assert fed_windows.same_day_window(eastern(MONDAY, 9), extra_closed={MONDAY}) is None


def test_windows_stand_in_the_order_of_the_day():
    deadlines = [window.deadline for window in FED_ACH_WINDOWS]

    assert deadlines == sorted(deadlines)


@pytest.mark.parametrize(
    ("name", "settles_at"),
    [
        ("overnight 3", eastern(date(2026, 3, 6), 8, 30)),
        ("same day 1", eastern(date(2026, 3, 6), 13)),
        ("same day 2", eastern(date(2026, 3, 6), 17)),
        ("same day 3", eastern(date(2026, 3, 6), 18)),
        ("overnight 1", eastern(MONDAY, 8, 30)),
        ("overnight 2", eastern(MONDAY, 8, 30)),
    ],
)
def test_overnight_windows_settle_on_the_next_banking_morning(name, settles_at):
    window = next(window for window in FED_ACH_WINDOWS if window.name == name)

    found = fed_windows.settles_at(date(2026, 3, 6), window)

    assert found == settles_at
    assert found.tzinfo is UTC
