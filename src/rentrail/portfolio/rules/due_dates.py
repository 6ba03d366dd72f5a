"""When recurring charges fall due, and when rent is late."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

MONTH_DAYS_MAX = 31


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


def recurring_due_dates(
    *, day: int, start: date, charged_through: date | None, end: date | None, through: date
) -> Iterator[date]:
    """Give the due dates of a recurring charge through a day that are not charged yet.

    >>> dates = recurring_due_dates(
    ...     day=1, start=date(2026, 1, 1), charged_through=date(2026, 2, 15),
    ...     end=date(2026, 3, 31), through=date(2026, 6, 1),
    ... )
    >>> [str(due) for due in dates]
    ['2026-03-01']
    """
    after = charged_through or start - timedelta(days=1)
    return monthly_due_dates(day=day, after=after, through=min(through, end or through))


def next_recurring_due_date(
    *, day: int, start: date, charged_through: date | None, end: date | None
) -> date | None:
    """Give the next date that a recurring charge falls due on; none where it has ended."""
    after = charged_through or start - timedelta(days=1)
    due_dates = recurring_due_dates(
        day=day,
        start=start,
        charged_through=charged_through,
        end=end,
        through=after + timedelta(days=MONTH_DAYS_MAX),
    )
    return next(due_dates, None)


def is_late(*, due_date: date, grace_days: int, property_date: date) -> bool:
    """Tell whether a charge still open on a property date is past its grace days (LED-9)."""
    return property_date > due_date + timedelta(days=grace_days)
