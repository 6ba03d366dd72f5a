"""Decisions about business days: values in, values out."""

from datetime import datetime, timedelta

from rentrail.businessdays import windows
from rentrail.businessdays.windows import Closing, Cutoffs
from rentrail.businessdays.zones import in_zone

LOOK_BACK_DAYS = 10  # longer than any run of closed days


def last_closing(now: datetime, *, cutoffs: Cutoffs) -> Closing:
    """Give the last time batches closed before a moment, or at it."""
    today = in_zone(now, zone=cutoffs.nightly_batch.zone).date()
    days = (today - timedelta(days=back) for back in range(LOOK_BACK_DAYS))
    return next(
        closing
        for day in days
        for closing in reversed(windows.batch_closings(day, cutoffs=cutoffs))
        if closing.closes_at <= now
    )
