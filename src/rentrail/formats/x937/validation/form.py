"""What every record's declaration asks: its length, its characters, and each of its fields."""

import re
from functools import cache

from rentrail.formats.x937.fields import Column, Kind, Record, is_fitting, pattern_text
from rentrail.formats.x937.problems import Report
from rentrail.formats.x937.routing import is_valid_routing_number

KNOWN_MAX = 100_000
_NOT_PRINTABLE = re.compile("[^ -~]")
_known: set[str] = set()  # routing numbers that proved themselves; there are some twenty thousand


def check(record: Record, report: Report) -> bool:
    """Check one record; tell whether its fields stand where they belong."""
    cls = type(record)
    if cls.IS_FIXED and is_faultless(record):
        return True
    expected = length_by_fields(record)
    if len(record.text) != expected:
        message = (
            f"The record is {len(record.text)} characters long, not {expected}: its fields cannot "
            "be told apart."
        )
        report.record("record.length", record, message, expected=str(expected))
        return False
    for column in cls.COLUMNS:
        _check_field(record, column, record.text[column.place(record.text)], report)
    return True


def is_faultless(record: Record) -> bool:
    """Tell whether a record of fixed length is right beyond doubt."""
    cls, text = type(record), record.text
    if not faultless(cls).fullmatch(text):
        return False
    return all(is_proven(text[start:end]) for start, end in routing_places(cls))


@cache
def faultless(cls: type[Record]) -> re.Pattern[str]:
    """Give the pattern of records that have no fault of form, but for check digits."""
    return re.compile(faultless_text(cls))


def faultless_text(cls: type[Record]) -> str:
    """Give that pattern to be put into others."""
    return cls.TYPE + "".join(pattern_text(column) for column in cls.COLUMNS if column.width)


@cache
def routing_places(cls: type[Record]) -> tuple[tuple[int, int], ...]:
    """Give where the numbers of institutions stand."""
    return tuple((c.start - 1, c.end) for c in cls.COLUMNS if c.kind is Kind.ROUTING)


def is_proven(routing_number: str) -> bool:
    """Tell whether a routing number proves itself, or is blank."""
    if routing_number in _known:
        return True
    if routing_number.strip(" ") and not is_valid_routing_number(routing_number):
        return False
    if len(_known) < KNOWN_MAX:
        _known.add(routing_number)
    return True


def length_by_fields(record: Record) -> int:
    """Say how long the text of a record is by its own account."""
    last = type(record).COLUMNS[-1]
    return last.place(record.text).stop if last.length or last.shift[1] else last.end


def _check_field(record: Record, column: Column, raw: str, report: Report) -> None:
    if odd := _NOT_PRINTABLE.search(raw):
        message = f"{odd.group()!r} may not stand in the {column.label}."
        if not column.length:
            report.field(
                "field.characters", record, column.name, message, expected="printable characters"
            )
    elif column.length or (is_fitting(column, raw) and column.kind is not Kind.ROUTING):
        return
    elif not raw.strip(" "):
        if column.mandatory:
            message = f"The {column.label} must not be blank."
            report.field("field.mandatory", record, column.name, message, expected=column.wanted)
    elif is_fitting(column, raw):
        if not is_proven(raw):
            message = f"The check digit of {raw} in the {column.label} is wrong."
            report.field("field.institution", record, column.name, message)
    else:
        _report_field(record, column, report)


def _report_field(record: Record, column: Column, report: Report) -> None:
    rule_id = _RULES.get(column.kind, "field.form")
    if column.kind is Kind.CODE and not column.mandatory:
        rule_id = "field.code-other"
    if column.kind is Kind.RESERVED:
        message = "These columns must be blank."
    else:
        message = f"The {column.label} must be {column.wanted}."
    report.field(rule_id, record, column.name, message, expected=column.wanted)


_RULES = {
    Kind.NUMERIC: "field.numeric",
    Kind.CODE: "field.code",
    Kind.DATE: "field.date",
    Kind.TIME: "field.time",
    Kind.RESERVED: "field.reserved",
}
