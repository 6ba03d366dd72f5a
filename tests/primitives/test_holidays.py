from datetime import date, timedelta

import holidays as oracle
import pytest

from rentrail.primitives import holidays


@pytest.mark.parametrize("year", range(2022, 2061))
def test_every_weekday_agrees_with_an_independent_calendar(year):
    closed = oracle.financial_holidays("FED", years=year)
    days = (date(year, 1, 1) + timedelta(days=place) for place in range(366))

    for day in days:
        if day.year == year and day.weekday() < 5:
            assert holidays.is_banking_day(day) == (day not in closed), day


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 7, 3), True),  # Independence Day on a Saturday closes no day
        (date(2027, 7, 5), False),  # ... on a Sunday it closes Monday
        (date(2027, 6, 18), True),
        (date(2028, 11, 10), True),
        (date(2029, 11, 12), False),
        (date(2028, 1, 3), True),  # New Year's Day on a Saturday
        (date(2021, 6, 18), True),
        (date(2021, 6, 21), True),  # Juneteenth, not yet observed
        (date(2022, 6, 20), False),
        (date(2026, 11, 27), True),  # the day after Thanksgiving
        (date(2026, 12, 24), True),
        (date(2026, 3, 7), False),
        (date(2026, 3, 8), False),
    ],
)
def test_the_reserve_banks_keep_their_own_weekend_rule(day, is_open):
    assert holidays.is_banking_day(day) is is_open


def test_the_holidays_of_2026_are_those_published():
    assert holidays.federal_reserve_holidays(2026) == {
        date(2026, 1, 1): "New Year's Day",
        date(2026, 1, 19): "Martin Luther King Jr. Day",
        date(2026, 2, 16): "Presidents Day",
        date(2026, 5, 25): "Memorial Day",
        date(2026, 6, 19): "Juneteenth",
        date(2026, 9, 7): "Labor Day",
        date(2026, 10, 12): "Columbus Day",
        date(2026, 11, 11): "Veterans Day",
        date(2026, 11, 26): "Thanksgiving Day",
        date(2026, 12, 25): "Christmas Day",
    }


def test_a_caller_may_change_the_answer_without_changing_the_calendar():
    holidays.federal_reserve_holidays(2026).clear()

    assert not holidays.is_banking_day(date(2026, 12, 25))


def test_an_operator_can_close_one_more_day():
    assert not holidays.is_banking_day(date(2026, 3, 2), extra_closed={date(2026, 3, 2)})
