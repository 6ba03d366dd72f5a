"""A batch: its header and control, its dates, its description, and that its entries fit."""

from datetime import date

import pytest
from tests.formats.nacha.conftest import BATCH, FRIDAY, HEADER, MONDAY, overwritten, rules_of
from tests.formats.nacha.samples import (
    CREDIT,
    CREDITS,
    IAT_BATCH,
    VALID,
    batch_header,
    entry,
    file_of,
    forward,
    notified,
    returned,
)

from rentrail.formats import nacha


def rules_of_batch(sec_code: str = "PPD", **changes: object) -> list[str]:
    return rules_of(nacha.write(forward(sec_code, **changes)))


@pytest.mark.parametrize(
    ("sec_code", "changes", "rules"),
    [
        ("PPD", {"service_class_code": 200}, []),
        ("PPD", {"service_class_code": 226}, ["batch.service-class"]),
        ("PPD", {"service_class_code": 280}, ["batch.service-class"]),
        ("ADV", {"service_class_code": 200}, ["batch.service-class"]),
        ("PPD", {"originator_status_code": "2"}, []),
        ("PPD", {"originator_status_code": "0"}, ["batch.originator-status"]),
        ("PPD", {"originator_status_code": "9"}, ["batch.originator-status"]),
        ("DNE", {"originator_status_code": "1"}, ["batch.originator-status"]),
        ("ADV", {"originator_status_code": "1"}, ["batch.originator-status"]),
        ("PPD", {"settlement_date": "061"}, ["batch.settlement-date-present"]),
        ("PPD", {"settlement_date": "367"}, ["batch.settlement-date"]),
        ("PPD", {"settlement_date": "000"}, ["batch.settlement-date"]),
        ("ADV", {"settlement_date": "061"}, []),
    ],
)
def test_the_batch_header(sec_code, changes, rules):
    assert rules_of_batch(sec_code, **changes) == rules


def test_a_class_that_there_is_not_is_told():
    file = file_of(BATCH.replace(standard_entry_class_code="PPX"), entry("PPD"))

    assert rules_of(nacha.write(file)) == ["batch.sec-code"]


def test_the_bank_of_a_batch_is_of_a_district_that_there_is():
    header = BATCH.replace(odfi_identification="50000000")
    file = file_of(header, entry("PPD", trace_number="500000000000001"))

    assert rules_of(nacha.write(file)) == ["batch.odfi"]


@pytest.mark.parametrize(
    ("start", "value", "rule"),
    [
        (2, "200", "batch.control-service-class"),
        (5, "000003", "batch.entry-addenda-count"),
        (11, "0000000001", "batch.entry-hash"),
        (21, "000000000001", "batch.total-debit"),
        (33, "000000000001", "batch.total-credit"),
        (45, "1234567891", "batch.control-company-identification"),
        (80, "07640126", "batch.control-odfi"),
        (88, "0000002", "batch.control-number"),
    ],
)
def test_the_batch_control(start, value, rule):
    data = overwritten(nacha.write(VALID["PPD"]), 4, start, value)

    [problem] = nacha.validate(data)

    assert (problem.rule, problem.line) == (rule, 4)
    assert problem.expected


def test_the_control_of_advices_has_longer_totals():
    data = overwritten(nacha.write(VALID["ADV"]), 4, 41, "9")

    assert rules_of(data) == ["batch.total-credit"]


def test_the_hash_keeps_ten_digits():
    entries = [
        entry("PPD", rdfi_identification="12345678", trace_number=f"07640125{n:07}", amount_cents=n)
        for n in range(1, 1001)
    ]
    file = file_of(BATCH, *entries)

    assert file.batches[0].control.entry_hash == 12_345_678_000 - 10_000_000_000
    assert rules_of(nacha.write(file)) == []


@pytest.mark.parametrize(
    ("numbers", "rules"),
    [
        ((1, 2), []),
        ((1, 5), []),
        ((2, 1), ["batch.number-order"]),
        ((1, 1), ["batch.number-unique"]),
        ((3, 2, 3), ["batch.number-order", "batch.number-unique"]),
    ],
)
def test_batch_numbers(numbers, rules):
    batches = [
        nacha.batch_of(
            BATCH.replace(batch_number=number),
            [entry("PPD", trace_number=f"07640125000000{at}", amount_cents=at + 1)],
        )
        for at, number in enumerate(numbers)
    ]

    assert rules_of(nacha.write(nacha.file_of(HEADER, batches))) == rules


def test_a_batch_without_entries_is_told():
    assert rules_of(nacha.write(file_of(BATCH))) == ["batch.empty", "file.empty"]


def test_returns_and_forward_entries_do_not_mix():
    [back] = returned().batches
    mixed = file_of(back.header, *back.entries, entry("PPD", trace_number="123456780000002"))

    problems = nacha.validate(nacha.write(mixed))

    assert [(one.rule, one.line) for one in problems] == [("batch.mixed", 5)]
    assert "a forward entry stands" in problems[0].message.lower()


