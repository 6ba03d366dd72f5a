from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.businessdays import arithmetic
from rentrail.primitives.holidays import is_banking_day

FRIDAY = date(2026, 3, 6)
SATURDAY = date(2026, 3, 7)
SUNDAY = date(2026, 3, 8)
MONDAY = date(2026, 3, 9)

days = st.dates(min_value=date(2022, 1, 1), max_value=date(2060, 12, 31))
counts = st.integers(min_value=1, max_value=70)


@pytest.mark.parametrize("day", [FRIDAY, SATURDAY, SUNDAY])
def test_monday_follows_friday_and_the_weekend(day):
    assert arithmetic.next_banking_day(day) == MONDAY


@pytest.mark.parametrize("day", [MONDAY, SUNDAY, SATURDAY])
def test_friday_precedes_monday_and_the_weekend(day):
    assert arithmetic.previous_banking_day(day) == FRIDAY


def test_the_eve_of_a_long_weekend_is_followed_by_tuesday():
    assert arithmetic.next_banking_day(date(2027, 7, 2)) == date(2027, 7, 6)


def test_rolling_leaves_a_banking_day_where_it_is():
    assert arithmetic.roll_forward(FRIDAY) == FRIDAY
    assert arithmetic.roll_forward(SATURDAY) == MONDAY
    assert arithmetic.roll_back(MONDAY) == MONDAY
    assert arithmetic.roll_back(SUNDAY) == FRIDAY


def test_counting_none_rolls_forward():
    assert arithmetic.add_banking_days(SATURDAY, 0) == MONDAY


def test_counting_goes_over_christmas_and_new_year():
    assert arithmetic.add_banking_days(date(2026, 12, 24), 6) == date(2027, 1, 5)
    assert arithmetic.add_banking_days(date(2027, 1, 5), -6) == date(2026, 12, 24)


def test_a_day_the_operator_closed_is_passed_over():
    assert arithmetic.next_banking_day(FRIDAY, extra_closed={MONDAY}) == date(2026, 3, 10)
    assert arithmetic.add_banking_days(FRIDAY, 2, extra_closed={MONDAY}) == date(2026, 3, 11)


@given(days, counts)
def test_counting_lands_on_a_banking_day_and_counts_back(day, count):
    reached = arithmetic.add_banking_days(day, count)

    assert is_banking_day(reached)
    assert arithmetic.banking_days_between(start=day, end=reached) == count
    assert arithmetic.banking_days_between(start=reached, end=day) == -count


@given(days, counts, counts)
def test_counting_in_two_legs_is_counting_in_one(day, first, second):
    midway = arithmetic.add_banking_days(day, first)

    assert arithmetic.add_banking_days(midway, second) == (
        arithmetic.add_banking_days(day, first + second)
    )


@given(days)
def test_the_days_before_and_after_enclose_no_other_banking_day(day):
    before, after = arithmetic.previous_banking_day(day), arithmetic.next_banking_day(day)

    assert before < day < after
    assert arithmetic.banking_days_between(start=before, end=after) == 1 + is_banking_day(day)


def test_a_day_is_no_days_from_itself():
    assert arithmetic.banking_days_between(start=MONDAY, end=MONDAY) == 0
