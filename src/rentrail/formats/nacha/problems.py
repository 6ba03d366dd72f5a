"""What is wrong with a Nacha file, as data: a rule that is broken, and where."""

from rentrail.formats.nacha.fields import Record
from rentrail.formats.nacha.rules import RULES
from rentrail.primitives.problems import Problem, Severity


class Report:
    """The problems found so far, each named by a rule of the registry.

    What was expected is the rule's own to say where it is not said with the problem.
    """

    def __init__(self) -> None:
        """Start with none."""
        self.problems: list[Problem] = []

    def field(
        self, rule_id: str, record: Record, name: str, message: str, *, expected: str | None = None
    ) -> None:
        """Report one field of a record, with its line, its columns and what stands there."""
        column, rule = type(record).FIELDS[name], RULES[rule_id]
        self.problems.append(
            Problem(
                severity=rule.severity,
                rule=rule_id,
                message=message,
                line=record.line or None,
                columns=column.bounds,
                record=type(record).__name__,
                field=name,
                value=None if column.secret else record.text[column.place].rstrip(" "),
                expected=expected or rule.expected or None,
            )
        )

    def record(
        self, rule_id: str, record: Record, message: str, *, expected: str | None = None
    ) -> None:
        """Report a record as a whole."""
        rule = RULES[rule_id]
        self.problems.append(
            Problem(
                severity=rule.severity,
                rule=rule_id,
                message=message,
                line=record.line or None,
                record=type(record).__name__,
                expected=expected or rule.expected or None,
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
        rule = RULES[rule_id]
        self.problems.append(
            Problem(
                severity=rule.severity,
                rule=rule_id,
                message=message,
                line=line,
                columns=columns,
                value=value,
                expected=expected or rule.expected or None,
            )
        )


__all__ = ["Problem", "Report", "Severity"]
