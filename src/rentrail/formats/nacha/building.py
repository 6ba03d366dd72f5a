"""Building the answer to an entry: its return, or a notification of change.

An RDFI does this, not an originator; here it serves tests and demonstrations.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rentrail.formats.nacha.fields import Record
from rentrail.formats.nacha.records import (
    PADDING_LINE,
    BatchControl,
    BatchHeader,
    EntryDetail,
    FileControl,
    FileHeader,
    NotificationOfChangeAddenda,
    ReturnAddenda,
)
from rentrail.formats.nacha.routing import routing_check_digit
from rentrail.formats.nacha.transactions import (
    NOTIFICATION_SEC_CODE,
    TRANSACTION_CODES,
    Direction,
    return_code_for,
)

BLOCKING_FACTOR = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """An entry that goes back, under the batch header it needs."""

    header: BatchHeader
    detail: EntryDetail
    addenda: ReturnAddenda | NotificationOfChangeAddenda


def return_for(
    header: BatchHeader,
    detail: EntryDetail,
    *,
    return_code: str,
    trace_number: str,
    batch_number: int = 1,
    settlement_date: str = "",
    addenda_information: str = "",
    date_of_death: str = "",
) -> Answer:
    """Send an entry back: a copy of it, turned round, with the reason in an addenda 99.

    `trace_number` is the returning bank's own: its eight digits and a sequence.

    Source: [NACHA] Appendix Four, format of return entries.
    """
    addenda = ReturnAddenda(
        return_reason_code=return_code,
        original_entry_trace_number=detail.trace_number,
        date_of_death=date_of_death,
        original_rdfi_identification=detail.rdfi_identification,
        addenda_information=addenda_information,
        trace_number=trace_number,
    )
    return Answer(
        header=_turned(header, detail, batch_number, settlement_date),
        detail=_sent_back(header, detail, trace_number),
        addenda=addenda,
    )


def notification_for(
    header: BatchHeader,
    detail: EntryDetail,
    *,
    change_code: str,
    corrected_data: str,
    trace_number: str,
    batch_number: int = 1,
    settlement_date: str = "",
) -> Answer:
    """Ask for a change of an entry's details: a copy of it with amount zero and an addenda 98.

    `corrected_data` is laid out by the change code.

    Source: [NACHA] Appendix Five, format of notifications of change.
    """
    addenda = NotificationOfChangeAddenda(
        change_code=change_code,
        original_entry_trace_number=detail.trace_number,
        original_rdfi_identification=detail.rdfi_identification,
        corrected_data=corrected_data,
        trace_number=trace_number,
    )
    turned = _turned(header, detail, batch_number, settlement_date)
    return Answer(
        header=replace(turned, standard_entry_class_code=NOTIFICATION_SEC_CODE),
        detail=replace(_sent_back(header, detail, trace_number), amount_cents=0),
        addenda=addenda,
    )


def answer_file(header: FileHeader, answers: Sequence[Answer], *, line_end: str = "\n") -> bytes:
    """Put answers into a file, each in a batch of its own."""
    records: list[Record] = [header]
    controls = []
    for number, answer in enumerate(answers, 1):
        numbered = replace(answer.header, batch_number=number)
        controls.append(_control(numbered, answer.detail))
        records += [numbered, answer.detail, answer.addenda, controls[-1]]
    block_count = -(-(len(records) + 1) // BLOCKING_FACTOR)
    records.append(_file_control(controls, block_count))
    lines = [record.to_line() for record in records]
    lines += [PADDING_LINE] * (block_count * BLOCKING_FACTOR - len(lines))
    return "".join(line + line_end for line in lines).encode("ascii")


def _turned(
    header: BatchHeader, detail: EntryDetail, batch_number: int, settlement_date: str
) -> BatchHeader:
    return replace(
        header,
        batch_number=batch_number,
        settlement_date=settlement_date,
        odfi_identification=detail.rdfi_identification,
    )


def _sent_back(header: BatchHeader, detail: EntryDetail, trace_number: str) -> EntryDetail:
    return replace(
        detail,
        transaction_code=return_code_for(detail.transaction_code),
        rdfi_identification=header.odfi_identification,
        check_digit=routing_check_digit(header.odfi_identification),
        addenda_indicator=1,
        trace_number=trace_number,
    )


def _control(header: BatchHeader, detail: EntryDetail) -> BatchControl:
    is_debit = TRANSACTION_CODES[detail.transaction_code].direction is Direction.DEBIT
    return BatchControl(
        service_class_code=header.service_class_code,
        entry_addenda_count=2,
        entry_hash=int(detail.rdfi_identification),
        total_debit_cents=detail.amount_cents if is_debit else 0,
        total_credit_cents=0 if is_debit else detail.amount_cents,
        company_identification=header.company_identification,
        odfi_identification=header.odfi_identification,
        batch_number=header.batch_number,
    )


def _file_control(controls: Sequence[BatchControl], block_count: int) -> FileControl:
    return FileControl(
        batch_count=len(controls),
        block_count=block_count,
        entry_addenda_count=sum(control.entry_addenda_count for control in controls),
        entry_hash=sum(control.entry_hash for control in controls) % 10**10,
        total_debit_cents=sum(control.total_debit_cents for control in controls),
        total_credit_cents=sum(control.total_credit_cents for control in controls),
    )
