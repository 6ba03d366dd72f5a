"""Run a company's business day: each step once, in order, from where the last run stopped."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import OperationalError, connection, transaction

from rentrail.cycle.models import DayStep, StepState
from rentrail.cycle.steps import MORNING_STEPS, STEPS, Counts, Day, StepOfDay
from rentrail.identity.audit import SYSTEM, acting_as
from rentrail.identity.tenancy import company_scope, current_company_id
from rentrail.primitives import clock
from rentrail.primitives.problems import Refusal

Shown = Callable[[Sequence[StepOfDay]], Iterable[StepOfDay]]

log = logging.getLogger(__name__)

LOCK_SPACE = 0x52544C44  # any number of our own: the advisory locks of business days


class DayIsRunning(Exception):
    """Another worker runs this company's day. The text is fit to show a person."""


@dataclass(frozen=True, kw_only=True)
class DayResult:
    """What each step did, and what failed with which reason."""

    business_date: date
    counts: dict[str, Counts] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Tell whether every step was done."""
        return not self.problems


def run_day(
    *, company_id: int, business_date: date, now: datetime, shown: Shown = iter
) -> DayResult:
    """Run the steps of a business day, in order; `shown` is given them and may tell of each.

    Every step does its work once however often it runs, so a day that was cut short, by a failed
    step or a killed worker, is simply run again. A step that only brings news may fail without
    holding the others; one that must come first stops the day.

    Raises:
        DayIsRunning: another worker is at it.
    """
    day = Day(business_date=business_date, now=now)
    return _run(STEPS, company_id=company_id, day=day, shown=shown)


def run_morning(*, company_id: int, calendar_date: date, now: datetime) -> DayResult:
    """Run what each calendar day begins with, whether banks work on it or not: charges and notices.

    They are steps of the business day too, which finds what has come to be done since.

    Raises:
        DayIsRunning: another worker runs the business day.
    """
    day = Day(business_date=calendar_date, now=now)
    return _run(MORNING_STEPS, company_id=company_id, day=day)


def _run(
    steps: Sequence[StepOfDay], *, company_id: int, day: Day, shown: Shown = iter
) -> DayResult:
    result = DayResult(business_date=day.business_date)
    with company_scope(company_id), acting_as(SYSTEM, source="run-day"), _only_one(company_id):
        for step in shown(steps):
            if day.is_banking_day or step.every_day:
                _run_step(step, day, result)
            if step.name in result.problems and step.holds_the_day:
                break
    return result


def _run_step(step: StepOfDay, day: Day, result: DayResult) -> None:
    record = _started(step, day)
    if record is None:
        return
    try:
        counts = step.run(day)
    except Exception as problem:
        log.exception("Step “%s” of %s failed.", step.name, day.business_date)
        result.problems[step.name] = _words_of(problem)
        _finish(record, state=StepState.FAILED, problem=result.problems[step.name])
    else:
        result.counts[step.name] = counts
        _finish(record, state=StepState.DONE, result=_told(step, counts, before=record.result))


def _words_of(problem: Exception) -> str:
    """Say why a step failed, to people: what isn't told by a refusal is for the log."""
    if isinstance(problem, Refusal):
        return str(problem)
    if isinstance(problem, OperationalError):
        return "The database was lost, or busy."
    return "It failed for a fault in Rentrail; the log tells more."


def _told(step: StepOfDay, counts: Counts, *, before: Counts) -> Counts:
    if not step.adds_up:
        return counts
    return {name: count + before.get(name, 0) for name, count in counts.items()}


def _started(step: StepOfDay, day: Day) -> DayStep | None:
    """Note that a step starts; none where it is done and once a day is enough."""
    record: DayStep
    record, _ = DayStep.objects.get_or_create(
        company_id=current_company_id(),
        business_date=day.business_date,
        name=step.name,
        defaults={"state": StepState.RUNNING, "started_at": clock.now()},
    )
    if record.state == StepState.DONE and step.once_a_day:
        return None
    DayStep.objects.filter(id=record.id).update(
        state=StepState.RUNNING, started_at=clock.now(), problem=""
    )
    return record


def _finish(
    record: DayStep, *, state: StepState, result: Counts | None = None, problem: str = ""
) -> None:
    DayStep.objects.filter(id=record.id).update(
        state=state, finished_at=clock.now(), result=result or {}, problem=problem[:2000]
    )


@contextmanager
def _only_one(company_id: int) -> Iterator[None]:
    if transaction.get_connection().in_atomic_block:  # a caller's transaction: its lock suffices
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, company_id])
        if not cursor.fetchone()[0]:
            raise DayIsRunning("Another worker is running this company's business day.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, company_id])
