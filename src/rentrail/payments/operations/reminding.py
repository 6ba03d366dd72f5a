"""Notices ahead of preauthorized debits: the amount ten days ahead, a reminder (PRE-8, PRE-9)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from rentrail.payments.models import AmountKind, PreauthorizedPayment
from rentrail.payments.operations.noticing import NoticeDraft, notify_all
from rentrail.payments.rules import schedules
from rentrail.payments.states import PreauthorizedStatus
from rentrail.portfolio import queries as portfolio_queries
from rentrail.portfolio.models import LeasePerson, LeaseStatus, LedgerName
from rentrail.primitives.money import format_cents

# Source: [NACHA] notice of a change of amount, ten calendar days; [REG-E] 1005.10(d)
AMOUNT_NOTICE_DAYS = 10
AMOUNT_NOTICE_DAYS_EARLIEST = 14  # not so early that the charges to come are not known
REMINDER_DAYS = 3


@transaction.atomic
def notify_amounts(*, today: date, now: datetime) -> int:
    """Tell payers of open-balance debits the amount, at least ten days ahead, once a due date.

    It is what is open, with the charges already scheduled up to the due date; the debit will be no
    more. Who waived notice inside a range is told only of what lies outside it. Gives how many
    were told.
    """
    coming = list(
        _going_on()
        .select_for_update(no_key=True, of=("self",))
        .exclude(amount_kind=AmountKind.FIXED)
        .filter(
            Q(notice_waived=False) | Q(amount_kind=AmountKind.OPEN_BALANCE_RANGE),
            next_due_date__gte=today + timedelta(days=AMOUNT_NOTICE_DAYS),
            next_due_date__lte=today + timedelta(days=AMOUNT_NOTICE_DAYS_EARLIEST),
        )
        .order_by("id")
    )
    amounts = _amounts(coming, today=today)
    changed = [one for one in coming if one.notified_cents != amounts[one.id]]
    for one in changed:
        one.notified_cents = amounts[one.id]
    PreauthorizedPayment.objects.bulk_update(changed, ["notified_cents"], batch_size=1000)
    told = [one for one in changed if one.notified_cents is not None]
    notify_all((_amount_notice(one) for one in told), now=now)
    return len(told)


def remind(*, today: date, now: datetime) -> int:
    """Remind payers of the debits of the coming days, once a due date; gives how many."""
    coming = (
        _going_on()
        .select_related("instrument")
        .filter(
            next_due_date__gt=today,
            next_due_date__lte=today + timedelta(days=REMINDER_DAYS),
        )
    )
    notices = [_reminder(one) for one in coming]
    notify_all(notices, now=now)
    return len(notices)


def _going_on() -> QuerySet[PreauthorizedPayment]:
    """Give what will be debited on its next due date: nobody will have moved out before it."""
    payer_moves_out = LeasePerson.objects.filter(
        lease=OuterRef("lease"),
        person=OuterRef("person"),
        moved_out_date__lte=OuterRef("next_due_date"),
    )
    enabled: QuerySet[PreauthorizedPayment] = PreauthorizedPayment.objects.filter(
        ~Exists(payer_moves_out), status=PreauthorizedStatus.ENABLED
    )
    return enabled.exclude(lease__status=LeaseStatus.PAST).exclude(
        lease__move_out_date__lte=F("next_due_date")
    )


def _amounts(coming: list[PreauthorizedPayment], *, today: date) -> dict[int, int | None]:
    amounts: dict[int, int | None] = {}
    for (ledger, due_date), ours in _by_ledger_and_due_date(coming).items():
        lease_ids = {one.lease_id for one in ours}
        owed = portfolio_queries.open_balance_cents(
            lease_ids=lease_ids, ledger=LedgerName(ledger), due_by=due_date
        )
        to_come = portfolio_queries.recurring_cents_to_come(
            lease_ids=lease_ids, ledger=LedgerName(ledger), after=today, through=due_date
        )
        for one in ours:
            cents = owed[one.lease_id] + to_come[one.lease_id]
            amounts[one.id] = _amount_to_tell(one, cents)
    return amounts


def _by_ledger_and_due_date(
    coming: list[PreauthorizedPayment],
) -> dict[tuple[str, date], list[PreauthorizedPayment]]:
    found: dict[tuple[str, date], list[PreauthorizedPayment]] = {}
    for one in coming:
        assert one.next_due_date is not None  # noqa: S101 - it is enabled
        found.setdefault((one.ledger, one.next_due_date), []).append(one)
    return found


def _amount_to_tell(one: PreauthorizedPayment, open_cents: int) -> int | None:
    """Give the most that may be debited; none where the payer waived being told of it."""
    least, most = one.amount_cents_min or 0, one.amount_cents_max or 0
    is_outside = bool(schedules.outside_range(open_cents, least_cents=least, most_cents=most))
    if one.notice_waived and (open_cents <= 0 or not is_outside):
        return None
    return max(min(open_cents, most), 0)


def _amount_notice(one: PreauthorizedPayment) -> NoticeDraft:
    return NoticeDraft(
        person_id=one.person_id,
        kind="debit-amount",
        subject=f"{one.public_id}:{one.next_due_date}",
        email=one.email,
        text=(
            f"On or after {one.next_due_date:%m/%d/%Y} at most "
            f"{format_cents(one.notified_cents or 0)} will be debited for “{one.description}”."
        ),
    )


def _reminder(one: PreauthorizedPayment) -> NoticeDraft:
    return NoticeDraft(
        person_id=one.person_id,
        kind="debit-reminder",
        subject=f"{one.public_id}:{one.next_due_date}",
        email=one.email,
        text=(
            f"On or after {one.next_due_date:%m/%d/%Y} “{one.description}” will be debited from "
            f"the account ending in {one.instrument.last_four}."
        ),
    )
