"""The file as a whole: its header, its blocks, its batch numbers and its traces."""

from datetime import datetime

from rentrail.formats.nacha.file import AchFile, FileKind
from rentrail.formats.nacha.problems import Findings, Severity
from rentrail.formats.nacha.records import FileHeader
from rentrail.formats.nacha.routing import is_valid_routing_number
from rentrail.formats.nacha.validation import shape

BLOCKING_FACTOR = 10
_CONSTANTS = {"record_size": "094", "blocking_factor": "10", "format_code": "1"}


def check(file: AchFile, findings: Findings) -> None:
    """Check what concerns the file as a whole."""
    if file.header:
        shape.check(file.header, findings, line=file.header_line)
        _check_header(file.header, findings, line=file.header_line)
    if file.control:
        shape.check(file.control, findings, line=file.control_line)
    _check_blocks(file, findings)
    _check_batch_numbers(file, findings)
    _check_traces(file, findings)
    if file.kind is FileKind.EMPTY:
        findings.of_line("file.empty", None, "The file has no entries.", severity=Severity.WARNING)


def _check_header(header: FileHeader, findings: Findings, *, line: int) -> None:
    for name, expected in _CONSTANTS.items():
        if getattr(header, name) != expected:
            message = f"This must be {expected}."
            findings.of_field(
                f"file.{name.replace('_', '-')}", header, name, line=line, message=message,
                expected=expected,
            )  # fmt: skip
    modifier = header.file_id_modifier
    if not (modifier.isascii() and modifier.isalnum() and modifier == modifier.upper()):
        message = "The file ID modifier must be a capital letter or a digit."
        findings.of_field(
            "file.id-modifier", header, "file_id_modifier", line=line, message=message
        )
    destination = header.immediate_destination
    if len(destination) == 10 and not is_valid_routing_number(destination.strip()):
        message = "The destination is no bank's routing number (a blank and nine digits)."
        findings.of_field(
            "file.destination", header, "immediate_destination", line=line, message=message,
            severity=Severity.WARNING,
        )  # fmt: skip
    _check_moment(header, findings, line=line)


def _check_moment(header: FileHeader, findings: Findings, *, line: int) -> None:
    for name, form, words in (
        ("file_creation_date", "%y%m%d", "a date as YYMMDD"),
        ("file_creation_time", "%H%M", "a time as HHMM"),
    ):
        value = getattr(header, name)
        if value and not _is_moment(value, form):
            findings.of_field(
                "file.creation-moment", header, name, line=line, message=f"This is not {words}.",
                expected=words,
            )  # fmt: skip


def _is_moment(value: str, form: str) -> bool:
    try:
        datetime.strptime(value, form)  # noqa: DTZ007 (only its form is of interest)
    except ValueError:
        return False
    return True


def _check_blocks(file: AchFile, findings: Findings) -> None:
    if not file.control:
        return
    line_count = file.control_line + file.padding_count
    record_count = file.control_line
    if file.padding_count and line_count % BLOCKING_FACTOR:
        message = f"{line_count} records do not fill blocks of {BLOCKING_FACTOR}."
        findings.of_line("file.blocking", file.control_line, message)
    elif not file.padding_count and record_count % BLOCKING_FACTOR:
        message = "The last block is not filled with records of 9s; some banks ask for it."
        findings.of_line("file.padding", file.control_line, message, severity=Severity.WARNING)
    if file.padding_count >= BLOCKING_FACTOR:
        message = "There is a whole block of padding too much."
        findings.of_line("file.blocking", file.control_line, message)


def _check_batch_numbers(file: AchFile, findings: Findings) -> None:
    last = 0
    for batch in file.batches:
        number = batch.header.batch_number
        if number <= last:
            findings.of_field(
                "batch.number", batch.header, "batch_number", line=batch.line,
                message="Batch numbers must rise within the file.", expected=f"more than {last}",
                severity=Severity.ERROR if number == last else Severity.WARNING,
            )  # fmt: skip
        last = number


def _check_traces(file: AchFile, findings: Findings) -> None:
    seen: dict[str, int] = {}
    for entry in file.entries:
        first = seen.setdefault(entry.detail.trace_number, entry.line)
        if first != entry.line:
            findings.of_field(
                "entry.trace-unique", entry.detail, "trace_number", line=entry.line,
                message=f"The entry in line {first} has the same trace number.",
            )  # fmt: skip
