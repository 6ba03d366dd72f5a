import pytest

from rentrail.payments.rules import account_numbers
from rentrail.payments.rules.account_numbers import AccountNumberNotValid, RoutingNumberNotValid


@pytest.mark.parametrize("number", ["1234", "00123-45", "12345678901234567", " 4711-42 "])
def test_digits_and_hyphens_between_them_make_an_account_number(number):
    assert account_numbers.checked_account_number(number) == number.strip()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("12345A", "letters"),
        ("ÄÖ4711", "letters"),
        ("", "digits"),
        ("47 11 42", "digits"),
        ("-4711", "digits"),
        ("123", "4 to 17"),
        ("123456789012345678", "4 to 17"),
    ],
)
def test_anything_else_is_refused_in_words(number, words):
    with pytest.raises(AccountNumberNotValid, match=words):
        account_numbers.checked_account_number(number)


@pytest.mark.parametrize(
    ("number", "words"),
    [("07640125", "nine digits"), ("O76401251", "nine digits"), ("076401252", "check digit")],
)
def test_a_routing_number_has_nine_digits_and_the_right_check_digit(number, words):
    with pytest.raises(RoutingNumberNotValid, match=words):
        account_numbers.checked_routing_number(number)
