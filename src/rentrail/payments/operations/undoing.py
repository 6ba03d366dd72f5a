"""What payments have posted so far, and its undoing: void and return."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rentrail.ledger import operations as ledger
from rentrail.ledger.models import JournalEntry
from rentrail.payments.models import Payment, Step
from rentrail.payments.rules import journal
from rentrail.portfolio import operations as portfolio

OTHER_ENTRIES = "other_journal_entries"  # in a step's detail: what one event posted elsewhere


@dataclass(frozen=True, kw_only=True, slots=True)
class Undoing:
    """A payment to be undone on the ledgers: when, in which words, and from which money."""

    payment: Payment
    property_date: date
    source: str  # "returned" or "voided"
    description: str
    takes_cash: bool = False
    by_staff: bool = False


def undo(undoings: Sequence[Undoing], *, posted_by: str, now: datetime) -> dict[int, int]:
    """Reverse what payments posted and take their credits back; charges they paid are open again.

    A payment that was moved is undone where it is now. Gives the journal entry of each payment in
    the book of its property.
    """
    entries = posted_entries([undoing.payment.id for undoing in undoings])
    drafts = [
        _draft(undoing, book_id, posted)
        for undoing in undoings
        for book_id, posted in _by_book(entries[undoing.payment.id]).items()
    ]
    ids = ledger.post(drafts, posted_by=posted_by, now=now)
    portfolio.undo_credits(
        [entry.id for undoing in undoings for entry in entries[undoing.payment.id]], now=now
    )
    by_source = {
        (draft.book_id, draft.source): entry_id for draft, entry_id in zip(drafts, ids, strict=True)
    }
    return {
        undoing.payment.id: by_source[undoing.payment.property.book_id, _source(undoing)]
        for undoing in undoings
    }


def posted_entries(payment_ids: Collection[int]) -> dict[int, list[JournalEntry]]:
    """Give the journal entries that payments have made, oldest first: taken, then moved."""
    payments_of: dict[int, int] = {}
    steps = Step.objects.filter(payment_id__in=payment_ids, journal_entry__isnull=False)
    for payment_id, entry_id, detail in steps.order_by("id").values_list(
        "payment_id", "journal_entry_id", "detail"
    ):
        payments_of |= dict.fromkeys((entry_id, *detail.get(OTHER_ENTRIES, ())), payment_id)
    found: dict[int, list[JournalEntry]] = {payment_id: [] for payment_id in payment_ids}
    entries = JournalEntry.objects.filter(id__in=payments_of).prefetch_related("postings")
    for entry in entries.order_by("id"):
        found[payments_of[entry.id]].append(entry)
    return found


def lines_of(entries: Collection[JournalEntry]) -> list[ledger.Line]:
    """Give the lines of journal entries."""
    return [
        ledger.Line(posting.ledger_account_id, posting.signed_cents, posting.subject_id)
        for entry in entries
        for posting in sorted(entry.postings.all(), key=lambda posting: posting.line)
    ]


def _by_book(entries: Sequence[JournalEntry]) -> dict[int, list[JournalEntry]]:
    books: dict[int, list[JournalEntry]] = defaultdict(list)
    for entry in entries:
        books[entry.book_id].append(entry)
    return books


def _draft(
    undoing: Undoing, book_id: int, entries: Sequence[JournalEntry]
) -> ledger.JournalEntryDraft:
    payment = undoing.payment
    account = payment.bank_account
    lines = journal.taken_back(
        lines_of(entries),
        clearing_id=account.clearing_account_id,
        money_account_id=(
            account.cash_account_id if undoing.takes_cash else account.clearing_account_id
        ),
    )
    return ledger.JournalEntryDraft(
        book_id=book_id,
        property_date=undoing.property_date,
        transaction_code=payment.transaction_code,
        description=undoing.description[:120],
        source=_source(undoing),
        document=payment.document,
        control_number=entries[0].control_number,
        reverses_id=entries[0].id if len(entries) == 1 else None,
        by_staff=undoing.by_staff,
        lines=lines,
    )


def _source(undoing: Undoing) -> str:
    return f"payment:{undoing.payment.public_id}:{undoing.source}"
