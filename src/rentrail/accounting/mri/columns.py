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
_Slot = tuple[str, Column]


class RowReader(Generic[R]):
    """Reads the rows of one answer, numbering them over its pages. Not for several threads."""

    def __init__(self, row_class: type[R], *, api: str) -> None:
        self._row_class = row_class
        self._api = api
        self._slots = _slots_of(row_class)
        self._spelled: dict[str, _Slot | None] = {}
        self._fields = dict(self._slots.values())
        self._row_number = 0

    def read(self, raw: Mapping[str, Any]) -> "R | list[RowProblem]":
        """Give the next row, or everything that is wrong with it."""
        self._row_number += 1
        found = wire.error_in(raw)
        if found is not None:
            return [self._row_error(raw, path=found[0], message=found[1])]
        values, faults = self._values(raw)
        if faults:
            return [self._problem(raw, *fault) for fault in faults]
        return self._row_class(**values)

    def _values(self, raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
        values: dict[str, Any] = {}
        extra: dict[str, str] = {}
        faults: list[tuple[str, str, str]] = []
        spelled = self._spelled
        for name, value in raw.items():
            slot = spelled[name] if name in spelled else self._slot(name)
            if slot is None:
                _keep(extra, name, value)
                continue
            try:
                values[slot[0]] = _read(slot[1], value)
            except _NestedFaults as problem:
                faults += problem.faults
            except ValueError as problem:
                faults.append((slot[1].name, _shown(value), str(problem)))
        for name in self._fields.keys() - values.keys():
            self._fill_absent(name, values, faults)
        values["extra"] = extra
        return values, faults

    def _slot(self, name: str) -> _Slot | None:
        """Find a column's field; how MRI spells names by upper and lower case varies."""
        slot = self._slots.get(name.casefold())
        self._spelled[name] = slot
        return slot

    def _fill_absent(
        self, name: str, values: dict[str, Any], faults: list[tuple[str, str, str]]
    ) -> None:
        column = self._fields[name]
        if not column.required:
            values[name] = column.absent
        elif not any(fault[0] == column.name for fault in faults):
            faults.append((column.name, "", "MRI's row doesn't have this column."))

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
            slot[1].name: value.strip()
            for slot, value in slots
            if slot is not None and slot[1].is_id and isinstance(value, str)
        }


class _NestedFaults(Exception):
    def __init__(self, faults: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self.faults = faults


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
    return {column.name.casefold(): (name, column) for name, column in columns}


def _read(column: Column, value: Any) -> Any:
    if column.nested is not None:
        return _read_nested(column.name, column.nested, value)
    if value is None:
        value = ""
    elif value.__class__ is not str:
        value = _plain(value)
    value = value.strip()
    if not value:
        return _empty(column)
    if _BAD_LETTER in value:
        raise ValueError("This holds letters that can't be read.")
    return column.read(value)


def _empty(column: Column) -> Any:
    if column.required:
        raise ValueError("MRI's row has no value here.")
    return column.empty


def _read_nested(name: str, row_class: type[Row], value: Any) -> tuple[Row, ...]:
    try:
        raw_rows = wire.rows_of(None if value == "" else value)
    except WrongAnswerError as problem:
        raise ValueError("This should be a list of rows.") from problem
    reader = RowReader(row_class, api=name)
    rows: list[Row] = []
    faults: list[tuple[str, str, str]] = []
    for number, raw in enumerate(raw_rows, start=1):
        row = reader.read(raw)
        if isinstance(row, Row):
            rows.append(row)
        else:
            faults += [(f"{name}[{number}].{each.field}", each.value, each.message) for each in row]
    if faults:
        raise _NestedFaults(faults)
    return tuple(rows)


def _plain(value: Any) -> str:
    if isinstance(value, dict | list):
        raise ValueError("This should be a single value.")
    return str(value)


def _keep(extra: dict[str, str], name: str, value: Any) -> None:
    """Keep a column we don't know, unless it is personal data we have no use for."""
    if _is_unused_personal(name):
        return
    if value.__class__ is str:
        extra[name] = value
    elif value is None:
        extra[name] = ""
    else:
        extra[name] = json.dumps(value) if isinstance(value, dict | list) else str(value)


@lru_cache(maxsize=4_096)
def _is_unused_personal(name: str) -> bool:
    return _UNUSED_PERSONAL.search(name.casefold()) is not None


def _shown(value: Any) -> str:
    return value[:100] if isinstance(value, str) else json.dumps(value)[:100]
