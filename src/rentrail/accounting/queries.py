"""Every question about accounting connections, mappings, syncs and postings."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, QuerySet

from rentrail.accounting.models import (
    MriCashType,
    MriConnection,
    MriPosting,
    MriPostingState,
    MriProperty,
)
from rentrail.accounting.mri import clients
from rentrail.accounting.mri.rows import Bank
from rentrail.accounting.mri.rows import MriProperty as PropertyRow
from rentrail.portfolio.models import DepositRoute, TransactionCode, TransactionCodeKind

UNFINISHED = (
    MriPostingState.QUEUED,
    MriPostingState.SENDING,
    MriPostingState.UNKNOWN,
    MriPostingState.POSTED,
    MriPostingState.FAILED,
    MriPostingState.NEEDS_PERSON,
)


def connection() -> MriConnection | None:
    """Give the company's connection to MRI, if it has one."""
    found: MriConnection | None = MriConnection.objects.first()
    return found


def mapping_gaps(mri_property: MriProperty) -> list[str]:
    """Say what a property's mapping lacks; it syncs and posts only when nothing is (MRI-19)."""
    gaps = [] if mri_property.rmpropid else ["MRI's id of the property is missing."]
    routed = DepositRoute.objects.filter(property_id=mri_property.property_id)
    mapped = MriCashType.objects.exclude(cash_type="").values("bank_account_id")
    unmapped = routed.exclude(bank_account_id__in=mapped).values_list("bank_account__name")
    gaps += [
        f"The cash type of {name} is missing." for name in sorted({row[0] for row in unmapped})
    ]
    if not TransactionCode.objects.filter(kind=TransactionCodeKind.CHARGE).exclude(mri_code=""):
        gaps.append("No charge code is mapped to MRI's.")
    return gaps


def properties_to_sync() -> list[MriProperty]:
    """Give the properties that sync: switched on, and wholly mapped."""
    wanted = MriProperty.objects.filter(syncs=True).select_related("connection", "property")
    return [each for each in wanted.order_by("id") if not mapping_gaps(each)]


def pick_lists(connected: MriConnection) -> tuple[list[PropertyRow], list[Bank]]:
    """Read from MRI which properties and bank accounts there are to choose from.

    Raises:
        MriError: MRI could not be asked.
    """
    with clients.client_for(connected) as client:
        return (
            [row for row in client.properties() if isinstance(row, PropertyRow)],
            [row for row in client.banks() if isinstance(row, Bank)],
        )


def cash_type_of(bank_account_id: int) -> str:
    """Give MRI's cash type of a bank account."""
    mapped = MriCashType.objects.filter(bank_account_id=bank_account_id).first()
    return mapped.cash_type if mapped else ""


def charge_codes_by_mri_code() -> dict[str, TransactionCode]:
    """Give our charge codes by MRI's code of each."""
    codes = TransactionCode.objects.filter(kind=TransactionCodeKind.CHARGE).exclude(mri_code="")
    return {code.mri_code: code for code in codes}


def unfinished_postings() -> QuerySet[MriPosting]:
    """Give the postings that MRI has not confirmed and nobody has skipped, in their order."""
    found: QuerySet[MriPosting] = MriPosting.objects.filter(state__in=UNFINISHED).order_by("id")
    return found


def posting_counts() -> dict[str, int]:
    """Count the postings by their state (MRI-16)."""
    rows: Iterable[tuple[str, int]] = (
        MriPosting.objects.values_list("state").annotate(count=Count("id")).order_by("state")
    )
    return dict(rows)


def queue_seconds(connected: MriConnection, *, now: datetime) -> float:
    """Estimate how long the queued postings will take within MRI's request limit (MRI-16)."""
    waiting = MriPosting.objects.filter(
        state=MriPostingState.QUEUED, mri_property__connection=connected, queued_at__lte=now
    ).count()
    windows, _ = divmod(waiting, connected.requests_max)
    return clients.limiter_of(connected).wait_seconds() + float(windows * connected.window_seconds)
