"""What is checked in a Nacha file: every rule once, with its words, for reports and for the docs.

A rule's id names its subject and what is asked of it; reports, filters and tests go by it, so it
stays. The packs say whose rule it is: the format's own (no reader could go on), Nacha's (an
operator or a receiving bank would reject or return), or the originating bank's.
"""

from rentrail.formats.nacha.rules import batches, entries, files, items, odfi
from rentrail.formats.nacha.rules.declaring import Pack, Rule

RULES: dict[str, Rule] = {
    rule.id: rule for module in (files, batches, entries, items, odfi) for rule in module.RULES
}  # by id, in the order of the reference page


def rule(rule_id: str) -> Rule:
    """Give a rule by its id.

    >>> rule("entry.check-digit").title
    'Check digit of the routing number'

    Raises:
        KeyError: there is no such rule.
    """
    return RULES[rule_id]


__all__ = ["RULES", "Pack", "Rule", "rule"]
