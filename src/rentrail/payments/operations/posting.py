"""The journal entry and the credit of a payment (LED-3), in one go for many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rentrail.ledger import operations as ledger
from rentrail.payments.facts import Facts
from rentrail.payments.models import SecCode
from rentrail.payments.rules import journal
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import LedgerName
from rentrail.portfolio.operations import CreditDraft

ONLINE_PAYMENT = "PMTOPACH"
ACH_PAYMENT = "PMTACH"


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
    facts: Facts


def transaction_code(sec_code: SecCode) -> str:
    """Give the code of a bank payment's ledger line."""
    return ONLINE_PAYMENT if sec_code is SecCode.WEB else ACH_PAYMENT


def post_and_credit(payments: Sequence[Postable], *, posted_by: str, now: datetime) -> list[int]:
    """Post approved payments and credit the households; gives the journal entries' ids in order."""
    if not payments:
        return []
    entry_ids = ledger.post(
        [_journal_entry(payment) for payment in payments], posted_by=posted_by, now=now
    )
    portfolio.record_credits(
        [
            CreditDraft(
                lease_id=payment.lease_id,
                ledger=payment.ledger,
                amount_cents=payment.amount_cents,
                journal_entry_id=entry_id,
                property_date=payment.property_date,
            )
            for payment, entry_id in zip(payments, entry_ids, strict=True)
        ],
        now=now,
    )
    return entry_ids


def _journal_entry(payment: Postable) -> ledger.JournalEntryDraft:
    facts = payment.facts
    assert facts.clearing_account_id is not None  # noqa: S101 - the gate refused all others
    return ledger.JournalEntryDraft(
        book_id=facts.book_id,
        property_date=payment.property_date,
        transaction_code=payment.transaction_code,
        description=payment.description,
        source=f"payment:{payment.public_id}:taken",
        document=facts.last_four,
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
