"""Making several files of one: by what its batches say, by size, or both; nothing is lost."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from rentrail.formats.nacha.errors import NachaReadError, NachaWriteError
from rentrail.formats.nacha.file import AchFile, Entry
from rentrail.formats.nacha.parts import BatchEnd, Outline, Rereadable, iter_parts, outline_first
from rentrail.formats.nacha.reader import parse
from rentrail.formats.nacha.records import (
    BLOCKING_FACTOR,
    AnyBatchHeader,
    BatchHeader,
    IatBatchHeader,
)
from rentrail.formats.nacha.rewriting import BatchesWriter, SumsDiffer, SumsOfFile

MODIFIERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_ENDS = 2  # records of a file or batch beside what stands in it: header and control


class FileNotSplittable(ValueError):
    """A file cannot be cut as asked. The text is fit to show a person."""


class Piece(NamedTuple):
    """The next bytes of one of the files."""

    number: int  # of the file, from 1
    content: bytes


def split(
    file: AchFile,
    *,
    by: Callable[[AnyBatchHeader], object] | None = None,
    record_count_max: int | None = None,
    file_id_modifiers: Sequence[str] = MODIFIERS,
) -> list[AchFile]:
    """Make several files of one: by what their batch headers say, by size, or both.

    `by` gives what the batches of one file have in common (an SEC code, a company); with
    `record_count_max` no file has more records, padding included, and a batch that fits in none is
    cut. The files stand in the order in which they begin, and get the ID modifiers in order, from
    that of the file on.

    Raises:
        FileNotSplittable: the file is broken or its controls do not agree with it, the limit
            leaves no room for an entry, or there are more files than modifiers.
    """
    contents: dict[int, list[bytes]] = {}
    for number, content in iter_split(
        file, by=by, record_count_max=record_count_max, file_id_modifiers=file_id_modifiers
    ):
        contents.setdefault(number, []).append(content)
    return [parse(b"".join(contents[number])) for number in sorted(contents)]


def iter_split(
    file: Rereadable,
    *,
    by: Callable[[AnyBatchHeader], object] | None = None,
    record_count_max: int | None = None,
    file_id_modifiers: Sequence[str] = MODIFIERS,
) -> Iterator[Piece]:
    """Give the files that `split` makes piece by piece, in little memory.

    Raises:
        FileNotSplittable: see `split`; what was given by then is of no use.
    """
    drawn = outline_first(file)
    if drawn.header is None or not drawn.is_in_order:
        raise FileNotSplittable("The file is broken; put it in order first.")
    try:
        splitter = _Splitter(
            drawn, by or (lambda header: None), record_count_max, file_id_modifiers
        )
        for part in iter_parts(file):
            match part:
                case Entry():
                    yield from splitter.entry(part)
                case BatchEnd():
                    splitter.end(part)
                case BatchHeader() | IatBatchHeader():
                    yield from splitter.begin(part)
                case _:
                    pass  # the file's own header and control stand in the outline
        splitter.sums.prove_file(drawn.control)
        yield from splitter.finish()
    except SumsDiffer as fault:
        raise FileNotSplittable(f"The file is not whole: {fault}") from None
    except (NachaReadError, NachaWriteError) as fault:
        raise FileNotSplittable(f"The file is broken: {fault}.") from None


class _File:
    """A file that is being written, and how many records it has room for."""

    def __init__(self, number: int, writer: BatchesWriter, room: int | None):
        self.number = number
        self.writer = writer
        self.room = room  # None: it has no end

    def has_room(self, record_count: int) -> bool:
        return self.room is None or record_count <= self.room

    def fill(self, record_count: int) -> None:
        if self.room is not None:
            self.room -= record_count

    def piece(self) -> Piece:
        return Piece(self.number, self.writer.lines.taken())


class _Splitter:
    """Knows which file each batch goes to."""

    def __init__(
        self,
        outline: Outline,
        by: Callable[[AnyBatchHeader], object],
        record_count_max: int | None,
        modifiers: Sequence[str],
    ):
        assert outline.header is not None  # noqa: S101 (a file without was refused)
        self.sums = SumsOfFile()
        self._outline = outline
        self._header = outline.header
        self._by = by
        self._modifiers = modifiers
        self._room = None if record_count_max is None else _room_in(record_count_max)
        self._sizes = (batch.record_count for batch in outline.batches)
        self._files: dict[object, _File] = {}  # that are open, by what their batches have in common
        self._count = 0
        self._key: object = None
        self._batch: AnyBatchHeader | None = None
        self._is_cut = False
        if not outline.batches:
            self._files[None] = self._opened()

    def begin(self, header: AnyBatchHeader) -> Iterator[Piece]:
        """Begin a batch in the file that is open for its like, or in a new one."""
        self._key, self._batch, self._is_cut = self._by(header), header, False
        size = next(self._sizes)
        found = self._files.get(self._key)
        if found and not found.has_room(size):
            yield from self._closed(self._key)
            found = None
        if not found:
            found = self._files[self._key] = self._opened()
        found.writer.begin(header)
        found.fill(_ENDS)

    def entry(self, entry: Entry) -> Iterator[Piece]:
        """Add an entry; where there is no room for it, cut the batch and go on in a new file."""
        file, size = self._files[self._key], 1 + len(entry.addenda)
        if self._room is not None and size > self._room - _ENDS:
            raise FileNotSplittable(f"The entry in line {entry.line} does not fit the limit.")
        if not file.has_room(size):
            assert self._batch is not None  # noqa: S101 (a batch begins before its entries)
            self._is_cut = True
            self.sums.add(file.writer.end(None))
            yield from self._closed(self._key)
            file = self._files[self._key] = self._opened()
            file.writer.begin(self._batch)
            file.fill(_ENDS)
        file.fill(size)
        file.writer.entry(entry)
        if file.writer.lines.are_many:
            yield file.piece()

    def end(self, part: BatchEnd) -> None:
        """End a batch, with its own control unless it was cut."""
        assert self._batch is not None  # noqa: S101 (a batch begins before it ends)
        writer = self._files[self._key].writer
        self.sums.add(writer.end(None if self._is_cut else part.control))
        self.sums.prove_batch(self._batch, part.control)

    def finish(self) -> Iterator[Piece]:
        """End all files that are open."""
        for key in list(self._files):
            yield from self._closed(key)

    def _opened(self) -> _File:
        self._count += 1
        place = _place_of(self._header.file_id_modifier, self._modifiers) + self._count - 1
        if place >= len(self._modifiers):
            raise FileNotSplittable(
                f"There are not enough file ID modifiers for {self._count} files."
            )
        header = self._header.replace(file_id_modifier=self._modifiers[place])
        writer = BatchesWriter(header, like=self._outline)
        return _File(self._count, writer, self._room)

    def _closed(self, key: object) -> Iterator[Piece]:
        file = self._files.pop(key)
        file.writer.finish()
        yield file.piece()


def _room_in(record_count_max: int) -> int:
    return record_count_max - record_count_max % BLOCKING_FACTOR - _ENDS


def _place_of(modifier: str, modifiers: Sequence[str]) -> int:
    if modifier not in tuple(modifiers):
        raise FileNotSplittable(f"{modifier!r} is no file ID modifier.")
    return modifiers.index(modifier)
