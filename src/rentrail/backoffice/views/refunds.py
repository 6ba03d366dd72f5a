"""Refunds of a payment: asked for, released before their day, canceled (PAY-10)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rentrail.backoffice.access import needs, staff_of
from rentrail.backoffice.forms import RefundForm
from rentrail.backoffice.queries import payments
from rentrail.identity.models import Right
from rentrail.ledger.operations import PeriodClosed
from rentrail.payments import operations
from rentrail.payments import queries as payment_queries
from rentrail.payments.models import Payment, Refund
from rentrail.primitives import clock, money

REFUSALS = (
    operations.NotRefundable,
    operations.ReasonMissing,
    operations.RefundNotWaiting,
    PeriodClosed,
)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What staff may decide about a refund that waits, with its right."""

    right: Right
    operation: Callable[..., Refund]
    actor: str
    done: str


DECISIONS = {
    "release": Decision(
        right=Right.RELEASE_REFUND,
        operation=operations.release_refund,
        actor="released_by",
        done="The refund goes with the next file.",
    ),
    "cancel": Decision(
        right=Right.REFUND,
        operation=operations.cancel_refund,
        actor="canceled_by",
        done="The refund is canceled.",
    ),
}


@needs(Right.REFUND)
def refund(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the form, or refund the payment; it is sent once it can't come back as NSF."""
    staff = staff_of(request)
    payment: Payment = get_object_or_404(
        payments.payments_at(staff.property_ids(Right.REFUND)), public_id=public_id
    )
    staff.require(Right.REFUND, *payments.places_of(payment))
    left_cents = payment_queries.refundable_cents(payment)
    form = RefundForm(
        request.POST if request.method == "POST" else None,
        initial={
            "idempotency_key": f"page-{secrets.token_urlsafe(24)}",
            "amount": money.format_cents(left_cents),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.refund_payment(
                form.asked(payment.public_id), requested_by=staff.user.email, now=clock.now()
            )
        except REFUSALS as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The refund is made; the payment's page shows its way.")
            return redirect("backoffice:payment", public_id)
    return render(
        request,
        "backoffice/payment_refund.html",
        {
            "payment": payment,
            "form": form,
            "left_cents": left_cents,
            "why_not": payment_queries.why_not_refundable(payment),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@needs(Right.VIEW_LEDGERS)
def decide(request: HttpRequest, public_id: str, decision: str) -> HttpResponse:
    """Release a refund before its day, or cancel it, for the reason typed in."""
    if decision not in DECISIONS:
        raise Http404
    made, staff = DECISIONS[decision], staff_of(request)
    found = get_object_or_404(
        Refund.objects.filter(
            payment__in=payments.payments_at(staff.property_ids(Right.VIEW_LEDGERS))
        ).select_related("payment__property", "payment__lease__property"),
        public_id=public_id,
    )
    staff.require(made.right, *payments.places_of(found.payment))
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
        messages.success(request, made.done)
    return redirect("backoffice:payment", found.payment.public_id)
