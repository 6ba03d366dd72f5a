"""The rules of one bank: written down as data, in force from a day on."""

import tomllib
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from rentrail.formats.nacha.bank_rules import (
    BankRules,
    BankRulesNotValid,
    all_rules,
    rules_on,
)

DOCS = Path(__file__).parents[3] / "docs"
EXAMPLES = DOCS / "how-to" / "examples" / "banks.toml"
EXAMPLE = """
[[example-balanced]]
since = 2026-01-01
sec_codes = ["CCD", "PPD", "WEB"]
balanced = true
line_ends = ["CRLF"]
padding = true

[[example-balanced]]
since = 2026-07-01
sec_codes = ["CCD", "PPD"]
entry_max_cents = 10_000_00

[[example-plain]]
file_header = { immediate_destination_name = "FIRST BANK" }
"""


def test_rules_are_taken_from_toml():
    first, second, plain = all_rules(tomllib.loads(EXAMPLE))

    assert (first.name, first.since) == ("example-balanced", date(2026, 1, 1))
    assert first.sec_codes == ("CCD", "PPD", "WEB")
    assert (first.balanced, first.line_ends, first.padding) == (True, ("CRLF",), True)
    assert (second.balanced, second.entry_max_cents) == (None, 1_000_000)
    assert plain.file_header == {"immediate_destination_name": "FIRST BANK"}
    assert plain.since is None


def test_dates_may_be_texts_as_in_json():
    assert BankRules.from_data({"name": "x", "since": "2026-01-01"}).since == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 6, 30), date(2026, 1, 1)),
        (date(2026, 7, 1), date(2026, 7, 1)),
        (date(2030, 1, 1), date(2026, 7, 1)),
    ],
)
def test_the_newest_rules_of_the_bank_are_in_force(day, since):
    known = all_rules(tomllib.loads(EXAMPLE))

    assert rules_on(day, "example-balanced", reversed(known)).since == since


@pytest.mark.parametrize(
    ("day", "name"), [(date(2025, 12, 31), "example-balanced"), (date(2026, 1, 1), "other")]
)
def test_a_bank_of_which_nothing_is_known_is_refused(day, name):
    known = all_rules(tomllib.loads(EXAMPLE))

    with pytest.raises(BankRulesNotValid, match=f"No rules of '{name}' are known for {day}"):
        rules_on(day, name, known)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({}, "have its name"),
        ({"name": ""}, "have its name"),
        ({"name": 5}, "name is a text, not 5"),
        ({"name": "x", "balance": True}, "There is no bank rule balance"),
        ({"name": "x", "since": "soon"}, "since is a date as YYYY-MM-DD, not 'soon'"),
        ({"name": "x", "since": 2026}, "since is a date, not 2026"),
        ({"name": "x", "sec_codes": ["XYZ"]}, "sec_codes is a list of ACK, ADV"),
        ({"name": "x", "sec_codes": "PPD"}, "sec_codes is a list of"),
        ({"name": "x", "service_class_codes": [226]}, "is a list of 200, 220, 225, 280"),
        ({"name": "x", "line_ends": ["LFCR"]}, "is a list of CR, CRLF, LF, none"),
        ({"name": "x", "balanced": "yes"}, "balanced is true or false, not 'yes'"),
        ({"name": "x", "padding": 1}, "padding is true or false, not 1"),
        ({"name": "x", "entry_max_cents": 12.5}, "entry_max_cents is a whole number"),
        ({"name": "x", "entry_max_cents": -1}, "entry_max_cents is a whole number"),
        ({"name": "x", "days_ahead_min": True}, "days_ahead_min is a whole number"),
        ({"name": "x", "descriptions": [5]}, "descriptions is a list of texts"),
        ({"name": "x", "company_identifications": "5"}, "is a list of texts"),
        ({"name": "x", "odfi_identification": 7640125}, "odfi_identification is a text"),
        ({"name": "x", "file_header": {"destination": "X"}}, "texts of the file header"),
        ({"name": "x", "file_header": {"reference_code": 5}}, "texts of the file header"),
        ({"name": "x", "file_header": "X"}, "texts of the file header"),
    ],
)
def test_what_is_no_rule_is_refused(data, reason):
    with pytest.raises(BankRulesNotValid, match=reason):
        BankRules.from_data(data)


def test_the_examples_of_the_documentation_are_rules():
    known = all_rules(tomllib.loads(EXAMPLES.read_text()))

    assert {one.name for one in known} == {"balanced-bank", "cautious-bank", "tape-bank"}
    assert rules_on(date(2026, 6, 30), "cautious-bank", known).entry_max_cents == 500_000
    assert rules_on(date(2026, 7, 1), "cautious-bank", known).entry_max_cents == 1_000_000


def test_every_rule_stands_in_the_documentation():
    told = (DOCS / "reference" / "nacha.md").read_text()

    assert [one.name for one in fields(BankRules) if f"`{one.name}`" not in told] == ["name"]
