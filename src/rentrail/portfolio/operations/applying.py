"""Applying credits to open charges, and undoing that (PAY-11)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from rentrail.identity.tenancy import current_company_id
from rentrail.portfolio.models import Credit
from rentrail.portfolio.rules.apply_order import Allocation, OpenCharge, OpenCredit, allocate

Household = tuple[int, str]  # a lease and one of its ledgers
Purpose = tuple[str, int | None]  # the code and the charge a payer named
NO_PURPOSE: Purpose = ("", None)

OPEN_CHARGES = """
SELECT charge.lease_id, code.ledger,
    charge.id, charge.open_cents, charge.due_date, code.code, code.priority
FROM portfolio_charge charge
JOIN portfolio_transactioncode code ON code.id = charge.transaction_code_id
WHERE charge.lease_id = ANY(%s::bigint[]) AND charge.open_cents > 0
"""
UNAPPLIED_CREDITS = """
SELECT lease_id, ledger, id, unapplied_cents, property_date
FROM portfolio_credit WHERE lease_id = ANY(%s::bigint[]) AND unapplied_cents > 0
"""
APPLY_ORDERS = """
SELECT lease.id, property.apply_order
FROM portfolio_lease lease JOIN portfolio_property property ON property.id = lease.property_id
WHERE lease.id = ANY(%s::bigint[])
"""
APPLY = """
WITH allocation AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])
        AS allocation(credit_id, charge_id, cents)
), charge AS (
    UPDATE portfolio_charge SET open_cents = open_cents - paid.cents
    FROM (SELECT charge_id, sum(cents) AS cents FROM allocation GROUP BY charge_id) AS paid
    WHERE portfolio_charge.id = paid.charge_id
), credit AS (
    UPDATE portfolio_credit SET unapplied_cents = unapplied_cents - used.cents
    FROM (SELECT credit_id, sum(cents) AS cents FROM allocation GROUP BY credit_id) AS used
    WHERE portfolio_credit.id = used.credit_id
)
INSERT INTO portfolio_application (company_id, credit_id, charge_id, applied_cents, applied_at)
SELECT %s, credit_id, charge_id, cents, %s FROM allocation
"""
STANDING_APPLICATIONS = """
SELECT credit_id, charge_id, -sum(applied_cents)
FROM portfolio_application WHERE credit_id = ANY(%s::bigint[])
GROUP BY credit_id, charge_id HAVING sum(applied_cents) <> 0
"""
UNDO_CREDITS = """
UPDATE portfolio_credit SET unapplied_cents = 0, is_undone = true WHERE id = ANY(%s::bigint[])
"""


def apply_credits(
    lease_ids: Collection[int], *, now: datetime, purposes: Mapping[int, Purpose] | None = None
) -> None:
    """Pay the open charges of locked leases from their unapplied credits, in the property's order.

    ``purposes`` are what credits are for, by the credit's id.
    """
    credits_ = _unapplied_credits(lease_ids, purposes or {})
    if not credits_:
        return
    households = list({lease_id for lease_id, _ in credits_})
    charges = _open_charges(households)
    orders = dict(_rows(APPLY_ORDERS, households))
    write_applications(
        [
            allocation
            for household, open_credits in credits_.items()
            for allocation in allocate(
                credits_=open_credits,
                charges=charges.get(household, []),
                order=orders[household[0]],
            )
        ],
        now=now,
    )


def undo_applications(credits_: Collection[Credit], *, now: datetime) -> None:
    """Open again what these credits had paid, and end them: they apply to nothing any more."""
    credit_ids = [credit.id for credit in credits_]
    undoing = [Allocation(*row) for row in _rows(STANDING_APPLICATIONS, credit_ids)]
    write_applications(undoing, now=now)
    with connection.cursor() as cursor:
        cursor.execute(UNDO_CREDITS, [credit_ids])


def write_applications(allocations: Collection[Allocation], *, now: datetime) -> None:
    """Record allocations, and take them from what is open and unapplied; negative ones undo."""
    if not allocations:
        return
    columns = [
        [allocation.credit_id for allocation in allocations],
        [allocation.charge_id for allocation in allocations],
        [allocation.cents for allocation in allocations],
    ]
    with connection.cursor() as cursor:
        cursor.execute(APPLY, [*columns, current_company_id(), now])


def _unapplied_credits(
    lease_ids: Collection[int], purposes: Mapping[int, Purpose]
) -> dict[Household, list[OpenCredit]]:
    grouped: dict[Household, list[OpenCredit]] = defaultdict(list)
    for lease_id, ledger, credit_id, cents, property_date in _rows(UNAPPLIED_CREDITS, lease_ids):
        for_code, for_charge_id = purposes.get(credit_id, NO_PURPOSE)
        grouped[lease_id, ledger].append(
            OpenCredit(credit_id, cents, property_date, for_code, for_charge_id)
        )
    return grouped


def _open_charges(lease_ids: Collection[int]) -> dict[Household, list[OpenCharge]]:
    grouped: dict[Household, list[OpenCharge]] = defaultdict(list)
    for lease_id, ledger, *values in _rows(OPEN_CHARGES, lease_ids):
        grouped[lease_id, ledger].append(OpenCharge(*values))
    return grouped


def _rows(statement: str, row_ids: Collection[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(row_ids)])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
