"""Returns, dishonors, contests, notifications and refusals: their codes and what they carry."""

import pytest
from tests.formats.nacha.conftest import BATCH, overwritten, rules_of
from tests.formats.nacha.samples import (
    CREDIT,
    CREDITS,
    RETURNABLE,
    VALID,
    batch_header,
    contested,
    dishonored,
    entry,
    file_of,
    notified,
    refused,
    returned,
)

from rentrail.formats import nacha
from rentrail.formats.nacha.codes import return_codes

OF_DEBITS = {
    "R01", "R05", "R07", "R08", "R09", "R10", "R11", "R29", "R33", "R35", "R37", "R38", "R39",
    "R50", "R51", "R52", "R53",
}  # fmt: skip
CLASSES = {
    "R05": {"CCD", "CTX"},
    "R31": {"CCD", "CTX"},
    "R33": {"XCK"},
    "R37": {"ARC", "BOC", "POP", "IAT"},
    "R38": {"ARC", "BOC", "POP", "IAT"},
    "R39": {"ARC", "BOC", "POP", "IAT"},
    **{f"R{number}": {"ENR"} for number in range(40, 48)},
    **{f"R{number}": {"RCK", "IAT"} for number in range(50, 54)},
    **{f"R{number}": {"IAT"} for number in range(80, 85)},
}


@pytest.mark.parametrize("code", [code for code in return_codes() if code[:2] not in ("R6", "R7")])
@pytest.mark.parametrize("sec_code", RETURNABLE)
def test_a_reason_is_for_some_classes_and_directions(code, sec_code):
    data = nacha.write(returned(sec_code, return_code=code, date_of_death=""))
    is_debit = entry(sec_code).detail.transaction_code % 10 >= 5

    expected = []
    if sec_code not in CLASSES.get(code, {sec_code}):
        expected.append("return.code-class")
    if code in (("R23", "R36") if is_debit else OF_DEBITS):
        expected.append("return.code-direction")
    assert rules_of(data) == expected


@pytest.mark.parametrize("code", ["R00", "R48", "R49", "R54", "R60", "R78", "R86", "R99", "X01"])
def test_a_reason_that_there_is_not_is_told(code):
    assert rules_of(nacha.write(returned(return_code=code))) == ["return.code"]


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"return_code": "R14", "date_of_death": "260201"}, []),
        ({"return_code": "R15", "date_of_death": "260201"}, []),
        ({"return_code": "R14", "date_of_death": "260231"}, ["return.date-of-death"]),
        ({"return_code": "R03", "date_of_death": "260201"}, ["return.date-of-death"]),
        ({"return_code": "R17", "addenda_information": "QUESTIONABLE"}, []),
    ],
)
def test_what_goes_with_a_reason(changes, rules):
    assert rules_of(nacha.write(returned(**changes))) == rules


@pytest.mark.parametrize("name", ["PPD-returned", "PPD-notified", "dishonored", "contested",
                                  "notification-refused", "IAT-returned"])  # fmt: skip
def test_what_comes_back_says_which_entry_it_means(name):
    data = nacha.write(VALID[name])
    line = 11 if name == "IAT-returned" else 4

    assert rules_of(overwritten(data, line, 7, "0" * 15)) == ["return.original-trace"]
    assert rules_of(overwritten(data, line, 28, "0" * 8)) == ["return.original-rdfi"]


def test_a_credit_that_was_refused():
    header = batch_header("PPD", **CREDITS)
    batch = nacha.return_for(
        header, entry("PPD", **CREDIT), return_code="R23", trace_number="123456780000001"
    )

    assert rules_of(nacha.write(file_of(batch.header, *batch.entries))) == []


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        *(({"dishonor_code": code}, []) for code in ("R61", "R62", "R67", "R68")),
        *(({"dishonor_code": f"R{n}"}, ["return.code-obsolete"]) for n in (63, 64, 65, 66)),
        ({"dishonor_code": "R69", "addenda_information": "01*03*06"}, []),
        ({"dishonor_code": "R69", "addenda_information": "07"}, []),
        ({"dishonor_code": "R69"}, ["dishonor.field-errors"]),
        ({"dishonor_code": "R69", "addenda_information": "08"}, ["dishonor.field-errors"]),
        ({"dishonor_code": "R69", "addenda_information": "01,03"}, ["dishonor.field-errors"]),
        ({"dishonor_code": "R70"}, ["dishonor.return-code"]),
        ({"return_settlement_date": "000"}, ["return.settlement-date"]),
        ({"return_settlement_date": "367"}, ["return.settlement-date"]),
    ],
)
def test_dishonored_returns(changes, rules):
    assert rules_of(nacha.write(dishonored(**changes))) == rules


