"""Refunds of bank payments: the face amount or less, back to the account it came from (PAY-10)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from rentrail.businessdays import settlement
from rentrail.ledger.models import LedgerAccount
from rentrail.payments import facts as fact_questions
from rentrail.payments import queries
from rentrail.payments.models import Payment, Refund
from rentrail.payments.operations import moving, noticing
from rentrail.payments.operations.noticing import NoticeDraft
from rentrail.payments.operations.reasons import ReasonMissing
from rentrail.payments.states import PaymentEvent, RefundState
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Charge, ChargeSource, LedgerName
from rentrail.portfolio.transaction_codes import REFUND_CODES
from rentrail.primitives import ids
from rentrail.primitives.money import format_cents

BANK = "bank"


class NotRefundable(Exception):
    """The payment can't be refunded so. The text is fit to show a person."""


class RefundNotWaiting(Exception):
    """The refund is with the bank, or over. The text is fit to show a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundRequest:
    """Somebody asks to send money of a payment back."""

    idempotency_key: str
    payment_public_id: str
    amount_cents: int
    reason: str


@transaction.atomic
def refund_payment(request: RefundRequest, *, requested_by: str, now: datetime) -> Refund:
    """Refund a payment that has arrived: owed again at once, sent once it can't come back as NSF.

    Asked again under the same key, it is the refund that was made.

    Raises:
        ReasonMissing: no reason is given.
        NotRefundable: it hasn't arrived, came back or was moved to another property; more than is
            left of it; its account can't be credited; or the key was used for something else.
        PeriodClosed: the property date lies in a closed period.
    """
    if not request.reason.strip():
        raise ReasonMissing("Say why the payment is refunded.")
    payment = _locked(request.payment_public_id)
    known = Refund.objects.filter(idempotency_key=request.idempotency_key).first()
    if known is not None:
        return _known(known, payment, request)
    _refuse(payment, request.amount_cents)
    public_id = ids.new_public_id("ref", now=now)
    charge = _charge(payment, public_id, request, requested_by=requested_by, now=now)
    assert payment.settlement_date is not None  # noqa: S101 - it has arrived
    refund: Refund = Refund.objects.create(
        public_id=public_id,
        payment=payment,
        amount_cents=request.amount_cents,
        charge=charge,
        not_before_date=settlement.nsf_final_date(payment.settlement_date),
        reason=request.reason.strip()[:120],
        requested_at=now,
        requested_by=requested_by,
        idempotency_key=request.idempotency_key,
    )
    moving.move(
        [payment.id],
        PaymentEvent.REFUNDED,
        actor=requested_by,
        now=now,
        detail={
            "refund": public_id,
            "amount": format_cents(request.amount_cents),
            "reason": refund.reason,
        },
    )
    _tell_payer(refund, now=now)
    return refund


@transaction.atomic
def release_refund(*, public_id: str, reason: str, released_by: str, now: datetime) -> Refund:
    """Let a refund go with the next file, though its payment may still come back as NSF.

    Raises:
        ReasonMissing: no reason is given.
        RefundNotWaiting: it is in a bank file, or over.
    """
    if not reason.strip():
        raise ReasonMissing("Say why the refund is sent before its day.")
    refund = _waiting(public_id)
    refund.released_at, refund.released_by = now, released_by
    refund.release_reason = reason.strip()[:120]
    refund.save(update_fields=["released_at", "released_by", "release_reason"])
    return refund


@transaction.atomic
def cancel_refund(*, public_id: str, reason: str, canceled_by: str, now: datetime) -> Refund:
    """Take a refund back that isn't in a bank file yet; what it made owed is credited again.

    Raises:
        ReasonMissing: no reason is given.
        RefundNotWaiting: it is in a bank file, or over.
    """
    if not reason.strip():
        raise ReasonMissing("Say why the refund is canceled.")
    refund = _waiting(public_id)
    property_date = refund.payment.property.property_date
    _cancel(refund, on=property_date, reason=reason, canceled_by=canceled_by, now=now)
    return refund


def stop_refunds_of(payments: Collection[Payment], *, on: date, now: datetime) -> None:
    """A payment came back: what of it waits to be refunded isn't, and staff hear of what was."""
    refunds = Refund.objects.select_for_update(no_key=True, of=("self",)).filter(
        payment__in=payments
    )
    live = refunds.exclude(state__in=queries.NOT_REFUNDED).select_related("payment")
    for refund in live.order_by("id"):
        if refund.state == RefundState.WAITING:
            _cancel(refund, on=on, reason="The payment came back.", canceled_by=BANK, now=now)
        else:
            _alert(refund, now=now)


def note_in_file(refund_ids: Collection[int]) -> None:
    """Note that refunds were put into a bank file."""
    Refund.objects.filter(id__in=refund_ids, state=RefundState.WAITING).update(
        state=RefundState.IN_FILE
    )


def note_taken_back(refund_ids: Collection[int]) -> None:
    """Note that the bank never took the refunds' file; they wait for the next one."""
    Refund.objects.filter(id__in=refund_ids, state=RefundState.IN_FILE).update(
        state=RefundState.WAITING
    )


def note_settled(refund_ids: Collection[int], *, settlement_date: date) -> None:
    """Note that the payers' banks have the refunds."""
    Refund.objects.filter(id__in=refund_ids, state=RefundState.IN_FILE).update(
        state=RefundState.SETTLED, settlement_date=settlement_date
    )


