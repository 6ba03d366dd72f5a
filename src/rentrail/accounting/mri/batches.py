"""Closing MRI's batches, when their own batch here has closed, and never earlier (MRI-9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Sum

from rentrail.accounting.models import (
    MriBatch,
    MriBatchState,
    MriConnection,
    MriPosting,
    MriPostingKind,
    MriPostingState,
    MriProperty,
)
from rentrail.accounting.mri import clients, configured, mri_batches, runs
from rentrail.accounting.mri.client import MriClient
from rentrail.accounting.mri.errors import InvalidPost, MriError, NotSent, Refused, Unknown
from rentrail.accounting.mri.mri_batches import BatchThere
from rentrail.accounting.mri.outgoing import ConfiguredOperation
from rentrail.accounting.queries import UNFINISHED
from rentrail.payments.models import Batch, Payment
from rentrail.payments.states import BatchState, PaymentEvent, TransactionStatus
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import StaffTask
from rentrail.primitives.money import format_cents

CLOSE_TASK, DIFFERENCE_TASK = "mri-batch-close", "mri-batch-difference"
TO_CLOSE = (MriBatchState.OPEN, MriBatchState.CLOSING, MriBatchState.NEEDS_PERSON)


def close_all(*, business_date: date, now: datetime) -> dict[str, int]:
    """Close every MRI batch that is due, of this day and of earlier ones."""
    counts = {"closed": 0, "waiting": 0, "needs_person": 0}
    connection = MriConnection.objects.first()
    if connection is None:
        return counts
    with clients.client_for(connection) as client:
        closing = Closing(connection=connection, client=client, now=now)
        for mri_property_id, due in _due(business_date).items():
            with runs.held(runs.POSTING_LOCK, mri_property_id) as got:
                for mri_batch in due if got else ():
                    closing.close(mri_batch)
                    counts[_word_for(mri_batch)] += 1
    return counts


def posted_cents(batches: Iterable[Batch]) -> dict[int, int]:
    """Sum by batch what MRI has confirmed, less what was voided there."""
    sums: dict[int, int] = {}
    rows = (
        MriPosting.objects.filter(
            mri_batch__batch__in=list(batches), state=MriPostingState.CONFIRMED
        )
        .values_list("mri_batch__batch_id", "kind", "step__event")
        .annotate(cents=Sum("amount_cents"))
    )
    for batch_id, kind, event, cents in rows:
        if kind == MriPostingKind.PAYMENT:
            sums[batch_id] = sums.get(batch_id, 0) + cents
        elif event == PaymentEvent.VOIDED:
            sums[batch_id] = sums.get(batch_id, 0) - cents
    return sums


def payments_cents(batches: Iterable[Batch]) -> dict[int, int]:
    """Sum by batch the payments that should stand in MRI: not voided here, not skipped."""
    rows = (
        MriPosting.objects.filter(payment__batch__in=list(batches), kind=MriPostingKind.PAYMENT)
        .exclude(state=MriPostingState.SKIPPED)
        .exclude(payment__status=TransactionStatus.VOIDED)
        .values_list("payment__batch_id")
        .annotate(cents=Sum("amount_cents"))
    )
    return dict(rows)


@dataclass(kw_only=True)
class Closing:
    """Closes MRI batches over one client."""

    connection: MriConnection
    client: MriClient
    now: datetime

    def close(self, mri_batch: MriBatch) -> None:
        """Close one MRI batch, or say why a person must."""
        if _is_unfinished(mri_batch.batch):
            return
        count, cents = _standing_in(mri_batch)
        if not count:
            self._set(mri_batch, MriBatchState.CLOSED, note="Nothing stands in it.")
        elif not self._agrees(mri_batch):
            return
        elif (operation := configured.find(self.connection.operations, "close")) is None:
            self._ask_staff(mri_batch, count=count, cents=cents)
        else:
            self._call(mri_batch, operation, count=count, cents=cents)

    def _agrees(self, mri_batch: MriBatch) -> bool:
        """Compare what stands in MRI with the batch; where it differs, nothing is closed."""
        batch = mri_batch.batch
        posted = posted_cents([batch]).get(batch.id, 0)
        ours = payments_cents([batch]).get(batch.id, 0)
        if posted == ours:
            return True
        self._tell_difference(
            mri_batch,
            f"{format_cents(posted)} stand in MRI, but batch {batch.number} holds "
            f"{format_cents(ours)}.",
        )
        return False

    def _call(
        self, mri_batch: MriBatch, operation: ConfiguredOperation, *, count: int, cents: int
    ) -> None:
        self._find_number(mri_batch)
        self._set(mri_batch, MriBatchState.CLOSING, note="")
        try:
            self.client.call_configured(
                operation,
                {
                    "mri_batch_id": mri_batch.mri_batch_id,
                    "external_batch_id": mri_batch.external_batch_id,
                    "property_id": _mri_property_of(mri_batch).rmpropid,
                    "expected_total": format_cents(cents).replace(",", ""),
                    "expected_count": str(count),
                },
            )
        except InvalidPost as problem:
            self._tell_difference(mri_batch, str(problem))
        except NotSent as problem:
            self._set(mri_batch, MriBatchState.OPEN, note=str(problem))
        except (Refused, Unknown) as problem:
            self._find_out(mri_batch, cents=cents, why=str(problem), lost=_is_lost(problem))
        else:
            self._closed(mri_batch)

    def _find_out(self, mri_batch: MriBatch, *, cents: int, why: str, lost: bool) -> None:
        """Read a batch back that did not close in so many words."""
        there = self._read(mri_batch)
        if there is not None and there.total_cents != cents:
            held = f"MRI's batch holds {format_cents(there.total_cents)}, we {format_cents(cents)}."
            difference = format_cents(there.total_cents - cents)
            self._tell_difference(mri_batch, f"{held} The difference is {difference}. {why}")
        elif there is not None and there.is_closed:
            self._closed(mri_batch)
        elif lost:
            self._set(mri_batch, MriBatchState.CLOSING, note=why)
        elif there is None and "closed" in why.casefold():
            self._closed(mri_batch, note=why)
        else:
            self._tell_difference(mri_batch, why)

    def _read(self, mri_batch: MriBatch) -> BatchThere | None:
        operation = configured.find(self.connection.operations, "read_batch")
        try:
            return mri_batches.read(mri_batch, client=self.client, operation=operation)
        except MriError:
            return None

    def _find_number(self, mri_batch: MriBatch) -> None:
        """Look up MRI's number of a batch whose payments were all confirmed by reading back."""
        operation = configured.find(self.connection.operations, "find_batch")
        if mri_batch.mri_batch_id or operation is None:
            return
        values = {
            "external_batch_id": mri_batch.external_batch_id,
            "property_id": _mri_property_of(mri_batch).rmpropid,
        }
        try:
            rows = self.client.read_configured(operation, values)
        except MriError:
            return
        if len(rows) == 1:
            mri_batch.mri_batch_id = rows[0].get("mri_batch_id", "")
            mri_batch.save(update_fields=["mri_batch_id"])

    def _ask_staff(self, mri_batch: MriBatch, *, count: int, cents: int) -> None:
        """Without a configured call, closing is work for staff; done when they say so."""
        task = portfolio.raise_task(
            kind=CLOSE_TASK,
            subject=mri_batch.external_batch_id,
            text=f"Close MRI batch {mri_batch.mri_batch_id or mri_batch.external_batch_id}: it "
            f"should hold {count} payments, {format_cents(cents)}.",
            property_id=mri_batch.batch.property_id,
            now=self.now,
            stays_done=True,
        )
        if task.done_at is None:
            self._set(mri_batch, MriBatchState.NEEDS_PERSON, note="Staff close it in MRI.")
        else:
            self._set(mri_batch, MriBatchState.CLOSED, note=f"Closed by {task.done_by}.")

    def _tell_difference(self, mri_batch: MriBatch, why: str) -> None:
        self._set(mri_batch, MriBatchState.NEEDS_PERSON, note=why)
        portfolio.raise_task(
            kind=DIFFERENCE_TASK,
            subject=mri_batch.external_batch_id,
            text=f"MRI batch {mri_batch.mri_batch_id or mri_batch.external_batch_id} is not "
            f"closed. {why}",
            property_id=mri_batch.batch.property_id,
            now=self.now,
        )

    def _closed(self, mri_batch: MriBatch, note: str = "") -> None:
        self._set(mri_batch, MriBatchState.CLOSED, note=note)
        tasks = StaffTask.objects.filter(
            kind__in=(CLOSE_TASK, DIFFERENCE_TASK),
            subject=mri_batch.external_batch_id,
            done_at=None,
        )
        for task in tasks:
            portfolio.finish_task(task_id=task.id, done_by="mri", now=self.now)

    def _set(self, mri_batch: MriBatch, state: MriBatchState, *, note: str) -> None:
        mri_batch.state, mri_batch.note = state, note[:300]
        mri_batch.closed_at = self.now if state == MriBatchState.CLOSED else None
        mri_batch.save(update_fields=["state", "note", "closed_at"])


