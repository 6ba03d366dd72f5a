"""Tasks and alerts for staff (ORG-12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rentrail.portfolio.models import StaffTask


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskDraft:
    """A task about something new, of which nobody was told before."""

    kind: str
    subject: str
    text: str
    property_id: int


def raise_new_tasks(drafts: Iterable[TaskDraft], *, now: datetime) -> None:
    """Tell staff of many new things at once, in one task for each."""
    StaffTask.objects.bulk_create(
        StaffTask(
            kind=draft.kind,
            subject=draft.subject,
            text=draft.text,
            property_id=draft.property_id,
            created_at=now,
        )
        for draft in drafts
    )


@transaction.atomic
def raise_task(
    *,
    kind: str,
    subject: str,
    text: str,
    now: datetime,
    property_id: int | None = None,
    stays_done: bool = False,
) -> StaffTask:
    """Tell staff of something, in one task for each kind and subject.

    Told again, the task has the newer words, and one that was done is open again: what it tells
    still is so. ``stays_done``: that it was done is an answer, which holds.
    """
    task: StaffTask
    task, is_new = StaffTask.objects.get_or_create(
        kind=kind,
        subject=subject,
        defaults={"text": text, "created_at": now, "property_id": property_id},
    )
    if is_new or (stays_done and task.done_at is not None):
        return task
    return _told_again(task, text=text, now=now)


@transaction.atomic
def finish_task(*, task_id: int, done_by: str, now: datetime) -> StaffTask:
    """Mark a task as done; done before, who did it first stays."""
    StaffTask.objects.filter(id=task_id, done_at=None).update(done_at=now, done_by=done_by)
    found: StaffTask = StaffTask.objects.get(id=task_id)
    return found


@transaction.atomic
def resolve_task(*, kind: str, subject: str, done_by: str, now: datetime) -> None:
    """Mark a task as done because what it asks for has come about; none may have been raised."""
    open_task = StaffTask.objects.filter(kind=kind, subject=subject, done_at=None)
    open_task.update(done_at=now, done_by=done_by)


def _told_again(task: StaffTask, *, text: str, now: datetime) -> StaffTask:
    if task.done_at is not None:
        task.done_at, task.done_by, task.created_at = None, "", now
    elif task.text == text:
        return task
    task.text = text
    task.save(update_fields=["text", "done_at", "done_by", "created_at"])
    return task
