"""One charge of a household: what it is for, what paid it, and whether it was taken back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from rentrail.accounting.models import MriPosting
from rentrail.ledger.models import JournalEntry
from rentrail.portfolio.models import Application, Charge


@dataclass(frozen=True, kw_only=True)
class PaidBy:
    """A credit, how much of a charge it paid, and the payment it came from, if one."""

    property_date: date
    description: str
    applied_cents: int
    payment_public_id: str


def charges_at(property_ids: Collection[int]) -> "QuerySet[Charge]":
    """Give the charges of properties."""
    found: QuerySet[Charge] = Charge.objects.filter(property_id__in=property_ids).select_related(
        "property", "lease__unit__building", "transaction_code", "journal_entry"
    )
    return found


def paid_by(charge: Charge) -> list[PaidBy]:
    """Give what paid a charge, without what was undone."""
    applied = (
        Application.objects.filter(charge=charge)
        .values_list(
            "credit__property_date",
            "credit__journal_entry__description",
            "credit__journal_entry__payment__public_id",
        )
        .annotate(cents=Sum("applied_cents"))
        .exclude(cents=0)
        .order_by("credit__property_date")
    )
    return [
        PaidBy(
            property_date=day,
            description=description,
            applied_cents=cents,
            payment_public_id=payment or "",
        )
        for day, description, payment, cents in applied
    ]


def taken_back_by(charge: Charge) -> JournalEntry | None:
    """Give the journal entry that took a charge back."""
    found: JournalEntry | None = JournalEntry.objects.filter(
        reverses=charge.journal_entry_id
    ).first()
    return found


def mri_postings_of(charge: Charge) -> "QuerySet[MriPosting]":
    """Give what MRI was told of a charge."""
    found: QuerySet[MriPosting] = charge.mri_postings.select_related("mri_batch").order_by("id")
    return found
