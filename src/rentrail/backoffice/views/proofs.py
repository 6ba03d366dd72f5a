"""Proof of an authorization that a payer's bank asks for (RULE-1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from rentrail.backoffice.access import needs, staff_of
from rentrail.backoffice.forms import ProofRequestForm
from rentrail.backoffice.views.instruments import authorization_at
from rentrail.businessdays.zones import in_zone
from rentrail.identity.models import Right
from rentrail.payments import operations
from rentrail.payments.models import ProofRequest
from rentrail.primitives import clock


@require_POST
@needs(Right.RESEARCH)
def record(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record that the payer's bank asks for proof of an authorization (RULE-1)."""
    found, staff = authorization_at(request, public_id), staff_of(request)
    staff.require(Right.RESEARCH, found.person.property.public_id)
    form = ProofRequestForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Enter the bank's reference and the day its request came.")
        return redirect("backoffice:authorization", public_id)
    try:
        asked = operations.record_proof_request(
            authorization_public_id=public_id,
            recorded_by=staff.user.email,
            today=in_zone(clock.now(), zone=found.person.property.time_zone).date(),
            now=clock.now(),
            **form.cleaned_data,
        )
    except operations.ProofRequestNotValid as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request, f"The request is recorded; the answer is due {asked.due_date:%m/%d/%Y}."
        )
    return redirect("backoffice:authorization", public_id)


@require_POST
@needs(Right.RESEARCH)
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note what was sent to the bank that asked for proof."""
    staff = staff_of(request)
    asked = get_object_or_404(
        ProofRequest.objects.filter(
            authorization__person__property_id__in=staff.property_ids(Right.RESEARCH)
        ).select_related("authorization"),
        public_id=public_id,
    )
    try:
        operations.answer_proof_request(
            public_id=public_id,
            answer=request.POST.get("reason", ""),
            answered_by=staff.user.email,
            now=clock.now(),
        )
    except (operations.ReasonMissing, operations.ProofAnswered) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The answer is noted.")
    return redirect("backoffice:authorization", asked.authorization.public_id)
