"""The addenda of an entry: allowed, announced, numbered, and right in what they say."""

from rentrail.formats.nacha import codes
from rentrail.formats.nacha.file import Addendum, Batch, Entry, FileKind
from rentrail.formats.nacha.problems import Findings, Severity
from rentrail.formats.nacha.records import (
    NotificationOfChangeAddenda,
    PaymentAddenda,
    ReturnAddenda,
    UnknownAddenda,
)
from rentrail.formats.nacha.transactions import SEC_CODES, TRANSACTION_CODES, EntryKind
from rentrail.formats.nacha.validation import dates, shape

DEATH_CODES = frozenset({"R14", "R15"})  # the only ones that tell a date of death


def check(batch: Batch, entry: Entry, findings: Findings) -> None:
    """Check the addenda of one entry, and that it says whether it has any."""
    _check_indicator(entry, findings)
    _check_count(batch, entry, findings)
    for sequence, addendum in enumerate(entry.addenda, 1):
        shape.check(addendum.record, findings, line=addendum.line)
        match addendum.record:
            case PaymentAddenda():
                _check_payment(entry, addendum, addendum.record, sequence, findings)
            case ReturnAddenda():
                _check_return(addendum, addendum.record, findings)
            case NotificationOfChangeAddenda():
                _check_notification(addendum, addendum.record, findings)
            case UnknownAddenda():
                findings.of_field(
                    "entry.addenda", addendum.record, "addenda_type_code", line=addendum.line,
                    message="Addenda of this type do not go with this entry.",
                )  # fmt: skip
            case _:
                pass  # dishonors and contests are between the banks
        _check_own_trace(entry, addendum, findings)


def _check_indicator(entry: Entry, findings: Findings) -> None:
    expected = 1 if entry.addenda else 0
    if entry.detail.addenda_indicator != expected:
        has = "has addenda" if entry.addenda else "has no addenda"
        findings.of_field(
            "entry.addenda", entry.detail, "addenda_indicator", line=entry.line,
            message=f"The entry {has}, so this must be {expected}.", expected=str(expected),
        )  # fmt: skip


def _check_count(batch: Batch, entry: Entry, findings: Findings) -> None:
    sec = SEC_CODES.get(batch.header.standard_entry_class_code)
    known = TRANSACTION_CODES.get(entry.detail.transaction_code)
    most = sec.addenda_max if sec and entry.kind is FileKind.FORWARD else 1
    if len(entry.addenda) > most and (sec or entry.kind is not FileKind.FORWARD):
        message = f"The entry has {len(entry.addenda)} addenda; at most {most} is allowed."
        findings.of_line("entry.addenda", entry.line, message)
    if known and known.kind is EntryKind.ZERO_DOLLAR and not entry.addenda:
        message = "A zero-dollar entry needs an addenda: it carries nothing else."
        findings.of_line("entry.addenda", entry.line, message)
    if known and known.kind is EntryKind.RETURN_OR_NOC and not entry.addenda:
        message = "A return or notification needs an addenda that says why."
        findings.of_line("entry.addenda", entry.line, message)


def _check_payment(
    entry: Entry, addendum: Addendum, record: PaymentAddenda, sequence: int, findings: Findings
) -> None:
    if record.addenda_sequence_number != sequence:
        findings.of_field(
            "entry.addenda-sequence", record, "addenda_sequence_number", line=addendum.line,
            message="The addenda of an entry are numbered from 1.", expected=str(sequence),
        )  # fmt: skip
    expected = entry.detail.trace_number[-7:]
    if f"{record.entry_detail_sequence_number:07d}" != expected:
        findings.of_field(
            "entry.addenda-trace", record, "entry_detail_sequence_number", line=addendum.line,
            message="This must be the last seven digits of the entry's trace number.",
            expected=expected,
        )  # fmt: skip


def _check_return(addendum: Addendum, record: ReturnAddenda, findings: Findings) -> None:
    if codes.return_code(record.return_reason_code) is None:
        findings.of_field(
            "return.code", record, "return_reason_code", line=addendum.line,
            message="This is no return reason code.",
        )  # fmt: skip
    died = record.date_of_death
    if died and (record.return_reason_code not in DEATH_CODES or not dates.parsed(died)):
        findings.of_field(
            "return.date-of-death", record, "date_of_death", line=addendum.line,
            message="This is a date as YYMMDD, with R14 and R15 only.", severity=Severity.WARNING,
        )  # fmt: skip
    _check_original_trace(addendum, record, findings)


def _check_notification(
    addendum: Addendum, record: NotificationOfChangeAddenda, findings: Findings
) -> None:
    known = codes.change_codes().get(record.change_code)
    if known is None or known.kind is codes.ChangeKind.REFUSAL:
        findings.of_field(
            "notification.code", record, "change_code", line=addendum.line,
            message="This is no change code.",
        )  # fmt: skip
    elif known.kind is codes.ChangeKind.CORRECTION:
        try:
            codes.corrected_data(record.change_code, record.corrected_data)
        except codes.CorrectedDataRefused as refused:
            findings.of_field(
                "notification.corrected-data", record, "corrected_data", line=addendum.line,
                message=str(refused),
            )  # fmt: skip
    _check_original_trace(addendum, record, findings)


def _check_original_trace(
    addendum: Addendum, record: ReturnAddenda | NotificationOfChangeAddenda, findings: Findings
) -> None:
    if not record.original_entry_trace_number.strip("0"):
        findings.of_field(
            "entry.addenda-trace", record, "original_entry_trace_number", line=addendum.line,
            message="The trace number of the original entry is missing.",
        )  # fmt: skip


def _check_own_trace(entry: Entry, addendum: Addendum, findings: Findings) -> None:
    record = addendum.record
    trace = getattr(record, "trace_number", entry.detail.trace_number)
    if trace != entry.detail.trace_number:
        findings.of_field(
            "entry.addenda-trace", record, "trace_number", line=addendum.line,
            message="This must repeat the entry's trace number.",
            expected=entry.detail.trace_number,
        )  # fmt: skip
