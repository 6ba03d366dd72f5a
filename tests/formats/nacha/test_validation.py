from dataclasses import replace
from datetime import date

import pytest

from rentrail.formats.nacha import building, validation
from rentrail.formats.nacha.problems import Severity
from rentrail.formats.nacha.records import EntryDetail

FRIDAY, SATURDAY, MONDAY = date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 2)


def is_weekday(day: date) -> bool:
    return day.weekday() < 5


def rules_of(data: bytes, **kwargs) -> set[str]:
    return {problem.rule for problem in validation.validate(data, **kwargs)}


# Line 1 is the file header, 2 the batch header, 3 and 4 the entries, 5 and 6 the controls.
@pytest.mark.parametrize(
    ("line", "start", "value", "rule"),
    [
        (1, 24, "260230", "file.creation-moment"),
        (1, 30, "2560", "file.creation-moment"),
        (1, 34, "a", "file.id-modifier"),
        (1, 35, "095", "file.record-size"),
        (1, 38, "20", "file.blocking-factor"),
        (1, 40, "2", "file.format-code"),
        (1, 4, "          ", "field.mandatory"),
        (1, 4, " 123456789", "file.destination"),
        (2, 2, "226", "batch.service-class"),
        (2, 2, "220", "entry.transaction-code"),
        (2, 5, " " * 16, "field.mandatory"),
        (2, 41, "0000000000", "batch.zeros"),
        (2, 51, "PPX", "batch.sec-code"),
        (2, 51, "ARC", "batch.sec-code"),
        (2, 51, "COR", "batch.sec-code"),
        (2, 54, "Reversal  ", "batch.reserved-description"),
        (2, 54, "PURCHASE  ", "batch.reserved-description"),
        (2, 70, "260230", "batch.effective-date"),
        (2, 70, "      ", "batch.effective-date"),
        (2, 76, "061", "batch.settlement-date"),
        (2, 79, "9", "batch.originator-status"),
        (2, 80, "07640126", "entry.trace-prefix"),
        (2, 88, "0000002", "batch.control-batch-number"),
        (3, 2, "22", "entry.transaction-code"),
        (3, 2, "26", "entry.transaction-code"),
        (3, 2, "99", "entry.transaction-code"),
        (3, 2, "28", "entry.amount"),
        (3, 2, "29", "entry.transaction-code"),
        (3, 12, "1", "entry.check-digit"),
        (3, 4, "1234567A", "field.digits"),
        (3, 4, "500000005", "entry.routing-number"),
        (3, 13, " " * 17, "entry.account-number"),
        (3, 13, " 744567", "entry.account-number"),
        (3, 30, "0000000000", "entry.amount"),
        (3, 30, "-000012000", "field.numeric"),
        (3, 55, " " * 22, "entry.mandatory-field"),
        (3, 55, "0" * 22, "entry.mandatory-field"),
        (3, 55, " ALICE", "entry.justification"),
        (3, 55, "AL\tCE", "file.characters"),
        (3, 79, "1", "entry.addenda"),
        (3, 79, "X", "field.numeric"),
        (3, 88, "0000002", "entry.trace-unique"),
        (3, 88, "0000003", "entry.trace-order"),
        (5, 2, "200", "batch.control-service-class-code"),
        (5, 5, "000003", "batch.entry-addenda-count"),
        (5, 11, "0000000001", "batch.entry-hash"),
        (5, 21, "000000000001", "batch.total-debit-cents"),
        (5, 33, "000000000001", "batch.total-credit-cents"),
        (5, 45, "1234567891", "batch.control-company-identification"),
        (5, 80, "07640126", "batch.control-odfi-identification"),
        (5, 74, "X", "field.reserved"),
        (6, 2, "000002", "file.batch-count"),
        (6, 8, "000002", "file.block-count"),
        (6, 14, "00000003", "file.entry-addenda-count"),
        (6, 22, "0000000001", "file.entry-hash"),
        (6, 32, "000000000001", "file.total-debit-cents"),
        (6, 44, "000000000001", "file.total-credit-cents"),
        (6, 56, "X", "field.reserved"),
    ],
)
def test_a_fault_is_told_by_its_rule_and_line(damaged, line, start, value, rule):
    problems = validation.validate(damaged(line, start, value))

    assert rule in {problem.rule for problem in problems}
    assert all(problem.message and problem.line for problem in problems)


@pytest.mark.parametrize(
    ("kept", "rule"), [(9, "file.blocking"), (6, "file.padding"), (10, None), (20, "file.blocking")]
)
def test_the_last_block_is_to_be_filled(written, kept, rule):
    lines = (written().decode().splitlines() + ["9" * 94] * 10)[:kept]

    assert rules_of("\n".join(lines).encode()) == ({rule} if rule else set())


@pytest.mark.parametrize("code", [23, 28, 33, 38])
def test_a_prenote_has_no_amount_and_no_fault(written, alice, code):
    prenote = alice._replace(transaction_code=code, amount_cents=0)

    assert rules_of(written([prenote], service_class_code=200)) == set()


