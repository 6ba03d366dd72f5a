"""What every record's declaration asks: mandatory fields, digits, reserved columns."""

from rentrail.formats.nacha.fields import Column, Kind, Record, is_digits
from rentrail.formats.nacha.problems import Findings


def check(record: Record, findings: Findings, *, line: int) -> None:
    """Check the fields of one record as far as their declaration goes."""
    for column in record.COLUMNS:
        if column.kind is not Kind.NUMERIC:
            fault, rule = _fault(column, getattr(record, column.name))
            if fault:
                findings.of_field(rule, record, column.name, line=line, message=fault)


def _fault(column: Column, value: str) -> tuple[str, str]:
    if column.reserved:
        return ("These columns must be blank." if value else "", "field.reserved")
    if not value:
        return ("This field must not be blank." if column.mandatory else "", "field.mandatory")
    if column.kind is Kind.DIGITS and not is_digits(value, column.width):
        return f"This must be {column.width} digits.", "field.digits"
    return "", ""
