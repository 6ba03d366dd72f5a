"""Decisions of staff about one payment: approve, release, void (ORG-5, PAY-14)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from rentrail.businessdays.zones import in_zone
from rentrail.payments import facts as fact_questions
from rentrail.payments import states
from rentrail.payments.models import (
    Batch,
    InstrumentKind,
    Origin,
    Payment,
    PreauthorizedPayment,
    SecCode,
)
from rentrail.payments.operations import (
    batching,
    judging,
    moving,
    posting,
    taking,
    undoing,
    waiting,
)
from rentrail.payments.operations.judging import PaymentRequest
from rentrail.payments.operations.posting import Postable
from rentrail.payments.operations.reasons import ReasonMissing
from rentrail.payments.operations.undoing import Undoing
from rentrail.payments.rules import consent
from rentrail.payments.rules.gate import Outcome
from rentrail.payments.states import (
    BatchState,
    IllegalMove,
    PaymentEvent,
    Standing,
    TransactionStatus,
)
from rentrail.portfolio.models import BatchType, LedgerName
from rentrail.portfolio.rules.eligibility import Way

PAPER_WAYS: dict[tuple[InstrumentKind, BatchType | None], Way] = {
    (InstrumentKind.CHECK, BatchType.ACH): Way.CHECK_ACH,
    (InstrumentKind.CHECK, BatchType.IRD): Way.CHECK_IRD,
    (InstrumentKind.CHECK, BatchType.HAND): Way.HAND_CHECK,
    (InstrumentKind.MONEY_ORDER, BatchType.HAND): Way.HAND_MONEY_ORDER,
    (InstrumentKind.MONEY_ORDER, None): Way.MONEY_ORDER,
    (InstrumentKind.CASHIERS_CHECK, None): Way.CASHIERS_CHECK,
    (InstrumentKind.CASH, None): Way.HAND_CASH,
}
WAYS = {Origin.INTERNET: Way.PORTAL_BANK, Origin.TELEPHONE_OPERATOR: Way.TELEPHONE}


class PaymentNotPending(Exception):
    """The payment doesn't wait for this decision. The text is fit to show a person."""


class NeedsSecondPerson(Exception):
    """Who took or scheduled a payment can't let it pass (ORG-5). The text is fit for a person."""


class PaymentNotPayable(Exception):
    """What was verified when it was taken holds no more. The text is fit to show a person."""


class PaymentNotResolvable(Exception):
    """The payment did not come back, or is resolved. The text is fit to show a person."""


class PaymentNotVoidable(Exception):
    """The payment is in a bank file, or it is over. The text is fit to show a person."""


@transaction.atomic
def approve_payment(*, public_id: str, reason: str, approved_by: str, now: datetime) -> Payment:
    """Approve a payment as the second person; it posts on the property date of today.

    It is deposited where the property deposits such payments now.

    Raises:
        ReasonMissing: no reason is given.
        PaymentNotPending: it doesn't await approval.
        NeedsSecondPerson: the same person took or scheduled it.
        PaymentNotPayable: the gate would refuse it now.
    """
    payment = _pending(public_id, states.AWAITING_APPROVAL, reason)
    _refuse_who_took_it(payment, approved_by, "approve")
    return _let_pass(payment, PaymentEvent.APPROVED, reason=reason, actor=approved_by, now=now)


@transaction.atomic
def release_payment(*, public_id: str, reason: str, released_by: str, now: datetime) -> Payment:
    """Release a payment that a velocity limit suspended; it posts on the property date of today.

    Whoever releases it is its second person, also where its amount needs one (ORG-5).

    Raises:
        ReasonMissing: no reason is given.
        PaymentNotPending: it isn't suspended.
        NeedsSecondPerson: the same person took or scheduled it.
        PaymentNotPayable: the gate would refuse it now.
    """
    payment = _pending(public_id, states.SUSPENDED, reason)
    _refuse_who_took_it(payment, released_by, "release")
    return _let_pass(payment, PaymentEvent.RELEASED, reason=reason, actor=released_by, now=now)


