"""Items of files from the bank: each known again in whatever file it stands, applied once (RAIL-8).

An item that was received and isn't applied holds the account that it names: nothing is sent to it
meanwhile (RAIL-1). A person closes what no file settles.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from django.db import OperationalError, transaction
from django.db.models import QuerySet

from rentrail.banking import contents, rules
from rentrail.banking.models import (
    Entry,
    InboundFile,
    InboundItem,
    InboundItemKind,
    InboundItemState,
    InboundState,
)
from rentrail.formats.nacha.entries import EntryDetail
from rentrail.formats.nacha.fields import RECORD_LENGTH
from rentrail.formats.nacha.inbound import NotificationOfChange, ReturnedEntry
from rentrail.identity import vault
from rentrail.payments.operations import ReasonMissing
from rentrail.portfolio import operations as portfolio
from rentrail.primitives.problems import Problem

log = logging.getLogger(__name__)

NOTE_MAX = 200
FAILED = "inbound.failed"
FAULTY_FILE = "Its file is faulty; nothing of it was applied."
NEVER_APPLIED = (InboundItemState.HELD, InboundItemState.RELEASED)
CLOSABLE = (InboundItemState.UNMATCHED, InboundItemState.REFUSED, InboundItemState.HELD)
UNMATCHED_TASK = "bank-item-unmatched"
FILE_TASK = "bank-file-with-problems"
WAITING_TASK = "bank-waits-for-file"
FILE_START = RECORD_LENGTH  # the file header, by which a bank knows its file
TRACE_DIGITS = EntryDetail.column("trace_number").width

ReceivedItem = ReturnedEntry | NotificationOfChange


class ItemNotOpen(Exception):
    """There is nothing about it to be worked by a person. The text is fit to show a person."""


def is_known(one: ReceivedItem) -> bool:
    """Tell whether this very item was met before, in this file or another, and not only held."""
    known = InboundItem.objects.filter(identity=identity_of(one))
    return bool(known.exclude(state__in=NEVER_APPLIED).exists())


def record(
    file: InboundFile,
    one: ReceivedItem,
    entry: Entry | None,
    state: InboundItemState,
    note: str = "",
) -> None:
    """Note what became of an item; one that was held is settled by it."""
    identity = identity_of(one)
    InboundItem.objects.update_or_create(
        identity=identity,
        defaults={
            "file": file,
            "line": one.line,
            "original_trace_number": one.original_trace_number,
            "entry": entry,
            "state": state,
            "received_date": received_date(file),
            "note": note[:NOTE_MAX],
            **_content_of(one, identity),
        },
    )


def hold(file: InboundFile, received: Iterable[ReceivedItem]) -> None:
    """Keep the items of a faulty file in mind, so that nothing goes to the accounts they name."""
    for one in received:
        if not InboundItem.objects.filter(identity=identity_of(one)).exists():
            record(file, one, None, InboundItemState.HELD, FAULTY_FILE)


def whole_or_held(
    file: InboundFile, one: ReceivedItem, work: Callable[[], None]
) -> Sequence[Problem]:
    """Do an item's work, or nothing of it: a fault of ours in one stops no other.

    Where the database was lost or busy the whole file waits for the next time.
    """
    try:
        with transaction.atomic():
            work()
    except OperationalError:
        raise
    except Exception as failure:
        log.exception("Applying line %s of %s failed.", one.line, file.public_id)
        message = (
            f"Applying line {one.line} failed for a fault in Rentrail; nothing of it was done."
        )
        record(file, one, None, InboundItemState.HELD, message)
        return [Problem(rule=FAILED, message=message, line=one.line, value=type(failure).__name__)]
    return []


def is_readable(one: ReceivedItem) -> bool:
    """Tell whether an item can be read, and names the entry that it means."""
    return (
        one.detail.is_readable
        and one.addenda.is_readable
        and len(one.original_trace_number) == TRACE_DIGITS
        and one.original_trace_number.isdecimal()
    )


def identity_of(one: ReceivedItem) -> str:
    """Name an item so that it is known again in whatever file it stands."""
    if isinstance(one, ReturnedEntry):
        kind, code, amount = InboundItemKind.RETURN, one.return_code, one.amount_cents
    else:
        kind, code, amount = InboundItemKind.NOTIFICATION_OF_CHANGE, one.change_code, 0
    return f"{kind}:{one.original_trace_number}:{code}:{amount}:{one.trace_number}"


def entry_meant(one: ReceivedItem, *, file: InboundFile) -> Entry | None:
    """Find the entry by trace and amount; of several cycles' the nearest date, else the latest."""
    entries: QuerySet[Entry] = (
        Entry.objects.filter(
            trace_number=one.original_trace_number,
            is_live=True,
            entry_batch__file__connection=file.connection,
        )
        .select_related("payment", "transfer", "entry_batch__file__connection")
        .order_by("-id")
    )
    if isinstance(one, NotificationOfChange):
        return entries.first()
    entries = entries.filter(amount_cents=one.amount_cents)
    meant = _parsed(one.effective_entry_date)
    if meant is None:
        return entries.first()
    return min(
        entries,
        key=lambda entry: abs((entry.entry_batch.effective_entry_date - meant).days),
        default=None,
    )


