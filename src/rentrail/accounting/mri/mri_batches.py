"""MRI's batches: one for each of ours and ledger; another where staff closed one (MRI-8)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from rentrail.accounting.models import (
    MriBatch,
    MriBatchState,
    MriPosting,
    MriPostingState,
    MriProperty,
)
from rentrail.accounting.mri.client import MriClient
from rentrail.accounting.mri.errors import MriError
from rentrail.accounting.mri.outgoing import ConfiguredOperation
from rentrail.payments.models import Batch
from rentrail.portfolio import operations as portfolio
from rentrail.primitives import money

SURELY_NOT_THERE = (MriPostingState.QUEUED, MriPostingState.FAILED)


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchThere:
    """An MRI batch as MRI has it."""

    is_closed: bool
    total_cents: int


def external_id(*, rmpropid: str, number: int, part: int) -> str:
    """Name an MRI batch; MRI takes 30 letters at most.

    >>> external_id(rmpropid="DEMO01", number=12, part=1)
    'RR-DEMO01-12-1'
    """
    return f"RR-{rmpropid}-{number}-{part}"


def open_part(
    batch: Batch | None, *, mri_property: MriProperty, ledger: str, is_own: bool = False
) -> MriBatch | None:
    """Give the MRI batch that takes payments of a batch now; with `is_own` one of its own."""
    if batch is None:
        return None
    parts = MriBatch.objects.filter(batch=batch)
    if not is_own:
        found: MriBatch | None = (
            parts.filter(ledger=ledger, state=MriBatchState.OPEN).order_by("part").last()
        )
        if found is not None:
            return found
    last = parts.aggregate(last=Max("part"))["last"] or 0
    opened: MriBatch
    opened, _ = MriBatch.objects.get_or_create(
        batch=batch,
        part=last + 1,
        defaults={
            "ledger": ledger,
            "external_batch_id": external_id(
                rmpropid=mri_property.rmpropid, number=batch.number, part=last + 1
            ),
        },
    )
    return opened


@transaction.atomic
def closed_early(mri_batch: MriBatch, *, note: str, now: datetime) -> None:
    """Note that staff closed an MRI batch before its time; the rest goes into another."""
    MriBatch.objects.filter(id=mri_batch.id).update(
        state=MriBatchState.CLOSED, closed_at=now, note="Closed by staff in MRI."
    )
    rest = MriPosting.objects.filter(mri_batch=mri_batch, state__in=SURELY_NOT_THERE)
    rest_cents = sum(rest.values_list("amount_cents", flat=True))
    mri_batch.refresh_from_db()
    posted, remaining = money.format_cents(mri_batch.posted_cents), money.format_cents(rest_cents)
    portfolio.raise_task(
        kind="mri-batch-closed-early",
        subject=mri_batch.external_batch_id,
        text=f"MRI batch {mri_batch.mri_batch_id or mri_batch.external_batch_id} was closed "
        f"before its day ended, with {posted} of ours. The remaining {remaining} go into a new "
        f"MRI batch for the same deposit. {note}".strip(),
        property_id=mri_batch.batch.property_id,
        now=now,
    )
    rest.update(mri_batch=None)


def read(
    mri_batch: MriBatch, *, client: MriClient, operation: ConfiguredOperation | None
) -> BatchThere | None:
    """Read an MRI batch back, where a call for it is configured and MRI's id of it is known.

    Raises:
        MriError: MRI could not be asked.
    """
    if operation is None or not mri_batch.mri_batch_id:
        return None
    rows = client.read_configured(operation, {"mri_batch_id": mri_batch.mri_batch_id})
    if len(rows) != 1 or "total" not in rows[0]:
        return None
    return BatchThere(
        is_closed=rows[0].get("status", "").upper().startswith("C"),
        total_cents=money.parse_cents(rows[0]["total"]),
    )


def difference_in_words(
    mri_batch: MriBatch, *, client: MriClient, operation: ConfiguredOperation | None
) -> str:
    """Say by how much an MRI batch differs from what we posted into it, as far as can be read."""
    try:
        there = read(mri_batch, client=client, operation=operation)
    except MriError as problem:
        return f"It could not be read back: {problem}"
    if there is None or there.total_cents == mri_batch.posted_cents:
        return ""
    difference = money.format_cents(there.total_cents - mri_batch.posted_cents)
    return f"It holds {money.format_cents(there.total_cents)}: {difference} that isn't ours."
