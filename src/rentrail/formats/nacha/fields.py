"""The columns of a record, declared once: reading, writing and checking follow from them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache
from typing import Any, ClassVar, Literal, Never, Self, dataclass_transform

from rentrail.formats.nacha.errors import NachaReadError, NachaWriteError

RECORD_LENGTH = 94


class Kind(Enum):
    """How the characters of a column are to be understood."""

    TEXT = "alphameric"
    DIGITS = "digits"  # an identifier made of digits: its leading zeros matter
    NUMERIC = "numeric"


class Requirement(Enum):
    """Who minds when a field is left blank.

    Source: [NACHA] Appendix Three, Field Inclusion Requirements.
    """

    MANDATORY = "M"  # the operator rejects
    REQUIRED = "R"  # the receiving bank may return
    OPTIONAL = "O"
    RESERVED = "blank"  # must be left blank


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One field of a record: where it stands (1-based, inclusive) and what it may hold.

    In a record it reads itself out of the line; a number that is none is refused there.
    """

    name: str = ""
    start: int
    end: int
    kind: Kind
    requirement: Requirement
    default: str | int | None = None  # None: the value must be given
    secret: bool = False  # not to be shown in a message or a log
    indented: bool = False  # may start with a blank
    overlay: bool = False  # reads columns that other fields hold already
    place: slice = field(init=False, repr=False, compare=False)  # where it stands in a line
    bounds: tuple[int, int] = field(init=False, repr=False, compare=False)  # start and end
    label: str = field(init=False, repr=False, compare=False)  # its name as people say it

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", slice(self.start - 1, self.end))
        object.__setattr__(self, "bounds", (self.start, self.end))
        object.__setattr__(self, "label", _spoken(self.name))

    @property
    def width(self) -> int:
        """How many characters the field takes."""
        return self.end - self.start + 1

    @property
    def mandatory(self) -> bool:
        """Tell whether an operator rejects what leaves it blank."""
        return self.requirement is Requirement.MANDATORY

    @property
    def format(self) -> str:
        """The %-format that fills the field: numbers zero-filled, text left-justified."""
        return f"%0{self.width}d" if self.kind is Kind.NUMERIC else f"%-{self.width}s"

    def __get__(self, record: "Record | None", owner: type["Record"]) -> Any:
        if record is None:
            return self
        raw = record.text[self.start - 1 : self.end]
        if self.kind is not Kind.NUMERIC:
            return raw.rstrip(" ")
        if len(raw) == self.end - self.start + 1 and raw.isdigit() and raw.isascii():
            return int(raw)
        raise NachaReadError(field=self.name, value=raw, line=record.line)

    def fault_of(self, value: object) -> str:
        """Say why a value cannot be written here; empty when it can."""
        if self.kind is Kind.NUMERIC:
            return self._fault_of_number(value)
        shown = "it" if self.secret else repr(value)
        if not isinstance(value, str):
            return f"must be text, not {type(value).__name__}"
        if len(value) > self.width:
            return f"is longer than its {self.width} characters: {shown}"
        if not (value.isascii() and value.isprintable()):
            return f"has characters that a Nacha file cannot hold: {shown}"
        if self.kind is Kind.DIGITS and value and not is_digits(value, self.width):
            return f"must be {self.width} digits, not {shown}"
        return ""

    def _fault_of_number(self, value: object) -> str:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            return f"must be a whole number, zero or more, not {value!r}"
        return f"{value} has more than {self.width} digits" if value >= 10**self.width else ""


def _spoken(name: str) -> str:
    """Say the name of a field: words, abbreviations in capitals, and no unit."""
    words = name.removesuffix("_cents").removesuffix("_2").split("_")
    return " ".join(word.upper() if word in _ABBREVIATIONS else word for word in words)


_ABBREVIATIONS = frozenset({"ach", "dfi", "iat", "id", "odfi", "ofac", "rdfi"})


def text(
    start: int,
    end: int,
    *,
    mandatory: bool = False,
    required: bool = False,
    secret: bool = False,
    indented: bool = False,
    default: str | None = None,
) -> Any:
    """Declare an alphameric field: left-justified, filled with blanks."""
    requirement = _requirement(mandatory=mandatory, required=required)
    return Column(
        start=start, end=end, kind=Kind.TEXT, requirement=requirement, default=default,
        secret=secret, indented=indented,
    )  # fmt: skip