def test_a_web_entry_needs_a_name_and_a_payment_type(written, alice, damaged):
    web = {"standard_entry_class_code": "WEB", "rows": [alice._replace(discretionary_data="S")]}

    assert rules_of(written(**web)) == set()
    assert rules_of(damaged(3, 77, "X ", **web)) == {"entry.payment-type"}
    assert rules_of(damaged(3, 55, " " * 22, **web)) == {"entry.mandatory-field"}


@pytest.mark.parametrize(
    ("start", "value", "rule"),
    [(84, "0002", "entry.addenda-sequence"), (88, "0000009", "entry.addenda-trace")],
)
def test_an_addenda_repeats_its_place(damaged, alice, start, value, rule):
    rows = [alice._replace(payment_related_information="MARCH")]

    assert rules_of(damaged(4, start, value, rows=rows)) == {rule}


def test_an_addenda_without_announcement_is_told(damaged, alice):
    rows = [alice._replace(payment_related_information="MARCH")]

    assert rules_of(damaged(3, 79, "0", rows=rows)) == {"entry.addenda"}


def test_the_same_entry_twice_is_a_warning(written, alice):
    [problem] = validation.validate(written([alice, alice._replace(trace_sequence=2)]))

    assert (problem.rule, problem.line, problem.severity) == (
        "entry.duplicate",
        4,
        Severity.WARNING,
    )


@pytest.mark.parametrize(
    ("effective", "today", "severity"),
    [
        ("260302", FRIDAY, None),
        ("260302", MONDAY, Severity.WARNING),
        ("260227", MONDAY, Severity.ERROR),
        ("260228", FRIDAY, Severity.WARNING),
        ("260303", FRIDAY, Severity.WARNING),
    ],
)
def test_the_effective_date_is_the_next_banking_day(written, effective, today, severity):
    data = written(effective_entry_date=effective)

    problems = validation.validate(data, today=today, is_banking_day=is_weekday)

    assert [problem.severity for problem in problems] == ([severity] if severity else [])


def test_a_same_day_batch_says_so(written):
    data = written(effective_entry_date="260302", company_descriptive_date="SD1300")

    assert validation.validate(data, today=MONDAY, is_banking_day=is_weekday) == []


def test_a_file_sent_twice_is_told(written):
    known = {validation.FileIdentity("076401251", "260227", "0930", "A")}

    assert rules_of(written(), known_files=known) == {"file.duplicate"}


@pytest.fixture
def original(batch) -> EntryDetail:
    return EntryDetail(
        transaction_code=27,
        rdfi_identification="12345678",
        check_digit=0,
        dfi_account_number="74456789",
        amount_cents=120_000,
        individual_name="ALICE RESIDENT",
        trace_number="076401250000001",
    )


def test_valid_returns_and_notifications_have_no_fault(header, batch, original):
    returned = building.return_for(
        batch, original, return_code="R01", trace_number="123456780000001", settlement_date="062"
    )
    notified = building.notification_for(
        batch,
        original,
        change_code="C02",
        corrected_data="056005075",
        trace_number="123456780000002",
    )

    assert rules_of(building.answer_file(header, [returned, notified])) == set()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"return_reason_code": "R99"}, "return.code"),
        ({"original_entry_trace_number": "0" * 15}, "entry.addenda-trace"),
        ({"trace_number": "123456780000009"}, "entry.addenda-trace"),
        ({"date_of_death": "260101"}, "return.date-of-death"),
    ],
)
def test_a_bad_return_is_told(header, batch, original, changes, rule):
    answer = building.return_for(batch, original, return_code="R01", trace_number="123456780000001")
    bad = replace(answer, addenda=replace(answer.addenda, **changes))

    assert rules_of(building.answer_file(header, [bad])) == {rule}


@pytest.mark.parametrize(
    ("change_code", "data", "rule"),
    [
        ("C02", "056005076", "notification.corrected-data"),
        ("C01", "", "notification.corrected-data"),
        ("C99", "1", "notification.code"),
    ],
)
def test_a_notification_that_corrects_to_something_wrong_is_told(
    header, batch, original, change_code, data, rule
):
    answer = building.notification_for(
        batch, original, change_code=change_code, corrected_data=data, trace_number="1" * 15
    )

    assert rule in rules_of(building.answer_file(header, [answer]))


def test_returns_and_forward_entries_do_not_mix_in_a_batch(header, batch, original):
    answer = building.return_for(batch, original, return_code="R01", trace_number="123456780000001")
    lines = building.answer_file(header, [answer]).decode().splitlines()
    lines.insert(2, original.to_line())

    assert "batch.mixed" in rules_of("\n".join(lines).encode())


def test_account_numbers_are_never_shown(damaged):
    problems = validation.validate(damaged(3, 13, " 744567"))

    assert "744567" not in repr(problems)
