"""Decisions about business days: values in, values out."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rentrail.businessdays import windows
from rentrail.businessdays.windows import Closing, Cutoffs
from rentrail.businessdays.zones import in_zone

LOOK_BACK_DAYS = 10  # longer than any run of closed days
MORNING_AT = time(5)  # Central: by then the day has begun from Puerto Rico to Hawaii
RETRY_AFTER = timedelta(minutes=5)  # a step that failed; three times ahead of a window
RUNS_AHEAD = timedelta(minutes=15)  # of a bank's window: the files are to be there before it closes


@dataclass(frozen=True, kw_only=True)
class RunDue:
    """A run of the business day: for which banking day, and from which moment on."""

    banking_day: date
    starts_at: datetime


def last_run_due(now: datetime, *, cutoffs: Cutoffs) -> RunDue:
    """Give the last run that was due before a moment, or at it.

    The day is run ahead of each window for which batches close, so that its files are sent in that
    window and dated from its day; and at the nightly batch, whose files wait for the next window.
    """
    today = in_zone(now, zone=cutoffs.nightly_batch.zone).date()
    days = (today - timedelta(days=back) for back in range(LOOK_BACK_DAYS))
    return next(
        run
        for day in days
        for run in sorted(_runs_of(day, cutoffs=cutoffs), key=_starts_at, reverse=True)
        if run.starts_at <= now
    )


def _runs_of(day: date, *, cutoffs: Cutoffs) -> list[RunDue]:
    return [
        RunDue(banking_day=closing.banking_day, starts_at=_run_starts_at(closing, cutoffs=cutoffs))
        for closing in windows.batch_closings(day, cutoffs=cutoffs)
    ]


def _run_starts_at(closing: Closing, *, cutoffs: Cutoffs) -> datetime:
    if closing.window == cutoffs.nightly_batch:
        return closing.closes_at
    return closing.closes_at - RUNS_AHEAD


def _starts_at(run: RunDue) -> datetime:
    return run.starts_at
