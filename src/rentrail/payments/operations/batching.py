"""Batches: one is open for each property, bank account and type; closing freezes it (RAIL-2)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Count, Max, Sum

from rentrail.payments.models import Batch, Payment
from rentrail.payments.states import BatchState, SettlementStatus
from rentrail.portfolio.models import BatchType, Property
from rentrail.primitives import ids

TERMS = ("hold_days", "reserve_basis_points", "reserve_release_days")

Place = tuple[int, int, BatchType]  # property, bank account, and how it reaches the bank


def open_batches(places: Iterable[Place], *, now: datetime) -> dict[Place, int]:
    """Give the open batch of each property, bank account and type, opening those that are missing.

    The batches can't close before this transaction ends; other takers don't wait.
    """
    wanted = sorted(set(places))
    found = _held_open(wanted)
    for place in wanted:
        if place not in found:
            _open(place, now=now)
    return found if len(found) == len(wanted) else _held_open(wanted)


@transaction.atomic
def close_batches(*, banking_date: date, now: datetime) -> list[Batch]:
    """Close every open batch that holds a payment; the next payment opens a new one.

    Closing waits for payments that are being taken into the batch. It fixes on which terms the
    batch is held: what is decided of the property later counts for later batches (RAIL-10).
    """
    open_now = Batch.objects.select_for_update(of=("self",)).filter(state=BatchState.OPEN)
    batches = list(open_now.select_related("property").order_by("id"))
    totals = {
        row["batch_id"]: (row["count"], row["total"])
        for row in Payment.objects.filter(batch__in=batches)
        .values("batch_id")
        .annotate(count=Count("id"), total=Sum("amount_cents"))
    }
    closing = [batch for batch in batches if batch.id in totals]
    for batch in closing:
        batch.item_count, batch.total_cents = totals[batch.id]
        batch.state, batch.closed_at, batch.banking_date = BatchState.CLOSED, now, banking_date
        for term in TERMS:
            setattr(batch, term, getattr(batch.property, term))
    Batch.objects.bulk_update(
        closing,
        ["item_count", "total_cents", "state", "closed_at", "banking_date", *TERMS],
        batch_size=500,
    )
    return closing


def take_out(payment: Payment, *, batch: Batch) -> None:
    """Take a payment that was voided out of its closed batch, which is locked.

    What is left of a batch is originated once nothing of it waits, and settled where nothing is
    left at all.
    """
    batch.item_count, batch.total_cents = (
        (batch.item_count or 0) - 1,
        (batch.total_cents or 0) - payment.amount_cents,
    )
    if not batch.item_count:
        batch.state = BatchState.SETTLED
    elif not _waits(batch):
        batch.state = BatchState.ORIGINATED
    batch.save(update_fields=["item_count", "total_cents", "state"])


def _waits(batch: Batch) -> bool:
    waiting = Payment.objects.filter(
        batch=batch, settlement_status=SettlementStatus.TO_BE_ORIGINATED
    )
    return bool(waiting.exists())


def _held_open(places: list[Place]) -> dict[Place, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT batch.property_id, batch.bank_account_id, batch.batch_type, batch.id"
            " FROM payments_batch batch"
            " JOIN unnest(%s::bigint[], %s::bigint[], %s::text[])"
            " AS place (property_id, bank_account_id, batch_type)"
            " USING (property_id, bank_account_id, batch_type)"
            " WHERE batch.state = 'open'"
            " ORDER BY batch.id FOR KEY SHARE OF batch",
            [
                [place[0] for place in places],
                [place[1] for place in places],
                [place[2].value for place in places],
            ],
        )
        return {(row[0], row[1], BatchType(row[2])): row[3] for row in cursor.fetchall()}


def _open(place: Place, *, now: datetime) -> None:
    property_id, bank_account_id, batch_type = place
    Property.objects.select_for_update(no_key=True).get(id=property_id)  # numbers rise one by one
    if _held_open([place]):
        return
    last = Batch.objects.filter(property_id=property_id).aggregate(last=Max("number"))["last"]
    Batch.objects.create(
        public_id=ids.new_public_id("bat", now=now),
        property_id=property_id,
        bank_account_id=bank_account_id,
        batch_type=batch_type,
        number=(last or 0) + 1,
        opened_at=now,
    )
