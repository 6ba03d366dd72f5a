"""Special statuses and blocks, and the company's own table of what they close (ORG-7)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from rentrail.portfolio.models import EligibilityTable, Lease, Person
from rentrail.portfolio.operations.locking import lock_leases
from rentrail.portfolio.rules import eligibility


class StatusReasonMissing(Exception):
    """A status or block is changed for a reason. The text is fit to show a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SpecialStatuses:
    """What is set on one person. Eviction and collection hold for the whole household."""

    ach_opt_out: bool = False
    no_checks: bool = False
    no_money_orders: bool = False
    eviction_started: bool = False
    in_collection: bool = False


@transaction.atomic
def set_special_statuses(
    *,
    lease_id: int,
    statuses: Mapping[int, SpecialStatuses],
    block_epayment: bool,
    reason: str,
    changed_by: str,
) -> list[str]:
    """Set the special statuses of a household's people, by person, and the lease's own block.

    It counts for the next payment. Gives who and what was changed; nothing where all was so. The
    audit trail keeps each change with its reason.

    Raises:
        StatusReasonMissing: something is changed, and no reason is given.
    """
    lock_leases([lease_id])  # a payment that is being taken goes first or comes after
    lease = Lease.objects.get(id=lease_id)
    people = Person.objects.select_for_update(no_key=True).filter(leases__lease=lease)
    changed = [one for one in people.order_by("id") if _differs(one, statuses.get(one.id))]
    is_block_changed = lease.block_epayment != block_epayment
    if not changed and not is_block_changed:
        return []
    if not reason.strip():
        raise StatusReasonMissing("Say why the status is changed.")
    why = f"{reason.strip()} ({changed_by})"[:120]
    for person in changed:
        Person.objects.filter(id=person.id).update(**asdict(statuses[person.id]), status_reason=why)
    if is_block_changed:
        Lease.objects.filter(id=lease.id).update(block_epayment=block_epayment, block_reason=why)
    return [*map(str, changed), *(["the lease"] if is_block_changed else [])]


@transaction.atomic
def set_eligibility_table(closes: Mapping[str, Sequence[str]]) -> bool:
    """Keep the company's own table; an empty one is the shipped table. Tells whether it changed.

    Raises:
        UnknownEligibility: a status or way of paying that is not there.
    """
    eligibility.table_of(closes)
    said = {status: sorted(ways) for status, ways in closes.items()}
    known = EligibilityTable.objects.first()
    if said == (known.closes if known else {}):
        return False
    EligibilityTable.objects.update_or_create(defaults={"closes": said})
    return True


def _differs(person: Person, wanted: SpecialStatuses | None) -> bool:
    return wanted is not None and any(
        getattr(person, name) != value for name, value in asdict(wanted).items()
    )
