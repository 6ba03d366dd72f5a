"""The inbox of staff (ORG-12), and the right that each kind of task takes to finish."""

from django.db.models import Q, QuerySet

from rentrail.backoffice.access import Staff
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
SEEING = frozenset(
    {*RIGHTS.values(), Right.VIEW_LEDGERS, Right.RESEARCH, Right.RELEASE_FILES, Right.RETRY_MRI}
)
OF_FILES = "bank-file-"  # every other kind that begins so is a file to or from the bank
MRI = "mri-"  # every other kind that begins so is a posting or a batch in MRI


def right_to_finish(kind: str) -> Right:
    """Name the right without which nobody finishes a task of a kind."""
    if kind.startswith(OF_FILES):
        return Right.RELEASE_FILES
    return RIGHTS.get(kind, Right.RETRY_MRI if kind.startswith(MRI) else Right.RESEARCH)


def tasks_of(staff: Staff, *, done: bool, narrowed: bool = False) -> "QuerySet[StaffTask]":
    """Give the open tasks that a user may see, oldest first, or those that are done, latest first.

    Narrowed, they are those of the property that lists show. Those of the company as a whole name
    any property's money: they are for who sees all of them.
    """
    found: QuerySet[StaffTask] = _visible(staff, narrowed).select_related("property")
    if done:
        return found.filter(done_at__isnull=False).order_by("-done_at", "-id")
    return found.filter(done_at=None).order_by("created_at", "id")


def open_count(staff: Staff) -> int:
    """Count the open tasks that a user may see."""
    count: int = _visible(staff, narrowed=False).filter(done_at=None).count()
    return count


def _visible(staff: Staff, narrowed: bool) -> "QuerySet[StaffTask]":
    """Choose the tasks, which name people and sums, where the user may read or finish such."""
    ids_of = staff.shown_ids if narrowed else staff.property_ids
    wanted = Q(property_id__in={one for right in SEEING for one in ids_of(right)})
    if any(staff.may_everywhere(right) for right in SEEING):
        wanted |= Q(property=None)
    found: QuerySet[StaffTask] = StaffTask.objects.filter(wanted)
    return found
