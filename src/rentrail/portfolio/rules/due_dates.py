"""When recurring charges fall due, and when rent is late."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta


def monthly_due_dates(*, day: int, after: date, through: date) -> Iterator[date]:
    """Give the due dates of a monthly charge after one day and through another.

    A month that lacks the day has its last day instead.

    >>> dates = monthly_due_dates(day=31, after=date(2026, 1, 31), through=date(2026, 3, 31))
    >>> [str(due) for due in dates]
    ['2026-02-28', '2026-03-31']
    """
    year, month = after.year, after.month
    while (due := date(year, month, min(day, monthrange(year, month)[1]))) <= through:
        if due > after:
            yield due
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def is_late(*, due_date: date, grace_days: int, property_date: date) -> bool:
    """Tell whether a charge still open on a property date is past its grace days (LED-9)."""
    return property_date > due_date + timedelta(days=grace_days)
