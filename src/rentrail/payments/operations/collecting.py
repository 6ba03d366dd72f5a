"""Returned-item fees that the payer's own account is debited for, each its own entry (ACH-10).

Where that may not be, the charge on the ledger is all there is: it is paid like any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rentrail.businessdays.zones import in_zone
from rentrail.payments import facts as fact_questions
from rentrail.payments import states
from rentrail.payments.facts import Facts
from rentrail.payments.models import Origin, Payment, SecCode, Step
from rentrail.payments.operations import batching, judging, posting
from rentrail.payments.operations.judging import PaymentRequest
from rentrail.payments.operations.posting import Postable
from rentrail.payments.rules import returned_item_fees
from rentrail.payments.states import InstrumentStanding, PaymentEvent
from rentrail.portfolio.models import BatchType, Charge, LedgerName
from rentrail.portfolio.rules.eligibility import Way
from rentrail.primitives import ids

SOURCE = "returned-item-fee"
# Where a notice alone authorizes the fee, as of a check. Source: [NACHA] return fee entries.
FEE_SEC_CODES = {SecCode.ARC: SecCode.PPD, SecCode.BOC: SecCode.PPD}


@dataclass(frozen=True, kw_only=True, slots=True)
class FeeCharged:
    """A returned item and the fee that was charged for it now."""

    item: Payment  # the original one, however often it was presented
    charge: Charge
    received_date: date


def collect(fees: Sequence[FeeCharged], *, posted_by: str, now: datetime) -> set[int]:
    """Take the payments of fees that are collected by ACH; gives the ids of their items.

    The property collects it so, the authorization gave notice, the household may be debited, and
    the account is good. One fee is taken for an item, and none for a fee.
    """
    asked = [fee for fee in fees if _is_agreed(fee, now=now)]
    if not asked:
        return set()
    requests = [_request(fee) for fee in asked]
    known = fact_questions.facts_for([judging.question(one) for one in requests], now=now)
    taken = [
        (fee, request, facts)
        for fee, request, facts in zip(asked, requests, known, strict=True)
        if _may_be_debited(request, facts)
    ]
    for fee, request, facts in taken:
        _take(fee, request, facts, posted_by=posted_by, now=now)
    return {fee.item.id for fee, _, _ in taken}


def _is_agreed(fee: FeeCharged, *, now: datetime) -> bool:
    item, property_ = fee.item, fee.item.lease.property
    consent = item.authorization
    return (
        property_.nsf_fee_collected_by_ach
        and item.fee_of_id is None
        and returned_item_fees.may_be_collected(
            fee_cents=fee.charge.open_cents,
            gave_notice=consent.nsf_fee_notice,
            noticed_cents=consent.terms.get("nsf_fee_cents") or 0,
        )
        and returned_item_fees.settles_in_time(
            returned_date=item.settlement_date or fee.received_date,
            today=in_zone(now, zone=property_.time_zone).date(),
        )
    )


def _request(fee: FeeCharged) -> PaymentRequest:
    item = fee.item
    return PaymentRequest(
        idempotency_key=f"{SOURCE}:{item.public_id}",
        lease_id=item.lease_id,
        person_id=item.person_id,
        authorization_id=item.authorization_id,
        amount_cents=fee.charge.open_cents,
        origin=Origin(item.origin),
        way=Way.SCHEDULE_BANK,
        ledger=LedgerName.RESIDENT,
        property_date=fee.received_date,
        description=f"Returned-item fee: {item.description}"[:120],
    )


def _may_be_debited(request: PaymentRequest, facts: Facts) -> bool:
    return (
        facts.existing_payment_id is None
        and facts.takes_rail
        and facts.bank_account_id is not None
        and facts.standing == InstrumentStanding.GOOD
        and not facts.is_revoked
        and not judging.closed_because(request, facts)
    )


def _take(
    fee: FeeCharged, request: PaymentRequest, facts: Facts, *, posted_by: str, now: datetime
) -> None:
    assert facts.bank_account_id is not None  # noqa: S101 - the others were sorted out
    public_id = ids.new_public_id("pay", now=now)
    sec_code = FEE_SEC_CODES.get(SecCode(fee.item.sec_code), SecCode(fee.item.sec_code))
    code = posting.transaction_code(sec_code, BatchType.ACH)
    postable = Postable(
        public_id=public_id,
        lease_id=request.lease_id,
        ledger=request.ledger,
        amount_cents=request.amount_cents,
        property_date=fee.received_date,
        transaction_code=code,
        description=request.description,
        document=facts.last_four,
        facts=facts,
    )
    entry_id = posting.post_and_credit(
        postable, posted_by=posted_by, now=now, for_charge_id=fee.charge.id
    )
    place = (facts.property_id, facts.bank_account_id, BatchType.ACH)
    payment = Payment.objects.create(
        public_id=public_id,
        property_id=facts.property_id,
        lease_id=request.lease_id,
        person_id=request.person_id,
        batch_id=batching.open_batches([place], now=now)[place],
        batch_type=BatchType.ACH,
        bank_account_id=facts.bank_account_id,
        ledger=request.ledger,
        transaction_code=code,
        amount_cents=request.amount_cents,
        origin=request.origin,
        sec_code=sec_code,
        instrument_id=facts.instrument_id,
        authorization_id=request.authorization_id,
        fee_of=fee.item,
        status=states.APPROVED.status,
        settlement_status=states.APPROVED.settlement,
        property_date=fee.received_date,
        taken_at=now,
        description=request.description,
        document=facts.last_four,
        journal_entry_id=entry_id,
        taken_by=posted_by,
        idempotency_key=request.idempotency_key,
        request_digest=request.digest,
    )
    Step.objects.create(
        payment=payment,
        event=PaymentEvent.APPROVED,
        status=payment.status,
        settlement_status=payment.settlement_status,
        happened_at=now,
        actor=posted_by,
        journal_entry_id=entry_id,
        detail={"fee_of": fee.item.public_id},
    )
