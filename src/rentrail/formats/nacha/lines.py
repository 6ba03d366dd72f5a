"""Cutting a Nacha file into its records: with line ends of any sort, or without."""

import re
from collections.abc import Iterable, Iterator

from rentrail.formats.nacha.fields import RECORD_LENGTH

_PROBE_LENGTH = 10 * RECORD_LENGTH  # by then a file with line ends has shown one
_LINE_END = re.compile("\r\n|\n|\r")


def decoded(data: bytes | str) -> str:
    """Give the file as text of one character a byte, so that nothing of it is lost."""
    raw = data.encode() if isinstance(data, str) else data
    return raw.decode("latin-1")


def line_end_of(content: str) -> str:
    r"""Tell which line ends a file has; empty when its records follow each other without.

    >>> line_end_of("1...\r\n5...\r\n"), line_end_of("1...5...")
    ('\r\n', '')
    """
    found = _LINE_END.search(content)
    return found.group() if found else ""


def split(content: str) -> list[str]:
    """Cut the whole text of a file into its records."""
    if not line_end_of(content):
        return _cut(content)
    lines = _LINE_END.split(content)
    return lines[:-1] if lines[-1] == "" else lines


def stream(chunks: Iterable[bytes]) -> Iterator[str]:
    """Cut a file that comes in chunks of any size, holding one chunk at a time."""
    remaining = iter(chunks)
    buffer = ""
    for chunk in remaining:
        buffer += decoded(chunk)
        if len(buffer) >= _PROBE_LENGTH:
            break
    has_line_ends = bool(line_end_of(buffer))
    for chunk in remaining:
        complete, buffer = _complete_part(buffer, has_line_ends=has_line_ends)
        yield from complete
        buffer += decoded(chunk)
    yield from split(buffer) if has_line_ends else _cut(buffer)


def _complete_part(buffer: str, *, has_line_ends: bool) -> tuple[list[str], str]:
    if not has_line_ends:
        whole = len(buffer) - len(buffer) % RECORD_LENGTH
        return _cut(buffer[:whole]), buffer[whole:]
    held = buffer[-1:] if buffer.endswith("\r") else ""  # its \n may be in the next chunk
    *complete, rest = _LINE_END.split(buffer[: len(buffer) - len(held)])
    return complete, rest + held


def _cut(content: str) -> list[str]:
    return [content[i : i + RECORD_LENGTH] for i in range(0, len(content), RECORD_LENGTH)]
