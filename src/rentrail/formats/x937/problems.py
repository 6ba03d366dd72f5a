"""What is wrong with an X9.37 file, as data: a rule that is broken, and where."""

from rentrail.formats.x937.fields import Record
from rentrail.formats.x937.rules import RULES
from rentrail.primitives.problems import Problem, Severity


class Report:
    """The problems found so far, each named by a rule of the registry."""

    def __init__(self) -> None:
        """Start with none."""
        self.problems: list[Problem] = []

    def field(
        self, rule_id: str, record: Record, name: str, message: str, *, expected: str | None = None
    ) -> None:
        """Report one field of a record, with its place and what stands there."""
        column = type(record).FIELDS[name]
        place = column.place(record.text)
        raw = record.text[place].strip(" ")
        self.problems.append(
            Problem(
                severity=RULES[rule_id].severity,
                rule=rule_id,
                message=message,
                record_number=record.number or None,
                offset=record.offset if record.number else None,
                columns=(place.start + 1, place.stop),
                record=type(record).__name__,
                field=name,
                value=None if column.secret else raw,
                expected=expected,
            )
        )

    def record(
        self,
        rule_id: str,
        record: Record,
        message: str,
        *,
        value: str | None = None,
        expected: str | None = None,
    ) -> None:
        """Report a record as a whole."""
        self.problems.append(
            Problem(
                severity=RULES[rule_id].severity,
                rule=rule_id,
                message=message,
                record_number=record.number or None,
                offset=record.offset if record.number else None,
                record=type(record).__name__,
                value=value,
                expected=expected,
            )
        )

    def file(
        self,
        rule_id: str,
        message: str,
        *,
        record_number: int | None = None,
        offset: int | None = None,
        value: str | None = None,
        expected: str | None = None,
    ) -> None:
        """Report the file, or a place in it that is no record."""
        self.problems.append(
            Problem(
                severity=RULES[rule_id].severity,
                rule=rule_id,
                message=message,
                record_number=record_number,
                offset=offset,
                value=value,
                expected=expected,
            )
        )


__all__ = ["Problem", "Report", "Severity"]
