"""Changes to a preauthorized payment's status: disabled for good, stopped and resumed (PRE-6)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from rentrail.payments.models import PreauthorizedPayment
from rentrail.payments.operations.noticing import NoticeDraft, notify_all
from rentrail.payments.operations.reasons import ReasonMissing
from rentrail.payments.states import PreauthorizedStatus
from rentrail.portfolio.models import LeasePerson, LeaseStatus

HOUSEHOLD_MOVED_OUT = "The household moved out."
PAYER_MOVED_OUT = "The payer moved out."
RUNNING = (PreauthorizedStatus.ENABLED, PreauthorizedStatus.STOPPED)


class NotRunning(Exception):
    """The preauthorized payment is disabled already, for good. Fit to show a person."""


@transaction.atomic
def disable_preauthorized(
    *, public_id: str, reason: str, disabled_by: str, now: datetime
) -> PreauthorizedPayment:
    """Disable a preauthorized payment for good; another one needs a new authorization.

    Raises:
        ReasonMissing: no reason is given.
        NotRunning: it is disabled already.
    """
    if not reason.strip():
        raise ReasonMissing("Say why.")
    found: PreauthorizedPayment = PreauthorizedPayment.objects.select_for_update(no_key=True).get(
        public_id=public_id
    )
    if found.status not in RUNNING:
        raise NotRunning("This preauthorized payment is disabled already.")
    disable([found.id], reason=reason, disabled_by=disabled_by, now=now)
    found.refresh_from_db()
    return found


@transaction.atomic
def end_of_moved_out(*, today: date, ended_by: str, now: datetime) -> int:
    """End the preauthorized payments of households and payers who moved out; gives how many.

    One with a due date before the move-out, which is still to be processed, runs until it is.
    """
    household = Q(lease__status=LeaseStatus.PAST, lease__move_out_date=None) | Q(
        lease__move_out_date__lte=today, next_due_date__gte=F("lease__move_out_date")
    )
    payer = Exists(
        LeasePerson.objects.filter(
            Q(moved_out_date__lte=OuterRef("next_due_date")),
            lease=OuterRef("lease"),
            person=OuterRef("person"),
            moved_out_date__lte=today,
        )
    )
    count = 0
    for moved_out, reason in ((household, HOUSEHOLD_MOVED_OUT), (payer, PAYER_MOVED_OUT)):
        running = PreauthorizedPayment.objects.filter(moved_out, status__in=RUNNING)
        ids = list(running.values_list("id", flat=True))
        disable(ids, reason=reason, disabled_by=ended_by, now=now)
        count += len(ids)
    return count


def disable(
    preauthorized_ids: Collection[int], *, reason: str, disabled_by: str, now: datetime
) -> None:
    """Disable those of them that still run, and tell their payers."""
    running = list(
        PreauthorizedPayment.objects.select_for_update(no_key=True)
        .filter(id__in=preauthorized_ids, status__in=RUNNING)
        .order_by("id")
    )
    PreauthorizedPayment.objects.filter(id__in=[one.id for one in running]).update(
        status=PreauthorizedStatus.DISABLED,
        status_reason=reason[:120],
        next_due_date=None,
        disabled_at=now,
        disabled_by=disabled_by,
    )
    notify_all((disabled_notice(one, reason=reason) for one in running), now=now)


def stop(preauthorized_ids: Collection[int], *, reason: str) -> None:
    """Stop those of them that are enabled until their bank account is corrected."""
    PreauthorizedPayment.objects.filter(
        id__in=preauthorized_ids, status=PreauthorizedStatus.ENABLED
    ).update(status=PreauthorizedStatus.STOPPED, status_reason=reason[:120])


def resume(*, instrument_id: int) -> None:
    """Let the preauthorized payments of a corrected bank account go on."""
    PreauthorizedPayment.objects.filter(
        instrument_id=instrument_id, status=PreauthorizedStatus.STOPPED
    ).update(status=PreauthorizedStatus.ENABLED, status_reason="")


def running_ids(instrument_ids: Collection[int]) -> dict[int, list[int]]:
    """Lock the preauthorized payments that still run on bank accounts, and give them by account."""
    found: dict[int, list[int]] = {}
    rows = (
        PreauthorizedPayment.objects.select_for_update(no_key=True)
        .filter(instrument_id__in=instrument_ids, status__in=RUNNING)
        .order_by("id")
        .values_list("instrument_id", "id")
    )
    for instrument_id, preauthorized_id in rows:
        found.setdefault(instrument_id, []).append(preauthorized_id)
    return found


def disabled_notice(one: PreauthorizedPayment, *, reason: str) -> NoticeDraft:
    """Give the notice that a preauthorized payment will not be made any more."""
    return NoticeDraft(
        person_id=one.person_id,
        kind="preauthorized-disabled",
        subject=one.public_id,
        email=one.email,
        text=f"Your preauthorized payment “{one.description}” was ended. {reason}",
    )
