"""Charges that come by themselves: recurring lease charges and late fees (LED-8, LED-9)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Least

from rentrail.businessdays.zones import in_zone
from rentrail.portfolio.models import (
    Charge,
    ChargeSource,
    Lease,
    LeaseStatus,
    Property,
    RecurringCharge,
    TransactionCode,
    TransactionCodeKind,
)
from rentrail.portfolio.operations.charges import ChargeRequest, charge
from rentrail.portfolio.rules.due_dates import is_late, recurring_due_dates

LATE_FEE_CODE = "LATE"
RENT_ACCOUNT_KEY = "rent-income"  # only rent is late; a fee bears no fee


class RecurringChargeNotValid(Exception):
    """A recurring charge can't be as asked. The text is fit to show a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecurringChargeRequest:
    """A charge that a lease is to bear every month, under a reference that names it once.

    In a month that lacks the day, it is due on the last.
    """

    reference: str
    lease_id: int
    transaction_code: str
    amount_cents: int
    day: int
    start_date: date
    end_date: date | None = None
    description: str = ""


@transaction.atomic
def set_recurring_charge(request: RecurringChargeRequest) -> RecurringCharge:
    """Set up a monthly charge of a lease, or change its amount, end or description.

    A new one charges from the property's date on: what fell due before is charged once, by hand
    or by import, or not at all. A change counts from the next due date on.

    Raises:
        RecurringChargeNotValid: a value can't be, or the reference stands for another charge.
    """
    lease = Lease.objects.select_related("property").get(id=request.lease_id)
    code = TransactionCode.objects.filter(
        code=request.transaction_code, kind=TransactionCodeKind.CHARGE
    ).first()
    known = RecurringCharge.objects.select_for_update().filter(reference=request.reference).first()
    refused = list(_why_not(request, code, known))
    if refused:
        raise RecurringChargeNotValid(" ".join(refused))
    assert code is not None  # noqa: S101 - else it was refused
    recurring: RecurringCharge = known or RecurringCharge(
        reference=request.reference,
        lease=lease,
        transaction_code=code,
        day=request.day,
        start_date=request.start_date,
        charged_through_date=lease.property.property_date - timedelta(days=1)
        if request.start_date < lease.property.property_date
        else None,
    )
    recurring.amount_cents = request.amount_cents
    recurring.end_date = request.end_date
    recurring.description = request.description
    recurring.save()
    return recurring


@transaction.atomic
def charge_recurring(*, through: date, now: datetime) -> list[Charge]:
    """Charge what recurring lease charges have come due through a day, each month once.

    Nothing is due after the household's move-out; should that be put off, what then is due is
    charged.
    """
    due = (
        RecurringCharge.objects.filter(start_date__lte=through)
        .exclude(lease__status=LeaseStatus.PAST)
        .annotate(due_through=Least(Value(through), "lease__move_out_date"))
        .filter(Q(charged_through_date=None) | Q(charged_through_date__lt=F("due_through")))
        .select_related("transaction_code")
        .order_by("id")
    )
    last_days: dict[date, list[RecurringCharge]] = {}
    for one in due:
        last_days.setdefault(one.due_through, []).append(one)
    requests = [
        request
        for last_day, recurring in last_days.items()
        for one in recurring
        for request in _due_requests(one, last_day)
    ]
    charges = charge(requests, posted_by="schedule", now=now)
    for last_day, recurring in last_days.items():
        RecurringCharge.objects.filter(id__in=[one.id for one in recurring]).update(
            charged_through_date=last_day
        )
    return charges


@transaction.atomic
def charge_late_fees(
    *, property_id: int, waiting_since: Mapping[int, date] | None = None, now: datetime
) -> list[Charge]:
    """Charge the property's late fee on rent open past its grace days, once each; gives the new.

    ``waiting_since`` are the dates on which households' payments were taken that wait to be
    approved or released: who paid in time is not late (PAY-14). Rent that came on the ledger when
    its grace days were over, such as arrears of before, bears no fee.
    """
    property_ = Property.objects.get(id=property_id)
    if not property_.late_fee_cents:
        return []
    waiting = waiting_since or {}
    late = {
        _late_fee_id(rent): rent
        for rent in _open_rent(property_)
        if _is_late(rent, property_, paid_date=waiting.get(rent.lease_id))
    }
    known = Charge.objects.filter(
        property=property_, source=ChargeSource.SYSTEM, source_id__in=late
    ).values_list("source_id", flat=True)
    for source_id in known:
        del late[source_id]
    return charge(
        [_late_fee(rent, property_) for rent in late.values()], posted_by="schedule", now=now
    )


def _why_not(
    request: RecurringChargeRequest, code: TransactionCode | None, known: RecurringCharge | None
) -> Iterator[str]:
    if not request.reference:
        yield "A recurring charge needs a reference."
    if code is None:
        yield f"There is no charge code {request.transaction_code}."
    if request.amount_cents <= 0:
        yield "A charge is more than nothing."
    if not 1 <= request.day <= 31:
        yield f"{request.day} is not a day of a month."
    if request.end_date is not None and request.end_date < request.start_date:
        yield "It ends before it starts."
    if known is not None and code is not None and not _is_same(request, code, known):
        yield (
            f"{request.reference} stands for another lease, code, day or start; end that one, and "
            "set this one up under a reference of its own."
        )


def _is_same(
    request: RecurringChargeRequest, code: TransactionCode, known: RecurringCharge
) -> bool:
    """Tell whether the change lets no month be charged twice or under two codes."""
    asked = (request.lease_id, code.id, request.day, request.start_date)
    return asked == (known.lease_id, known.transaction_code_id, known.day, known.start_date)


def _due_requests(recurring: RecurringCharge, through: date) -> Iterator[ChargeRequest]:
    for due_date in recurring_due_dates(
        day=recurring.day,
        start=recurring.start_date,
        charged_through=recurring.charged_through_date,
        end=recurring.end_date,
        through=through,
    ):
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
    )
    return rent.select_related("journal_entry").order_by("id")


def _is_late(rent: Charge, property_: Property, *, paid_date: date | None) -> bool:
    recorded = in_zone(rent.journal_entry.recorded_at, zone=property_.time_zone).date()
    was_late_at, is_late_now, was_late_paid = (
        is_late(
            due_date=rent.due_date,
            grace_days=property_.late_fee_grace_days,
            property_date=day,
        )
        for day in (recorded, property_.property_date, paid_date or date.max)
    )
    return is_late_now and was_late_paid and not was_late_at


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
