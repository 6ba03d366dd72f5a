from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.businessdays import schedule
from rentrail.businessdays.schedule import Frequency

days = st.dates(min_value=date(2022, 1, 1), max_value=date(2060, 12, 31))
frequencies = st.sampled_from(list(Frequency))


def first(count, frequency, start):
    return list(islice(schedule.due_dates(frequency=frequency, start=start), count))


def test_one_time_is_due_once():
    assert first(3, Frequency.ONE_TIME, date(2026, 3, 1)) == [date(2026, 3, 1)]


def test_weekly_keeps_the_day_of_the_week():
    assert first(3, Frequency.WEEKLY, date(2026, 3, 6)) == [
        date(2026, 3, 6),
        date(2026, 3, 13),
        date(2026, 3, 20),
    ]


def test_every_two_weeks_makes_twenty_seven_payments_in_some_years():
    dates = schedule.due_dates(
        frequency=Frequency.EVERY_TWO_WEEKS, start=date(2027, 1, 1), end=date(2027, 12, 31)
    )

    assert len(list(dates)) == 27


def test_daily_goes_over_the_weekend():
    assert first(4, Frequency.DAILY, date(2026, 3, 6))[-1] == date(2026, 3, 9)


def test_monthly_on_the_31st_falls_on_the_last_day_and_comes_back():
    assert first(5, Frequency.MONTHLY, date(2027, 12, 31)) == [
        date(2027, 12, 31),
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
        date(2028, 4, 30),
    ]


def test_yearly_on_the_leap_day_falls_on_the_28th_between():
    assert first(5, Frequency.YEARLY, date(2028, 2, 29)) == [
        date(2028, 2, 29),
        date(2029, 2, 28),
        date(2030, 2, 28),
        date(2031, 2, 28),
        date(2032, 2, 29),
    ]


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2026, 1, 1), [date(2026, 1, 1), date(2026, 1, 15), date(2026, 2, 1)]),
        (date(2026, 1, 2), [date(2026, 1, 15), date(2026, 2, 1), date(2026, 2, 15)]),
        (date(2026, 12, 16), [date(2027, 1, 1), date(2027, 1, 15), date(2027, 2, 1)]),
    ],
)
def test_semi_monthly_is_due_on_the_1st_and_15th(start, due):
    assert first(3, Frequency.SEMI_MONTHLY_1_15, start) == due


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2026, 1, 31), [date(2026, 1, 31), date(2026, 2, 15), date(2026, 2, 28)]),
        (date(2026, 4, 16), [date(2026, 4, 30), date(2026, 5, 15), date(2026, 5, 31)]),
    ],
)
def test_semi_monthly_is_due_on_the_15th_and_the_last_day(start, due):
    assert first(3, Frequency.SEMI_MONTHLY_15_LAST, start) == due


def test_a_schedule_ends_by_date_or_after_a_number_of_payments():
    by_date = schedule.due_dates(
        frequency=Frequency.MONTHLY, start=date(2026, 1, 1), end=date(2026, 3, 1)
    )
    by_count = schedule.due_dates(frequency=Frequency.MONTHLY, start=date(2026, 1, 1), count=3)

    assert list(by_date) == list(by_count) == [date(2026, month, 1) for month in (1, 2, 3)]


def test_the_next_due_date_is_after_the_day_asked_for():
    rent = {"frequency": Frequency.MONTHLY, "start": date(2026, 1, 31), "count": 3}

    assert schedule.next_due_date(**rent, after=date(2025, 6, 1)) == date(2026, 1, 31)
    assert schedule.next_due_date(**rent, after=date(2026, 1, 31)) == date(2026, 2, 28)
    assert schedule.next_due_date(**rent, after=date(2026, 3, 31)) is None


def test_one_time_has_no_next_due_date_once_it_was_due():
    once = {"frequency": Frequency.ONE_TIME, "start": date(2026, 3, 1)}

    assert schedule.next_due_date(**once, after=date(2026, 2, 28)) == date(2026, 3, 1)
    assert schedule.next_due_date(**once, after=date(2026, 3, 1)) is None


def test_missed_runs_are_caught_up_in_order():
    missed = schedule.due_dates_between(
        frequency=Frequency.WEEKLY,
        start=date(2026, 1, 2),
        after=date(2026, 3, 6),
        through=date(2026, 3, 20),
    )

    assert missed == [date(2026, 3, 13), date(2026, 3, 20)]


@given(frequencies, days, st.integers(0, 800), st.none() | st.integers(0, 40))
def test_jumping_ahead_finds_what_counting_from_the_start_finds(frequency, start, ahead, count):
    after = start + timedelta(days=ahead - 40)
    through = after + timedelta(days=400)
    all_due = schedule.due_dates(frequency=frequency, start=start, end=through, count=count)

    expected = [due_date for due_date in all_due if due_date > after]

    found = schedule.due_dates_between(
        frequency=frequency, start=start, after=after, through=through, count=count
    )
    assert found == expected
    assert schedule.next_due_date(
        frequency=frequency, start=start, after=after, end=through, count=count
    ) == (expected[0] if expected else None)


@given(frequencies, days)
def test_due_dates_rise_and_never_come_before_the_start(frequency, start):
    due = first(60, frequency, start)

    assert due[0] >= start
    assert due == sorted(set(due))


@given(days)
def test_every_month_has_one_monthly_due_date(start):
    due = first(25, Frequency.MONTHLY, start)

    months = [12 * due_date.year + due_date.month for due_date in due]
    assert months == list(range(months[0], months[0] + 25))


def test_a_bank_debit_due_on_a_closed_day_is_processed_on_the_next_open_one():
    assert schedule.processing_day(date(2027, 1, 1)) == date(2027, 1, 4)
    assert schedule.processing_day(date(2026, 3, 2)) == date(2026, 3, 2)
    assert schedule.processing_day(date(2026, 3, 2), extra_closed={date(2026, 3, 2)}) == (
        date(2026, 3, 3)
    )
