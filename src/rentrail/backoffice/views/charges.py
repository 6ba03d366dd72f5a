"""A charge: its page, and taking it back (LED-9)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rentrail.backoffice.access import needs, reason_without, staff_of
from rentrail.backoffice.queries import charges
from rentrail.identity.models import Right
from rentrail.ledger.operations import PeriodClosed
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Charge
from rentrail.primitives import clock


@needs(Right.VIEW_LEDGERS)
def charge_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a charge: what it is for, what paid it, and what MRI was told of it."""
    charge = _charge_at(request, public_id)
    may = staff_of(request).may(Right.ISSUE_CREDITS, charge.property.public_id)
    return render(
        request,
        "backoffice/charge.html",
        {
            "charge": charge,
            "paid_by": charges.paid_by(charge),
            "taken_back_by": charges.taken_back_by(charge),
            "mri_postings": charges.mri_postings_of(charge),
            "why_not_take_back": "" if may else reason_without(Right.ISSUE_CREDITS),
        },
    )


@require_POST
@needs(Right.VIEW_LEDGERS)
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a charge back on the property date, for the reason typed in."""
    charge = _charge_at(request, public_id)
    staff = staff_of(request)
    staff.require(Right.ISSUE_CREDITS, charge.property.public_id)
    try:
        portfolio.reverse_charge(
            public_id=public_id,
            property_date=charge.property.property_date,
            reason=request.POST.get("reason", ""),
            reversed_by=staff.user.email,
            now=clock.now(),
        )
    except (portfolio.ChargeNotReversible, PeriodClosed) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The charge is taken back; what had paid it is a credit again.")
    return redirect("backoffice:charge", public_id)


def _charge_at(request: HttpRequest, public_id: str) -> Charge:
    found: Charge = get_object_or_404(
        charges.charges_at(staff_of(request).property_ids(Right.VIEW_LEDGERS)),
        public_id=public_id,
    )
    return found
