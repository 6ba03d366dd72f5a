"""Recompute everything and show every cent of difference (LED-7)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rentrail.backoffice.access import needs, staff_of
from rentrail.backoffice.queries import naming
from rentrail.cycle import verify as cycle_verify
from rentrail.identity.models import Right
from rentrail.primitives import clock
from rentrail.primitives.problems import Severity

SHOWN_MAX = 200


@needs(Right.VIEW_REPORTS)
def verify(request: HttpRequest) -> HttpResponse:
    """Compare ledgers, payments, bank and MRI, when asked; nothing is changed."""
    sees_all = staff_of(request).may_everywhere(Right.VIEW_REPORTS)
    problems = list(cycle_verify.problems()) if sees_all and "run" in request.GET else None
    shown = (problems or [])[:SHOWN_MAX]
    records = naming.named(problem.where for problem in shown if problem.where)
    return render(
        request,
        "backoffice/verify.html",
        {
            "sees_all": sees_all,
            "has_run": problems is not None,
            "findings": [(problem, records.get(problem.where or "")) for problem in shown],
            "difference_count": sum(one.severity is Severity.ERROR for one in problems or ()),
            "warning_count": sum(one.severity is Severity.WARNING for one in problems or ()),
            "verified_at": clock.now(),
        },
    )
