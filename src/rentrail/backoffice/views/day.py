"""The demo's "next day" button."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST

from rentrail.backoffice.templatetags.rentrail import moment
from rentrail.cycle.operations import DayIsRunning
from rentrail.primitives import clock

CLOSED = "The day can be moved only in a demo."


@require_POST
def next_day(request: HttpRequest) -> HttpResponse:
    """Move the demo's clock to the next day and run it, then show what happened."""
    if not (settings.RENTRAIL_DEMO and settings.RENTRAIL_NEXT_DAY):
        raise PermissionDenied(CLOSED)
    try:
        line = import_string(settings.RENTRAIL_NEXT_DAY)()
    except DayIsRunning as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"It is now {moment(clock.now())}. {line}")
    return redirect("backoffice:overview")
