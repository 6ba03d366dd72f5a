from datetime import UTC, date, datetime, time

import pytest
from tests.cast import NOW, TODAY

from rentrail.portfolio import operations
from rentrail.portfolio.models import DateAdvance, Property, StaffTask


def test_staff_advance_the_date_and_only_forward(oak_court):
    operations.advance_property_date(property_id=oak_court.id, to_date=date(2026, 3, 3), now=NOW)

    with pytest.raises(operations.PropertyDateNotLater, match="2026-03-03 already"):
        operations.advance_property_date(property_id=oak_court.id, to_date=TODAY, now=NOW)


def test_a_date_that_lies_ahead_is_refused_for_there_is_no_way_back(oak_court):
    with pytest.raises(operations.PropertyDateAhead, match="2026-03-03 at most"):
        operations.advance_property_date(
            property_id=oak_court.id, to_date=date(2062, 3, 3), now=NOW
        )

    assert Property.objects.get().property_date == TODAY


def test_a_date_advances_by_itself_at_its_hour_and_never_one_that_waits_for_staff(oak_court):
    morning = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)  # 6:00 in Chicago
    assert operations.advance_due_dates(now=morning) == []
    operations.change_property(
        property_id=oak_court.id,
        date_advance=DateAdvance.AUTOMATIC,
        date_advances_at=time(5, 0),
    )

    operations.advance_due_dates(now=morning)

    assert Property.objects.get().property_date == date(2026, 3, 3)


def test_two_business_days_without_an_advance_raise_one_alert(oak_court):
    wednesday = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)

    assert operations.alert_overdue_dates(now=NOW) == 0
    assert operations.alert_overdue_dates(now=wednesday) == 1
    operations.alert_overdue_dates(now=wednesday)

    assert StaffTask.objects.get().kind == "property-date-not-advanced"
