"""A forward entry: its code, its bank, its account, its amount, its trace, its class's own."""

import pytest
from tests.formats.nacha.conftest import BATCH, MONDAY, overwritten, rules_of
from tests.formats.nacha.samples import (
    CREDIT,
    CREDITS,
    FORWARD,
    VALID,
    batch_header,
    entry,
    file_of,
    notified,
    returned,
)

from rentrail.formats import nacha

MIXED = {"service_class_code": 200}


def rules_of_entry(sec_code: str, header: dict[str, object] | None = None, **changes) -> list[str]:
    file = file_of(batch_header(sec_code, **(header or {})), entry(sec_code, **changes))
    return rules_of(nacha.write(file))


@pytest.mark.parametrize(
    ("sec_code", "code", "rules"),
    [
        ("PPD", 47, []),
        ("PPD", 99, ["entry.transaction-code"]),
        ("PPD", 20, ["entry.transaction-code"]),
        ("PPD", 22, ["entry.service-class"]),
        ("PPD", 52, ["entry.service-class"]),
        ("PPD", 55, ["entry.loan-debit"]),
        ("PPD", 82, ["entry.advice-code"]),
        ("ADV", 27, ["entry.advice-code"]),
        ("PPD", 26, ["entry.addenda-missing"]),
        ("CCD", 26, ["entry.return-code-use"]),
        ("POP", 22, ["entry.class-credit", "entry.service-class"]),
    ],
)
def test_transaction_codes(sec_code, code, rules):
    found = rules_of_entry(sec_code, transaction_code=code)

    assert [rule for rule in found if rule not in _SUMS] == rules


# Where the code is unknown, its amount belongs to no side.
_SUMS = ("batch.total-debit", "file.total-debit")


@pytest.mark.parametrize(
    ("sec_code", "code", "rules"),
    [
        ("PPD", 22, []),
        ("CCD", 22, []),
        ("CIE", 27, ["entry.class-debit"]),
        ("ACK", 29, ["entry.class-debit"]),
        ("DNE", 28, ["entry.class-debit"]),
        *(
            (sec_code, 22, ["entry.class-credit"])
            for sec_code in ("ARC", "BOC", "POP", "RCK", "XCK", "TRC", "TRX", "TEL")
        ),
    ],
)
def test_some_classes_go_one_way_only(sec_code, code, rules):
    assert rules_of_entry(sec_code, MIXED, transaction_code=code) == rules


@pytest.mark.parametrize(("sec_code", "code"), [("ARC", 22), ("TEL", 32), ("CIE", 27), ("PPD", 55)])
def test_a_reversal_may_go_the_other_way(sec_code, code):
    header = MIXED | {"company_entry_description": "REVERSAL"}

    assert rules_of_entry(sec_code, header, transaction_code=code) == []


def test_the_direction_of_a_reversal_is_told_by_its_service_class_alone():
    header = {"company_entry_description": "REVERSAL"}

    assert rules_of_entry("ARC", header, transaction_code=22) == ["entry.service-class"]


@pytest.mark.parametrize("code", [23, 28, 33, 38, 43, 48, 53])
def test_a_prenote_has_no_amount_and_no_fault(code):
    assert rules_of_entry("PPD", MIXED, transaction_code=code, amount_cents=0) == []
    assert rules_of_entry("PPD", MIXED, transaction_code=code) == ["entry.amount-unexpected"]


@pytest.mark.parametrize(
    "sec_code", ["ARC", "BOC", "POP", "RCK", "XCK", "TRC", "MTE", "POS", "SHR"]
)
def test_what_comes_from_a_check_or_a_terminal_has_no_prenote(sec_code):
    assert rules_of_entry(sec_code, transaction_code=28, amount_cents=0) == ["entry.prenote-class"]


@pytest.mark.parametrize(
    ("sec_code", "code", "rules"),
    [
        ("CCD", 29, []),
        ("CTX", 29, []),
        ("IAT", 29, []),
        ("PPD", 29, ["entry.zero-dollar-class", "entry.addenda-missing"]),
        ("WEB", 39, ["entry.zero-dollar-class", "entry.addenda-missing"]),
    ],
)
def test_zero_dollar_entries(sec_code, code, rules):
    assert sorted(rules_of_entry(sec_code, transaction_code=code, amount_cents=0)) == sorted(rules)


