"""The states of a posting to MRI, each change in one place and one transaction (MRI-7, MRI-16)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from rentrail.accounting.models import MriBatch, MriPosting, MriPostingKind, MriPostingState
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import LedgerName, StaffTask
from rentrail.primitives.money import format_cents

NOTE_MAX = 300
SECOND_READ_AFTER = timedelta(minutes=2)
READS_NOT_FOUND_MAX = 2  # not found twice: it is not there, and is sent again
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
DOUBLINGS_MAX = 8


class NotRetryable(Exception):
    """The posting can't be tried again as it stands. The text is fit to show a person."""


class NotSkippable(Exception):
    """The posting can't be skipped as it stands. The text is fit to show a person."""


class ReasonMissing(Exception):
    """What is skipped needs a reason. The text is fit to show a person."""


def task_kind(posting: MriPosting) -> str:
    """Name the kind of staff task that a posting in a person's hands is."""
    if posting.kind == MriPostingKind.REVERSAL:
        return "mri-void" if posting.is_void else "mri-reversal"
    if posting.kind in (MriPostingKind.CHARGE, MriPostingKind.CREDIT):
        return f"mri-{posting.kind}"
    return "mri-deposit" if posting.ledger == LedgerName.DEPOSIT else "mri-posting"


@transaction.atomic
def confirm(
    posting: MriPosting, *, transaction_id: str, now: datetime, mri_batch_id: str = ""
) -> None:
    """Note that MRI has it, under its own id; staff's task for it is done."""
    confirmed = MriPosting.objects.filter(id=posting.id).exclude(state=MriPostingState.CONFIRMED)
    changed = confirmed.update(
        state=MriPostingState.CONFIRMED,
        mri_transaction_id=transaction_id,
        confirmed_at=now,
        next_attempt_at=None,
        note="",
    )
    posting.state, posting.mri_transaction_id = MriPostingState.CONFIRMED, transaction_id
    if changed:
        _count(posting, mri_batch_id=mri_batch_id)
        _finish_tasks(posting, now=now)


def sending(posting: MriPosting, *, request_sealed: bytes) -> bool:
    """Record the intent: from here on, what became of it must be found out before anything else.

    False where somebody has skipped it meanwhile.
    """
    posting.attempts += 1
    queued = MriPosting.objects.filter(id=posting.id, state=MriPostingState.QUEUED)
    if not queued.update(
        state=MriPostingState.SENDING,
        attempts=posting.attempts,
        request_sealed=request_sealed,
        mri_batch=posting.mri_batch,
        next_attempt_at=None,
    ):
        posting.refresh_from_db(fields=["state", "attempts"])
        return False
    posting.state, posting.next_attempt_at = MriPostingState.SENDING, None
    return True


def keep_answer(posting: MriPosting, *, answer_sealed: bytes) -> None:
    """Keep what MRI answered, before it is acted on."""
    posting.answer_sealed = answer_sealed
    posting.save(update_fields=["answer_sealed"])


def queue_again(posting: MriPosting, *, why: str, at: datetime | None) -> None:
    """Put back what MRI surely doesn't have, to be sent at once or at a later moment."""
    _set(posting, MriPostingState.QUEUED, why=why, at=at)


def unknown(posting: MriPosting, *, why: str) -> None:
    """Note that only reading MRI's ledger will tell what became of it."""
    posting.reads_not_found = posting.reads_failed = 0
    posting.save(update_fields=["reads_not_found", "reads_failed"])
    _set(posting, MriPostingState.UNKNOWN, why=why, at=None)


def not_found(posting: MriPosting, *, now: datetime) -> None:
    """Note a read that didn't find it: the first waits for a second, the second sends it again."""
    posting.reads_not_found += 1
    posting.reads_failed = 0
    posting.save(update_fields=["reads_not_found", "reads_failed"])
    if posting.reads_not_found >= READS_NOT_FOUND_MAX:
        _set(posting, MriPostingState.QUEUED, why="MRI's ledger does not have it.", at=None)
    else:
        why = "MRI's ledger does not have it yet; it is read once more."
        _set(posting, MriPostingState.UNKNOWN, why=why, at=now + SECOND_READ_AFTER)


@transaction.atomic
def not_readable(posting: MriPosting, *, why: str, now: datetime) -> None:
    """Note that MRI's ledger gave no answer: it is asked later and later, and a person is told."""
    wait = wait_after(posting.reads_failed)
    posting.reads_failed += 1
    posting.save(update_fields=["reads_failed"])
    if _set(posting, MriPostingState.UNKNOWN, why=why, at=now + wait) and wait == LONGEST_WAIT:
        _raise_task(posting, why=f"Whether MRI has it can't be found out. {why}", now=now)


