"""Validating a whole file by columns: the same verdict as the exact path, many times as fast.

Runs of entries are proven right together (`proof`); what cannot be proven, and every other line,
goes to the exact rules with all that they go by. So what is reported comes from one place only.
"""

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from rentrail.formats.nacha.columns import chunks
from rentrail.formats.nacha.columns.alike import Run
from rentrail.formats.nacha.columns.checker import ColumnChecker
from rentrail.formats.nacha.columns.chunks import Content, OpenFile, RandomAccess, Stretch
from rentrail.formats.nacha.columns.planning import is_planned
from rentrail.formats.nacha.columns.traces import RepeatedTraces
from rentrail.formats.nacha.fields import RECORD_LENGTH
from rentrail.formats.nacha.file import FileKind
from rentrail.formats.nacha.lines import CHUNK_SIZE, PROBE_LENGTH, line_end_of
from rentrail.formats.nacha.problems import Problem
from rentrail.formats.nacha.validation.settings import Settings
from rentrail.formats.nacha.walking import Walk, fault_of_line_ends, walk_source

LINES_PER_CHUNK = 4_000  # so many that the columns stay in the cache; found by measuring
RUN_MIN = 24  # lines; the exact rules are as fast with fewer
ODD_LINES = 64  # so many are read at once where lines are odd

_ENTRY, _ADDENDA = ord("6"), ord("7")
_ENDS = (ord("5"), ord("8"))  # records that an entry ends before


def opened(source: bytes | str | BinaryIO) -> RandomAccess:
    """Take up the content of a file, or one that is open for reading bytes."""
    if isinstance(source, str):
        source = source.encode()
    return Content(source) if isinstance(source, bytes) else OpenFile(source)


def validate(
    file: RandomAccess,
    settings: Settings,
    *,
    lines_per_chunk: int = LINES_PER_CHUNK,
    run_min: int = RUN_MIN,
) -> list[Problem] | None:
    """Say all that is wrong with a file; None where lines end in CR, which can't be read so."""
    line_end = line_end_of(file.fetch(0, PROBE_LENGTH + 1).decode("latin-1"))
    if line_end == "\r":
        return None
    scan = _Scan(
        file, settings, line_end.encode(), lines_per_chunk=lines_per_chunk, run_min=run_min
    )
    return scan.problems()


class _Scan:
    """One way through a file, or two: the second only for repeated trace numbers."""

    def __init__(
        self,
        file: RandomAccess,
        settings: Settings,
        line_end: bytes,
        *,
        lines_per_chunk: int,
        run_min: int,
    ):
        self.file = file
        self.line_end = line_end
        self.line_length = RECORD_LENGTH + len(line_end)
        self.lines_per_chunk = lines_per_chunk
        self.run_min = run_min
        self.checker = ColumnChecker(settings, self._texts_of)
        self.walk = Walk(self.checker)
        self.position = 0
        self.is_uniform = True  # False: there are line ends of several sorts

    def problems(self) -> list[Problem]:
        """Go through the file."""
        lines_to_try = self.lines_per_chunk
        while self.position < self.file.size:
            characters = self.file.read(self.position, lines_to_try * self.line_length)
            stretch = chunks.stretch_of(characters, self.line_end)
            if len(stretch.lines):
                self._take_stretch(stretch)
                lines_to_try = min(2 * lines_to_try, self.lines_per_chunk)
            else:
                self._take_odd_lines()
                lines_to_try = min(ODD_LINES, self.lines_per_chunk)  # there may be more of them
        return self._finished()

    def _finished(self) -> list[Problem]:
        self.walk.finish()
        line_end = self.line_end.decode()
        if not self.is_uniform:
            self.checker.fault(*fault_of_line_ends(line_end))
        if repeated := self.checker.numbered_traces.repeated():
            walk_source(self._pieces(), RepeatedTraces(repeated, self.checker.report))
        return self.checker.finished(line_end=line_end)

    def _take_stretch(self, stretch: Stretch) -> None:
        """Take lines of 94 characters: entries together where so many follow each other."""
        lines, kinds = stretch.lines, stretch.lines[:, 0]
        others = np.flatnonzero((kinds != _ENTRY) & (kinds != _ADDENDA))
        bounds = np.concatenate([[-1], others, [len(lines)]])
        long = np.flatnonzero(np.diff(bounds) > self.run_min)
        taken = 0
        for start, end in zip((bounds[long] + 1).tolist(), bounds[long + 1].tolist(), strict=True):
            self.walk.take(chunks.texts_of(lines[taken:start]))
            taken = self._take_entries(stretch, start, end)
        self.walk.take(chunks.texts_of(lines[taken:]))
        self.position += lines.size

    def _take_entries(self, stretch: Stretch, start: int, end: int) -> int:
        """Take entries and addenda; give how far, the rest being for the exact rules.

        The last entry is left where addenda of it may follow: in the next stretch, or after a
        line that is out of place.
        """
        lines, batch = stretch.lines, self.checker.batch
        entries = start + np.flatnonzero(lines[start:end, 0] == _ENTRY)
        if not (len(entries) and batch and self.walk.is_in_batch and is_planned(batch)):
            return start
        is_closed = end < len(lines) and lines[end, 0] in _ENDS
        last = end if is_closed else int(entries[-1])
        for first in entries:
            self.walk.take(chunks.texts_of(lines[start:first]))
            self.walk.settle()
            start = int(first)
            if batch.kind is not FileKind.EMPTY:
                break
        if self.checker.plan and last - start >= self.run_min:
            self.checker.take_run(
                lines[start:last],
                stretch.unprintable[start:last],
                position=self.position + start * self.line_length,
                first_line=self.walk.line_count + 1,
            )
            self.walk.pass_over(last - start)
            return last
        return start

    def _take_odd_lines(self) -> None:
        """Take some lines of any length, whatever they end in."""
        length = ODD_LINES * self.line_length
        while True:
            content = self.file.fetch(self.position, length)
            is_all = len(content) < length or self.position + length == self.file.size
            texts, taken = chunks.odd_lines(content, self.line_end, is_all=is_all)
            if taken or is_all:
                break
            length *= 2
        self.is_uniform = self.is_uniform and chunks.is_uniform(content[:taken], self.line_end)
        self.walk.take(texts)
        self.position = self.file.size if is_all else self.position + taken

    def _texts_of(self, run: Run) -> list[str]:
        content = self.file.fetch(run.position, run.line_count * self.line_length)
        return chunks.texts_of(
            np.frombuffer(content, np.uint8).reshape(run.line_count, self.line_length)
        )

    def _pieces(self) -> Iterator[bytes]:
        for position in range(0, self.file.size, CHUNK_SIZE):
            yield self.file.fetch(position, CHUNK_SIZE)
