"""A bank's word on files we sent: taken, or refused whole or in part."""

from datetime import datetime

from django.db.models import QuerySet

from rentrail.banking import readers
from rentrail.banking.models import (
    BankConnection,
    BankFile,
    EntryBatch,
    FileState,
    InboundFile,
)
from rentrail.banking.operations import file_tasks, settling, withdrawing
from rentrail.formats.ackfile.records import Acknowledgement
from rentrail.primitives.problems import Problem


def apply(file: InboundFile, content: bytes, *, now: datetime) -> list[Problem]:
    """Apply the acknowledgements of a file, and say what about them needs a person."""
    found = readers.acknowledgement_reader(file.connection).read(content)
    if not found.is_sound:
        return list(found.problems)
    return [
        problem
        for acknowledgement in found.acknowledgements
        for problem in _apply_one(file, acknowledgement, now=now)
    ]


def _apply_one(
    inbound: InboundFile, acknowledgement: Acknowledgement, *, now: datetime
) -> list[Problem]:
    file = _file_meant(inbound.connection, acknowledgement)
    if file is None:
        return [_problem(acknowledgement, "ack.unknown-file", "We sent no such file.")]
    if file.state == FileState.WITHDRAWN:
        message = (
            f"{file.name} was withdrawn as one that the bank doesn't have; its payments go in "
            "another file. Ask the bank at once what it has."
        )
        return [_problem(acknowledgement, "ack.contradiction", message)]
    if not acknowledgement.accepted:
        return _refuse(file, acknowledgement, now=now)
    if file.state == FileState.REJECTED:
        message = f"{file.name} was refused before; its payments may have gone in another file."
        return [_problem(acknowledgement, "ack.contradiction", message)]
    if difference := _difference(file, acknowledgement):
        return [_problem(acknowledgement, "ack.totals", difference)]
    if file.state == FileState.ACCEPTED:
        return _contradictions(file, acknowledgement)
    _refuse_batches(file, acknowledgement, now=now)
    settling.accept_file(file, answer=f"Accepted, {inbound.name}", now=now)
    return []


def _file_meant(bank: BankConnection, acknowledgement: Acknowledgement) -> BankFile | None:
    """Files are known by origin, date, time and modifier, which no two files share."""
    if acknowledgement.immediate_origin.strip() != bank.immediate_origin.strip():
        return None
    candidates: QuerySet[BankFile] = BankFile.objects.select_for_update(no_key=True).filter(
        connection=bank,
        creation_time=acknowledgement.file_creation_time,
        file_id_modifier=acknowledgement.file_id_modifier,
    )
    for file in candidates:
        if f"{file.creation_date:%y%m%d}" == acknowledgement.file_creation_date:
            return file
    return None


def _difference(file: BankFile, acknowledgement: Acknowledgement) -> str:
    ours = (file.entry_addenda_count, file.total_debit_cents, file.total_credit_cents)
    theirs = (
        acknowledgement.entry_addenda_count,
        acknowledgement.total_debit_cents,
        acknowledgement.total_credit_cents,
    )
    if ours == theirs:
        return ""
    return f"The bank counts (entries, debits, credits) {theirs} in {file.name}; we sent {ours}."


def _refuse(file: BankFile, acknowledgement: Acknowledgement, *, now: datetime) -> list[Problem]:
    """Take a refused file's batches back; a file sent more than once proves nothing by it."""
    if file.state == FileState.REJECTED:
        return []
    if file.state == FileState.ACCEPTED or file.attempts > 1:
        message = (
            f"{file.name} is refused ({acknowledgement.reason}), but it was "
            f"{'accepted before' if file.state == FileState.ACCEPTED else 'sent more than once'}: "
            "ask the bank whether it has the entries. Nothing was taken back."
        )
        return [_problem(acknowledgement, "ack.contradiction", message)]
    BankFile.objects.filter(id=file.id).update(
        state=FileState.REJECTED, answered_at=now, answer=acknowledgement.reason
    )
    for entry_batch in EntryBatch.objects.filter(file=file):
        withdrawing.take_back(entry_batch, reason=acknowledgement.reason, now=now)
    file_tasks.settle(file, by="bank", now=now)
    _tell(file, f"{file.name} was refused by the bank: {acknowledgement.reason}", now=now)
    return []


def _refuse_batches(file: BankFile, acknowledgement: Acknowledgement, *, now: datetime) -> None:
    for refused in acknowledgement.rejected_batches:
        entry_batch = EntryBatch.objects.filter(
            file=file, number=refused.batch_number, settlement_date=None, rejected_reason=""
        ).first()
        if entry_batch is not None:
            withdrawing.take_back(entry_batch, reason=refused.reason, now=now)
            text = f"Batch {refused.batch_number} of {file.name} was refused: {refused.reason}"
            _tell(file, text, part=refused.batch_number, now=now)


def _contradictions(file: BankFile, acknowledgement: Acknowledgement) -> list[Problem]:
    refused = [batch.batch_number for batch in acknowledgement.rejected_batches]
    taken = EntryBatch.objects.filter(file=file, number__in=refused, rejected_reason="")
    message = "A batch is refused that was accepted before: ask the bank. Nothing was taken back."
    return [_problem(acknowledgement, "ack.contradiction", message)] if taken.exists() else []


def _tell(file: BankFile, text: str, *, now: datetime, part: int | None = None) -> None:
    rest = "What was in it goes again with the next file; put right what is wrong first."
    file_tasks.tell(file, file_tasks.REFUSED, f"{text} {rest}", part=part, now=now)


def _problem(acknowledgement: Acknowledgement, rule: str, message: str) -> Problem:
    return Problem(rule=rule, message=message, line=acknowledgement.line)
