"""MRI: what came from it, what was posted to it, and what needs a person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from rentrail.accounting.models import MriPostingState
from rentrail.backoffice.access import needs, staff_of
from rentrail.backoffice.paging import page_of
from rentrail.backoffice.queries import mri
from rentrail.identity.models import Right


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
            "counts": mri.posting_counts(property_ids=property_ids),
            "sync_runs": mri.sync_runs(property_ids=property_ids)[: mri.LATEST_SYNCS],
            "mri_batches": mri.mri_batches(property_ids=property_ids)[: mri.LATEST_BATCHES],
        },
    )


@needs(Right.VIEW_REPORTS)
def posting_list(request: HttpRequest) -> HttpResponse:
    """List postings to MRI, all or those in one state."""
    state = request.GET.get("state", "")
    found = mri.postings(property_ids=staff_of(request).shown_ids(Right.VIEW_REPORTS), state=state)
    return render(
        request,
        "backoffice/mri_postings.html",
        {"page": page_of(request, found), "state": state, "states": MriPostingState.choices},
    )


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
