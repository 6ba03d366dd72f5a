"""MRI: connection, syncs, postings and batches."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from rentrail.accounting.models import (
    MriBatch,
    MriConnection,
    MriPosting,
    MriPostingState,
    MriProperty,
    SyncRun,
)

LATEST_SYNCS = 12
LATEST_BATCHES = 12


@dataclass(frozen=True, kw_only=True)
class PostingCount:
    """How many postings stand so, and their sum."""

    state: MriPostingState
    count: int
    cents: int


def connection() -> MriConnection | None:
    """Give the company's connection, where it has one."""
    found: MriConnection | None = MriConnection.objects.defer(
        "key_sealed", "password_sealed"
    ).first()
    return found


def mapped_properties(*, property_ids: Collection[int]) -> "QuerySet[MriProperty]":
    """Give the properties that are mapped to MRI (MRI-19)."""
    found: QuerySet[MriProperty] = (
        MriProperty.objects.filter(property_id__in=property_ids)
        .select_related("property")
        .prefetch_related("cash_types__bank_account")
        .order_by("property__name")
    )
    return found


def sync_runs(*, property_ids: Collection[int]) -> "QuerySet[SyncRun]":
    """Give syncs, latest first."""
    found: QuerySet[SyncRun] = (
        SyncRun.objects.filter(mri_property__property_id__in=property_ids)
        .select_related("mri_property__property")
        .order_by("-started_at", "-id")
    )
    return found


def posting_counts(*, property_ids: Collection[int]) -> list[PostingCount]:
    """Count the postings by state, every state named."""
    counted = {
        state: (count, int(cents or 0))
        for state, count, cents in MriPosting.objects.filter(
            mri_property__property_id__in=property_ids
        )
        .values_list("state")
        .annotate(count=Count("id"), cents=Sum("amount_cents"))
    }
    return [
        PostingCount(
            state=state, count=counted.get(state, (0, 0))[0], cents=counted.get(state, (0, 0))[1]
        )
        for state in MriPostingState
    ]


def postings(*, property_ids: Collection[int], state: str = "") -> "QuerySet[MriPosting]":
    """Give postings, latest first, without their sealed requests and answers."""
    found: QuerySet[MriPosting] = (
        MriPosting.objects.filter(mri_property__property_id__in=property_ids)
        .select_related(
            "payment__person", "charge", "lease__unit__building", "mri_property", "mri_batch"
        )
        .defer("request_sealed", "answer_sealed")
        .order_by("-id")
    )
    return found.filter(state=state) if state else found


def mri_batches(*, property_ids: Collection[int]) -> "QuerySet[MriBatch]":
    """Give MRI's batches of ours, latest first."""
    found: QuerySet[MriBatch] = (
        MriBatch.objects.filter(batch__property_id__in=property_ids)
        .select_related("batch__property")
        .order_by("-id")
    )
    return found
