"""Reading and writing files for `rentrail nacha` and `icl`: any form, standard input, progress."""

import dataclasses
import io
import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any, Self, TypeVar

from rentrail.config.cli.refusals import Refused
from rentrail.formats import nacha
from rentrail.formats.nacha.bank_rules import BankRules, all_rules, rules_on
from rentrail.formats.nacha.fields import Column
from rentrail.formats.nacha.parts import Rereadable
from rentrail.primitives.problems import Problem, Severity

STANDARD_INPUT = "-"
SNIFFED = 200  # bytes, by which a form shows
PROGRESS_FROM = 50_000_000  # bytes; a smaller file is done before anybody would look
SHOWN_DIGITS = 4  # of a number that is masked
_BAR_WIDTH = 40
_Result = TypeVar("_Result")


def content_of(name: str) -> bytes:
    """Give what a file holds; `-` is standard input.

    Raises:
        Refused: it cannot be read.
    """
    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as problem:
        raise _unreadable(name, problem) from problem


def opened(name: str) -> io.BufferedIOBase:
    """Open a file, of which little is in memory at once; it shows how far a long reading is.

    Raises:
        Refused: it cannot be read.
    """
    if name == STANDARD_INPUT:
        return io.BytesIO(content_of(name))
    try:
        return io.BufferedReader(_WatchedFile(name))
    except OSError as problem:
        raise _unreadable(name, problem) from problem


@contextmanager
def reading(name: str) -> Iterator[Rereadable]:
    """Open a file in any of its forms to go through it: Nacha, JSON or CSV.

    Of a Nacha file little is in memory at once; the other forms are read whole.

    Raises:
        Refused: it cannot be read, or says something else than a file.
    """
    with opened(name) as source:
        start = source.read(SNIFFED).lstrip(b"\xef\xbb\xbf \r\n\t")
        source.seek(0)
        if start.startswith(b"{"):
            yield told(name, lambda: nacha.from_json(source.read().decode("utf-8-sig")))
        elif b"record" in start.partition(b"\n")[0].split(b","):
            yield told(name, lambda: nacha.from_csv(source.read().decode("utf-8-sig")))
        else:
            yield source


def told(name: str, work: Callable[[], _Result]) -> _Result:
    """Do some work on a file; what the library refuses is refused with the file's name."""
    try:
        return work()
    except (ValueError, KeyError) as problem:  # all refusals of the library are such
        raise Refused(f"{name}: {problem}") from problem


def pieces_of(name: str, pieces: Iterable[_Result]) -> Iterator[_Result]:
    """Give what is made of a file; what the library refuses is refused with the file's name."""
    following = iter(pieces)
    while (piece := told(name, lambda: next(following, None))) is not None:
        yield piece


def save(path: Path, pieces: Iterable[bytes], *, inputs: Sequence[str]) -> None:
    """Write a file that only its owner reads: it holds account numbers.

    It is there when it is whole, and not before.

    Raises:
        Refused: it would take the place of what it was made of, or cannot be written.
    """
    with Saving(inputs=inputs) as saving:
        for piece in pieces:
            saving.write(path, piece)


class Saving:
    """Writes files beside where they are to be, and puts all in their places at the end."""

    def __init__(self, *, inputs: Sequence[str]):
        """Write nothing in the place of these."""
        self._taken = {Path(name).resolve() for name in inputs if name != STANDARD_INPUT}
        self._open: dict[Path, tuple[IO[bytes], Path]] = {}  # and where each is until then

    def __enter__(self) -> Self:
        return self

    def write(self, path: Path, piece: bytes) -> None:
        """Add to what is to be a file.

        Raises:
            Refused: it would take the place of an input, or cannot be written.
        """
        if path.resolve() in self._taken:
            raise Refused(f"{path}: is what this was made of; write to another file.")
        try:
            if path not in self._open:
                self._open[path] = _beside(path)
            self._open[path][0].write(piece)
        except OSError as problem:
            raise _unwritable(path, problem) from problem

    def __exit__(self, failure: object, *_: object) -> None:
        for path, (written, place) in self._open.items():
            try:
                written.close()
                if place != path:
                    _put_or_drop(place, path, is_whole=not failure)
            except OSError as problem:
                raise _unwritable(path, problem) from problem


