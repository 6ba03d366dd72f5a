"""Held funds: sent on to the owner after the hold; the reserve follows later (RAIL-4)."""

from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from rentrail.banking import journal, rules
from rentrail.banking.models import (
    BankConnection,
    Clearing,
    EntryBatch,
    Transfer,
    TransferKind,
)
from rentrail.banking.operations.one_by_one import OneByOne
from rentrail.businessdays import arithmetic
from rentrail.ledger import operations as ledger
from rentrail.payments import operations as payments
from rentrail.payments.models import Batch, Payment
from rentrail.payments.states import SettlementStatus
from rentrail.primitives import ids, money

BANK = "bank"
OF_A_BATCH = (TransferKind.DISBURSEMENT, TransferKind.RESERVE_RELEASE)


def release_holds(*, business_date: date, now: datetime) -> dict[str, int]:
    """Make the transfers to owners of all that has settled and whose hold has run out.

    Raises:
        SomeFailed: those of a batch could not be made; the others are.
    """
    releasing = OneByOne(what="releasing held funds", now=now)
    count = 0
    for bank in BankConnection.objects.filter(clearing=Clearing.CENTRAL).order_by("id"):
        for batch in _held_batches(bank):
            released = releasing.attempt(
                f"{batch.property.name}, {batch}",
                partial(_release, batch, bank=bank, business_date=business_date, now=now),
                subject=batch.public_id,
                property_id=batch.property_id,
            )
            count += bool(released)
    releasing.finish()
    return {"disbursements": count}


@transaction.atomic
def fund(
    disbursement: Transfer, *, bank: BankConnection, on: date, now: datetime, came_from: str
) -> None:
    """Note that the owner has what a disbursement sent on: its reserve is withheld from now on."""
    following = disbursement.batch.transfers.filter(id__gt=disbursement.id, kind__in=OF_A_BATCH)
    reserve = following.order_by("id").first()
    if reserve is not None and reserve.kind == TransferKind.RESERVE_RELEASE:
        _withhold(reserve, bank=bank, on=on, now=now)
    _note_disbursed(disbursement, now=now, came_from=came_from)


def _withhold(reserve: Transfer, *, bank: BankConnection, on: date, now: datetime) -> None:
    ledger.post(journal.reserved(reserve, bank=bank, on=on), posted_by=BANK, now=now)


def _note_disbursed(transfer: Transfer, *, now: datetime, came_from: str) -> None:
    """The payments whose funds a transfer sent on are with their owner."""
    held = Payment.objects.filter(
        entries__entry_batch__sent_on_by=transfer,
        entries__is_live=True,
        settlement_status=SettlementStatus.HELD,
    )
    payments.disburse(list(held.values_list("id", flat=True)), now=now, came_from=came_from)


@transaction.atomic
def _release(batch: Batch, *, bank: BankConnection, business_date: date, now: datetime) -> bool:
    """Send on what is due of a batch, each entry batch of it once.

    A batch whose payments settle on several days, as where one was left out of the first file, is
    sent on in as many parts: what has settled never waits for what has not.
    """
    Batch.objects.select_for_update(no_key=True).get(id=batch.id)
    due = _due(batch, bank=bank, day=business_date)
    if not due:
        return False
    funded_cents = sum(entry_batch.total_debit_cents for entry_batch in due)
    reserve_cents = money.share(
        total_cents=funded_cents, basis_points=batch.reserve_basis_points or 0
    )
    release_date = arithmetic.add_banking_days(
        business_date,
        batch.reserve_release_days or 0,
        extra_closed=rules.cutoffs_of(bank.cutoffs).extra_closed,
    )
    made = []
    if funded_cents > reserve_cents:
        made += [
            _add_transfer(
                batch,
                kind=TransferKind.DISBURSEMENT,
                amount_cents=funded_cents - reserve_cents,
                due_date=business_date,
                now=now,
            )
        ]
    if reserve_cents:
        made += [
            _add_transfer(
                batch,
                kind=TransferKind.RESERVE_RELEASE,
                amount_cents=reserve_cents,
                due_date=release_date,
                now=now,
            )
        ]
    EntryBatch.objects.filter(id__in=[one.id for one in due]).update(sent_on_by=made[0])
    if made[0].kind == TransferKind.RESERVE_RELEASE:  # all is withheld: nothing to wait for
        _withhold(made[0], bank=bank, on=business_date, now=now)
        _note_disbursed(made[0], now=now, came_from=f"batch:{batch.public_id}")
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
    held: QuerySet[Batch] = (
        Batch.objects.filter(id__in=_held(bank).values("batch"))
        .select_related("property", "bank_account__property")
        .order_by("id")
    )
    return held


def _held(bank: BankConnection) -> QuerySet[EntryBatch]:
    """Give what has settled over a connection and was not sent on yet."""
    settled: QuerySet[EntryBatch] = EntryBatch.objects.filter(
        file__connection=bank, batch__isnull=False, settlement_date__isnull=False, sent_on_by=None
    )
    return settled


def _due(batch: Batch, *, bank: BankConnection, day: date) -> list[EntryBatch]:
    """Give what has settled of a batch and whose hold has run out on a day."""
    cutoffs = rules.cutoffs_of(bank.cutoffs)
    return [
        entry_batch
        for entry_batch in _held(bank).filter(batch=batch).order_by("id")
        if entry_batch.settlement_date is not None
        and rules.disbursement_is_due(
            settlement_date=entry_batch.settlement_date,
            hold_days=batch.hold_days or 0,
            business_date=day,
            cutoffs=cutoffs,
        )
    ]
