"""Payers' bank accounts and what they consented to: releasing one, revoking the other."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from rentrail.backoffice.access import needs, staff_of
from rentrail.backoffice.queries import residents
from rentrail.identity.models import Right
from rentrail.payments import operations
from rentrail.payments.models import PreauthorizedPayment
from rentrail.primitives import clock


@require_POST
@needs(Right.RELEASE_STOPPED)
def release(request: HttpRequest, public_id: str, instrument_id: str) -> HttpResponse:
    """Let a household's stopped bank account be debited again, for the reason typed in."""
    staff = staff_of(request)
    leases = residents.leases_found(property_ids=staff.property_ids(Right.RELEASE_STOPPED))
    lease = get_object_or_404(leases, public_id=public_id)
    found = get_object_or_404(residents.instruments_of(lease), public_id=instrument_id)
    try:
        operations.release_instrument(
            public_id=found.public_id,
            reason=request.POST.get("reason", ""),
            released_by=staff.user.email,
            now=clock.now(),
        )
    except operations.ReasonMissing as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{found} may be debited again.")
    return redirect("backoffice:resident", public_id)


@require_POST
@needs(Right.DISABLE_PREAUTHORIZED)
def revoke_authorization(request: HttpRequest, public_id: str) -> HttpResponse:
    """Revoke the authorization of a preauthorized payment, which ends with it (RULE-1)."""
    staff = staff_of(request)
    found = get_object_or_404(
        PreauthorizedPayment.objects.filter(
            property_id__in=staff.property_ids(Right.DISABLE_PREAUTHORIZED)
        ).select_related("lease"),
        authorization__public_id=public_id,
    )
    try:
        operations.revoke_authorization(
            public_id=public_id, revoked_by=staff.user.email, now=clock.now()
        )
    except operations.AlreadyRevoked as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The authorization is revoked; its payments end with it.")
    return redirect("backoffice:resident-preauthorized", found.lease.public_id)
