import pytest

from rentrail.formats.nacha.validation import days


@pytest.mark.parametrize(
    ("text", "is_day"),
    [("260302", True), ("260229", False), ("240229", True), ("26030", False), ("26 302", False),
     ("260000", False), ("2603²2", False)],
)  # fmt: skip
def test_days_that_there_are(text, is_day):
    assert (days.day_of(text) is not None) is is_day


@pytest.mark.parametrize(
    ("text", "is_time"),
    [("0000", True), ("2359", True), ("2400", False), ("2360", False), ("235959", True),
     ("235960", False), ("", False), ("93", False), ("9:30", False), ("00000", False)],
)  # fmt: skip
def test_times_of_day(text, is_time):
    assert days.is_time(text) is is_time


@pytest.mark.parametrize(
    ("text", "is_day"),
    [("001", True), ("366", True), ("000", False), ("367", False), ("1", False), ("A01", False)],
)
def test_days_of_the_year(text, is_day):
    assert days.is_day_of_year(text) is is_day


@pytest.mark.parametrize(
    ("text", "is_day"),
    [("0229", True), ("0230", False), ("1231", True), ("1301", False), ("", False)],
)
def test_days_of_some_year(text, is_day):
    assert days.is_month_and_day(text) is is_day
