"""What is kept of paper, how long, and its destruction (C21-6)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from rentrail.checks.models import CheckImage, CheckItem, Destruction, LegalHold
from rentrail.checks.operations.refusals import NotDestroyable, ReasonMissing
from rentrail.checks.queries import keeping as questions
from rentrail.identity.audit import SYSTEM
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Property
from rentrail.primitives import ids

PAPER_DUE = "checks-to-destroy"


@transaction.atomic
def record_destruction(
    *,
    property_id: int,
    item_public_ids: Collection[str],
    destroyed_on: date,
    method: str,
    recorded_by: str,
    now: datetime,
) -> Destruction:
    """Record that the paper of items was destroyed; it takes the right “Record destruction”.

    Raises:
        NotDestroyable: an item is not due, is held, in dispute, or destroyed already.
        ReasonMissing: not said how.
    """
    if not method.strip():
        raise ReasonMissing("Say how the paper was destroyed, such as by a shredder.")
    items = list(
        CheckItem.objects.select_for_update(no_key=True)
        .filter(public_id__in=item_public_ids, property=property_id)
        .order_by("id")
    )
    due = set(
        questions.paper_due(property_ids=[property_id], today=destroyed_on).values_list(
            "id", flat=True
        )
    )
    not_due = [item for item in items if item.id not in due]
    if not_due or len(items) != len(set(item_public_ids)) or not items:
        raise NotDestroyable(
            "Some of these items are not due for destruction, are held or in dispute, or are "
            "destroyed already. Show the list again."
        )
    recorded: Destruction = Destruction.objects.create(
        public_id=ids.new_public_id("dst", now=now),
        property_id=property_id,
        destroyed_on=destroyed_on,
        recorded_by=recorded_by,
        recorded_at=now,
        method=method.strip()[:120],
        item_count=len(items),
    )
    CheckItem.objects.filter(id__in=[item.id for item in items]).update(destruction=recorded)
    return recorded


@transaction.atomic
def tell_paper_due(*, today: date, now: datetime) -> int:
    """Tell staff of each property whose paper is due for destruction; gives of how many (ORG-12).

    The task is done once nothing is due any more.
    """
    told = 0
    for property_ in Property.objects.order_by("id"):
        count = questions.paper_due(property_ids=[property_.id], today=today).count()
        if count:
            told += 1
            portfolio.raise_task(
                kind=PAPER_DUE,
                subject=property_.public_id,
                text=f"The paper of {count} checks is due for destruction. Destroy what is on the "
                "list, and record it.",
                property_id=property_.id,
                now=now,
            )
        else:
            portfolio.resolve_task(
                kind=PAPER_DUE, subject=property_.public_id, done_by=SYSTEM, now=now
            )
    return told


@transaction.atomic
def place_hold(*, public_id: str, reason: str, placed_by: str, now: datetime) -> LegalHold:
    """Keep an item's paper and images until the hold is lifted; held already, it is that hold.

    Raises:
        ReasonMissing: no reason is given.
    """
    if not reason.strip():
        raise ReasonMissing("Say what the item is held for.")
    item = CheckItem.objects.select_for_update(no_key=True).get(public_id=public_id)
    known: LegalHold | None = LegalHold.objects.filter(item=item, lifted_at__isnull=True).first()
    if known is not None:
        return known
    placed: LegalHold = LegalHold.objects.create(
        item=item, reason=reason.strip()[:200], placed_by=placed_by, placed_at=now
    )
    return placed


@transaction.atomic
def lift_hold(*, public_id: str, lifted_by: str, now: datetime) -> int:
    """Lift the hold on an item; gives how many were lifted: one, or none."""
    return int(
        LegalHold.objects.filter(item__public_id=public_id, lifted_at__isnull=True).update(
            lifted_by=lifted_by, lifted_at=now
        )
    )


@transaction.atomic
def delete_expired_images(*, today: date, count_max: int = 500) -> int:
    """Delete images that are kept no longer; never those held or in dispute. Gives of how many.

    What is kept: of ARC and BOC items two years from settlement at least, of images by the
    property's years. Items keep their row; call it again while it gives any.
    """
    due = list(
        questions.images_due(today=today)
        .select_for_update(no_key=True, skip_locked=True, of=("self",))
        .values_list("id", flat=True)[:count_max]
    )
    CheckImage.objects.filter(item__in=due).delete()
    CheckItem.objects.filter(id__in=due).update(images_deleted_on=today)
    return len(due)
