"""Enter payment: a one-time bank payment that staff take from a signed form."""

import secrets

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from rentrail.backoffice import operations
from rentrail.backoffice.access import needs, reason_without, staff_of
from rentrail.backoffice.forms import EnterPaymentForm
from rentrail.backoffice.operations import PaymentRefused
from rentrail.backoffice.queries import residents
from rentrail.backoffice.queries.residents import Household
from rentrail.backoffice.views.residents import household_at
from rentrail.identity.models import Right
from rentrail.payments import operations as payments
from rentrail.payments.models import Instrument
from rentrail.payments.states import InstrumentStanding
from rentrail.portfolio.models import Person
from rentrail.primitives import clock, money

REFUSALS = (
    payments.AccountKnownOtherwise,
    payments.AccountNumberNotValid,
    payments.AccountNumbersDiffer,
    payments.HolderNameMissing,
    payments.KeyUsedOtherwise,
    payments.RoutingNumberNotValid,
    payments.TemplateIncomplete,
    payments.WrongKind,
)


@needs(Right.TAKE_BANK_PAYMENTS)
def enter_payment(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the form, or take the payment and show it; a refusal shows every reason."""
    staff = staff_of(request)
    household = household_at(request, public_id)
    property_ = household.lease.property
    staff.require(Right.TAKE_BANK_PAYMENTS, property_.public_id)
    form = _form(request, household)
    refusal: tuple[str, ...] = ()
    asks_about_duplicate = "is_duplicate_confirmed" in request.POST
    if request.method == "POST" and form.is_valid():
        try:
            payment = operations.enter_payment(
                form.entered(household.lease),
                entered_by=staff.user.email,
                today=clock.today(property_.time_zone),
                now=clock.now(),
            )
        except PaymentRefused as problem:
            refusal = problem.reasons
            asks_about_duplicate |= problem.is_duplicate
        except REFUSALS as problem:
            refusal = (str(problem),)
        else:
            messages.success(request, f"The payment is {payment.get_status_display().lower()}.")
            return redirect("backoffice:payment", payment.public_id)
    return render(
        request,
        "backoffice/resident_enter_payment.html",
        {
            "household": household,
            "form": form,
            "refusal": refusal,
            "asks_about_duplicate": asks_about_duplicate,
            "why_not_override": reason_without(Right.OVERRIDE_BLOCK),
        },
        status=422 if refusal else 200,
    )


def _form(request: HttpRequest, household: Household) -> EnterPaymentForm:
    property_id = household.lease.property.public_id
    return EnterPaymentForm(
        request.POST if request.method == "POST" else None,
        people=_people(household),
        instruments=residents.instruments_of(household.lease),
        may_confirm=staff_of(request).may(Right.CONFIRM_DUPLICATE, property_id),
        may_override=staff_of(request).may(Right.OVERRIDE_BLOCK, property_id),
        initial=_initial(household, on_file=residents.instruments_of(household.lease)),
    )


def _initial(household: Household, *, on_file: "QuerySet[Instrument]") -> dict[str, object]:
    """Propose what is owed, from the head of household and an account that may be debited."""
    return {
        "idempotency_key": f"page-{secrets.token_urlsafe(24)}",
        "amount": money.format_cents(household.owed_now_cents)
        if household.owed_now_cents > 0
        else "",
        "person": household.head,
        "instrument": on_file.filter(
            person=household.head, standing=InstrumentStanding.GOOD
        ).last(),
        "property_date": household.lease.property.property_date,
        "holder_name": str(household.head or ""),
    }


def _people(household: Household) -> "QuerySet[Person]":
    people: QuerySet[Person] = Person.objects.filter(leases__lease=household.lease).order_by(
        "leases__id"
    )
    return people
