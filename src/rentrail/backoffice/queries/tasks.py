"""The inbox of staff (ORG-12)."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from rentrail.portfolio.models import StaffTask


def tasks_of(*, property_ids: Collection[int], done: bool) -> "QuerySet[StaffTask]":
    """Give the open tasks, oldest first, or those that are done, latest first."""
    found: QuerySet[StaffTask] = _visible(property_ids).select_related("property")
    if done:
        return found.filter(done_at__isnull=False).order_by("-done_at", "-id")
    return found.filter(done_at=None).order_by("created_at", "id")


def open_count(*, property_ids: Collection[int]) -> int:
    """Count the open tasks."""
    count: int = _visible(property_ids).filter(done_at=None).count()
    return count


def _visible(property_ids: Collection[int]) -> "QuerySet[StaffTask]":
    """Tasks of these properties, and those of the company as a whole."""
    found: QuerySet[StaffTask] = StaffTask.objects.filter(
        Q(property_id__in=property_ids) | Q(property=None)
    )
    return found
