"""Due dates of recurring payments.

Due dates are calendar dates and never move; on which day a bank debit is processed is another
question, answered by `processing_day`.
"""

from calendar import monthrange
from collections.abc import Iterator, Set
from datetime import date, timedelta
from enum import StrEnum
from itertools import count as counting
from itertools import takewhile

from rentrail.businessdays.arithmetic import roll_forward
from rentrail.primitives.holidays import NONE_CLOSED


class Frequency(StrEnum):
    """How often a payment is due. Every two weeks and twice a month are not the same."""

    ONE_TIME = "ONE_TIME"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    EVERY_TWO_WEEKS = "EVERY_TWO_WEEKS"
    SEMI_MONTHLY_1_15 = "SEMI_MONTHLY_1_15"
    SEMI_MONTHLY_15_LAST = "SEMI_MONTHLY_15_LAST"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


_STEP_DAYS = {Frequency.DAILY: 1, Frequency.WEEKLY: 7, Frequency.EVERY_TWO_WEEKS: 14}
_STEP_MONTHS = {Frequency.MONTHLY: 1, Frequency.YEARLY: 12}
_LAST_DAY = 31
_DAYS_OF_HALVES = {
    Frequency.SEMI_MONTHLY_1_15: (1, 15),
    Frequency.SEMI_MONTHLY_15_LAST: (15, _LAST_DAY),
}


def due_dates(
    *,
    frequency: Frequency,
    start: date,
    end: date | None = None,
    count: int | None = None,
) -> Iterator[date]:
    """Give the due dates from the start on, to the end date or for a number of payments.

    The start decides the day of the week, of the month or of the year, and is the first due
    date; with a semi-monthly frequency the first one is on or after it. A date that a month lacks
    falls on the month's last day. With neither end nor count the dates go on without end.
    """
    return _from_place(0, frequency=frequency, start=start, end=end, count=count)


def next_due_date(
    *,
    frequency: Frequency,
    start: date,
    after: date,
    end: date | None = None,
    count: int | None = None,
) -> date | None:
    """Give the first due date after a day; none when the payment has run out."""
    place = _place_not_after(after, frequency=frequency, start=start)
    coming = _from_place(place, frequency=frequency, start=start, end=end, count=count)
    return next((due_date for due_date in coming if due_date > after), None)


def due_dates_between(
    *,
    frequency: Frequency,
    start: date,
    after: date,
    through: date,
    end: date | None = None,
    count: int | None = None,
) -> list[date]:
    """List the due dates after one day and up to another, in order, to catch up on missed runs."""
    place = _place_not_after(after, frequency=frequency, start=start)
    coming = _from_place(place, frequency=frequency, start=start, end=end, count=count)
    return [
        due_date
        for due_date in takewhile(lambda due_date: due_date <= through, coming)
        if due_date > after
    ]


def processing_day(due_date: date, *, extra_closed: Set[date] = NONE_CLOSED) -> date:
    """Give the day a bank debit is processed: its due date, or the next banking day.

    A card is charged on the due date itself.
    """
    return roll_forward(due_date, extra_closed=extra_closed)


def _from_place(
    place: int, *, frequency: Frequency, start: date, end: date | None, count: int | None
) -> Iterator[date]:
    if frequency is Frequency.ONE_TIME:
        count = 1 if count is None else min(count, 1)
    places = counting(place) if count is None else range(place, count)
    due = (_due_date(at, frequency=frequency, start=start) for at in places)
    return takewhile(lambda due_date: end is None or due_date <= end, due)


def _due_date(place: int, *, frequency: Frequency, start: date) -> date:
    """Give the due date at a place, counted from 0."""
    if frequency in _STEP_DAYS:
        return start + timedelta(days=_STEP_DAYS[frequency] * place)
    if frequency in _STEP_MONTHS:
        return _day_of_month(_month_number(start) + _STEP_MONTHS[frequency] * place, start.day)
    if frequency in _DAYS_OF_HALVES:
        days = _DAYS_OF_HALVES[frequency]
        month_number, half = divmod(_first_half(start, days=days) + place, 2)
        return _day_of_month(month_number, days[half])
    return start


def _place_not_after(day: date, *, frequency: Frequency, start: date) -> int:
    """Give a place whose due date is not after a day, and near it; 0 when there is none."""
    months = _month_number(day) - _month_number(start)
    if frequency in _STEP_DAYS:
        return max((day - start).days // _STEP_DAYS[frequency], 0)
    if frequency in _STEP_MONTHS:
        return max(months // _STEP_MONTHS[frequency] - 1, 0)
    if frequency in _DAYS_OF_HALVES:
        return max(2 * months - 2, 0)
    return 0


def _first_half(start: date, *, days: tuple[int, int]) -> int:
    """Number the half-month of the first semi-monthly due date on or after the start."""
    halves = counting(2 * _month_number(start))
    return next(half for half in halves if _day_of_month(half // 2, days[half % 2]) >= start)


def _month_number(day: date) -> int:
    return 12 * day.year + day.month - 1


def _day_of_month(month_number: int, day: int) -> date:
    year, month = month_number // 12, month_number % 12 + 1
    return date(year, month, min(day, monthrange(year, month)[1]))
