"""What a page does in one go, where it takes several operations of the rooms below."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from rentrail.payments import facts as fact_questions
from rentrail.payments import operations as payments
from rentrail.payments.models import (
    AccountType,
    AuthorizationKind,
    HolderType,
    Instrument,
    Origin,
    Payment,
    PreauthorizedPayment,
)
from rentrail.payments.operations import (
    AuthorizationRequest,
    PaymentRequest,
    Result,
    ScheduleRequest,
)
from rentrail.payments.rules.gate import Decision, Outcome, Reason
from rentrail.payments.rules.schedules import Plan
from rentrail.portfolio.models import Lease, LedgerName
from rentrail.portfolio.rules.eligibility import Way
from rentrail.primitives.money import format_cents


class PaymentRefused(Exception):
    """The policy gate refused the payment. `reasons` are sentences fit to show a person.

    ``is_duplicate``: one of them is that the same was paid today, which may be meant.
    """

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.message)
        self.reasons = tuple(why.message for why in decision.because)
        self.is_duplicate = any(why.reason is Reason.DUPLICATE for why in decision.because)


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """A bank account as typed in, its number twice."""

    routing_number: str
    account_number: str
    account_number_again: str
    account_type: AccountType
    holder_name: str


@dataclass(frozen=True, kw_only=True)
class EnteredPayment:
    """A one-time bank payment as staff enter it, with the payer's signed form at hand."""

    idempotency_key: str
    lease: Lease
    person_id: int
    amount_cents: int
    ledger: LedgerName
    account: Instrument | NewAccount
    signed_form: str  # where it is kept
    is_duplicate_confirmed: bool
    description: str
    property_date: date | None = None  # none: the property's date
    override_reason: str = ""  # why it is taken in spite of eviction or collection


@dataclass(frozen=True, kw_only=True)
class SetUpPreauthorized:
    """A preauthorized payment as staff set it up, with the payer's signed form at hand."""

    idempotency_key: str
    lease: Lease
    person_id: int
    account: Instrument | NewAccount
    plan: Plan
    ledger: LedgerName
    signed_form: str  # where it is kept
    email: str
    description: str


def enter_payment(
    entered: EnteredPayment, *, entered_by: str, today: date, now: datetime
) -> Payment:
    """Record account and consent, and take the payment; sent twice, it is taken once (PAY-3).

    Account, consent and refusal stay on record when the payment is refused.

    Raises:
        PaymentRefused: the policy gate said no.
        KeyUsedOtherwise: the same form was sent before with something else in it.
        AccountKnownOtherwise, AccountNumberNotValid, AccountNumbersDiffer, HolderNameMissing,
        RoutingNumberNotValid, TemplateIncomplete, WrongKind: see payments.
    """
    with transaction.atomic():
        fact_questions.lock_leases([entered.lease.id])  # a second click waits for the first
        taken = Payment.objects.filter(idempotency_key=entered.idempotency_key).first()
        if taken is not None:
            return _taken_before(taken, entered)
        result = _take(entered, entered_by=entered_by, today=today, now=now)
    if result.decision.outcome is Outcome.REFUSED:
        raise PaymentRefused(result.decision)
    payment: Payment = Payment.objects.get(id=result.payment_id)
    return payment


@transaction.atomic
def set_up_preauthorized(
    given: SetUpPreauthorized, *, set_up_by: str, today: date, now: datetime
) -> PreauthorizedPayment:
    """Record account and consent, and schedule the payment; sent twice, it is set up once (PRE-1).

    Raises:
        NotSchedulable, AccountKnownOtherwise, AccountNumberNotValid, AccountNumbersDiffer,
        HolderNameMissing, RoutingNumberNotValid, TemplateIncomplete, WrongKind: see payments.
    """
    fact_questions.lock_leases([given.lease.id])  # a second click waits for the first
    before: PreauthorizedPayment | None = PreauthorizedPayment.objects.filter(
        lease=given.lease, reference=given.idempotency_key
    ).first()
    if before is not None:
        return before
    instrument = _instrument(given.account, person_id=given.person_id, now=now)
    request = ScheduleRequest(
        lease_id=given.lease.id,
        instrument_id=instrument.id,
        kind=_kind_signed(instrument, given.plan),
        plan=given.plan,
        evidence={"form": given.signed_form, "seen_by": set_up_by},
        email=given.email,
        ledger=given.ledger,
        description=given.description,
        reference=given.idempotency_key,
    )
    return payments.schedule(request, created_by=set_up_by, today=today, now=now)


def _kind_signed(instrument: Instrument, plan: Plan) -> AuthorizationKind:
    if instrument.holder_type == HolderType.BUSINESS:
        return AuthorizationKind.CCD_AGREEMENT
    return AuthorizationKind.PPD_SINGLE if plan.is_one_time else AuthorizationKind.PPD_RECURRING


def _taken_before(taken: Payment, entered: EnteredPayment) -> Payment:
    """Give the payment that the form took; one with other content is not it."""
    same = (
        taken.lease_id == entered.lease.id
        and taken.person_id == entered.person_id
        and taken.amount_cents == entered.amount_cents
        and taken.ledger == entered.ledger
        and entered.property_date in (None, taken.property_date)
        and _is_account(entered.account, taken.instrument)
    )
    if not same:
        raise payments.KeyUsedOtherwise(
            f"This form took a payment of {format_cents(taken.amount_cents)} before, and nothing "
            "now. Open a new one to enter another payment."
        )
    return taken


def _is_account(account: Instrument | NewAccount, instrument: Instrument) -> bool:
    if isinstance(account, Instrument):
        return account == instrument
    return payments.is_account(
        instrument, routing_number=account.routing_number, account_number=account.account_number
    )


def _take(entered: EnteredPayment, *, entered_by: str, today: date, now: datetime) -> Result:
    authorization = payments.authorize(
        AuthorizationRequest(
            kind=AuthorizationKind.PPD_SINGLE,
            instrument_id=_instrument(entered.account, person_id=entered.person_id, now=now).id,
            property_id=entered.lease.property_id,
            plan=Plan(amount_cents=entered.amount_cents, start_date=today),
            evidence={"form": entered.signed_form, "seen_by": entered_by},
        ),
        today=today,
        now=now,
    )
    [result] = payments.take([_request(entered, authorization.id)], taken_by=entered_by, now=now)
    return result


def _instrument(account: Instrument | NewAccount, *, person_id: int, now: datetime) -> Instrument:
    if isinstance(account, Instrument):
        return account
    return payments.add_bank_account_instrument(
        person_id=person_id,
        routing_number=account.routing_number,
        account_number=account.account_number,
        account_number_again=account.account_number_again,
        account_type=account.account_type,
        holder_type=HolderType.PERSONAL,
        holder_name=account.holder_name,
        now=now,
    )


def _request(entered: EnteredPayment, authorization_id: int) -> PaymentRequest:
    return PaymentRequest(
        idempotency_key=entered.idempotency_key,
        lease_id=entered.lease.id,
        person_id=entered.person_id,
        authorization_id=authorization_id,
        amount_cents=entered.amount_cents,
        origin=Origin.SIGNATURE_ORIGINAL,
        way=Way.STAFF_BANK,
        ledger=entered.ledger,
        property_date=entered.property_date,
        is_duplicate_confirmed=entered.is_duplicate_confirmed,
        override_reason=entered.override_reason,
        description=entered.description,
    )
