"""The fields of a record, declared once: reading, writing and checking follow from them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, ClassVar, Literal, Never, Self, dataclass_transform

from rentrail.formats.x937.encoding import Encoding
from rentrail.formats.x937.errors import X937ReadError, X937WriteError


class Kind(Enum):
    """How the characters of a field are to be understood, by the standard's data types."""

    TEXT = "ANS"  # letters, digits and special characters
    ALPHAMERIC = "AN"
    DIGITS = "N as identifier"  # its leading zeros matter
    NUMERIC = "N"
    SEQUENCE = "NB"  # digits, blanks only before or behind them
    MICR = "NBSM"  # as read from the MICR line: digits, blanks, dash, asterisk
    ON_US = "NBSMOS"  # so, with the on-us symbol
    CODE = "code"
    DATE = "N as date"  # YYYYMMDD
    TIME = "N as time"  # HHMM
    ROUTING = "N as routing number"
    RESERVED = "B"
    BINARY = "Binary"  # bytes that are no characters


_RIGHT = (Kind.MICR, Kind.ON_US)


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One field of a record: where it stands (1-based, inclusive) and what it may hold.

    `length` names the field that says how long this one is; the positions of what follows are
    those that it would have without.
    """

    name: str = ""
    start: int
    end: int
    kind: Kind
    mandatory: bool = False
    default: str | int | None = None  # None: the value must be given
    codes: Mapping[str, str] = field(default_factory=dict, compare=False)
    length: str = ""
    proven: bool = False  # a routing number that only a bank has, so its check digit must be right
    secret: bool = False  # not to be shown in a message or a log
    shift: tuple[int, int] = (0, 0)  # where the length stands of what has none fixed, before this
    bounds: tuple[int, int] = field(init=False, repr=False, compare=False)
    label: str = field(init=False, repr=False, compare=False)  # its name as people say it

    def __post_init__(self) -> None:
        object.__setattr__(self, "bounds", (self.start, self.end))
        object.__setattr__(self, "label", _spoken(self.name))

    @property
    def width(self) -> int:
        """How many characters the field takes; 0 where another field says it."""
        return self.end - self.start + 1

    def place(self, text: str) -> slice:
        """Give where the field stands in a record."""
        if not self.shift[1]:
            return slice(self.start - 1, self.end)
        length = _length_in(text[self.shift[0] - 1 : self.shift[1]])
        if self.length:
            return slice(self.start - 1, self.end + length)
        return slice(self.start - 1 + length, self.end + length)

    def __get__(self, record: "Record | None", owner: type["Record"]) -> Any:
        if record is None:
            return self
        if self.kind is Kind.BINARY:
            return getattr(record, f"_{self.name}")
        raw = record.text[self.place(record.text)]
        if self.kind is Kind.NUMERIC:
            return self._number(raw, record)
        return raw.strip(" ") if self.kind in _RIGHT else raw.rstrip(" ")

    def _number(self, raw: str, record: "Record") -> int | None:
        if len(raw) == self.width and raw.isascii() and raw.isdigit():
            return int(raw)
        if not self.mandatory and not raw.strip(" "):
            return None
        raise X937ReadError(field=self.name, value=raw, number=record.number)

    def render(self, value: Any) -> str:
        """Give the characters that stand for a value, filled up to the width of the field."""
        if value is None:
            return " " * self.width
        if self.kind is Kind.NUMERIC:
            return f"{value:0{self.width}d}"
        return f"{value:>{self.width}}" if self.kind in _RIGHT else f"{value:<{self.width}}"

    def fault_of(self, value: Any) -> str:
        """Say why a value cannot be written here; empty when it can."""
        if value is None or value == "":
            return "must not be blank" if self.mandatory and not self.length else ""
        if self.kind is Kind.NUMERIC:
            return self._fault_of_number(value)
        shown = "it" if self.secret else repr(value)
        if not isinstance(value, str):
            return f"must be text, not {type(value).__name__}"
        if not self.length and len(value) > self.width:
            return f"is longer than its {self.width} characters: {shown}"
        if self.kind is Kind.RESERVED:
            return "must be blank" if value.strip(" ") else ""
        if self.length:
            return "" if _PRINTABLE.fullmatch(value) else f"has characters it cannot hold: {shown}"
        if not is_fitting(self, self.render(value)):
            return f"must be {self.wanted}, not {shown}"
        return ""

    @property
    def wanted(self) -> str:
        """Say what a value of this field looks like."""
        if self.codes:
            return f"one of {', '.join(self.codes)}"
        return _WANTED[self.kind].format(width=self.width)

    def _fault_of_number(self, value: object) -> str:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            return f"must be a whole number, zero or more, not {value!r}"
        return f"{value} has more than {self.width} digits" if value >= 10**self.width else ""


_WANTED = {
    Kind.TEXT: "printable characters",
    Kind.ALPHAMERIC: "letters and digits",
    Kind.DIGITS: "{width} digits",
    Kind.NUMERIC: "a number of {width} digits, zeros in front",
    Kind.SEQUENCE: "digits, with blanks only before or behind them",
    Kind.MICR: "digits, blanks, - (dash) and * (not read)",
    Kind.ON_US: "digits, blanks, / (on-us), - (dash) and * (not read)",
    Kind.CODE: "a code",
    Kind.DATE: "a date as YYYYMMDD",
    Kind.TIME: "a time of day as HHMM",
    Kind.ROUTING: "a routing number of {width} digits",
    Kind.RESERVED: "blank",
    Kind.BINARY: "bytes",
}


def text(
    start: int,
    end: int,
    *,
    mandatory: bool = False,
    default: str | None = None,
    secret: bool = False,
) -> Any:
    """Declare letters, digits and special characters: left-justified, filled with blanks."""
    return _declared(Kind.TEXT, start, end, mandatory=mandatory, default=default, secret=secret)


def alphameric(start: int, end: int, *, mandatory: bool = False, default: str | None = None) -> Any:
    """Declare letters and digits: left-justified, filled with blanks."""
    return _declared(Kind.ALPHAMERIC, start, end, mandatory=mandatory, default=default)


def digits(start: int, end: int, *, mandatory: bool = False, default: str | None = None) -> Any:
    """Declare an identifier of digits, as wide as its columns or (unless mandatory) blank."""
    return _declared(Kind.DIGITS, start, end, mandatory=mandatory, default=default)


def numeric(start: int, end: int, *, default: int | None = None) -> Any:
    """Declare a number: right-justified, filled with zeros; never blank."""
    return _declared(Kind.NUMERIC, start, end, mandatory=True, default=default)


def optional_numeric(start: int, end: int, *, default: int | str | None = "") -> Any:
    """Declare a number that may be blank, which is None when read."""
    return _declared(Kind.NUMERIC, start, end, mandatory=False, default=default)


def sequence(start: int, end: int, *, mandatory: bool = False, default: str | None = None) -> Any:
    """Declare a number given out by an institution: digits, left-justified."""
    return _declared(Kind.SEQUENCE, start, end, mandatory=mandatory, default=default)


def micr(start: int, end: int, *, default: str | None = "") -> Any:
    """Declare what was read from the MICR line: right-justified, `*` where it was not read."""
    return _declared(Kind.MICR, start, end, mandatory=False, default=default)


def on_us(start: int, end: int, *, default: str | None = "") -> Any:
    """Declare the on-us field of the MICR line, in which `/` is the on-us symbol."""
    return _declared(Kind.ON_US, start, end, mandatory=False, default=default, secret=True)


def code(
    start: int,
    end: int,
    codes: Mapping[str, str],
    *,
    mandatory: bool = False,
    default: str | None = None,
) -> Any:
    """Declare a code of a table; blank where it is not mandatory."""
    return _declared(Kind.CODE, start, end, mandatory=mandatory, default=default, codes=codes)


def day(start: int, end: int, *, mandatory: bool = False, default: str | None = None) -> Any:
    """Declare a date as YYYYMMDD."""
    return _declared(Kind.DATE, start, end, mandatory=mandatory, default=default)


def time_of_day(
    start: int, end: int, *, mandatory: bool = False, default: str | None = None
) -> Any:
    """Declare a time as HHMM."""
    return _declared(Kind.TIME, start, end, mandatory=mandatory, default=default)


def routing(
    start: int,
    end: int,
    *,
    mandatory: bool = False,
    default: str | None = None,
    proven: bool = False,
) -> Any:
    """Declare the number of an institution; `proven` where only a bank can have it."""
    return _declared(Kind.ROUTING, start, end, mandatory=mandatory, default=default, proven=proven)


def blank(start: int, end: int, *, default: str) -> Any:
    """Declare columns that are kept blank. (The default is said for the type checker.)"""
    return _declared(Kind.RESERVED, start, end, mandatory=False, default=default)


def variable(start: int, *, length: str, default: str = "", secret: bool = False) -> Any:
    """Declare a text whose length stands in another field."""
    return _declared(
        Kind.TEXT, start, start - 1, mandatory=False, default=default, length=length, secret=secret
    )


def binary(start: int, *, length: str, init: Literal[False]) -> Any:
    """Name bytes whose length stands in another field; they stand beside the text of the record."""
    return _declared(Kind.BINARY, start, start - 1, mandatory=init, default="", length=length)


def _declared(kind: Kind, start: int, end: int, **more: Any) -> Column:
    return Column(start=start, end=end, kind=kind, **more)


def _columns_of(cls: type) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for base in reversed(cls.__mro__):
        found.update({n: c for n, c in vars(base).items() if isinstance(c, Column)})
    return dict(sorted(found.items(), key=lambda item: (item[1].start, item[1].end)))


def _refuse_gaps(cls: "type[Record]") -> None:
    expected = 1 + len(cls.TYPE)
    for column in cls.FIELDS.values():
        if column.start != expected:
            raise TypeError(f"{cls.__name__}.{column.name} must start in column {expected}.")
        expected = column.end + 1
    if expected != cls.LENGTH + 1:
        raise TypeError(f"{cls.__name__} is not {cls.LENGTH} characters wide.")


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(
        text, alphameric, digits, numeric, optional_numeric, sequence, micr, on_us, code, day,
        time_of_day, routing, blank, variable, binary,
    ),
)  # fmt: skip
class RecordType(type):
    """Makes record classes of their declared columns, which must fill the record without a gap."""

    def __new__(mcs, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> Any:
        """Collect the columns, and place them behind what has no fixed length."""
        body.setdefault("__slots__", ())
        shift = (0, 0)
        for attribute, column in list(body.items()):
            if isinstance(column, Column):
                if column.length and column.kind is not Kind.BINARY:
                    shift = body[column.length].bounds
                body[attribute] = replace(column, name=attribute, shift=shift)
        made: Any = super().__new__(mcs, name, bases, body)
        made.FIELDS = _columns_of(made)
        made.COLUMNS = tuple(c for c in made.FIELDS.values() if c.kind is not Kind.BINARY)
        made.IS_FIXED = not any(column.length for column in made.FIELDS.values())
        if made.COLUMNS:
            _refuse_gaps(made)
        return made


class Held:
    """The characters that a record is, and where it stood."""

    __slots__ = ("number", "offset", "text")

    text: str  # one character a byte, binary data left out
    number: int  # of the record in its file, from 1; 0 if it is in none
    offset: int  # where in the file its content starts, in bytes


class Record(Held, metaclass=RecordType):
    """A record. Its fields are read out of its text when they are asked for.

    A record is the characters it was read from, so that it is written back as it came, whatever
    is wrong with it; or it is made of values, which must then fit. It never changes.
    """

    TYPE: ClassVar[str] = ""
    LENGTH: ClassVar[int] = 80  # without what has no fixed length
    COLUMNS: ClassVar[tuple[Column, ...]]  # in the order of the record, binary data left out
    FIELDS: ClassVar[dict[str, Column]]  # by name
    IS_FIXED: ClassVar[bool]

    def __init__(self, **values: Any):
        cls = type(self)
        if unknown := values.keys() - {c.name for c in cls.COLUMNS}:
            raise TypeError(f"{cls.__name__} has no field {', '.join(sorted(unknown))}.")
        for column in cls.COLUMNS:
            if column.length:
                values[column.length] = len(values.get(column.name, column.default) or "")
        _set_text(self, cls.TYPE + "".join(_rendered(c, values) for c in cls.COLUMNS))
        _set_number(self, 0)
        _set_offset(self, 0)

    @classmethod
    def holding(cls, text: str, number: int = 0, offset: int = 0) -> Self:
        """Give the record that is these characters as they came, right or wrong."""
        made = _new(cls)
        _set_text(made, text)
        _set_number(made, number)
        _set_offset(made, offset)
        return made

    @classmethod
    def from_data(cls, data: bytes, encoding: Encoding, number: int = 0, offset: int = 0) -> Self:
        """Give the record that is these bytes as they came, right or wrong."""
        return cls.holding(encoding.decode(data), number, offset)

    def to_data(self, encoding: Encoding) -> bytes:
        """Give the bytes: exactly those it was read from, if it was read so."""
        return encoding.encode(self.text)

    @property
    def record_type(self) -> str:
        """The first two characters."""
        return self.text[:2]

    def raw(self, name: str) -> str:
        """Give the characters of a field as they stand, blanks and all."""
        return self.text[type(self).FIELDS[name].place(self.text)]

    def number_of(self, name: str) -> int | None:
        """Give a number, and None where it is blank or none."""
        raw = self.raw(name)
        return int(raw) if raw.isascii() and raw.isdigit() else None

    def replace(self, **changes: object) -> Self:
        """Give a copy with some fields changed; all other columns stay as they are.

        Raises:
            X937WriteError: a value does not fit its field, or the record has a wrong length.
        """
        text = self.text
        for name, value in changes.items():
            column = type(self).FIELDS[name]
            if column.length or not type(self).IS_FIXED or len(text) != type(self).LENGTH:
                reason = "stands in a record whose columns cannot be changed"
                raise X937WriteError(field=name, reason=reason)
            written = _rendered(column, {name: value})
            text = text[: column.start - 1] + written + text[column.end :]
        return type(self).holding(text, self.number, self.offset)

    def values(self) -> dict[str, Any]:
        """Give the fields by name, in their order.

        Raises:
            X937ReadError: a number has letters.
        """
        return {column.name: getattr(self, column.name) for column in self.COLUMNS}

    def __setattr__(self, name: str, value: object) -> Never:
        raise AttributeError(f"A record does not change: use replace({name}=...).")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and type(self) is type(other) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        shown = ", ".join(f"{c.name}={_shown(self, c)}" for c in self.COLUMNS)
        return f"{type(self).__name__}({shown})"


_new = object.__new__
_set_text = vars(Held)["text"].__set__
_set_number = vars(Held)["number"].__set__
_set_offset = vars(Held)["offset"].__set__


def _length_in(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() else 0


def is_fitting(column: Column, raw: str) -> bool:
    """Tell whether characters may stand in a field, as wide as it is."""
    if pattern(column).fullmatch(raw):
        return True
    return column.kind is Kind.DATE and is_date(raw)


def is_date(raw: str) -> bool:
    """Tell whether eight digits are a day that exists.

    >>> is_date("20280229"), is_date("20260229"), is_date("2026 301")
    (True, False, False)
    """
    if not (len(raw) == 8 and raw.isascii() and raw.isdigit()):
        return False
    try:
        date(int(raw[:4]), int(raw[4:6]), int(raw[6:]))
    except ValueError:
        return False
    return raw >= "1900"


@cache
def pattern(column: Column) -> re.Pattern[str]:
    """Give the pattern of what a field may hold; a date may also be one of few that are doubted."""
    return re.compile(pattern_text(column))


def pattern_text(column: Column) -> str:
    """Give that pattern to be put into the pattern of a record."""
    width = column.width
    if column.kind is Kind.RESERVED:
        return f" {{{width}}}"
    wanted = _wanted_pattern(column)
    if column.mandatory:
        blank_too = column.kind in (Kind.TEXT, Kind.ALPHAMERIC)
        return f"(?! {{{width}}}){wanted}" if blank_too else wanted
    always = (Kind.TEXT, Kind.ALPHAMERIC, Kind.MICR, Kind.ON_US)
    return wanted if column.kind in always else f"(?:{wanted}| {{{width}}})"


def _wanted_pattern(column: Column) -> str:
    width = f"{{{column.width}}}"
    if column.kind is Kind.CODE:
        return f"(?:{'|'.join(map(re.escape, column.codes))})"
    if column.kind is Kind.SEQUENCE:
        return _sequence_pattern(column.width)
    return _PATTERNS[column.kind] + ("" if column.kind in (Kind.DATE, Kind.TIME) else width)


def _sequence_pattern(width: int) -> str:
    left = "|".join(f"[0-9]{{{n}}} {{{width - n}}}" for n in range(width, 0, -1))
    right = "|".join(f" {{{width - n}}}[0-9]{{{n}}}" for n in range(width - 1, 0, -1))
    return f"(?:{left}|{right})" if right else f"(?:{left})"


_PRINTABLE = re.compile("[ -~]*")
_PATTERNS = {
    Kind.TEXT: "[ -~]",
    Kind.ALPHAMERIC: "[ 0-9A-Za-z]",
    Kind.DIGITS: "[0-9]",
    Kind.NUMERIC: "[0-9]",
    Kind.ROUTING: "[0-9]",
    Kind.MICR: "[-0-9 *]",
    Kind.ON_US: "[-0-9 */]",
    # Every date but those that only some years have: these are looked at one by one.
    Kind.DATE: "(?:19|20)[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])"
    "|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)",
    Kind.TIME: "(?:[01][0-9]|2[0-3])[0-5][0-9]",
}


def _spoken(name: str) -> str:
    """Say the name of a field: words, abbreviations in capitals, and no unit."""
    words = name.removesuffix("_cents").removesuffix("_2").split("_")
    return " ".join(word.upper() if word in _ABBREVIATIONS else word for word in words)


_ABBREVIATIONS = frozenset({"bofd", "ece", "fed", "id", "micr", "h1", "h2", "v1", "v2"})


def _rendered(column: Column, values: dict[str, Any]) -> str:
    value = values.get(column.name, column.default)
    if value is None:
        raise TypeError(f"{column.name} must be given.")
    if fault := column.fault_of(value):
        shown = "" if column.secret else value
        raise X937WriteError(field=column.name, reason=fault, value=shown)
    return column.render(None if value == "" else value) if not column.length else str(value)


def _shown(record: Record, column: Column) -> str:
    raw = record.raw(column.name).strip(" ") if hasattr(record, "text") else ""
    return repr("*" * len(raw) if column.secret else raw)
