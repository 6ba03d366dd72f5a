"""Federal Reserve holidays: the weekdays on which no ACH entry settles."""

from calendar import MONDAY, SATURDAY, SUNDAY, THURSDAY
from collections.abc import Set
from datetime import date, timedelta
from functools import lru_cache

JUNETEENTH_SINCE = 2022

NONE_CLOSED: frozenset[date] = frozenset()


def federal_reserve_holidays(year: int) -> dict[date, str]:
    """Name the weekdays of a year on which the Reserve Banks are closed, in order.

    A holiday on a Sunday closes the Monday after it; one on a Saturday closes no day. The rules
    are today's, with Juneteenth from 2022 on; years before 1986 had other holidays.

    Source: [FRB-K8] Holidays Observed by the Federal Reserve System.
    """
    return dict(_holidays(year))


def is_banking_day(day: date, *, extra_closed: Set[date] = NONE_CLOSED) -> bool:
    """Tell whether ACH entries settle on a day.

    `extra_closed` are one-off closings that an operator has entered. For ACH only the calendar
    of the Reserve Banks counts, not which days a bank keeps its branches open.
    """
    return day.weekday() < SATURDAY and day not in _holidays(day.year) and day not in extra_closed


@lru_cache(maxsize=256)
def _holidays(year: int) -> dict[date, str]:
    fixed = {
        date(year, 1, 1): "New Year's Day",
        date(year, 7, 4): "Independence Day",
        date(year, 11, 11): "Veterans Day",
        date(year, 12, 25): "Christmas Day",
    }
    if year >= JUNETEENTH_SINCE:
        fixed[date(year, 6, 19)] = "Juneteenth"
    floating = {
        _nth_weekday(year, 1, MONDAY, 3): "Martin Luther King Jr. Day",
        _nth_weekday(year, 2, MONDAY, 3): "Presidents Day",
        _nth_weekday(year, 6, MONDAY, 1) - timedelta(days=7): "Memorial Day",
        _nth_weekday(year, 9, MONDAY, 1): "Labor Day",
        _nth_weekday(year, 10, MONDAY, 2): "Columbus Day",
        _nth_weekday(year, 11, THURSDAY, 4): "Thanksgiving Day",
    }
    observed = {_observed(day): name for day, name in fixed.items() if day.weekday() != SATURDAY}
    return dict(sorted((observed | floating).items()))


def _observed(day: date) -> date:
    return day + timedelta(days=1) if day.weekday() == SUNDAY else day


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
