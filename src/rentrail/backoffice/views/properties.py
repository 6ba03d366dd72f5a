"""Properties and the switch between them."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from rentrail.backoffice import access
from rentrail.backoffice.access import reason_without, staff_of
from rentrail.backoffice.forms import AdvanceDateForm, ClosePeriodForm, SureForm
from rentrail.backoffice.queries import properties
from rentrail.businessdays.zones import in_zone
from rentrail.identity.models import Right
from rentrail.payments import operations as payments
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Property
from rentrail.primitives import clock

NOT_SURE = "A closed period is never opened again: say that you are sure."


def property_list(request: HttpRequest) -> HttpResponse:
    """Show the user's properties with their dates, households and what they are owed."""
    staff = staff_of(request)
    rows = properties.property_rows(
        property_ids=staff.property_ids(), owed_at=staff.property_ids(Right.VIEW_LEDGERS)
    )
    return render(request, "backoffice/properties.html", {"rows": rows})


def property_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a property's settings, bank accounts, limits and latest batches."""
    property_ = _property_at(request, public_id)
    return render(
        request,
        "backoffice/property.html",
        {
            "property": property_,
            "today": in_zone(clock.now(), zone=property_.time_zone).date(),
            "last_month": property_.property_date.replace(day=1) - timedelta(days=1),
            "sees_books": staff_of(request).may(Right.VIEW_LEDGERS, property_.public_id),
            "why_not_advance": _why_not(request, Right.ADVANCE_PROPERTY_DATE, property_),
            "why_not_close": _why_not(request, Right.CLOSE_PERIOD, property_),
        }
        | properties.property_details(property_),
    )


@require_POST
def advance_date(request: HttpRequest, public_id: str) -> HttpResponse:
    """Advance the date that the property's postings carry (ORG-14)."""
    property_ = _property_at(request, public_id)
    staff_of(request).require(Right.ADVANCE_PROPERTY_DATE, public_id)
    form = AdvanceDateForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Enter the date to advance to.")
        return redirect("backoffice:property", public_id)
    try:
        advanced = portfolio.advance_property_date(
            property_id=property_.id, to_date=form.cleaned_data["to_date"], now=clock.now()
        )
    except (portfolio.PropertyDateAhead, portfolio.PropertyDateNotLater) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{advanced} posts to {advanced.property_date} now.")
    return redirect("backoffice:property", public_id)


@require_POST
def close_period(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close a month of the property, and all before it (LED-5)."""
    property_ = _property_at(request, public_id)
    staff_of(request).require(Right.CLOSE_PERIOD, public_id)
    form = ClosePeriodForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Enter the month to close, such as 2026-03.")
        return redirect("backoffice:property", public_id)
    if not SureForm(request.POST).is_valid():
        messages.error(request, NOT_SURE)
        return redirect("backoffice:property", public_id)
    try:
        payments.close_fiscal_period(
            property_id=property_.id,
            period=form.cleaned_data["month"],
            closed_by=staff_of(request).user.email,
            now=clock.now(),
        )
    except payments.PeriodNotClosable as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{request.POST['month']} is closed, with all before it.")
    return redirect("backoffice:property", public_id)


@require_POST
def switch_property(request: HttpRequest) -> HttpResponse:
    """Show one property, or all, from now on, and stay on the list one is looking at."""
    request.session[access.SELECTED_PROPERTY] = request.POST.get("property", "")
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.count("/") <= 3
    return redirect(target if safe else "backoffice:overview")


def _property_at(request: HttpRequest, public_id: str) -> Property:
    found: Property = get_object_or_404(
        Property.objects.filter(id__in=staff_of(request).property_ids()), public_id=public_id
    )
    return found


def _why_not(request: HttpRequest, right: Right, property_: Property) -> str:
    return "" if staff_of(request).may(right, property_.public_id) else reason_without(right)
