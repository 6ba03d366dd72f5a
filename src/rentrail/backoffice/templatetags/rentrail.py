"""Money, days, moments, badges, icons, and actions that say why they are closed."""

from datetime import date, datetime
from typing import Any

from django import template
from django.db.models import Model
from django.template.defaultfilters import date as format_date
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from rentrail.backoffice import access
from rentrail.backoffice.access import Staff
from rentrail.backoffice.statuses import TONES
from rentrail.identity.models import Right
from rentrail.portfolio.models import StaffTask
from rentrail.primitives.money import format_cents

register = template.Library()

PAGES_OF_SUBJECTS = {
    "pay": "payment",
    "lease": "resident",
    "prop": "property",
    "bat": "bank-batch",
    "file": "bank-file",
    "inb": "bank-inbound-file",
}

DASH = "\N{EN DASH}"
ABBREVIATIONS = {"mri": "MRI", "ach": "ACH", "noc": "NOC", "nsf": "NSF"}
MINUS = "\N{MINUS SIGN}"


@register.filter
def money(cents: int | None) -> str:
    """Show cents as dollars: 1,234.50."""
    return DASH if cents is None else format_cents(cents).replace("-", MINUS)


@register.filter
def dollars(cents: int | None) -> str:
    """Show cents as dollars with their sign: $1,234.50."""
    if cents is None:
        return DASH
    shown = f"${format_cents(abs(cents))}"
    return f"{MINUS}{shown}" if cents < 0 else shown


@register.filter
def percent(basis_points: int) -> str:
    """Show basis points as percent: 2.5%."""
    return f"{basis_points / 100:g}%"


@register.filter
def day(value: date | None) -> str:
    """Show a day: Mar 2, 2026."""
    return format_date(value, "M j, Y") if value else DASH


@register.filter
def moment(value: datetime | None) -> str:
    """Show a moment in the zone of the user's property: Mar 2, 2026 9:00 AM."""
    return format_date(timezone.localtime(value), "M j, Y g:i A") if value else DASH


@register.filter
def period(value: int) -> str:
    """Show a fiscal period: 2026-03."""
    return f"{value // 100}-{value % 100:02}"


@register.filter
def task_kind(slug: str) -> str:
    """Show a kind of task in words: Unmatched return."""
    words = slug.replace("-", " ").replace("_", " ").split()
    known = [ABBREVIATIONS.get(word, word) for word in words]
    return " ".join([known[0][:1].upper() + known[0][1:], *known[1:]]) if known else ""


@register.filter
def counts(result: dict[str, int]) -> str:
    """Say what a step of the day did: 7 changed, 125 unchanged."""
    done = [f"{count} {name.replace('_', ' ')}" for name, count in result.items() if count]
    return ", ".join(done) or "nothing left to do"


@register.filter
def who(actor: str) -> str:
    """Show who did something; a resident's id tells staff nothing."""
    return "the resident" if actor.startswith("resident:") else actor


@register.simple_tag
def task_url(task: StaffTask) -> str:
    """Give the page of what a task is about, where there is one."""
    public_id, _, rest = task.subject.partition(":")
    if public_id == "statement":
        return reverse("backoffice:bank-statement", args=[rest])
    route = PAGES_OF_SUBJECTS.get(public_id.partition("_")[0])
    return reverse(f"backoffice:{route}", args=[public_id]) if route else ""


@register.simple_tag
def badge(record: Model, field: str) -> SafeString:
    """Show a record's status in the colour of its meaning."""
    statuses: Any = record._meta.get_field(field)
    value = getattr(record, field)
    label = dict(statuses.choices)[value]
    return _badge(label, _tone(statuses, value))


@register.simple_tag
def status_badge(status: Any) -> SafeString:
    """Show a status that stands by itself, an enumeration's member."""
    return _badge(status.label, TONES[type(status)][status])


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the site's own set."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("backoffice/icons.svg"),
        name,
    )


@register.inclusion_tag("backoffice/partials/action.html", takes_context=True)
def action(
    context: dict[str, Any],
    label: str,
    url: str,
    right: str,
    property_public_id: str,
    look: str = "btn-primary",
) -> dict[str, Any]:
    """Show an action; without the right, or where it is closed, disabled with the reason."""
    staff: Staff = context["staff"]
    wanted = Right(right)
    allowed = staff.may(wanted, property_public_id)
    return {
        "label": label,
        "url": url,
        "look": look,
        "closed_because": "" if allowed else access.reason_without(wanted),
    }


def _tone(field: Any, value: str) -> str:
    labels = dict(field.choices)
    for statuses, tones in TONES.items():
        if dict(statuses.choices) == labels:  # type: ignore[attr-defined]  # enumerations of choices
            return tones[value]
    raise LookupError(f"No tones for {field}.")


def _badge(label: str, tone: str) -> SafeString:
    return format_html('<span class="status status-{}">{}</span>', tone, label)
