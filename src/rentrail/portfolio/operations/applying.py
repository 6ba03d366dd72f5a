"""Applying credits to open charges, and undoing that (PAY-11)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from rentrail.identity import prepared
from rentrail.identity.arrays import array_of_dates, array_of_numbers, array_of_texts
from rentrail.identity.tenancy import current_company_id
from rentrail.portfolio.rules.apply_order import Allocation, OpenCharge, OpenCredit, allocate

Household = tuple[int, str]  # a lease and one of its ledgers

NEW_FROM = 1 << 62  # above all ids: a new credit comes after those of before

OPEN_ITEMS = "SELECT * FROM portfolio_open_items(%s)"
CREDIT_DRAFTS = f"ROW({', '.join(['%s'] * 8)})::portfolio_credit_drafts"
WRITE = f"SELECT portfolio_write_credits(%s, %s, %s, {CREDIT_DRAFTS})"
UNDO = "SELECT portfolio_undo_credits(%s, %s, %s)"


class NewCredit(NamedTuple):
    """A credit that is about to be written. ``NEW_FROM`` and its place stand for the id to come."""

    household: Household
    open: OpenCredit


@dataclass
class OpenItems:
    """What is open of one ledger of a household, which is locked."""

    credits: list[OpenCredit] = field(default_factory=list)
    charges: list[OpenCharge] = field(default_factory=list)
    apply_order: Sequence[str] = ()


def apply_credits(
    lease_ids: Iterable[int],
    *,
    new: Sequence[NewCredit] = (),
    journal_entry_ids: Sequence[int] = (),
    now: datetime,
) -> list[int]:
    """Lock leases and pay their open charges from their credits, in the property's order.

    New credits are written too, each with its journal entry and at once with what is left of it.
    Where some were written before nothing is done, and their journal entries are given.
    """
    [rows] = prepared.ask_together([open_items_question(lease_ids)])
    allocations = _allocate(rows, new)
    if not new and not allocations:
        return []
    columns = _columns(new, allocations)
    [(written_before,)] = prepared.ask(
        WRITE, [current_company_id(), now, array_of_numbers(journal_entry_ids), *columns]
    )
    return list(written_before or ())


def open_items_question(lease_ids: Iterable[int]) -> prepared.Question:
    """Ask for what is open of households, which are locked by it."""
    return prepared.Question(OPEN_ITEMS, [array_of_numbers(set(lease_ids))])


def columns_of_new(new: Sequence[NewCredit], open_items: prepared.Rows) -> list[str]:
    """Give new credits and what they pay as the fields of ``portfolio_credit_drafts``."""
    return _columns(new, _allocate(open_items, new))


def undo_applications(credit_ids: Collection[int], *, now: datetime) -> None:
    """Open again what these credits had paid, and end them: they apply to nothing any more."""
    prepared.ask(UNDO, [current_company_id(), now, array_of_numbers(credit_ids)])


def _allocate(rows: prepared.Rows, new: Sequence[NewCredit]) -> list[Allocation]:
    items = _by_household(rows)
    for one in new:
        items[one.household].credits.append(one.open)
    return [
        allocation
        for open_items in items.values()
        if open_items.credits and open_items.charges
        for allocation in allocate(
            credits_=open_items.credits,
            charges=open_items.charges,
            order=open_items.apply_order,
        )
    ]


def _by_household(rows: prepared.Rows) -> dict[Household, OpenItems]:
    items: dict[Household, OpenItems] = defaultdict(OpenItems)
    for lease_id, ledger, item_id, cents, day, code, priority, apply_order in rows:
        of_household = items[lease_id, ledger]
        if code is None:
            of_household.credits.append(OpenCredit(item_id, cents, day))
        else:
            of_household.charges.append(OpenCharge(item_id, cents, day, code, priority))
            of_household.apply_order = apply_order
    return items


def _columns(new: Sequence[NewCredit], allocations: Sequence[Allocation]) -> list[str]:
    used_cents: Counter[int] = Counter()
    for credit_id, _, cents in allocations:
        used_cents[credit_id] += cents
    paid = zip(*allocations, strict=True) if allocations else [()] * 3
    return [
        array_of_numbers([one.household[0] for one in new]),
        array_of_texts([one.household[1] for one in new]),
        array_of_numbers([one.open.unapplied_cents for one in new]),
        array_of_numbers([one.open.unapplied_cents - used_cents[one.open.id] for one in new]),
        array_of_dates([one.open.property_date for one in new]),
        *map(array_of_numbers, paid),
    ]
