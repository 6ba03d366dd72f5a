"""Applying credits to open charges, and undoing that (PAY-11)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import connection
from django.db.models import Sum

from rentrail.portfolio.models import Application, Charge, Credit, Lease
from rentrail.portfolio.rules.apply_order import Allocation, OpenCharge, OpenCredit, allocate

Household = tuple[int, str]  # a lease and one of its ledgers
Purpose = tuple[str, int | None]  # the code and the charge a payer named
NO_PURPOSE: Purpose = ("", None)

CHANGE_OPEN = """
UPDATE portfolio_charge SET open_cents = open_cents + change.cents
FROM unnest(%s::bigint[], %s::bigint[]) AS change(id, cents) WHERE portfolio_charge.id = change.id
"""
CHANGE_UNAPPLIED = """
UPDATE portfolio_credit SET unapplied_cents = unapplied_cents + change.cents
FROM unnest(%s::bigint[], %s::bigint[]) AS change(id, cents) WHERE portfolio_credit.id = change.id
"""
UNDO_CREDITS = """
UPDATE portfolio_credit SET unapplied_cents = 0, is_undone = true WHERE id = ANY(%s)
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
    households = {lease_id for lease_id, _ in credits_}
    charges = _open_charges(households)
    orders = dict(
        Lease.objects.filter(id__in=households).values_list("id", "property__apply_order")
    )
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
    standing = (
        Application.objects.filter(credit__in=credits_)
        .values_list("credit_id", "charge_id")
        .annotate(cents=Sum("applied_cents"))
        .exclude(cents=0)
    )
    write_applications(
        [Allocation(credit_id, charge_id, -cents) for credit_id, charge_id, cents in standing],
        now=now,
    )
    with connection.cursor() as cursor:
        cursor.execute(UNDO_CREDITS, [[credit.id for credit in credits_]])


def write_applications(allocations: Collection[Allocation], *, now: datetime) -> None:
    """Record allocations, and take them from what is open and unapplied; negative ones undo."""
    if not allocations:
        return
    Application.objects.bulk_create(
        Application(
            credit_id=allocation.credit_id,
            charge_id=allocation.charge_id,
            applied_cents=allocation.cents,
            applied_at=now,
        )
        for allocation in allocations
    )
    _change(CHANGE_OPEN, ((one.charge_id, one.cents) for one in allocations))
    _change(CHANGE_UNAPPLIED, ((one.credit_id, one.cents) for one in allocations))


def _change(statement: str, taken: Iterable[tuple[int, int]]) -> None:
    changes: dict[int, int] = defaultdict(int)
    for row_id, cents in taken:
        changes[row_id] -= cents
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(changes.keys()), list(changes.values())])


def _unapplied_credits(
    lease_ids: Collection[int], purposes: Mapping[int, Purpose]
) -> dict[Household, list[OpenCredit]]:
    rows = Credit.objects.filter(
        lease_id__in=lease_ids, unapplied_cents__gt=0, is_undone=False
    ).values_list("lease_id", "ledger", "id", "unapplied_cents", "property_date")
    grouped: dict[Household, list[OpenCredit]] = defaultdict(list)
    for lease_id, ledger, credit_id, cents, property_date in rows:
        for_code, for_charge_id = purposes.get(credit_id, NO_PURPOSE)
        grouped[lease_id, ledger].append(
            OpenCredit(credit_id, cents, property_date, for_code, for_charge_id)
        )
    return grouped


def _open_charges(lease_ids: Collection[int]) -> dict[Household, list[OpenCharge]]:
    rows = Charge.objects.filter(lease_id__in=lease_ids, open_cents__gt=0).values_list(
        "lease_id",
        "transaction_code__ledger",
        "id",
        "open_cents",
        "due_date",
        "transaction_code__code",
        "transaction_code__priority",
    )
    grouped: dict[Household, list[OpenCharge]] = defaultdict(list)
    for lease_id, ledger, *values in rows:
        grouped[lease_id, ledger].append(OpenCharge(*values))
    return grouped
