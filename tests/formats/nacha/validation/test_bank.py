"""What the originating bank asks for beside."""

import pytest
from tests.formats.nacha.conftest import BATCH, FRIDAY, HEADER, MONDAY, overwritten, rules_of
from tests.formats.nacha.samples import (
    CREDIT,
    VALID,
    batch_header,
    entry,
    file_of,
    information,
    returned,
)

from rentrail.formats import nacha

DATA = nacha.write(VALID["PPD"])
LINES = DATA.decode().splitlines()


def bank(**rules: object) -> nacha.BankRules:
    return nacha.BankRules(name="example", **rules)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({}, []),
        ({"sec_codes": ("PPD", "CCD")}, []),
        ({"sec_codes": ("CCD",)}, ["odfi.sec-code"]),
        ({"service_class_codes": (225,)}, []),
        ({"service_class_codes": (200, 220)}, ["odfi.service-class"]),
        ({"company_identifications": ("1234567890",)}, []),
        ({"company_identifications": ("1234567891",)}, ["odfi.company-identification"]),
        ({"odfi_identification": "07640125"}, []),
        ({"odfi_identification": "07640126"}, ["odfi.odfi-identification"]),
        ({"descriptions": ("RENT",)}, []),
        ({"descriptions": ("RENTS", "FEES")}, ["odfi.description"]),
        ({"file_header": {"immediate_destination_name": "FIRST BANK"}}, []),
        ({"file_header": {"immediate_destination": "076401251"}}, []),
        ({"file_header": {"immediate_destination_name": "OTHER BANK"}}, ["odfi.file-header"]),
        ({"entry_max_cents": 120_000}, []),
        ({"entry_max_cents": 119_999}, ["odfi.entry-amount"]),
        ({"batch_debit_max_cents": 120_000}, []),
        ({"batch_debit_max_cents": 119_999}, ["odfi.batch-amount"]),
        ({"batch_credit_max_cents": 0}, []),
        ({"file_debit_max_cents": 120_000}, []),
        ({"file_debit_max_cents": 119_999}, ["odfi.file-amount"]),
        ({"file_credit_max_cents": 0}, []),
        ({"line_ends": ("LF", "none")}, []),
        ({"line_ends": ("CRLF",)}, ["odfi.line-ends"]),
        ({"padding": True}, []),
        ({"padding": False}, ["odfi.padding"]),
        ({"record_count_max": 5}, []),
        ({"record_count_max": 4}, ["odfi.file-size"]),
        ({"batch_count_max": 1}, []),
        ({"batch_count_max": 0}, ["odfi.file-size"]),
        ({"balanced": True}, ["odfi.balance"]),
        ({"balanced": False}, []),
        ({"capitals": True}, []),
        ({"prenotes": False, "prenotes_apart": True}, []),
    ],
)
def test_each_rule_is_asked_for_where_there_is_one(rules, expected):
    assert rules_of(DATA, bank=bank(**rules)) == expected


def test_credits_are_limited_by_themselves():
    header = batch_header("PPD", service_class_code=200)
    data = nacha.write(file_of(header, entry("PPD", **CREDIT)))

    found = rules_of(data, bank=bank(batch_credit_max_cents=119_999, file_credit_max_cents=119_999))

    assert found == ["odfi.batch-amount", "odfi.file-amount"]


def test_what_the_bank_asks_for_is_told():
    [problem] = nacha.validate(DATA, bank=bank(sec_codes=("CCD", "CTX")))

    assert (problem.message, problem.value) == (
        "The bank asks for CCD or CTX as standard entry class code.",
        "PPD",
    )
    assert problem.expected == "CCD or CTX"


def balanced(**changes: object) -> bytes:
    header = batch_header("PPD", service_class_code=200)
    other = {"trace_number": "076401250000002", **CREDIT}
    return nacha.write(file_of(header, entry("PPD"), entry("PPD", **other | changes)))