def _due(business_date: date) -> dict[int, list[MriBatch]]:
    """Give the MRI batches to close by property: their own batch has closed by that day."""
    due: dict[int, list[MriBatch]] = {}
    found = (
        MriBatch.objects.filter(state__in=TO_CLOSE, batch__banking_date__lte=business_date)
        .exclude(batch__state=BatchState.OPEN)
        .select_related("batch__property__mri")
        .order_by("id")
    )
    for mri_batch in found:
        due.setdefault(_mri_property_of(mri_batch).id, []).append(mri_batch)
    return due


def _mri_property_of(mri_batch: MriBatch) -> MriProperty:
    mri_property: MriProperty = mri_batch.batch.property.mri
    return mri_property


def _is_unfinished(batch: Batch) -> bool:
    """Tell whether a payment of a batch is still on its way, or not even queued."""
    of_batch = MriPosting.objects.filter(payment__batch=batch, kind=MriPostingKind.PAYMENT)
    queued = MriPosting.objects.filter(payment=OuterRef("pk"), kind=MriPostingKind.PAYMENT)
    not_queued = Payment.objects.filter(
        ~Exists(queued),
        batch=batch,
        taken_at__gte=batch.property.mri.posts_from,
        journal_entry__isnull=False,
    ).exclude(status=TransactionStatus.VOIDED)
    return bool(of_batch.filter(state__in=UNFINISHED).exists() or not_queued.exists())


def _standing_in(mri_batch: MriBatch) -> tuple[int, int]:
    """Count and sum the payments that stand in an MRI batch by what MRI has confirmed."""
    confirmed = MriPosting.objects.filter(mri_batch=mri_batch, state=MriPostingState.CONFIRMED)
    paid = confirmed.filter(kind=MriPostingKind.PAYMENT).aggregate(
        n=Count("id"), c=Sum("amount_cents")
    )
    voided = confirmed.filter(
        kind=MriPostingKind.REVERSAL, step__event=PaymentEvent.VOIDED
    ).aggregate(n=Count("id"), c=Sum("amount_cents"))
    return paid["n"] - voided["n"], (paid["c"] or 0) - (voided["c"] or 0)


def _is_lost(problem: Exception) -> bool:
    return isinstance(problem, Unknown)


def _word_for(mri_batch: MriBatch) -> str:
    if mri_batch.state == MriBatchState.CLOSED:
        return "closed"
    return "needs_person" if mri_batch.state == MriBatchState.NEEDS_PERSON else "waiting"
