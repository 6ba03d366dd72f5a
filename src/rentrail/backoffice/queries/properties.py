"""What the property pages show."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, Sum

from rentrail.backoffice.queries import bank
from rentrail.ledger import queries as ledger
from rentrail.ledger.models import Posting
from rentrail.portfolio.chart import RECEIVABLE_KEYS
from rentrail.portfolio.models import (
    BankAccount,
    DepositRoute,
    LeaseStatus,
    LedgerName,
    Property,
)

LATEST_BATCHES = 8


@dataclass(frozen=True, kw_only=True)
class PropertyRow:
    """A line of the list of properties."""

    property: Property
    household_count: int
    owed_cents: int | None


def property_rows(*, property_ids: Collection[int], owed_at: Collection[int]) -> list[PropertyRow]:
    """Give the properties with their households and, at some, the balance of their residents."""
    owed = _owed_cents(owed_at)
    found = (
        Property.objects.filter(id__in=property_ids)
        .annotate(household_count=Count("leases", filter=Q(leases__status=LeaseStatus.CURRENT)))
        .prefetch_related("bank_accounts")
        .order_by("name")
    )
    return [
        PropertyRow(
            property=property_,
            household_count=property_.household_count,
            owed_cents=owed.get(property_.book_id, 0) if property_.id in owed_at else None,
        )
        for property_ in found
    ]


def property_details(property_: Property) -> dict[str, Any]:
    """Give what a property's own page shows beside its settings."""
    routes = Prefetch("routes", DepositRoute.objects.order_by("ledger", "batch_type"))
    return {
        "bank_accounts": BankAccount.objects.filter(property=property_)
        .select_related("cash_account", "clearing_account", "originator__connection")
        .prefetch_related(routes)
        .order_by("id"),
        "limits": property_.limits.order_by("limit_group"),
        "batches": bank.batches_found(property_ids=[property_.id])[:LATEST_BATCHES],
        "closed_through": ledger.closed_through(property_.book_id),
        "owed_cents": _owed_cents([property_.id]).get(property_.book_id, 0),
    }


def _owed_cents(property_ids: Collection[int]) -> dict[int, int]:
    """Sum the resident receivable of each property's book."""
    sums = (
        Posting.objects.filter(
            ledger_account__key=RECEIVABLE_KEYS[LedgerName.RESIDENT],
            ledger_account__book__of_property__in=property_ids,
        )
        .values_list("ledger_account__book_id")
        .annotate(total=Sum("signed_cents"))
    )
    return {book_id: int(total) for book_id, total in sums}
