"""The days on which the Reserve Banks settle, reckoned by this bank itself.

Source: Federal Reserve K.8 holiday schedule.
"""

from datetime import date, timedelta
from functools import lru_cache

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6


def is_banking_day(day: date) -> bool:
    """Tell whether the Reserve Banks are open on a day."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def roll_forward(day: date) -> date:
    """Give the day itself when it is a banking day, else the next one that is."""
    while not is_banking_day(day):
        day += timedelta(days=1)
    return day


def add_banking_days(day: date, count: int) -> date:
    """Give the banking day that lies so many banking days after a day."""
    for _ in range(count):
        day = roll_forward(day + timedelta(days=1))
    return day


def previous_banking_day(day: date) -> date:
    """Give the last banking day before a day."""
    day -= timedelta(days=1)
    while not is_banking_day(day):
        day -= timedelta(days=1)
    return day


def banking_days_between(start: date, end: date) -> int:
    """Count the banking days after the start, up to and including the end."""
    days = (start + timedelta(days=ahead + 1) for ahead in range((end - start).days))
    return sum(is_banking_day(day) for day in days)


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= 2022:
        fixed.append(date(year, 6, 19))
    # A fixed holiday on a Saturday closes no weekday; one on a Sunday closes the Monday.
    observed = [day + timedelta(days=day.weekday() == SUNDAY) for day in fixed]
    return frozenset(
        [
            *observed,
            _nth(year, 1, MONDAY, 3),
            _nth(year, 2, MONDAY, 3),
            _last_monday_of_may(year),
            _nth(year, 9, MONDAY, 1),
            _nth(year, 10, MONDAY, 2),
            _nth(year, 11, THURSDAY, 4),
        ]
    )


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())
