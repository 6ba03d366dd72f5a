"""Properties and the switch between them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from rentrail.backoffice import access
from rentrail.backoffice.access import staff_of
from rentrail.backoffice.queries import properties
from rentrail.portfolio.models import Property


def property_list(request: HttpRequest) -> HttpResponse:
    """Show the user's properties with their dates, households and what they are owed."""
    rows = properties.property_rows(property_ids=staff_of(request).property_ids())
    return render(request, "backoffice/properties.html", {"rows": rows})


def property_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a property's settings, bank accounts, limits and latest batches."""
    property_ = get_object_or_404(
        Property.objects.filter(id__in=staff_of(request).property_ids()), public_id=public_id
    )
    return render(
        request,
        "backoffice/property.html",
        {"property": property_} | properties.property_details(property_),
    )


@require_POST
def switch_property(request: HttpRequest) -> HttpResponse:
    """Show one property, or all, from now on, and stay on the list one is looking at."""
    request.session[access.SELECTED_PROPERTY] = request.POST.get("property", "")
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.count("/") <= 3
    return redirect(target if safe else "backoffice:overview")