@pytest.mark.parametrize(
    ("data", "wanted", "expected"),
    [
        (balanced(), True, []),
        (balanced(amount_cents=5), True, ["odfi.balance"]),
        (balanced(), False, ["odfi.balance"]),
        (balanced(amount_cents=5), False, []),
        (nacha.write(VALID["DNE"]), False, []),
    ],
)
def test_balanced_or_unbalanced_files(data, wanted, expected):
    assert rules_of(data, bank=bank(balanced=wanted)) == expected


@pytest.mark.parametrize(
    ("kept", "wanted", "expected"),
    [(10, True, []), (5, True, ["file.padding", "odfi.padding"]), (5, False, ["file.padding"])],
)
def test_padding(kept, wanted, expected):
    data = "".join(f"{line}\n" for line in LINES[:kept]).encode()

    assert rules_of(data, bank=bank(padding=wanted)) == expected


def test_a_file_without_a_control_is_not_asked_for_what_stands_behind_it():
    data = "".join(f"{line}\n" for line in LINES[:4]).encode()

    found = rules_of(data, bank=bank(padding=True, file_debit_max_cents=1, record_count_max=4))

    assert found == ["file.control-missing"]


@pytest.mark.parametrize(
    ("effective", "mark", "today", "rules", "expected"),
    [
        ("260302", "", FRIDAY, {"days_ahead_min": 1, "days_ahead_max": 1}, []),
        ("260302", "", FRIDAY, {"days_ahead_min": 2}, ["odfi.lead-time"]),
        (
            "260303",
            "",
            FRIDAY,
            {"days_ahead_max": 1},
            ["batch.effective-date-far", "odfi.lead-time"],
        ),
        ("260303", "", FRIDAY, {"days_ahead_min": 2}, ["batch.effective-date-far"]),
        ("260302", "", None, {"days_ahead_min": 2}, []),
        ("260302", "SD1300", MONDAY, {"days_ahead_min": 1}, []),
        ("260302", "SD1300", MONDAY, {"same_day": False}, ["odfi.same-day"]),
        (
            "260302",
            "",
            MONDAY,
            {"same_day": False},
            ["batch.effective-date-today", "odfi.same-day"],
        ),
        ("260302", "", FRIDAY, {"same_day": False}, []),
        ("260302", "SD1300", MONDAY, {"same_day": True}, []),
    ],
)
def test_how_far_ahead_the_bank_wants_a_file(effective, mark, today, rules, expected):
    header = BATCH.replace(effective_entry_date=effective, company_descriptive_date=mark)
    data = nacha.write(file_of(header, entry("PPD")))

    assert rules_of(data, today=today, bank=bank(**rules)) == expected


def test_what_comes_back_is_not_asked_for_a_lead_time():
    rules = bank(days_ahead_min=5, prenotes=False)

    assert rules_of(nacha.write(returned()), today=MONDAY, bank=rules) == []


def prenotes(*, with_live: bool) -> bytes:
    entries = [entry("PPD", transaction_code=28, amount_cents=0)]
    if with_live:
        entries.append(entry("PPD", trace_number="076401250000002"))
    return nacha.write(file_of(BATCH, *entries))


@pytest.mark.parametrize(
    ("with_live", "rules", "expected"),
    [
        (False, {"prenotes": False}, ["odfi.prenote"]),
        (False, {"prenotes": True}, []),
        (False, {"prenotes_apart": True}, []),
        (True, {"prenotes_apart": True}, ["odfi.prenote"]),
        (True, {}, []),
    ],
)
def test_prenotes(with_live, rules, expected):
    assert rules_of(prenotes(with_live=with_live), bank=bank(**rules)) == expected


def test_batches_are_counted_one_by_one():
    live = nacha.batch_of(
        BATCH.replace(batch_number=2), [entry("PPD", trace_number="076401250000002")]
    )
    [first] = nacha.parse(prenotes(with_live=False)).batches
    data = nacha.write(nacha.file_of(HEADER, [first, live]))

    assert rules_of(data, bank=bank(prenotes_apart=True)) == []


