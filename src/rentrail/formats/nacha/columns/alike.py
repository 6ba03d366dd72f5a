"""Entries of one batch that say the same, found by keys of 64 bits instead of their texts.

Two entries with one key are surely looked at; whether they say the same, the exact rule decides.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rentrail.formats.nacha.columns import keys as keys_
from rentrail.formats.nacha.columns.words import Words
from rentrail.formats.nacha.file import Entry
from rentrail.formats.nacha.validation.traces import content_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Lines that were looked at together, and where to find them again."""

    position: int  # in the file
    first_line: int
    line_count: int
    entry_rows: npt.NDArray[np.int64] | None  # where entries stand; None: all lines are entries
    keys: Words  # of the entries

    def rows_of(self, number: int) -> tuple[int, int]:
        """Give where an entry starts, and where the next one does."""
        if self.entry_rows is None:
            return number, number + 1
        following = self.entry_rows[number + 1 : number + 2].tolist()
        return int(self.entry_rows[number]), following[0] if following else self.line_count


class AlikeEntries:
    """The entries of a batch so far: the keys of most, and some as they are."""

    def __init__(self) -> None:
        """Start with none."""
        self._runs: list[Run] = []
        self._entries: list[Entry] = []

    def add(self, entry: Entry) -> None:
        """Add an entry that stands in no run."""
        self._entries.append(entry)

    def add_run(self, run: Run) -> None:
        """Add the entries of a run."""
        self._runs.append(run)

    def found(self, read: Callable[[Run, list[int]], list[Entry]]) -> list[Entry]:
        """Give the entries that may say the same as another, in the order of their lines.

        `read` gives entries of a run, by their numbers in it.
        """
        if not self._runs:
            return self._entries
        own = keys_.of_contents([content_of(entry) for entry in self._entries])
        repeated = _repeated(np.concatenate([own, *(run.keys for run in self._runs)]))
        if not len(repeated):
            return []
        entries = [self._entries[number] for number in _places(own, repeated)]
        for run in self._runs:
            if numbers := _places(run.keys, repeated):
                entries += read(run, numbers)
        return sorted(entries, key=lambda entry: entry.line)


def _repeated(keys: Words) -> Words:
    keys.sort()
    repeated: Words = keys[1:][keys[1:] == keys[:-1]]
    return repeated


def _places(keys: Words, wanted: Words) -> list[int]:
    found: list[int] = np.flatnonzero(np.isin(keys, wanted)).tolist()
    return found
