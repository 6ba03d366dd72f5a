"""Posting payments to MRI: in order per household, never twice, until MRI confirms (MRI-7)."""

from collections.abc import Collection
from datetime import datetime

from rentrail.accounting import queries
from rentrail.accounting.models import (
    MriConnection,
    MriPosting,
    MriPostingState,
    MriProperty,
)
from rentrail.accounting.mri import clients, runs
from rentrail.accounting.mri.delivery import TO_DO, Courier, Delivery, MriIsAway, TurnedAway
from rentrail.accounting.mri.queueing import queue

__all__ = ["post_all", "queue"]

PASSES_MAX = 5


def post_all(*, now: datetime, only: Collection[int] | None = None) -> dict[str, int]:
    """Queue what is new, send what is due, find out what is in doubt; count what came of it.

    `only` names the MRI properties whose postings are sent; without it all are.

    Don't call it inside a transaction: the intent of each request must be on disk before it leaves.
    """
    counts = queue(now=now)
    connection = MriConnection.objects.first()
    if connection is None:
        return counts
    before = _confirmed()
    for mri_property in queries.properties_to_sync():
        if only is not None and mri_property.id not in only:
            continue
        if not MriPosting.objects.filter(mri_property=mri_property, state__in=TO_DO).exists():
            continue
        with runs.held(runs.POSTING_LOCK, mri_property.id) as got:
            if got and not _post_property(connection, mri_property, now=now):
                break
    counts["confirmed"] = _confirmed() - before
    counts["unfinished"] = queries.unfinished_postings().count()
    return counts


def _post_property(connection: MriConnection, mri_property: MriProperty, *, now: datetime) -> bool:
    """Post what a property has to; False where MRI can't be worked with now."""
    courier = Courier()
    with clients.client_for(connection, record=courier.keep) as client:
        delivery = Delivery(
            connection=connection,
            mri_property=mri_property,
            client=client,
            courier=courier,
            now=now,
        )
        try:
            for _ in range(PASSES_MAX):
                if not delivery.run_pass():
                    break
        except MriIsAway:
            return False
        except TurnedAway:
            return True  # other properties may let us
    return True


def _confirmed() -> int:
    count: int = MriPosting.objects.filter(state=MriPostingState.CONFIRMED).count()
    return count
