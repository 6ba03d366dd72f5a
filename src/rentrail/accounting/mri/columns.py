"""Columns: how a row class says which of MRI's columns fills which field, and how it is read.

A row class names each column once, by one of the functions below. What a class doesn't name is
kept as text in `extra`, because MRI's rows have grown over the years; personal data that we have no
use for is dropped there and then.
"""

import dataclasses
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, Final, Generic, TypeVar

from rentrail.accounting.mri import wire
from rentrail.accounting.mri.errors import WrongAnswerError
from rentrail.primitives import money

FLAGS: Final = {"Y": True, "N": False, "TRUE": True, "FALSE": False}

_DATE: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
_UNUSED_PERSONAL: Final = re.compile(
    r"social|ssn|licen[cs]e|bank_?acc|routing|birth|income|passport|taxid|creditcard|cardnumber"
    r"|previousaddress"
)
_BAD_LETTER: Final = "\ufffd"


@dataclass(frozen=True, kw_only=True)
class RowProblem:
    """One row that could not be read: where, which value, why. The other rows are not touched.

    `row_number` counts from 1 over all pages of the answer; `ids` holds those of the row's ids that
    can be read, so that whoever is meant can still be found.
    """

    api: str
    row_number: int
    field: str
    value: str
    message: str
    ids: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class RowError(RowProblem):
    """One row in whose place MRI gave an error, which it does under HTTP status 200 too."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """What every row of MRI's has: the columns that its class doesn't name."""

    API: ClassVar[str]

    extra: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of MRI's: its name, how its text is read, and what stands for an empty one."""

    name: str
    read: Callable[[str], Any]
    required: bool = False
    empty: Any = None
    absent: Any = None
    is_id: bool = False
    nested: "type[Row] | None" = None


def identifier(name: str, *, required: bool = True) -> Any:
    """Name a column that identifies something, such as a resident."""
    return _field(Column(name=name, read=str, required=required, empty="", absent="", is_id=True))


def text(name: str) -> Any:
    """Name a column of free text or codes; null and absent are an empty text."""
    return _field(Column(name=name, read=str, empty="", absent=""))


def sent_text(name: str) -> Any:
    """Name a column where it matters whether MRI sends it at all: None where it doesn't."""
    return _field(Column(name=name, read=str, empty="", absent=None))


def day(name: str, *, required: bool = False) -> Any:
    """Name a column with a date; MRI adds a time of midnight, which is dropped."""
    return _field(Column(name=name, read=read_date, required=required))


def cents(name: str, *, required: bool = False) -> Any:
    """Name a column with an amount, which MRI writes with two or four decimals."""
    return _field(Column(name=name, read=money.parse_cents, required=required))


def flag(name: str) -> Any:
    """Name a column with Y or N; empty or absent is None."""
    return _field(Column(name=name, read=read_flag))


def nested(name: str, row_class: "type[Row]") -> Any:
    """Name a column that is itself a list of rows."""
    return _field(Column(name=name, read=str, empty=(), absent=(), nested=row_class))


