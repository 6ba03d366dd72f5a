"""What every record's declaration asks: its length, its characters, and each of its fields."""

import re
from collections.abc import Callable
from functools import cache

from rentrail.formats.nacha.fields import (
    RECORD_LENGTH,
    Column,
    Kind,
    Record,
    Requirement,
)
from rentrail.formats.nacha.problems import Report

_NOT_PRINTABLE = re.compile("[^ -~]")


def check(record: Record, report: Report, *, is_forward: bool = True) -> bool:
    """Check one record; tell whether its fields stand where they belong.

    Fields that only the receiving bank wants are not asked for in what comes back from one.
    """
    if _faultless(type(record)).fullmatch(record.text):
        return True
    if len(record.text) != RECORD_LENGTH:
        message = (
            f"The record is {len(record.text)} characters long, not {RECORD_LENGTH}: its fields "
            "cannot be told apart."
        )
        report.record("file.record-length", record, message, expected=str(RECORD_LENGTH))
        return False
    for column, is_faultless in _fields(type(record)):
        if not is_faultless(record.text, column.start - 1, column.end):
            _check_field(record, column, report, is_forward=is_forward)
    return True


@cache
def _faultless(cls: type[Record]) -> re.Pattern[str]:
    """Give the pattern of lines that have no fault of form; all others are looked at closely."""
    return re.compile(cls.TYPE + "".join(_pattern(column) for column in cls.COLUMNS))


@cache
def _fields(cls: type[Record]) -> tuple[tuple[Column, Callable[..., object]], ...]:
    """Give each column, and what finds no match where it has a fault of form."""
    return tuple((column, re.compile(_pattern(column)).fullmatch) for column in cls.COLUMNS)


def _pattern(column: Column) -> str:
    width = f"{{{column.width}}}"
    if column.requirement is Requirement.RESERVED:
        return f" {width}"
    is_optional = column.requirement is Requirement.OPTIONAL
    if column.kind is not Kind.TEXT:
        return f"(?:[0-9]{width}| {width})" if is_optional else f"[0-9]{width}"
    if is_optional:
        return f"[ -~]{width}"
    something = f"(?![ 0]{width})" if column.width > 1 else "(?! )"
    return f"{something}{'' if column.indented else '(?! )'}[ -~]{width}"


def _check_field(record: Record, column: Column, report: Report, *, is_forward: bool) -> None:
    """Say which fault of form a field has: its pattern told that it has one."""
    raw = record.text[column.place]
    if odd := _NOT_PRINTABLE.search(raw):
        message = f"{odd.group()!r} may not stand in the {column.label}: only printable ASCII may."
        report.field("file.characters", record, column.name, message, expected="printable ASCII")
    elif column.requirement is Requirement.RESERVED:
        message = "These columns must be blank."
        report.field("field.reserved", record, column.name, message, expected="blank")
    elif column.kind is Kind.TEXT:
        _check_text(record, column, raw, report, is_forward=is_forward)
    else:
        _check_digits(record, column, raw, report, is_forward=is_forward)


def _check_digits(
    record: Record, column: Column, raw: str, report: Report, *, is_forward: bool
) -> None:
    expected = "1 digit" if column.width == 1 else f"{column.width} digits"
    if column.kind is Kind.NUMERIC:
        message = f"The {column.label} must be a number of {expected}, zeros in front."
        report.field("field.numeric", record, column.name, message, expected=expected)
    elif raw.strip(" "):
        message = f"The {column.label} must be {expected}."
        report.field("field.digits", record, column.name, message, expected=expected)
    else:
        _report_missing(record, column, "blank", report, is_forward=is_forward)


def _check_text(
    record: Record, column: Column, raw: str, report: Report, *, is_forward: bool
) -> None:
    if not raw.strip(" "):
        _report_missing(record, column, "blank", report, is_forward=is_forward)
    elif column.width > 1 and not raw.strip(" 0"):
        _report_missing(record, column, "zeros", report, is_forward=is_forward)
    elif raw.startswith(" ") and not column.indented and not column.secret:
        message = f"The {column.label} must start in the first column of its field."
        report.field("field.justification", record, column.name, message)


def _report_missing(
    record: Record, column: Column, what: str, report: Report, *, is_forward: bool
) -> None:
    message = f"The {column.label} is {what}, and must not be."
    if column.name == "dfi_account_number":
        report.field("entry.account-number", record, column.name, message)
    elif what == "zeros" and column.name.startswith("company_"):
        report.field("batch.zeros", record, column.name, message)
    elif column.mandatory:
        report.field("field.mandatory", record, column.name, message)
    elif is_forward:
        message = f"The {column.label} is {what}, and should not be."
        report.field("field.required", record, column.name, message)
