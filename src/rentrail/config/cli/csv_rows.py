"""CSV files of people's bank accounts and the like: rows by name, and what is wrong, by line."""

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TypeVar

from rentrail.config.cli.refusals import Refused
from rentrail.primitives.money import MoneyError, parse_cents
from rentrail.primitives.problems import Problem

E = TypeVar("E", bound=Enum)


class FieldNotRead(Exception):
    """A field of a line cannot be read. The text is fit to show a person."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True)
class Row:
    """One line of a file: the text of each column, without the spaces around it."""

    line: int
    texts: dict[str, str]

    def text(self, column: str) -> str:
        """Give the text of a column; empty where the file has none."""
        return self.texts.get(column, "")

    def needed(self, column: str) -> str:
        """Give the text of a column that must not be empty."""
        if not self.text(column):
            raise FieldNotRead(column, f"The {column} is empty.")
        return self.text(column)

    def cents(self, column: str) -> int | None:
        """Give an amount in cents, or None where the field is empty."""
        if not self.text(column):
            return None
        try:
            cents = parse_cents(self.text(column))
        except MoneyError as problem:
            raise FieldNotRead(column, str(problem)) from problem
        if cents <= 0:
            raise FieldNotRead(column, f"The {column} is not more than nothing.")
        return cents

    def day(self, column: str) -> date | None:
        """Give a date, or None where the field is empty."""
        if not self.text(column):
            return None
        try:
            return date.fromisoformat(self.text(column))
        except ValueError:
            shown = self.text(column)[:30]
            raise FieldNotRead(
                column, f"“{shown}” is not a date; write it as 2026-03-01."
            ) from None

    def count(self, column: str) -> int | None:
        """Give a whole number, or None where the field is empty."""
        text = self.text(column)
        if text and not (text.isascii() and text.isdigit()):
            raise FieldNotRead(column, f"“{text[:30]}” is not a whole number.")
        return int(text) if text else None

    def choice(self, column: str, choices: type[E], default: E) -> E:
        """Give one of the words that a column may hold."""
        text = self.text(column)
        if not text:
            return default
        try:
            return choices(text)
        except ValueError:
            known = ", ".join(str(each.value) for each in choices)
            raise FieldNotRead(column, f"“{text[:30]}” is none of {known}.") from None

    def problem(self, column: str | None, message: str) -> Problem:
        """Say what is wrong with the line."""
        return Problem(rule="csv-row", line=self.line, field=column, message=message)


def content_of(path: Path) -> bytes:
    """Give a file's bytes.

    Raises:
        Refused: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as problem:
        raise Refused(f"{path}: cannot be read ({problem.strerror}).") from problem


def read(path: Path, *, needed: Collection[str], known: Collection[str] = ()) -> list[Row]:
    """Read a file whose first line names its columns.

    Raises:
        Refused: it is no such file, or a column is missing or unknown.
    """
    try:
        text = content_of(path).decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        _refuse_columns(path, reader.fieldnames or (), needed=needed, known=known)
        return list(_rows(path, reader))
    except UnicodeDecodeError as problem:
        raise Refused(f"{path}: is not a text in UTF-8.") from problem
    except csv.Error as problem:
        raise Refused(f"{path}: is not a CSV file: {problem}.") from problem


def _rows(path: Path, reader: "csv.DictReader[str]") -> Iterator[Row]:
    for values in reader:
        if None in values or None in values.values():
            raise Refused(
                f"{path}: line {reader.line_num} has more or fewer fields than the first line."
            )
        texts = {name: value.strip() for name, value in values.items()}
        yield Row(line=reader.line_num, texts=texts)


def _refuse_columns(
    path: Path, names: Sequence[str], *, needed: Collection[str], known: Collection[str]
) -> None:
    missing = [name for name in needed if name not in names]
    if missing:
        raise Refused(f"{path}: the first line lacks the columns {', '.join(missing)}.")
    unknown = [name for name in names if name not in {*needed, *known}]
    if unknown:
        allowed = ", ".join((*needed, *known))
        raise Refused(f"{path}: unknown columns {', '.join(unknown)}; there are {allowed}.")