def test_a_zero_dollar_entry_needs_addenda():
    header = batch_header("CCD")
    detail = FORWARD["CCD"][0].replace(transaction_code=29, amount_cents=0, addenda_indicator=0)

    assert rules_of(nacha.write(file_of(header, nacha.Entry(detail)))) == ["entry.addenda-missing"]


@pytest.mark.parametrize(
    ("sec_code", "code", "rules"),
    [
        ("ACK", 22, ["entry.non-monetary-code"]),
        ("ATX", 23, ["entry.non-monetary-code"]),
        ("DNE", 22, ["entry.non-monetary-code"]),
        ("ENR", 28, []),
        ("ENR", 29, ["entry.non-monetary-code"]),
        ("ACK", 34, []),
        ("DNE", 33, []),
    ],
)
def test_entries_that_never_move_money_have_codes_of_their_own(sec_code, code, rules):
    assert rules_of_entry(sec_code, transaction_code=code) == rules


@pytest.mark.parametrize("sec_code", ["ACK", "ATX", "DNE", "ENR"])
def test_entries_that_never_move_money_have_no_amount(sec_code):
    assert rules_of_entry(sec_code, amount_cents=1) == ["entry.amount-unexpected"]


@pytest.mark.parametrize("sec_code", ["PPD", "CCD", "IAT", "POP"])
def test_a_live_entry_has_an_amount(sec_code):
    assert rules_of_entry(sec_code, amount_cents=0) == ["entry.amount-missing"]


def test_an_advice_may_be_of_nothing():
    assert rules_of_entry("ADV", amount_cents=0) == []


@pytest.mark.parametrize(
    ("sec_code", "most"),
    [
        ("ARC", 2_500_000),
        ("BOC", 2_500_000),
        ("POP", 2_500_000),
        ("RCK", 249_999),
        ("XCK", 249_999),
    ],
)
def test_entries_from_checks_have_a_limit(sec_code, most):
    assert rules_of_entry(sec_code, amount_cents=most) == []
    assert rules_of_entry(sec_code, amount_cents=most + 1) == ["entry.amount-limit"]


def test_the_limit_is_told_in_dollars():
    file = file_of(batch_header("ARC"), entry("ARC", amount_cents=9_999_999))

    [problem] = nacha.validate(nacha.write(file))

    assert problem.message == "ARC entries are of 25,000.00 at most."
    assert (problem.value, problem.expected) == ("0009999999", "at most 25,000.00")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"check_digit": 1}, "entry.check-digit"),
        ({"rdfi_identification": "50000000", "check_digit": 5}, "entry.routing-number"),
        ({"rdfi_identification": "00000000", "check_digit": 0}, "entry.routing-number"),
        ({"dfi_account_number": "744 567"}, "entry.account-number-blanks"),
        ({"dfi_account_number": " 744567"}, "entry.account-number-blanks"),
    ],
)
def test_the_bank_and_the_account(changes, rule):
    assert rules_of_entry("PPD", **changes) == [rule]


def test_hyphens_may_stay_in_an_account_number():
    assert rules_of_entry("PPD", dfi_account_number="74-456-789") == []


