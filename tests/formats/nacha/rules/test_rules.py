import re

import pytest

from rentrail.formats.nacha.rules import RULES, Pack, rule

ID = re.compile(r"[a-z]+\.[a-z]+(-[a-z]+)*")


def test_every_rule_has_an_id_of_its_own_that_names_its_subject():
    assert all(ID.fullmatch(rule_id) for rule_id in RULES)
    assert all(found.id == rule_id for rule_id, found in RULES.items())


@pytest.mark.parametrize("rule_id", RULES)
def test_every_rule_says_what_it_asks_and_where_that_is_written(rule_id):
    found = rule(rule_id)

    assert found.title
    assert found.source
    assert found.explanation.endswith(".")


def test_what_the_bank_asks_for_is_told_from_what_all_banks_ask_for():
    assert all(
        (found.pack is Pack.ODFI) == found.id.startswith("odfi.") for found in RULES.values()
    )


def test_an_operator_answers_some_rules_with_a_return():
    assert rule("entry.check-digit").return_code == "R28"
    assert rule("entry.addenda-indicator").return_code == "R25"


def test_no_such_rule():
    with pytest.raises(KeyError):
        rule("entry.nonsense")
