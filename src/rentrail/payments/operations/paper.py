"""Paper that pays: the account it is drawn on, and what authorizes its entry or image (RULE-4).

A check is an authorization for itself alone. Where it becomes an entry, the notice that the payer
had before is the authorization; where it goes as its image, or is recorded by hand, the paper is.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from rentrail.businessdays.zones import in_zone
from rentrail.identity import vault
from rentrail.payments.models import (
    AccountType,
    Authorization,
    AuthorizationKind,
    HolderType,
    Instrument,
    InstrumentKind,
    Origin,
    Payment,
)
from rentrail.payments.operations import instruments, taking
from rentrail.payments.operations.judging import PaymentRequest
from rentrail.payments.operations.taking import Result
from rentrail.payments.rules.account_numbers import plain
from rentrail.portfolio.models import Lease, LedgerName, Person, Property
from rentrail.portfolio.rules.eligibility import Way
from rentrail.primitives import ids

TEXT_VERSION = "paper-1"
NO_NUMBERS = "no numbers"
# Source: [REG-E] Appendix A, model clause A-6(a), in our own words.
NOTICE = (
    "By giving a check, the payer authorizes a one-time electronic transfer from the account by "
    "what the check says, or its processing as a check."
)
TEXTS = {
    AuthorizationKind.ARC_NOTICE: NOTICE,
    AuthorizationKind.BOC_NOTICE: NOTICE,
    AuthorizationKind.PAPER: "The item itself, as its images show it.",
    AuthorizationKind.RECEIPT: "The item itself, or the cash, as staff recorded it.",
}
HAND_WAYS = {
    InstrumentKind.CHECK: Way.HAND_CHECK,
    InstrumentKind.CASHIERS_CHECK: Way.CASHIERS_CHECK,
    InstrumentKind.MONEY_ORDER: Way.HAND_MONEY_ORDER,
    InstrumentKind.CASH: Way.HAND_CASH,
}
NOTICES = frozenset({AuthorizationKind.ARC_NOTICE, AuthorizationKind.BOC_NOTICE})


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperRequest:
    """One payment made with paper: by whom, drawn on what, and how it goes to the bank.

    Without numbers (cash, and what is recorded by hand) both are empty.
    """

    person_id: int
    kind: InstrumentKind
    routing_number: str
    account_number: str
    holder_type: HolderType
    holder_name: str
    authorized_by: AuthorizationKind
    amount_cents: int
    received_date: date
    evidence: dict[str, str]  # such as the check item's public id


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """A check, cashier's check, money order or cash that staff took and record by hand (PAY-12)."""

    idempotency_key: str
    lease_id: int
    person_id: int
    kind: InstrumentKind
    amount_cents: int
    document: str
    origin: Origin = Origin.BACK_OFFICE
    ledger: LedgerName = LedgerName.RESIDENT
    property_date: date | None = None  # none: the property's date
    description: str = ""
    is_duplicate_confirmed: bool = False
    override_reason: str = ""  # of who may: in spite of eviction or collection (RULE-11)


class DocumentMissing(Exception):
    """A receipt needs its document number. The text is fit to show a person."""


@transaction.atomic
def authorize_paper(request: PaperRequest, *, property_id: int, now: datetime) -> Authorization:
    """Record what authorizes one payment by paper, with the account that the paper is drawn on.

    It covers this amount on this day and nothing else, and is spent by its payment.
    """
    instrument = _instrument(request, now=now)
    property_ = Property.objects.get(id=property_id)
    gives_fee_notice = (
        request.authorized_by in NOTICES
        and property_.nsf_fee_cents > 0
        and property_.nsf_fee_collected_by_ach
    )
    text = TEXTS[request.authorized_by]
    recorded: Authorization = Authorization.objects.create(
        public_id=ids.new_public_id("aut", now=now),
        kind=request.authorized_by,
        person_id=request.person_id,
        instrument=instrument,
        text=text,
        text_version=TEXT_VERSION,
        text_digest=hashlib.sha256(text.encode()).hexdigest(),
        terms={"amount_cents": request.amount_cents, "nsf_fee_cents": property_.nsf_fee_cents},
        evidence=request.evidence,
        amount_cents_min=request.amount_cents,
        amount_cents_max=request.amount_cents,
        first_date=request.received_date,
        last_date=request.received_date,
        nsf_fee_notice=gives_fee_notice,
        authorized_at=now,
    )
    return recorded