def wait_after(tries: int) -> timedelta:
    """Give how long to wait after so many tries: twice as long each time, up to an hour."""
    doublings: int = 2 ** min(tries, DOUBLINGS_MAX)
    return min(LONGEST_WAIT, FIRST_WAIT * doublings)


@transaction.atomic
def fail(posting: MriPosting, *, why: str, now: datetime) -> None:
    """Note that MRI refuses it; a person decides whether to retry or to skip."""
    if _set(posting, MriPostingState.FAILED, why=why, at=None):
        _raise_task(posting, why=why, now=now)


@transaction.atomic
def give_to_person(posting: MriPosting, *, why: str, now: datetime) -> None:
    """Leave it to a person, with a task that says what to do."""
    if _set(posting, MriPostingState.NEEDS_PERSON, why=why, at=None):
        _raise_task(posting, why=why, now=now)


@transaction.atomic
def retry(*, posting_id: int) -> None:
    """Send once more what failed, or look again for what a person was asked about.

    Raises:
        NotRetryable: it isn't with a person, or there is nothing that could be tried again.
    """
    posting = MriPosting.objects.select_for_update().get(id=posting_id)
    if posting.state == MriPostingState.FAILED:
        posting.attempts = 0
        posting.save(update_fields=["attempts"])
        queue_again(posting, why="Retried by staff.", at=None)
    elif posting.state == MriPostingState.NEEDS_PERSON and posting.attempts:
        unknown(posting, why="Looked for again by staff.")
    elif posting.state == MriPostingState.NEEDS_PERSON:
        raise NotRetryable("This is entered in MRI by hand; it is found there, or skip it.")
    else:
        raise NotRetryable(f"This posting is {posting.get_state_display().lower()}.")


@transaction.atomic
def skip(*, posting_id: int, reason: str, skipped_by: str, now: datetime) -> None:
    """Let a person say that this is not to be posted, and why.

    Raises:
        ReasonMissing: no reason is given.
        NotSkippable: MRI has it, or it is being sent at this moment.
    """
    if not reason.strip():
        raise ReasonMissing("Say why the posting is skipped.")
    posting = MriPosting.objects.select_for_update().get(id=posting_id)
    if posting.state in (
        MriPostingState.CONFIRMED,
        MriPostingState.SENDING,
        MriPostingState.SKIPPED,
    ):
        raise NotSkippable(f"This posting is {posting.get_state_display().lower()}.")
    _set(posting, MriPostingState.SKIPPED, why=f"{skipped_by}: {reason.strip()}", at=None)
    _finish_tasks(posting, now=now)


def _set(posting: MriPosting, state: MriPostingState, *, why: str, at: datetime | None) -> bool:
    """Change the state that was read; False where it has changed meanwhile (skipped by staff)."""
    as_read = MriPosting.objects.filter(id=posting.id, state=posting.state)
    if not as_read.update(state=state, note=why[:NOTE_MAX], next_attempt_at=at):
        posting.refresh_from_db(fields=["state", "note", "next_attempt_at"])
        return False
    posting.state, posting.note, posting.next_attempt_at = state, why[:NOTE_MAX], at
    return True


def _count(posting: MriPosting, *, mri_batch_id: str) -> None:
    """Add a payment to its MRI batch's sums, or take a voided one out."""
    if posting.mri_batch_id is None or posting.mri_batch is None:
        return
    if posting.kind == MriPostingKind.REVERSAL and not posting.is_void:
        return
    sign = 1 if posting.kind == MriPostingKind.PAYMENT else -1
    changes: dict[str, Any] = {
        "posted_count": F("posted_count") + sign,
        "posted_cents": F("posted_cents") + sign * posting.amount_cents,
    }
    if mri_batch_id and not posting.mri_batch.mri_batch_id:
        changes["mri_batch_id"] = posting.mri_batch.mri_batch_id = mri_batch_id
    MriBatch.objects.filter(id=posting.mri_batch_id).update(**changes)


def _raise_task(posting: MriPosting, *, why: str, now: datetime) -> None:
    batch = posting.mri_batch
    noun = "Payment" if posting.charge is None else "Charge"
    where = f" Batch {batch.mri_batch_id or batch.external_batch_id}." if batch else ""
    portfolio.raise_task(
        kind=task_kind(posting),
        subject=posting.about,
        text=f"{noun} {posting.about} of {format_cents(posting.amount_cents)}, resident "
        f"{posting.resident_id}, our number {posting.external_number}: {why}{where}",
        property_id=posting.mri_property.property_id,
        now=now,
    )


def _finish_tasks(posting: MriPosting, *, now: datetime) -> None:
    open_tasks = StaffTask.objects.filter(
        kind=task_kind(posting), subject=posting.about, done_at=None
    )
    for task in open_tasks:
        portfolio.finish_task(task_id=task.id, done_by="mri", now=now)
