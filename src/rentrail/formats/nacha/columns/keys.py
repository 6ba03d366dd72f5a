"""Keys of 64 bits for what entries say: the same for the same contents, and hardly ever else.

An entry's content is what `traces.content_of` gives: columns of the entry, and of its addenda.
"""

import numpy as np

from rentrail.formats.nacha.columns import words
from rentrail.formats.nacha.columns.words import Characters, Words
from rentrail.formats.nacha.fields import RECORD_LENGTH
from rentrail.formats.nacha.validation.traces import CONTENT, INFORMATION

_BITS = 1 << 64
_FACTOR = 0x9E3779B97F4A7C15  # odd, and its powers look like chance
_ENTRY_LENGTH = CONTENT.stop - CONTENT.start
_ADDENDA_LENGTH = INFORMATION.stop - INFORMATION.start


def of_entries(lines: Characters) -> Words:
    """Give the keys of entries, their addenda left out."""
    return _mixed(lines, CONTENT)


def of_addenda(lines: Characters, positions: Words) -> Words:
    """Give what addenda add to the keys of their entries, where they are numbered from 1."""
    return _mixed(lines, INFORMATION) * (positions * np.uint64(2) + np.uint64(1))


def of_contents(contents: list[str]) -> Words:
    """Give the keys of entries that are known by their contents."""
    return np.concatenate([_key(content) for content in contents] or [np.empty(0, np.uint64)])


def _key(content: str) -> Words:
    count, rest = divmod(len(content) - _ENTRY_LENGTH, _ADDENDA_LENGTH)
    if rest:
        return np.array([hash(content) % _BITS], np.uint64)  # of lines too short: like no others
    key = of_entries(_line_of(content[:_ENTRY_LENGTH], CONTENT))
    for position in range(1, count + 1):
        start = _ENTRY_LENGTH + (position - 1) * _ADDENDA_LENGTH
        line = _line_of(content[start : start + _ADDENDA_LENGTH], INFORMATION)
        key += of_addenda(line, np.array([position], np.uint64))
    return key


def _line_of(text: str, place: slice) -> Characters:
    line = (" " * place.start + text).ljust(RECORD_LENGTH)
    return np.frombuffer(line.encode("latin-1"), np.uint8).reshape(1, RECORD_LENGTH)


def _mixed(lines: Characters, place: slice) -> Words:
    start, last = place.start + 1, place.stop - words.WIDTH + 1
    keys = np.zeros(len(lines), np.uint64)
    for number, first in enumerate([*range(start, last, words.WIDTH), last], 1):
        keys += words.view(lines, first) * np.uint64(pow(_FACTOR, number, _BITS))
    return keys
