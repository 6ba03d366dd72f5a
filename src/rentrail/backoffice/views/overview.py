"""The first page after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rentrail.backoffice import charts
from rentrail.backoffice.access import staff_of
from rentrail.backoffice.forms import MonthForm
from rentrail.backoffice.queries import bank, mri, tasks
from rentrail.backoffice.queries import overview as overview_queries
from rentrail.identity.models import Right

LATEST_TASKS = 6


def overview(request: HttpRequest) -> HttpResponse:
    """Show the month so far, the latest day, open tasks, files and MRI."""
    staff = staff_of(request)
    reports = staff.shown_ids(Right.VIEW_REPORTS)
    shown = [property_ for property_ in staff.properties if property_.id in reports]
    latest = overview_queries.latest_worked_date(properties=shown)
    asked = MonthForm(request.GET).through()
    month = overview_queries.month_of(properties=shown, through=asked or latest)
    return render(
        request,
        "backoffice/overview.html",
        {
            "month": month,
            "is_latest_month": asked is None,
            "chart": charts.collection_chart(month) if month else None,
            "sees_day": staff.may_everywhere(Right.VIEW_REPORTS),  # its counts are the company's
            "steps": overview_queries.latest_day_steps(),
            "tasks": tasks.tasks_of(staff, done=False, narrowed=True)[:LATEST_TASKS],
            "sees_reports": bool(reports),
            "files": bank.files_found(staff)[: overview_queries.LATEST_FILES] if reports else (),
            "counts": mri.posting_counts(property_ids=reports),
            "last_sync": mri.sync_runs(property_ids=reports).first(),
        },
    )
