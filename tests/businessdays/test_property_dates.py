from datetime import UTC, date, datetime, time

import pytest

from rentrail.businessdays import property_dates


@pytest.mark.parametrize(
    ("now", "property_date"),
    [
        (datetime(2026, 3, 3, 10, 59, tzinfo=UTC), date(2026, 3, 2)),  # 4:59 in Chicago
        (datetime(2026, 3, 3, 11, 0, tzinfo=UTC), date(2026, 3, 3)),
        (datetime(2026, 3, 4, 5, 59, tzinfo=UTC), date(2026, 3, 3)),
        (datetime(2026, 3, 9, 10, 0, tzinfo=UTC), date(2026, 3, 9)),  # daylight time
    ],
)
def test_the_property_date_advances_at_the_propertys_own_hour(now, property_date):
    assert property_date == property_dates.automatic_property_date(
        now=now, zone="America/Chicago", advances_at=time(5)
    )


@pytest.mark.parametrize(
    ("today", "overdue"),
    [
        (date(2026, 3, 6), False),
        (date(2026, 3, 8), False),
        (date(2026, 3, 9), False),
        (date(2026, 3, 10), True),
    ],
)
def test_two_business_days_without_an_advance_are_overdue(today, overdue):
    friday = date(2026, 3, 6)

    assert property_dates.advance_is_overdue(property_date=friday, today=today) is overdue
