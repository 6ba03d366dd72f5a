"""Reading charges from a CSV file: rows where they can be read, problems where they can't (LED-8).

The first line names the columns: property, code, amount, due_date and reference, one or more of
lease, resident (both the accounting system's ids) and unit, and, where wanted, description.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rentrail.primitives.money import MoneyError, parse_cents
from rentrail.primitives.problems import Problem

REQUIRED = ("property", "code", "amount", "due_date", "reference")
HOUSEHOLD = ("lease", "resident", "unit")
REFERENCE_MAX = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class ChargeRow:
    """A line of the file: a charge, its property and household still by name."""

    line: int
    property_code: str
    lease: str
    resident: str
    unit: str
    code: str
    amount_cents: int
    due_date: date
    description: str
    reference: str


class RowNotRead(Exception):
    """A line can't be read; carries its problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_charges_csv(content: bytes) -> tuple[list[ChargeRow], list[Problem]]:
    """Read a file of charges, with or without a byte-order mark, with any line endings."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        return [], [_problem("encoding", "The file is not in UTF-8.", line=line)]
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = list(_missing_columns(reader.fieldnames))
        return ([], missing) if missing else _read_rows(reader)
    except csv.Error as problem:
        message = f"This is not a CSV file: {problem}."
        return [], [_problem("form", message, line=reader.reader.line_num)]


def _missing_columns(names: Sequence[str] | None) -> Iterator[Problem]:
    if not names:
        yield _problem("empty", "The file is empty.", line=1)
        return
    for name in REQUIRED:
        if name not in names:
            yield _problem("column", f"The column {name} is missing.", line=1, column=name)
    if not set(HOUSEHOLD) & set(names):
        message = "One of the columns lease, resident and unit is needed."
        yield _problem("column", message, line=1)


def _read_rows(reader: "csv.DictReader[str]") -> tuple[list[ChargeRow], list[Problem]]:
    rows: list[ChargeRow] = []
    problems: list[Problem] = []
    for values in reader:
        try:
            rows.append(_row(values, line=reader.line_num))
        except RowNotRead as unread:
            problems.append(unread.problem)
    if not rows and not problems:
        problems.append(_problem("empty", "The file has no charges.", line=reader.line_num))
    return rows, problems


def _row(values: Mapping[str | None, str | None], *, line: int) -> ChargeRow:
    text = {name: (value or "").strip() for name, value in values.items() if name is not None}
    if None in values or None in values.values():
        raise _not_read("form", "This line has more or fewer fields than the first.", line, "")
    for name in REQUIRED:
        if not text[name]:
            raise _not_read("empty-field", f"The {name} is empty.", line, name)
    if not any(text.get(name) for name in HOUSEHOLD):
        raise _not_read("empty-field", "The line names no lease, resident or unit.", line, "lease")
    if len(text["reference"]) > REFERENCE_MAX:
        raise _not_read("length", "A reference has up to 60 characters.", line, "reference")
    return ChargeRow(
        line=line,
        property_code=text["property"],
        lease=text.get("lease", ""),
        resident=text.get("resident", ""),
        unit=text.get("unit", ""),
        code=text["code"],
        amount_cents=_amount_cents(text["amount"], line),
        due_date=_date(text["due_date"], line),
        description=text.get("description", ""),
        reference=text["reference"],
    )


def _amount_cents(text: str, line: int) -> int:
    try:
        cents = parse_cents(text)
    except MoneyError as problem:
        raise _not_read("amount", str(problem), line, "amount") from problem
    if cents <= 0:
        raise _not_read("amount", "A charge is more than nothing.", line, "amount")
    return cents


def _date(text: str, line: int) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        message = f"“{text[:30]}” is not a date; write it as 2026-03-01."
        raise _not_read("date", message, line, "due_date") from problem


def _not_read(rule: str, message: str, line: int, column: str) -> RowNotRead:
    return RowNotRead(_problem(rule, message, line=line, column=column))


def _problem(rule: str, message: str, *, line: int, column: str = "") -> Problem:
    return Problem(rule=f"charges-csv-{rule}", message=message, line=line, field=column or None)
