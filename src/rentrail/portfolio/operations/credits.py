"""Credits: money that households paid or were given, and its undoing when it comes back."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from django.db import transaction

from rentrail.identity import prepared
from rentrail.identity.arrays import array_of_numbers
from rentrail.portfolio.models import LedgerName
from rentrail.portfolio.operations import deposits
from rentrail.portfolio.operations.applying import (
    NEW_FROM,
    NewCredit,
    apply_credits,
    columns_of_new,
    undo_applications,
)
from rentrail.portfolio.operations.locking import lock_leases
from rentrail.portfolio.rules.apply_order import OpenCredit

CREDITS_AT_ONCE = 10_000
CREDITS_OF = """
SELECT id, lease_id, ledger FROM portfolio_credit WHERE journal_entry_id = ANY(%s::bigint[])
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class CreditTerms:
    """Who is credited with how much.

    ``for_code`` or ``for_charge_id`` say what the money is for, so that it pays that first.
    """

    lease_id: int
    ledger: LedgerName
    amount_cents: int
    property_date: date
    for_code: str = ""
    for_charge_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CreditDraft(CreditTerms):
    """A credit to be recorded: its journal entry is posted already."""

    journal_entry_id: int


@transaction.atomic(savepoint=False)
def record_credits(drafts: Sequence[CreditDraft], *, now: datetime) -> None:
    """Record credits and apply them to the open charges of their ledgers, in the property's order.

    One whose journal entry has its credit already is left as it is. What is left over stays as a
    prepayment.
    """
    for chunk in _by_household(drafts):
        if recorded := set(_apply(chunk, now=now)):
            _apply([draft for draft in chunk if draft.journal_entry_id not in recorded], now=now)


@transaction.atomic(savepoint=False)
def undo_credits(journal_entry_ids: Collection[int], *, now: datetime) -> None:
    """Undo credits whose money came back or never came: what they paid is open again.

    The household's other credits then pay it as far as they reach. Credits undone before are
    left alone.
    """
    rows = prepared.ask(CREDITS_OF, [array_of_numbers(journal_entry_ids)])
    if rows:
        lease_ids = lock_leases(lease_id for _, lease_id, _ in rows).keys()
        undo_applications([credit_id for credit_id, _, _ in rows], now=now)
        apply_credits(lease_ids, now=now)
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


def credit_columns(terms: Iterable[CreditTerms], *, open_items: prepared.Rows) -> list[str]:
    """Give credits as the fields of ``portfolio_credit_drafts``, to be recorded as they are posted.

    What is open of their households was asked by ``open_items_question``, in this transaction.
    """
    return columns_of_new(_new_credits(terms), open_items)


def _apply(drafts: Sequence[CreditDraft], *, now: datetime) -> list[int]:
    """Record credits, or none where some of their journal entries have theirs: these are given."""
    return apply_credits(
        (draft.lease_id for draft in drafts),
        new=_new_credits(drafts),
        journal_entry_ids=[draft.journal_entry_id for draft in drafts],
        now=now,
    )


def _new_credits(terms: Iterable[CreditTerms]) -> list[NewCredit]:
    return [
        NewCredit(
            household=(one.lease_id, one.ledger),
            open=OpenCredit(
                NEW_FROM + place,
                one.amount_cents,
                one.property_date,
                one.for_code,
                one.for_charge_id,
            ),
        )
        for place, one in enumerate(terms, 1)
    ]
