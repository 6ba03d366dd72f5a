"""What can be wrong with a Nacha file: problems as data, and the writer's refusal."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a problem is: an error stops the file or the entry, a warning wants a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong in a file, said so that a program and a person can act on it.

    Lines and columns count from 1, as the rulebook prints them; line 0 means the file as a whole.
    `reject_code` is the return reason code with which the ACH operator answers such an entry.

    >>> print(Problem(rule="entry.check-digit", message="The check digit must be 8.", line=3,
    ...               start=12, end=12, field="check_digit", value="7", expected="8"))
    line 3, columns 12-12, check_digit: The check digit must be 8. [entry.check-digit]
    """

    rule: str
    message: str
    line: int = 0
    start: int = 0
    end: int = 0
    field: str = ""
    value: str = ""
    expected: str = ""
    severity: Severity = Severity.ERROR
    reject_code: str = ""

    def __str__(self) -> str:
        place = [f"line {self.line}"] if self.line else ["file"]
        if self.start:
            place.append(f"columns {self.start}-{self.end}")
        if self.field:
            place.append(self.field)
        return f"{', '.join(place)}: {self.message} [{self.rule}]"


class NachaWriteError(ValueError):
    """A value does not fit the file, which is refused rather than cut. Fit to show a person.

    `row` counts the entries of the batch from 0; None when the value belongs to no entry.
    """

    def __init__(self, *, field: str, reason: str, value: object = "", row: int | None = None):
        self.field = field
        self.reason = reason
        self.value = value
        self.row = row
        entry = "" if row is None else f"Entry {row + 1}: "
        super().__init__(f"{entry}{field} {reason}")
