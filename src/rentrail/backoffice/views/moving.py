"""Change account: a payment posted to the wrong household is moved to the right one (PAY-10)."""

from django.contrib import messages
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rentrail.backoffice.access import needs, staff_of
from rentrail.backoffice.queries import payments, residents
from rentrail.identity.models import Right
from rentrail.ledger.operations import PeriodClosed
from rentrail.payments import operations
from rentrail.payments.models import Payment
from rentrail.portfolio.models import Lease
from rentrail.primitives import clock

FOUND_MAX = 20


@needs(Right.MOVE_PAYMENT)
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Find the household a payment was meant for, or move it there for the reason typed in."""
    payment = _payment_at(request, public_id)
    if request.method == "POST" and _move(request, payment):
        return redirect("backoffice:payment", public_id)
    text = request.GET.get("q", "")
    found = _leases(request, text=text).exclude(id=payment.lease_id)
    shown = _own_property_first(found, payment)[:FOUND_MAX]
    return render(
        request,
        "backoffice/payment_move.html",
        {
            "payment": payment,
            "text": text,
            "households": residents.households(list(shown) if text.strip() else []),
            "reason": request.POST.get("reason", ""),
        },
    )


def _move(request: HttpRequest, payment: Payment) -> bool:
    lease = get_object_or_404(_leases(request), public_id=request.POST.get("lease", ""))
    try:
        operations.move_payment(
            public_id=payment.public_id,
            to_lease_id=lease.id,
            reason=request.POST.get("reason", ""),
            moved_by=staff_of(request).user.email,
            now=clock.now(),
        )
    except (operations.ReasonMissing, operations.PaymentNotMovable, PeriodClosed) as problem:
        messages.error(request, str(problem))
        return False
    messages.success(request, "The payment is moved.")
    return True


def _payment_at(request: HttpRequest, public_id: str) -> Payment:
    staff = staff_of(request)
    found: Payment = get_object_or_404(
        payments.payments_at(staff.property_ids(Right.VIEW_LEDGERS)), public_id=public_id
    )
    staff.require(Right.MOVE_PAYMENT, *payments.places_of(found))
    return found


def _own_property_first(leases: "QuerySet[Lease]", payment: Payment) -> "QuerySet[Lease]":
    """Put the households of the property where the payment stands before the others'."""
    here = Q(property_id=payment.lease.property_id)
    order = leases.query.order_by
    return leases.alias(is_here=ExpressionWrapper(here, BooleanField())).order_by(
        "-is_here", *order
    )


def _leases(request: HttpRequest, *, text: str = "") -> "QuerySet[Lease]":
    """Give the households to which the user may move payments, by name, unit or id."""
    property_ids = staff_of(request).property_ids(Right.MOVE_PAYMENT)
    return residents.leases_found(property_ids=property_ids, text=text)
