"""Files from the bank: stored raw first, then applied, each once, in any order (RAIL-8)."""

import hashlib
from datetime import datetime

from django.db import transaction

from rentrail.banking import connecting, contents, readers
from rentrail.banking.models import BankConnection, InboundFile, InboundKind, InboundState
from rentrail.banking.operations import acknowledgements, returns, statements
from rentrail.banking.operations.sending import TransportFor
from rentrail.banking.transports.protocol import StillGrowing, Transport, TransportError
from rentrail.portfolio import operations as portfolio
from rentrail.primitives import ids
from rentrail.primitives.problems import Problem

APPLIED_IN_ORDER = (
    InboundKind.ACKNOWLEDGEMENT,
    InboundKind.RETURNS,
    InboundKind.STATEMENT,
    InboundKind.UNKNOWN,
)
UNREADABLE = Problem(
    rule="inbound.unknown", message="Nobody here can read this file; it may not be for us."
)


def fetch(*, now: datetime, transport_to: TransportFor = connecting.transport_to) -> dict[str, int]:
    """Fetch what waits at every bank: stored and sealed first, only then archived there.

    A bank that can't be reached is told to staff, and holds the others in nothing.
    """
    counts = {"fetched": 0, "known": 0, "banks_not_reached": 0}
    for bank in BankConnection.objects.order_by("id"):
        try:
            _fetch_from(bank, transport_to(bank), counts, now=now)
        except TransportError as failure:
            counts["banks_not_reached"] += 1
            _tell_not_reached(bank, failure, now=now)
    return counts


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

    Each file is a transaction of its own. What can't be read, or is not whole, is kept for a
    person and stops nothing.
    """
    counts = {"applied": 0, "with_problems": 0}
    for kind in APPLIED_IN_ORDER:
        waiting = InboundFile.objects.filter(state=InboundState.STORED, kind=kind)
        for file_id in waiting.order_by("id").values_list("id", flat=True):
            state = _apply(file_id, now=now)
            counts["applied" if state == InboundState.APPLIED else "with_problems"] += 1
    return counts


@transaction.atomic
def _apply(file_id: int, *, now: datetime) -> InboundState:
    file = (
        InboundFile.objects.select_for_update(of=("self",))
        .select_related("connection")
        .get(id=file_id)
    )
    if file.state != InboundState.STORED:
        return InboundState(file.state)
    problems = _problems_in_applying(file, contents.content_of_inbound(file), now=now)
    file.problems = [problem.as_json() for problem in problems]
    file.state = InboundState.WITH_PROBLEMS if problems else InboundState.APPLIED
    file.applied_at = now
    file.save(update_fields=["problems", "state", "applied_at"])
    if problems:
        _tell_of_problems(file, problems, now=now)
    return InboundState(file.state)


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


def _tell_not_reached(bank: BankConnection, failure: TransportError, *, now: datetime) -> None:
    portfolio.raise_task(
        kind="bank-not-reached",
        subject=f"{bank.public_id}:{now:%Y-%m-%d}",
        text=f"Files of {bank} could not be fetched. {failure}",
        now=now,
    )


def _tell_of_problems(file: InboundFile, problems: list[Problem], *, now: datetime) -> None:
    portfolio.raise_task(
        kind="bank-file-with-problems",
        subject=file.public_id,
        text=f"{file.name} from {file.connection} was kept, and needs a person. {problems[0]}",
        now=now,
    )
