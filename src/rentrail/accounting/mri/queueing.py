"""Which steps of payments go to MRI, as postings in a queue; nothing is queued twice (MRI-7)."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Q

from rentrail.accounting import queries
from rentrail.accounting.models import (
    MriConnection,
    MriPosting,
    MriPostingKind,
    MriPostingState,
    MriProperty,
)
from rentrail.accounting.mri import configured, deliveries, fees, mri_batches, recognition
from rentrail.identity import bulk
from rentrail.payments.models import Payment, Step
from rentrail.payments.states import RETURN_EVENTS, PaymentEvent
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import LeasePerson, LeaseRole, LedgerName
from rentrail.primitives.money import format_cents

STEPS_AT_ONCE = 2_000
LOOK_BACK = timedelta(days=1)  # a transaction that commits late may hold a lower step id
TAKEN = (PaymentEvent.APPROVED, PaymentEvent.RELEASED)
MOVED_TASK = "mri-moved"
TAKEN_BACK = (PaymentEvent.VOIDED, *RETURN_EVENTS)


def queue(*, now: datetime) -> dict[str, int]:
    """Queue every step and fee that MRI must hear of and that isn't queued yet, in their order."""
    connection = MriConnection.objects.first()
    if connection is None:
        return {"queued": 0}
    mapped = list(MriProperty.objects.filter(connection=connection, syncs=True))
    ready = {each.property_id: each for each in mapped if not queries.mapping_gaps(each)}
    count = 0
    for steps in _new_steps(connection, ready):
        count += _queue(connection, steps, ready, now=now)
    count += fees.queue(connection, ready, now=now)
    if len(ready) == len(mapped):
        _remember_place(connection, now=now)
    return {"queued": count}


def _new_steps(connection: MriConnection, ready: dict[int, MriProperty]) -> Iterator[list[Step]]:
    after = connection.steps_queued_through
    while True:
        steps = list(
            Step.objects.filter(
                Q(payment__property_id__in=ready) | _stands_at(ready),
                id__gt=after,
                event__in=(*TAKEN, *TAKEN_BACK, PaymentEvent.MOVED),
                journal_entry__isnull=False,
                mri_posting=None,
            )
            .select_related("payment__batch", "payment__person", "payment__lease", "journal_entry")
            .annotate(in_books_of=F("journal_entry__book__of_property"))
            .order_by("id")[:STEPS_AT_ONCE]
        )
        if not steps:
            return
        after = steps[-1].id
        yield steps


def _stands_at(properties: Collection[int]) -> Q:
    """Choose the moves to these properties, and what takes a payment back that stands there."""
    moved_here = Q(event=PaymentEvent.MOVED, journal_entry__book__of_property__in=properties)
    return moved_here | Q(event__in=TAKEN_BACK, payment__lease__property_id__in=properties)


def _remember_place(connection: MriConnection, *, now: datetime) -> None:
    old = Step.objects.filter(
        id__gt=connection.steps_queued_through, happened_at__lt=now - LOOK_BACK
    )
    through = old.aggregate(last=Max("id"))["last"]
    if through is not None:
        MriConnection.objects.filter(id=connection.id).update(steps_queued_through=through)


@transaction.atomic
def _queue(
    connection: MriConnection,
    steps: Sequence[Step],
    ready: dict[int, MriProperty],
    *,
    now: datetime,
) -> int:
    ours = [step for step in steps if _is_ours(step, _mapped(step, ready))]
    taken = [step for step in ours if step.event in TAKEN]
    count = _queue_payments(connection, taken, ready, now=now)
    for step in ours:
        if step.event in TAKEN_BACK:
            _queue_reversal(connection, step, _mapped(step, ready), now=now)
            count += 1
        elif step.event == PaymentEvent.MOVED and step.payment.property_id in ready:
            _tell_moved(step, now=now)
        elif step.event == PaymentEvent.MOVED:
            count += _queue_moved_here(step, _mapped(step, ready), now=now)
    return count