def received_date(file: InboundFile) -> date:
    """Give the day on which the bank gave it us, however much later it is applied (ACH-4)."""
    cutoffs = rules.cutoffs_of(file.connection.cutoffs)
    return rules.bank_moment(file.received_at, cutoffs=cutoffs).date()


def tell_unmatched(file: InboundFile, line: int, what: str, note: str, *, now: datetime) -> None:
    """Ask a person about an item."""
    portfolio.raise_task(
        kind=UNMATCHED_TASK,
        subject=f"{file.public_id}:{line}",
        text=f"A {what} in {file.name}, line {line}, needs a person. {note}",
        now=now,
    )


@transaction.atomic
def close_item(*, item_id: int, reason: str, closed_by: str, now: datetime) -> InboundItem:
    """Note that a person has worked an item; what it held may be sent to again.

    Raises:
        ReasonMissing: no reason is given.
        ItemNotOpen: it was applied, was listed before, or is closed already.
    """
    because = _reason(reason)
    item: InboundItem = InboundItem.objects.select_for_update(of=("self",), no_key=True).get(
        id=item_id
    )
    if item.state not in CLOSABLE:
        raise ItemNotOpen(f"This item is {item.get_state_display().lower()}; nothing waits.")
    is_held = item.state == InboundItemState.HELD
    item.state = InboundItemState.RELEASED if is_held else InboundItemState.CLOSED
    item.closed_at, item.closed_by, item.closed_because = now, closed_by, because
    item.save(update_fields=["state", "closed_at", "closed_by", "closed_because"])
    portfolio.resolve_task(
        kind=UNMATCHED_TASK,
        subject=f"{item.file.public_id}:{item.line}",
        done_by=closed_by,
        now=now,
    )
    return item


@transaction.atomic
def close_file(*, public_id: str, reason: str, closed_by: str, now: datetime) -> InboundFile:
    """Note that a person has worked a file that was kept; what of it was held is let go with it.

    Raises:
        ReasonMissing: no reason is given.
        ItemNotOpen: it was applied, waits to be, or is closed already.
    """
    because = _reason(reason)
    file: InboundFile = (
        InboundFile.objects.select_for_update(no_key=True)
        .defer("content_sealed")
        .get(public_id=public_id)
    )
    if file.state != InboundState.WITH_PROBLEMS:
        raise ItemNotOpen(f"{file.name} is {file.get_state_display().lower()}; nothing waits.")
    _close(file, because=because, closed_by=closed_by, now=now)
    return file


def supersede_faulty(file: InboundFile, content: bytes, *, now: datetime) -> None:
    """Close the faulty files that a whole one has come for: they begin with the same header."""
    faulty = InboundFile.objects.select_for_update(of=("self",), no_key=True).filter(
        connection=file.connection, kind=file.kind, state=InboundState.WITH_PROBLEMS
    )
    for other in faulty.exclude(id=file.id).order_by("id"):
        start = contents.content_of_inbound(other)[:FILE_START]
        if content.startswith(start):
            because = f"The whole of it came in {file.name}."
            _close(other, because=because, closed_by="bank", now=now)


def _close(file: InboundFile, *, because: str, closed_by: str, now: datetime) -> None:
    closed = {"closed_at": now, "closed_by": closed_by, "closed_because": because}
    InboundItem.objects.filter(file=file, state=InboundItemState.HELD).update(
        state=InboundItemState.RELEASED, **closed
    )
    InboundFile.objects.filter(id=file.id).update(state=InboundState.CLOSED, **closed)
    for kind in (FILE_TASK, WAITING_TASK):
        portfolio.resolve_task(kind=kind, subject=file.public_id, done_by=closed_by, now=now)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing("Say what was done about it.")
    return reason.strip()[:NOTE_MAX]


def _content_of(one: ReceivedItem, identity: str) -> dict[str, object]:
    if isinstance(one, ReturnedEntry):
        return {
            "kind": InboundItemKind.RETURN,
            "code": one.return_code,
            "amount_cents": one.amount_cents,
        }
    return {
        "kind": InboundItemKind.NOTIFICATION_OF_CHANGE,
        "code": one.change_code,
        "amount_cents": 0,
        "corrected_data_sealed": vault.seal(
            one.corrected_text, context=contents.item_context(identity)
        ),
    }


def _parsed(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%y%m%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        return None
