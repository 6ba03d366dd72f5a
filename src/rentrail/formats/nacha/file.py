"""A Nacha file as it was read: batches of entries with their addenda, and where each stood."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rentrail.formats.nacha.fields import Record
from rentrail.formats.nacha.problems import Problem
from rentrail.formats.nacha.records import (
    AddendaRecord,
    BatchControl,
    BatchHeader,
    ContestedReturnAddenda,
    DishonoredReturnAddenda,
    EntryDetail,
    FileControl,
    FileHeader,
    NotificationOfChangeAddenda,
    RefusedNotificationAddenda,
    ReturnAddenda,
)
from rentrail.primitives.problems import has_errors

_RETURNS = (ReturnAddenda, DishonoredReturnAddenda, ContestedReturnAddenda)
_NOTIFICATIONS = (NotificationOfChangeAddenda, RefusedNotificationAddenda)


class FileKind(StrEnum):
    """What a file brings."""

    FORWARD = "forward"  # debits and credits on their way to receivers
    RETURN = "return"
    NOTIFICATION = "notification"  # of change
    MIXED = "mixed"
    EMPTY = "empty"


@dataclass(frozen=True, kw_only=True, slots=True)
class Addendum:
    """An addenda record and the line it stood on."""

    record: AddendaRecord
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An entry with its addenda, and the line it stood on."""

    detail: EntryDetail
    line: int
    addenda: tuple[Addendum, ...] = ()

    @property
    def kind(self) -> FileKind:
        """Tell whether it goes forward, comes back, or tells of a change."""
        for addendum in self.addenda:
            if isinstance(addendum.record, _RETURNS):
                return FileKind.RETURN
            if isinstance(addendum.record, _NOTIFICATIONS):
                return FileKind.NOTIFICATION
        return FileKind.FORWARD


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """The entries under one batch header."""

    header: BatchHeader
    line: int
    entries: tuple[Entry, ...]
    control: BatchControl | None
    control_line: int

    @property
    def kind(self) -> FileKind:
        """Tell what its entries are; MIXED is against the rules within a batch."""
        return combined_kind({entry.kind for entry in self.entries})


@dataclass(frozen=True, kw_only=True, slots=True)
class AchFile:
    """All that a Nacha file holds, and what was wrong with its form."""

    header: FileHeader | None
    header_line: int
    batches: tuple[Batch, ...]
    control: FileControl | None
    control_line: int
    padding_count: int
    line_count: int
    line_end: str  # "" when the records follow each other without
    ends_with_line_end: bool
    problems: tuple[Problem, ...]

    @property
    def kind(self) -> FileKind:
        """Tell what the file brings."""
        return combined_kind({batch.kind for batch in self.batches})

    @property
    def entries(self) -> Iterator[Entry]:
        """All entries of all batches, in their order."""
        return (entry for batch in self.batches for entry in batch.entries)

    @property
    def is_sound(self) -> bool:
        """Tell whether the file could be read without an error of form."""
        return not has_errors(self.problems)

    def records(self) -> Iterator[Record]:
        """All records in their order, padding left out."""
        if self.header:
            yield self.header
        for batch in self.batches:
            yield from _records_of(batch)
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


def _records_of(batch: Batch) -> Iterator[Record]:
    yield batch.header
    for entry in batch.entries:
        yield entry.detail
        for addendum in entry.addenda:
            yield addendum.record
    if batch.control:
        yield batch.control
