"""Held funds: sent on to the owner after the hold; the reserve follows later (RAIL-4)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from rentrail.banking import journal, rules
from rentrail.banking.models import (
    BankConnection,
    Clearing,
    EntryBatch,
    Transfer,
    TransferKind,
)
from rentrail.businessdays import arithmetic
from rentrail.ledger import operations as ledger
from rentrail.payments import operations as payments
from rentrail.payments.models import Batch, Payment
from rentrail.payments.states import BatchState, SettlementStatus
from rentrail.primitives import ids, money

BANK = "bank"
OF_A_BATCH = (TransferKind.DISBURSEMENT, TransferKind.RESERVE_RELEASE)


def release_holds(*, business_date: date, now: datetime) -> dict[str, int]:
    """Make the transfers to owners of all settled batches whose hold has run out."""
    counts = {"disbursements": 0}
    for bank in BankConnection.objects.filter(clearing=Clearing.CENTRAL).order_by("id"):
        for batch in _held_batches(bank):
            counts["disbursements"] += _release(
                batch, bank=bank, business_date=business_date, now=now
            )
    return counts


@transaction.atomic
def fund(batch: Batch, *, bank: BankConnection, on: date, now: datetime, came_from: str) -> None:
    """Note that the owner has a batch's funds: payments disbursed, the reserve withheld."""
    reserve_cents = _reserve_of(batch)
    if reserve_cents:
        drafts = journal.reserved(batch, bank=bank, reserve_cents=reserve_cents, on=on)
        ledger.post(drafts, posted_by=BANK, now=now)
    held = Payment.objects.filter(batch=batch, settlement_status=SettlementStatus.HELD)
    payments.disburse(list(held.values_list("id", flat=True)), now=now, came_from=came_from)


@transaction.atomic
def _release(batch: Batch, *, bank: BankConnection, business_date: date, now: datetime) -> bool:
    property_, cutoffs = batch.property, rules.cutoffs_of(bank.cutoffs)
    Batch.objects.select_for_update(no_key=True).get(id=batch.id)
    if batch.transfers.filter(kind__in=OF_A_BATCH).exists():
        return False
    assert batch.settlement_date is not None  # noqa: S101 - asked for
    if not rules.disbursement_is_due(
        settlement_date=batch.settlement_date,
        hold_days=property_.hold_days,
        business_date=business_date,
        cutoffs=cutoffs,
    ):
        return False
    funded_cents = _settled_cents(batch)
    reserve_cents = money.share(
        total_cents=funded_cents, basis_points=property_.reserve_basis_points
    )
    release_date = arithmetic.add_banking_days(
        business_date, property_.reserve_release_days, extra_closed=cutoffs.extra_closed
    )
    kinds = [
        (TransferKind.DISBURSEMENT, funded_cents - reserve_cents, business_date),
        (TransferKind.RESERVE_RELEASE, reserve_cents, release_date),
    ]
    for kind, amount_cents, due_date in kinds:
        if amount_cents:
            _add_transfer(batch, kind=kind, amount_cents=amount_cents, due_date=due_date, now=now)
    if reserve_cents == funded_cents:  # all of it is withheld: there is nothing to wait for
        came_from = f"batch:{batch.public_id}"
        fund(batch, bank=bank, on=business_date, now=now, came_from=came_from)
    return True


def _add_transfer(
    batch: Batch, *, kind: TransferKind, amount_cents: int, due_date: date, now: datetime
) -> None:
    Transfer.objects.create(
        public_id=ids.new_public_id("trf", now=now),
        kind=kind,
        bank_account_id=batch.bank_account_id,
        batch=batch,
        amount_cents=amount_cents,
        due_date=due_date,
    )


def _held_batches(bank: BankConnection) -> QuerySet[Batch]:
    sent_on = Transfer.objects.filter(batch=OuterRef("id"), kind__in=OF_A_BATCH)
    settled = EntryBatch.objects.filter(batch=OuterRef("id"), settlement_date__isnull=False)
    held: QuerySet[Batch] = (
        Batch.objects.filter(
            Exists(settled),
            ~Exists(sent_on),
            state=BatchState.SETTLED,
            bank_account__originator__connection=bank,
        )
        .select_related("property", "bank_account__property")
        .order_by("id")
    )
    return held


def _settled_cents(batch: Batch) -> int:
    return sum(
        batch.entry_batches.filter(settlement_date__isnull=False).values_list(
            "total_debit_cents", flat=True
        )
    )


def _reserve_of(batch: Batch) -> int:
    reserves = batch.transfers.filter(kind=TransferKind.RESERVE_RELEASE)
    return sum(reserves.values_list("amount_cents", flat=True))
