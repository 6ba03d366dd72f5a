"""Cutting an X9.37 file into its records: with their lengths before them, line ends, or nothing."""

import io
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from io import BytesIO
from struct import Struct
from typing import NamedTuple, Protocol, runtime_checkable

from rentrail.formats.x937.encoding import Encoding
from rentrail.formats.x937.layouts import CLASSES, length_of

WINDOW_SIZE = 1 << 20  # bytes
CHUNK_SIZE = 1 << 18  # bytes of records that are cut at once where no length stands before them
_SPARE = 16  # bytes behind what is read, so that two can always be looked at
HEADER_LENGTH = 80  # of the file header, by which a file is recognised
RECORD_MAX = 10_200_000  # bytes: an image of seven digits, with the longest key and signature
LINE_MAX = 10_000  # characters of a record of unknown type, where lines end
_PREFIX = Struct(">I")
_NEVER = -1  # no bytes that follow make a record of what stands there


class Framing(StrEnum):
    """How one record is told from the next."""

    LENGTH_PREFIXED = "length-prefixed"  # four bytes before each, most significant first
    LINES = "lines"
    NONE = "none"


@runtime_checkable
class Readable(Protocol):
    """An open binary file."""

    def read(self, size: int, /) -> bytes:
        """Give the next bytes; none at the end."""
        ...


Source = bytes | Readable | Iterable[bytes]  # a file's content, an open file, or its chunks


class Form(NamedTuple):
    """How a file is put down in bytes."""

    encoding: Encoding = Encoding.EBCDIC
    framing: Framing = Framing.LENGTH_PREFIXED
    line_end: bytes = b""  # where the framing is by lines


class Block:
    """Some records that follow each other, where they stand in a buffer.

    The buffer is used again for the next block: what is to be kept is taken out of it.
    """

    __slots__ = ("base", "buffer", "ends", "starts")

    def __init__(self, buffer: bytearray, starts: list[int], ends: list[int], base: int):
        """Take up places in a buffer that starts at a byte of the file."""
        self.buffer = buffer
        self.starts = starts
        self.ends = ends
        self.base = base

    def __len__(self) -> int:
        return len(self.starts)

    def records(self, start: int = 0, end: int | None = None) -> list[tuple[bytes, int]]:
        """Give records with the byte of the file at which each one's content starts."""
        with memoryview(self.buffer) as view:
            return [
                (bytes(view[first:last]), self.base + first)
                for first, last in zip(self.starts[start:end], self.ends[start:end], strict=True)
            ]


def form_of(start: bytes) -> Form | None:
    r"""Recognise a file by its first bytes; None where it is none.

    >>> form = form_of(b"\0\0\0P01" + b" " * 78)
    >>> form.encoding.value, form.framing.value
    ('ASCII', 'length-prefixed')
    >>> form_of(b"101 ") is None
    True
    """
    prefixed = start[:2] == b"\0\0" and len(start) > 4
    head = start[4:6] if prefixed else start[:2]
    encoding = (_ENCODINGS if prefixed else _HEADERS).get(head)
    if encoding is None:
        return None
    if prefixed:
        return Form(encoding, Framing.LENGTH_PREFIXED)
    after = start[HEADER_LENGTH : HEADER_LENGTH + 2]
    for line_end in _LINE_ENDS:
        if after.startswith(line_end):
            return Form(encoding, Framing.LINES, line_end)
    return Form(encoding, Framing.NONE)


_ENCODINGS = {encoding.encode(kind): encoding for encoding in Encoding for kind in CLASSES}
_HEADERS = {encoding.encode("01"): encoding for encoding in Encoding}
_LINE_ENDS = (b"\r\n", b"\n", b"\r", b"\x0d\x25", b"\x25", b"\x15")


