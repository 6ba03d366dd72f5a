"""The FedACH processing windows, and when what is sent in them settles.

Banks close their own windows earlier (see `windows`); these are the operator's.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, time

from rentrail.businessdays.arithmetic import next_banking_day
from rentrail.businessdays.zones import EASTERN, in_zone, moment_at
from rentrail.primitives.holidays import NONE_CLOSED, is_banking_day

SAME_DAY_ENTRY_MAX_CENTS = 100_000_000  # Source: [NACHA] same-day limit since 2022-03-18


@dataclass(frozen=True, kw_only=True)
class FedAchWindow:
    """One processing window; times of day are Eastern.

    `settles_next` says that settlement is on the banking day after the deadline's.
    """

    name: str
    deadline: time
    distribution: time
    settlement: time
    same_day: bool
    settles_next: bool


# Source: [FRB-FEDACH] FedACH processing schedule; the same-day windows of 2020-02-19, the overnight
# windows of 2022. The 20:00 deadline is the one that should be confirmed with the bank.
FED_ACH_WINDOWS = (
    FedAchWindow(
        name="overnight 3",
        deadline=time(2, 15),
        distribution=time(6),
        settlement=time(8, 30),
        same_day=False,
        settles_next=False,
    ),
    FedAchWindow(
        name="same day 1",
        deadline=time(10, 30),
        distribution=time(12),
        settlement=time(13),
        same_day=True,
        settles_next=False,
    ),
    FedAchWindow(
        name="same day 2",
        deadline=time(14, 45),
        distribution=time(16),
        settlement=time(17),
        same_day=True,
        settles_next=False,
    ),
    FedAchWindow(
        name="same day 3",
        deadline=time(16, 45),
        distribution=time(17, 30),
        settlement=time(18),
        same_day=True,
        settles_next=False,
    ),
    FedAchWindow(
        name="overnight 1",
        deadline=time(20),
        distribution=time(22),
        settlement=time(8, 30),
        same_day=False,
        settles_next=True,
    ),
    FedAchWindow(
        name="overnight 2",
        deadline=time(22, 45),
        distribution=time(23, 30),
        settlement=time(8, 30),
        same_day=False,
        settles_next=True,
    ),
)


def same_day_window(
    moment: datetime, *, extra_closed: Set[date] = NONE_CLOSED
) -> FedAchWindow | None:
    """Give the first window in which a file sent at a moment can still settle today, if any."""
    local = in_zone(moment, zone=EASTERN)
    if not is_banking_day(local.date(), extra_closed=extra_closed):
        return None
    open_windows = (
        window for window in FED_ACH_WINDOWS if window.same_day and local.time() < window.deadline
    )
    return next(open_windows, None)


def settles_at(
    day: date, window: FedAchWindow, *, extra_closed: Set[date] = NONE_CLOSED
) -> datetime:
    """Give the moment, in UTC, at which entries taken in a window on a banking day settle."""
    settlement_day = (
        next_banking_day(day, extra_closed=extra_closed) if window.settles_next else day
    )
    return moment_at(settlement_day, window.settlement, zone=EASTERN)
