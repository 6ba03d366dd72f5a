"""How a rule is declared."""

from dataclasses import dataclass
from enum import StrEnum

from rentrail.primitives.problems import Severity


class Pack(StrEnum):
    """Whose rule it is."""

    FORMAT = "format"
    EXCHANGE = "exchange"
    BANK = "bank"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One check. The texts are fit to show a person."""

    id: str
    pack: Pack
    severity: Severity
    title: str  # what is looked at
    explanation: str  # what must be so, why, and what to do when it is not
    source: str  # keys of docs/sources.md
    expected: str = ""  # what should be, in few words, where the problem itself can't say more


def error(
    rule_id: str,
    title: str,
    explanation: str,
    *,
    pack: Pack = Pack.EXCHANGE,
    source: str = "[X9.37]",
    expected: str = "",
) -> Rule:
    """Declare a rule that stops a file or an item."""
    return Rule(
        id=rule_id, pack=pack, severity=Severity.ERROR, title=title, explanation=explanation,
        source=source, expected=expected,
    )  # fmt: skip


def warning(
    rule_id: str,
    title: str,
    explanation: str,
    *,
    pack: Pack = Pack.EXCHANGE,
    source: str = "[X9.37]",
    expected: str = "",
) -> Rule:
    """Declare a rule that only tells."""
    return Rule(
        id=rule_id, pack=pack, severity=Severity.WARNING, title=title, explanation=explanation,
        source=source, expected=expected,
    )  # fmt: skip
