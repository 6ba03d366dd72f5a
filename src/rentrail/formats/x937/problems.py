"""What is wrong with an X9.37 file, as data: a rule that is broken, and where."""

from typing import Any

from rentrail.formats.x937.fields import Record
from rentrail.formats.x937.rules import RULES
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
        """Report one field of a record, with its place and what stands there."""
        column = type(record).FIELDS[name]
        place = column.place(record.text)
        self._add(
            rule_id,
            message,
            **_place_of(record),
            columns=(place.start + 1, place.stop),
            field=name,
            value=None if column.secret else record.text[place].strip(" "),
            expected=expected,
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
        self._add(rule_id, message, **_place_of(record), value=value, expected=expected)

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
        self._add(
            rule_id, message, record_number=record_number, offset=offset, value=value,
            expected=expected,
        )  # fmt: skip

    def _add(self, rule_id: str, message: str, *, expected: str | None, **more: Any) -> None:
        rule = RULES[rule_id]
        self.problems.append(
            Problem(
                severity=rule.severity,
                rule=rule_id,
                message=message,
                expected=expected or rule.expected or None,
                **more,
            )
        )


def _place_of(record: Record) -> dict[str, Any]:
    """Give where a record stands; one that is in no file stands nowhere."""
    return {
        "record": type(record).__name__,
        "record_number": record.number or None,
        "offset": record.offset if record.number else None,
    }


__all__ = ["Problem", "Report", "Severity"]
