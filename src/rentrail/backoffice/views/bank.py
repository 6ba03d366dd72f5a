"""Batches, files to and from the bank, statements. Bytes of files are never shown, only facts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rentrail.backoffice.access import EVERYWHERE, Staff, needs, reason_without, staff_of
from rentrail.backoffice.paging import page_of
from rentrail.backoffice.queries import bank, payments
from rentrail.banking import operations
from rentrail.banking.models import BankFile, InboundItem, Transfer
from rentrail.banking.operations.doubts import UNANSWERED
from rentrail.banking.operations.items import CLOSABLE
from rentrail.identity.models import Right
from rentrail.payments.models import Payment
from rentrail.payments.operations import ReasonMissing
from rentrail.payments.states import BatchState
from rentrail.primitives import clock


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
        {
            "batch": batch,
            "page": page_of(request, paid),
            "may_send_again": staff_of(request).may(Right.RELEASE_FILES, batch.property.public_id),
            "why_not_send_again": reason_without(Right.RELEASE_FILES),
        }
        | bank.batch_details(batch),
    )


@require_POST
def send_transfer_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send a transfer again that came back from the owner's bank."""
    staff = staff_of(request)
    transfer = get_object_or_404(
        Transfer.objects.filter(
            bank_account__property_id__in=staff.property_ids(Right.VIEW_REPORTS)
        ).select_related("batch", "bank_account__property"),
        public_id=public_id,
    )
    staff.require(Right.RELEASE_FILES, transfer.bank_account.property.public_id)
    try:
        operations.send_transfer_again(
            public_id=public_id, sent_by=staff.user.email, now=clock.now()
        )
    except operations.TransferNotReturned as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The transfer goes with the next file.")
    return redirect("backoffice:bank-batch", transfer.batch.public_id)


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
            "is_in_doubt": file.state in UNANSWERED,
            "may_declare": staff.may(Right.RELEASE_FILES, EVERYWHERE),
            "why_not_declare": reason_without(Right.RELEASE_FILES),
            "page": page_of(request, bank.entries_of(entry_batches)),
        },
    )


@require_POST
def declare_missing(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back a file that the bank, when asked, says it doesn't have."""
    return _declare(
        request,
        public_id,
        operations.declare_missing,
        done="The file is withdrawn; what was in it goes with the next one.",
    )


@require_POST
def declare_taken(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note that the bank, when asked, says that it took a file."""
    return _declare(
        request,
        public_id,
        operations.declare_taken,
        done="The file is accepted; what is in it settles on its day.",
    )


def _declare(
    request: HttpRequest, public_id: str, declare: Callable[..., BankFile], *, done: str
) -> HttpResponse:
    staff = staff_of(request)
    file = get_object_or_404(bank.files_found(staff), public_id=public_id)
    staff.require(Right.RELEASE_FILES, EVERYWHERE)
    try:
        declare(
            public_id=file.public_id,
            reason=request.POST.get("reason", ""),
            declared_by=staff.user.email,
            now=clock.now(),
        )
    except (ReasonMissing, operations.NotInDoubt) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect("backoffice:bank-file", public_id)


@needs(Right.VIEW_REPORTS)
def inbound_list(request: HttpRequest) -> HttpResponse:
    """List the files that came from banks, or those of them that wait for a person."""
    waiting = request.GET.get("show") == "waiting"
    found = bank.inbound_found(staff_of(request), needing_a_person=waiting)
    return render(
        request,
        "backoffice/bank_inbound.html",
        {"tab": "inbound", "page": page_of(request, found), "waiting": waiting},
    )


@needs(Right.VIEW_REPORTS)
def inbound_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what a file from the bank held and what was done with it."""
    staff = staff_of(request)
    file = get_object_or_404(bank.inbound_found(staff), public_id=public_id)
    page = page_of(request, bank.items_of(file, staff))
    return render(
        request,
        "backoffice/bank_inbound_file.html",
        {
            "file": file,
            "page": page,
            "items": [(item, _why_not_close(staff, item)) for item in page],
            "may_close_file": staff.may(Right.RELEASE_FILES, EVERYWHERE),
            "why_not_close_file": reason_without(Right.RELEASE_FILES),
            "statements": bank.statements_found(staff).filter(file=file),
        },
    )


@require_POST
def close_inbound(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close a file from the bank that a person has worked, for the reason typed in."""
    staff = staff_of(request)
    file = get_object_or_404(bank.inbound_found(staff), public_id=public_id)
    staff.require(Right.RELEASE_FILES, EVERYWHERE)
    try:
        operations.close_file(public_id=file.public_id, **_closing(request))
    except (ReasonMissing, operations.ItemNotOpen) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The file is closed; nothing waits for it any more.")
    return redirect("backoffice:bank-inbound-file", public_id)


@require_POST
def close_item(request: HttpRequest, public_id: str, item_id: int) -> HttpResponse:
    """Close a return or notification that a person has worked, for the reason typed in."""
    staff = staff_of(request)
    file = get_object_or_404(bank.inbound_found(staff), public_id=public_id)
    item = get_object_or_404(bank.items_of(file, staff), id=item_id)
    staff.require(Right.RESEARCH, bank.place_of(item))
    try:
        operations.close_item(item_id=item.id, **_closing(request))
    except (ReasonMissing, operations.ItemNotOpen) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"Line {item.line} is closed.")
    return redirect("backoffice:bank-inbound-file", public_id)


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


def _why_not_close(staff: Staff, item: InboundItem) -> str | None:
    """Say why the user can't close an item: empty where they can, None where nothing waits."""
    if item.state not in CLOSABLE:
        return None
    may = staff.may(Right.RESEARCH, bank.place_of(item))
    return "" if may else reason_without(Right.RESEARCH)


def _closing(request: HttpRequest) -> dict[str, Any]:
    return {
        "reason": request.POST.get("reason", ""),
        "closed_by": staff_of(request).user.email,
        "now": clock.now(),
    }
