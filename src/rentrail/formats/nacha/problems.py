"""What can be wrong with a Nacha file: problems as data, and the writer's refusal."""

from dataclasses import dataclass, field

from rentrail.formats.nacha.fields import Record
from rentrail.primitives.problems import Problem, Severity

# The return reason codes with which an operator answers what breaks these rules.
# Source: [NACHA] Appendix Two, entry level rejection; Appendix Four.
REJECT_CODES = {
    "entry.routing-number": "R13",
    "batch.effective-date": "R18",
    "entry.amount": "R19",
    "entry.addenda": "R25",
    "entry.mandatory-field": "R26",
    "entry.addenda-trace": "R27",
    "entry.check-digit": "R28",
}

_SECRET_FIELDS = frozenset({"dfi_account_number", "corrected_data"})


@dataclass
class Findings:
    """The problems found so far."""

    problems: list[Problem] = field(default_factory=list)

    def of_field(
        self,
        rule: str,
        record: Record,
        name: str,
        *,
        line: int,
        message: str,
        expected: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Report one field of a record, with its columns."""
        column = record.column(name)
        value = None if name in _SECRET_FIELDS else str(getattr(record, name))
        self.problems.append(
            Problem(
                severity=severity,
                rule=rule,
                message=message,
                line=line,
                columns=(column.start, column.end),
                record=type(record).__name__,
                field=name,
                value=value,
                expected=expected or None,
            )
        )

    def of_line(
        self,
        rule: str,
        line: int | None,
        message: str,
        *,
        value: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Report a record, or the file when there is no line."""
        self.problems.append(
            Problem(severity=severity, rule=rule, message=message, line=line, value=value)
        )


__all__ = ["REJECT_CODES", "Findings", "Problem", "Severity"]