@pytest.mark.parametrize(
    ("sec_code", "changes", "rules"),
    [
        ("WEB", {"payment_type_code": "R"}, []),
        ("WEB", {"payment_type_code": "X"}, ["entry.payment-type"]),
        ("WEB", {"payment_type_code": ""}, ["field.required"]),
        ("WEB", {"payment_type_code": " S"}, ["entry.payment-type", "field.justification"]),
        ("TEL", {"payment_type_code": "R"}, []),
        ("TEL", {"payment_type_code": "S"}, []),
        ("TEL", {"payment_type_code": "X"}, ["entry.payment-type"]),
        ("TEL", {"payment_type_code": ""}, []),
        ("POP", {"terminal_state": "XX"}, ["entry.terminal-state"]),
        ("POS", {"card_transaction_type_code": "04"}, ["entry.card-transaction-type"]),
        ("SHR", {"card_transaction_type_code": "99"}, []),
        ("SHR", {"card_transaction_type_code": "98"}, ["entry.card-transaction-type"]),
        ("SHR", {"card_expiration_date": "0128"}, []),
        ("SHR", {"card_expiration_date": "1228"}, []),
        ("SHR", {"card_expiration_date": "1328"}, ["entry.card-expiration"]),
        ("SHR", {"card_expiration_date": "0028"}, ["entry.card-expiration"]),
        ("SHR", {"card_expiration_date": "12X8"}, ["entry.card-expiration"]),
        ("ACK", {"original_entry_trace_number": "0" * 15}, ["acknowledgment.original-trace"]),
        ("ATX", {"original_entry_trace_number": "0" * 15}, ["acknowledgment.original-trace"]),
        ("IAT", {"gateway_ofac_screening_indicator": "0"}, []),
        ("IAT", {"secondary_ofac_screening_indicator": "1"}, []),
        ("IAT", {"gateway_ofac_screening_indicator": "2"}, ["iat.screening"]),
        ("IAT", {"secondary_ofac_screening_indicator": "X"}, ["iat.screening"]),
        ("ARC", {"check_serial_number": ""}, ["field.mandatory"]),
        ("BOC", {"check_serial_number": "000"}, ["field.mandatory"]),
        ("RCK", {"check_serial_number": ""}, ["field.mandatory"]),
        ("POP", {"terminal_city": ""}, ["field.mandatory"]),
        ("WEB", {"individual_name": ""}, ["field.mandatory"]),
        ("TEL", {"individual_name": "0" * 22}, ["field.mandatory"]),
        ("CIE", {"identification_number": ""}, ["field.mandatory"]),
        ("PPD", {"individual_name": ""}, ["field.required"]),
    ],
)
def test_what_a_class_has_of_its_own(sec_code, changes, rules):
    assert rules_of_entry(sec_code, **changes) == rules


@pytest.mark.parametrize(
    ("credit", "debit", "rules"),
    [
        (99, 99, []),
        (100, 99, ["entry.micro-amount"]),
        (50, 51, ["entry.micro-amount"]),
    ],
)
def test_entries_that_verify_an_account(credit, debit, rules):
    header = batch_header("CCD", company_entry_description="ACCTVERIFY", **MIXED)
    entries = [
        entry("PPD", **CREDIT, amount_cents=credit),
        entry("PPD", amount_cents=debit, trace_number="076401250000002"),
    ]
    header = header.replace(standard_entry_class_code="PPD")

    assert rules_of(nacha.write(file_of(header, *entries))) == rules


@pytest.mark.parametrize(
    ("second", "rules"),
    [
        ("076401250000002", []),
        ("076401250000009", []),
        ("076401250000001", ["entry.trace-order", "entry.trace-unique"]),
        ("076401250000000", ["entry.trace-order"]),
        ("076401260000002", ["entry.trace-prefix"]),
    ],
)
def test_trace_numbers(second, rules):
    other = entry("PPD", trace_number=second, amount_cents=5)

    assert rules_of(nacha.write(file_of(BATCH, entry("PPD"), other))) == rules


def test_trace_numbers_are_unique_in_the_whole_file():
    batches = [
        nacha.batch_of(BATCH.replace(batch_number=number), [entry("PPD")]) for number in (1, 2)
    ]

    [problem] = nacha.validate(nacha.write(nacha.file_of(VALID["PPD"].header, batches)))

    assert (problem.rule, problem.line) == ("entry.trace-unique", 6)
    assert problem.message == "The entry in line 3 has the same trace number."


def test_an_entry_that_was_sent_before_is_told():
    data = nacha.write(VALID["PPD"])

    assert rules_of(data, known_traces={"076401250000001"}) == ["entry.trace-known"]
    assert rules_of(data, known_traces={"076401250000002"}) == []


def test_what_comes_back_is_not_taken_for_one_sent_before():
    assert rules_of(nacha.write(returned()), known_traces={"123456780000001"}) == []


