"""Applying credits to open charges, and undoing that (PAY-11)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from rentrail.identity import prepared
from rentrail.identity.arrays import array_of_dates, array_of_numbers, array_of_texts
from rentrail.identity.tenancy import current_company_id
from rentrail.portfolio.operations.locking import LockedLease
from rentrail.portfolio.rules.apply_order import Allocation, OpenCharge, OpenCredit, allocate

Household = tuple[int, str]  # a lease and one of its ledgers

UNAPPLIED_CREDITS = "SELECT * FROM portfolio_unapplied_credits(%s)"
OPEN_CHARGES = "SELECT * FROM portfolio_open_charges(%s)"
WRITE = "SELECT portfolio_write_credits(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
UNDO = "SELECT portfolio_undo_credits(%s, %s, %s)"


class NewCredit(NamedTuple):
    """A credit that is about to be written, with the id it will have."""

    household: Household
    journal_entry_id: int
    open: OpenCredit


def apply_credits(
    leases: Mapping[int, LockedLease], *, new: Sequence[NewCredit] = (), now: datetime
) -> None:
    """Pay the open charges of locked leases from their unapplied credits, in the property's order.

    New credits are written too, each at once with what is left of it.
    """
    credits_ = _unapplied_credits(leases)
    for one in new:
        credits_[one.household].append(one.open)
    allocations = _allocate(leases, credits_) if credits_ else []
    if new or allocations:
        _write(new, allocations, now=now)


def undo_applications(credit_ids: Collection[int], *, now: datetime) -> None:
    """Open again what these credits had paid, and end them: they apply to nothing any more."""
    prepared.ask(UNDO, [current_company_id(), now, array_of_numbers(credit_ids)])


def _write(new: Sequence[NewCredit], allocations: Sequence[Allocation], *, now: datetime) -> None:
    parameters = [current_company_id(), now]
    prepared.ask(WRITE, [*parameters, *_new_columns(new, allocations), *_columns_of(allocations)])


def _new_columns(new: Sequence[NewCredit], allocations: Sequence[Allocation]) -> list[str]:
    used_cents: Counter[int] = Counter()
    for credit_id, _, cents in allocations:
        used_cents[credit_id] += cents
    return [
        array_of_numbers([one.open.id for one in new]),
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


def _allocate(
    leases: Mapping[int, LockedLease], credits_: Mapping[Household, list[OpenCredit]]
) -> list[Allocation]:
    charges = _open_charges({lease_id for lease_id, _ in credits_})
    return [
        allocation
        for household, open_credits in credits_.items()
        if household in charges
        for allocation in allocate(
            credits_=open_credits,
            charges=charges[household],
            order=leases[household[0]].apply_order,
        )
    ]


def _unapplied_credits(lease_ids: Collection[int]) -> dict[Household, list[OpenCredit]]:
    grouped: dict[Household, list[OpenCredit]] = defaultdict(list)
    for lease_id, ledger, *values in prepared.ask(UNAPPLIED_CREDITS, [array_of_numbers(lease_ids)]):
        grouped[lease_id, ledger].append(OpenCredit(*values))
    return grouped


def _open_charges(lease_ids: Collection[int]) -> dict[Household, list[OpenCharge]]:
    grouped: dict[Household, list[OpenCharge]] = defaultdict(list)
    for lease_id, ledger, *values in prepared.ask(OPEN_CHARGES, [array_of_numbers(lease_ids)]):
        grouped[lease_id, ledger].append(OpenCharge(*values))
    return grouped
