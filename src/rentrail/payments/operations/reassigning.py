"""A payment posted to the wrong household is moved to the right one (PAY-10, LED-3)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from rentrail.ledger import operations as ledger
from rentrail.ledger import queries as ledger_queries
from rentrail.ledger.operations import JournalEntryDraft, Line, credit, debit
from rentrail.payments import facts as fact_questions
from rentrail.payments import queries
from rentrail.payments.models import Payment
from rentrail.payments.operations import moving, undoing
from rentrail.payments.operations.reasons import ReasonMissing
from rentrail.payments.operations.undoing import OTHER_ENTRIES
from rentrail.payments.rules import journal
from rentrail.payments.states import IllegalMove, PaymentEvent
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio import queries as portfolio_queries
from rentrail.portfolio.chart import RECEIVABLE_KEYS
from rentrail.portfolio.models import Lease, LedgerName
from rentrail.portfolio.operations import CreditDraft
from rentrail.primitives.money import format_cents

DUE_FROM, DUE_TO, HELD = "due-from-properties", "due-to-properties", "security-deposits-held"


class PaymentNotMovable(Exception):
    """The payment can't be moved there. The text is fit to show a person."""


@transaction.atomic
def move_payment(
    *, public_id: str, to_lease_id: int, reason: str, moved_by: str, now: datetime
) -> Payment:
    """Move a payment to the household it was meant for, on the same ledger.

    It is reversed on the one ledger and posted to the other under one control number. Between
    properties the money stays where it is deposited, and the one owes it to the other until staff,
    who are told, transfer it.

    Raises:
        ReasonMissing: no reason is given.
        PaymentNotMovable: it waits, is over, stands there already, or was refunded in part.
    """
    if not reason.strip():
        raise ReasonMissing("Say why the payment is moved.")
    payment: Payment = Payment.objects.select_for_update(no_key=True, of=("self",)).get(
        public_id=public_id
    )
    if payment.journal_entry_id is None or payment.lease_id == to_lease_id:
        raise PaymentNotMovable("This payment waits, or stands on that ledger already.")
    _refuse_refunded(payment)
    fact_questions.lock_leases(sorted((payment.lease_id, to_lease_id)))
    leases = Lease.objects.select_related("property").in_bulk([payment.lease_id, to_lease_id])
    before, after = leases[payment.lease_id], leases[to_lease_id]
    entries = undoing.posted_entries([payment.id])[payment.id]
    drafts = _drafts(payment, before, after, undoing.lines_of(entries), reason=reason)
    posted = ledger.post(drafts, posted_by=moved_by, now=now)
    portfolio.undo_credits([entry.id for entry in entries], now=now)
    portfolio.record_credits(
        [
            CreditDraft(
                lease_id=after.id,
                ledger=LedgerName(payment.ledger),
                amount_cents=payment.amount_cents,
                journal_entry_id=posted[-1],
                property_date=after.property.property_date,
            )
        ],
        now=now,
    )
    try:
        moving.move(
            [payment.id],
            PaymentEvent.MOVED,
            actor=moved_by,
            now=now,
            changes={"lease": after},
            journal_entries={payment.id: posted[-1]},
            detail={
                "reason": reason,
                "from_lease": before.public_id,
                "to_lease": after.public_id,
                OTHER_ENTRIES: posted[:-1],
            },
        )
    except IllegalMove as problem:
        raise PaymentNotMovable(str(problem)) from problem
    if before.property_id != after.property_id:
        _ask_for_transfer(payment, before, after, journal_entry_id=posted[-1], now=now)
    payment.refresh_from_db()
    return payment


def _refuse_refunded(payment: Payment) -> None:
    """What was refunded is owed again by the household it was refunded to, and stays with it."""
    refunded_cents = payment.amount_cents - queries.refundable_cents(payment)
    if refunded_cents:
        raise PaymentNotMovable(
            f"{format_cents(refunded_cents)} of this payment is refunded to the household it "
            "stands with. Cancel the refund first; where it was sent already, the payment stays."
        )


def _ask_for_transfer(
    payment: Payment, before: Lease, after: Lease, *, journal_entry_id: int, now: datetime
) -> None:
    """The bank's money doesn't follow by itself; each move asks for a transfer of its own."""
    portfolio.raise_task(
        kind="money-to-transfer",
        subject=f"{payment.public_id}:{journal_entry_id}",
        text=(
            f"{format_cents(payment.amount_cents)} of “{payment.description}” was moved from "
            f"{before.property.name} to {after.property.name}, which is owed the money now. Once "
            "the bank has paid it, transfer it too; moved back before that, it needs no transfer."
        ),
        property_id=before.property_id,
        now=now,
    )


def _drafts(
    payment: Payment, before: Lease, after: Lease, posted: Sequence[Line], *, reason: str
) -> list[JournalEntryDraft]:
    """Give the journal entries of a move; the last one credits the household it goes to."""
    taken_from = _what_it_credited(before, payment, posted)
    given_to = _what_it_credits(after, payment)
    control_number = ledger.new_control_number()
    if before.property_id == after.property_id:
        return [_draft(payment, after, [*taken_from, *given_to], control_number, reason)]
    here = ledger_queries.account_ids(before.property.book_id)
    there = ledger_queries.account_ids(after.property.book_id)
    cents = payment.amount_cents
    return [
        _draft(
            payment,
            before,
            [*taken_from, credit(here[DUE_TO], cents, after.property_id)],
            control_number,
            reason,
        ),
        _draft(
            payment,
            after,
            [debit(there[DUE_FROM], cents, before.property_id), *given_to],
            control_number,
            reason,
        ),
    ]


def _what_it_credited(lease: Lease, payment: Payment, posted: Sequence[Line]) -> list[Line]:
    accounts = ledger_queries.account_ids(lease.property.book_id)
    households = {accounts[RECEIVABLE_KEYS[LedgerName(payment.ledger)]], accounts[HELD]}
    cents: dict[int, int] = {}
    for line in posted:
        if line.ledger_account_id in households and line.subject_id == lease.id:
            cents[line.ledger_account_id] = cents.get(line.ledger_account_id, 0) + line.signed_cents
    return [debit(account_id, -signed, lease.id) for account_id, signed in cents.items() if signed]


def _what_it_credits(lease: Lease, payment: Payment) -> list[Line]:
    accounts = ledger_queries.account_ids(lease.property.book_id)
    ledger_name = LedgerName(payment.ledger)
    open_cents = portfolio_queries.open_balance_cents(lease_ids=[lease.id], ledger=ledger_name)
    _, *credited = journal.payment_taken(
        clearing_id=0,
        receivable_id=accounts[RECEIVABLE_KEYS[ledger_name]],
        held_id=accounts[HELD],
        is_deposit=ledger_name is LedgerName.DEPOSIT,
        amount_cents=payment.amount_cents,
        open_cents=open_cents[lease.id],
        lease_id=lease.id,
    )
    return credited


def _draft(
    payment: Payment, lease: Lease, lines: Sequence[Line], control_number: int, reason: str
) -> JournalEntryDraft:
    return JournalEntryDraft(
        book_id=lease.property.book_id,
        property_date=lease.property.property_date,
        transaction_code=payment.transaction_code,
        description=f"Moved, {reason}: {payment.description}"[:120],
        source=f"payment:{payment.public_id}:moved:{control_number}",
        document=payment.document,
        control_number=control_number,
        by_staff=True,
        lines=lines,
    )
