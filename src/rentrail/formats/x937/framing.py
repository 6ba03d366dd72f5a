"""Cutting an X9.37 file into its records: with their lengths before them, line ends, or nothing."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from io import BytesIO
from struct import Struct
from typing import NamedTuple, Protocol, runtime_checkable

from rentrail.formats.x937.encoding import Encoding
from rentrail.formats.x937.layouts import CLASSES, length_of

CHUNK_SIZE = 1 << 18  # bytes; so many stay in the processor's cache
HEADER_LENGTH = 80  # of the file header, by which a file is recognised
RECORD_MAX = 10_200_000  # bytes: an image of seven digits, with the longest key and signature
LINE_MAX = 10_000  # characters of a record of unknown type, where lines end
_PREFIX = Struct(">I")


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


class Block(NamedTuple):
    """Some records that follow each other."""

    records: list[bytes]
    offsets: list[int]  # where in the file each one's content starts


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
    """The records of a file, in blocks, as bytes: nothing of it is lost.

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
        self._read = _reader_of(source)
        self._buffer = b""
        self._offset = 0  # of the buffer
        self._is_at_end = False

    def __iter__(self) -> Iterator[Block]:
        self._more(HEADER_LENGTH + 2)
        self.form = form_of(self._buffer)
        if self.form is None:
            pass
        elif self.form.framing is Framing.LENGTH_PREFIXED:
            yield from self._prefixed()
        else:
            yield from self._by_themselves(self.form)
        self._take_rest()

    def _more(self, needed: int) -> bool:
        """Read until the buffer has so many bytes; tell whether it has."""
        held = len(self._buffer)
        if held >= needed or self._is_at_end:
            return held >= needed
        pieces = [self._buffer]
        while held < needed and (piece := self._read(max(CHUNK_SIZE, needed - held))):
            pieces.append(piece)
            held += len(piece)
        self._is_at_end = held < needed
        self._buffer = b"".join(pieces)
        return held >= needed

    def _drop(self, count: int) -> None:
        self._buffer = self._buffer[count:]
        self._offset += count

    def _prefixed(self) -> Iterator[Block]:
        while self._more(4):
            records: list[bytes] = []
            offsets: list[int] = []
            buffer, base, held, at = self._buffer, self._offset, len(self._buffer), 0
            needed = 4
            while at + 4 <= held:
                (length,) = _PREFIX.unpack_from(buffer, at)
                end = at + 4 + length
                if end > held:
                    needed = 4 + length
                    break
                if length < 2:
                    break
                records.append(buffer[at + 4 : end])
                offsets.append(base + at + 4)
                at = end
            self._drop(at)
            if records:
                yield Block(records, offsets)
            elif needed == 4 or needed > RECORD_MAX or not self._more(needed):
                return  # what follows is no record, or not whole

    def _by_themselves(self, form: Form) -> Iterator[Block]:
        records: list[bytes] = []
        offsets: list[int] = []
        at = 0
        while True:
            length = self._length_at(at, form)
            if not length:
                break
            records.append(self._buffer[at : at + length])
            offsets.append(self._offset + at)
            at += length
            if form.line_end:
                self.ends_with_line_end = self._buffer.startswith(form.line_end, at)
                if not self.ends_with_line_end:
                    break  # the last record, or what follows can't be told apart
                at += len(form.line_end)
            if at >= CHUNK_SIZE:
                self._drop(at)
                yield Block(records, offsets)
                records, offsets, at = [], [], 0
        self._drop(at)
        if records:
            yield Block(records, offsets)

    def _length_at(self, at: int, form: Form) -> int:
        """Say how long the record is that starts here; 0 where there is none that is whole."""
        end = len(form.line_end)
        self._more(at + HEADER_LENGTH + 2)
        length = length_of(form.encoding.decode(self._buffer[at : at + 2]))
        while length is not None and length < 0:
            if not self._more(at - length):
                return 0
            length = length_of(form.encoding.decode(self._buffer[at : at - length]))
        if form.framing is Framing.NONE:
            length = length or HEADER_LENGTH
            return length if length <= RECORD_MAX and self._more(at + length) else 0
        if length is not None and length <= RECORD_MAX and self._more(at + length):
            is_last = not self._more(at + length + end)
            if is_last or self._buffer.startswith(form.line_end, at + length):
                return length
        return self._line_length(at, form.line_end)

    def _line_length(self, at: int, line_end: bytes) -> int:
        self._more(at + LINE_MAX)
        found = self._buffer.find(line_end, at, at + LINE_MAX)
        if found < 0:
            held = len(self._buffer) - at
            return held if held < LINE_MAX else 0
        return found - at

    def _take_rest(self) -> None:
        self.rest_offset = self._offset
        pieces = [self._buffer]
        self.rest_length = len(self._buffer)
        while piece := self._read(CHUNK_SIZE):
            self.rest_length += len(piece)
            if self._keeps_rest:
                pieces.append(piece)
        if self._keeps_rest:
            self.rest = b"".join(pieces)
        self._buffer = b""


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


def _reader_of(source: Source) -> "Reader":
    if isinstance(source, bytes):
        source = BytesIO(source)
    if isinstance(source, Readable):
        return source.read
    chunks = iter(source)

    def read(size: int) -> bytes:
        for chunk in chunks:
            if chunk:
                return chunk
        return b""

    return read


class Reader(Protocol):
    """Gives the next bytes of a source, about so many; none at the end."""

    def __call__(self, size: int, /) -> bytes:
        """Read."""
        ...
