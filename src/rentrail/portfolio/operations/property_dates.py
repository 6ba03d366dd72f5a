"""Advancing the date that a property's postings carry (ORG-14)."""

from datetime import date, datetime

from django.db import transaction

from rentrail.businessdays.arithmetic import next_banking_day
from rentrail.businessdays.property_dates import advance_is_overdue, automatic_property_date
from rentrail.businessdays.zones import in_zone
from rentrail.portfolio.models import DateAdvance, Property
from rentrail.portfolio.operations.tasks import raise_task


class PropertyDateNotLater(Exception):
    """The property date only goes forward. The text is fit to show a person."""


class PropertyDateAhead(Exception):
    """The property date can't run ahead of the business day. The text is fit to show a person."""


@transaction.atomic
def advance_property_date(*, property_id: int, to_date: date, now: datetime) -> Property:
    """Advance a property's date, as staff do when the night's items are posted.

    Raises:
        PropertyDateNotLater: the property is at that date already, or past it.
        PropertyDateAhead: the date lies after the next business day; there is no way back from it.
    """
    found: Property = Property.objects.select_for_update(no_key=True).get(id=property_id)
    if to_date <= found.property_date:
        raise PropertyDateNotLater(f"{found} is at {found.property_date} already.")
    latest = next_banking_day(in_zone(now, zone=found.time_zone).date())
    if to_date > latest:
        raise PropertyDateAhead(f"{to_date} lies ahead; {found} can advance to {latest} at most.")
    found.property_date, found.property_date_advanced_at = to_date, now
    found.save(update_fields=["property_date", "property_date_advanced_at"])
    return found


@transaction.atomic
def advance_due_dates(*, now: datetime) -> list[Property]:
    """Advance the dates that advance by themselves; gives the properties that were due."""
    waiting = Property.objects.select_for_update(no_key=True).filter(
        date_advance=DateAdvance.AUTOMATIC, date_advances_at__isnull=False
    )
    due = []
    for property_ in waiting.order_by("id"):
        reached = automatic_property_date(
            now=now, zone=property_.time_zone, advances_at=property_.date_advances_at
        )
        if reached > property_.property_date:
            due.append(advance_property_date(property_id=property_.id, to_date=reached, now=now))
    return due


@transaction.atomic
def alert_overdue_dates(*, now: datetime) -> int:
    """Tell staff of each property whose date they let wait two business days; gives how many."""
    overdue = [
        property_
        for property_ in Property.objects.filter(date_advance=DateAdvance.STAFF)
        if advance_is_overdue(
            property_date=property_.property_date,
            today=in_zone(now, zone=property_.time_zone).date(),
        )
    ]
    for property_ in overdue:
        raise_task(
            kind="property-date-not-advanced",
            subject=f"{property_.public_id}:{property_.property_date}",
            text=f"{property_} still posts to {property_.property_date}.",
            property_id=property_.id,
            now=now,
        )
    return len(overdue)