@pytest.mark.parametrize(
    ("code", "rules"), [("06", []), ("31", []), ("01", ["dishonor.return-code"])]
)
def test_only_returns_that_were_asked_for_are_dishonored_with_r70(code, rules):
    data = nacha.write(dishonored(dishonor_code="R70"))

    assert rules_of(overwritten(data, 4, 57, code)) == rules


def test_a_dishonor_names_the_return():
    assert rules_of(overwritten(nacha.write(dishonored()), 4, 57, "99")) == ["dishonor.return-code"]


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        *(({"contest_code": f"R{number}"}, []) for number in range(71, 78)),
        ({"return_date": "260231"}, ["contest.return-date"]),
        ({"return_date": ""}, ["field.required"]),
        ({"original_settlement_date": "000"}, ["return.settlement-date"]),
        ({"dishonor_settlement_date": "400"}, ["return.settlement-date"]),
    ],
)
def test_contested_dishonors(changes, rules):
    assert rules_of(nacha.write(contested(**changes))) == rules


@pytest.mark.parametrize(
    ("start", "value", "rule"),
    [
        (57, "99", "dishonor.return-code"),
        (77, "01", "contest.dishonor-code"),
        (77, "63", "contest.dishonor-code"),
        (54, "999", "return.settlement-date"),
    ],
)
def test_a_contest_names_what_it_answers(start, value, rule):
    assert rules_of(overwritten(nacha.write(contested()), 4, start, value)) == [rule]


@pytest.mark.parametrize(
    ("code", "data", "rules"),
    [
        ("C01", "1918171614", []),
        ("C01", "", ["notification.corrected-data"]),
        ("C02", "056005075", []),
        ("C02", "056005076", ["notification.corrected-data"]),
        ("C03", "056005075   99887766", []),
        ("C03", "056005075", ["notification.corrected-data"]),
        ("C04", "ALICE NEWNAME", []),
        ("C05", "37", []),
        ("C05", "26", ["notification.corrected-data"]),
        ("C06", "99887766            32", []),
        ("C07", "05600507599887766         37", []),
        ("C07", "05600507699887766         37", ["notification.corrected-data"]),
        ("C08", "BDNFFRPP", ["notification.code-class"]),
        ("C09", "LEASE-42", []),
        ("C13", "", []),
        ("C14", "IAT", []),
        ("C14", "PPD", ["notification.corrected-data"]),
        ("C10", "NEW NAME", ["notification.code"]),
        ("C12", "NEW NAME", ["notification.code"]),
        ("C99", "1", ["notification.code"]),
        ("X01", "1", ["notification.code"]),
    ],
)
def test_notifications_of_change(code, data, rules):
    assert rules_of(nacha.write(notified(change_code=code, corrected_data=data))) == rules


def test_the_account_number_of_an_international_entry_may_be_longer():
    long = {"change_code": "C01", "corrected_data": "GB29NWBK60161331926819"}

    assert rules_of(nacha.write(notified("IAT", **long))) == []
    assert rules_of(nacha.write(notified("PPD", **long))) == ["notification.corrected-data"]


@pytest.mark.parametrize(
    ("code", "data", "rules"),
    [
        ("C01", "1918171614", []),
        ("C03", "056005075   1918171614", ["notification.code-class"]),
        ("C04", "BOB RESIDENT", ["notification.code-class"]),
        ("C08", "BDNFFRPP", []),
        ("C14", "IAT", ["notification.code-class"]),
    ],
)
def test_international_entries_have_change_codes_of_their_own(code, data, rules):
    file = notified("IAT", change_code=code, corrected_data=data)

    assert rules_of(nacha.write(file)) == rules


def test_corrected_data_is_never_shown():
    file = notified(change_code="C07", corrected_data="05600507699887766         37")

    assert "99887766" not in repr(nacha.validate(nacha.write(file)))


@pytest.mark.parametrize("code", [f"C{number}" for number in range(61, 70)])
def test_refused_notifications(code):
    assert rules_of(nacha.write(refused(refusal_code=code))) == []


@pytest.mark.parametrize(
    ("start", "value", "rule"),
    [
        (65, "C99", "notification.code"),
        (65, "C61", "notification.code"),
        (68, "0000000", "notification.refused-trace"),
        (75, "X", "field.reserved"),
    ],
)
def test_a_refusal_names_what_it_refuses(start, value, rule):
    assert rules_of(overwritten(nacha.write(refused()), 4, start, value)) == [rule]


def test_a_returned_prenote_moves_nothing():
    prenote = entry("PPD", transaction_code=28, amount_cents=0)
    batch = nacha.return_for(BATCH, prenote, return_code="R03", trace_number="123456780000001")

    assert rules_of(nacha.write(file_of(batch.header, *batch.entries))) == []


def test_an_international_entry_may_come_back_without_its_addenda():
    [batch] = VALID["IAT-returned"].batches
    [entry] = batch.entries
    alone = entry._replace(addenda=entry.addenda[-1:])

    assert rules_of(nacha.write(file_of(batch.header, alone))) == []