@transaction.atomic
def record_receipt(receipt: Receipt, *, recorded_by: str, now: datetime) -> Result:
    """Record what can't be scanned or must not be converted: it joins the HAND batch (PAY-12).

    It takes the right “Record receipts by hand”. Asked again under the same key, it is the receipt
    that was recorded; a refusal has every reason.

    Raises:
        DocumentMissing: no number of the check, or of the receipt for cash (PAY-7).
    """
    if not receipt.document.strip():
        raise DocumentMissing(
            "Enter its number: the check's, the last five of a money order, the cash receipt's."
        )
    known = Payment.objects.filter(idempotency_key=receipt.idempotency_key).first()
    person = Person.objects.get(id=receipt.person_id)
    lease = Lease.objects.select_related("property").get(id=receipt.lease_id)
    authorization_id = known.authorization_id if known else _authorized(receipt, lease, now=now).id
    request = PaymentRequest(
        idempotency_key=receipt.idempotency_key,
        lease_id=receipt.lease_id,
        person_id=receipt.person_id,
        authorization_id=authorization_id,
        amount_cents=receipt.amount_cents,
        origin=receipt.origin,
        way=HAND_WAYS[receipt.kind],
        ledger=receipt.ledger,
        property_date=receipt.property_date,
        is_duplicate_confirmed=receipt.is_duplicate_confirmed,
        override_reason=receipt.override_reason,
        description=receipt.description or f"{receipt.kind.label} – {person}"[:120],  # noqa: RUF001
        document=receipt.document.strip()[:40],
    )
    [result] = taking.take([request], taken_by=recorded_by, now=now)
    return result


def _authorized(receipt: Receipt, lease: Lease, *, now: datetime) -> Authorization:
    paper = PaperRequest(
        person_id=receipt.person_id,
        kind=receipt.kind,
        routing_number="",
        account_number="",
        holder_type=HolderType.PERSONAL,
        holder_name="",
        authorized_by=AuthorizationKind.RECEIPT,
        amount_cents=receipt.amount_cents,
        received_date=in_zone(now, zone=lease.property.time_zone).date(),
        evidence={"document": receipt.document.strip()},
    )
    return authorize_paper(paper, property_id=lease.property_id, now=now)


def account_hash(*, routing_number: str, account_number: str) -> bytes:
    """Give the keyed hash by which an account is found, however its number is written."""
    return vault.keyed_hash(routing_number, plain(account_number))


def _instrument(request: PaperRequest, *, now: datetime) -> Instrument:
    known = _known_instrument(request)
    if known is not None:
        return known
    public_id = ids.new_public_id("ins", now=now)
    context = instruments.sealed_for(public_id)
    added: Instrument = Instrument.objects.create(
        public_id=public_id,
        person_id=request.person_id,
        kind=request.kind,
        holder_name=request.holder_name[:80],
        account_type=AccountType.CHECKING,
        holder_type=request.holder_type,
        routing_number=request.routing_number,
        account_number_sealed=vault.seal(request.account_number, context=context),
        account_number_hash=_hash_of(request) or vault.keyed_hash(NO_NUMBERS, public_id),
        last_four=plain(request.account_number)[-4:],
        created_at=now,
    )
    return added


def _known_instrument(request: PaperRequest) -> Instrument | None:
    of_kind = Instrument.objects.filter(person_id=request.person_id, kind=request.kind)
    found = _hash_of(request)
    known: Instrument | None = (
        of_kind.filter(routing_number="")
        if found is None
        else of_kind.filter(account_number_hash=found)
    ).first()
    return known


def _hash_of(request: PaperRequest) -> bytes | None:
    """Give the hash of the account; none where there are no numbers, which are nobody else's."""
    if not request.account_number:
        return None
    return account_hash(
        routing_number=request.routing_number, account_number=request.account_number
    )