@lru_cache(maxsize=8_192)
def read_date(text: str) -> date:
    """Read the day of a date as MRI writes it, with up to seven digits of fraction.

    >>> read_date("2026-02-01T00:00:00.0000000")
    datetime.date(2026, 2, 1)

    Raises:
        ValueError: it is no date.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError("This is not a date; MRI writes 2026-02-01T00:00:00.")
    try:
        return date.fromisoformat(match[1])
    except ValueError as problem:
        raise ValueError("There is no such day.") from problem


def read_flag(text: str) -> bool:
    """Read Y or N, or True or False as one of MRI's flags is written.

    Raises:
        ValueError: it is neither.
    """
    value = FLAGS.get(text.upper())
    if value is None:
        raise ValueError("This is neither Y nor N.")
    return value


R = TypeVar("R", bound=Row)
_Fault = tuple[str, str, str]  # column, value, message

_REMEMBERED_MAX: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class _Slot:
    """The field that a column fills, and the values read for it so far: most come again."""

    field_name: str
    column: Column
    values: dict[Any, Any]


class RowReader(Generic[R]):
    """Reads the rows of one answer, numbering them over its pages. Not for several threads."""

    def __init__(self, row_class: type[R], *, api: str) -> None:
        self._row_class = row_class
        self._api = api
        self._slots = _slots_of(row_class)
        self._spelled: dict[str, _Slot | None] = {}
        self._dropped: set[str] = set()
        self._row_number = 0

    def read(self, raw: Mapping[str, Any]) -> "R | list[RowProblem]":
        """Give the next row, or everything that is wrong with it."""
        self._row_number += 1
        found = wire.error_in(raw)
        if found is not None:
            return [self._row_error(raw, path=found[0], message=found[1])]
        faults: list[_Fault] = []
        values = self._values(raw, faults)
        if faults:
            return [self._problem(raw, *fault) for fault in faults]
        return self._made(values)

    def _made(self, values: dict[str, Any]) -> R:
        """Make a row of values that are complete; a frozen class does it slowly."""
        row = object.__new__(self._row_class)
        row.__dict__.update(values)
        return row

    def _values(self, raw: Mapping[str, Any], faults: list[_Fault]) -> dict[str, Any]:
        """Read all columns. It runs for each value of each row, so it calls as little as it can."""
        values: dict[str, Any] = {}
        extra: dict[str, str] = {}
        spelled = self._spelled
        for name, value in raw.items():
            slot = spelled[name] if name in spelled else self._slot(name)
            if slot is None:
                if name not in self._dropped:
                    extra[name] = value if value.__class__ is str else _kept(value)
                continue
            try:
                values[slot.field_name] = slot.values[value]
            except (KeyError, TypeError):  # met for the first time, or a list
                values[slot.field_name] = _read(slot, value, faults)
        if len(values) < len(self._slots):
            self._fill_absent(values, faults)
        values["extra"] = extra
        return values

    def _slot(self, name: str) -> _Slot | None:
        """Find a column's field; how MRI spells names by upper and lower case varies."""
        slot = self._slots.get(name.casefold())
        self._spelled[name] = slot
        if slot is None and _UNUSED_PERSONAL.search(name.casefold()):
            self._dropped.add(name)
        return slot

    def _fill_absent(self, values: dict[str, Any], faults: list[_Fault]) -> None:
        for slot in self._slots.values():
            if slot.field_name in values:
                continue
            if slot.column.required:
                faults.append((slot.column.name, "", "MRI's row doesn't have this column."))
            values[slot.field_name] = slot.column.absent

    def _row_error(self, raw: Mapping[str, Any], *, path: str, message: str) -> RowError:
        return RowError(
            api=self._api,
            row_number=self._row_number,
            field=path,
            value="",
            message=message,
            ids=self._ids(raw),
        )

    def _problem(self, raw: Mapping[str, Any], name: str, value: str, message: str) -> RowProblem:
        return RowProblem(
            api=self._api,
            row_number=self._row_number,
            field=name,
            value=value,
            message=message,
            ids=self._ids(raw),
        )

    def _ids(self, raw: Mapping[str, Any]) -> dict[str, str]:
        slots = ((self._slots.get(name.casefold()), value) for name, value in raw.items())
        return {
            slot.column.name: value.strip()
            for slot, value in slots
            if slot is not None and slot.column.is_id and isinstance(value, str)
        }


def _field(column: Column) -> Any:
    if column.required:
        return dataclasses.field(metadata={"column": column})
    return dataclasses.field(default=column.absent, metadata={"column": column})


def _slots_of(row_class: type[Row]) -> dict[str, _Slot]:
    columns = (
        (field.name, field.metadata["column"])
        for field in dataclasses.fields(row_class)
        if "column" in field.metadata
    )
    return {
        column.name.casefold(): _Slot(field_name=name, column=column, values={})
        for name, column in columns
    }


def _read(slot: _Slot, value: Any, faults: list[_Fault]) -> Any:
    """Read a value not met before; one that can't be read becomes a fault."""
    column = slot.column
    if column.nested is not None:
        return _read_nested(column.name, column.nested, value, faults)
    try:
        read = _read_single(column, value)
    except ValueError as problem:
        faults.append((column.name, _shown(value), str(problem)))
        return None
    if len(slot.values) < _REMEMBERED_MAX:
        slot.values[value] = read
    return read


def _read_single(column: Column, value: Any) -> Any:
    if isinstance(value, dict | list):
        raise ValueError("This should be a single value.")
    text = "" if value is None else str(value).strip()
    if not text and column.required:
        raise ValueError("MRI's row has no value here.")
    if _BAD_LETTER in text:
        raise ValueError("This holds letters that can't be read.")
    return column.read(text) if text else column.empty


def _read_nested(
    name: str, row_class: type[Row], value: Any, faults: list[_Fault]
) -> tuple[Row, ...]:
    try:
        raw_rows = wire.rows_of(value or None)
    except WrongAnswerError:
        faults.append((name, _shown(value), "This should be a list of rows."))
        return ()
    reader = RowReader(row_class, api=name)
    rows: list[Row] = []
    for number, raw in enumerate(raw_rows, start=1):
        row = reader.read(raw)
        if isinstance(row, Row):
            rows.append(row)
        else:
            faults += [(f"{name}[{number}].{each.field}", each.value, each.message) for each in row]
    return tuple(rows)


def _kept(value: Any) -> str:
    """Give the text under which an unknown column's value is kept."""
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def _shown(value: Any) -> str:
    return value[:100] if isinstance(value, str) else json.dumps(value)[:100]
