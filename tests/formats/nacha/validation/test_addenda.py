"""The addenda of an entry: allowed, announced, numbered, and right in what they say."""

import pytest
from tests.formats.nacha.conftest import overwritten, rules_of
from tests.formats.nacha.samples import (
    DEATH_NOTICE,
    ENROLLMENT,
    FORWARD,
    TRACE,
    VALID,
    batch_header,
    correspondent,
    entry,
    file_of,
    iat_addenda,
    information,
    remittance,
    terminal,
)

from rentrail.formats import nacha
from rentrail.formats.nacha.addenda import AddendaRecord


def rules_of_addenda(sec_code: str, *addenda: AddendaRecord, **changes: object) -> list[str]:
    detail = FORWARD[sec_code][0].replace(**changes)
    return rules_of(nacha.write(file_of(batch_header(sec_code), nacha.Entry(detail, addenda))))


@pytest.mark.parametrize(
    ("sec_code", "count", "indicator", "rules"),
    [
        ("PPD", 0, 0, []),
        ("PPD", 1, 1, []),
        ("PPD", 0, 1, ["entry.addenda-indicator"]),
        ("PPD", 1, 0, ["entry.addenda-indicator"]),
        ("PPD", 1, 2, ["entry.addenda-indicator"]),
        ("PPD", 2, 1, ["entry.addenda-count"]),
        ("WEB", 2, 1, ["entry.addenda-count"]),
        ("CCD", 2, 1, ["entry.addenda-count"]),
        ("TEL", 1, 1, ["entry.addenda-count"]),
        ("ARC", 1, 1, ["entry.addenda-count"]),
        ("BOC", 1, 1, ["entry.addenda-count"]),
        ("POP", 1, 1, ["entry.addenda-count"]),
        ("RCK", 1, 1, ["entry.addenda-count"]),
        ("XCK", 1, 1, ["entry.addenda-count"]),
        ("TRC", 1, 1, ["entry.addenda-count"]),
        ("TRX", 0, 0, ["entry.addenda-declared", "entry.addenda-missing"]),
        ("POS", 0, 0, ["entry.addenda-missing"]),
        ("SHR", 0, 0, ["entry.addenda-missing"]),
        ("MTE", 0, 0, ["entry.addenda-missing"]),
        ("DNE", 0, 0, ["entry.addenda-missing"]),
        ("ENR", 0, 0, ["entry.addenda-declared", "entry.addenda-missing"]),
    ],
)
def test_how_many_addenda_an_entry_has(sec_code, count, indicator, rules):
    addenda = [information("RENT MARCH", number) for number in range(1, count + 1)]

    found = rules_of_addenda(sec_code, *addenda, addenda_indicator=indicator)

    assert sorted(found) == sorted(rules)


@pytest.mark.parametrize("sec_code", ["CTX", "ATX", "TRX"])
def test_some_classes_have_many_addenda_and_tell_how_many(sec_code):
    addenda = [information("X", number) for number in range(1, 301)]

    told = {"addenda_indicator": 1, "addenda_count": 300}
    assert rules_of_addenda(sec_code, *addenda, **told) == []
    assert rules_of_addenda(sec_code, *addenda, **told | {"addenda_count": 299}) == [
        "entry.addenda-declared"
    ]


def test_what_comes_back_has_one_addenda():
    [batch] = VALID["PPD-returned"].batches
    detail, addenda = batch.entries[0]
    twice = nacha.Entry(detail, addenda * 2)

    assert rules_of(nacha.write(file_of(batch.header, twice))) == ["entry.addenda-count"]


@pytest.mark.parametrize(
    ("sec_code", "addenda", "rules"),
    [
        ("PPD", terminal(), ["entry.addenda-type"]),
        ("POS", information("RENT"), ["entry.addenda-type"]),
        ("SHR", information("RENT"), ["entry.addenda-type"]),
        ("CCD", remittance(), ["entry.addenda-type"]),
    ],
)
def test_the_type_of_addenda_goes_with_the_class(sec_code, addenda, rules):
    assert rules_of_addenda(sec_code, addenda, addenda_indicator=1) == rules


@pytest.mark.parametrize("type_code", ["06", "19", "97", "  ", "X1"])
@pytest.mark.parametrize("name", ["CCD", "TEL", "COR"])
def test_an_addenda_of_no_known_type_is_told(type_code, name):
    header = batch_header("CCD", standard_entry_class_code=name)
    data = nacha.write(file_of(header, entry("CCD")))

    found = rules_of(overwritten(data, 4, 2, type_code))

    assert "entry.addenda-type" in found


@pytest.mark.parametrize(
    ("sec_code", "line", "start", "value", "rule"),
    [
        ("CTX", 4, 84, "0002", "entry.addenda-sequence"),
        ("CTX", 5, 84, "0003", "entry.addenda-sequence"),
        ("CTX", 5, 88, "0000009", "entry.addenda-trace"),
        ("POS", 4, 80, "076401250000009", "entry.addenda-trace"),
        ("IAT", 4, 88, "0000009", "entry.addenda-trace"),
        ("PPD-returned", 4, 80, "123456780000009", "entry.addenda-trace"),
        ("PPD-notified", 4, 80, "123456780000009", "entry.addenda-trace"),
    ],
)
def test_an_addenda_tells_its_place_and_its_entry(sec_code, line, start, value, rule):
    [problem] = nacha.validate(overwritten(nacha.write(VALID[sec_code]), line, start, value))

    assert (problem.rule, problem.line) == (rule, line)


