"""Held funds: sent on to the owner after the hold; the reserve follows later (RAIL-4)."""

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import QuerySet, Sum

from rentrail.banking import journal, rules
from rentrail.banking.models import (
    BankConnection,
    Clearing,
    Transfer,
    TransferKind,
)
from rentrail.businessdays import arithmetic
from rentrail.ledger import operations as ledger
from rentrail.payments import operations as payments
from rentrail.payments.models import Batch, Payment
from rentrail.payments.states import SettlementStatus
from rentrail.primitives import ids, money

BANK = "bank"
OF_A_BATCH = (TransferKind.DISBURSEMENT, TransferKind.RESERVE_RELEASE)

# A batch whose payments settle on several days, as where one was left out of the first file, is
# sent on in as many parts: what has settled never waits for what has not.
_HELD = """
SELECT batch.id
FROM payments_batch batch
JOIN banking_originator originator ON originator.bank_account_id = batch.bank_account_id
    AND originator.connection_id = %s
JOIN (
    SELECT batch_id, sum(total_debit_cents) AS cents FROM banking_entrybatch
    WHERE settlement_date IS NOT NULL AND batch_id IS NOT NULL GROUP BY batch_id
) settled ON settled.batch_id = batch.id
LEFT JOIN (
    SELECT batch_id, sum(amount_cents) AS cents FROM banking_transfer
    WHERE kind IN ('disbursement', 'reserve_release') GROUP BY batch_id
) sent ON sent.batch_id = batch.id
WHERE settled.cents > coalesce(sent.cents, 0)
"""


def release_holds(*, business_date: date, now: datetime) -> dict[str, int]:
    """Make the transfers to owners of all that has settled and whose hold has run out."""
    counts = {"disbursements": 0}
    for bank in BankConnection.objects.filter(clearing=Clearing.CENTRAL).order_by("id"):
        for batch in _held_batches(bank):
            counts["disbursements"] += _release(
                batch, bank=bank, business_date=business_date, now=now
            )
    return counts


@transaction.atomic
def fund(
    disbursement: Transfer, *, bank: BankConnection, on: date, now: datetime, came_from: str
) -> None:
    """Note that the owner has what a disbursement sent on: its reserve is withheld from now on."""
    last, batch = disbursement, disbursement.batch
    following = batch.transfers.filter(id__gt=disbursement.id, kind__in=OF_A_BATCH)
    reserve = following.order_by("id").first()
    if reserve is not None and reserve.kind == TransferKind.RESERVE_RELEASE:
        last = reserve
        _withhold(reserve, bank=bank, on=on, now=now)
    _note_disbursed(batch, last=last, now=now, came_from=came_from)


def _withhold(reserve: Transfer, *, bank: BankConnection, on: date, now: datetime) -> None:
    ledger.post(journal.reserved(reserve, bank=bank, on=on), posted_by=BANK, now=now)


def _note_disbursed(batch: Batch, *, last: Transfer, now: datetime, came_from: str) -> None:
    """The payments of the days that were sent on, up to a transfer, are with their owner."""
    left_cents = _sent_on_cents(batch, last=last)
    of_days = batch.entry_batches.filter(settlement_date__isnull=False).values_list(
        "settlement_date"
    )
    settlement_dates = []
    for day, cents in of_days.annotate(cents=Sum("total_debit_cents")).order_by("settlement_date"):
        left_cents -= cents
        if left_cents >= 0:
            settlement_dates.append(day)
    held = Payment.objects.filter(
        batch=batch,
        settlement_status=SettlementStatus.HELD,
        settlement_date__in=settlement_dates,
    )
    payments.disburse(list(held.values_list("id", flat=True)), now=now, came_from=came_from)


@transaction.atomic
def _release(batch: Batch, *, bank: BankConnection, business_date: date, now: datetime) -> bool:
    Batch.objects.select_for_update(no_key=True).get(id=batch.id)
    due_cents = _due_cents(batch, bank=bank, day=business_date)
    funded_cents = due_cents - _sent_on_cents(batch)
    if funded_cents <= 0:
        return False
    property_ = batch.property
    reserve_cents = money.share(
        total_cents=funded_cents, basis_points=property_.reserve_basis_points
    )
    release_date = arithmetic.add_banking_days(
        business_date,
        property_.reserve_release_days,
        extra_closed=rules.cutoffs_of(bank.cutoffs).extra_closed,
    )
    if funded_cents > reserve_cents:
        _add_transfer(
            batch,
            kind=TransferKind.DISBURSEMENT,
            amount_cents=funded_cents - reserve_cents,
            due_date=business_date,
            now=now,
        )
    if reserve_cents:
        reserve = _add_transfer(
            batch,
            kind=TransferKind.RESERVE_RELEASE,
            amount_cents=reserve_cents,
            due_date=release_date,
            now=now,
        )
    if reserve_cents == funded_cents:  # all of it is withheld: there is nothing to wait for
        _withhold(reserve, bank=bank, on=business_date, now=now)
        came_from = f"batch:{batch.public_id}"
        _note_disbursed(batch, last=reserve, now=now, came_from=came_from)
    return True


def _add_transfer(
    batch: Batch, *, kind: TransferKind, amount_cents: int, due_date: date, now: datetime
) -> Transfer:
    made: Transfer = Transfer.objects.create(
        public_id=ids.new_public_id("trf", now=now),
        kind=kind,
        bank_account_id=batch.bank_account_id,
        batch=batch,
        amount_cents=amount_cents,
        due_date=due_date,
    )
    return made


def _held_batches(bank: BankConnection) -> QuerySet[Batch]:
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [bank.id])
        batch_ids = [row[0] for row in cursor.fetchall()]
    held: QuerySet[Batch] = (
        Batch.objects.filter(id__in=batch_ids)
        .select_related("property", "bank_account__property")
        .order_by("id")
    )
    return held


def _due_cents(batch: Batch, *, bank: BankConnection, day: date) -> int:
    """Sum what has settled of a batch and whose hold has run out on a day."""
    cutoffs = rules.cutoffs_of(bank.cutoffs)
    return sum(
        cents
        for settlement_date, cents in batch.entry_batches.values_list(
            "settlement_date", "total_debit_cents"
        )
        if settlement_date is not None
        and rules.disbursement_is_due(
            settlement_date=settlement_date,
            hold_days=batch.property.hold_days,
            business_date=day,
            cutoffs=cutoffs,
        )
    )


def _sent_on_cents(batch: Batch, *, last: Transfer | None = None) -> int:
    """Sum what was sent on of a batch, reserves included; up to a transfer, or in all."""
    sent_on = batch.transfers.filter(kind__in=OF_A_BATCH)
    if last is not None:
        sent_on = sent_on.filter(id__lte=last.id)
    return sum(sent_on.values_list("amount_cents", flat=True))
