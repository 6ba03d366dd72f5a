"""Reading and writing Nacha files for `rentrail nacha`: any form, standard input, progress."""

import io
import json
import sys
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from rentrail.config.cli.refusals import Refused
from rentrail.formats import nacha
from rentrail.formats.nacha.bank_rules import BankRules, all_rules, rules_on
from rentrail.formats.nacha.fields import Column

STANDARD_INPUT = "-"
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


def parsed(name: str) -> nacha.AchFile:
    """Read a file in any of its forms: Nacha, JSON or CSV.

    Raises:
        Refused: it cannot be read, or says something else than a file.
    """
    data = content_of(name)
    start = data[:200].lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"{"):
        return told(name, lambda: nacha.from_json(data.decode("utf-8-sig")))
    if b"record" in start.partition(b"\n")[0].split(b","):
        return told(name, lambda: nacha.from_csv(data.decode("utf-8-sig")))
    return nacha.parse(data)


def told(name: str, work: Callable[[], _Result]) -> _Result:
    """Do some work on a file; what the library refuses is refused with the file's name."""
    try:
        return work()
    except (ValueError, KeyError) as problem:  # all refusals of the library are such
        raise Refused(f"{name}: {problem}") from problem


def save(path: Path, data: bytes, *, inputs: list[str]) -> None:
    """Write a file that only its owner reads: it holds account numbers.

    Raises:
        Refused: it would take the place of what it was made of, or cannot be written.
    """
    taken = {Path(name).resolve() for name in inputs if name != STANDARD_INPUT}
    if path.resolve() in taken:
        raise Refused(f"{path}: is what this was made of; write to another file.")
    try:
        path.touch(mode=0o600)
        path.write_bytes(data)
    except OSError as problem:
        raise Refused(f"{path}: cannot be written ({problem.strerror}).") from problem


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
    if unmasked or not column.secret:
        return text
    kept = text[-SHOWN_DIGITS:] if len(text) > SHOWN_DIGITS else ""
    return "*" * (len(text) - len(kept)) + kept


def _rule_data(path: str) -> dict[str, Any]:
    text = content_of(path).decode("utf-8", "replace")
    data: dict[str, Any] = json.loads(text) if path.endswith(".json") else tomllib.loads(text)
    if not all(isinstance(periods, list) for periods in data.values()):
        raise ValueError("each bank has a list of rules, as [[bank]] in TOML.")
    return data


def _unreadable(name: str, problem: OSError) -> Refused:
    return Refused(f"{name}: cannot be read ({problem.strerror}).")


class _WatchedFile(io.FileIO):
    """A file that shows on a terminal how much of it was read, when it is large."""

    def __init__(self, name: str):
        super().__init__(name)
        self._size = self.seek(0, io.SEEK_END)
        self.seek(0)
        self._is_shown = self._size >= PROGRESS_FROM and sys.stderr.isatty()
        self._percent = -1

    def readinto(self, buffer: Any) -> int | None:
        """Read, and show how far."""
        count = super().readinto(buffer)
        if self._is_shown and (percent := self.tell() * 100 // self._size) > self._percent:
            self._percent = percent
            done = percent * _BAR_WIDTH // 100
            print(f"\r[{'=' * done:<{_BAR_WIDTH}}] {percent:3}%", end="", file=sys.stderr)
        return count

    def close(self) -> None:
        """Close it, and take the bar away."""
        if not self.closed and self._percent >= 0:
            print(f"\r{'':<{_BAR_WIDTH + 7}}\r", end="", file=sys.stderr)
        super().close()
