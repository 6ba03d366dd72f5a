"""What is wrong with a Nacha file, as data: a rule that is broken, and where."""

from rentrail.formats.nacha.fields import Record
from rentrail.formats.nacha.rules import RULES
from rentrail.primitives.problems import Problem, Severity


class Report:
    """The problems found so far, each named by a rule of the registry."""

    def __init__(self) -> None:
        """Start with none."""
        self.problems: list[Problem] = []

    def field(
        self, rule_id: str, record: Record, name: str, message: str, *, expected: str | None = None
    ) -> None:
        """Report one field of a record, with its line, its columns and what stands there."""
        column = type(record).FIELDS[name]
        self.problems.append(
            Problem(
                severity=RULES[rule_id].severity,
                rule=rule_id,
                message=message,
                line=record.line or None,
                columns=column.bounds,
                record=type(record).__name__,
                field=name,
                value=None if column.secret else record.text[column.place].rstrip(" "),
                expected=expected,
            )
        )

    def record(
        self, rule_id: str, record: Record, message: str, *, expected: str | None = None
    ) -> None:
        """Report a record as a whole."""
        self.problems.append(
            Problem(
                severity=RULES[rule_id].severity,
                rule=rule_id,
                message=message,
                line=record.line or None,
                record=type(record).__name__,
                expected=expected,
            )
        )

    def line(
        self,
        rule_id: str,
        line: int | None,
        message: str,
        *,
        columns: tuple[int, int] | None = None,
        value: str | None = None,
        expected: str | None = None,
    ) -> None:
        """Report a line that is no record, or the file when there is no line."""
        self.problems.append(
            Problem(
                severity=RULES[rule_id].severity,
                rule=rule_id,
                message=message,
                line=line,
                columns=columns,
                value=value,
                expected=expected,
            )
        )


__all__ = ["Problem", "Report", "Severity"]
