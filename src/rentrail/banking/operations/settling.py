"""Settlement: accepted entry batches whose day has come are funds, by book and by payment."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial

from django.db import connection, transaction
from django.db.models import QuerySet

from rentrail.banking import journal
from rentrail.banking.models import (
    BankFile,
    Clearing,
    Entry,
    EntryBatch,
    FileState,
    Transfer,
    TransferKind,
    TransferState,
)
from rentrail.banking.operations import file_tasks, reserves
from rentrail.banking.operations.one_by_one import OneByOne
from rentrail.ledger import operations as ledger
from rentrail.payments import operations as payments
from rentrail.payments.models import Batch, Refund
from rentrail.primitives import ids

BANK = "bank"


def settle(*, business_date: date, now: datetime) -> dict[str, int]:
    """Settle every entry batch of an accepted file whose effective entry date has come.

    Raises:
        SomeFailed: one could not be settled; the others are.
    """
    due = _not_settled().filter(
        file__state=FileState.ACCEPTED, effective_entry_date__lte=business_date
    )
    settling = OneByOne(what="settling", now=now)
    count = 0
    for one in due:
        settled = settling.attempt(
            f"entry batch {one.reference}",
            partial(settle_entry_batch, one, on=one.effective_entry_date, now=now),
            subject=one.reference,
            property_id=one.batch.property_id if one.batch else None,
        )
        count += bool(settled)
    _note_settled_batches()
    settling.finish()
    return {"entry_batches": count}


@transaction.atomic
def settle_entry_batch(entry_batch: EntryBatch, *, on: date, now: datetime) -> bool:
    """Settle one entry batch; False where it is settled already, or was refused."""
    locked = EntryBatch.objects.select_for_update(no_key=True).filter(
        id=entry_batch.id, settlement_date=None, rejected_reason=""
    )
    if not locked.update(settlement_date=on):
        return False
    came_from = f"file:{entry_batch.file.public_id}:{entry_batch.number}"
    if entry_batch.batch_id is None:
        _settle_transfers(entry_batch, on=on, now=now, came_from=came_from)
        _settle_refunds(entry_batch, on=on, now=now)
    else:
        _settle_payments(entry_batch, on=on, now=now, came_from=came_from)
    return True


@transaction.atomic
def accept_file(file: BankFile, *, answer: str, now: datetime) -> bool:
    """Note that the bank has taken a file; False where that is known already.

    Its own acknowledgement says so, or a return or bank line that proves it.
    """
    changed = (
        BankFile.objects.filter(id=file.id)
        .exclude(state__in=[FileState.ACCEPTED, FileState.REJECTED, FileState.WITHDRAWN])
        .update(state=FileState.ACCEPTED, answered_at=now, answer=answer)
    )
    if not changed:
        return False
    file_tasks.settle(file, by="bank", now=now)
    came_from = f"file:{file.public_id}"
    for entry_batch in EntryBatch.objects.filter(
        file=file, batch__isnull=False, rejected_reason=""
    ):
        payments.accept(_ids(_payments_of(entry_batch)), now=now, came_from=came_from)
    return True


def prove_taken(entry_batches: Iterable[EntryBatch], *, by: str, on: date, now: datetime) -> None:
    """Note what comes back on a day proves: the file was taken, and what was due by then settled.

    An operator or a payer's bank may answer before the effective entry date: then the other entries
    of the batch have moved no money yet, and it settles on its day. A transfer or refund is alone
    in its entry batch: it came and went.
    """
    for entry_batch in entry_batches:
        accept_file(entry_batch.file, answer=f"Proved by {by}", now=now)
        if entry_batch.effective_entry_date <= on:
            settle_entry_batch(entry_batch, on=entry_batch.effective_entry_date, now=now)
        elif entry_batch.batch_id is None:
            settle_entry_batch(entry_batch, on=on, now=now)
    _note_settled_batches()


def prove_settled(entry_batch: EntryBatch, *, by: str, on: date, now: datetime) -> None:
    """Note what a bank line of a day proves: the file was taken, and the entry batch settled."""
    accept_file(entry_batch.file, answer=f"Proved by {by}", now=now)
    settle_entry_batch(entry_batch, on=min(entry_batch.effective_entry_date, on), now=now)
    _note_settled_batches()


def _settle_payments(entry_batch: EntryBatch, *, on: date, now: datetime, came_from: str) -> None:
    batch = Batch.objects.select_related("bank_account__property", "property").get(
        id=entry_batch.batch_id
    )
    bank = entry_batch.file.connection
    payment_ids = _ids(_payments_of(entry_batch).filter(payment__return_code=""))
    if bank.clearing == Clearing.DIRECT:
        draft = journal.funded_direct(entry_batch, batch, on=on)
        payments.settle(payment_ids, settlement_date=on, now=now, came_from=came_from)
    else:
        draft = journal.held(entry_batch, batch, bank=bank, on=on)
        payments.hold(payment_ids, settlement_date=on, now=now, came_from=came_from)
    ledger.post([draft], posted_by=BANK, now=now)


_NOTE_SETTLED = """
UPDATE payments_batch batch SET state = 'settled', settlement_date = sent.settlement_date
FROM (
    SELECT batch_id, max(settlement_date) AS settlement_date FROM banking_entrybatch
    WHERE settlement_date IS NOT NULL GROUP BY batch_id
) sent
WHERE sent.batch_id = batch.id AND batch.state IN ('originated', 'with_errors') AND NOT EXISTS (
    SELECT FROM payments_payment payment WHERE payment.batch_id = batch.id
        AND payment.settlement_status IN ('to_be_originated', 'originating', 'pending')
)
"""


def _note_settled_batches() -> None:
    """A batch is settled when nothing of it still waits or is on its way."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE_SETTLED)


