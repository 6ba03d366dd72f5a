"""Payments that wait for a second person: each is a task until it is decided (ORG-5, ORG-12)."""

from datetime import datetime

from rentrail.identity.models import Right
from rentrail.payments.rules.gate import Decision, Outcome
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.operations import TaskDraft
from rentrail.primitives.money import format_cents

TASKS: dict[Outcome, tuple[str, Right]] = {
    Outcome.AWAITING_APPROVAL: ("payment-awaits-approval", Right.APPROVE),
    Outcome.SUSPENDED: ("payment-suspended", Right.RELEASE_SUSPENDED),
}


def task_of(
    *, public_id: str, property_id: int, amount_cents: int, payer_name: str, decision: Decision
) -> TaskDraft:
    """Say why a new payment waits, and who may let it pass."""
    kind, right = TASKS[decision.outcome]
    return TaskDraft(
        kind=kind,
        subject=public_id,
        text=(
            f"{format_cents(amount_cents)} from {payer_name} waits. {decision.message} It takes "
            f"the right “{right.label}”, and somebody else than who took the payment."
        ),
        property_id=property_id,
    )


def finish_task(*, public_id: str, decided_by: str, now: datetime) -> None:
    """Mark the task of a payment as done: it waits no more."""
    for kind, _ in TASKS.values():
        portfolio.resolve_task(kind=kind, subject=public_id, done_by=decided_by, now=now)
