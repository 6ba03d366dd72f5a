"""Cutting a Nacha file into its lines: with line ends of any sort, or without."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Protocol, runtime_checkable

from rentrail.formats.nacha.fields import RECORD_LENGTH

CHUNK_SIZE = 1 << 20
PROBE_LENGTH = 10 * RECORD_LENGTH  # by then a file with line ends has shown one
_LINE_END = re.compile("\r\n|\n|\r")


@runtime_checkable
class Readable(Protocol):
    """An open binary file."""

    def read(self, size: int, /) -> bytes:
        """Give the next bytes; none at the end."""
        ...


Source = bytes | str | Readable | Iterable[bytes]  # a file's content, an open file, or its chunks


class Lines:
    r"""The lines of a file, in blocks, as text of one character a byte: nothing of it is lost.

    The attributes are complete when the last block was given.

    >>> lines = Lines(b"1...\r\n5...\r\n")
    >>> list(lines), lines.line_end, lines.ends_with_line_end, lines.is_uniform
    ([['1...', '5...']], '\r\n', True, True)
    """

    def __init__(self, source: Source):
        """Prepare to cut what is given whole or in chunks of any size."""
        self.line_end = ""  # the first that was found; "" when the lines follow each other without
        self.ends_with_line_end = False
        self.is_uniform = True  # False: there are line ends of several sorts
        self._chunks = iter(_chunks_of(source))

    def __iter__(self) -> Iterator[list[str]]:
        buffer = self._start()
        self.line_end = line_end_of(buffer)
        if self.line_end:
            yield from self._cut_at_line_ends(buffer)
        else:
            yield from self._cut_by_length(buffer)

    def _start(self) -> str:
        """Read until the kind of line end must have shown."""
        buffer = ""
        while len(buffer) <= PROBE_LENGTH and (chunk := next(self._chunks, "")):
            buffer += chunk
        return buffer

    def _cut_at_line_ends(self, buffer: str) -> Iterator[list[str]]:
        for chunk in self._chunks:
            held = buffer[-1:] if buffer.endswith("\r") else ""  # its \n may be in the next chunk
            *complete, rest = self._split(buffer[: len(buffer) - len(held)])
            if complete:
                yield complete
            buffer = rest + held + chunk
        self.ends_with_line_end = buffer[-1:] in ("\n", "\r")
        last = self._split(buffer)
        if self.ends_with_line_end:
            last.pop()
        yield last

    def _split(self, text: str) -> list[str]:
        if self._has_others(text):
            self.is_uniform = False
            return _LINE_END.split(text)
        return text.split(self.line_end)

    def _has_others(self, text: str) -> bool:
        if self.line_end == "\n":
            return "\r" in text
        if self.line_end == "\r":
            return "\n" in text
        pairs = text.count("\r\n")
        return text.count("\r") != pairs or text.count("\n") != pairs

    def _cut_by_length(self, buffer: str) -> Iterator[list[str]]:
        for chunk in self._chunks:
            whole = len(buffer) - len(buffer) % RECORD_LENGTH
            yield _cut(buffer[:whole])
            buffer = buffer[whole:] + chunk
        if buffer:
            yield _cut(buffer)


def line_end_of(content: str) -> str:
    r"""Tell how the first line ends, from the start of a file; "" where it shows no line end.

    >>> line_end_of("1...\r\n5...\n"), line_end_of("1...5...")
    ('\r\n', '')
    """
    start = content[:PROBE_LENGTH]
    found = _LINE_END.search(content[: PROBE_LENGTH + 1] if start.endswith("\r") else start)
    return found.group() if found else ""


def _chunks_of(source: Source) -> Iterator[str]:
    content = source.encode() if isinstance(source, str) else source
    if isinstance(content, bytes):
        content = BytesIO(content)
    if isinstance(content, Readable):
        while chunk := content.read(CHUNK_SIZE):
            yield str(chunk, "latin-1")
    else:
        for chunk in content:
            if chunk:
                yield str(chunk, "latin-1")


def _cut(text: str) -> list[str]:
    return [text[at : at + RECORD_LENGTH] for at in range(0, len(text), RECORD_LENGTH)]
