"""Entries taken back out of files that the bank refused, or that could not go in time (RAIL-2)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from rentrail.banking import locks, rules
from rentrail.banking.models import (
    BankConnection,
    BankFile,
    Entry,
    EntryBatch,
    FileState,
    Transfer,
    TransferState,
)
from rentrail.banking.operations import file_tasks
from rentrail.businessdays import windows
from rentrail.payments import operations as payments
from rentrail.payments.models import Batch
from rentrail.payments.states import BatchState

REASON_MAX = 200
TOO_LATE = "It could not be sent in time for the dates in it."


def is_too_late(file: BankFile, *, now: datetime) -> bool:
    """Tell whether a file sent now would ask for settlement on a day that is today or past.

    It would go as same-day entries, or the bank would choose the day.

    Source: [NACHA] effective entry date of the company/batch header record.
    """
    cutoffs = rules.cutoffs_of(file.connection.cutoffs)
    sending_day = windows.sending_day(now, cutoffs=cutoffs)
    late = EntryBatch.objects.filter(
        file=file, rejected_reason="", effective_entry_date__lte=sending_day
    )
    return bool(late.exists())


def withdraw_late(bank: BankConnection, *, now: datetime) -> int:
    """Withdraw the files of a connection that are too late and of which no byte was ever sent."""
    with locks.only_sender(bank.id) as is_ours:
        if not is_ours:
            return 0
        never_sent = BankFile.objects.filter(connection=bank, state=FileState.BUILT, attempts=0)
        return sum(
            withdraw(file, now=now)
            for file in never_sent.select_related("connection").order_by("id")
            if is_too_late(file, now=now)
        )


@transaction.atomic
def withdraw(
    file: BankFile,
    *,
    now: datetime,
    because: str = TOO_LATE,
    states: Collection[FileState] = (FileState.BUILT,),
) -> bool:
    """Take a file back that the bank surely doesn't have; what was in it is built anew.

    The caller is the connection's only sender. False where the file is no longer ours to withdraw.
    """
    ours = BankFile.objects.filter(id=file.id, state__in=states)
    if not ours.update(state=FileState.WITHDRAWN, answer=because):
        return False
    for entry_batch in EntryBatch.objects.filter(file=file, rejected_reason=""):
        take_back(entry_batch, reason=because, now=now, by_us=True)
    file_tasks.settle(file, by="rentrail", now=now)
    text = (
        f"{file.name} was withdrawn. {because} What was in it goes with the next file, with new "
        "dates; the bank never had this one."
    )
    file_tasks.tell(file, file_tasks.WITHDRAWN, text, now=now)
    return True


def take_back(entry_batch: EntryBatch, *, reason: str, now: datetime, by_us: bool = False) -> None:
    """The entries count no longer; their payments, transfers and refunds wait for the next file."""
    live = Entry.objects.filter(entry_batch=entry_batch, is_live=True)
    payment_ids = [row for row in live.values_list("payment_id", flat=True) if row]
    transfer_ids = [row for row in live.values_list("transfer_id", flat=True) if row]
    refund_ids = [row for row in live.values_list("refund_id", flat=True) if row]
    live.update(is_live=False)
    EntryBatch.objects.filter(id=entry_batch.id).update(
        rejected_reason=(reason or "Refused")[:REASON_MAX]
    )
    payments.reject(
        payment_ids, now=now, came_from=f"file:{entry_batch.file.public_id}", by_us=by_us
    )
    Transfer.objects.filter(id__in=transfer_ids).update(state=TransferState.WAITING)
    payments.note_taken_back(refund_ids)
    Batch.objects.filter(id=entry_batch.batch_id).update(state=BatchState.CLOSED)