def _beside(path: Path) -> tuple[IO[bytes], Path]:
    """Open a file beside another, for its owner; what is no plain file is written as it is."""
    if path.exists() and not path.is_file():
        return path.open("wb"), path
    number, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.resolve().parent)
    return os.fdopen(number, "wb"), Path(name)


def _put_or_drop(written: Path, path: Path, *, is_whole: bool) -> None:
    if is_whole:
        written.replace(path.resolve())
    else:
        written.unlink()


def bank_rules(named: str, today: date | None) -> BankRules:
    """Read a bank's rules: `FILE`, or `FILE:BANK` where the file has those of several.

    Raises:
        Refused: there are none, or they say something that cannot be.
    """
    path, _, bank = named.partition(":")
    known = told(path, lambda: all_rules(_rule_data(path)))
    names = sorted({rules.name for rules in known})
    if not bank and len(names) != 1:
        raise Refused(f"{path}: has rules of {', '.join(names) or 'no bank'}; name one: FILE:BANK.")
    return told(path, lambda: rules_on(today or date.max, bank or names[0], known))


def masked(column: Column, raw: str, *, unmasked: bool) -> str:
    """Give a field as it is shown: of an account or card number the last digits only."""
    text = raw.strip(" ")
    return text if unmasked or not column.secret else last_digits(text)


def last_digits(text: str) -> str:
    """Mask a number but for its last digits; all of one that has no more.

    >>> last_digits("74456789"), last_digits("1042")
    ('****6789', '****')
    """
    kept = text[-SHOWN_DIGITS:] if len(text) > SHOWN_DIGITS else ""
    return "*" * (len(text) - len(kept)) + kept


def _rule_data(path: str) -> dict[str, Any]:
    text = content_of(path).decode("utf-8", "replace")
    data: dict[str, Any] = json.loads(text) if path.endswith(".json") else tomllib.loads(text)
    if not all(isinstance(periods, list) for periods in data.values()):
        raise ValueError("each bank has a list of rules, as [[bank]] in TOML.")
    return data


def _unwritable(path: Path, problem: OSError) -> Refused:
    return Refused(f"{path}: cannot be written ({problem.strerror}).")


def _unreadable(name: str, problem: OSError) -> Refused:
    return Refused(f"{name}: cannot be read ({problem.strerror}).")


class _WatchedFile(io.FileIO):
    """A file that shows on a terminal how much of it was read, when it is large."""

    def __init__(self, name: str):
        super().__init__(name)
        self._size = super().seek(0, io.SEEK_END)
        super().seek(0)
        self._is_shown = self._size >= PROGRESS_FROM and sys.stderr.isatty()
        self._is_drawn = False
        self._percent = -1

    def seek(self, position: int, whence: int = io.SEEK_SET, /) -> int:
        """Go somewhere; from the start on, the bar begins anew."""
        if not position and whence == io.SEEK_SET:
            self._percent = -1
        return super().seek(position, whence)

    def readinto(self, buffer: Any) -> int | None:
        """Read, and show how far."""
        count = super().readinto(buffer)
        if self._is_shown and (percent := self.tell() * 100 // self._size) > self._percent:
            self._percent, self._is_drawn = percent, True
            done = percent * _BAR_WIDTH // 100
            print(f"\r[{'=' * done:<{_BAR_WIDTH}}] {percent:3}%", end="", file=sys.stderr)
        return count

    def close(self) -> None:
        """Close it, and take the bar away."""
        if not self.closed and self._is_drawn:
            print(f"\r{'':<{_BAR_WIDTH + 7}}\r", end="", file=sys.stderr)
        super().close()


def verdict(name: str, problems: Sequence[Problem]) -> dict[str, Any]:
    """Give what is wrong with a file, for a program."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    return {
        "file": name,
        "errors": errors,
        "warnings": len(problems) - errors,
        "problems": [problem.as_json() for problem in problems],
    }


def show_problems(name: str, problems: Sequence[Problem]) -> None:
    """Print what is wrong with a file, a line for each problem."""
    for problem in problems:
        shown = dataclasses.replace(problem, where=name)
        print(f"{shown} ({problem.severity.value.lower()}, {problem.rule})")
    if not problems:
        print(f"{name}: nothing is wrong.")
