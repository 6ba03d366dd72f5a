"""Files from the bank: stored raw first, then applied, each once, in any order (RAIL-8)."""

import hashlib
import logging
from datetime import datetime
from functools import partial

from django.db import OperationalError, transaction
from django.db.models import Q

from rentrail.banking import connecting, contents, locks, readers
from rentrail.banking.models import BankConnection, InboundFile, InboundKind, InboundState
from rentrail.banking.operations import acknowledgements, items, returns, statements
from rentrail.banking.operations.one_by_one import OneByOne
from rentrail.banking.operations.sending import TransportFor
from rentrail.banking.transports.protocol import StillGrowing, Transport, TransportError
from rentrail.identity.vault import SealBroken
from rentrail.portfolio import operations as portfolio
from rentrail.primitives import ids
from rentrail.primitives.problems import Problem

log = logging.getLogger(__name__)

APPLIED_IN_ORDER = (
    InboundKind.ACKNOWLEDGEMENT,
    InboundKind.RETURNS,
    InboundKind.STATEMENT,
    InboundKind.UNKNOWN,
)
UNREADABLE = Problem(
    rule="inbound.unknown", message="Nobody here can read this file; it may not be for us."
)
WAITING = Q(state=InboundState.STORED) | Q(
    state=InboundState.WITH_PROBLEMS, problems__0__rule=items.FAILED
)


def fetch(*, now: datetime, transport_to: TransportFor = connecting.transport_to) -> dict[str, int]:
    """Fetch what waits at every bank: stored and sealed first, only then archived there.

    A bank that can't be reached is told to staff, and holds the others in nothing.

    Raises:
        SomeFailed: fetching failed at a bank for a fault of ours; what the others had is here.
    """
    counts = {"fetched": 0, "known": 0, "banks_not_reached": 0}
    fetching = OneByOne(what="fetching", now=now)
    for bank in BankConnection.objects.order_by("id"):
        fetch_from = partial(_fetch_or_tell, bank, transport_to, counts, now=now)
        fetching.attempt(bank.name, fetch_from, subject=bank.public_id)
    fetching.finish()
    return counts


@transaction.atomic
def store(
    bank: BankConnection, *, name: str, content: bytes, now: datetime
) -> tuple[InboundFile, bool]:
    """Store a file as it was received, once; a file seen before is known by its content.

    Gives the stored file, and whether it is new.
    """
    digest = hashlib.sha256(content).hexdigest()
    known = InboundFile.objects.filter(connection=bank, digest=digest).first()
    if known:
        return known, False
    locks.exchange_alone()
    public_id = ids.new_public_id("inb", now=now)
    file, is_new = InboundFile.objects.get_or_create(
        connection=bank,
        digest=digest,
        defaults={
            "public_id": public_id,
            "name": name[:120],
            "size": len(content),
            "content_sealed": contents.seal_inbound(content, public_id=public_id),
            "kind": readers.kind_of(content, bank=bank),
            "received_at": now,
        },
    )
    return file, is_new


def apply_inbound(*, now: datetime) -> dict[str, int]:
    """Apply every stored file: acknowledgements first, then returns, then statements.

    Each file is a transaction of its own. What can't be read, is not whole, or fails in being
    applied, is undone whole, kept for a person and stops nothing. What failed is tried again each
    time, so that a corrected fault needs no hand.
    """
    counts = {"applied": 0, "with_problems": 0}
    for kind in APPLIED_IN_ORDER:
        waiting = InboundFile.objects.filter(WAITING, kind=kind)
        for file_id in waiting.order_by("id").values_list("id", flat=True):
            state = _apply(file_id, now=now)
            counts["applied" if state == InboundState.APPLIED else "with_problems"] += 1
    return counts


@transaction.atomic
def _apply(file_id: int, *, now: datetime) -> InboundState:
    locks.exchange_alone()
    file = (
        InboundFile.objects.select_for_update(of=("self",))
        .select_related("connection")
        .filter(WAITING, id=file_id)
        .first()
    )
    if file is None:  # another worker was first
        return InboundState(InboundFile.objects.get(id=file_id).state)
    problems = _applied_or_undone(file, now=now)
    file.problems = [problem.as_json() for problem in problems]
    file.state = InboundState.WITH_PROBLEMS if problems else InboundState.APPLIED
    file.applied_at = now
    file.save(update_fields=["problems", "state", "applied_at"])
    if problems:
        _tell_of_problems(file, problems, now=now)
    else:
        portfolio.resolve_task(
            kind=items.FILE_TASK, subject=file.public_id, done_by="bank", now=now
        )
    return InboundState(file.state)


def _applied_or_undone(file: InboundFile, *, now: datetime) -> list[Problem]:
    """Apply a file whole, or nothing of it: a fault of ours in one stops no other.

    Where the database was lost or busy the file waits for the next time.
    """
    try:
        with transaction.atomic():
            return _problems_in_applying(file, contents.content_of_inbound(file), now=now)
    except OperationalError:
        raise
    except Exception as failure:
        log.exception("Applying %s from %s failed.", file.public_id, file.connection)
        message = "Applying it failed for a fault in Rentrail; nothing of it was applied."
        return [Problem(rule=items.FAILED, message=message, value=type(failure).__name__)]


def _problems_in_applying(file: InboundFile, content: bytes, *, now: datetime) -> list[Problem]:
    match InboundKind(file.kind):
        case InboundKind.ACKNOWLEDGEMENT:
            return acknowledgements.apply(file, content, now=now)
        case InboundKind.RETURNS:
            return returns.apply(file, content, now=now)
        case InboundKind.STATEMENT:
            return statements.apply(file, content, now=now)
        case InboundKind.UNKNOWN:
            return [UNREADABLE]


def _fetch_or_tell(
    bank: BankConnection, transport_to: TransportFor, counts: dict[str, int], *, now: datetime
) -> None:
    try:
        _fetch_from(bank, transport_to(bank), counts, now=now)
    except TransportError as failure:
        counts["banks_not_reached"] += 1
        _tell_not_reached(bank, str(failure), now=now)
    except SealBroken:
        log.exception("The key that signs in to %s can't be opened.", bank.public_id)
        counts["banks_not_reached"] += 1
        _tell_not_reached(bank, "The key that signs in there can't be opened.", now=now)


def _fetch_from(
    bank: BankConnection, transport: Transport, counts: dict[str, int], *, now: datetime
) -> None:
    with transport.session():
        for remote in transport.list_inbound():
            try:
                content = transport.fetch(name=remote.name)
            except StillGrowing:
                continue
            _, is_new = store(bank, name=remote.name, content=content, now=now)
            transport.archive(name=remote.name, digest=hashlib.sha256(content).hexdigest())
            counts["fetched" if is_new else "known"] += 1


def _tell_not_reached(bank: BankConnection, why: str, *, now: datetime) -> None:
    portfolio.raise_task(
        kind="bank-not-reached",
        subject=f"{bank.public_id}:{now:%Y-%m-%d}",
        text=f"Files of {bank} could not be fetched. {why}",
        now=now,
    )


def _tell_of_problems(file: InboundFile, problems: list[Problem], *, now: datetime) -> None:
    portfolio.raise_task(
        kind=items.FILE_TASK,
        subject=file.public_id,
        text=f"{file.name} from {file.connection} was kept, and needs a person. {problems[0]}",
        now=now,
    )
