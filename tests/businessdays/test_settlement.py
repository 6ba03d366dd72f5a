from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.businessdays import settlement
from rentrail.primitives.holidays import is_banking_day

days = st.dates(min_value=date(2022, 1, 1), max_value=date(2060, 12, 31))


@pytest.mark.parametrize(
    ("sending_day", "effective"),
    [
        (date(2026, 3, 5), date(2026, 3, 6)),
        (date(2026, 3, 6), date(2026, 3, 9)),  # Friday
        (date(2026, 3, 7), date(2026, 3, 10)),  # Saturday: sent on Monday
        (date(2027, 7, 2), date(2027, 7, 6)),  # before Independence Day, observed on Monday
        (date(2027, 6, 17), date(2027, 6, 18)),  # Juneteenth on a Saturday
        (date(2028, 11, 9), date(2028, 11, 10)),
        (date(2026, 12, 31), date(2027, 1, 4)),
    ],
)
def test_an_entry_is_effective_the_banking_day_after_it_is_sent(sending_day, effective):
    assert settlement.effective_entry_date(sending_day) == effective


def test_a_same_day_entry_is_effective_the_day_it_is_sent():
    assert settlement.effective_entry_date(date(2026, 3, 6), same_day=True) == date(2026, 3, 6)
    assert settlement.effective_entry_date(date(2026, 3, 7), same_day=True) == date(2026, 3, 9)


@given(days)
def test_an_entry_is_never_dated_its_sending_day_by_accident(sending_day):
    effective = settlement.effective_entry_date(sending_day)

    assert effective > sending_day
    assert is_banking_day(effective)
    assert settlement.settlement_date(effective) == effective


def test_an_effective_date_on_a_closed_day_settles_on_the_next_open_one():
    assert settlement.settlement_date(date(2026, 3, 7)) == date(2026, 3, 9)


def test_a_day_the_operator_closed_holds_up_everything():
    closed = {date(2026, 3, 9)}

    assert settlement.effective_entry_date(date(2026, 3, 6), extra_closed=closed) == (
        date(2026, 3, 10)
    )
    assert settlement.settlement_date(date(2026, 3, 9), extra_closed=closed) == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("hold_days", "sent", "paid"),
    [
        (0, date(2026, 11, 25), date(2026, 11, 27)),  # the eve of Thanksgiving
        (1, date(2026, 11, 27), date(2026, 11, 30)),
        (2, date(2026, 11, 30), date(2026, 12, 1)),
    ],
)
def test_the_owner_is_paid_the_banking_day_after_the_hold(hold_days, sent, paid):
    disbursement = settlement.disbursement_date(date(2026, 11, 25), hold_days=hold_days)

    assert disbursement == sent
    assert settlement.effective_entry_date(disbursement) == paid


def test_a_hold_is_never_negative():
    with pytest.raises(ValueError, match="hold"):
        settlement.disbursement_date(date(2026, 3, 9), hold_days=-1)


@pytest.mark.parametrize(
    ("settled", "deadline", "final"),
    [
        (date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 5)),
        (date(2026, 11, 25), date(2026, 11, 30), date(2026, 12, 1)),  # Thanksgiving
        (date(2026, 12, 30), date(2027, 1, 4), date(2027, 1, 5)),  # year end
    ],
)
def test_a_return_for_want_of_funds_has_two_banking_days(settled, deadline, final):
    assert settlement.nsf_return_deadline(settled) == deadline
    assert settlement.nsf_final_date(settled) == final


@pytest.mark.parametrize(
    ("settled", "deadline"),
    [
        (date(2026, 3, 2), date(2026, 5, 4)),  # the 60th day is Friday, May 1
        (date(2026, 9, 27), date(2026, 11, 27)),  # ... Thanksgiving itself
        (date(2026, 11, 2), date(2027, 1, 4)),  # ... New Year's Day
    ],
)
def test_an_unauthorized_return_has_sixty_calendar_days(settled, deadline):
    assert settlement.unauthorized_return_deadline(settled) == deadline


@given(days)
def test_the_sixtieth_day_itself_is_always_in_time(settled):
    assert settlement.unauthorized_return_deadline(settled) > settled + timedelta(days=60)


@pytest.mark.parametrize(
    ("day_of_year", "file_date", "meant"),
    [
        (67, date(2026, 3, 8), date(2026, 3, 8)),
        (68, date(2026, 3, 8), date(2025, 3, 9)),
        (365, date(2027, 1, 2), date(2026, 12, 31)),
        (366, date(2029, 1, 2), date(2028, 12, 31)),
        (366, date(2028, 12, 30), date(2024, 12, 31)),
        (60, date(2028, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_julian_day_is_the_closest_not_after_the_file(day_of_year, file_date, meant):
    assert settlement.julian_date(day_of_year, file_date=file_date) == meant


@given(days, st.integers(min_value=0, max_value=364))
def test_a_julian_day_reads_back_within_a_year(file_date, days_ago):
    settled = file_date - timedelta(days=days_ago)

    assert settlement.julian_date(settled.timetuple().tm_yday, file_date=file_date) == settled


@pytest.mark.parametrize("day_of_year", [-1, 0, 367])
def test_a_day_no_year_has_is_refused(day_of_year):
    with pytest.raises(ValueError, match="not a day of a year"):
        settlement.julian_date(day_of_year, file_date=date(2026, 3, 8))
