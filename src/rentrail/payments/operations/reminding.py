"""Notices ahead of preauthorized debits: the amount ten days ahead, a reminder (PRE-8, PRE-9)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from rentrail.payments import queries
from rentrail.payments.models import AmountKind, Frequency, PreauthorizedPayment
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
OFTENER_THAN_NOTICES = (Frequency.DAILY, Frequency.WEEKLY)


@transaction.atomic
def notify_amounts(*, today: date, now: datetime) -> int:
    """Tell payers of debits to come how much they will be, at least ten days ahead, once each.

    Of an open balance it is what is open, with the charges already scheduled up to the due date;
    the debit will be no more. Who waived notice inside a range is told only of what lies outside
    it, who agreed to a sum only of a larger difference from the last debit. Of a fixed amount they
    are told where the first one was another. Gives how many were told.
    """
    coming = list(_coming(today=today))
    told = _tell_of_balances([one for one in coming if not _is_fixed(one[0])], today=today, now=now)
    return told + _tell_of_second_amounts([one for one in coming if _is_fixed(one[0])], now=now)


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


def _coming(*, today: date) -> Iterator[tuple[PreauthorizedPayment, date]]:
    """Give what is to be told of, each with the due date that is ten to fourteen days ahead.

    For a debit that comes every week or day it is a later one than the next. One notice holds at a
    time: the following one is told of when that one's due date has come.
    """
    earliest, latest = (
        today + timedelta(days=days) for days in (AMOUNT_NOTICE_DAYS, AMOUNT_NOTICE_DAYS_EARLIEST)
    )
    has_other_first_amount = Q(
        amount_kind=AmountKind.FIXED, first_amount_cents__isnull=False, payments_taken=1
    )
    varies = Q(notice_waived=False) & ~Q(amount_kind=AmountKind.FIXED)
    rows = (
        _going_on()
        .select_for_update(no_key=True, of=("self",))
        .filter(
            varies | Q(amount_kind=AmountKind.OPEN_BALANCE_RANGE) | has_other_first_amount,
            next_due_date__lte=latest,
        )
        .filter(Q(next_due_date__gte=earliest) | Q(frequency__in=OFTENER_THAN_NOTICES))
        .order_by("id")
    )
    for one in rows:
        due_date = _first_due_from(one, earliest)
        is_told = one.notified_from_date is not None and one.notified_from_date > today
        if due_date is not None and due_date <= latest and not is_told:
            yield one, due_date


def _first_due_from(one: PreauthorizedPayment, earliest: date) -> date | None:
    due_date: date | None = one.next_due_date
    while due_date is not None and due_date < earliest:
        due_date = schedules.next_due_date(
            frequency=Frequency(one.frequency),
            start=one.start_date,
            after=due_date,
            end=one.end_date,
        )
    return due_date


def _is_fixed(one: PreauthorizedPayment) -> bool:
    return one.amount_kind == AmountKind.FIXED


def _tell_of_balances(
    coming: Sequence[tuple[PreauthorizedPayment, date]], *, today: date, now: datetime
) -> int:
    amounts = _amounts(coming, today=today)
    changed: list[tuple[PreauthorizedPayment, date]] = []
    for one, due_date in coming:
        cents = amounts[one.id]
        if one.notified_cents_on(due_date) != cents:
            one.notified_before_cents = one.notified_cents
            one.notified_from_date = None if cents is None else due_date
            one.notified_cents = cents
            changed.append((one, due_date))
    PreauthorizedPayment.objects.bulk_update(
        [one for one, _ in changed],
        ["notified_cents", "notified_from_date", "notified_before_cents"],
        batch_size=1000,
    )
    told = [(one, due_date) for one, due_date in changed if one.notified_cents is not None]
    notify_all(
        (
            _amount_notice(one, due_date, f"at most {format_cents(one.notified_cents or 0)}")
            for one, due_date in told
        ),
        now=now,
    )
    return len(told)


def _tell_of_second_amounts(
    coming: Sequence[tuple[PreauthorizedPayment, date]], *, now: datetime
) -> int:
    """Tell the amount that follows a first one of another size, which the payer agreed to."""
    other = [
        (one, due_date)
        for one, due_date in coming
        if due_date == one.next_due_date and one.amount_cents != one.first_amount_cents
    ]
    for one, due_date in other:
        one.notified_from_date = due_date
    PreauthorizedPayment.objects.bulk_update(
        [one for one, _ in other], ["notified_from_date"], batch_size=1000
    )
    notify_all(
        (
            _amount_notice(one, due_date, format_cents(one.amount_cents or 0))
            for one, due_date in other
        ),
        now=now,
    )
    return len(other)


def _amounts(
    coming: Sequence[tuple[PreauthorizedPayment, date]], *, today: date
) -> dict[int, int | None]:
    last = queries.last_debit_cents([one for one, _ in coming])
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
            amounts[one.id] = _amount_to_tell(one, cents, due_date, last.get(one.id))
    return amounts


def _by_ledger_and_due_date(
    coming: Sequence[tuple[PreauthorizedPayment, date]],
) -> dict[tuple[str, date], list[PreauthorizedPayment]]:
    found: dict[tuple[str, date], list[PreauthorizedPayment]] = {}
    for one, due_date in coming:
        found.setdefault((one.ledger, due_date), []).append(one)
    return found


def _amount_to_tell(
    one: PreauthorizedPayment, open_cents: int, due_date: date, last_cents: int | None
) -> int | None:
    """Give the most that may be debited, or what holds already where it needn't be told."""
    least, most = one.amount_cents_min or 0, one.amount_cents_max or 0
    is_outside = bool(schedules.outside_range(open_cents, least_cents=least, most_cents=most))
    if one.notice_waived and (open_cents <= 0 or not is_outside):
        return None
    cents = max(min(open_cents, most), 0)
    over = one.notice_over_cents
    if over is not None and last_cents is not None and abs(cents - last_cents) <= over:
        return one.notified_cents_on(due_date)
    return cents


def _amount_notice(one: PreauthorizedPayment, due_date: date, amount: str) -> NoticeDraft:
    return NoticeDraft(
        person_id=one.person_id,
        kind="debit-amount",
        subject=f"{one.public_id}:{due_date}",
        email=one.email,
        text=f"On or after {due_date:%m/%d/%Y} {amount} will be debited for “{one.description}”.",
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
