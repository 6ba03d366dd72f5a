"""Questions about business days."""

from datetime import date, datetime

from rentrail.banking import rules as banking_rules
from rentrail.banking.models import BankConnection
from rentrail.cycle.models import DayStep, StepState
from rentrail.cycle.rules import last_run_due

LAST_STEP = "advance property dates"


def day_due(*, now: datetime) -> date | None:
    """Give the business day to run now: a bank's cut-off is near, and no whole run was made for it.

    With several banks one run closes the batches of all of them.
    """
    runs = [
        last_run_due(now, cutoffs=banking_rules.cutoffs_of(bank.cutoffs))
        for bank in BankConnection.objects.all()
    ]
    if not runs:
        return None
    latest = max(runs, key=lambda run: run.starts_at)
    ran = DayStep.objects.filter(
        name=LAST_STEP, state=StepState.DONE, started_at__gte=latest.starts_at
    )
    return None if ran.exists() else latest.banking_day