@transaction.atomic
def return_refund(
    *, refund_id: int, return_code: str, received_date: date, money_account_id: int, now: datetime
) -> None:
    """A refund came back from the payer's bank: the household has it in credit, staff are told."""
    refund: Refund = (
        Refund.objects.select_for_update(no_key=True, of=("self",))
        .select_related("payment__person")
        .get(id=refund_id)
    )
    portfolio.reverse_refund(
        charge_id=refund.charge_id,
        property_date=received_date,
        reason=f"returned {return_code}: refund",
        reversed_by=BANK,
        now=now,
        money_account_id=money_account_id,
    )
    refund.state, refund.return_code = RefundState.RETURNED, return_code
    refund.save(update_fields=["state", "return_code"])
    portfolio.raise_task(
        kind="refund-returned",
        subject=f"{refund.payment.public_id}:{refund.public_id}",
        text=f"{refund.payment.person}: the refund of {format_cents(refund.amount_cents)} came "
        f"back, {return_code}. The household has it in credit; ask where it is to go.",
        property_id=refund.payment.property_id,
        now=now,
    )


def _locked(public_id: str) -> Payment:
    payment: Payment = (
        Payment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("property", "lease", "bank_account", "instrument", "person")
        .get(public_id=public_id)
    )
    return payment


def _refuse(payment: Payment, amount_cents: int) -> None:
    why_not = queries.why_not_refundable(payment)
    if why_not:
        raise NotRefundable(why_not)
    left = queries.refundable_cents(payment)
    if not 0 < amount_cents <= left:
        raise NotRefundable(
            f"{format_cents(left)} of it can be refunded, not {format_cents(amount_cents)}."
        )


def _known(known: Refund, payment: Payment, request: RefundRequest) -> Refund:
    if (known.payment_id, known.amount_cents) != (payment.id, request.amount_cents):
        raise NotRefundable(
            f"This form made a refund of {format_cents(known.amount_cents)} before, and nothing "
            "now."
        )
    return known


def _charge(
    payment: Payment, public_id: str, request: RefundRequest, *, requested_by: str, now: datetime
) -> Charge:
    """Let the household owe again what is sent back, out of clearing (LED-3)."""
    fact_questions.lock_leases([payment.lease_id])
    clearing = LedgerAccount.objects.get(id=payment.bank_account.clearing_account_id)
    day = payment.property.property_date
    [charge] = portfolio.charge(
        [
            portfolio.ChargeRequest(
                lease_id=payment.lease_id,
                transaction_code=REFUND_CODES[LedgerName(payment.ledger)],
                amount_cents=request.amount_cents,
                due_date=day,
                property_date=day,
                source=ChargeSource.REFUND,
                source_id=public_id,
                description=f"Refund: {request.reason.strip()}"[:120],
                document=payment.document,
                credited_key=clearing.key,
                by_staff=True,
            )
        ],
        posted_by=requested_by,
        now=now,
    )
    return charge


def _waiting(public_id: str) -> Refund:
    payment = Payment.objects.select_for_update(no_key=True)  # first, as a return locks it
    payment.get(refunds__public_id=public_id)
    refund: Refund = (
        Refund.objects.select_for_update(no_key=True, of=("self",))
        .select_related("payment__property")
        .get(public_id=public_id)
    )
    if refund.state != RefundState.WAITING:
        raise RefundNotWaiting(f"This refund is {refund.get_state_display().lower()}.")
    return refund


def _cancel(refund: Refund, *, on: date, reason: str, canceled_by: str, now: datetime) -> None:
    portfolio.reverse_refund(
        charge_id=refund.charge_id,
        property_date=on,
        reason=f"refund canceled: {reason.strip()}",
        reversed_by=canceled_by,
        now=now,
    )
    refund.state, refund.canceled_at, refund.canceled_by = RefundState.CANCELED, now, canceled_by
    refund.cancel_reason = reason.strip()[:120]
    refund.save(update_fields=["state", "canceled_at", "canceled_by", "cancel_reason"])


def _tell_payer(refund: Refund, *, now: datetime) -> None:
    payment = refund.payment
    noticing.notify_all(
        [
            NoticeDraft(
                person_id=payment.person_id,
                kind="payment-refunded",
                subject=refund.public_id,
                email=payment.person.email,
                text=(
                    f"{format_cents(refund.amount_cents)} of your payment of "
                    f"{format_cents(payment.amount_cents)} of {payment.property_date:%m/%d/%Y} is "
                    f"sent back to the account ending in {payment.instrument.last_four}, on or "
                    f"after {refund.not_before_date:%m/%d/%Y}."
                ),
            )
        ],
        now=now,
    )


def _alert(refund: Refund, *, now: datetime) -> None:
    payment = refund.payment
    portfolio.raise_task(
        kind="refunded-payment-returned",
        subject=f"{payment.public_id}:{refund.public_id}",
        text=f"{format_cents(refund.amount_cents)} of a payment that came back now was refunded "
        f"before: {payment.description}. The payer has it twice; ask for it back, and ask the "
        "bank at once whether the refund can be stopped.",
        property_id=payment.property_id,
        now=now,
    )
