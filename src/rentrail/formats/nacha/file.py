"""A Nacha file as it was read, or as it is to be written: batches of entries with their addenda."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rentrail.formats.nacha.addenda import (
    NOTIFICATION_ADDENDA,
    RETURN_ADDENDA,
    AddendaRecord,
)
from rentrail.formats.nacha.entries import EntryDetail
from rentrail.formats.nacha.fields import Record
from rentrail.formats.nacha.problems import Problem
from rentrail.formats.nacha.records import (
    AnyBatchControl,
    AnyBatchHeader,
    AnyFileControl,
    FileHeader,
)


class FileKind(StrEnum):
    """What a file brings."""

    FORWARD = "forward"  # debits and credits on their way to receivers
    RETURN = "return"
    NOTIFICATION = "notification"  # of change
    MIXED = "mixed"
    EMPTY = "empty"


class Line(NamedTuple):
    """A line that is no record of the file."""

    text: str  # without its line end
    line: int  # its number, from 1


class Entry(NamedTuple):
    """An entry with its addenda."""

    detail: EntryDetail
    addenda: tuple[AddendaRecord, ...] = ()

    @property
    def line(self) -> int:
        """The line it stood on; 0 if it was in no file."""
        return self.detail.line

    @property
    def kind(self) -> FileKind:
        """Tell whether it goes forward, comes back, or tells of a change."""
        if not self.addenda:
            return FileKind.FORWARD
        last = self.addenda[-1]  # IAT entries have others before
        if isinstance(last, RETURN_ADDENDA):
            return FileKind.RETURN
        return FileKind.NOTIFICATION if isinstance(last, NOTIFICATION_ADDENDA) else FileKind.FORWARD


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """The entries under one batch header; `control` is missing only where a file is broken."""

    header: AnyBatchHeader
    entries: tuple[Entry, ...]
    control: AnyBatchControl | None = None

    @property
    def line(self) -> int:
        """The line its header stood on; 0 if it was in no file."""
        return self.header.line

    @property
    def kind(self) -> FileKind:
        """Tell what its entries are; MIXED is against the rules within a batch."""
        return combined_kind({entry.kind for entry in self.entries})

    def records(self) -> Iterator[Record]:
        """All its records in their order."""
        yield self.header
        for detail, addenda in self.entries:
            yield detail
            yield from addenda
        if self.control:
            yield self.control


@dataclass(frozen=True, kw_only=True, slots=True)
class AchFile:
    """All that a Nacha file holds, down to its line ends, and what was wrong with its order."""

    header: FileHeader | None
    batches: tuple[Batch, ...]
    control: AnyFileControl | None = None
    padding_count: int = 0
    line_end: str = "\n"  # "" when the records follow each other without
    ends_with_line_end: bool = True
    has_uniform_line_ends: bool = True
    strays: tuple[Line, ...] = ()  # lines that belong nowhere
    trailing: tuple[str, ...] = ()  # blank lines, or a mark of the end, after the last record
    problems: tuple[Problem, ...] = ()

    @property
    def kind(self) -> FileKind:
        """Tell what the file brings."""
        return combined_kind({batch.kind for batch in self.batches})

    @property
    def entries(self) -> Iterator[Entry]:
        """All entries of all batches, in their order."""
        return (entry for batch in self.batches for entry in batch.entries)

    def records(self) -> Iterator[Record]:
        """All records in their order, padding left out."""
        if self.header:
            yield self.header
        for batch in self.batches:
            yield from batch.records()
        if self.control:
            yield self.control


def combined_kind(kinds: set[FileKind]) -> FileKind:
    """Give the kind of a whole whose parts are of these kinds.

    >>> combined_kind({FileKind.RETURN}), combined_kind({FileKind.RETURN, FileKind.FORWARD})
    (<FileKind.RETURN: 'return'>, <FileKind.MIXED: 'mixed'>)
    """
    real = kinds - {FileKind.EMPTY}
    if not real:
        return FileKind.EMPTY
    return real.pop() if len(real) == 1 else FileKind.MIXED