def _mapped(step: Step, ready: dict[int, MriProperty]) -> MriProperty:
    """Give whose MRI must hear of a step: where it was paid, else where it was moved to."""
    paid_at = ready.get(step.payment.property_id)
    if paid_at is not None:
        return paid_at
    if step.event == PaymentEvent.MOVED:
        return ready[step.in_books_of]  # type: ignore[attr-defined]  # annotated
    return ready[step.payment.lease.property_id]


def _is_ours(step: Step, mri_property: MriProperty) -> bool:
    """Tell whether a step came after we began to post for a property."""
    was_paid_there = step.payment.property_id == mri_property.property_id
    since = step.payment.taken_at if was_paid_there else step.happened_at
    began: datetime = mri_property.posts_from
    return bool(since >= began)


def _queue_moved_here(step: Step, mri_property: MriProperty, *, now: datetime) -> int:
    """Ask staff to enter in MRI a payment that came from a property that isn't on MRI.

    It is in none of MRI's batches: its money is on another property's bank account, and follows by
    a transfer. Moved on, what MRI has of it is moved there by hand.
    """
    if MriPosting.objects.filter(payment=step.payment, kind=MriPostingKind.PAYMENT).exists():
        _tell_moved(step, now=now)
        return 0
    [posting_id] = bulk.next_ids(MriPosting, count=1)
    heads = _heads([step])
    posting = _posting(step, posting_id, mri_property, MriPostingKind.PAYMENT, heads=heads, now=now)
    posting.resident_id = heads.get(step.payment.lease_id, "")
    posting.posted_date = step.journal_entry.property_date if step.journal_entry else now.date()
    MriPosting.objects.bulk_create([posting], ignore_conflicts=True)
    why = "It was moved here from a property that is not on MRI; enter it in MRI."
    deliveries.give_to_person(posting, why=why, now=now)
    return 1


def _queue_payments(
    connection: MriConnection,
    steps: Sequence[Step],
    ready: dict[int, MriProperty],
    *,
    now: datetime,
) -> int:
    takes_deposits = configured.find(connection.operations, "deposit") is not None
    heads = _heads(steps)
    postings = []
    for step, posting_id in zip(steps, bulk.next_ids(MriPosting, count=len(steps)), strict=True):
        mri_property = ready[step.payment.property_id]
        posting = _posting(
            step, posting_id, mri_property, MriPostingKind.PAYMENT, heads=heads, now=now
        )
        posting.mri_batch = mri_batches.open_part(
            step.payment.batch, mri_property=mri_property, ledger=step.payment.ledger
        )
        postings.append(posting)
    MriPosting.objects.bulk_create(postings, ignore_conflicts=True)
    for posting in postings:
        why = _why_by_hand(posting, takes_deposits=takes_deposits)
        if why:
            deliveries.give_to_person(posting, why=why, now=now)
    return len(postings)


def _why_by_hand(posting: MriPosting, *, takes_deposits: bool) -> str:
    ledger = posting.ledger
    if not posting.resident_id:
        return "The household has no resident id of MRI's; enter it in MRI."
    if ledger == LedgerName.MISCELLANEOUS:
        return "MRI has no call for miscellaneous payments; enter it in MRI."
    if ledger == LedgerName.DEPOSIT and not takes_deposits:
        return "Enter it in MRI's security-deposit ledger; no call for it is configured."
    return ""


def _queue_reversal(
    connection: MriConnection, step: Step, mri_property: MriProperty, *, now: datetime
) -> None:
    """Queue what takes a payment back; a void of what MRI never got is skipped on both sides.

    A returned payment is posted all the same, then reversed: it is in our batch, on the bank's line
    of its deposit, and so belongs into MRI's batch (MRI-8).
    """
    original = (
        MriPosting.objects.filter(payment_id=step.payment_id, kind=MriPostingKind.PAYMENT)
        .select_related("mri_batch__batch")
        .first()
    )
    [posting_id] = bulk.next_ids(MriPosting, count=1)
    heads = _heads([step])
    posting = _posting(
        step, posting_id, mri_property, MriPostingKind.REVERSAL, heads=heads, now=now
    )
    if original is not None and original.mri_batch is not None:
        posting.mri_batch = original.mri_batch
        posting.description = recognition.description_of(
            external_number=posting.external_number,
            batch_number=original.mri_batch.batch.number,
        )
    is_void = step.event == PaymentEvent.VOIDED
    never_sent = is_void and original is not None and _skip_unsent(original)
    if never_sent:
        posting.state, posting.note = MriPostingState.SKIPPED, "MRI never had the payment."
    MriPosting.objects.bulk_create([posting], ignore_conflicts=True)
    if not never_sent and not _is_automatic(connection, step, mri_property):
        deliveries.give_to_person(posting, why=_to_do(step, original), now=now)


