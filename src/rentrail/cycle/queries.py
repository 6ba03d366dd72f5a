"""Questions about business days."""

from datetime import date, datetime

from django.db.models import QuerySet

from rentrail.banking import rules as banking_rules
from rentrail.banking.models import BankConnection
from rentrail.businessdays.zones import CENTRAL, in_zone
from rentrail.cycle.models import DayStep, StepState
from rentrail.cycle.rules import MORNING_AT, RETRY_AFTER, last_run_due
from rentrail.cycle.steps import MORNING_STEPS

LAST_STEP = "advance property dates"


def day_due(*, now: datetime) -> date | None:
    """Give the business day to run now: a bank's cut-off is near, and no whole run was made for it.

    With several banks one run closes the batches of all of them. A run in which a step failed is
    made again after a pause.
    """
    runs = [
        last_run_due(now, cutoffs=banking_rules.cutoffs_of(bank.cutoffs))
        for bank in BankConnection.objects.all()
    ]
    if not runs:
        return None
    latest = max(runs, key=lambda run: run.starts_at)
    steps = DayStep.objects.filter(business_date=latest.banking_day)
    ended = steps.filter(name=LAST_STEP, state=StepState.DONE, started_at__gte=latest.starts_at)
    is_whole = ended.exists() and not _failed(steps).exists()
    return None if is_whole or _failed_just_now(steps, now=now) else latest.banking_day


def morning_due(*, now: datetime) -> date | None:
    """Give the calendar day whose morning is to be run now, with what failed in it."""
    local = in_zone(now, zone=CENTRAL)
    if local.time() < MORNING_AT:
        return None
    steps = DayStep.objects.filter(
        business_date=local.date(), name__in=[step.name for step in MORNING_STEPS]
    )
    is_whole = steps.filter(state=StepState.DONE).count() == len(MORNING_STEPS)
    return None if is_whole or _failed_just_now(steps, now=now) else local.date()


def _failed(steps: "QuerySet[DayStep]") -> "QuerySet[DayStep]":
    return steps.filter(state=StepState.FAILED)


def _failed_just_now(steps: "QuerySet[DayStep]", *, now: datetime) -> bool:
    return _failed(steps).filter(finished_at__gt=now - RETRY_AFTER).exists()
