"""Cut-offs: which banking day a moment belongs to, for batches and for files.

A cut-off is a time of day in the bank's zone, and daylight saving is honoured (see `zones`). What
comes at the very moment of a cut-off is late.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rentrail.businessdays.arithmetic import next_banking_day, roll_forward
from rentrail.businessdays.zones import CENTRAL, in_zone, moment_at
from rentrail.primitives.holidays import NONE_CLOSED, is_banking_day

_WINTER_AND_SUMMER = (date(2026, 1, 15), date(2026, 7, 15))


@dataclass(frozen=True, kw_only=True)
class TransmissionWindow:
    """A time of day until which the bank takes a file, or at which batches close.

    `closes_batches` says whether batches close for it; without, it only sends what was batched
    before. The last window of a day and the nightly batch always close them. `same_day` says
    whether entries sent in it may settle the same day.
    """

    name: str
    closes_at: time
    zone: str = CENTRAL
    closes_batches: bool = False
    same_day: bool = False


def cutoff_at(day: date, window: TransmissionWindow) -> datetime:
    """Give the moment, in UTC, at which a window closes on a day."""
    return moment_at(day, window.closes_at, zone=window.zone)


LAST_WINDOW = TransmissionWindow(name="last window", closes_at=time(19), closes_batches=True)
NIGHTLY_BATCH = TransmissionWindow(name="nightly batch", closes_at=time(20), closes_batches=True)


@dataclass(frozen=True, kw_only=True)
class Cutoffs:
    """The cut-offs agreed with one bank: windows through the day in order, and the nightly batch.

    `extra_closed` are one-off closings beside the Federal Reserve holidays.

    Raises:
        ValueError: there is no window, they are out of order, or the nightly batch comes first.
    """

    windows: tuple[TransmissionWindow, ...] = (LAST_WINDOW,)
    nightly_batch: TransmissionWindow = NIGHTLY_BATCH
    extra_closed: frozenset[date] = NONE_CLOSED

    def __post_init__(self) -> None:
        if not self.windows:
            raise ValueError("A bank has at least one transmission window a day.")
        for day in _WINTER_AND_SUMMER:
            moments = [cutoff_at(day, window) for window in (*self.windows, self.nightly_batch)]
            if moments != sorted(moments):
                raise ValueError("Windows stand in the order of the day, the nightly batch last.")

    @property
    def last_window(self) -> TransmissionWindow:
        """The last window in which the bank takes a file of the day."""
        return self.windows[-1]


DEFAULT_CUTOFFS = Cutoffs()


@dataclass(frozen=True, kw_only=True)
class Closing:
    """A window closing on one banking day, at one moment."""

    window: TransmissionWindow
    banking_day: date
    closes_at: datetime


def batch_banking_day(moment: datetime, *, cutoffs: Cutoffs = DEFAULT_CUTOFFS) -> date:
    """Give the banking day whose batch a payment taken at a moment is in.

    The nightly batch decides: what comes after it, or on a closed day, is in the next one's.
    """
    return _banking_day_of(moment, window=cutoffs.nightly_batch, extra_closed=cutoffs.extra_closed)


def sending_day(moment: datetime, *, cutoffs: Cutoffs = DEFAULT_CUTOFFS) -> date:
    """Give the banking day of the file in which a payment taken at a moment is sent.

    The bank's last window decides: what comes between it and the nightly batch is batched
    tonight, sent in the first window of the next banking day and dated from that day.
    """
    return _banking_day_of(moment, window=cutoffs.last_window, extra_closed=cutoffs.extra_closed)


def next_window(moment: datetime, *, cutoffs: Cutoffs = DEFAULT_CUTOFFS) -> Closing:
    """Give the first window still open at a moment, or else the next to open."""
    return next(
        closing
        for closing in _closings(moment, windows=cutoffs.windows, cutoffs=cutoffs)
        if moment < closing.closes_at
    )


def next_batch_close(moment: datetime, *, cutoffs: Cutoffs = DEFAULT_CUTOFFS) -> Closing:
    """Give the next time batches close: for a window switched on, the last one, or at night."""
    return next(
        closing
        for closing in _closings(moment, windows=_closing_batches(cutoffs), cutoffs=cutoffs)
        if moment < closing.closes_at
    )


def batch_closings(day: date, *, cutoffs: Cutoffs = DEFAULT_CUTOFFS) -> list[Closing]:
    """List the times batches close on a day, in order; none on a closed day."""
    if not is_banking_day(day, extra_closed=cutoffs.extra_closed):
        return []
    return [_closing(day, window) for window in _closing_batches(cutoffs)]


def _closing_batches(cutoffs: Cutoffs) -> tuple[TransmissionWindow, ...]:
    earlier = tuple(window for window in cutoffs.windows[:-1] if window.closes_batches)
    return (*earlier, cutoffs.last_window, cutoffs.nightly_batch)


def _closings(
    moment: datetime, *, windows: tuple[TransmissionWindow, ...], cutoffs: Cutoffs
) -> Iterator[Closing]:
    day = in_zone(moment, zone=windows[0].zone).date() - timedelta(days=2)
    while True:
        day = next_banking_day(day, extra_closed=cutoffs.extra_closed)
        yield from (_closing(day, window) for window in windows)


def _closing(day: date, window: TransmissionWindow) -> Closing:
    return Closing(window=window, banking_day=day, closes_at=cutoff_at(day, window))


def _banking_day_of(
    moment: datetime, *, window: TransmissionWindow, extra_closed: Set[date]
) -> date:
    day = roll_forward(in_zone(moment, zone=window.zone).date(), extra_closed=extra_closed)
    if moment < cutoff_at(day, window):
        return day
    return next_banking_day(day, extra_closed=extra_closed)
