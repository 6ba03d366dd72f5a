"""Every change to the books: making them, posting, correcting, closing a period."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from django.db import DatabaseError, connection, transaction

from rentrail.identity import prepared
from rentrail.identity.arrays import array_of_numbers, array_of_texts
from rentrail.identity.tenancy import current_company_id
from rentrail.ledger.models import (
    Book,
    BookKind,
    FiscalPeriod,
    JournalEntry,
    LedgerAccount,
    LedgerAccountKind,
)
from rentrail.ledger.posting import JournalEntryDraft, Line, credit, debit
from rentrail.primitives.ids import new_public_id

__all__ = [
    "DRAFTS",
    "AccountDraft",
    "AlreadyPosted",
    "JournalEntryDraft",
    "Line",
    "NotReversible",
    "PeriodClosed",
    "Unbalanced",
    "add_account",
    "close_period",
    "closing_is_a_refusal",
    "columns",
    "create_book",
    "credit",
    "debit",
    "new_control_number",
    "post",
    "reverse",
]

POSTED_AT_ONCE_MAX = 20_000  # journal entries in one statement: some 20 MB of parameters


class AlreadyPosted(Exception):
    """The source was posted before, with other content. The text is fit to show a person."""


class PeriodClosed(Exception):
    """The fiscal period takes nothing more from staff. The text is fit to show a person."""


class Unbalanced(ValueError):
    """Debits and credits of a draft differ, or a side is missing."""


class NotReversible(Exception):
    """The journal entry is reversed already. The text is fit to show a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDraft:
    """A ledger account to be added to a book's chart."""

    key: str
    number: str
    name: str
    kind: LedgerAccountKind


@transaction.atomic
def create_book(
    *, name: str, kind: BookKind, accounts: Sequence[AccountDraft], now: datetime
) -> Book:
    """Open a set of books with its chart of accounts."""
    book: Book = Book.objects.create(public_id=new_public_id("book", now=now), name=name, kind=kind)
    LedgerAccount.objects.bulk_create(_ledger_account(book.id, draft) for draft in accounts)
    return book


def add_account(*, book_id: int, account: AccountDraft) -> LedgerAccount:
    """Add an account to a book's chart."""
    ledger_account = _ledger_account(book_id, account)
    ledger_account.save(force_insert=True)
    return ledger_account


def post(drafts: Sequence[JournalEntryDraft], *, posted_by: str, now: datetime) -> list[int]:
    """Post journal entries, all or none, and give their ids in the drafts' order.

    A source that was posted before with the same content gives the id of then. A draft dated in a
    closed period is refused to staff; any other moves to the first open day and names its date.

    Raises:
        AlreadyPosted: a source was posted before with other content.
        PeriodClosed: staff's draft lies in a closed period.
        Unbalanced: a draft's lines don't sum to zero, or it has none.
    """
    if not drafts:
        return []
    if len(drafts) > 1:
        with transaction.atomic():
            return _post_all(drafts, posted_by=posted_by, now=now)
    return _post_all(drafts, posted_by=posted_by, now=now)  # one statement is a transaction


@transaction.atomic
def reverse(
    journal_entry_ids: Collection[int],
    *,
    property_date: date,
    posted_by: str,
    now: datetime,
    description: str = "Reversal",
    by_staff: bool = False,
) -> list[int]:
    """Post the mirror image of each journal entry, which names it, and give the new ids.

    Reversing again gives the same entry again.

    Raises:
        NotReversible: one of them was reversed by another entry, or isn't there.
        PeriodClosed: staff's date lies in a closed period.
    """
    entries = JournalEntry.objects.prefetch_related("postings", "reversals")
    found = entries.in_bulk(journal_entry_ids)
    drafts = []
    for entry_id in journal_entry_ids:
        entry = found.get(entry_id)
        if entry is None:
            raise NotReversible(f"There is no journal entry {entry_id}.")
        drafts.append(_reversal(entry, property_date, description, by_staff))
    return post(drafts, posted_by=posted_by, now=now)


@transaction.atomic
def close_period(*, book_id: int, period: int, closed_by: str, now: datetime) -> FiscalPeriod:
    """Close a month, as 202603, and all before it. It waits for postings that are under way.

    Closing it again changes nothing.
    """
    fiscal_period: FiscalPeriod
    fiscal_period, _ = FiscalPeriod.objects.get_or_create(
        book_id=book_id, period=period, defaults={"closed_by": closed_by, "closed_at": now}
    )
    return fiscal_period


