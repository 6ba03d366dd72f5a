import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.formats.nacha import routing


@given(st.integers(0, 99_999_999).map("{:08d}".format), st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number, place, shift):
    digit = routing.routing_check_digit(number)
    wrong = (int(number[place]) + shift) % 10
    changed = f"{number[:place]}{wrong}{number[place + 1 :]}{digit}"

    assert not routing.is_valid_routing_number(changed)


@pytest.mark.parametrize("number", ["021000021", "076401251", "322271627", "800000009"])
def test_a_real_form_is_valid(number):
    digit = routing.routing_check_digit(number[:8])

    assert routing.is_valid_routing_number(f"{number[:8]}{digit}")


@pytest.mark.parametrize("number", ["", "02100002", "0210000211", "02100002A", "130000000"])
def test_any_other_form_is_not(number):
    assert not routing.is_valid_routing_number(number)


@pytest.mark.parametrize("value", ["", "1234567", "123456789", "1234567X"])
def test_only_eight_digits_have_a_check_digit(value):
    with pytest.raises(ValueError, match="starts with eight digits"):
        routing.routing_check_digit(value)
