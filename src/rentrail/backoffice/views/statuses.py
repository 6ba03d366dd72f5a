"""What closes a household's ways of paying: special statuses and the lease's block (ORG-7)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from rentrail.backoffice.access import needs, staff_of
from rentrail.backoffice.forms import SpecialStatusesForm
from rentrail.backoffice.views.residents import household_at
from rentrail.identity.models import Right
from rentrail.portfolio import operations as portfolio


@needs(Right.EDIT_COLLECTION_STATUS)
def special_statuses(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a household's special statuses, or set them for the reason typed in."""
    staff = staff_of(request)
    household = household_at(request, public_id)
    staff.require(Right.EDIT_COLLECTION_STATUS, household.lease.property.public_id)
    form = SpecialStatusesForm(
        request.POST if request.method == "POST" else None,
        lease=household.lease,
        people=[member.person for member in household.members],
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = portfolio.set_special_statuses(
                lease_id=household.lease.id,
                statuses=form.statuses(),
                block_epayment=form.cleaned_data["block_epayment"],
                reason=form.cleaned_data["reason"],
                changed_by=staff.user.email,
            )
        except portfolio.StatusReasonMissing as problem:
            form.add_error("reason", str(problem))
        else:
            said = f"Changed: {', '.join(changed)}." if changed else "Nothing was changed."
            messages.success(request, said)
            return redirect("backoffice:resident", public_id)
    return render(
        request,
        "backoffice/resident_statuses.html",
        {"household": household, "form": form},
        status=422 if form.errors else 200,
    )
