"""A file in chunks: its lines where all are 94 characters long, and the odd ones between them.

A chunk is small enough to stay in the processor's cache, and a file on disk is read into the same
memory chunk by chunk, so that its size does not matter.
"""

import re
from dataclasses import dataclass
from io import SEEK_END
from typing import BinaryIO, Protocol

import numpy as np

from rentrail.formats.nacha.columns.scratch import scratch
from rentrail.formats.nacha.columns.words import Characters, Flags
from rentrail.formats.nacha.fields import RECORD_LENGTH

_LINE_FEED, _CARRIAGE_RETURN, _BLANK = ord("\n"), ord("\r"), ord(" ")
_PRINTABLE_COUNT = np.uint8(ord("~") - _BLANK)
_LINE_END = re.compile(b"\r\n|\n|\r")


class RandomAccess(Protocol):
    """A file that can be read anywhere."""

    size: int

    def read(self, position: int, length: int) -> Characters:
        """Give some characters, fewer at the end; the next call may overwrite them."""

    def fetch(self, position: int, length: int) -> bytes:
        """Give some characters, fewer at the end, to keep."""


class Content:
    """A file that is in memory already."""

    def __init__(self, content: bytes):
        """Take the content."""
        self.size = len(content)
        self._content = content
        self._characters = np.frombuffer(content, np.uint8)

    def read(self, position: int, length: int) -> Characters:
        """Give some characters, fewer at the end."""
        return self._characters[position : position + length]

    def fetch(self, position: int, length: int) -> bytes:
        """Give some characters, fewer at the end."""
        return self._content[position : position + length]


class OpenFile:
    """A file on disk, opened for reading bytes, of which little is in memory at once."""

    def __init__(self, file: BinaryIO):
        """Take it from where it stands; it must be one that can be read anywhere."""
        self._file = file
        self._start = file.tell()
        self.size = file.seek(0, SEEK_END) - self._start
        self._memory = bytearray()

    def read(self, position: int, length: int) -> Characters:
        """Give some characters, fewer at the end; the next call overwrites them."""
        if len(self._memory) < length:
            self._memory = bytearray(length)
        self._file.seek(self._start + position)
        count = self._file.readinto(memoryview(self._memory)[:length])  # type: ignore[attr-defined]
        return np.frombuffer(self._memory, np.uint8, count)

    def fetch(self, position: int, length: int) -> bytes:
        """Give some characters, fewer at the end, to keep."""
        self._file.seek(self._start + position)
        return self._file.read(length)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """Lines of 94 characters that follow each other."""

    lines: Characters  # with their line ends
    unprintable: Flags  # which of them have a character that a Nacha file can't hold


def stretch_of(characters: Characters, line_end: bytes) -> Stretch:
    """Give the lines at the start of these characters, up to the first that is odd.

    A line is odd when it is not 94 characters long, or does not end as the others do; where lines
    follow each other without line ends, none is.
    """
    length = RECORD_LENGTH + len(line_end)
    count = len(characters) // length
    lines = characters[: count * length].reshape(count, length)
    if _are_regular(lines, line_end):
        return Stretch(lines=lines, unprintable=np.zeros(count, np.bool_))
    texts = lines[:, :RECORD_LENGTH]
    if line_end:
        odd = ((texts == _LINE_FEED) | (texts == _CARRIAGE_RETURN)).any(axis=1)
        odd |= ~_end_well(lines, line_end)
        count = int(odd.argmax()) if odd.any() else count
    unprintable = np.logical_or.reduce(_unprintable(texts[:count]), axis=1)
    return Stretch(lines=lines[:count], unprintable=unprintable)


def texts_of(lines: Characters) -> list[str]:
    """Give lines of 94 characters as texts, their line ends left out."""
    content, length = lines.tobytes().decode("latin-1"), lines.shape[1]
    return [content[at : at + RECORD_LENGTH] for at in range(0, len(content), length)]


def odd_lines(content: bytes, line_end: bytes, *, is_all: bool) -> tuple[list[str], int]:
    """Cut characters at whatever line ends there are, and say how many of them that were.

    What follows the last line end is a line only when these are `all` that is left of the file.
    Without line ends there is one line, of which 94 characters are not left.
    """
    if not line_end:
        return [content.decode("latin-1")], len(content)
    if not is_all and content.endswith(b"\r"):
        content = content[:-1]  # a line feed may follow
    *complete, rest = _LINE_END.split(content)
    if is_all and rest:
        complete, rest = [*complete, rest], b""
    return [line.decode("latin-1") for line in complete], len(content) - len(rest)


def is_uniform(content: bytes, line_end: bytes) -> bool:
    """Tell whether all line ends are of one sort."""
    if not line_end:
        return True
    return set(_LINE_END.findall(content)) <= {line_end}


def _are_regular(lines: Characters, line_end: bytes) -> bool:
    outside = scratch("outside", lines.size)
    np.subtract(lines.reshape(-1), np.uint8(_BLANK), out=outside)
    np.greater(outside, _PRINTABLE_COUNT, out=outside.view(np.bool_))
    count = np.count_nonzero(outside)
    return count == len(line_end) * len(lines) and bool(_end_well(lines, line_end).all())


def _unprintable(lines: Characters) -> Flags:
    found: Flags = (lines - np.uint8(_BLANK)) > _PRINTABLE_COUNT
    return found


def _end_well(lines: Characters, line_end: bytes) -> Flags:
    well = np.ones(len(lines), np.bool_)
    for place, character in enumerate(line_end, RECORD_LENGTH):
        well &= lines[:, place] == character
    return well
