"""Credits: money that households paid or were given, and its undoing when it comes back."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from django.db import transaction

from rentrail.identity import bulk, prepared
from rentrail.identity.arrays import array_of_numbers
from rentrail.portfolio.models import Credit, LedgerName
from rentrail.portfolio.operations import applying, deposits
from rentrail.portfolio.operations.locking import LockedLease, lock_leases
from rentrail.portfolio.rules.apply_order import Allocation, OpenCredit

CREDITS_AT_ONCE = 10_000
NEW_IDS = """
SELECT entry_id, nextval('portfolio_credit_id_seq')
FROM unnest(%s::bigint[]) AS draft (entry_id)
WHERE NOT EXISTS (SELECT FROM portfolio_credit WHERE journal_entry_id = entry_id)
"""
CREDITS_OF = """
SELECT id, lease_id, ledger FROM portfolio_credit WHERE journal_entry_id = ANY(%s::bigint[])
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class CreditDraft:
    """A credit to be recorded: its journal entry is posted already.

    ``for_code`` or ``for_charge_id`` say what the money is for, so that it pays that first.
    """

    lease_id: int
    ledger: LedgerName
    amount_cents: int
    journal_entry_id: int
    property_date: date
    for_code: str = ""
    for_charge_id: int | None = None


@transaction.atomic(savepoint=False)
def record_credits(drafts: Sequence[CreditDraft], *, now: datetime) -> None:
    """Record credits and apply them to the open charges of their ledgers, in the property's order.

    One whose journal entry has its credit already is left as it is. What is left over stays as a
    prepayment.
    """
    for chunk in _by_household(drafts):
        leases = lock_leases(draft.lease_id for draft in chunk)
        ids = _new_ids(chunk)
        new = {
            ids[draft.journal_entry_id]: draft for draft in chunk if draft.journal_entry_id in ids
        }
        if new:
            _record(new, leases, now=now)


@transaction.atomic(savepoint=False)
def undo_credits(journal_entry_ids: Collection[int], *, now: datetime) -> None:
    """Undo credits whose money came back or never came: what they paid is open again.

    The household's other credits then pay it as far as they reach. Credits undone before are
    left alone.
    """
    rows = prepared.ask(CREDITS_OF, [array_of_numbers(journal_entry_ids)])
    if rows:
        leases = lock_leases(lease_id for _, lease_id, _ in rows)
        applying.undo_applications([credit_id for credit_id, _, _ in rows], now=now)
        applying.apply_credits(leases, now=now)
        of_deposits = [lease_id for _, lease_id, name in rows if name == LedgerName.DEPOSIT]
        deposits.keep_held(dict.fromkeys(of_deposits), now=now)


def _by_household(drafts: Sequence[CreditDraft]) -> Iterator[list[CreditDraft]]:
    """Cut drafts into chunks by ascending leases, as they are locked, each household in one."""
    chunk: list[CreditDraft] = []
    in_order = sorted(drafts, key=attrgetter("lease_id"))
    for _, of_household in groupby(in_order, key=attrgetter("lease_id")):
        if len(chunk) >= CREDITS_AT_ONCE:
            yield chunk
            chunk = []
        chunk += of_household
    if chunk:
        yield chunk


def _new_ids(drafts: Sequence[CreditDraft]) -> dict[int, int]:
    """Give ids to the credits that aren't recorded yet, by their journal entries."""
    entry_ids = array_of_numbers(draft.journal_entry_id for draft in drafts)
    return dict(prepared.ask(NEW_IDS, [entry_ids]))


def _record(
    new: Mapping[int, CreditDraft], leases: dict[int, LockedLease], *, now: datetime
) -> None:
    """Insert each credit with what is left of it, so that no row is written twice."""
    allocations = applying.allocate_credits(
        leases,
        [
            ((draft.lease_id, draft.ledger), _open_credit(draft, credit_id))
            for credit_id, draft in new.items()
        ],
    )
    _insert(new, allocations)
    applying.write_applications(allocations, now=now)
    applying.spend([allocation for allocation in allocations if allocation.credit_id not in new])


def _open_credit(draft: CreditDraft, credit_id: int) -> OpenCredit:
    return OpenCredit(
        credit_id, draft.amount_cents, draft.property_date, draft.for_code, draft.for_charge_id
    )


def _insert(new: Mapping[int, CreditDraft], allocations: Sequence[Allocation]) -> None:
    used_cents: Counter[int] = Counter()
    for credit_id, _, cents in allocations:
        used_cents[credit_id] += cents
    drafts = new.values()
    bulk.insert(
        Credit,
        {
            "id": list(new),
            "lease": [draft.lease_id for draft in drafts],
            "ledger": [draft.ledger for draft in drafts],
            "amount_cents": [draft.amount_cents for draft in drafts],
            "unapplied_cents": [
                draft.amount_cents - used_cents[credit_id] for credit_id, draft in new.items()
            ],
            "journal_entry": [draft.journal_entry_id for draft in drafts],
            "property_date": [draft.property_date for draft in drafts],
            "is_undone": [False] * len(drafts),
        },
    )
