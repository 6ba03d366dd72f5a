"""Payments: the list and one payment with its way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rentrail.backoffice.access import Staff, needs, reason_without, staff_of
from rentrail.backoffice.forms import PaymentFilterForm
from rentrail.backoffice.paging import page_of
from rentrail.backoffice.queries import naming, payments
from rentrail.identity import queries as identity
from rentrail.identity.models import Right
from rentrail.ledger.operations import PeriodClosed
from rentrail.payments import operations
from rentrail.payments import queries as payment_queries
from rentrail.payments import states as payment_states
from rentrail.payments.models import Payment
from rentrail.payments.states import PaymentEvent, SettlementStatus, Standing, TransactionStatus
from rentrail.primitives import clock

REFUSALS = (
    operations.ReasonMissing,
    operations.NeedsSecondPerson,
    operations.PaymentNotPayable,
    operations.PaymentNotPending,
    operations.PaymentNotResolvable,
    operations.PaymentNotVoidable,
    PeriodClosed,
)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What staff may decide about a payment: the operation, its right, and who it says did it."""

    label: str
    event: PaymentEvent
    right: Right
    operation: Callable[..., Payment]
    actor: str
    by_second_person: bool = False  # never by who took the payment (ORG-5)


DECISIONS = {
    "approve": Decision(
        label="Approve",
        event=PaymentEvent.APPROVED,
        right=Right.APPROVE,
        operation=operations.approve_payment,
        actor="approved_by",
        by_second_person=True,
    ),
    "release": Decision(
        label="Release",
        event=PaymentEvent.RELEASED,
        right=Right.RELEASE_SUSPENDED,
        operation=operations.release_payment,
        actor="released_by",
        by_second_person=True,
    ),
    "void": Decision(
        label="Void",
        event=PaymentEvent.VOIDED,
        right=Right.VOID,
        operation=operations.void_payment,
        actor="voided_by",
    ),
    "resolve": Decision(
        label="Mark as resolved",
        event=PaymentEvent.RESOLVED,
        right=Right.RESEARCH,
        operation=operations.resolve_payment,
        actor="resolved_by",
    ),
}


@needs(Right.VIEW_LEDGERS)
def payment_list(request: HttpRequest) -> HttpResponse:
    """List payments, latest first."""
    form = PaymentFilterForm(request.GET)
    found = payments.payments_found(
        property_ids=staff_of(request).shown_ids(Right.VIEW_LEDGERS), **form.wanted()
    )
    return render(
        request,
        "backoffice/payments.html",
        {
            "page": page_of(request, found),
            "form": form,
            "statuses": [(status.value, status.label) for status in payment_states.STATUSES],
        },
    )


@needs(Right.VIEW_LEDGERS)
def payment_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a payment: what happened to it, its journal entries, and where its money is."""
    payment = get_object_or_404(
        payments.payments_at(staff_of(request).property_ids(Right.VIEW_LEDGERS)),
        public_id=public_id,
    )
    return render(
        request,
        "backoffice/payment.html",
        {
            "payment": payment,
            "way": payments.way_of(payment),
            "history": naming.happened(payments.steps_of(payment)),
            "journal": payments.journal_of(payment),
            "mri_postings": payments.mri_postings_of(payment),
            "decisions": _decisions_on(request, payment),
            "refunds": payment_queries.refunds_of(payment),
            "can_refund": not payment_queries.why_not_refundable(payment),
            "why_not_release": _why_not(request, Right.RELEASE_REFUND, payment),
            "why_not_cancel": _why_not(request, Right.REFUND, payment),
            "can_move": (_standing(payment), PaymentEvent.MOVED) in payment_states.MOVES,
        },
    )


@require_POST
@needs(Right.VIEW_LEDGERS)
def decide(request: HttpRequest, public_id: str, decision: str) -> HttpResponse:
    """Approve, release, void or resolve a payment, with the reason that was typed in."""
    if decision not in DECISIONS:
        raise Http404
    made = DECISIONS[decision]
    staff = staff_of(request)
    payment = get_object_or_404(
        payments.payments_at(staff.property_ids(Right.VIEW_LEDGERS)),
        public_id=public_id,
    )
    staff.require(made.right, *payments.places_of(payment))
    try:
        made.operation(
            public_id=public_id,
            reason=request.POST.get("reason", ""),
            now=clock.now(),
            **{made.actor: staff.user.email},
        )
    except REFUSALS as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{made.label}: done.")
    return redirect("backoffice:payment", public_id)


def _decisions_on(request: HttpRequest, payment: Payment) -> list[dict[str, Any]]:
    """List what may be decided as the payment stands, each with why the user can't, if so."""
    standing = _standing(payment)
    return [
        {
            "name": name,
            "label": made.label,
            "closed_because": _why_not_decide(staff_of(request), payment, name),
        }
        for name, made in DECISIONS.items()
        if (standing, made.event) in payment_states.MOVES
    ]


def _why_not(request: HttpRequest, right: Right, payment: Payment) -> str:
    may = staff_of(request).may(right, *payments.places_of(payment))
    return "" if may else reason_without(right)


def _why_not_decide(staff: Staff, payment: Payment, name: str) -> str:
    """Say why the user can't decide so, and who can instead; nothing where they can."""
    made = DECISIONS[name]
    may = staff.may(made.right, *payments.places_of(payment))
    if not made.by_second_person:
        return "" if may else reason_without(made.right)
    why_not = operations.why_not_second_person(payment, decided_by=staff.user.email, verb=name)
    if not may:
        why_not = reason_without(made.right)
    return f"{why_not} {_who_may(payment, name)}" if why_not else ""


def _who_may(payment: Payment, name: str) -> str:
    right = DECISIONS[name].right
    able = identity.users_with(right, property_public_id=payment.property.public_id)
    names = [
        str(user)
        for user in able
        if not operations.why_not_second_person(payment, decided_by=user.email, verb=name)
    ]
    return f"Who can: {', '.join(names)}." if names else f"Nobody else has “{right.label}”."


def _standing(payment: Payment) -> Standing:
    return Standing(TransactionStatus(payment.status), SettlementStatus(payment.settlement_status))
