"""Transfers that an owner's bank sent back: undone in the books, sent again by a person."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from rentrail.banking import journal
from rentrail.banking.models import Entry, InboundFile, Transfer, TransferState
from rentrail.ledger import operations as ledger
from rentrail.payments.operations.returning import words_of
from rentrail.portfolio import operations as portfolio
from rentrail.primitives.money import format_cents

BANK = "bank"
TASK = "transfer-returned"


class TransferNotReturned(Exception):
    """The transfer is on its way, or its owner has it. The text is fit to show a person."""


def bring_back(
    file: InboundFile,
    returned: Sequence[tuple[Entry, str]],
    *,
    received_date: date,
    now: datetime,
) -> None:
    """Undo transfers that came back, each with its return code; their entry batches have settled.

    Nothing is sent again by itself: the owner's account is wrong, or can't be debited.
    """
    for entry, return_code in returned:
        transfer = Transfer.objects.select_related("bank_account__property", "batch").get(
            id=entry.transfer_id
        )
        drafts = journal.came_back(
            transfer,
            entry.entry_batch,
            bank=file.connection,
            return_code=return_code,
            on=received_date,
        )
        ledger.post(drafts, posted_by=BANK, now=now)
        Transfer.objects.filter(id=transfer.id).update(
            state=TransferState.RETURNED, return_code=return_code, settlement_date=None
        )
        _tell(transfer, return_code, now=now)


@transaction.atomic
def send_transfer_again(*, public_id: str, sent_by: str, now: datetime) -> Transfer:
    """Let a transfer that came back go with the next file, to the bank account as it is now.

    Raises:
        TransferNotReturned: it has not come back.
    """
    transfer: Transfer = Transfer.objects.select_for_update(no_key=True).get(public_id=public_id)
    if transfer.state != TransferState.RETURNED:
        raise TransferNotReturned(f"This transfer is {transfer.get_state_display().lower()}.")
    Entry.objects.filter(transfer=transfer, is_live=True).update(is_live=False)
    transfer.state = TransferState.WAITING
    transfer.save(update_fields=["state"])
    portfolio.resolve_task(kind=TASK, subject=public_id, done_by=sent_by, now=now)
    return transfer


def _tell(transfer: Transfer, return_code: str, *, now: datetime) -> None:
    portfolio.raise_task(
        kind=TASK,
        subject=transfer.public_id,
        text=f"{transfer.get_kind_display()} of {format_cents(transfer.amount_cents)} to or from "
        f"{transfer.bank_account}, {transfer.batch}, came back: {words_of(return_code)}. Put the "
        "owner's bank account right, then send it again on the batch's page.",
        property_id=transfer.bank_account.property_id,
        now=now,
    )
