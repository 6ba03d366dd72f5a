"""What codes and rules mean, in words."""

import pytest

from rentrail.formats import nacha
from rentrail.formats.nacha.codes import change_codes, return_codes
from rentrail.formats.nacha.transactions import TRANSACTION_CODES


@pytest.mark.parametrize(
    ("code", "kind", "title"),
    [
        ("R01", "return code", "Insufficient funds"),
        ("r01", "return code", "Insufficient funds"),
        (" R01 ", "return code", "Insufficient funds"),
        ("C02", "change code", "Incorrect routing number"),
        ("WEB", "SEC code", "Internet-initiated or mobile entry"),
        ("web", "SEC code", "Internet-initiated or mobile entry"),
        ("COR", "SEC code", "Notification of change"),
        ("27", "transaction code", "Debit of a checking account"),
        ("42", "transaction code", "Credit of a general ledger account"),
        ("entry.check-digit", "rule", "Check digit of the routing number"),
        ("Entry.Check-Digit", "rule", "Check digit of the routing number"),
    ],
)
def test_a_code_is_explained(code, kind, title):
    found = nacha.explain(code)

    assert (found.kind, found.title) == (kind, title)


def test_a_return_code_tells_what_to_do():
    details = dict(nacha.explain("R01").details)

    assert details["deadline"] == "2 banking days after settlement"
    assert details["originator"] == "may reinitiate"
    assert details["counts in"] == "the overall return rate"
    assert details["written statement"] == "not needed"
    assert dict(nacha.explain("R10").details)["written statement"] == "needed"
    assert dict(nacha.explain("R06").details)["deadline"] == "as agreed"


def test_a_change_code_tells_where_its_data_stands():
    assert nacha.explain("C03").details == (
        ("kind", "correction"),
        ("routing number", "columns 1 to 9 of the corrected data"),
        ("account number", "columns 13 to 29 of the corrected data"),
    )


def test_a_class_tells_what_it_allows():
    assert dict(nacha.explain("ARC").details) == {
        "directions": "debits", "addenda": "none", "at most": "25,000.00", "entries": "live"
    }  # fmt: skip
    assert dict(nacha.explain("CTX").details) == {
        "directions": "debits and credits",
        "addenda": "0 to 9,999, of type 05",
        "entries": "live, prenote, zero dollar",
    }
    assert dict(nacha.explain("DNE").details)["amount"] == "zero"
    assert dict(nacha.explain("RCK").details)["description"] == "REDEPCHECK"
    assert dict(nacha.explain("IAT").details)["addenda"].startswith("7 to 12, of type 10, 11")


def test_a_rule_tells_whose_it_is_and_how_it_is_answered():
    details = dict(nacha.explain("entry.check-digit").details)

    assert (details["severity"], details["pack"]) == ("error", "nacha")
    assert details["answered with"] == "R28"
    assert "answered with" not in dict(nacha.explain("file.padding").details)


@pytest.mark.parametrize(
    "code", [*return_codes(), *change_codes(), *map(str, TRANSACTION_CODES), *nacha.RULES]
)
def test_everything_that_has_a_code_can_be_explained(code):
    found = nacha.explain(code)

    assert found.code == code
    assert found.title
    assert all(text for _, text in found.details)


@pytest.mark.parametrize("code", ["", "R99", "C99", "XYZ", "99", "²7", "entry.nonsense"])
def test_what_there_is_not_cannot_be_explained(code):
    with pytest.raises(nacha.UnknownCode) as refusal:
        nacha.explain(code)

    assert str(refusal.value).startswith("There is no return, change, class or transaction code")
