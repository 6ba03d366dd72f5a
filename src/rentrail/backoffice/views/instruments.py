"""Payers' bank accounts and what they consented to: correct, release, revoke."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rentrail.backoffice.access import needs, reason_without, staff_of
from rentrail.backoffice.forms import CorrectAccountForm
from rentrail.backoffice.queries import residents
from rentrail.backoffice.views.residents import household_at
from rentrail.businessdays.zones import in_zone
from rentrail.identity.models import Right
from rentrail.payments import operations
from rentrail.payments.models import Authorization, PreauthorizedPayment
from rentrail.primitives import clock

LATEST_PAYMENTS = 12
NOT_CORRECTED = (
    operations.AccountNotCorrectable,
    operations.AccountNumberNotValid,
    operations.AccountNumbersDiffer,
    operations.AccountOnFileAlready,
    operations.ReasonMissing,
    operations.RoutingNumberNotValid,
)


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
    except (operations.ReasonMissing, operations.AccountNotReleasable) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{found} may be debited again.")
    return redirect("backoffice:resident", public_id)


@needs(Right.TAKE_BANK_PAYMENTS)
def correct(request: HttpRequest, public_id: str, instrument_id: str) -> HttpResponse:
    """Show the form for an account that came back with a wrong number, or correct it (PRE-6)."""
    staff = staff_of(request)
    household = household_at(request, public_id)
    staff.require(Right.TAKE_BANK_PAYMENTS, household.lease.property.public_id)
    found = get_object_or_404(residents.instruments_of(household.lease), public_id=instrument_id)
    form = CorrectAccountForm(
        request.POST if request.method == "POST" else None,
        initial={"routing_number": found.routing_number, "account_type": found.account_type},
    )
    if request.method == "POST" and form.is_valid():
        try:
            corrected = operations.correct_stopped_account(
                public_id=found.public_id,
                corrected_by=staff.user.email,
                now=clock.now(),
                **form.corrected(),
            )
        except NOT_CORRECTED as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{corrected} is corrected and may be debited again.")
            return redirect("backoffice:resident", public_id)
    return render(
        request,
        "backoffice/resident_account_correct.html",
        {"household": household, "instrument": found, "form": form},
        status=422 if form.errors else 200,
    )


@needs(Right.VIEW_LEDGERS)
def authorization(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show an authorization word for word, to be printed or sent (RULE-1)."""
    found = authorization_at(request, public_id)
    return render(
        request,
        "backoffice/authorization.html",
        {
            "authorization": found,
            "copy": operations.copy_text(found),
            "payments": found.payments.order_by("-id")[:LATEST_PAYMENTS],
            "proof_requests": found.proof_requests.order_by("-received_date", "-id"),
            "today": in_zone(clock.now(), zone=found.person.property.time_zone).date(),
            "why_not_record": ""
            if staff_of(request).may(Right.RESEARCH, found.person.property.public_id)
            else reason_without(Right.RESEARCH),
        },
    )


@require_POST
@needs(Right.VIEW_LEDGERS)
def send_copy(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send the payer a copy of an authorization."""
    found = authorization_at(request, public_id)
    try:
        operations.send_authorization_copy(public_id=public_id, now=clock.now())
    except operations.NoEmail as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"A copy goes to {found.person.email}.")
    return redirect("backoffice:authorization", public_id)


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
            public_id=public_id,
            reason=request.POST.get("reason", ""),
            revoked_by=staff.user.email,
            now=clock.now(),
        )
    except (operations.ReasonMissing, operations.AlreadyRevoked) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The authorization is revoked; its payments end with it.")
    return redirect("backoffice:resident-preauthorized", found.lease.public_id)


def authorization_at(request: HttpRequest, public_id: str) -> Authorization:
    """Give an authorization that the user may see."""
    found: Authorization = get_object_or_404(
        Authorization.objects.filter(
            person__property_id__in=staff_of(request).property_ids(Right.VIEW_LEDGERS)
        ).select_related("person__property", "instrument"),
        public_id=public_id,
    )
    return found
