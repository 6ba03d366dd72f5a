"""The inbox (ORG-12)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rentrail.backoffice.access import staff_of
from rentrail.backoffice.paging import page_of
from rentrail.backoffice.queries import tasks
from rentrail.portfolio import operations
from rentrail.primitives import clock


def task_list(request: HttpRequest) -> HttpResponse:
    """Show what waits for a person, or what is done."""
    show_done = request.GET.get("show") == "done"
    found = tasks.tasks_of(property_ids=staff_of(request).shown_ids(), done=show_done)
    return render(
        request,
        "backoffice/tasks.html",
        {"page": page_of(request, found), "show_done": show_done},
    )


@require_POST
def finish(request: HttpRequest, task_id: int) -> HttpResponse:
    """Mark a task as done."""
    staff = staff_of(request)
    task = get_object_or_404(
        tasks.tasks_of(property_ids=staff.property_ids(), done=False), id=task_id
    )
    operations.finish_task(task_id=task.id, done_by=staff.user.email, now=clock.now())
    messages.success(request, "The task is done.")
    return redirect("backoffice:tasks")
