"""Files to which the bank gives no answer: a person is asked, and decides (RAIL-9)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Min

from rentrail.banking import connecting, locks, rules
from rentrail.banking.models import BankFile, FileState
from rentrail.banking.operations import file_tasks, settling, withdrawing
from rentrail.banking.operations.sending import TransportFor
from rentrail.banking.transports.protocol import AnswerUnknown, Outcome, TransportError
from rentrail.businessdays import arithmetic
from rentrail.payments.operations import ReasonMissing

UNANSWERED = (FileState.SENDING, FileState.SENT, FileState.UNKNOWN)
ANSWER_BANKING_DAYS = 1  # after the entries were to settle: then statements show it too


class NotInDoubt(Exception):
    """There is no doubt where the file is, or none may be had now. Fit to show a person."""


def tell_unanswered(*, business_date: date, now: datetime) -> int:
    """Tell staff of each file that should have settled and of which the bank has said nothing."""
    count = 0
    waiting = BankFile.objects.filter(state__in=UNANSWERED).select_related("connection")
    for file in waiting.order_by("id"):
        settles_date = file.entry_batches.aggregate(day=Min("effective_entry_date"))["day"]
        if _is_overdue(file, settles_date, business_date=business_date):
            _tell(file, settles_date, now=now)
            count += 1
    return count


def declare_missing(
    *,
    public_id: str,
    reason: str,
    declared_by: str,
    now: datetime,
    transport_to: TransportFor = connecting.transport_to,
) -> BankFile:
    """Take back a file that the bank, when asked, says it doesn't have; its contents go anew.

    It is looked for once more: a file that still lies there could be taken in later, beside the
    one that its contents go in now.

    Raises:
        ReasonMissing: no reason is given.
        NotInDoubt: the file was answered or never sent, it still lies with the bank, or the bank
            can't be asked now.
    """
    said = _said(reason)
    file: BankFile = BankFile.objects.select_related("connection").get(public_id=public_id)
    with locks.only_sender(file.connection_id) as is_ours:
        if not is_ours:
            raise NotInDoubt("Files are on their way to this bank just now; try again soon.")
        _refuse_where_it_lies(file, transport_to)
        because = f"{declared_by}: the bank doesn't have it. {said}"
        if not withdrawing.withdraw(file, because=because, states=UNANSWERED, now=now):
            raise _not_in_doubt(file)
    file.refresh_from_db()
    return file


@transaction.atomic
def declare_taken(*, public_id: str, reason: str, declared_by: str, now: datetime) -> BankFile:
    """Note that the bank, when asked, says that it took a file; what is in it settles on its day.

    For banks that acknowledge nothing, and whose statements don't bear our references.

    Raises:
        ReasonMissing: no reason is given.
        NotInDoubt: the file was answered, or never sent.
    """
    said = _said(reason)
    file: BankFile = BankFile.objects.select_for_update(no_key=True).get(public_id=public_id)
    if file.state not in UNANSWERED:
        raise _not_in_doubt(file)
    settling.accept_file(file, answer=f"{declared_by}: the bank took it. {said}", now=now)
    file.refresh_from_db()
    return file


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing("Say who at the bank was asked, and what they said.")
    return reason.strip()


def _not_in_doubt(file: BankFile) -> NotInDoubt:
    file.refresh_from_db(fields=["state"])
    return NotInDoubt(f"{file.name} is {file.get_state_display().lower()}.")


def _tell(file: BankFile, settles_date: date, *, now: datetime) -> None:
    text = (
        f"The bank has neither acknowledged {file.name} nor shown its money, which was to settle "
        f"on {settles_date:%B %-d}. Ask {file.connection} whether it took the file, and say so on "
        "the file's page."
    )
    file_tasks.tell(file, file_tasks.UNANSWERED, text, now=now)


def _is_overdue(file: BankFile, settles_date: date, *, business_date: date) -> bool:
    closed = rules.cutoffs_of(file.connection.cutoffs).extra_closed
    last_date = arithmetic.add_banking_days(settles_date, ANSWER_BANKING_DAYS, extra_closed=closed)
    return bool(last_date <= business_date)


def _refuse_where_it_lies(file: BankFile, transport_to: TransportFor) -> None:
    try:
        outcome = transport_to(file.connection).outcome(
            name=file.name, size=file.size, digest=file.digest
        )
    except (AnswerUnknown, TransportError) as failure:
        raise NotInDoubt(f"{file.name} can't be looked for now. {failure}") from failure
    if outcome is Outcome.PRESENT:
        raise NotInDoubt(
            f"{file.name} lies with the bank: it may still be taken in. Have the bank remove it."
        )
