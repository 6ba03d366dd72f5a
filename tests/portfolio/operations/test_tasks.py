"""Tasks for staff: one for each kind and subject, open as long as what it tells is so (ORG-12)."""

from datetime import timedelta
from typing import Any

from tests.cast import NOW

from rentrail.portfolio import operations
from rentrail.portfolio.models import Property, StaffTask

LATER = NOW + timedelta(hours=1)
BOB = "bob@oakhomes.example"


def tell(**details: Any) -> StaffTask:
    """Tell staff that a file is in doubt."""
    return operations.raise_task(
        **{"kind": "file-in-doubt", "subject": "file_1", "text": "Ask.", "now": NOW, **details}
    )


def test_what_is_told_twice_is_one_task(oak_court: Property) -> None:
    first, second = tell(), tell(now=LATER)

    assert first == second
    assert StaffTask.objects.get().created_at == NOW


def test_an_open_task_has_the_newest_words(oak_court: Property) -> None:
    tell()

    tell(text="Ask by telephone.", now=LATER)

    assert StaffTask.objects.get().text == "Ask by telephone."


def test_a_task_done_too_early_is_open_again_when_it_is_told_again(oak_court: Property) -> None:
    operations.finish_task(task_id=tell().id, done_by=BOB, now=NOW)

    tell(now=LATER)

    task = StaffTask.objects.get()
    assert (task.done_at, task.done_by, task.created_at) == (None, "", LATER)


def test_a_task_whose_being_done_is_an_answer_stays_done(oak_court: Property) -> None:
    operations.finish_task(task_id=tell().id, done_by=BOB, now=NOW)

    tell(text="Two payments.", now=LATER, stays_done=True)

    task = StaffTask.objects.get()
    assert (task.done_by, task.text) == (BOB, "Ask.")


def test_what_has_come_about_by_itself_leaves_no_open_task(oak_court: Property) -> None:
    tell()

    operations.resolve_task(kind="file-in-doubt", subject="file_1", done_by="bank", now=LATER)
    operations.resolve_task(kind="file-in-doubt", subject="never", done_by="bank", now=LATER)

    assert StaffTask.objects.get().done_by == "bank"
