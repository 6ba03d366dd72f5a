"""Every question to the books. Debits are positive, credits negative."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Sum

from rentrail.ledger.models import LedgerAccount, Posting


def account_ids(book_id: int) -> dict[str, int]:
    """Give a book's chart: the id of each account by its key."""
    return dict(LedgerAccount.objects.filter(book_id=book_id).values_list("key", "id"))


def balance_cents(
    *,
    ledger_account_id: int | Collection[int],
    subject_id: int | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> int:
    """Sum what was posted to one account or several.

    `subject_id` keeps one household's or owner's lines, `as_of` those dated to that property date,
    `known_at` those recorded by that moment.
    """
    wanted = [ledger_account_id] if isinstance(ledger_account_id, int) else ledger_account_id
    postings = Posting.objects.filter(ledger_account_id__in=wanted)
    if subject_id is not None:
        postings = postings.filter(subject_id=subject_id)
    if as_of is not None:
        postings = postings.filter(journal_entry__property_date__lte=as_of)
    if known_at is not None:
        postings = postings.filter(journal_entry__recorded_at__lte=known_at)
    return int(postings.aggregate(total=Sum("signed_cents"))["total"] or 0)