def digits(
    start: int,
    end: int,
    *,
    mandatory: bool = False,
    required: bool = False,
    default: str | None = None,
) -> Any:
    """Declare an identifier of digits, as wide as its columns or (unless mandatory) blank."""
    requirement = _requirement(mandatory=mandatory, required=required)
    return Column(
        start=start, end=end, kind=Kind.DIGITS, requirement=requirement, default=default
    )  # fmt: skip


def numeric(start: int, end: int, *, default: int | None = None) -> Any:
    """Declare a number: unsigned, right-justified, filled with zeros; never blank."""
    return Column(
        start=start, end=end, kind=Kind.NUMERIC, requirement=Requirement.MANDATORY, default=default
    )


def blank(start: int, end: int, *, default: str) -> Any:
    """Declare columns that the rulebook keeps blank. (The default is said for the type checker.)"""
    return Column(
        start=start, end=end, kind=Kind.TEXT, requirement=Requirement.RESERVED, default=default
    )


def overlay(start: int, end: int, *, init: Literal[False]) -> Any:
    """Name columns once more that other fields hold: to be read, not to be given."""
    return Column(
        start=start, end=end, kind=Kind.TEXT, requirement=Requirement.OPTIONAL, default="",
        overlay=not init,
    )  # fmt: skip


def _columns_of(cls: type) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for base in reversed(cls.__mro__):
        found.update({n: c for n, c in vars(base).items() if isinstance(c, Column)})
    return dict(sorted(found.items(), key=lambda item: item[1].start))


def _refuse_gaps(cls: "type[Record]") -> None:
    expected = 1 + len(cls.TYPE)
    for column in cls.COLUMNS:
        if column.start != expected:
            raise TypeError(f"{cls.__name__}.{column.name} must start in column {expected}.")
        expected = column.end + 1
    if expected != RECORD_LENGTH + 1:
        raise TypeError(f"{cls.__name__} is not {RECORD_LENGTH} characters wide.")


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(text, digits, numeric, blank, overlay),
)
class RecordType(type):
    """Makes record classes of their declared columns, which must fill the line without a gap."""

    def __new__(
        mcs, name: str, bases: tuple[type, ...], body: dict[str, Any], *, partial: bool = False
    ) -> Any:
        """Collect the columns; a `partial` class is only the base of others."""
        body.setdefault("__slots__", ())
        for attribute, column in list(body.items()):
            if isinstance(column, Column):
                body[attribute] = replace(column, name=attribute)
        made: Any = super().__new__(mcs, name, bases, body)
        made.PARTIAL = partial
        made.FIELDS = _columns_of(made)
        made.COLUMNS = tuple(c for c in made.FIELDS.values() if not c.overlay)
        if made.COLUMNS and not partial:
            _refuse_gaps(made)
            made.FORMAT = made.TYPE + "".join(column.format for column in made.COLUMNS)
        return made


class Held:
    """The line that a record is, and where it stood."""

    __slots__ = ("line", "text")

    text: str  # without its line end
    line: int  # its number in the file it was read from, from 1; 0 if it is in none


