"""A property's general ledger at any past date, and each of its accounts (LED-2, LED-7)."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from rentrail.backoffice.access import needs, staff_of
from rentrail.backoffice.exports import csv_response
from rentrail.backoffice.forms import AccountFilterForm, PastForm
from rentrail.backoffice.paging import ROWS_PER_PAGE, PageOfMany
from rentrail.identity.models import Right
from rentrail.ledger.ledger_lines import LedgerPage, Side, ledger_lines
from rentrail.ledger.models import LedgerAccount
from rentrail.portfolio import balances
from rentrail.portfolio.models import Property

EXPORT_HEADER = (
    "Date",
    "Period",
    "Control number",
    "Code",
    "Description",
    "Document",
    "Debit",
    "Credit",
    "Balance",
)


@needs(Right.VIEW_LEDGERS)
def trial_balance(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what a property's accounts hold, or held at a past date."""
    property_ = _property_at(request, public_id)
    form = PastForm(request.GET)
    lines = balances.trial_balance(property_, **form.dates())
    return render(
        request,
        "backoffice/property_books.html",
        {
            "property": property_,
            "form": form,
            "lines": [line for line in lines if line.signed_cents],
            "unused_count": sum(not line.signed_cents for line in lines),
            "debit_cents": sum(line.debit_cents for line in lines),
            "credit_cents": sum(line.credit_cents for line in lines),
        },
    )


@needs(Right.VIEW_LEDGERS)
def account_ledger(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """Show the lines of one account of a property's books."""
    property_ = _property_at(request, public_id)
    account = _account_at(property_, key)
    form = AccountFilterForm(request.GET)
    page = PageOfMany.asked(request)
    found = _lines(property_, account, form, offset=page.start, limit=ROWS_PER_PAGE)
    return render(
        request,
        "backoffice/property_account.html",
        {
            "property": property_,
            "account": account,
            "form": form,
            "sides": list(Side),
            "found": found,
            "page": page.of(found.lines, count=found.line_count),
        },
    )


@needs(Right.VIEW_LEDGERS)
def account_export(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """Give the lines of an account, as filtered, as CSV."""
    property_ = _property_at(request, public_id)
    account = _account_at(property_, key)
    found = _lines(property_, account, AccountFilterForm(request.GET), offset=0, limit=None)
    return csv_response(
        name=f"{property_.code}-{key}.csv",
        header=EXPORT_HEADER,
        rows=(
            (
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
            for line in reversed(found.lines)
        ),
    )


def _lines(
    property_: Property, account: LedgerAccount, form: AccountFilterForm, **page: Any
) -> LedgerPage:
    return ledger_lines(
        ledger_account_ids=[account.id],
        known_at=balances.end_of_day(property_, form.known_on()),
        wanted=form.wanted(),
        newest_first=True,
        **page,
    )


def _plain(cents: int) -> str | Decimal:
    """Write an amount as a number that a spreadsheet can add up."""
    return Decimal(cents).scaleb(-2) if cents else ""


def _property_at(request: HttpRequest, public_id: str) -> Property:
    found: Property = get_object_or_404(
        Property.objects.filter(id__in=staff_of(request).property_ids(Right.VIEW_LEDGERS)),
        public_id=public_id,
    )
    return found


def _account_at(property_: Property, key: str) -> LedgerAccount:
    found: LedgerAccount = get_object_or_404(
        LedgerAccount.objects.filter(book_id=property_.book_id), key=key
    )
    return found
