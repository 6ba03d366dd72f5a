"""What money operations lock: the household's own row, and nothing that others share (LED-6)."""

from collections.abc import Iterable
from typing import NamedTuple

from rentrail.identity import prepared
from rentrail.identity.arrays import array_of_numbers

LOCK_LEASES = "SELECT * FROM portfolio_lock_leases(%s)"


class LockedLease(NamedTuple):
    """A lease whose charges and credits nobody else is changing now."""

    id: int
    property_id: int
    book_id: int
    apply_order: list[str]


def lock_leases(lease_ids: Iterable[int]) -> dict[int, LockedLease]:
    """Lock leases until the transaction ends, by ascending id so that none wait in a ring.

    With the lease locked, a charge and a payment that come at one moment see each other.
    """
    rows = prepared.ask(LOCK_LEASES, [array_of_numbers(set(lease_ids))])
    return {row[0]: LockedLease._make(row) for row in rows}
