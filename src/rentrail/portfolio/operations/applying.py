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
WRITE = "SELECT portfolio_write_credits(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
UNDO = "SELECT portfolio_undo_credits(%s, %s, %s)"


class NewCredit(NamedTuple):
    """A credit that is about to be written. ``NEW_FROM`` and its place stand for the id to come."""

    household: Household
    journal_entry_id: int
    open: OpenCredit


@dataclass
class OpenItems:
    """What is open of one ledger of a household, which is locked."""

    credits: list[OpenCredit] = field(default_factory=list)
    charges: list[OpenCharge] = field(default_factory=list)
    apply_order: Sequence[str] = ()


def apply_credits(
    lease_ids: Iterable[int], *, new: Sequence[NewCredit] = (), now: datetime
) -> list[int]:
    """Lock leases and pay their open charges from their credits, in the property's order.

    New credits are written too, each at once with what is left of it. Where some were written
    before nothing is done, and their journal entries are given.
    """
    items = _open_items(lease_ids)
    for one in new:
        items[one.household].credits.append(one.open)
    allocations = [
        allocation
        for open_items in items.values()
        if open_items.credits and open_items.charges
        for allocation in allocate(
            credits_=open_items.credits,
            charges=open_items.charges,
            order=open_items.apply_order,
        )
    ]
    return _write(new, allocations, now=now) if new or allocations else []


def undo_applications(credit_ids: Collection[int], *, now: datetime) -> None:
    """Open again what these credits had paid, and end them: they apply to nothing any more."""
    prepared.ask(UNDO, [current_company_id(), now, array_of_numbers(credit_ids)])


def _open_items(lease_ids: Iterable[int]) -> dict[Household, OpenItems]:
    items: dict[Household, OpenItems] = defaultdict(OpenItems)
    rows = prepared.ask(OPEN_ITEMS, [array_of_numbers(set(lease_ids))])
    for lease_id, ledger, item_id, cents, day, code, priority, apply_order in rows:
        of_household = items[lease_id, ledger]
        if code is None:
            of_household.credits.append(OpenCredit(item_id, cents, day))
        else:
            of_household.charges.append(OpenCharge(item_id, cents, day, code, priority))
            of_household.apply_order = apply_order
    return items


def _write(
    new: Sequence[NewCredit], allocations: Sequence[Allocation], *, now: datetime
) -> list[int]:
    parameters = [current_company_id(), now]
    [(written_before,)] = prepared.ask(
        WRITE, [*parameters, *_new_columns(new, allocations), *_columns_of(allocations)]
    )
    return list(written_before or ())


def _new_columns(new: Sequence[NewCredit], allocations: Sequence[Allocation]) -> list[str]:
    used_cents: Counter[int] = Counter()
    for credit_id, _, cents in allocations:
        used_cents[credit_id] += cents
    return [
        array_of_numbers([one.household[0] for one in new]),
        array_of_texts([one.household[1] for one in new]),
        array_of_numbers([one.open.unapplied_cents for one in new]),
        array_of_numbers([one.open.unapplied_cents - used_cents[one.open.id] for one in new]),
        array_of_numbers([one.journal_entry_id for one in new]),
        array_of_dates([one.open.property_date for one in new]),
    ]


def _columns_of(allocations: Sequence[Allocation]) -> list[str]:
    columns = zip(*allocations, strict=True) if allocations else [()] * 3
    return [array_of_numbers(column) for column in columns]
