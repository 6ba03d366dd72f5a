"""Residents: the list, and one household at a glance (ORG-8, ORG-13)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from rentrail.backoffice.access import needs, reason_without, staff_of
from rentrail.backoffice.paging import page_of
from rentrail.backoffice.queries import ledgers, residents
from rentrail.backoffice.queries.ledgers import LedgerFilter
from rentrail.backoffice.queries.residents import Household
from rentrail.identity.models import Right
from rentrail.payments import operations
from rentrail.payments.models import PreauthorizedPayment
from rentrail.portfolio import queries as portfolio
from rentrail.portfolio.models import LedgerName
from rentrail.primitives import clock

LATEST_LINES = 8


@vary_on_headers("HX-Request")
@needs(Right.VIEW_LEDGERS)
def resident_list(request: HttpRequest) -> HttpResponse:
    """List households, or those found by what the user types.

    One address gives the page or only its rows, so the browser must not show the one as the other
    when the user goes back.
    """
    text = request.GET.get("q", "")
    status = request.GET.get("status", "")
    page = page_of(
        request,
        residents.leases_found(
            property_ids=staff_of(request).shown_ids(Right.VIEW_LEDGERS), text=text, status=status
        ),
    )
    only_rows = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined]  # django_htmx
    return render(
        request,
        "backoffice/partials/resident_rows.html" if only_rows else "backoffice/residents.html",
        {
            "page": page,
            "households": residents.households(list(page.object_list)),
            "text": text,
            "status": status,
            "statuses": residents.status_choices(),
        },
    )


@needs(Right.VIEW_LEDGERS)
def at_a_glance(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a household: people, what it owes, how it pays, what happened last."""
    household = household_at(request, public_id)
    page = ledgers.ledger_page(
        lease=household.lease, ledger=LedgerName.RESIDENT, wanted=LedgerFilter()
    )
    return render(
        request,
        "backoffice/resident.html",
        {
            "household": household,
            "tab": "glance",
            "lines": page.lines[:LATEST_LINES],
            "pending": page.pending,
            "open_charges": portfolio.open_charges(lease_id=household.lease.id),
            "instruments": residents.instruments_of(household.lease),
            "why_not_release": ""
            if staff_of(request).may(Right.RELEASE_STOPPED, household.lease.property.public_id)
            else reason_without(Right.RELEASE_STOPPED),
            "preauthorized": residents.preauthorized_of(household.lease)[:LATEST_LINES],
            "refusals": residents.refusals_of(household.lease),
        },
    )


@needs(Right.VIEW_LEDGERS)
def preauthorized(request: HttpRequest, public_id: str) -> HttpResponse:
    """List a household's preauthorized payments with their due dates (PRE-5)."""
    household = household_at(request, public_id)
    return render(
        request,
        "backoffice/resident_preauthorized.html",
        {
            "household": household,
            "tab": "preauthorized",
            "preauthorized": residents.preauthorized_of(household.lease),
            "can_disable": staff_of(request).may(
                Right.DISABLE_PREAUTHORIZED, household.lease.property.public_id
            ),
            "why_not_disable": reason_without(Right.DISABLE_PREAUTHORIZED),
        },
    )


@needs(Right.VIEW_LEDGERS)
def payments(request: HttpRequest, public_id: str) -> HttpResponse:
    """List a household's payments."""
    household = household_at(request, public_id)
    page = page_of(request, residents.payments_of(household.lease))
    return render(
        request,
        "backoffice/resident_payments.html",
        {"household": household, "tab": "payments", "page": page},
    )


@require_POST
@needs(Right.DISABLE_PREAUTHORIZED)
def disable_preauthorized(request: HttpRequest, public_id: str) -> HttpResponse:
    """Disable a preauthorized payment for good (PRE-6)."""
    staff = staff_of(request)
    found = get_object_or_404(
        PreauthorizedPayment.objects.filter(
            property_id__in=staff.property_ids(Right.DISABLE_PREAUTHORIZED)
        ).select_related("lease"),
        public_id=public_id,
    )
    try:
        operations.disable_preauthorized(
            public_id=public_id,
            reason=request.POST.get("reason", ""),
            disabled_by=staff.user.email,
            now=clock.now(),
        )
    except (operations.ReasonMissing, operations.NotRunning) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The preauthorized payment is disabled.")
    return redirect("backoffice:resident-preauthorized", found.lease.public_id)


def household_at(request: HttpRequest, public_id: str) -> Household:
    """Give the household of an address, where the user may see its ledgers; else there is none."""
    lease = get_object_or_404(
        residents.leases_found(property_ids=staff_of(request).property_ids(Right.VIEW_LEDGERS)),
        public_id=public_id,
    )
    return residents.household(lease, today=clock.today(lease.property.time_zone))
