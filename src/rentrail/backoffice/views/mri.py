"""MRI: what came from it, what was posted to it, and what needs a person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rentrail.accounting.models import (
    MriConnection,
    MriPosting,
    MriPostingState,
    SyncRun,
    SyncState,
)
from rentrail.accounting.mri import check, deliveries, sync
from rentrail.backoffice.access import needs, reason_without, staff_of
from rentrail.backoffice.paging import page_of
from rentrail.backoffice.queries import mri
from rentrail.identity.models import Right
from rentrail.primitives import clock

STUCK = (MriPostingState.FAILED, MriPostingState.NEEDS_PERSON)


@needs(Right.VIEW_REPORTS)
def overview(request: HttpRequest) -> HttpResponse:
    """Show the connection, the mapped properties, syncs, postings by state, MRI batches."""
    property_ids = staff_of(request).shown_ids(Right.VIEW_REPORTS)
    return render(
        request,
        "backoffice/mri.html",
        {
            "connection": mri.connection(),
            "mapped": mri.mapped_properties(property_ids=property_ids),
            "may_sync_ids": staff_of(request).property_ids(Right.RUN_MRI_SYNC),
            "why_not_sync": reason_without(Right.RUN_MRI_SYNC),
            "counts": mri.posting_counts(property_ids=property_ids),
            "sync_runs": mri.sync_runs(property_ids=property_ids)[: mri.LATEST_SYNCS],
            "mri_batches": mri.mri_batches(property_ids=property_ids)[: mri.LATEST_BATCHES],
        },
    )


@require_POST
@needs(Right.RUN_MRI_SYNC)
def test_connection(request: HttpRequest) -> HttpResponse:
    """Try each right that the connection needs, and show which is missing (MRI-1)."""
    mapped = mri.mapped_properties(property_ids=staff_of(request).property_ids(Right.RUN_MRI_SYNC))
    results = check.check(get_object_or_404(MriConnection), list(mapped), now=clock.now())
    return render(request, "backoffice/mri_test.html", {"results": results, "mapped": mapped})


@needs(Right.VIEW_REPORTS)
def posting_list(request: HttpRequest) -> HttpResponse:
    """List postings to MRI, all or those in one state."""
    state = request.GET.get("state", "")
    found = mri.postings(property_ids=staff_of(request).shown_ids(Right.VIEW_REPORTS), state=state)
    return render(
        request,
        "backoffice/mri_postings.html",
        {
            "page": page_of(request, found),
            "state": state,
            "states": MriPostingState.choices,
            "stuck": STUCK,
            "may_retry_ids": staff_of(request).property_ids(Right.RETRY_MRI),
            "why_not_retry": reason_without(Right.RETRY_MRI),
        },
    )


@require_POST
@needs(Right.RETRY_MRI)
def retry_posting(request: HttpRequest, posting_id: int) -> HttpResponse:
    """Send a posting once more, or look for it in MRI again."""
    posting = _posting_at(request, posting_id)
    try:
        deliveries.retry(posting_id=posting.id)
    except deliveries.NotRetryable as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{posting.external_number} is tried again.")
    return redirect("backoffice:mri-postings")


@require_POST
@needs(Right.RETRY_MRI)
def skip_posting(request: HttpRequest, posting_id: int) -> HttpResponse:
    """Let a posting be, for the reason that was typed in."""
    posting = _posting_at(request, posting_id)
    try:
        deliveries.skip(
            posting_id=posting.id,
            reason=request.POST.get("reason", ""),
            skipped_by=staff_of(request).user.email,
            now=clock.now(),
        )
    except (deliveries.NotSkippable, deliveries.ReasonMissing) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{posting.external_number} is skipped.")
    return redirect("backoffice:mri-postings")


@require_POST
@needs(Right.RUN_MRI_SYNC)
def sync_now(request: HttpRequest, mri_property_id: int) -> HttpResponse:
    """Bring in at once what has changed in MRI at one property, all of it the first time."""
    allowed = staff_of(request).property_ids(Right.RUN_MRI_SYNC)
    mapped = get_object_or_404(mri.mapped_properties(property_ids=allowed), id=mri_property_id)
    try:
        run = sync.sync_property(mri_property_id=mapped.id, full=False, now=clock.now())
    except (sync.MappingIncomplete, sync.SyncUnderWay) as problem:
        messages.error(request, str(problem))
    else:
        _tell(request, run)
    return redirect("backoffice:mri")


@needs(Right.VIEW_REPORTS)
def sync_page(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show a sync with its problems by row and its balance differences (MRI-4, MRI-6)."""
    runs = mri.sync_runs(property_ids=staff_of(request).property_ids(Right.VIEW_REPORTS))
    run = get_object_or_404(runs, id=run_id)
    differences = run.differences.select_related("lease__unit__building").order_by("id")
    return render(
        request,
        "backoffice/mri_sync.html",
        {
            "run": run,
            "page": page_of(request, run.problems.order_by("id")),
            "differences": differences,
        },
    )


def _posting_at(request: HttpRequest, posting_id: int) -> MriPosting:
    allowed = mri.postings(property_ids=staff_of(request).property_ids(Right.RETRY_MRI))
    found: MriPosting = get_object_or_404(allowed, id=posting_id)
    return found


def _tell(request: HttpRequest, run: SyncRun) -> None:
    property_ = run.mri_property.property
    if run.state == SyncState.INTERRUPTED:
        messages.error(request, f"{property_}: the sync was interrupted. {run.note}")
    else:
        messages.success(
            request,
            f"{property_} is synced: {run.created_count} new, {run.changed_count} changed, "
            f"{run.problem_count} problems.",
        )
