"""What a record's declaration asks of its fields, looked at for many lines at once.

A check may be more careful than the rule it stands for, never less: a line that is not surely
right goes to the exact check of the rule.
"""

from collections.abc import Iterable
from functools import cache
from itertools import groupby

import numpy as np

from rentrail.formats.nacha.columns import words
from rentrail.formats.nacha.columns.words import Characters, Flags, Words
from rentrail.formats.nacha.fields import Column, Kind, Record, Requirement

_BLANK = ord(" ")


def unreadable(record: type[Record], lines: Characters) -> Flags:
    """Tell which of these lines of one type may have a letter in a number."""
    found = np.zeros(len(lines), np.bool_)
    for start, end in _numbers(record):
        found |= not_digits(lines, start, end)
    return found


def unfilled(record: type[Record], lines: Characters) -> Flags:
    """Tell which may lack a text, have one that starts late, or one where nothing may stand."""
    found = np.zeros(len(lines), np.bool_)
    for column in _texts(record):
        is_reserved = column.requirement is Requirement.RESERVED
        found |= (not_blank if is_reserved else _not_filled)(lines, column.start, column.end)
    return found


@cache
def _numbers(record: type[Record]) -> list[tuple[int, int]]:
    """Give where numbers stand; neighbours are looked at as one."""
    places = []
    for is_text, columns in groupby(record.COLUMNS, key=lambda column: column.kind is Kind.TEXT):
        neighbours = list(columns)
        if not is_text:
            places.append((neighbours[0].start, neighbours[-1].end))
    return places


@cache
def _texts(record: type[Record]) -> list[Column]:
    return [
        column
        for column in record.COLUMNS
        if column.kind is Kind.TEXT and column.requirement is not Requirement.OPTIONAL
    ]


def not_digits(lines: Characters, start: int, end: int) -> Flags:
    """Find columns that hold anything but digits."""
    return _any_of(words.not_digits(part) for part in words.number_words(lines, start, end))


def not_blank(lines: Characters, start: int, end: int) -> Flags:
    """Find columns that hold anything but blanks."""
    return _any_of(part ^ words.BLANKS for part in words.text_words(lines, start, end))


def is_something(lines: Characters, start: int, end: int) -> Flags:
    """Find columns that hold more than blanks and zeros."""
    return _any_of(words.blank_or_zero(part) for part in words.text_words(lines, start, end))


def _not_filled(lines: Characters, start: int, end: int) -> Flags:
    """Find texts that are blank or zeros, or start with a blank."""
    found: Flags = ~is_something(lines, start, end) | (lines[:, start - 1] == _BLANK)
    return found


def _any_of(parts: Iterable[Words]) -> Flags:
    found: Flags = np.bitwise_or.reduce(list(parts)) != 0
    return found
