"""What a property's accounts and households held at any past date (LED-7).

As of a date: what is dated to it. As known on a date: what had been posted by the end of that day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rentrail.businessdays.zones import moment_at
from rentrail.ledger import queries as ledger
from rentrail.ledger.queries import TrialBalanceLine
from rentrail.portfolio.chart import RECEIVABLE_KEYS
from rentrail.portfolio.models import Lease, LeaseRole, LedgerName, Property


@dataclass(frozen=True, kw_only=True)
class HouseholdBalance:
    """What a household owed on its resident and its deposit ledger; below zero: in its favour."""

    lease: Lease
    head: str
    resident_cents: int
    deposit_cents: int


def trial_balance(
    property_: Property, *, as_of: date | None = None, known_on: date | None = None
) -> list[TrialBalanceLine]:
    """List a property's accounts with what they held; together they held nothing."""
    return ledger.trial_balance(
        property_.book_id, as_of=as_of, known_at=end_of_day(property_, known_on)
    )


def household_balances(
    property_: Property, *, as_of: date | None = None, known_on: date | None = None
) -> list[HouseholdBalance]:
    """Give the households that held anything on either ledger."""
    resident, deposit = (
        _by_lease(property_, name, as_of=as_of, known_on=known_on)
        for name in (LedgerName.RESIDENT, LedgerName.DEPOSIT)
    )
    holding = {
        lease_id for held in (resident, deposit) for lease_id, cents in held.items() if cents
    }
    leases = Lease.objects.filter(id__in=holding).select_related("unit__building")
    heads = _heads(holding)
    return [
        HouseholdBalance(
            lease=lease,
            head=heads.get(lease.id, ""),
            resident_cents=resident.get(lease.id, 0),
            deposit_cents=deposit.get(lease.id, 0),
        )
        for lease in leases.order_by("unit__building__code", "unit__code", "id")
    ]


def end_of_day(property_: Property, day: date | None) -> datetime | None:
    """Give the last moment of a calendar day at a property."""
    if day is None:
        return None
    next_day = moment_at(day + timedelta(days=1), time(), zone=property_.time_zone)
    return next_day - timedelta(microseconds=1)


def _by_lease(
    property_: Property, name: LedgerName, *, as_of: date | None, known_on: date | None
) -> Mapping[int, int]:
    return ledger.balances_by_subject(
        ledger_account_id=ledger.account_ids(property_.book_id)[RECEIVABLE_KEYS[name]],
        as_of=as_of,
        known_at=end_of_day(property_, known_on),
    )


def _heads(lease_ids: set[int]) -> dict[int, str]:
    heads = Lease.objects.filter(id__in=lease_ids, members__role=LeaseRole.HEAD).values_list(
        "id", "members__person__first_name", "members__person__last_name"
    )
    return {lease_id: f"{first} {last}".strip() for lease_id, first, last in heads}