def test_small_letters_are_told_with_their_field():
    file = nacha.file_of(
        HEADER.replace(reference_code="ref"),
        [
            nacha.batch_of(
                BATCH.replace(company_name="Maple Court"),
                [
                    entry(
                        "PPD",
                        information("rent"),
                        individual_name="Alice Resident",
                        addenda_indicator=1,
                    )
                ],
            )
        ],
    )

    problems = nacha.validate(nacha.write(file), bank=bank(capitals=True))

    assert [(one.rule, one.line, one.field) for one in problems] == [
        ("odfi.lower-case", 1, "reference_code"),
        ("odfi.lower-case", 2, "company_name"),
        ("odfi.lower-case", 3, "individual_name"),
        ("odfi.lower-case", 4, "payment_related_information"),
    ]


def test_an_amount_that_is_no_number_has_no_limit():
    found = rules_of(overwritten(DATA, 3, 30, "A"), bank=bank(entry_max_cents=1))

    assert "odfi.entry-amount" not in found


def test_a_header_that_cannot_be_read_is_asked_nothing():
    data = DATA.replace(LINES[1].encode(), LINES[1][:60].encode())

    assert rules_of(data, bank=bank(sec_codes=("CCD",), capitals=True)) == ["file.record-length"]


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"line_ends": ("CRLF", "CR")}, "The bank asks for line ends of CRLF or CR."),
        ({"batch_count_max": 0}, "The bank takes 0 batches in a file; there are 1."),
        ({"record_count_max": 4}, "The bank takes 4 records in a file; there are 5."),
        ({"descriptions": ("A", "B")}, "The bank asks for A or B as company entry description."),
    ],
)
def test_the_words_say_what_the_bank_asks_for(rules, message):
    [problem] = nacha.validate(DATA, bank=bank(**rules))

    assert problem.message == message


def test_the_words_say_which_side_is_too_much():
    header = batch_header("PPD", service_class_code=200)
    data = nacha.write(file_of(header, entry("PPD", **CREDIT)))

    problems = nacha.validate(data, bank=bank(batch_credit_max_cents=1, file_credit_max_cents=2))

    assert [one.message for one in problems] == [
        "The bank takes credits of 0.01 in a batch; these come to 1,200.00.",
        "The bank takes credits of 0.02 in a file; these come to 1,200.00.",
    ]


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"days_ahead_min": 2}, "at least 2"),
        ({"days_ahead_max": 0}, "at most 0"),
        ({"days_ahead_min": 2, "days_ahead_max": 3}, "at least 2 and at most 3"),
    ],
)
def test_the_words_say_how_far_ahead(rules, words):
    [problem] = nacha.validate(DATA, today=FRIDAY, bank=bank(**rules))

    assert problem.message == f"The bank wants files {words} banking days ahead, not 1."


def test_the_next_day_is_one_banking_day_ahead():
    tuesday = nacha.write(file_of(BATCH.replace(effective_entry_date="260303"), entry("PPD")))

    assert rules_of(tuesday, today=MONDAY, bank=bank(days_ahead_min=1, days_ahead_max=1)) == []


def test_a_date_that_is_none_has_no_lead_time():
    data = nacha.write(file_of(BATCH.replace(effective_entry_date="260230"), entry("PPD")))

    assert rules_of(data, today=FRIDAY, bank=bank(days_ahead_min=1)) == ["batch.effective-date"]


def test_records_and_padding_fill_the_blocks_together():
    two = file_of(BATCH, entry("PPD"), entry("PPD", trace_number="076401250000002", amount_cents=5))

    assert two.padding_count == 4
    assert rules_of(nacha.write(two), bank=bank(padding=True)) == []
    problems = nacha.validate(
        nacha.write(nacha.file_of(HEADER, two.batches, padded=False)), bank=bank(padding=True)
    )
    assert problems[1].message == "The bank wants the last block filled with records of 9s."


def test_small_letters_do_not_matter_to_a_bank_that_does_not_say_so():
    data = nacha.write(file_of(BATCH, entry("PPD", individual_name="Alice Resident")))

    assert rules_of(data, bank=bank()) == []