def _skip_unsent(original: MriPosting) -> bool:
    unsent = MriPosting.objects.filter(
        id=original.id, state__in=(MriPostingState.QUEUED, MriPostingState.FAILED)
    )
    return bool(unsent.update(state=MriPostingState.SKIPPED, note="Voided before it was posted."))


def _is_automatic(connection: MriConnection, step: Step, mri_property: MriProperty) -> bool:
    if step.event == PaymentEvent.VOIDED:
        return configured.find(connection.operations, "void") is not None
    wanted = mri_property.property.reversal_posting
    return wanted and configured.find(connection.operations, "reversal") is not None


def _to_do(step: Step, original: MriPosting | None) -> str:
    verb = "Void" if step.event == PaymentEvent.VOIDED else "Reverse"
    if original is not None and original.state in queries.UNFINISHED:
        named = " once the payment stands there"
    else:
        named = f", transaction {original.mri_transaction_id}" if original else ""
    return f"{verb} it in MRI{named} ({PaymentEvent(step.event).label})."


def _resident_id(payment: Payment, heads: dict[int, str]) -> str:
    """Give MRI's id of the payer, else of the household's head; one too long is not MRI's."""
    own: str = payment.person.external_id
    return own if 0 < len(own) <= fees.RESIDENT_ID_MAX else heads.get(payment.lease_id, "")


def _posting(
    step: Step,
    posting_id: int,
    mri_property: MriProperty,
    kind: MriPostingKind,
    *,
    heads: dict[int, str],
    now: datetime,
) -> MriPosting:
    payment = step.payment
    number = str(posting_id)
    return MriPosting(
        id=posting_id,
        step=step,
        kind=kind,
        mri_property=mri_property,
        payment=payment,
        lease_id=payment.lease_id,
        resident_id=_resident_id(payment, heads),
        amount_cents=payment.amount_cents,
        posted_date=_property_date(step, kind),
        external_number=number,
        description=recognition.description_of(
            external_number=number, batch_number=payment.batch.number if payment.batch else 0
        ),
        queued_at=now,
    )


def _property_date(step: Step, kind: MriPostingKind) -> date:
    if kind == MriPostingKind.PAYMENT or step.journal_entry is None:
        taken: date = step.payment.property_date
        return taken
    taken_back: date = step.journal_entry.property_date
    return taken_back


def _heads(steps: Sequence[Step]) -> dict[int, str]:
    """Give the main resident's id of each household, for a payer whom MRI doesn't know."""
    heads = LeasePerson.objects.filter(
        lease_id__in={step.payment.lease_id for step in steps}, role=LeaseRole.HEAD
    )
    ids = heads.values_list("lease_id", "person__external_id")
    return {lease_id: mri_id for lease_id, mri_id in ids if len(mri_id) <= fees.RESIDENT_ID_MAX}


def _tell_moved(step: Step, *, now: datetime) -> None:
    payment = step.payment
    if MriPosting.objects.filter(payment=payment).exclude(state=MriPostingState.SKIPPED).exists():
        portfolio.raise_task(
            kind=MOVED_TASK,
            subject=payment.public_id,
            text=(
                f"{format_cents(payment.amount_cents)} of “{payment.description}” from "
                f"{payment.person} was moved here: move it in MRI too."
            ),
            property_id=payment.lease.property_id,
            now=now,
        )
