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
    keys = of_entries(_lines_of([content[:_ENTRY_LENGTH] for content in contents], CONTENT))
    owners, positions, parts = [], [], []
    for owner, content in enumerate(contents):
        if len(content) == _ENTRY_LENGTH:
            continue
        if (len(content) - _ENTRY_LENGTH) % _ADDENDA_LENGTH:  # of lines too short: like no others
            keys[owner] = hash(content) % _BITS
            continue
        for position, at in enumerate(range(_ENTRY_LENGTH, len(content), _ADDENDA_LENGTH), 1):
            owners.append(owner)
            positions.append(position)
            parts.append(content[at : at + _ADDENDA_LENGTH])
    added = of_addenda(_lines_of(parts, INFORMATION), np.array(positions, np.uint64))
    np.add.at(keys, np.array(owners, np.int64), added)
    return keys


def _lines_of(texts: list[str], place: slice) -> Characters:
    """Give lines that have these texts in their place."""
    before = " " * place.start
    joined = "".join([f"{before}{text}".ljust(RECORD_LENGTH) for text in texts])
    return np.frombuffer(joined.encode("latin-1"), np.uint8).reshape(len(texts), RECORD_LENGTH)


def _mixed(lines: Characters, place: slice) -> Words:
    start, last = place.start + 1, place.stop - words.WIDTH + 1
    keys = np.zeros(len(lines), np.uint64)
    firsts = [*range(start, last, words.WIDTH), last] if len(lines) else []
    for number, first in enumerate(firsts, 1):
        keys += words.view(lines, first) * np.uint64(pow(_FACTOR, number, _BITS))
    return keys
