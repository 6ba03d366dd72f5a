"""What every page of a signed-in user shows around its content."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from rentrail.backoffice import access
from rentrail.backoffice.access import Staff
from rentrail.backoffice.queries import tasks
from rentrail.identity.models import Right
from rentrail.primitives import clock


@dataclass(frozen=True, kw_only=True)
class NavigationItem:
    """A tab of the site."""

    label: str
    icon: str
    route: str
    section: str  # the start of the names of the pages that belong to it
    right: Right | None = None


NAVIGATION = (
    NavigationItem(label="Overview", icon="overview", route="overview", section="overview"),
    NavigationItem(
        label="Residents",
        icon="residents",
        route="residents",
        section="resident",
        right=Right.VIEW_LEDGERS,
    ),
    NavigationItem(
        label="Payments",
        icon="payments",
        route="payments",
        section="payment",
        right=Right.VIEW_LEDGERS,
    ),
    NavigationItem(
        label="Bank", icon="bank", route="bank-batches", section="bank", right=Right.VIEW_REPORTS
    ),
    NavigationItem(label="MRI", icon="mri", route="mri", section="mri", right=Right.VIEW_REPORTS),
    NavigationItem(label="Tasks", icon="tasks", route="tasks", section="task"),
    NavigationItem(label="Properties", icon="properties", route="properties", section="propert"),
    NavigationItem(
        label="Verify", icon="verify", route="verify", section="verify", right=Right.VIEW_REPORTS
    ),
)


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Give the navigation, the property switcher, the dates and the count of open tasks."""
    if not hasattr(request, "staff"):
        return {}
    staff = access.staff_of(request)
    return {
        "staff": staff,
        "shows_property": staff.selected is None and len(staff.properties) > 1,
        "sees_reports": staff.may(Right.VIEW_REPORTS),
        "navigation": [_shown(item, staff, request) for item in NAVIGATION],
        "open_task_count": tasks.open_count(staff),
        "clock_now": clock.now(),
        "property_dates": _property_dates(staff),
        "is_demo": settings.RENTRAIL_DEMO,
        "next_day_is_on": bool(settings.RENTRAIL_NEXT_DAY),
    }


def _shown(item: NavigationItem, staff: Staff, request: HttpRequest) -> dict[str, Any]:
    page = request.resolver_match.url_name or "" if request.resolver_match else ""
    return {
        "label": item.label,
        "icon": item.icon,
        "url": reverse(f"backoffice:{item.route}"),
        "is_here": page.startswith(item.section),
        "closed_because": ""
        if item.right is None or staff.may(item.right)
        else access.reason_without(item.right),
    }


def _property_dates(staff: Staff) -> list[Any]:
    shown = [staff.selected] if staff.selected else staff.properties
    dates = sorted({property_.property_date for property_ in shown})
    return dates[:1] + dates[-1:] if len(dates) > 1 else dates