def _settle_transfers(entry_batch: EntryBatch, *, on: date, now: datetime, came_from: str) -> None:
    bank = entry_batch.file.connection
    transfers = Transfer.objects.filter(entries__entry_batch=entry_batch).select_related(
        "bank_account__property", "batch__bank_account__property", "batch__property"
    )
    for transfer in transfers:
        drafts = journal.transferred(transfer, entry_batch, bank=bank, on=on)
        ledger.post(drafts, posted_by=BANK, now=now)
        if transfer.kind == TransferKind.DISBURSEMENT and not transfer.return_code:
            reserves.fund(transfer, bank=bank, on=on, now=now, came_from=came_from)
        Transfer.objects.filter(id=transfer.id).update(
            state=TransferState.SETTLED, settlement_date=on
        )


def _settle_refunds(entry_batch: EntryBatch, *, on: date, now: datetime) -> None:
    """The payer has the refund. Central clearing paid it, and debits it from the owner (RAIL-3)."""
    bank = entry_batch.file.connection
    refunds = Refund.objects.filter(entries__entry_batch=entry_batch).select_related(
        "payment__bank_account__property", "payment__property"
    )
    for refund in refunds:
        is_direct = bank.clearing == Clearing.DIRECT
        draft = journal.refunded_direct if is_direct else journal.refunded_for_owner
        ledger.post([draft(refund, entry_batch, bank=bank, on=on)], posted_by=BANK, now=now)
        if not is_direct:
            _debit_owner(refund, on=on, now=now)
    payments.note_settled([refund.id for refund in refunds], settlement_date=on)


def _debit_owner(refund: Refund, *, on: date, now: datetime) -> None:
    Transfer.objects.create(
        public_id=ids.new_public_id("trf", now=now),
        kind=TransferKind.REFUND_DEBIT,
        bank_account_id=refund.payment.bank_account_id,
        batch_id=refund.payment.batch_id,
        amount_cents=refund.amount_cents,
        due_date=on,
    )


def _payments_of(entry_batch: EntryBatch) -> QuerySet[Entry]:
    live: QuerySet[Entry] = Entry.objects.filter(
        entry_batch=entry_batch, is_live=True, payment__isnull=False
    )
    return live


def _ids(entries: QuerySet[Entry]) -> list[int]:
    return list(entries.values_list("payment_id", flat=True))


def _not_settled() -> QuerySet[EntryBatch]:
    waiting: QuerySet[EntryBatch] = (
        EntryBatch.objects.filter(settlement_date=None, rejected_reason="")
        .select_related("file__connection", "batch")
        .order_by("id")
    )
    return waiting