def new_control_number() -> int:
    """Give the number that ties the journal entries of one event together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('ledger_control_number')")
        return int(cursor.fetchone()[0])


def columns(drafts: Sequence[JournalEntryDraft]) -> list[str]:
    """Give drafts as the fields of ``ledger_entry_drafts``, to be posted within another statement.

    Raises:
        Unbalanced: a draft's lines don't sum to zero, or it has none.
    """
    _refuse_unbalanced(drafts)
    return [*_entry_columns(drafts), *_line_columns(drafts)]


@contextmanager
def closing_is_a_refusal() -> Iterator[None]:
    """Tell of a period that was closed while an entry was on its way into it."""
    try:
        yield
    except DatabaseError as problem:
        if getattr(problem.__cause__, "sqlstate", "") == _CLOSED:
            raise PeriodClosed("The period was closed at this moment. Try again.") from problem
        raise


def _post_all(drafts: Sequence[JournalEntryDraft], *, posted_by: str, now: datetime) -> list[int]:
    ids: list[int] = []
    for start in range(0, len(drafts), POSTED_AT_ONCE_MAX):
        chunk = drafts[start : start + POSTED_AT_ONCE_MAX]
        ids += _post_at_once(chunk, posted_by=posted_by, now=now)
    return ids


_CLOSED = "RT001"  # what the check on journal entries says of a closed period
DRAFTS = f"ROW({', '.join(['%s'] * 15)})::ledger_entry_drafts"
_POST = f"SELECT ids, closed_places FROM ledger_post(%s, %s, %s, {DRAFTS})"  # noqa: S608 - a constant


def _post_at_once(
    drafts: Sequence[JournalEntryDraft], *, posted_by: str, now: datetime
) -> list[int]:
    with closing_is_a_refusal():
        [(ids, closed_places)] = prepared.ask(
            _POST, [current_company_id(), posted_by, now, *columns(drafts)]
        )
    if closed_places:
        raise PeriodClosed(_why_closed(drafts[closed_places[0] - 1]))
    if None in ids:
        return _with_those_posted_before(drafts, ids)
    return list(ids)


def _entry_columns(drafts: Sequence[JournalEntryDraft]) -> list[str]:
    return [
        array_of_numbers([draft.book_id for draft in drafts]),
        array_of_texts([draft.property_date.isoformat() for draft in drafts]),
        array_of_texts([draft.transaction_code for draft in drafts]),
        array_of_texts([draft.description for draft in drafts]),
        array_of_texts([draft.document for draft in drafts]),
        array_of_texts([draft.source for draft in drafts]),
        array_of_numbers([draft.control_number for draft in drafts]),
        array_of_numbers([draft.reverses_id for draft in drafts]),
        array_of_numbers([draft.by_staff for draft in drafts]),
        array_of_numbers([len(draft.lines) for draft in drafts]),
    ]


def _line_columns(drafts: Sequence[JournalEntryDraft]) -> list[str]:
    lines = [line for draft in drafts for line in draft.lines]
    return [
        array_of_numbers([place for place, draft in enumerate(drafts, 1) for _ in draft.lines]),
        array_of_numbers([n for draft in drafts for n in range(1, len(draft.lines) + 1)]),
        array_of_numbers([line.ledger_account_id for line in lines]),
        array_of_numbers([line.subject_id for line in lines]),
        array_of_numbers([line.signed_cents for line in lines]),
    ]


def _refuse_unbalanced(drafts: Iterable[JournalEntryDraft]) -> None:
    for draft in drafts:
        difference = sum(line.signed_cents for line in draft.lines)
        if difference or not draft.lines:
            raise Unbalanced(f"{draft.source}: the lines sum to {difference} cents, or are none.")


def _why_closed(draft: JournalEntryDraft) -> str:
    return (
        f"{draft.property_date:%B %Y} is closed, so “{draft.description}” can't be posted on "
        f"{draft.property_date}."
    )


def _with_those_posted_before(
    drafts: Sequence[JournalEntryDraft], ids: Sequence[int | None]
) -> list[int]:
    earlier = [draft for draft, new_id in zip(drafts, ids, strict=True) if new_id is None]
    entries = _entries_by_source(earlier)
    for draft in earlier:
        entry = entries[draft.book_id, draft.source]
        if not _same_content(draft, entry):
            raise AlreadyPosted(f"{draft.source} was posted before, and differs: {entry}.")
    return [
        new_id or entries[draft.book_id, draft.source].id
        for draft, new_id in zip(drafts, ids, strict=True)
    ]


def _entries_by_source(
    drafts: Sequence[JournalEntryDraft],
) -> Mapping[tuple[int, str], JournalEntry]:
    entries = JournalEntry.objects.filter(
        book_id__in={draft.book_id for draft in drafts},
        source__in={draft.source for draft in drafts},
    ).prefetch_related("postings")
    return {(entry.book_id, entry.source): entry for entry in entries}


def _same_content(draft: JournalEntryDraft, entry: JournalEntry) -> bool:
    if draft.control_number not in {None, entry.control_number}:
        return False
    return _content(draft, draft.property_date, draft.lines) == _content(
        entry,
        entry.belongs_to_date or entry.property_date,
        _lines_of(entry),
    )


def _content(
    entry: JournalEntryDraft | JournalEntry, property_date: object, lines: Sequence[Line]
) -> tuple[object, ...]:
    texts = (entry.transaction_code, entry.description, entry.document)
    return (property_date, *texts, entry.reverses_id, *lines)


def _reversal(
    entry: JournalEntry, property_date: date, description: str, by_staff: bool
) -> JournalEntryDraft:
    source = f"reversal:{entry.id}"
    if any(reversal.source != source for reversal in entry.reversals.all()):
        raise NotReversible(f"“{entry.description}” of {entry.property_date} is reversed already.")
    return JournalEntryDraft(
        book_id=entry.book_id,
        property_date=property_date,
        transaction_code=entry.transaction_code,
        description=f"{description}: {entry.description}"[:120],
        source=source,
        document=entry.document,
        control_number=entry.control_number,
        reverses_id=entry.id,
        by_staff=by_staff,
        lines=[line._replace(signed_cents=-line.signed_cents) for line in _lines_of(entry)],
    )


def _lines_of(entry: JournalEntry) -> list[Line]:
    return [
        Line(posting.ledger_account_id, posting.signed_cents, posting.subject_id)
        for posting in sorted(entry.postings.all(), key=attrgetter("line"))
    ]


def _ledger_account(book_id: int, draft: AccountDraft) -> LedgerAccount:
    return LedgerAccount(
        book_id=book_id, key=draft.key, number=draft.number, name=draft.name, kind=draft.kind
    )
