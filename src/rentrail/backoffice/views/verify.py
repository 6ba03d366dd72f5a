"""Recompute everything and show every cent of difference (LED-7)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rentrail.backoffice.access import needs
from rentrail.identity.models import Right
from rentrail.primitives import clock
from rentrail.primitives.problems import Problem

SHOWN_MAX = 200


@needs(Right.VIEW_REPORTS)
def verify(request: HttpRequest) -> HttpResponse:
    """Compare ledgers, payments, bank and MRI, when asked; nothing is changed."""
    problems = _problems() if "run" in request.GET else None
    return render(
        request,
        "backoffice/verify.html",
        {
            "problems": None if problems is None else problems[:SHOWN_MAX],
            "problem_count": 0 if problems is None else len(problems),
            "verified_at": clock.now(),
        },
    )


def _problems() -> list[Problem]:
    from rentrail.cycle import verify as cycle_verify

    return list(cycle_verify.problems())
