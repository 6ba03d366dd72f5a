"""What money operations lock: the household's own row, and nothing that others share (LED-6)."""

from collections.abc import Iterable
from typing import NamedTuple

from rentrail.portfolio.models import Lease


class LockedLease(NamedTuple):
    """A lease whose charges and credits nobody else is changing now."""

    id: int
    property_id: int
    book_id: int


def lock_leases(lease_ids: Iterable[int]) -> dict[int, LockedLease]:
    """Lock leases until the transaction ends, by ascending id so that none wait in a ring.

    With the lease locked, a charge and a payment that come at one moment see each other.
    """
    rows = (
        Lease.objects.select_for_update(no_key=True, of=("self",))
        .filter(id__in=set(lease_ids))
        .order_by("id")
        .values_list("id", "property_id", "property__book_id")
    )
    return {row[0]: LockedLease(*row) for row in rows}
