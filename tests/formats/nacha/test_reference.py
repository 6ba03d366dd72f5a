"""The page of the rules has them all."""

from rentrail.formats import nacha
from rentrail.formats.nacha.reference import rules_page


def test_each_rule_stands_once_on_the_page_with_its_words():
    rows = [line.split(" | ")[0] for line in rules_page().splitlines() if line.startswith("| `")]

    assert sorted(rows) == sorted(f"| `{rule_id}`" for rule_id in nacha.RULES)
    assert all(rule.explanation in rules_page() for rule in nacha.RULES.values())


def test_the_words_of_a_rule_keep_to_their_cell():
    rows = [line for line in rules_page().splitlines() if line.startswith("| `")]

    assert {line.count("|") for line in rows} == {6}
