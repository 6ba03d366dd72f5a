"""The inbox of staff (ORG-12), and the right that each kind of task takes to finish."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from rentrail.identity.models import Right
from rentrail.portfolio.models import StaffTask

RIGHTS = {
    "bank-waits-for-file": Right.RELEASE_FILES,
    "transfer-returned": Right.RELEASE_FILES,
    "mri-block-unknown": Right.RUN_MRI_SYNC,
    "payment-awaits-approval": Right.APPROVE,
    "payment-suspended": Right.RELEASE_SUSPENDED,
    "property-date-not-advanced": Right.ADVANCE_PROPERTY_DATE,
}
OF_FILES = "bank-file-"  # every other kind that begins so is a file to or from the bank
MRI = "mri-"  # every other kind that begins so is a posting or a batch in MRI


def right_to_finish(kind: str) -> Right:
    """Name the right without which nobody finishes a task of a kind."""
    if kind.startswith(OF_FILES):
        return Right.RELEASE_FILES
    return RIGHTS.get(kind, Right.RETRY_MRI if kind.startswith(MRI) else Right.RESEARCH)


def tasks_of(
    *, property_ids: Collection[int], with_company: bool, done: bool
) -> "QuerySet[StaffTask]":
    """Give the open tasks, oldest first, or those that are done, latest first.

    Those of the company as a whole name any property's money: they are for who sees all of them.
    """
    found: QuerySet[StaffTask] = _visible(property_ids, with_company).select_related("property")
    if done:
        return found.filter(done_at__isnull=False).order_by("-done_at", "-id")
    return found.filter(done_at=None).order_by("created_at", "id")


def open_count(*, property_ids: Collection[int], with_company: bool) -> int:
    """Count the open tasks."""
    count: int = _visible(property_ids, with_company).filter(done_at=None).count()
    return count


def _visible(property_ids: Collection[int], with_company: bool) -> "QuerySet[StaffTask]":
    wanted = Q(property_id__in=property_ids)
    if with_company:
        wanted |= Q(property=None)
    found: QuerySet[StaffTask] = StaffTask.objects.filter(wanted)
    return found
