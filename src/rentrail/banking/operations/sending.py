"""Files on their way to the bank: intent first, one sender, unknown is a state (RAIL-9)."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from rentrail.banking import connecting, contents, locks
from rentrail.banking.models import BankConnection, BankFile, FileState
from rentrail.banking.operations import file_tasks, withdrawing
from rentrail.banking.transports.protocol import (
    AnswerUnknown,
    Outcome,
    Transport,
    TransportError,
)
from rentrail.identity.vault import SealBroken
from rentrail.portfolio import operations as portfolio

log = logging.getLogger(__name__)

TransportFor = Callable[[BankConnection], Transport]
COUNTED_AS = {
    FileState.SENT: "sent",
    FileState.UNKNOWN: "unknown",
    FileState.WITHDRAWN: "withdrawn",
}


def send_files(
    *, now: datetime, transport_to: TransportFor = connecting.transport_to
) -> dict[str, int]:
    """Send every built file, after the bank has been asked about those whose fate is unknown.

    One process sends for a connection at a time. A file whose answer is lost is never sent again
    before the bank has shown that it doesn't have it; then the same bytes go, never others. One
    whose dates have come is not sent: it is withdrawn, to be built anew, once it is sure that the
    bank doesn't have it.
    """
    counts = {"sent": 0, "unknown": 0, "not_sent": 0, "withdrawn": 0}
    for bank in BankConnection.objects.filter(sending_is_on=True).order_by("id"):
        with locks.only_sender(bank.id) as is_ours:
            if is_ours:
                _send_over(bank, transport_to, counts, now=now)
    return counts


def _send_over(
    bank: BankConnection, transport_to: TransportFor, counts: dict[str, int], *, now: datetime
) -> None:
    try:
        transport = transport_to(bank)
    except SealBroken:
        log.exception("The key that signs in to %s can't be opened.", bank.public_id)
        _tell_no_key(bank, now=now)
        return
    _resolve_over(bank, transport, now=now)
    built = BankFile.objects.filter(connection=bank, state=FileState.BUILT)
    for file in built.select_related("connection").order_by("id"):
        is_late = withdrawing.is_too_late(file, now=now)
        state = (_withdraw if is_late else _send)(file, transport, now=now)
        counts[COUNTED_AS.get(state, "not_sent")] += 1


def _withdraw(file: BankFile, transport: Transport, *, now: datetime) -> FileState:
    """Withdraw a late file that is surely not with the bank; another stays in doubt, for a person.

    One that was tried and found missing is looked for once more: a late move of it must not come
    after its payments went in another file.
    """
    if file.attempts and not _is_absent(file, transport):
        _tell_of_late(file, now=now)
        return _note(file, FileState.UNKNOWN, answer=f"In doubt. {withdrawing.TOO_LATE}")
    withdrawing.withdraw(file, now=now)
    return FileState.WITHDRAWN


def _is_absent(file: BankFile, transport: Transport) -> bool:
    try:
        outcome = transport.outcome(name=file.name, size=file.size, digest=file.digest)
    except AnswerUnknown:
        return False
    return outcome is Outcome.ABSENT and transport.absence_is_proof


def _send(file: BankFile, transport: Transport, *, now: datetime) -> FileState:
    try:
        content = contents.content_of(file)
    except (contents.FileDamaged, SealBroken) as damage:
        log.exception("%s can't be sent.", file.public_id)
        text = (
            f"{file.name} is not what was built, so nothing of it is sent; other files go. Find "
            "out who or what changed the database. What was in it goes with the next file once "
            "this one is withdrawn, when its dates have come."
        )
        file_tasks.tell(file, file_tasks.DAMAGED, text, now=now)
        return _note(file, FileState.BUILT, answer=str(damage) or type(damage).__name__)
    _note(file, FileState.SENDING, attempts=file.attempts + 1)
    try:
        transport.put(name=file.name, data=content)
    except AnswerUnknown as unknown:
        _note(file, FileState.UNKNOWN, answer=str(unknown))
        return _resolved(file, transport, now=now)
    except TransportError as failure:
        _note(file, FileState.BUILT, attempts=file.attempts, answer=str(failure))
        text = f"{file.name} was not sent: {failure} It is tried again."
        file_tasks.tell(file, file_tasks.NOT_SENT, text, now=now)
        return FileState.BUILT
    return _note_sent(file, answer="", now=now)


def _resolve_over(bank: BankConnection, transport: Transport, *, now: datetime) -> None:
    """Files found SENDING under the lock were left so by a sender that died."""
    in_doubt = BankFile.objects.filter(
        connection=bank, state__in=[FileState.SENDING, FileState.UNKNOWN]
    )
    for file in in_doubt.order_by("id"):
        _resolved(file, transport, now=now)


def _resolved(file: BankFile, transport: Transport, *, now: datetime) -> FileState:
    try:
        outcome = transport.outcome(name=file.name, size=file.size, digest=file.digest)
    except AnswerUnknown as unknown:
        if withdrawing.is_too_late(file, now=now):
            _tell_of_late(file, now=now)
        return _note(file, FileState.UNKNOWN, answer=str(unknown))
    is_with_us = outcome is Outcome.PARTIAL or (
        outcome is Outcome.ABSENT and transport.absence_is_proof
    )
    if outcome is Outcome.PRESENT:
        return _note_sent(file, answer="Found with the bank.", now=now)
    if is_with_us:
        return _note(file, FileState.BUILT, answer="The bank does not have it.")
    _tell_of_doubt(file, outcome, now=now)
    return _note(file, FileState.UNKNOWN, answer=f"The bank shows it {outcome.value}.")


def _note_sent(file: BankFile, *, answer: str, now: datetime) -> FileState:
    file_tasks.settle(file, by="rentrail", now=now)
    return _note(file, FileState.SENT, sent_at=now, answer=answer)


def _note(file: BankFile, state: FileState, **changes: object) -> FileState:
    """Commit a file's state by itself, before and after the network is touched."""
    with transaction.atomic(durable=True):
        answered = (FileState.ACCEPTED, FileState.REJECTED, FileState.WITHDRAWN)
        changed = (
            BankFile.objects.filter(id=file.id)
            .exclude(state__in=answered)
            .update(state=state, **changes)
        )
    return state if changed else FileState(BankFile.objects.get(id=file.id).state)


def _tell_of_doubt(file: BankFile, outcome: Outcome, *, now: datetime) -> None:
    if outcome is Outcome.DIFFERENT:
        text = f"With the bank, another content has the name {file.name}. Ask the bank."
    else:
        text = (
            f"Whether the bank has {file.name} is unknown: it may have taken the file away. Its "
            "acknowledgement will tell; if none comes, ask the bank. It is not sent again. If the "
            "bank doesn't have it, say so on the file's page."
        )
    file_tasks.tell(file, file_tasks.IN_DOUBT, text, now=now)


def _tell_of_late(file: BankFile, *, now: datetime) -> None:
    text = (
        f"{file.name}: {withdrawing.TOO_LATE} Whether the bank has it is in doubt, so nothing of "
        "it is sent again. Ask the bank; its acknowledgement settles it too. If it doesn't have "
        "the file, say so on the file's page."
    )
    file_tasks.tell(file, file_tasks.TOO_LATE, text, now=now)


def _tell_no_key(bank: BankConnection, *, now: datetime) -> None:
    portfolio.raise_task(
        kind="bank-not-reached",
        subject=f"{bank.public_id}:{now:%Y-%m-%d}",
        text=f"Nothing was sent to {bank}: the key that signs in there can't be opened.",
        now=now,
    )
