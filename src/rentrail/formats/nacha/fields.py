"""The columns of a record, declared once: reading, writing and checking follow from them."""

import unicodedata
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform

RECORD_LENGTH = 94


class NachaWriteError(ValueError):
    """A value does not fit the file, which is refused rather than cut. Fit to show a person.

    `row` counts the entries of the batch from 0; None when the value belongs to no entry.
    """

    def __init__(self, *, field: str, reason: str, value: object = "", row: int | None = None):
        self.field = field
        self.reason = reason
        self.value = value
        self.row = row
        entry = "" if row is None else f"Entry {row + 1}: "
        super().__init__(f"{entry}{field} {reason}")


class Kind(Enum):
    """How the characters of a column are to be understood."""

    TEXT = "alphameric"
    DIGITS = "digits"  # an identifier made of digits: its leading zeros matter
    NUMERIC = "numeric"


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One field of a record: where it stands (1-based, inclusive) and what it may hold."""

    name: str
    start: int
    end: int
    kind: Kind
    mandatory: bool
    reserved: bool

    @property
    def width(self) -> int:
        """How many characters the field takes."""
        return self.end - self.start + 1

    @property
    def format(self) -> str:
        """The %-format that fills the field: numbers zero-filled, text left-justified."""
        return f"%0{self.width}d" if self.kind is Kind.NUMERIC else f"%-{self.width}s"

    def fault_of(self, value: object) -> str:
        """Say why a value cannot be written here; empty when it can."""
        if self.kind is Kind.NUMERIC:
            return self._fault_of_number(value)
        if not isinstance(value, str):
            return f"must be text, not {value!r}"
        if len(value) > self.width:
            return f"{value!r} is longer than its {self.width} characters"
        if not (value.isascii() and value.isprintable()):
            return f"{value!r} has characters that a Nacha file cannot hold"
        if self.kind is Kind.DIGITS and value and not is_digits(value, self.width):
            return f"must be {self.width} digits, not {value!r}"
        return ""

    def _fault_of_number(self, value: object) -> str:
        if not isinstance(value, int) or value < 0:
            return f"must be a whole number, zero or more, not {value!r}"
        return f"{value} has more than {self.width} digits" if value >= 10**self.width else ""


def text(start: int, end: int, *, mandatory: bool = False, default: str | None = None) -> Any:
    """Declare an alphameric field: left-justified, filled with blanks."""
    return _declare(start, end, Kind.TEXT, mandatory=mandatory, default=default)


def digits(start: int, end: int, *, mandatory: bool = False, default: str | None = None) -> Any:
    """Declare an identifier of digits, as wide as its columns or (unless mandatory) blank."""
    return _declare(start, end, Kind.DIGITS, mandatory=mandatory, default=default)


def numeric(start: int, end: int, *, default: int | None = None) -> Any:
    """Declare a number: unsigned, right-justified, filled with zeros."""
    return _declare(start, end, Kind.NUMERIC, mandatory=True, default=default)


def blank(start: int, end: int, *, default: str) -> Any:
    """Declare columns that the rulebook keeps blank. (The default is said for the type checker.)"""
    return _declare(start, end, Kind.TEXT, mandatory=False, default=default, reserved=True)


class Record:
    """A line of 94 characters, whose fields the subclass declares with `@record`."""

    __slots__ = ()

    TYPE: ClassVar[str]
    COLUMNS: ClassVar[tuple[Column, ...]] = ()
    PLACES: ClassVar[tuple[tuple[str, slice, bool], ...]] = ()  # the columns, ready for reading
    FORMAT: ClassVar[str] = ""

    @classmethod
    def parse(cls, line: str) -> tuple[Self, list[Column]]:
        """Read a line as far as it can be read; also give the numbers that are not numbers.

        Such a number reads as zero, so that one bad field does not hide the rest of the line.
        """
        values: dict[str, str | int] = {}
        faulty = []
        for name, place, is_number in cls.PLACES:
            raw = line[place]
            if not is_number:
                values[name] = raw.rstrip(" ")
            elif raw.isdigit() and raw.isascii():
                values[name] = int(raw)
            else:
                values[name] = 0
                faulty.append(cls.column(name))
        return cls(**values), faulty

    @classmethod
    def from_line(cls, line: str) -> Self:
        """Read a line of this type.

        Raises:
            ValueError: it is not 94 characters long, is of another type, or has letters in a
                number. (Wrong values are the validation's business.)
        """
        if len(line) != RECORD_LENGTH or line[0] != cls.TYPE:
            raise ValueError(f"Not a record of type {cls.TYPE} and {RECORD_LENGTH} characters.")
        found, faulty = cls.parse(line)
        for column in faulty:
            raw = line[column.start - 1 : column.end]
            raise ValueError(f"{column.name} must be a number, not {raw!r}.")
        return found

    @classmethod
    def column(cls, name: str) -> Column:
        """Give the declaration of one field."""
        return next(column for column in cls.COLUMNS if column.name == name)

    def to_line(self) -> str:
        """Write the record: exactly the line it was read from, if it was read.

        Raises:
            NachaWriteError: a value does not fit its field.
        """
        values = tuple(getattr(self, column.name) for column in self.COLUMNS)
        for column, value in zip(self.COLUMNS, values, strict=True):
            if fault := column.fault_of(value):
                raise NachaWriteError(field=column.name, reason=fault, value=value)
        return self.FORMAT % values


_Record = TypeVar("_Record", bound=Record)


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(text, digits, numeric, blank)
)
def record(cls: type[_Record]) -> type[_Record]:
    """Make an immutable record of a class that declares its columns."""
    made = dataclass(frozen=True, kw_only=True, slots=True)(cls)
    made.COLUMNS = tuple(_column(f.name, f.metadata) for f in fields(made))  # type: ignore[arg-type]
    _refuse_gaps(made)
    made.PLACES = tuple(
        (column.name, slice(column.start - 1, column.end), column.kind is Kind.NUMERIC)
        for column in made.COLUMNS
    )
    made.FORMAT = made.TYPE + "".join(column.format for column in made.COLUMNS)
    return made


_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l",
        "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "\u0131": "i",
        "\u2018": "'", "\u2019": "'", "\u02bb": "'", "\u201c": '"', "\u201d": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-",
    }
)  # fmt: skip


def to_alphameric(name: str, width: int) -> str:
    """Write a name in the characters that a Nacha file holds, cut to `width`.

    Accents are dropped, special letters spelled out, and what has no Latin spelling is left out;
    a name of which nothing is left is empty, and the writer refuses it where a name is mandatory.

    >>> to_alphameric("José  Müller-Łukasz", 22)
    'Jose Muller-Lukasz'
    >>> to_alphameric("Siobhán O\u2019Shaughnessy-Featherstonehaugh", 22)
    "Siobhan O'Shaughnessy-"
    """
    spelled = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    kept = "".join(" " if letter.isspace() else letter for letter in spelled)
    plain = "".join(letter for letter in kept if letter.isascii() and letter.isprintable())
    return " ".join(plain.split())[:width].rstrip()


def is_digits(value: str, width: int) -> bool:
    """Tell whether a text is exactly so many of the digits 0 to 9.

    >>> is_digits("0123", 4), is_digits("12 4", 4), is_digits("٣", 1)
    (True, False, False)
    """
    return len(value) == width and value.isascii() and value.isdigit()


def _declare(
    start: int,
    end: int,
    kind: Kind,
    *,
    mandatory: bool,
    default: str | int | None,
    reserved: bool = False,
) -> Any:
    place = {
        "start": start, "end": end, "kind": kind, "mandatory": mandatory, "reserved": reserved
    }  # fmt: skip
    if default is None:
        return field(metadata=place)
    return field(default=default, metadata=place)


def _column(name: str, place: Any) -> Column:
    return Column(name=name, **place)


def _refuse_gaps(cls: type[Record]) -> None:
    expected = 1 + len(cls.TYPE)
    for column in cls.COLUMNS:
        if column.start != expected:
            raise TypeError(f"{cls.__name__}.{column.name} must start in column {expected}.")
        expected = column.end + 1
    if expected != RECORD_LENGTH + 1:
        raise TypeError(f"{cls.__name__} is not {RECORD_LENGTH} characters wide.")