class Records:
    """The records of a file, in blocks: nothing of it is lost.

    The attributes are complete when the last block was given.
    """

    def __init__(self, source: Source, *, keeps_rest: bool = False):
        """Prepare to cut what is given whole or in chunks of any size."""
        self.form: Form | None = None
        self.rest = b""  # what follows the last record and is none, where it is to be kept
        self.rest_length = 0
        self.rest_offset = 0
        self.ends_with_line_end = False
        self._keeps_rest = keeps_rest
        self._window = Window(source)

    def __iter__(self) -> Iterator[Block]:
        window = self._window
        window.has(HEADER_LENGTH + 2)
        self.form = form_of(bytes(window.data[: min(window.end, HEADER_LENGTH + 2)]))
        if self.form is None:
            pass
        elif self.form.framing is Framing.LENGTH_PREFIXED:
            yield from self._prefixed()
        else:
            yield from self._by_themselves(self.form)
        self._take_rest()

    def _prefixed(self) -> Iterator[Block]:
        window = self._window
        while window.has(_PREFIX.size):
            starts, ends, after, needed = _cut_at_lengths(window)
            if starts:
                yield Block(window.data, starts, ends, window.offset)
                window.start = after
            elif needed == _NEVER or not window.has(needed):
                return  # what follows is no record, or not whole

    def _by_themselves(self, form: Form) -> Iterator[Block]:
        window = self._window
        is_done = False
        while not is_done:
            starts: list[int] = []
            ends: list[int] = []
            at = 0  # from the start of the window
            while at < CHUNK_SIZE and not is_done:
                length = self._length_at(at, form)
                if not length:
                    is_done = True
                    break
                starts.append(at)
                at += length
                ends.append(at)
                if form.line_end:
                    self.ends_with_line_end = window.starts_with(form.line_end, at)
                    is_done = not self.ends_with_line_end  # the last, or what follows is unclear
                    at += len(form.line_end) if self.ends_with_line_end else 0
            first = window.start
            if starts:
                yield Block(
                    window.data,
                    [first + one for one in starts],
                    [first + one for one in ends],
                    window.offset,
                )
            window.start = first + at

    def _length_at(self, at: int, form: Form) -> int:
        """Say how long the record is that starts here; 0 where there is none that is whole."""
        window, end = self._window, len(form.line_end)
        window.has(at + HEADER_LENGTH + 2)
        length = length_of(form.encoding.decode(window.piece(at, at + 2)))
        while length is not None and length < 0:
            if not window.has(at - length):
                length = None
                break
            length = length_of(form.encoding.decode(window.piece(at, at - length)))
        if form.framing is Framing.NONE:
            length = length or HEADER_LENGTH
            return length if length <= RECORD_MAX and window.has(at + length) else 0
        if length is not None and length <= RECORD_MAX and window.has(at + length):
            is_last = not window.has(at + length + end)
            if is_last or window.starts_with(form.line_end, at + length):
                return length
        return self._line_length(at, form.line_end)

    def _line_length(self, at: int, line_end: bytes) -> int:
        window = self._window
        window.has(at + LINE_MAX)
        line = window.piece(at, at + LINE_MAX)
        found = line.find(line_end)
        if found < 0:
            return len(line) if len(line) < LINE_MAX else 0
        return found

    def _take_rest(self) -> None:
        window = self._window
        self.rest_offset = window.offset + window.start
        pieces = [bytes(window.data[window.start : window.end])]
        self.rest_length = len(pieces[0])
        window.start = window.end
        while window.has(1):
            self.rest_length += window.end - window.start
            if self._keeps_rest:
                pieces.append(bytes(window.data[window.start : window.end]))
            window.start = window.end
        if self._keeps_rest:
            self.rest = b"".join(pieces)


def _cut_at_lengths(window: "Window") -> tuple[list[int], list[int], int, int]:
    """Cut what is in a window at the lengths before records.

    Give the starts and ends of records, where they end, and how much the next one needs.
    """
    data, at, held, needed = window.data, window.start, window.end, _PREFIX.size
    starts: list[int] = []
    ends: list[int] = []
    while at + 4 <= held:
        (length,) = _PREFIX.unpack_from(data, at)
        end = at + 4 + length
        if not 2 <= length <= RECORD_MAX:
            needed = _NEVER
            break
        if end > held:
            needed = 4 + length
            break
        starts.append(at + 4)
        ends.append(end)
        at = end
    return starts, ends, at, needed


class Window:
    """The part of a source that is looked at, in a buffer that is used again and again."""

    def __init__(self, source: Source):
        """Start before the first byte."""
        self.data = bytearray(WINDOW_SIZE)
        self.start = self.end = 0  # of what is there
        self.offset = 0  # of the buffer's first byte in the file
        self._is_at_end = False
        self._fill = _filler_of(source)

    def has(self, needed: int) -> bool:
        """Tell whether so many bytes are there, reading them if they are not."""
        held = self.end - self.start
        if held >= needed or self._is_at_end:
            return held >= needed
        data = self.data
        if self.start:
            data[:held] = data[self.start : self.end]
            self.offset += self.start
            self.start, self.end = 0, held
        while self.end < needed:
            if self.end + _SPARE >= len(data):
                data.extend(bytes(WINDOW_SIZE))  # only as much as was read
            with memoryview(data) as view:
                count = self._fill(view[self.end : len(data) - _SPARE])
            self.end += count
            if not count:
                self._is_at_end = True
                return False
        return True

    def piece(self, start: int, end: int) -> bytes:
        """Give some bytes, as far as they are there; places count from the window's start."""
        return bytes(self.data[self.start + start : min(self.start + end, self.end)])

    def starts_with(self, wanted: bytes, at: int) -> bool:
        """Tell whether these bytes stand at a place."""
        return self.has(at + len(wanted)) and self.piece(at, at + len(wanted)) == wanted


def framed(records: Iterable[bytes], form: Form) -> Iterator[bytes]:
    """Give records as a file has them, in pieces."""
    if form.framing is Framing.LENGTH_PREFIXED:
        for data in records:
            yield _PREFIX.pack(len(data))
            yield data
    else:
        for data in records:
            yield data
            yield form.line_end


def _filler_of(source: Source) -> Callable[[memoryview], int]:
    """Give what puts the next bytes of a source into a buffer, and says how many; 0 at the end."""
    if isinstance(source, bytes):
        source = BytesIO(source)
    if isinstance(source, io.RawIOBase | io.BufferedIOBase):
        readinto = source.readinto
        return lambda view: readinto(view) or 0
    chunks = iter(_pieces_of(source))
    left = memoryview(b"")

    def fill(view: memoryview) -> int:
        nonlocal left
        left = left or memoryview(next(chunks, b""))
        count = min(len(left), len(view))
        view[:count], left = left[:count], left[count:]
        return count

    return fill


def _pieces_of(source: Readable | Iterable[bytes]) -> Iterator[bytes]:
    if isinstance(source, Readable):
        while piece := source.read(CHUNK_SIZE):
            yield piece
    else:
        yield from (piece for piece in source if piece)