def test_notifications_are_always_of_their_own_class():
    [batch] = notified().batches
    other = batch.header.replace(standard_entry_class_code="PPD")

    assert rules_of(nacha.write(file_of(other, *batch.entries))) == ["batch.notification-class"]


def test_nothing_but_notifications_is_of_their_class():
    header = BATCH.replace(standard_entry_class_code="COR")

    assert rules_of(nacha.write(file_of(header, entry("PPD")))) == ["batch.notification-class"]


@pytest.mark.parametrize(
    ("sec_code", "description", "rules"),
    [
        ("PPD", "RENT", []),
        ("PPD", "REVERSAL", []),
        ("PPD", "Reversal", ["batch.description-capitals"]),
        ("PPD", "Retry Pymt", ["batch.description-capitals"]),
        ("PPD", "RETRY PYMT", []),
        ("PPD", "RETURN FEE", []),
        ("PPD", "RECLAIM", []),
        ("PPD", "NONSETTLED", []),
        ("PPD", "PAYROLL", ["batch.description-unfit"]),
        ("PPD", "Payroll 3", ["batch.description-capitals"]),
        ("PPD", "PAYROLLMAR", ["batch.description-unfit"]),
        ("PPD", "PURCHASE", ["batch.description-unfit"]),
        ("WEB", "PURCHASE", []),
        ("TEL", "PURCHASE", []),
        ("PPD", "REDEPCHECK", ["batch.description-unfit"]),
        ("PPD", "NO CHECK", ["batch.description-unfit"]),
        ("PPD", "AUTOENROLL", ["batch.description-unfit"]),
        ("CCD", "HCCLAIMPMT", ["batch.description-unfit"]),
        ("RCK", "RENT", ["batch.description-mandated"]),
        ("RCK", "redepcheck", ["batch.description-capitals"]),
        ("XCK", "RENT", ["batch.description-mandated"]),
        ("ENR", "RENT", ["batch.description-mandated"]),
    ],
)
def test_reserved_descriptions(sec_code, description, rules):
    assert rules_of_batch(sec_code, company_entry_description=description) == rules


@pytest.mark.parametrize(
    ("sec_code", "description", "rules"),
    [
        ("PPD", "PAYROLL", []),
        ("CCD", "PAYROLL", ["batch.description-unfit"]),
        ("CCD", "HCCLAIMPMT", []),
        ("PPD", "HCCLAIMPMT", ["batch.description-unfit"]),
        ("WEB", "PURCHASE", ["batch.description-unfit"]),
        ("PPD", "RETRY PYMT", ["batch.description-unfit"]),
        ("PPD", "RETURN FEE", ["batch.description-unfit"]),
    ],
)
def test_reserved_descriptions_of_credits(sec_code, description, rules):
    header = batch_header(sec_code, company_entry_description=description, **CREDITS)

    assert rules_of(nacha.write(file_of(header, entry(sec_code, **CREDIT)))) == rules


def test_a_description_is_not_asked_for_in_what_comes_back():
    [batch] = returned("RCK").batches
    other = batch.header.replace(company_entry_description="RENT")

    assert rules_of(nacha.write(file_of(other, *batch.entries))) == []


@pytest.mark.parametrize(
    ("effective", "today", "rules"),
    [
        ("260302", None, []),
        ("260230", None, ["batch.effective-date"]),
        ("261301", None, ["batch.effective-date"]),
        ("260228", None, ["batch.effective-date-weekend"]),
        ("260301", None, ["batch.effective-date-weekend"]),
        ("260525", None, ["batch.effective-date-holiday"]),
        ("260703", None, []),  # the banks are open: July 4 of 2026 is a Saturday
        ("270705", None, ["batch.effective-date-holiday"]),
        ("260302", FRIDAY, []),
        ("260302", MONDAY, ["batch.effective-date-today"]),
        ("260227", MONDAY, ["batch.effective-date-past"]),
        ("260303", FRIDAY, ["batch.effective-date-far"]),
        ("260525", date(2026, 5, 22), ["batch.effective-date-holiday"]),
        ("260526", date(2026, 5, 22), []),
        ("260527", date(2026, 5, 22), ["batch.effective-date-far"]),
    ],
)
def test_the_effective_date_of_debits(effective, today, rules):
    data = nacha.write(forward("PPD", effective_entry_date=effective))

    assert rules_of(data, today=today) == rules


@pytest.mark.parametrize(
    ("effective", "rules"), [("260303", []), ("260304", ["batch.effective-date-far"])]
)
def test_credits_may_be_dated_two_banking_days_ahead(effective, rules):
    header = batch_header("PPD", effective_entry_date=effective, **CREDITS)
    data = nacha.write(file_of(header, entry("PPD", **CREDIT)))

    assert rules_of(data, today=FRIDAY) == rules


def test_another_calendar_can_be_told():
    data = nacha.write(forward("PPD", effective_entry_date="260302"))

    assert rules_of(data, is_banking_day=lambda day: day != MONDAY) == [
        "batch.effective-date-holiday"
    ]


def test_dates_are_not_checked_in_what_comes_back():
    [batch] = returned().batches
    old = batch.header.replace(effective_entry_date="250301")

    assert rules_of(nacha.write(file_of(old, *batch.entries)), today=MONDAY) == []


