"""Questions about business days."""

from datetime import date, datetime

from rentrail.banking import rules as banking_rules
from rentrail.banking.models import BankConnection
from rentrail.cycle.models import DayStep, StepState
from rentrail.cycle.rules import last_closing

LAST_STEP = "advance property dates"


def day_due(*, now: datetime) -> date | None:
    """Give the business day to run now: a bank's cut-off came, and no whole run has followed it."""
    closings = [
        last_closing(now, cutoffs=banking_rules.cutoffs_of(bank.cutoffs))
        for bank in BankConnection.objects.all()
    ]
    if not closings:
        return None
    latest = max(closings, key=lambda closing: closing.closes_at)
    ran = DayStep.objects.filter(
        name=LAST_STEP, state=StepState.DONE, started_at__gte=latest.closes_at
    )
    return None if ran.exists() else latest.banking_day