class Record(Held, metaclass=RecordType):
    """A line of 94 characters. Its fields are read out of it when they are asked for.

    A record is the line it was read from, so that it is written back as it came, whatever is
    wrong with it; or it is made of values, which must then fit. It never changes.
    """

    TYPE: ClassVar[str] = ""
    PARTIAL: ClassVar[bool]
    COLUMNS: ClassVar[tuple[Column, ...]]  # in the order of the line, overlays left out
    FIELDS: ClassVar[dict[str, Column]]  # by name, with the overlays
    FORMAT: ClassVar[str] = ""  # the whole line as a %-format

    def __init__(self, **values: object):
        cls = type(self)
        if cls.PARTIAL:
            raise TypeError(f"{cls.__name__} is no record of its own; use one of its kinds.")
        if unknown := values.keys() - {c.name for c in cls.COLUMNS}:
            raise TypeError(f"{cls.__name__} has no field {', '.join(sorted(unknown))}.")
        _set_text(self, cls.FORMAT % tuple(_checked(c, values) for c in cls.COLUMNS))
        _set_line(self, 0)

    @classmethod
    def holding(cls, text: str, line: int = 0) -> Self:
        """Give the record that is this line as it came, right or wrong."""
        made = _new(cls)
        _set_text(made, text)
        _set_line(made, line)
        return made

    @classmethod
    def from_line(cls, text: str, line: int = 0) -> Self:
        """Read a line of this type.

        Raises:
            NachaReadError: it is not 94 characters long, is of another type, or has letters in a
                number. (Wrong values are the validation's business.)
        """
        if not readable(cls).fullmatch(text):
            cls._refuse(text, line)
        made = _new(cls)
        _set_text(made, text)
        _set_line(made, line)
        return made

    @classmethod
    def _refuse(cls, text: str, line: int) -> Never:
        if len(text) == RECORD_LENGTH and text.startswith(cls.TYPE):
            numbers = (column for column in cls.COLUMNS if column.kind is Kind.NUMERIC)
            fault = next(c for c in numbers if not is_digits(text[c.place], c.width))
            raise NachaReadError(field=fault.name, value=text[fault.place], line=line)
        message = f"Not a record of type {cls.TYPE} and {RECORD_LENGTH} characters."
        raise NachaReadError(message=message, line=line)

    @property
    def is_readable(self) -> bool:
        """Tell whether the line has the length and type of the record, and its numbers are some."""
        return readable(type(self)).fullmatch(self.text) is not None

    @classmethod
    def column(cls, name: str) -> Column:
        """Give the declaration of one field."""
        return cls.FIELDS[name]

    def to_line(self) -> str:
        """Give the line: exactly the one it was read from, if it was read."""
        return self.text

    def raw(self, name: str) -> str:
        """Give the characters of a field as they stand, blanks and all."""
        return self.text[type(self).FIELDS[name].place]

    def replace(self, **changes: object) -> Self:
        """Give a copy with some fields changed; all other columns stay as they are.

        Raises:
            NachaWriteError: a value does not fit its field, or the line has a wrong length.
        """
        text = self.text
        for name in changes:
            column = type(self).FIELDS[name]
            if len(text) != RECORD_LENGTH:
                reason = f"stands in a record of {len(text)} characters"
                raise NachaWriteError(field=name, reason=reason)
            written = column.format % _checked(column, changes)
            text = text[: column.start - 1] + written + text[column.end :]
        return type(self).holding(text, self.line)

    def values(self) -> dict[str, Any]:
        """Give the fields by name, in their order.

        Raises:
            NachaReadError: a number has letters.
        """
        return {column.name: getattr(self, column.name) for column in self.COLUMNS}

    def __setattr__(self, name: str, value: object) -> Never:
        raise AttributeError(f"A record does not change: use replace({name}=...).")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and type(self) is type(other) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).holding, (self.text, self.line)

    def __repr__(self) -> str:
        shown = ", ".join(f"{c.name}={_shown(self, c)}" for c in self.COLUMNS)
        return f"{type(self).__name__}({shown})"


_new = object.__new__
_set_text: Callable[[Held, str], None] = vars(Held)["text"].__set__
_set_line: Callable[[Held, int], None] = vars(Held)["line"].__set__


@cache
def readable(cls: type[Record]) -> re.Pattern[str]:
    """Give the pattern of the lines that a class can read: their type, length and numbers."""
    parts = [
        rf"[0-9]{{{column.width}}}" if column.kind is Kind.NUMERIC else rf".{{{column.width}}}"
        for column in cls.COLUMNS
    ]
    return re.compile(cls.TYPE + "".join(parts), re.DOTALL)


def is_digits(value: str, width: int) -> bool:
    """Tell whether a text is exactly so many of the digits 0 to 9.

    >>> is_digits("0123", 4), is_digits("12 4", 4), is_digits("٣", 1)
    (True, False, False)
    """
    return len(value) == width and value.isascii() and value.isdigit()


def _requirement(*, mandatory: bool, required: bool) -> Requirement:
    if mandatory:
        return Requirement.MANDATORY
    return Requirement.REQUIRED if required else Requirement.OPTIONAL


def _checked(column: Column, values: dict[str, Any]) -> object:
    value = values.get(column.name, column.default)
    if value is None:
        raise TypeError(f"{column.name} must be given.")
    if fault := column.fault_of(value):
        shown = "" if column.secret else value
        raise NachaWriteError(field=column.name, reason=fault, value=shown)
    return value


def _shown(record: Record, column: Column) -> str:
    raw = getattr(record, "text", "")[column.place].rstrip(" ")  # none yet while it is made
    return repr("*" * len(raw) if column.secret else raw)