@pytest.mark.parametrize(
    ("mark", "effective", "today", "rules"),
    [
        ("SD1300", "260302", MONDAY, []),
        ("SD1300", "260302", None, []),
        ("SD2500", "260302", MONDAY, ["batch.same-day-mark"]),
        ("SD13", "260302", MONDAY, ["batch.same-day-mark"]),
        ("SDAY", "260302", None, ["batch.same-day-mark"]),
        ("SD1300", "260303", MONDAY, ["batch.same-day-mark"]),
        ("MAR 02", "260303", MONDAY, []),
    ],
)
def test_same_day_marks(mark, effective, today, rules):
    data = nacha.write(
        forward("PPD", company_descriptive_date=mark, effective_entry_date=effective)
    )

    assert rules_of(data, today=today) == rules


@pytest.mark.parametrize("sec_code", ["ENR", "DNE"])
def test_some_classes_do_not_go_the_same_day(sec_code):
    assert rules_of_batch(sec_code, company_descriptive_date="SD1300") == ["batch.same-day-class"]


@pytest.mark.parametrize(
    ("effective", "amount", "rules"),
    [
        ("260302", 100_000_000, []),
        ("260302", 100_000_001, ["entry.same-day-amount"]),
        ("220317", 10_000_000, []),
        ("220317", 10_000_001, ["entry.same-day-amount"]),
        ("220318", 10_000_001, []),
        ("200320", 2_500_001, []),
        ("200319", 2_500_001, ["entry.same-day-amount"]),
        ("160923", 2_500_001, ["entry.same-day-amount"]),
        ("160922", 2_500_001, []),
    ],
)
def test_the_limit_of_same_day_entries_rose_over_the_years(effective, amount, rules):
    header = batch_header("PPD", company_descriptive_date="SD1300", effective_entry_date=effective)

    data = nacha.write(file_of(header, entry("PPD", amount_cents=amount)))

    assert rules_of(data) == rules


def test_the_limit_counts_for_a_batch_that_is_dated_today():
    data = nacha.write(file_of(BATCH, entry("PPD", amount_cents=100_000_001)))

    assert rules_of(data) == []
    assert rules_of(data, today=FRIDAY) == []
    assert rules_of(data, today=MONDAY) == ["batch.effective-date-today", "entry.same-day-amount"]


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({}, []),
        ({"foreign_exchange_indicator": "XX"}, ["iat.foreign-exchange"]),
        ({"foreign_exchange_reference_indicator": "1"}, ["iat.foreign-exchange"]),
        ({"foreign_exchange_reference": "1.25"}, ["iat.foreign-exchange"]),
        ({"foreign_exchange_indicator": "FV"}, []),
        (
            {
                "foreign_exchange_indicator": "VF",
                "foreign_exchange_reference_indicator": "1",
                "foreign_exchange_reference": "1.25",
            },
            [],
        ),
        (
            {
                "foreign_exchange_indicator": "FV",
                "foreign_exchange_reference_indicator": "2",
                "foreign_exchange_reference": "REF 42",
            },
            [],
        ),
        (
            {"foreign_exchange_indicator": "FV", "foreign_exchange_reference_indicator": "4"},
            ["iat.foreign-exchange"],
        ),
        ({"destination_country_code": "QQ"}, ["iat.country"]),
        ({"destination_country_code": "us"}, ["iat.country"]),
        ({"originating_currency_code": "US"}, ["iat.currency"]),
        ({"destination_currency_code": "ZZZ"}, ["iat.currency"]),
    ],
)
def test_the_header_of_international_entries(changes, rules):
    assert rules_of(nacha.write(file_of(IAT_BATCH.replace(**changes), entry("IAT")))) == rules


@pytest.mark.parametrize(
    ("changes", "message", "expected"),
    [
        (
            {"foreign_exchange_reference_indicator": "1"},
            "With FF the reference indicator is 3.",
            "3",
        ),
        (
            {"foreign_exchange_indicator": "FV", "foreign_exchange_reference_indicator": "4"},
            "With FV the reference indicator is 1 or 2 or 3.",
            "1 or 2 or 3",
        ),
        (
            {"foreign_exchange_reference": "1.25"},
            "With the reference indicator 3 there is no reference.",
            "blank",
        ),
        (
            {"foreign_exchange_indicator": "XX"},
            "Fixed or variable on either side: FF, FV or VF.",
            "FF, FV or VF",
        ),
    ],
)
def test_what_is_expected_of_an_exchange_is_told(changes, message, expected):
    file = file_of(IAT_BATCH.replace(**changes), entry("IAT"))

    [problem] = nacha.validate(nacha.write(file))

    assert (problem.message, problem.expected) == (message, expected)


def test_a_header_of_a_wrong_length_asks_nothing_of_its_entries():
    lines = nacha.write(VALID["PPD"]).decode().splitlines()
    lines[1] = lines[1][:60]

    assert rules_of("\n".join(lines).encode()) == ["file.record-length"]
