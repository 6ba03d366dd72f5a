"""The journal entry and the credit of a payment (LED-3)."""

from dataclasses import dataclass
from datetime import date, datetime

from rentrail.ledger import operations as ledger
from rentrail.payments.facts import Facts
from rentrail.payments.models import SecCode
from rentrail.payments.rules import journal
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import BatchType, LedgerName
from rentrail.portfolio.operations import CreditDraft, CreditTerms

ONLINE_PAYMENT = "PMTOPACH"
ACH_PAYMENT = "PMTACH"
CONVERTED_CHECK = "PMTARC"
OTHER_RAILS = {BatchType.IRD: "PMTIRD", BatchType.HAND: "PMTHAND"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Postable:
    """An approved payment that is about to stand on the household's ledger."""

    public_id: str
    lease_id: int
    ledger: LedgerName
    amount_cents: int
    property_date: date
    transaction_code: str
    description: str
    document: str
    facts: Facts


def transaction_code(sec_code: SecCode, batch_type: BatchType) -> str:
    """Give the code of a payment's ledger line."""
    if batch_type in OTHER_RAILS:
        return OTHER_RAILS[batch_type]
    if sec_code in {SecCode.ARC, SecCode.BOC}:
        return CONVERTED_CHECK
    return ONLINE_PAYMENT if sec_code is SecCode.WEB else ACH_PAYMENT


def post_and_credit(
    payment: Postable, *, posted_by: str, now: datetime, for_charge_id: int | None = None
) -> int:
    """Post one payment and credit the household, which pays a charge named first.

    Gives the journal entry's id.
    """
    [entry_id] = ledger.post([journal_entry(payment)], posted_by=posted_by, now=now)
    draft = CreditDraft(
        lease_id=payment.lease_id,
        ledger=payment.ledger,
        amount_cents=payment.amount_cents,
        journal_entry_id=entry_id,
        property_date=payment.property_date,
        for_charge_id=for_charge_id,
    )
    portfolio.record_credits([draft], now=now)
    return entry_id


def credit_terms(payment: Postable) -> CreditTerms:
    """Give what a payment credits the household with."""
    return CreditTerms(
        lease_id=payment.lease_id,
        ledger=payment.ledger,
        amount_cents=payment.amount_cents,
        property_date=payment.property_date,
    )


def journal_entry(payment: Postable) -> ledger.JournalEntryDraft:
    """Give the entry that posts a payment (LED-3)."""
    facts = payment.facts
    assert facts.clearing_account_id is not None  # noqa: S101 - the gate refused all others
    return ledger.JournalEntryDraft(
        book_id=facts.book_id,
        property_date=payment.property_date,
        transaction_code=payment.transaction_code,
        description=payment.description,
        source=f"payment:{payment.public_id}:taken",
        document=payment.document,
        lines=journal.payment_taken(
            clearing_id=facts.clearing_account_id,
            receivable_id=facts.receivable_account_id,
            held_id=facts.held_account_id,
            is_deposit=payment.ledger == LedgerName.DEPOSIT,
            amount_cents=payment.amount_cents,
            open_cents=facts.open_balance_cents,
            lease_id=payment.lease_id,
        ),
    )
