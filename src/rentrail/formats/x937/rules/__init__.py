"""What is checked in an X9.37 file: every rule once, with its words, for reports and for the docs.

A rule's id names its subject and what is asked of it; reports, filters and tests go by it, so it
stays. The packs say whose rule it is: the format's own (no reader could go on), that of exchange
between banks, or the bank's that takes the file.
"""

from rentrail.formats.x937.rules import bank, files, items, letters
from rentrail.formats.x937.rules.declaring import Pack, Rule

RULES: dict[str, Rule] = {
    rule.id: rule for module in (files, letters, items, bank) for rule in module.RULES
}  # by id, in the order of the reference page


def rule(rule_id: str) -> Rule:
    """Give a rule by its id.

    >>> rule("item.routing").title
    'Routing number of the bank that pays'

    Raises:
        KeyError: there is no such rule.
    """
    return RULES[rule_id]


__all__ = ["RULES", "Pack", "Rule", "rule"]
