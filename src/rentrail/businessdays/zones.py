"""Between moments, which are in UTC, and the days and hours that people live by.

An hour that clocks show twice in autumn means the first of the two. An hour they skip in spring
means the moment as long after midnight as on any other day: 2:15, skipped, is 3:15 daylight time.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

CENTRAL = "America/Chicago"
EASTERN = "America/New_York"


def moment_at(day: date, hour: time, *, zone: str) -> datetime:
    """Give the moment, in UTC, at which clocks of a zone show an hour on a day."""
    return datetime.combine(day, hour.replace(fold=0), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def in_zone(moment: datetime, *, zone: str) -> datetime:
    """Give the day and hour that clocks of a zone show at a moment.

    Raises:
        ValueError: the moment has no time zone of its own.
    """
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    return moment.astimezone(ZoneInfo(zone))
