"""Applying credits to open charges, and undoing that (PAY-11).

Each look-up of these statements is written so that PostgreSQL can only find rows by their index,
also where a table has grown a thousandfold since it was last analyzed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from rentrail.identity import prepared
from rentrail.identity.arrays import array_of_numbers
from rentrail.identity.tenancy import current_company_id
from rentrail.portfolio.operations.locking import LockedLease
from rentrail.portfolio.rules.apply_order import Allocation, OpenCharge, OpenCredit, allocate

Household = tuple[int, str]  # a lease and one of its ledgers

UNAPPLIED_CREDITS = """
SELECT lease_id, ledger, id, unapplied_cents, property_date
FROM portfolio_credit WHERE lease_id = ANY(%s::bigint[]) AND unapplied_cents > 0
"""
OPEN_CHARGES = """
SELECT charge.lease_id, code.ledger,
    charge.id, charge.open_cents, charge.due_date, code.code, code.priority
FROM portfolio_opencharge open
CROSS JOIN LATERAL (
    SELECT lease_id, id, open_cents, due_date, transaction_code_id FROM portfolio_charge
    WHERE id = open.charge_id OFFSET 0
) AS charge
CROSS JOIN LATERAL (
    SELECT ledger, code, priority FROM portfolio_transactioncode
    WHERE id = charge.transaction_code_id OFFSET 0
) AS code
WHERE open.lease_id = ANY(%s::bigint[])
"""
APPLY = """
WITH allocation AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])
        AS allocation (credit_id, charge_id, cents)
), charge AS (
    UPDATE portfolio_charge SET open_cents = open_cents - paid.cents
    FROM (SELECT charge_id, sum(cents) AS cents FROM allocation GROUP BY charge_id) AS paid
    WHERE portfolio_charge.id = paid.charge_id
)
INSERT INTO portfolio_application (company_id, credit_id, charge_id, applied_cents, applied_at)
SELECT %s::bigint, credit_id, charge_id, cents, %s FROM allocation
"""
SPEND = """
UPDATE portfolio_credit SET unapplied_cents = unapplied_cents - used.cents
FROM (
    SELECT credit_id, sum(cents) AS cents
    FROM unnest(%s::bigint[], %s::bigint[]) AS used (credit_id, cents) GROUP BY credit_id
) AS used
WHERE portfolio_credit.id = used.credit_id
"""
UNDO = """
WITH undone AS (
    UPDATE portfolio_credit SET unapplied_cents = 0, is_undone = true
    WHERE id = ANY(%s::bigint[]) AND NOT is_undone
    RETURNING id
), standing AS (
    SELECT undone.id AS credit_id, charge_id, sum(applied_cents) AS cents
    FROM undone
    CROSS JOIN LATERAL (
        SELECT charge_id, applied_cents FROM portfolio_application
        WHERE credit_id = undone.id OFFSET 0
    ) AS application
    GROUP BY undone.id, charge_id HAVING sum(applied_cents) <> 0
), charge AS (
    UPDATE portfolio_charge SET open_cents = open_cents + opened.cents
    FROM (SELECT charge_id, sum(cents) AS cents FROM standing GROUP BY charge_id) AS opened
    WHERE portfolio_charge.id = opened.charge_id
)
INSERT INTO portfolio_application (company_id, credit_id, charge_id, applied_cents, applied_at)
SELECT %s::bigint, credit_id, charge_id, -cents, %s FROM standing
"""


def apply_credits(leases: Mapping[int, LockedLease], *, now: datetime) -> None:
    """Pay the open charges of locked leases from what they have in credit."""
    credits_ = _unapplied_credits(leases)
    if credits_:
        allocations = _allocate(leases, credits_)
        write_applications(allocations, now=now)
        spend(allocations)


def allocate_credits(
    leases: Mapping[int, LockedLease], new: Iterable[tuple[Household, OpenCredit]]
) -> list[Allocation]:
    """Tell what pays what once new credits join those that locked leases have."""
    credits_ = _unapplied_credits(leases)
    for household, credit in new:
        credits_[household].append(credit)
    return _allocate(leases, credits_)


def write_applications(allocations: Collection[Allocation], *, now: datetime) -> None:
    """Record allocations, and take them from what is open of the charges."""
    if not allocations:
        return
    columns = map(array_of_numbers, zip(*allocations, strict=True))
    prepared.ask(APPLY, [*columns, current_company_id(), now])


def spend(allocations: Collection[Allocation]) -> None:
    """Take allocations from what their credits have left."""
    if not allocations:
        return
    credit_ids, _, cents = zip(*allocations, strict=True)
    prepared.ask(SPEND, [array_of_numbers(credit_ids), array_of_numbers(cents)])


def undo_applications(credit_ids: Collection[int], *, now: datetime) -> None:
    """Open again what these credits had paid, and end them: they apply to nothing any more."""
    prepared.ask(UNDO, [array_of_numbers(credit_ids), current_company_id(), now])


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
