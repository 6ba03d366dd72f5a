"""What payment stories share: bank accounts, consents, payments and where they stand."""

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from tests.cast import NOW, ROUTING_NUMBER, TODAY

from rentrail.payments import operations, states
from rentrail.payments.models import (
    AccountType,
    Authorization,
    AuthorizationKind,
    Frequency,
    HolderType,
    Instrument,
    Origin,
    Payment,
    PreauthorizedPayment,
)
from rentrail.payments.operations import PaymentRequest, Result, ScheduleRequest
from rentrail.payments.rules.schedules import Plan
from rentrail.payments.states import SettlementStatus, Standing, TransactionStatus
from rentrail.portfolio.models import Lease, Person, Property
from rentrail.portfolio.rules.eligibility import Way
from rentrail.primitives import ids

ACCOUNT_NUMBER = "0004711-42"
keys = count(1)


def add_account(person: Person, **details: Any) -> Instrument:
    """Put a checking account of the person's own on file."""
    number = details.pop("account_number", ACCOUNT_NUMBER)
    return operations.add_bank_account_instrument(
        **{
            "person_id": person.id,
            "routing_number": ROUTING_NUMBER,
            "account_number": number,
            "account_number_again": number,
            "account_type": AccountType.CHECKING,
            "holder_type": HolderType.PERSONAL,
            "holder_name": str(person),
            "now": NOW,
            **details,
        }
    )


def consent(person: Person, instrument: Instrument | None = None, **details: Any) -> Authorization:
    """Record a consent to a single debit of up to 5,000.00."""
    return Authorization.objects.create(
        **{
            "public_id": ids.new_public_id("aut", now=NOW),
            "kind": AuthorizationKind.WEB_SINGLE,
            "person": person,
            "instrument": instrument or add_account(person),
            "text": "I authorize it.",
            "text_version": "1",
            "text_digest": "",
            "terms": {},
            "evidence": {},
            "amount_cents_min": 1,
            "amount_cents_max": 500_000,
            "first_date": TODAY,
            "last_date": date(2026, 12, 31),
            "authorized_at": NOW,
            **details,
        }
    )


def request_for(lease: Lease, **details: Any) -> PaymentRequest:
    """Ask to pay 1,200.00 for a household, in the portal, by its head."""
    person = details.pop("person", None) or lease.members.get(role="head").person
    if "authorization_id" not in details:
        details["authorization_id"] = consent(person).id
    return PaymentRequest(
        **{
            "idempotency_key": f"key-{next(keys)}",
            "lease_id": lease.id,
            "person_id": person.id,
            "amount_cents": 120_000,
            "origin": Origin.INTERNET,
            "way": Way.PORTAL_BANK,
            **details,
        }
    )


def ask(lease: Lease, **details: Any) -> Result:
    """Ask to pay, and give what became of it."""
    now = details.pop("now", NOW)
    [result] = operations.take([request_for(lease, **details)], taken_by="alice", now=now)
    return result


def pay(lease: Lease, **details: Any) -> Payment:
    """Take a payment of a household, and give it."""
    result = ask(lease, **details)
    assert result.payment_id is not None, result.decision.message
    return Payment.objects.get(id=result.payment_id)


def standing_of(payment: Payment) -> Standing:
    """Tell where a payment stands now."""
    payment.refresh_from_db()
    return Standing(TransactionStatus(payment.status), SettlementStatus(payment.settlement_status))


def history_of(payment: Payment) -> list[tuple[str, str]]:
    """Tell what happened to a payment, and by whom, from the first on."""
    steps = payment.steps.order_by("id")
    return [(step.get_event_display(), step.actor) for step in steps]


def make_settled(payment: Payment) -> Payment:
    """Bring an approved payment to the owner's bank account."""
    operations.close_batches(banking_date=TODAY, now=NOW)
    came_from = {"now": NOW, "came_from": "file"}
    operations.originate([payment.id], **came_from)
    operations.accept([payment.id], **came_from)
    operations.settle([payment.id], settlement_date=date(2026, 3, 4), **came_from)
    assert standing_of(payment) == states.SETTLED
    return payment


def reasons_of(result: Result) -> list[str]:
    """Give the codes of why a payment was refused or waits."""
    return [because.reason.value for because in result.decision.because]


def schedule_rent(lease: Lease, **details: Any) -> PreauthorizedPayment:
    """Schedule a monthly payment of 1,200.00 from March 5, on a signed form."""
    person = lease.members.get(role="head").person
    today = details.pop("today", TODAY)
    plan = {
        "amount_cents": 120_000,
        "frequency": Frequency.MONTHLY,
        "start_date": date(2026, 3, 5),
        **{name: details.pop(name) for name in list(details) if name in Plan.__slots__},
    }
    if "instrument_id" not in details:
        details["instrument_id"] = add_account(person).id
    one_time = plan["frequency"] is Frequency.ONE_TIME
    request = ScheduleRequest(
        **{
            "lease_id": lease.id,
            "kind": AuthorizationKind.PPD_SINGLE if one_time else AuthorizationKind.PPD_RECURRING,
            "plan": Plan(**plan),
            "evidence": {"form": "signed.pdf"},
            "email": "alice@example.com",
            **details,
        }
    )
    return operations.schedule(request, created_by="bob", today=today, now=NOW)


def run_day(day: date) -> dict[str, int]:
    """Take what is due on a day, after its property date was advanced."""
    Property.objects.update(property_date=day)
    return operations.take_due(today=day, now=moment_on(day))


def moment_on(day: date) -> datetime:
    """Give the morning of a day at the property."""
    return datetime.combine(day, time(15), tzinfo=UTC)
