"""What staff enter from a signed form: a one-time bank payment, a preauthorized payment."""

import secrets

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from rentrail.backoffice import operations
from rentrail.backoffice.access import needs, reason_without, staff_of
from rentrail.backoffice.forms import EnterPaymentForm, SetUpPreauthorizedForm
from rentrail.backoffice.operations import PaymentRefused
from rentrail.backoffice.queries import residents
from rentrail.backoffice.queries.residents import Household
from rentrail.backoffice.templatetags.rentrail import day
from rentrail.backoffice.views.residents import household_at
from rentrail.identity.models import Right
from rentrail.payments import operations as payments
from rentrail.payments.models import Frequency
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


@needs(Right.CREATE_PREAUTHORIZED)
def set_up_preauthorized(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the form, or set the preauthorized payment up and show the household's (PRE-1)."""
    staff = staff_of(request)
    household = household_at(request, public_id)
    property_ = household.lease.property
    staff.require(Right.CREATE_PREAUTHORIZED, property_.public_id)
    form = SetUpPreauthorizedForm(
        request.POST if request.method == "POST" else None,
        people=_people(household),
        instruments=residents.instruments_of(household.lease),
        initial=_initial_schedule(household),
    )
    if request.method == "POST" and form.is_valid():
        try:
            scheduled = operations.set_up_preauthorized(
                form.set_up(household.lease),
                set_up_by=staff.user.email,
                today=clock.today(property_.time_zone),
                now=clock.now(),
            )
        except (payments.NotSchedulable, *REFUSALS) as problem:
            form.add_error(None, str(problem))
        else:
            due = day(scheduled.next_due_date)
            messages.success(request, f"It is set up; the first debit is due on {due}.")
            return redirect("backoffice:resident-preauthorized", public_id)
    return render(
        request,
        "backoffice/resident_set_up_preauthorized.html",
        {"household": household, "form": form},
        status=422 if form.errors else 200,
    )


def _form(request: HttpRequest, household: Household) -> EnterPaymentForm:
    property_id = household.lease.property.public_id
    return EnterPaymentForm(
        request.POST if request.method == "POST" else None,
        people=_people(household),
        instruments=residents.instruments_of(household.lease),
        may_confirm=staff_of(request).may(Right.CONFIRM_DUPLICATE, property_id),
        may_override=staff_of(request).may(Right.OVERRIDE_BLOCK, property_id),
        initial=_initial(household),
    )


def _initial(household: Household) -> dict[str, object]:
    """Propose what is owed."""
    owed_cents = household.owed_now_cents
    return _initial_payer(household) | {
        "amount": money.format_cents(owed_cents) if owed_cents > 0 else "",
        "property_date": household.lease.property.property_date,
    }


def _initial_schedule(household: Household) -> dict[str, object]:
    """Propose the rent, each month from the next due date on, while the lease lasts (PRE-4)."""
    lease, head = household.lease, household.head
    start_date = lease.property.property_date
    goes_on = lease.month_to_month or not lease.end_date or lease.end_date < start_date
    return _initial_payer(household) | {
        "frequency": Frequency.MONTHLY,
        "amount": money.format_cents(lease.rent_cents) if lease.rent_cents else "",
        "start_date": start_date,
        "end_date": None if goes_on else lease.end_date,
        "email": head.email if head else "",
    }


def _initial_payer(household: Household) -> dict[str, object]:
    """Propose the head of household, and an account of theirs that may be debited."""
    on_file = residents.instruments_of(household.lease)
    return {
        "idempotency_key": f"page-{secrets.token_urlsafe(24)}",
        "person": household.head,
        "instrument": on_file.filter(
            person=household.head, standing=InstrumentStanding.GOOD
        ).last(),
        "holder_name": str(household.head or ""),
    }


def _people(household: Household) -> "QuerySet[Person]":
    people: QuerySet[Person] = Person.objects.filter(leases__lease=household.lease).order_by(
        "leases__id"
    )
    return people
