"""A file part by part, in little memory however large it is; and an outline of what it holds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

from rentrail.formats.nacha.fields import Record
from rentrail.formats.nacha.file import AchFile, Entry, FileKind, Line, combined_kind
from rentrail.formats.nacha.lines import Lines, Readable, Source
from rentrail.formats.nacha.records import (
    AnyBatchControl,
    AnyBatchHeader,
    AnyFileControl,
    FileHeader,
)
from rentrail.formats.nacha.walking import SilentVisitor, Walk, walk_file, walk_source


@runtime_checkable
class Rewindable(Readable, Protocol):
    """An open binary file that can be read once more."""

    def tell(self) -> int:
        """Say where it stands."""
        ...

    def seek(self, position: int, /) -> int:
        """Go there."""
        ...


Rereadable = AchFile | bytes | str | Rewindable  # what can be gone through twice


class BatchEnd(NamedTuple):
    """A batch is over; one without a control is broken."""

    control: AnyBatchControl | None


Part = FileHeader | AnyBatchHeader | Entry | BatchEnd | AnyFileControl


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchOutline:
    """A batch without its entries."""

    header: AnyBatchHeader
    control: AnyBatchControl | None
    kind: FileKind
    entry_count: int
    record_count: int  # with its header and control


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """What a file holds, its entries left out."""

    header: FileHeader | None
    batches: tuple[BatchOutline, ...]
    control: AnyFileControl | None
    padding_count: int
    line_end: str
    ends_with_line_end: bool
    has_uniform_line_ends: bool
    strays: tuple[Line, ...]  # lines that belong nowhere
    trailing: tuple[str, ...]
    record_classes: tuple[type[Record], ...]  # each once, in the order of the file

    @property
    def kind(self) -> FileKind:
        """Tell what the file brings."""
        return combined_kind({batch.kind for batch in self.batches})

    @property
    def entry_count(self) -> int:
        """How many entries there are."""
        return sum(batch.entry_count for batch in self.batches)

    @property
    def record_count(self) -> int:
        """How many records there are, padding left out."""
        ends = (self.header, self.control)
        return sum(batch.record_count for batch in self.batches) + sum(map(bool, ends))

    @property
    def is_padded(self) -> bool:
        """Tell whether the last block is filled: what is made of this file is to be so too."""
        return bool(self.padding_count) or self.record_count % 10 == 0

    @property
    def is_in_order(self) -> bool:
        """Tell whether every line has its place."""
        return not self.strays and self.has_uniform_line_ends


def iter_parts(source: AchFile | Source) -> Iterator[Part]:
    """Give headers, entries, ends of batches and the control in their order, in little memory.

    Lines that belong nowhere are passed over: `outline` tells of them.
    """
    taken = _Parts()
    if isinstance(source, AchFile):
        yield from _parts_of(source)
        return
    walk = Walk(taken)
    for texts in Lines(source):
        walk.take(texts)
        yield from taken.given()
    walk.finish()
    yield from taken.given()


def iter_records(parts: Iterable[Part]) -> Iterator[Record]:
    """Give the records that parts are made of, padding left out."""
    for part in parts:
        match part:
            case Entry(detail, addenda):
                yield detail
                yield from addenda
            case BatchEnd(control):
                if control:
                    yield control
            case _:
                yield part


def outline(source: AchFile | Source) -> Outline:
    """Go through a file once, and tell what it holds."""
    drawn = _Outliner()
    if isinstance(source, AchFile):
        walk_file(source, drawn)
        return drawn.outline(
            line_end=source.line_end,
            ends_with_line_end=source.ends_with_line_end,
            has_uniform_line_ends=source.has_uniform_line_ends,
            trailing=source.trailing,
        )
    lines = walk_source(source, drawn)
    return drawn.outline(
        line_end=lines.line_end,
        ends_with_line_end=lines.ends_with_line_end,
        has_uniform_line_ends=lines.is_uniform,
        trailing=tuple(line.text for line in reversed(drawn.trailing_lines)),
    )


def outline_first(source: Rereadable) -> Outline:
    """Tell what a file holds, and go back to where it stood: it is to be gone through again."""
    if not isinstance(source, Rewindable):
        return outline(source)
    start = source.tell()
    drawn = outline(source)
    source.seek(start)
    return drawn


def _parts_of(file: AchFile) -> Iterator[Part]:
    if file.header:
        yield file.header
    for batch in file.batches:
        yield batch.header
        yield from batch.entries
        yield BatchEnd(batch.control)
    if file.control:
        yield file.control


class _Parts(SilentVisitor):
    """Keeps parts until they are given."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self.file_header = self.batch_header = self.entry = self.file_control = self._parts.append

    def batch_control(self, control: AnyBatchControl | None) -> None:
        self._parts.append(BatchEnd(control))

    def given(self) -> Iterator[Part]:
        yield from self._parts
        self._parts.clear()


class _Outliner(SilentVisitor):
    """Counts what a walk tells."""

    def __init__(self) -> None:
        self.header: FileHeader | None = None
        self.control: AnyFileControl | None = None
        self.batches: list[BatchOutline] = []
        self.padding_count = 0
        self.strays: list[Line] = []
        self.trailing_lines: list[Line] = []
        self.record_classes: dict[type[Record], None] = {}
        self._batch: AnyBatchHeader | None = None
        self._kinds: set[FileKind] = set()
        self._entry_count = 0
        self._record_count = 0

    def file_header(self, header: FileHeader) -> None:
        self.header = header
        self.record_classes[type(header)] = None

    def batch_header(self, header: AnyBatchHeader) -> None:
        self._batch, self._kinds = header, set()
        self._entry_count, self._record_count = 0, 1
        self.record_classes[type(header)] = None

    def entry(self, entry: Entry) -> None:
        detail, addenda = entry
        self._entry_count += 1
        self._record_count += 1 + len(addenda)
        self._kinds.add(entry.kind)
        for record in (detail, *addenda):
            self.record_classes[type(record)] = None

    def batch_control(self, control: AnyBatchControl | None) -> None:
        assert self._batch is not None  # noqa: S101 (a walk opens a batch before it closes it)
        if control:
            self.record_classes[type(control)] = None
        self.batches.append(
            BatchOutline(
                header=self._batch,
                control=control,
                kind=combined_kind(self._kinds),
                entry_count=self._entry_count,
                record_count=self._record_count + bool(control),
            )
        )

    def file_control(self, control: AnyFileControl) -> None:
        self.control = control
        self.record_classes[type(control)] = None

    def padding(self) -> None:
        self.padding_count += 1

    def stray(self, line: Line) -> None:
        self.strays.append(line)

    def trailing(self, line: Line) -> None:
        self.trailing_lines.append(line)

    def outline(
        self,
        *,
        line_end: str,
        ends_with_line_end: bool,
        has_uniform_line_ends: bool,
        trailing: tuple[str, ...],
    ) -> Outline:
        return Outline(
            header=self.header,
            batches=tuple(self.batches),
            control=self.control,
            padding_count=self.padding_count,
            line_end=line_end,
            ends_with_line_end=ends_with_line_end,
            has_uniform_line_ends=has_uniform_line_ends,
            strays=tuple(self.strays),
            trailing=trailing,
            record_classes=tuple(self.record_classes),
        )
