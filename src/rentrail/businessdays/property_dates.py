"""The property date: the business date a property's postings carry, and how it advances."""

from collections.abc import Set
from datetime import date, datetime, time, timedelta

from rentrail.businessdays.arithmetic import banking_days_between
from rentrail.businessdays.zones import in_zone
from rentrail.primitives.holidays import NONE_CLOSED

ADVANCE_OVERDUE_BANKING_DAYS = 2


def automatic_property_date(*, now: datetime, zone: str, advances_at: time) -> date:
    """Give the property date of a property that advances by itself at an hour of its own zone.

    At that hour the date becomes the calendar day; before it, the day before goes on.
    """
    local = in_zone(now, zone=zone)
    reached = local.time() >= advances_at
    return local.date() if reached else local.date() - timedelta(days=1)


def advance_is_overdue(
    *, property_date: date, today: date, extra_closed: Set[date] = NONE_CLOSED
) -> bool:
    """Tell whether staff have let two business days come without advancing the property date."""
    passed = banking_days_between(start=property_date, end=today, extra_closed=extra_closed)
    return passed >= ADVANCE_OVERDUE_BANKING_DAYS
