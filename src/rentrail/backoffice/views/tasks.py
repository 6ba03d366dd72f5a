"""The inbox (ORG-12)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rentrail.backoffice.access import EVERYWHERE, Staff, reason_without, staff_of
from rentrail.backoffice.paging import page_of
from rentrail.backoffice.queries import tasks
from rentrail.portfolio import operations
from rentrail.portfolio.models import StaffTask
from rentrail.primitives import clock


def task_list(request: HttpRequest) -> HttpResponse:
    """Show what waits for a person, or what is done."""
    staff = staff_of(request)
    show_done = request.GET.get("show") == "done"
    page = page_of(request, tasks.tasks_of(staff, done=show_done, narrowed=True))
    shown = [(task, _why_not(staff, task)) for task in page]
    return render(
        request,
        "backoffice/tasks.html",
        {"page": page, "tasks": shown, "show_done": show_done},
    )


@require_POST
def finish(request: HttpRequest, task_id: int) -> HttpResponse:
    """Mark a task as done; its kind says which right that takes."""
    staff = staff_of(request)
    task = get_object_or_404(tasks.tasks_of(staff, done=False), id=task_id)
    staff.require(tasks.right_to_finish(task.kind), _place(task))
    operations.finish_task(task_id=task.id, done_by=staff.user.email, now=clock.now())
    messages.success(request, "The task is done.")
    return redirect("backoffice:tasks")


def _why_not(staff: Staff, task: StaffTask) -> str:
    """Say why the user can't finish a task; nothing where they can."""
    right = tasks.right_to_finish(task.kind)
    return "" if staff.may(right, _place(task)) else reason_without(right)


def _place(task: StaffTask) -> str:
    return EVERYWHERE if task.property is None else task.property.public_id
