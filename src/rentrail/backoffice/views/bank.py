"""Batches, files to and from the bank, statements. Bytes of files are never shown, only facts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from rentrail.backoffice.access import needs, staff_of
from rentrail.backoffice.paging import page_of
from rentrail.backoffice.queries import bank, payments
from rentrail.identity.models import Right
from rentrail.payments.models import Payment
from rentrail.payments.states import BatchState


@needs(Right.VIEW_REPORTS)
def batch_list(request: HttpRequest) -> HttpResponse:
    """List batches: each is one deposit in one bank account."""
    state = request.GET.get("state", "")
    found = bank.batches_found(
        property_ids=staff_of(request).shown_ids(Right.VIEW_REPORTS), state=state
    )
    return render(
        request,
        "backoffice/bank_batches.html",
        {
            "tab": "batches",
            "page": page_of(request, found),
            "state": state,
            "states": BatchState.choices,
        },
    )


@needs(Right.VIEW_REPORTS)
def batch_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a batch, its payments, and the files and MRI batches it went into."""
    batch = get_object_or_404(
        bank.batches_found(property_ids=staff_of(request).property_ids(Right.VIEW_REPORTS)),
        public_id=public_id,
    )
    paid = payments.with_links(Payment.objects.filter(batch=batch)).order_by("id")
    return render(
        request,
        "backoffice/bank_batch.html",
        {"batch": batch, "page": page_of(request, paid)} | bank.batch_details(batch),
    )


@needs(Right.VIEW_REPORTS)
def file_list(request: HttpRequest) -> HttpResponse:
    """List the files sent to banks."""
    page = page_of(request, bank.files_found(staff_of(request)))
    return render(request, "backoffice/bank_files.html", {"tab": "files", "page": page})


@needs(Right.VIEW_REPORTS)
def file_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a file's state, its batches and its entries with masked accounts."""
    staff = staff_of(request)
    file = get_object_or_404(bank.files_found(staff), public_id=public_id)
    entry_batches = bank.entry_batches_of(file, staff)
    return render(
        request,
        "backoffice/bank_file.html",
        {
            "file": file,
            "entry_batches": entry_batches,
            "page": page_of(request, bank.entries_of(entry_batches)),
        },
    )


@needs(Right.VIEW_REPORTS)
def inbound_list(request: HttpRequest) -> HttpResponse:
    """List the files that came from banks."""
    page = page_of(request, bank.inbound_found(staff_of(request)))
    return render(request, "backoffice/bank_inbound.html", {"tab": "inbound", "page": page})


@needs(Right.VIEW_REPORTS)
def inbound_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what a file from the bank held and what was done with it."""
    staff = staff_of(request)
    file = get_object_or_404(bank.inbound_found(staff), public_id=public_id)
    return render(
        request,
        "backoffice/bank_inbound_file.html",
        {
            "file": file,
            "page": page_of(request, bank.items_of(file, staff)),
            "statements": bank.statements_found(staff).filter(file=file),
        },
    )


@needs(Right.VIEW_REPORTS)
def statement_list(request: HttpRequest) -> HttpResponse:
    """List bank statements and how many of their lines are explained."""
    page = page_of(request, bank.statements_found(staff_of(request)))
    return render(request, "backoffice/bank_statements.html", {"tab": "statements", "page": page})


@needs(Right.VIEW_REPORTS)
def statement_page(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Show a statement's lines, each with what it was matched to."""
    statement = get_object_or_404(bank.statements_found(staff_of(request)), id=statement_id)
    return render(
        request,
        "backoffice/bank_statement.html",
        {"statement": statement, "page": page_of(request, bank.lines_of(statement))},
    )
