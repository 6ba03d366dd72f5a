"""Proof that MRI has what it must have, once: from our rows, and from MRI's own (MRI-7, MRI-8)."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from rentrail.accounting.models import (
    BalanceDifference,
    MriBatch,
    MriBatchState,
    MriConnection,
    MriPosting,
    MriPostingKind,
    MriPostingState,
    MriProperty,
    SyncRun,
    SyncState,
)
from rentrail.accounting.mri import clients, configured, fees, mri_batches, recognition
from rentrail.accounting.mri.batches import DIFFERENCE_TASK, payments_cents, posted_cents
from rentrail.accounting.mri.client import MriClient
from rentrail.accounting.mri.queueing import MOVED_TASK, TAKEN, TAKEN_BACK
from rentrail.accounting.mri.rows import LedgerLine
from rentrail.accounting.queries import UNFINISHED
from rentrail.payments.models import Batch, Step
from rentrail.payments.states import PaymentEvent
from rentrail.portfolio.models import LedgerName, StaffTask
from rentrail.primitives.money import format_cents
from rentrail.primitives.problems import Problem, Severity


def problems() -> Iterator[Problem]:
    """Find what contradicts itself in our own rows; what only waits is a warning."""
    yield from _steps_without_posting()
    yield from _fees_without_posting()
    yield from _ids_used_twice()
    yield from _batches_that_differ()
    yield from _unfinished()
    yield from _balances_that_differ()


def verify_against_mri(*, now: datetime) -> list[Problem]:
    """Read back from MRI every payment posted there and compare it to the cent.

    Raises:
        MriError: MRI could not be asked.
    """
    connection = MriConnection.objects.first()
    if connection is None:
        return []
    found: list[Problem] = []
    with clients.client_for(connection) as client:
        for mri_property in MriProperty.objects.filter(connection=connection).order_by("id"):
            found += _ledgers_that_differ(client, mri_property)
        found += _mri_batches_that_differ(client, connection)
    return found


def _steps_without_posting() -> Iterator[Problem]:
    """List steps that MRI must hear of: those since the queue last ran only wait for it."""
    waits = _waits_for_the_queue()
    for mri_property in MriProperty.objects.filter(syncs=True):
        steps = Step.objects.filter(
            event__in=(*TAKEN, *TAKEN_BACK),
            journal_entry__isnull=False,
            payment__property_id=mri_property.property_id,
            payment__taken_at__gte=mri_property.posts_from,
            mri_posting=None,
        )
        for step in steps.select_related("payment").order_by("id"):
            what = PaymentEvent(step.event).label.lower()
            if waits(step.happened_at):
                message = f"That it was {what} waits for the next posting to MRI."
                yield _problem("mri-waits", step.payment.public_id, message, Severity.WARNING)
            else:
                message = f"That it was {what} was not queued for MRI."
                yield _problem("mri-not-queued", step.payment.public_id, message)


def _waits_for_the_queue() -> Callable[[datetime], bool]:
    """Tell of a moment whether the queue may not have run since: what is newer only waits.

    It surely ran when it queued something, and when a sync ran it first.
    """
    queued = MriPosting.objects.aggregate(last=Max("queued_at"))["last"]
    completed = SyncRun.objects.filter(state=SyncState.COMPLETED)
    synced = completed.aggregate(last=Max("started_at"))["last"]
    last_run = max(filter(None, (queued, synced)), default=None)
    return lambda moment: last_run is None or moment >= last_run


def _fees_without_posting() -> Iterator[Problem]:
    """List fees that MRI must hear of: those since the queue last ran only wait for it."""
    waits = _waits_for_the_queue()
    mapped = MriProperty.objects.filter(syncs=True).values_list("property_id", flat=True)
    for charge in fees.unqueued_charges(mapped):
        if waits(charge.journal_entry.recorded_at):
            message = "It waits for the next posting to MRI."
            yield _problem("mri-waits", charge.public_id, message, Severity.WARNING)
        else:
            yield _problem("mri-not-queued", charge.public_id, "It was not queued for MRI.")


def _ids_used_twice() -> Iterator[Problem]:
    twice = (
        MriPosting.objects.exclude(mri_transaction_id="")
        .values_list("mri_property__rmpropid", "mri_transaction_id")
        .annotate(count=Count("id"))
        .filter(count__gt=1)
    )
    for rmpropid, transaction_id, count in twice:
        message = f"MRI's transaction {transaction_id} confirms {count} postings."
        yield _problem("mri-confirmed-twice", rmpropid, message)


def _batches_that_differ() -> Iterator[Problem]:
    """A batch whose MRI batches are closed holds to the cent what was posted into them."""
    closed = Batch.objects.filter(mri_batches__state=MriBatchState.CLOSED).distinct()
    batches = list(closed.exclude(mri_batches__in=_open_batches()))
    posted, ours = posted_cents(batches), payments_cents(batches)
    for batch in batches:
        there, here = posted.get(batch.id, 0), ours.get(batch.id, 0)
        if there != here:
            message = f"{format_cents(there)} stand in MRI, the batch holds {format_cents(here)}."
            yield _problem("mri-batch-sum", batch.public_id, message)


def _open_batches() -> QuerySet[MriBatch]:
    found: QuerySet[MriBatch] = MriBatch.objects.exclude(state=MriBatchState.CLOSED)
    return found


def _unfinished() -> Iterator[Problem]:
    waiting = MriPosting.objects.filter(state__in=UNFINISHED).order_by("id")
    for posting in waiting.select_related("payment", "charge"):
        amount = format_cents(posting.amount_cents)
        message = f"Its {posting.kind} of {amount} is {posting.state}. {posting.note}"
        yield _problem("mri-unfinished", posting.about, message, Severity.WARNING)


def _balances_that_differ() -> Iterator[Problem]:
    """List what the last completed sync of each property left different.

    A difference that staff were asked to end by moving a payment in MRI waits for them.
    """
    for mri_property in MriProperty.objects.all():
        last = mri_property.sync_runs.filter(state=SyncState.COMPLETED).order_by("id").last()
        to_move = _cents_to_move_in_mri(last) if last else {}
        for each in BalanceDifference.objects.filter(sync_run=last).select_related("lease"):
            message = (
                f"It owes {format_cents(each.balance_here_cents)} here and "
                f"{format_cents(each.balance_mri_cents)} in MRI."
            )
            severity = Severity.ERROR
            if each.balance_mri_cents - each.balance_here_cents == to_move.get(each.lease_id):
                message += " A payment that was moved here waits to be moved in MRI too: see Tasks."
                severity = Severity.WARNING
            yield _problem("mri-balance", each.lease.public_id, message, severity)


def _cents_to_move_in_mri(run: SyncRun) -> dict[int, int]:
    """Give by how much MRI's balance was above ours for want of a move, by household.

    A move is wanting while its task was open when the run began.
    """
    tasks = StaffTask.objects.filter(Q(done_at=None) | Q(done_at__gte=run.started_at))
    postings = MriPosting.objects.filter(
        kind=MriPostingKind.PAYMENT,
        payment__ledger=LedgerName.RESIDENT,
        payment__public_id__in=tasks.filter(kind=MOVED_TASK).values("subject"),
    )
    above: dict[int, int] = defaultdict(int)
    for posting in postings.select_related("payment"):
        above[posting.lease_id] -= posting.amount_cents
        above[posting.payment.lease_id] += posting.amount_cents
    return above


def _ledgers_that_differ(client: MriClient, mri_property: MriProperty) -> Iterator[Problem]:
    postings = MriPosting.objects.filter(
        Q(kind=MriPostingKind.PAYMENT, payment__ledger=LedgerName.RESIDENT)
        | Q(kind__in=fees.KINDS),
        mri_property=mri_property,
        state=MriPostingState.CONFIRMED,
    )
    residents = postings.order_by("resident_id").values_list("resident_id", flat=True).distinct()
    for resident_id in residents:
        of_resident = list(
            postings.filter(resident_id=resident_id).select_related("payment", "charge")
        )
        dates = [posting.posted_date for posting in of_resident]
        lines = [
            line
            for line in client.resident_ledger(
                property_id=mri_property.rmpropid,
                resident_id=resident_id,
                start=min(dates) - recognition.DATE_TOLERANCE,
                end=max(dates) + recognition.DATE_TOLERANCE,
            )
            if isinstance(line, LedgerLine)
        ]
        for posting in of_resident:
            yield from _line_that_differs(posting, lines)


def _line_that_differs(posting: MriPosting, lines: list[LedgerLine]) -> Iterator[Problem]:
    raises = posting.signed_cents > 0
    alike_signed = [line for line in lines if (line.signed_amount_cents > 0) is raises]
    named = [line for line in alike_signed if line.transaction_id == posting.mri_transaction_id]
    alike = [line for line in alike_signed if recognition.carries(line, posting.external_number)]
    if len(named) != 1 or len(alike) > 1:
        message = f"MRI's ledger has it {max(len(named), len(alike))} times."
        yield _problem("mri-ledger", posting.about, message)
    elif named[0].signed_amount_cents != posting.signed_cents:
        message = f"MRI's ledger has {format_cents(named[0].signed_amount_cents)} for it."
        yield _problem("mri-ledger", posting.about, message)


def _mri_batches_that_differ(client: MriClient, connection: MriConnection) -> Iterator[Problem]:
    operation = configured.find(connection.operations, "read_batch")
    if operation is None:
        return
    for mri_batch in MriBatch.objects.exclude(mri_batch_id="").order_by("id"):
        words = mri_batches.difference_in_words(mri_batch, client=client, operation=operation)
        if words:
            severity = Severity.WARNING if _accountant_knows(mri_batch) else Severity.ERROR
            yield _problem("mri-batch", mri_batch.external_batch_id, words, severity)


def _accountant_knows(mri_batch: MriBatch) -> bool:
    """Tell whether staff were told of what they changed in an MRI batch of ours (MRI-9)."""
    told = StaffTask.objects.filter(kind=DIFFERENCE_TASK, subject=mri_batch.external_batch_id)
    return bool(told.exists())


def _problem(rule: str, where: str, message: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(rule=rule, where=where, message=message, severity=severity)