@pytest.mark.parametrize(
    ("name", "start", "value", "rule"),
    [
        ("POS", 26, "0230", "addenda.terminal-moment"),
        ("POS", 26, "1301", "addenda.terminal-moment"),
        ("POS", 26, "0229", None),
        ("POS", 78, "XX", "entry.terminal-state"),
        ("MTE", 26, "0000", "addenda.terminal-moment"),
        ("MTE", 30, "240000", "addenda.terminal-moment"),
        ("MTE", 30, "235960", "addenda.terminal-moment"),
        ("MTE", 78, "ZZ", "entry.terminal-state"),
    ],
)
def test_when_and_where_a_terminal_was_used(name, start, value, rule):
    found = rules_of(overwritten(nacha.write(VALID[name]), 4, start, value))

    assert found == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (DEATH_NOTICE, []),
        (DEATH_NOTICE.replace("CUSTOMERSSN", "CUSTOMER SSN"), []),
        (DEATH_NOTICE.replace("022026", "023026"), ["addenda.death-notice"]),
        (DEATH_NOTICE.replace("123456789", "12345678"), ["addenda.death-notice"]),
        (DEATH_NOTICE.rstrip("\\"), ["addenda.death-notice"]),
        ("", ["addenda.death-notice"]),
    ],
)
def test_death_notifications_have_a_form(text, rules):
    assert rules_of_addenda("DNE", information(text)) == rules


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (ENROLLMENT, []),
        (ENROLLMENT.replace("*0\\", "*A\\"), []),
        (ENROLLMENT.replace("07640125*1", "07640125*2"), ["addenda.enrollment"]),
        (ENROLLMENT.replace("22*", "42*"), ["addenda.enrollment"]),
        (ENROLLMENT.replace("*RESIDENT", ""), ["addenda.enrollment"]),
        ("", ["addenda.enrollment"]),
    ],
)
def test_enrollments_have_a_form(text, rules):
    assert rules_of_addenda("ENR", information(text)) == rules


@pytest.mark.parametrize(
    ("more", "rules"),
    [
        ([], []),
        ([remittance()], []),
        ([remittance(), remittance(2), correspondent(), correspondent(2), correspondent(3)], []),
        ([correspondent(number) for number in range(1, 6)], []),
        ([correspondent(), remittance()], ["iat.addenda-order"]),
        ([remittance(), remittance(2), remittance(3)], ["iat.addenda-order"]),
        (
            [correspondent(number) for number in range(1, 7)],
            ["entry.addenda-count", "iat.addenda-order"],
        ),
        ([information("RENT")], ["iat.addenda-order", "entry.addenda-type"]),
    ],
)
def test_what_may_follow_the_seven_addenda_of_an_international_entry(more, rules):
    addenda = iat_addenda(*more)

    assert rules_of_addenda("IAT", *addenda, addenda_count=len(addenda)) == rules


def test_an_international_entry_needs_all_seven_addenda():
    addenda = iat_addenda()[:6]

    assert rules_of_addenda("IAT", *addenda, addenda_count=6) == ["entry.addenda-missing"]


def test_the_seven_addenda_stand_in_order():
    addenda = list(iat_addenda())
    addenda[0], addenda[1] = addenda[1], addenda[0]

    assert rules_of_addenda("IAT", *addenda) == ["iat.addenda-order"]


@pytest.mark.parametrize(
    ("line", "start", "value", "rule"),
    [
        (4, 4, "XXX", "iat.transaction-type"),
        (6, 4, f"{'SPRINGFIELD IL':<35}", "iat.address"),
        (6, 39, f"{'US*62701':<35}", "iat.address"),
        (7, 39, "04", "iat.bank-qualifier"),
        (7, 75, "QQ ", "iat.country"),
        (8, 39, "00", "iat.bank-qualifier"),
        (8, 75, "ZZ ", "iat.country"),
        (10, 4, f"{'LILLE':<35}", "iat.address"),
        (11, 39, "09", "iat.bank-qualifier"),
        (11, 75, "XX ", "iat.country"),
    ],
)
def test_what_the_addenda_of_an_international_entry_say(line, start, value, rule):
    made = file_of(batch_header("IAT"), entry("IAT", correspondent(), addenda_count=8))

    [problem] = nacha.validate(overwritten(nacha.write(made), line, start, value))

    assert (problem.rule, problem.line) == (rule, line)


def test_an_addenda_of_a_wrong_length_is_told_and_not_read_further():
    lines = nacha.write(VALID["CTX"]).decode().splitlines()
    lines[3] = lines[3][:80]

    assert rules_of("\n".join(lines).encode()) == ["file.record-length"]


def test_an_international_return_keeps_its_addenda():
    [batch] = VALID["IAT-returned"].batches

    assert [one.addenda_type_code for one in batch.entries[0].addenda] == [
        "10", "11", "12", "13", "14", "15", "16", "99"
    ]  # fmt: skip
    assert TRACE[-7:] == "0000001"