@transaction.atomic
def void_payment(*, public_id: str, reason: str, voided_by: str, now: datetime) -> Payment:
    """Void a payment that waits, or that was approved, until it stands in a bank file.

    What it posted is reversed on the property date, and it leaves its batch. That may be closed
    already where the payment was left out of the batch's file, or the bank refused that.

    Raises:
        ReasonMissing: no reason is given.
        PaymentNotVoidable: it is in a bank file, or it is over.
    """
    payment = _locked(public_id, reason)
    try:
        states.next_standing(_standing(payment), PaymentEvent.VOIDED)
    except IllegalMove as problem:
        raise PaymentNotVoidable(str(problem)) from problem
    batch = _locked_batch(payment)
    entries: Mapping[int, int] = {}
    if payment.journal_entry_id is not None:
        undoing_ = Undoing(
            payment=payment,
            property_date=payment.property.property_date,
            source="voided",
            description=f"Voided: {payment.description}",
            by_staff=True,
        )
        entries = undoing.undo([undoing_], posted_by=voided_by, now=now)
    moving.move(
        [payment.id],
        PaymentEvent.VOIDED,
        actor=voided_by,
        now=now,
        changes={"batch": None},
        journal_entries=entries,
        detail={"reason": reason, "batch": payment.batch_id},
    )
    waiting.finish_task(public_id=public_id, decided_by=voided_by, now=now)
    if batch is not None and batch.state != BatchState.OPEN:
        batching.take_out(payment, batch=batch)
    payment.refresh_from_db()
    return payment


@transaction.atomic
def resolve_payment(*, public_id: str, reason: str, resolved_by: str, now: datetime) -> Payment:
    """Mark a returned payment as resolved: it was settled some other way, and nothing follows.

    Raises:
        ReasonMissing: no reason is given.
        PaymentNotResolvable: it did not come back, or is resolved already.
    """
    payment = _locked(public_id, reason)
    try:
        moving.move(
            [payment.id],
            PaymentEvent.RESOLVED,
            actor=resolved_by,
            now=now,
            detail={"reason": reason},
        )
    except IllegalMove as problem:
        raise PaymentNotResolvable(str(problem)) from problem
    payment.refresh_from_db()
    return payment


def _locked(public_id: str, reason: str) -> Payment:
    if not reason.strip():
        raise ReasonMissing("Say why.")
    payment: Payment = (
        Payment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("property", "bank_account", "instrument")
        .get(public_id=public_id)
    )
    return payment


def _standing(payment: Payment) -> Standing:
    return Standing(
        TransactionStatus(payment.status), states.SettlementStatus(payment.settlement_status)
    )


def _pending(public_id: str, standing: Standing, reason: str) -> Payment:
    payment = _locked(public_id, reason)
    if _standing(payment) != standing:
        raise PaymentNotPending(
            f"This payment is {payment.get_status_display().lower()}, "
            f"not {standing.status.label.lower()}."
        )
    return payment


def why_not_second_person(payment: Payment, *, decided_by: str, verb: str) -> str:
    """Say why somebody is not a payment's second person: they took or scheduled it (ORG-5)."""
    if payment.taken_by == decided_by:
        return f"You took this payment; another person must {verb} it."
    scheduled = PreauthorizedPayment.objects.filter(occurrences__payment=payment).first()
    if scheduled is not None and scheduled.created_by == decided_by:
        return f"You scheduled this payment; another person must {verb} it."
    return ""


def _refuse_who_took_it(payment: Payment, decided_by: str, verb: str) -> None:
    """Refuse who took the payment, and who set up the schedule that took it."""
    why_not = why_not_second_person(payment, decided_by=decided_by, verb=verb)
    if why_not:
        raise NeedsSecondPerson(why_not)