def test_one_trace_number_out_of_order_is_told_once():
    sequences = [1, 2, 9, 4, 5]
    entries = [entry("PPD", trace_number=f"07640125000000{n}", amount_cents=n) for n in sequences]

    problems = nacha.validate(nacha.write(file_of(BATCH, *entries)))

    assert [(one.rule, one.line) for one in problems] == [("entry.trace-order", 6)]


def test_the_same_entry_twice_is_a_warning():
    twin = entry("PPD", trace_number="076401250000002")

    [problem] = nacha.validate(nacha.write(file_of(BATCH, entry("PPD"), twin)))

    assert (problem.rule, problem.line, problem.severity) == (
        "entry.duplicate",
        4,
        nacha.Severity.WARNING,
    )
    assert problem.message == "This looks like the entry in line 3 once more."


def test_entries_that_say_something_else_are_not_the_same():
    from tests.formats.nacha.samples import information

    def said(text: str, sequence: int) -> nacha.Entry:
        trace = f"07640125000000{sequence}"
        detail = entry("PPD", addenda_indicator=1, trace_number=trace).detail
        return nacha.Entry(
            detail, (information(text).replace(entry_detail_sequence_number=sequence),)
        )

    assert rules_of(nacha.write(file_of(BATCH, said("MARCH", 1), said("APRIL", 2)))) == []
    assert rules_of(nacha.write(file_of(BATCH, said("MARCH", 1), said("MARCH", 2)))) == [
        "entry.duplicate"
    ]


def test_the_same_entry_in_two_batches_is_meant():
    batches = [
        nacha.batch_of(
            BATCH.replace(batch_number=number),
            [entry("PPD", trace_number=f"07640125000000{number}")],
        )
        for number in (1, 2)
    ]

    assert rules_of(nacha.write(nacha.file_of(VALID["PPD"].header, batches))) == []


@pytest.mark.parametrize(
    ("name", "code", "rules"),
    [
        ("PPD-returned", "36", []),
        ("PPD-returned", "27", ["entry.return-code-use"]),
        ("PPD-returned", "21", ["entry.service-class", "return.code-direction"]),
        ("PPD-returned", "99", ["entry.transaction-code"]),
        ("PPD-notified", "27", ["entry.return-code-use"]),
    ],
)
def test_the_transaction_code_of_what_comes_back(name, code, rules):
    data = overwritten(nacha.write(VALID[name]), 3, 2, code).replace(b"799R03", b"799R01")

    found = rules_of(data)

    sums = ("batch.total-debit", "batch.total-credit", "file.total-debit", "file.total-credit")
    assert [rule for rule in found if rule not in sums] == rules


def test_a_notification_moves_nothing():
    [batch] = notified().batches
    detail, addenda = batch.entries[0]
    file = file_of(batch.header, nacha.Entry(detail.replace(amount_cents=1), addenda))

    assert rules_of(nacha.write(file)) == ["entry.amount-unexpected"]


def test_what_comes_back_is_of_a_bank_that_proves_itself():
    [batch] = returned().batches
    detail, addenda = batch.entries[0]
    file = file_of(batch.header, nacha.Entry(detail.replace(check_digit=9), addenda))

    assert rules_of(nacha.write(file)) == ["entry.check-digit"]


def test_a_return_without_its_reason_is_told():
    [batch] = returned().batches
    bare = nacha.Entry(batch.entries[0].detail.replace(addenda_indicator=0))

    assert rules_of(nacha.write(file_of(batch.header, bare))) == ["entry.addenda-missing"]


def test_a_notification_without_its_change_is_told():
    [batch] = notified().batches
    bare = nacha.Entry(batch.entries[0].detail.replace(addenda_indicator=0))

    assert rules_of(nacha.write(file_of(batch.header, bare))) == ["entry.addenda-missing"]


def test_a_returns_code_among_forward_entries_is_taken_for_a_slip():
    slip = entry("PPD", transaction_code=26, trace_number="076401250000002")

    assert rules_of(nacha.write(file_of(BATCH, entry("PPD"), slip))) == ["entry.return-code-use"]


def test_credits_and_debits_are_told_apart_for_the_dates():
    header = batch_header("PPD", effective_entry_date="260304", **CREDITS)
    file = file_of(header, entry("PPD", **CREDIT))

    assert rules_of(nacha.write(file), today=MONDAY) == []
