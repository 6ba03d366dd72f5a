"""Problems: what is wrong in a file or an import, as data. The caller decides what follows."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum


class Refusal(Exception):
    """Something that wasn't done, for a reason a caller expects. The text is fit for a person."""


class Severity(StrEnum):
    """How bad a problem is: an error stops the file or the row, a warning is only shown."""

    ERROR = "ERROR"
    WARNING = "WARNING"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong, where it is, and the rule that says so.

    The message is a sentence fit to show a person. Lines, records and columns count from 1;
    `columns` are the first and the last. Where a file has no lines, `offset` is the byte at which
    the record starts, from 0. `value` is what was found: leave it out where it is secret.
    """

    severity: Severity = Severity.ERROR
    rule: str
    message: str
    where: str | None = None
    line: int | None = None
    record_number: int | None = None
    offset: int | None = None
    columns: tuple[int, int] | None = None
    record: str | None = None
    field: str | None = None
    value: str | None = None
    expected: str | None = None

    def as_json(self) -> dict[str, object]:
        """Give the problem for JSON: only what is known."""
        known = {field.name: getattr(self, field.name) for field in fields(self)}
        known["columns"] = None if self.columns is None else list(self.columns)
        return {name: value for name, value in known.items() if value is not None}

    def __str__(self) -> str:
        place = [self.where or ""]
        place += [f"line {self.line}"] if self.line is not None else []
        place += [f"record {self.record_number}"] if self.record_number is not None else []
        place += [f"byte {self.offset}"] if self.offset is not None else []
        place += [f"columns {self.columns[0]}-{self.columns[1]}"] if self.columns else []
        start = ", ".join(part for part in place if part)
        return f"{start}: {self.message}" if start else self.message


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether any of the problems is more than a warning."""
    return any(problem.severity is Severity.ERROR for problem in problems)
