"""Every question to the books. Debits are positive, credits negative."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q, QuerySet, Sum

from rentrail.ledger.models import FiscalPeriod, LedgerAccount, Posting


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialBalanceLine:
    """What one account of a book holds."""

    ledger_account_id: int
    key: str
    number: str
    name: str
    kind: str
    signed_cents: int

    @property
    def debit_cents(self) -> int:
        """Give a balance on the debit side, or nothing."""
        return max(self.signed_cents, 0)

    @property
    def credit_cents(self) -> int:
        """Give a balance on the credit side, or nothing."""
        return max(-self.signed_cents, 0)


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
    postings = _postings(ledger_account_id, as_of=as_of, known_at=known_at)
    if subject_id is not None:
        postings = postings.filter(subject_id=subject_id)
    return int(postings.aggregate(total=Sum("signed_cents"))["total"] or 0)


def balances_by_subject(
    *,
    ledger_account_id: int | Collection[int],
    subject_ids: Collection[int] | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> dict[int, int]:
    """Sum what was posted for each household or owner that has any line, in cents by its id."""
    postings = _postings(ledger_account_id, as_of=as_of, known_at=known_at)
    postings = postings.filter(subject_id__isnull=False)
    if subject_ids is not None:
        postings = postings.filter(subject_id__in=subject_ids)
    sums = postings.values("subject_id").annotate(total=Sum("signed_cents"))
    return {int(row["subject_id"] or 0): int(row["total"] or 0) for row in sums}


def trial_balance(
    book_id: int, as_of: date | None = None, known_at: datetime | None = None
) -> list[TrialBalanceLine]:
    """List a book's accounts by number with what they hold; together they hold nothing."""
    chart = LedgerAccount.objects.filter(book_id=book_id)
    wanted = _recorded(prefix="postings__", as_of=as_of, known_at=known_at)
    rows = chart.annotate(total=Sum("postings__signed_cents", filter=wanted)).order_by("number")
    return [
        TrialBalanceLine(
            ledger_account_id=row.id,
            key=row.key,
            number=row.number,
            name=row.name,
            kind=row.kind,
            signed_cents=int(row.total or 0),
        )
        for row in rows
    ]


def closed_through(book_id: int) -> int | None:
    """Give the last closed period, as 202603; all before it are closed, too."""
    closed = FiscalPeriod.objects.filter(book_id=book_id).aggregate(last=Max("period"))["last"]
    return None if closed is None else int(closed)


def is_closed(*, book_id: int, property_date: date) -> bool:
    """Tell whether a date lies in a closed period."""
    return (closed_through(book_id) or 0) >= property_date.year * 100 + property_date.month


def _postings(
    ledger_account_id: int | Collection[int], *, as_of: date | None, known_at: datetime | None
) -> QuerySet[Posting]:
    wanted = [ledger_account_id] if isinstance(ledger_account_id, int) else ledger_account_id
    postings: QuerySet[Posting] = Posting.objects.filter(ledger_account_id__in=wanted)
    return postings.filter(_recorded(prefix="", as_of=as_of, known_at=known_at))


def _recorded(*, prefix: str, as_of: date | None, known_at: datetime | None) -> Q:
    wanted = Q()
    if as_of is not None:
        wanted &= Q((f"{prefix}journal_entry__property_date__lte", as_of))
    if known_at is not None:
        wanted &= Q((f"{prefix}journal_entry__recorded_at__lte", known_at))
    return wanted
