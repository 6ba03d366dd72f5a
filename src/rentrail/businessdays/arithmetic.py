"""Counting in banking days."""

from collections.abc import Set
from datetime import date, timedelta

from rentrail.primitives.holidays import NONE_CLOSED, is_banking_day

ONE_DAY = timedelta(days=1)


def next_banking_day(day: date, *, extra_closed: Set[date] = NONE_CLOSED) -> date:
    """Give the first banking day after a day."""
    return roll_forward(day + ONE_DAY, extra_closed=extra_closed)


def previous_banking_day(day: date, *, extra_closed: Set[date] = NONE_CLOSED) -> date:
    """Give the last banking day before a day."""
    return roll_back(day - ONE_DAY, extra_closed=extra_closed)


def roll_forward(day: date, *, extra_closed: Set[date] = NONE_CLOSED) -> date:
    """Give the day itself when it is a banking day, else the first one after it."""
    while not is_banking_day(day, extra_closed=extra_closed):
        day += ONE_DAY
    return day


def roll_back(day: date, *, extra_closed: Set[date] = NONE_CLOSED) -> date:
    """Give the day itself when it is a banking day, else the last one before it."""
    while not is_banking_day(day, extra_closed=extra_closed):
        day -= ONE_DAY
    return day


def add_banking_days(day: date, count: int, *, extra_closed: Set[date] = NONE_CLOSED) -> date:
    """Count banking days on from a day, or back when the count is negative.

    The day itself is never counted, so the first banking day after a Saturday is Monday. A count
    of zero rolls forward.
    """
    if count == 0:
        return roll_forward(day, extra_closed=extra_closed)
    step = next_banking_day if count > 0 else previous_banking_day
    for _ in range(abs(count)):
        day = step(day, extra_closed=extra_closed)
    return day


def banking_days_between(*, start: date, end: date, extra_closed: Set[date] = NONE_CLOSED) -> int:
    """Count the banking days after the start up to and including the end.

    Negative when the end lies before the start.
    """
    if end < start:
        return -banking_days_between(start=end, end=start, extra_closed=extra_closed)
    days = (start + timedelta(days=place) for place in range(1, (end - start).days + 1))
    return sum(is_banking_day(day, extra_closed=extra_closed) for day in days)
