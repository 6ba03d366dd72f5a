"""How a rule is declared."""

from dataclasses import dataclass
from enum import StrEnum

from rentrail.primitives.problems import Severity


class Pack(StrEnum):
    """Whose rule it is."""

    FORMAT = "format"
    NACHA = "nacha"
    ODFI = "odfi"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One check. The texts are fit to show a person."""

    id: str
    pack: Pack
    severity: Severity
    title: str  # what is looked at
    explanation: str  # what must be so, why, and what to do when it is not
    source: str  # keys of docs/sources.md
    return_code: str = ""  # with which an operator answers an entry that breaks it
    expected: str = ""  # what should be there, where that is always the same


def error(
    rule_id: str,
    title: str,
    explanation: str,
    *,
    pack: Pack = Pack.NACHA,
    source: str = "[NACHA] Appendix Three",
    return_code: str = "",
    expected: str = "",
) -> Rule:
    """Declare a rule that stops a file."""
    return Rule(
        id=rule_id, pack=pack, severity=Severity.ERROR, title=title, explanation=explanation,
        source=source, return_code=return_code, expected=expected,
    )  # fmt: skip


def warning(
    rule_id: str,
    title: str,
    explanation: str,
    *,
    pack: Pack = Pack.NACHA,
    source: str = "[NACHA] Appendix Three",
    return_code: str = "",
    expected: str = "",
) -> Rule:
    """Declare a rule that only tells."""
    return Rule(
        id=rule_id, pack=pack, severity=Severity.WARNING, title=title, explanation=explanation,
        source=source, return_code=return_code, expected=expected,
    )  # fmt: skip
