"""Charges that come by themselves: recurring lease charges and late fees (LED-8, LED-9)."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from rentrail.portfolio.models import (
    Charge,
    ChargeSource,
    LeaseStatus,
    Property,
    RecurringCharge,
)
from rentrail.portfolio.operations.charges import ChargeRequest, charge
from rentrail.portfolio.rules.due_dates import is_late, monthly_due_dates

LATE_FEE_CODE = "LATE"
RENT_ACCOUNT_KEY = "rent-income"  # only rent is late; a fee bears no fee


@transaction.atomic
def charge_recurring(*, through: date, now: datetime) -> list[Charge]:
    """Charge what recurring lease charges have come due through a day, each month once."""
    due = (
        RecurringCharge.objects.filter(start_date__lte=through)
        .exclude(lease__status=LeaseStatus.PAST)
        .exclude(charged_through_date__gte=through)
        .select_related("transaction_code")
        .order_by("id")
    )
    recurring = list(due)
    requests = [request for one in recurring for request in _due_requests(one, through)]
    charges = charge(requests, posted_by="schedule", now=now)
    RecurringCharge.objects.filter(id__in=[one.id for one in recurring]).update(
        charged_through_date=through
    )
    return charges


@transaction.atomic
def charge_late_fees(
    *, property_id: int, spared_lease_ids: Collection[int] = (), now: datetime
) -> list[Charge]:
    """Charge the property's late fee on rent open past its grace days, once each.

    ``spared_lease_ids`` are households whose payment was taken in time and is not posted yet.
    """
    property_ = Property.objects.get(id=property_id)
    if not property_.late_fee_cents:
        return []
    late = [
        rent
        for rent in _open_rent(property_).exclude(lease_id__in=spared_lease_ids)
        if is_late(
            due_date=rent.due_date,
            grace_days=property_.late_fee_grace_days,
            property_date=property_.property_date,
        )
    ]
    known = _late_fee_source_ids(property_)
    requests = [_late_fee(rent, property_) for rent in late if _late_fee_id(rent) not in known]
    return charge(requests, posted_by="schedule", now=now)


def _due_requests(recurring: RecurringCharge, through: date) -> Iterator[ChargeRequest]:
    after = recurring.charged_through_date or recurring.start_date - timedelta(days=1)
    until = min(through, recurring.end_date or through)
    for due_date in monthly_due_dates(day=recurring.day, after=after, through=until):
        yield ChargeRequest(
            lease_id=recurring.lease_id,
            transaction_code=recurring.transaction_code.code,
            amount_cents=recurring.amount_cents,
            due_date=due_date,
            property_date=due_date,
            description=recurring.description,
            source=ChargeSource.RECURRING,
            source_id=f"{recurring.id}:{due_date}",
        )


def _open_rent(property_: Property) -> QuerySet[Charge]:
    rent: QuerySet[Charge] = Charge.objects.filter(
        property=property_,
        open_cents__gt=0,
        due_date__lt=property_.property_date,
        transaction_code__account_key=RENT_ACCOUNT_KEY,
    ).order_by("id")
    return rent


def _late_fee_source_ids(property_: Property) -> set[str]:
    return set(
        Charge.objects.filter(
            property=property_, source=ChargeSource.SYSTEM, source_id__startswith="late:"
        ).values_list("source_id", flat=True)
    )


def _late_fee_id(rent: Charge) -> str:
    return f"late:{rent.public_id}"


def _late_fee(rent: Charge, property_: Property) -> ChargeRequest:
    return ChargeRequest(
        lease_id=rent.lease_id,
        transaction_code=LATE_FEE_CODE,
        amount_cents=property_.late_fee_cents,
        due_date=property_.property_date,
        property_date=property_.property_date,
        description=f"Late fee, {rent.description}",
        source=ChargeSource.SYSTEM,
        source_id=_late_fee_id(rent),
    )