def _let_pass(
    payment: Payment, event: PaymentEvent, *, reason: str, actor: str, now: datetime
) -> Payment:
    request = _request_of(payment)
    [facts] = fact_questions.facts_for([judging.question(request)], now=now)
    decision = judging.decide(request, facts, now=now)
    if decision.outcome is Outcome.REFUSED:
        raise PaymentNotPayable(decision.message)
    _refuse_too_late(payment, now=now)
    assert facts.bank_account_id is not None  # noqa: S101 - the gate refused all others
    batch_type = BatchType(payment.batch_type)
    place = (payment.property_id, facts.bank_account_id, batch_type)
    batches = batching.open_batches([place], now=now)
    postable = Postable(
        public_id=payment.public_id,
        lease_id=payment.lease_id,
        ledger=LedgerName(payment.ledger),
        amount_cents=payment.amount_cents,
        property_date=facts.property_date,
        transaction_code=posting.transaction_code(SecCode(payment.sec_code), batch_type),
        description=payment.description,
        document=payment.document,
        facts=facts,
    )
    entry_id = posting.post_and_credit(postable, posted_by=actor, now=now)
    changes: dict[str, Any] = {
        "journal_entry": entry_id,
        "batch": batches[place],
        "bank_account": facts.bank_account_id,
        "property_date": facts.property_date,
        "pending_reason": "",
    }
    moving.move(
        [payment.id],
        event,
        actor=actor,
        now=now,
        changes=changes,
        journal_entries={payment.id: entry_id},
        detail={"reason": reason},
    )
    waiting.finish_task(public_id=payment.public_id, decided_by=actor, now=now)
    payment.refresh_from_db()
    return payment


def _refuse_too_late(payment: Payment, *, now: datetime) -> None:
    """Refuse a debit that would come so late that its authorization is not for it (RULE-14)."""
    taken_date = _taken_date(payment)
    today = in_zone(now, zone=payment.property.time_zone).date()
    if consent.is_too_late(taken_date=taken_date, day=today):
        raise PaymentNotPayable(
            f"It was taken on {taken_date:%m/%d/%Y}, and its authorization doesn't cover a debit "
            "so much later. Void it, and take it anew under a new authorization."
        )


def _request_of(payment: Payment) -> PaymentRequest:
    """Give the request again that a payment was taken for, to ask the gate anew."""
    occurrence = getattr(payment, "occurrence", None)
    return PaymentRequest(
        idempotency_key=payment.idempotency_key,
        lease_id=payment.lease_id,
        person_id=payment.person_id,
        authorization_id=payment.authorization_id,
        amount_cents=payment.amount_cents,
        origin=Origin(payment.origin),
        way=Way.SCHEDULE_BANK if occurrence else _way(payment),
        ledger=LedgerName(payment.ledger),
        debit_date=occurrence.due_date if occurrence else _taken_date(payment),
        is_preauthorized=occurrence is not None,
        is_duplicate_confirmed=True,
        override_reason=payment.steps.earliest("id").detail.get(taking.OVERRIDE, ""),
        description=payment.description,
        document=payment.document,
    )


def _way(payment: Payment) -> Way:
    """Give the way of paying that a payment came by, as its kind of paper and rail tell."""
    kind, batch_type = InstrumentKind(payment.instrument.kind), BatchType(payment.batch_type)
    if kind is InstrumentKind.BANK_ACCOUNT:
        return WAYS.get(Origin(payment.origin), Way.STAFF_BANK)
    return PAPER_WAYS.get((kind, batch_type)) or PAPER_WAYS[kind, None]


def _taken_date(payment: Payment) -> date:
    return in_zone(payment.taken_at, zone=payment.property.time_zone).date()


def _locked_batch(payment: Payment) -> Batch | None:
    """Hold the batch as it is, open or closed, until the void is done."""
    if payment.batch_id is None:
        return None
    batch: Batch = Batch.objects.select_for_update(no_key=True).get(id=payment.batch_id)
    return batch
