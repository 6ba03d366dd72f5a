"""The worker of a simulated day; with faults it is killed at random moments and started again."""

import os
import signal
import time
from collections.abc import Callable
from datetime import date, datetime
from random import Random

from django.db import connections

from rentrail.accounting.mri import posting as mri_posting
from rentrail.accounting.mri import sync as mri_sync
from rentrail.banking import operations as banking
from rentrail.cycle import operations as cycle
from rentrail.identity.tenancy import company_scope
from rentrail.primitives import ids

Work = Callable[[int, date, datetime], None]

KILLS_A_DAY_MAX = 3
KILL_SECONDS_MAX = 1.5
TRIES_MAX = 12


class WorkFailed(Exception):
    """A piece of work did not come to its end however often it was tried."""


def morning(company_id: int, day: date, now: datetime) -> None:
    """Fetch and apply what the banks have, and what a new month brings in MRI."""
    with company_scope(company_id):
        banking.fetch(now=now)
        banking.apply_inbound(now=now)
        if day.day == 1:
            mri_sync.sync_all(full=False, now=now)
        mri_posting.post_all(now=now)


def business_day(company_id: int, day: date, now: datetime) -> None:
    """Run the business day."""
    result = cycle.run_day(company_id=company_id, business_date=day, now=now)
    if not result.is_whole:
        raise WorkFailed("; ".join(f"{step}: {why}" for step, why in result.problems.items()))


def do(work: Work, *, company_id: int, day: date, now: datetime, killer: Random | None) -> None:
    """Do a piece of work; where there is a killer, in a process that may be killed.

    Raises:
        WorkFailed: without faults, at the first failure; with them, after many.
    """
    if killer is None:
        work(company_id, day, now)
        return
    kills = killer.randint(0, KILLS_A_DAY_MAX)
    for attempt in range(TRIES_MAX):
        seconds = killer.uniform(0, KILL_SECONDS_MAX) if attempt < kills else None
        if _in_a_process(lambda: work(company_id, day, now), dice=killer, killed_after=seconds):
            return
    raise WorkFailed(f"{work.__name__} of {day} did not end in {TRIES_MAX} tries.")


def _in_a_process(work: Callable[[], None], *, dice: Random, killed_after: float | None) -> bool:
    """Do the work in a forked process, and tell whether it came to its end."""
    connections.close_all()
    seed = dice.getrandbits(64)
    child = os.fork()
    if child == 0:
        _live_and_exit(work, seed)
    if killed_after is not None:
        time.sleep(killed_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return status == 0


def _live_and_exit(work: Callable[[], None], seed: int) -> None:
    try:
        with ids.seeded(seed):  # a killed attempt's ids may be stored: take others
            work()
    except Exception as problem:
        os.write(2, f"{type(problem).__name__}: {problem}\n".encode())
        os._exit(1)
    os._exit(0)
