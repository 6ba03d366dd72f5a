from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.formats import micr
from rentrail.formats.micr import SerialException, SerialPlace
from rentrail.formats.micr.routing import is_routing_number


def fields_of(text, **options):
    line = micr.parse(text, **options)
    return (line.routing_number, line.account_number, line.serial_number, line.serial_place)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (
            "personal, serial number right of on-us",
            "t076401251t 0012345678o 0101",
            ("076401251", "0012345678", "0101", SerialPlace.AFTER_ON_US),
        ),
        (
            "personal, serial number before the account, set off by a blank",
            "t076401251t 0101 12345678o",
            ("076401251", "12345678", "0101", SerialPlace.BEFORE_ACCOUNT),
        ),
        (
            "personal, serial number before the account, set off by a dash",
            "t076401251t 0101d12345678o",
            ("076401251", "12345678", "0101", SerialPlace.BEFORE_ACCOUNT),
        ),
        (
            "business, serial number in the auxiliary on-us field",
            "o001234o t076401251t 12345678o",
            ("076401251", "12345678", "001234", SerialPlace.AUXILIARY),
        ),
        (
            "business, with a transaction code",
            "o001234o t076401251t 123d45678o 02",
            ("076401251", "123-45678", "001234", SerialPlace.AUXILIARY),
        ),
        (
            "cashier's check with the amount encoded",
            "o0009876543o t076401251t 55500012o a0000120000a",
            ("076401251", "55500012", "0009876543", SerialPlace.AUXILIARY),
        ),
        (
            "money order, two digits right of on-us are no serial number",
            "t091900533t 16012345678o 01",
            ("091900533", "16012345678", "", SerialPlace.NONE),
        ),
        (
            "account in groups",
            "t076401251t 12 3456 78o 0101",
            ("076401251", "12345678", "0101", SerialPlace.AFTER_ON_US),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_the_fields_of_checks_of_different_banks(kind, text, expected):
    assert fields_of(text) == expected


def test_the_amount_and_the_code_left_of_the_routing_number_are_read():
    line = micr.parse("o001234o 4t076401251t 12345678o 02 a0000120000a")

    assert (line.epc, line.amount_cents, line.process_code) == ("4", 120_000, "02")


def test_auxiliary_on_us_is_the_sign_of_a_business_check():
    assert micr.parse("o001234o t076401251t 12345678o").has_auxiliary_on_us
    assert not micr.parse("t076401251t 12345678o 0101").has_auxiliary_on_us


@pytest.mark.parametrize(
    ("exception", "text", "expected"),
    [
        (
            {"place": SerialPlace.BEFORE_ACCOUNT, "digit_count": 11},
            "t000000204t 12345678901 5500o",
            ("5500", "12345678901"),
        ),
        (
            {"place": SerialPlace.BEFORE_ACCOUNT},
            "t000000204t 1234567890 5500o",
            ("5500", "1234567890"),
        ),
        (
            {"place": SerialPlace.END_OF_ACCOUNT, "digit_count": 4},
            "t000000204t 123456780101o",
            ("12345678", "0101"),
        ),
        ({"place": SerialPlace.AFTER_ON_US}, "t000000204t 12345678o 07", ("12345678", "07")),
        (
            {"place": SerialPlace.NONE},
            "t000000204t 0101 12345678o 999",
            ("010112345678", ""),
        ),
        (
            {"place": SerialPlace.AUXILIARY},
            "o77o t000000204t 0101 12345678o",
            ("010112345678", "77"),
        ),
    ],
)
def test_a_bank_s_exception_goes_before_the_rule(exception, text, expected):
    exceptions = {"000000204": SerialException(routing_number="000000204", **exception)}

    line = micr.parse(text, exceptions=exceptions)

    assert (line.account_number, line.serial_number) == expected


def test_an_exception_holds_for_its_routing_number_only():
    exceptions = {"000000204": SerialException(routing_number="000000204", place=SerialPlace.NONE)}

    assert micr.parse("t076401251t 12345678o 0101", exceptions=exceptions).serial_number == "0101"


def rules_of(text):
    return [problem.rule for problem in micr.problems_of(micr.parse(text))]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("t076401251t 12345678o 0101", []),
        ("t076401252t 12345678o 0101", ["micr.routing_check_digit"]),
        ("t000000000t 12345678o 0101", ["micr.routing_check_digit"]),
        ("t07640125t 12345678o 0101", ["micr.routing_length"]),
        ("t12345d678t 12345678o 0101", ["micr.foreign"]),
        ("t0764?1251t 12345678o 0101", ["micr.unread"]),
        ("t076401251t o 0101", ["micr.account_missing"]),
        ("t076401251t 12345678o a120000a", ["micr.amount_length"]),
        ("076401251 12345678o 0101", ["micr.shape"]),
        ("t076401251t 12345678o 0101 t", ["micr.shape"]),
        ("o001234o t076401251t 12345678o a0000012090a 543", ["micr.shape"]),
        ("?076401251t 12345678o", ["micr.unread", "micr.shape"]),
        ("", ["micr.shape"]),
        ("1" * 66, ["micr.shape"]),
    ],
)
def test_what_is_wrong_with_a_line_is_said(text, rules):
    assert rules_of(text) == rules


def test_an_unread_character_stays_in_its_field():
    line = micr.parse("t076401251t 1234?678o 0?01")

    assert (line.account_number, line.serial_number) == ("1234?678", "0?01")


def test_a_line_that_has_no_form_has_no_fields():
    line = micr.parse("0101 12345678")

    assert (line.has_shape, line.routing_number, line.account_number) == (False, "", "")


def test_a_line_printed_for_debugging_shows_no_account_number():
    assert "12345678" not in repr(micr.parse("t076401251t 12345678o 0101"))


@pytest.mark.parametrize("place", range(9))
def test_every_digit_misread_in_a_routing_number_is_found(place):
    right = "076401251"
    others = [digit for digit in "0123456789" if digit != right[place]]

    assert not any(is_routing_number(right[:place] + d + right[place + 1 :]) for d in others)


@given(st.text(alphabet="0123456789toad? ", max_size=80))
def test_any_text_of_micr_characters_gives_fields_or_problems(text):
    line = micr.parse(text)

    assert line.has_shape or micr.problems_of(line)
    assert micr.parse(line.text) == replace(line)


@given(
    account=st.text(alphabet="0123456789", min_size=4, max_size=12),
    serial=st.text(alphabet="0123456789", min_size=3, max_size=5),
)
def test_a_personal_check_s_line_gives_back_what_it_was_made_of(account, serial):
    line = micr.parse(f"t076401251t {account}o {serial}")

    assert (line.account_number, line.serial_number) == (account, serial)
