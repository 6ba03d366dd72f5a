"""The FedACH processing windows, and when what is sent in them settles.

Banks close their own windows earlier (see `windows`); these are the operator's.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from rentrail.businessdays.arithmetic import next_banking_day
from rentrail.businessdays.holidays import is_banking_day
from rentrail.businessdays.windows import EASTERN

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


def same_day_window(moment: datetime) -> FedAchWindow | None:
    """Give the first window in which a file sent at a moment can still settle today, if any."""
    local = moment.astimezone(ZoneInfo(EASTERN))
    if not is_banking_day(local.date()):
        return None
    open_windows = (
        window for window in FED_ACH_WINDOWS if window.same_day and local.time() < window.deadline
    )
    return next(open_windows, None)


def settles_at(day: date, window: FedAchWindow) -> datetime:
    """Give the moment, in UTC, at which entries taken in a window on a banking day settle."""
    settlement_day = next_banking_day(day) if window.settles_next else day
    local = datetime.combine(settlement_day, window.settlement, tzinfo=ZoneInfo(EASTERN))
    return local.astimezone(UTC)
