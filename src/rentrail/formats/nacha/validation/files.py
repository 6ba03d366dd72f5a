"""The file as a whole: its header, its blocks, its control."""

from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.records import (
    BLOCKING_FACTOR,
    AnyFileControl,
    FileHeader,
)
from rentrail.formats.nacha.routing import is_valid_routing_number
from rentrail.formats.nacha.totals import Totals
from rentrail.formats.nacha.validation import controls, days, form
from rentrail.formats.nacha.validation.settings import FileIdentity, Settings

_CONSTANTS = (
    ("file.priority-code", "priority_code", "01"),
    ("file.record-size", "record_size", "094"),
    ("file.blocking-factor", "blocking_factor", "10"),
    ("file.format-code", "format_code", "1"),
)


def check_header(header: FileHeader, settings: Settings, report: Report) -> None:
    """Check the file header."""
    if not form.check(header, report):
        return
    for rule_id, name, expected in _CONSTANTS:
        if header.raw(name) != expected and header.raw(name).strip():
            message = f"The {header.column(name).label} must be {expected}."
            report.field(rule_id, header, name, message, expected=expected)
    _check_modifier(header, report)
    _check_destination(header, report)
    _check_moment(header, report)
    if FileIdentity.of(header) in settings.known_files:
        message = "A file with this origin, date, time and ID modifier went out before."
        report.record("file.duplicate", header, message)


def _check_modifier(header: FileHeader, report: Report) -> None:
    modifier = header.file_id_modifier
    if modifier and not ("A" <= modifier <= "Z" or "0" <= modifier <= "9"):
        message = "The file ID modifier must be a capital letter or a digit."
        report.field("file.id-modifier", header, "file_id_modifier", message, expected="A-Z or 0-9")


def _check_destination(header: FileHeader, report: Report) -> None:
    destination = header.immediate_destination
    if destination.strip(" 0") and not (
        destination.startswith(" ") and is_valid_routing_number(destination[1:])
    ):
        message = f"{destination!r} is not a blank and a bank's routing number."
        report.field("file.destination", header, "immediate_destination", message)


def _check_moment(header: FileHeader, report: Report) -> None:
    created, moment = header.file_creation_date, header.file_creation_time
    if created and created.isdecimal() and days.day_of(created) is None:
        message = f"{created} is no day."
        report.field("file.creation-date", header, "file_creation_date", message, expected="YYMMDD")
    if moment and moment.isdecimal() and not days.is_time(moment):
        message = f"{moment} is no time of day."
        report.field("file.creation-time", header, "file_creation_time", message, expected="HHMM")


def check_control(
    control: AnyFileControl,
    found: Totals,
    report: Report,
    *,
    batch_count: int,
    record_count: int,
    has_mixed_layouts: bool,
) -> None:
    """Check the file control against what was counted."""
    if not form.check(control, report):
        return
    if has_mixed_layouts:
        message = "Advices stand with other entries in one file, whose control can fit only one."
        report.record("file.control-layout", control, message)
    controls.compare(control, found, "file", report)
    block_count = -(-record_count // BLOCKING_FACTOR)
    for rule_id, name, expected in (
        ("file.batch-count", "batch_count", batch_count),
        ("file.block-count", "block_count", block_count),
    ):
        raw = control.raw(name)
        if raw.isdecimal() and int(raw) != expected:
            what = name.removesuffix("_count")
            message = f"The {what} count is {expected}; this says {int(raw)}."
            report.field(rule_id, control, name, message, expected=f"{expected:06}")


def check_blocks(
    control: AnyFileControl, report: Report, *, record_count: int, padding_count: int
) -> None:
    """Check that the padding fills the last block, and no more."""
    missing = -record_count % BLOCKING_FACTOR
    if padding_count == missing:
        return
    if not padding_count:
        message = f"{missing} records of 9s would fill the last block; some banks ask for them."
        report.record("file.padding", control, message, expected=f"{missing} records of 9s")
    else:
        message = (
            f"{padding_count} records of 9s follow the file control; {missing} fill the last "
            f"block of {BLOCKING_FACTOR}."
        )
        report.record("file.blocking", control, message, expected=f"{missing} records of 9s")
