"""Tasks and alerts for staff (ORG-12)."""

from datetime import datetime

from django.db import transaction

from rentrail.portfolio.models import StaffTask


@transaction.atomic
def raise_task(
    *, kind: str, subject: str, text: str, now: datetime, property_id: int | None = None
) -> StaffTask:
    """Tell staff of something, once for each kind and subject; raised before, it is given as is."""
    task: StaffTask
    task, _ = StaffTask.objects.get_or_create(
        kind=kind,
        subject=subject,
        defaults={"text": text, "created_at": now, "property_id": property_id},
    )
    return task


@transaction.atomic
def finish_task(*, task_id: int, done_by: str, now: datetime) -> StaffTask:
    """Mark a task as done; done before, who did it first stays."""
    StaffTask.objects.filter(id=task_id, done_at=None).update(done_at=now, done_by=done_by)
    found: StaffTask = StaffTask.objects.get(id=task_id)
    return found
