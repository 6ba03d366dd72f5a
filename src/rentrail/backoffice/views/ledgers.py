"""A household's resident and deposit ledgers, on the page and as a file (LED-2)."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from rentrail.backoffice.access import needs
from rentrail.backoffice.exports import csv_response
from rentrail.backoffice.forms import LedgerFilterForm
from rentrail.backoffice.paging import page_of
from rentrail.backoffice.queries import ledgers
from rentrail.backoffice.views.residents import household_at
from rentrail.identity.models import Right
from rentrail.portfolio.models import LedgerName

EXPORT_HEADER = (
    "Unit",
    "Date",
    "Period",
    "Control number",
    "Code",
    "Description",
    "Document",
    "Charge",
    "Credit",
    "Balance",
)


@needs(Right.VIEW_LEDGERS)
def resident_ledger(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what a household was charged and what it paid."""
    return _page(request, public_id, LedgerName.RESIDENT)


@needs(Right.VIEW_LEDGERS)
def deposit_ledger(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a household's deposits."""
    return _page(request, public_id, LedgerName.DEPOSIT)


@needs(Right.VIEW_LEDGERS)
def resident_export(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the resident ledger, as filtered, as CSV."""
    return _export(request, public_id, LedgerName.RESIDENT)


@needs(Right.VIEW_LEDGERS)
def deposit_export(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the deposit ledger, as filtered, as CSV."""
    return _export(request, public_id, LedgerName.DEPOSIT)


def _page(request: HttpRequest, public_id: str, ledger: LedgerName) -> HttpResponse:
    household = household_at(request, public_id)
    form = LedgerFilterForm(request.GET)
    shown = ledgers.ledger_page(lease=household.lease, ledger=ledger, wanted=form.wanted())
    return render(
        request,
        "backoffice/resident_ledger.html",
        {
            "household": household,
            "tab": ledger.value,
            "ledger": ledger,
            "shown": shown,
            "page": page_of(request, shown.lines),
            "form": form,
            "kinds": list(ledgers.KINDS),
            "export": f"backoffice:resident-{_ROUTES[ledger]}-csv",
        },
    )


def _export(request: HttpRequest, public_id: str, ledger: LedgerName) -> HttpResponse:
    household = household_at(request, public_id)
    unit = household.lease.unit
    unit_code = f"{unit.building.code}-{unit.code}" if unit else ""
    whose = f"{unit_code} {household.head or ''}"
    shown = ledgers.ledger_page(
        lease=household.lease, ledger=ledger, wanted=LedgerFilterForm(request.GET).wanted()
    )
    return csv_response(
        name=slugify(f"{ledger} ledger {whose}") + ".csv",
        header=EXPORT_HEADER,
        rows=(
            (
                unit_code,
                line.property_date.isoformat(),
                line.period,
                line.control_number,
                line.transaction_code,
                line.description,
                line.document,
                _plain(line.charge_cents),
                _plain(line.credit_cents),
                _plain(line.balance_cents),
            )
            for line in reversed(shown.lines)
        ),
    )


def _plain(cents: int | None) -> str | Decimal:
    """Write an amount as a number that a spreadsheet can add up."""
    return "" if cents is None else Decimal(cents).scaleb(-2)


_ROUTES = {LedgerName.RESIDENT: "ledger", LedgerName.DEPOSIT: "deposit"}
