from datetime import UTC, date, datetime, time

import pytest

from rentrail.businessdays import zones
from rentrail.businessdays.zones import CENTRAL, EASTERN


def test_an_hour_is_another_moment_in_summer():
    winter = zones.moment_at(date(2026, 1, 15), time(19), zone=CENTRAL)
    summer = zones.moment_at(date(2026, 7, 15), time(19), zone=CENTRAL)

    assert winter == datetime(2026, 1, 16, 1, tzinfo=UTC)
    assert summer == datetime(2026, 7, 16, 0, tzinfo=UTC)


def test_an_hour_shown_twice_means_the_first():
    moment = zones.moment_at(date(2026, 11, 1), time(1, 30, fold=1), zone=EASTERN)

    assert moment == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_an_hour_skipped_means_as_long_after_midnight_as_ever():
    moment = zones.moment_at(date(2026, 3, 8), time(2, 15), zone=EASTERN)

    assert moment == datetime(2026, 3, 8, 7, 15, tzinfo=UTC)
    assert zones.in_zone(moment, zone=EASTERN).time() == time(3, 15)


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        zones.in_zone(datetime(2026, 3, 8), zone=EASTERN)  # noqa: DTZ001 - the fault under test
