"""Due preauthorized payments are taken, thousands at a time, by the same gate as a click (PRE)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.db import connection, transaction

from rentrail.identity import bulk
from rentrail.identity.arrays import array_of_dates, array_of_numbers, array_of_texts
from rentrail.identity.tenancy import current_company_id
from rentrail.payments import facts as fact_questions
from rentrail.payments.models import (
    AmountKind,
    AuthorizationKind,
    Frequency,
    Occurrence,
    Origin,
)
from rentrail.payments.operations.judging import PaymentRequest
from rentrail.payments.operations.noticing import NoticeDraft, notify_all
from rentrail.payments.operations.preauthorizing import HOUSEHOLD_MOVED_OUT, PAYER_MOVED_OUT
from rentrail.payments.operations.taking import Result, take
from rentrail.payments.rules import gate, schedules
from rentrail.payments.rules.schedules import AmountDue, Verdict
from rentrail.payments.states import OccurrenceStatus, PreauthorizedStatus
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import LeaseStatus, LedgerName
from rentrail.portfolio.rules.eligibility import Way
from rentrail.primitives.holidays import is_banking_day
from rentrail.primitives.money import format_cents

SCHEDULE = "schedule"
TAKEN_AT_ONCE_MAX = 2_500

# The oldest due dates first; a household's second one waits for the next round.
LOCK_DUE = """
SELECT id, lease_id FROM payments_preauthorizedpayment
WHERE company_id = %s AND next_due_date <= %s
ORDER BY next_due_date, id LIMIT %s
FOR NO KEY UPDATE
"""

# What waits for approval or release will pay a part of what is open; it is not asked for again.
# What is charged ahead, and due after the due date, is not owed by then.
READ_DUE = """
SELECT due.id, due.public_id, due.property_id, due.lease_id, due.person_id, due.authorization_id,
    consent.kind, due.frequency, due.amount_kind, due.amount_cents, due.first_amount_cents,
    due.amount_cents_min, due.amount_cents_max, due.notice_waived,
    CASE WHEN due.next_due_date < due.notified_from_date THEN due.notified_before_cents
        ELSE due.notified_cents END,
    due.notice_over_cents,
    CASE WHEN due.notice_over_cents IS NOT NULL THEN (
        SELECT amount_cents FROM payments_occurrence
        WHERE preauthorized_payment_id = due.id AND status = 'taken'
        ORDER BY due_date DESC LIMIT 1
    ) END,
    due.ledger,
    due.description, due.email, due.start_date, due.end_date, due.payments_max,
    due.payments_taken, due.next_due_date, due.status, due.status_reason,
    lease.status, lease.move_out_date, member.moved_out_date,
    payer.missing_since IS NOT NULL AND lease.missing_since IS NULL,
    CASE WHEN due.amount_kind <> 'fixed' THEN coalesce((
        SELECT sum(posting.signed_cents)::bigint FROM ledger_posting posting
        WHERE posting.subject_id = due.lease_id AND posting.ledger_account_id = receivable.id
    ), 0) - coalesce((
        SELECT sum(waiting.amount_cents)::bigint FROM payments_payment waiting
        WHERE waiting.lease_id = due.lease_id AND waiting.ledger = due.ledger
            AND waiting.status IN ('awaiting_approval', 'suspended')
    ), 0) - coalesce((
        SELECT sum(charge.open_cents)::bigint FROM portfolio_opencharge open
        JOIN portfolio_charge charge ON charge.id = open.charge_id
        JOIN portfolio_transactioncode code ON code.id = charge.transaction_code_id
        WHERE open.lease_id = due.lease_id AND code.ledger = due.ledger
            AND charge.due_date > due.next_due_date
    ), 0) ELSE 0 END
FROM payments_preauthorizedpayment due
JOIN payments_authorization consent ON consent.id = due.authorization_id
JOIN portfolio_lease lease ON lease.id = due.lease_id
JOIN portfolio_person payer ON payer.id = due.person_id
LEFT JOIN portfolio_leaseperson member
    ON member.lease_id = due.lease_id AND member.person_id = due.person_id
JOIN portfolio_property property ON property.id = due.property_id
JOIN ledger_ledgeraccount receivable ON receivable.book_id = property.book_id
    AND receivable.key =
        CASE due.ledger WHEN 'deposit' THEN 'deposit-receivable' ELSE 'resident-receivable' END
WHERE due.id = ANY(%s)
ORDER BY due.next_due_date, due.id
"""

ADVANCE = """
UPDATE payments_preauthorizedpayment SET
    next_due_date = change.next_due_date, payments_taken = change.payments_taken,
    status = change.status, status_reason = change.status_reason,
    disabled_at = CASE WHEN change.status = 'disabled' THEN %s::timestamptz END,
    disabled_by = CASE WHEN change.status = 'disabled' THEN %s ELSE '' END
FROM unnest(%s::bigint[], %s::date[], %s::integer[], %s::text[], %s::text[])
    AS change (id, next_due_date, payments_taken, status, status_reason)
WHERE payments_preauthorizedpayment.id = change.id
"""


@dataclass(kw_only=True)
class DueCounts:
    """What became of the due dates of a run."""

    taken: int = 0
    waiting_for_a_person: int = 0
    failed: int = 0
    skipped: int = 0

    def as_dict(self) -> dict[str, int]:
        """Give the counts for the day's record."""
        return asdict(self)

    def add(self, outcome: "Outcome") -> None:
        """Count what became of one due date."""
        self.taken += outcome.status is OccurrenceStatus.TAKEN and not outcome.waits
        self.waiting_for_a_person += outcome.waits
        self.failed += outcome.status is OccurrenceStatus.FAILED
        self.skipped += outcome.status is OccurrenceStatus.SKIPPED


class Due(NamedTuple):
    """A preauthorized payment that has come due, with its household."""

    id: int
    public_id: str
    property_id: int
    lease_id: int
    person_id: int
    authorization_id: int
    kind: str
    frequency: str
    amount_kind: str
    amount_cents: int | None
    first_amount_cents: int | None
    amount_cents_min: int | None
    amount_cents_max: int | None
    notice_waived: bool
    notified_cents: int | None
    notice_over_cents: int | None
    last_cents: int | None
    ledger: str
    description: str
    email: str
    start_date: date
    end_date: date | None
    payments_max: int | None
    payments_taken: int
    due_date: date
    status: str
    status_reason: str
    lease_status: str
    move_out_date: date | None
    payer_moved_out_date: date | None
    payer_is_missing: bool
    open_balance_cents: int


@dataclass(slots=True)
class Outcome:
    """What becomes of one due date."""

    due: Due
    amount: AmountDue
    ends_because: str = ""
    payment_id: int | None = None
    waits: bool = False  # its payment is suspended, or awaits approval
    status: OccurrenceStatus = field(default=OccurrenceStatus.SKIPPED)


def take_due(*, today: date, now: datetime) -> dict[str, int]:
    """Take all preauthorized payments that are due, each due date once, those missed first.

    On a day on which banks don't work nothing is done: a due date that falls on it is processed on
    the next banking day. A refusal is a failed occurrence, with its reason, a notice to the payer
    and a task for staff.
    """
    counts = DueCounts()
    if is_banking_day(today):
        while _take_some(today=today, now=now, counts=counts):
            pass
    return counts.as_dict()


@transaction.atomic
def _take_some(*, today: date, now: datetime, counts: DueCounts) -> bool:
    due = _locked(today)
    if not due:
        return False
    outcomes = [_before_asking(one) for one in due]
    asked = [outcome for outcome in outcomes if outcome.amount.verdict is Verdict.TAKE]
    results = take([_request(outcome) for outcome in asked], taken_by=SCHEDULE, now=now)
    for outcome, result in zip(asked, results, strict=True):
        _note_result(outcome, result)
    _record(outcomes, today=today)
    _advance(outcomes, now=now)
    _tell(outcomes, now=now)
    for outcome in outcomes:
        counts.add(outcome)
    return True


def _locked(today: date) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(LOCK_DUE, [current_company_id(), today, TAKEN_AT_ONCE_MAX])
        first_of_lease: dict[int, int] = {}
        for preauthorized_id, lease_id in cursor.fetchall():
            first_of_lease.setdefault(lease_id, preauthorized_id)
        if not first_of_lease:
            return []
        fact_questions.lock_leases(list(first_of_lease))
        cursor.execute(READ_DUE, [list(first_of_lease.values())])
        return [Due._make(row) for row in cursor.fetchall()]


def _before_asking(due: Due) -> Outcome:
    ended = _ended_because(due)
    if ended:
        return Outcome(due, AmountDue(Verdict.SKIP, why=ended), ends_because=ended)
    if due.status == PreauthorizedStatus.STOPPED:
        why = f"It is stopped until the account is corrected. {due.status_reason}"
        return Outcome(due, AmountDue(Verdict.FAIL, why=why), status=OccurrenceStatus.FAILED)
    if due.payer_is_missing:
        why = "The payer is no longer among the household's people."
        return Outcome(due, AmountDue(Verdict.FAIL, why=why), status=OccurrenceStatus.FAILED)
    amount = schedules.amount_due(
        amount_kind=AmountKind(due.amount_kind),
        amount_cents=due.amount_cents,
        first_amount_cents=due.first_amount_cents,
        is_first=due.payments_taken == 0,
        amount_cents_min=due.amount_cents_min,
        amount_cents_max=due.amount_cents_max,
        notice_waived=due.notice_waived,
        notified_cents=due.notified_cents,
        notice_over_cents=due.notice_over_cents,
        last_cents=due.last_cents,
        open_balance_cents=due.open_balance_cents,
    )
    failed = amount.verdict is Verdict.FAIL
    return Outcome(
        due, amount, status=OccurrenceStatus.FAILED if failed else OccurrenceStatus.SKIPPED
    )


def _ended_because(due: Due) -> str:
    """Say that it ended before this due date; one before the move-out is caught up (PRE-7)."""
    is_past = due.lease_status == LeaseStatus.PAST
    if (due.move_out_date is None and is_past) or _is_after(due.due_date, due.move_out_date):
        return HOUSEHOLD_MOVED_OUT
    return PAYER_MOVED_OUT if _is_after(due.due_date, due.payer_moved_out_date) else ""


def _is_after(due_date: date, move_out_date: date | None) -> bool:
    return move_out_date is not None and move_out_date <= due_date


def _request(outcome: Outcome) -> PaymentRequest:
    due = outcome.due
    on_screen = due.kind in {AuthorizationKind.WEB_SINGLE, AuthorizationKind.WEB_RECURRING}
    return PaymentRequest(
        idempotency_key=f"pre:{due.public_id}:{due.due_date.isoformat()}",
        lease_id=due.lease_id,
        person_id=due.person_id,
        authorization_id=due.authorization_id,
        amount_cents=outcome.amount.cents,
        origin=Origin.INTERNET if on_screen else Origin.SIGNATURE_ORIGINAL,
        way=Way.SCHEDULE_BANK,
        ledger=LedgerName(due.ledger),
        debit_date=due.due_date,
        is_preauthorized=True,
        is_duplicate_confirmed=True,  # two due dates caught up on one day are no mistake
        description=due.description,
    )


def _note_result(outcome: Outcome, result: Result) -> None:
    outcome.payment_id = result.payment_id
    if result.payment_id is None:
        outcome.status = OccurrenceStatus.FAILED
        outcome.amount = AmountDue(Verdict.FAIL, outcome.amount.cents, why=result.decision.message)
    else:
        outcome.status = OccurrenceStatus.TAKEN
        outcome.waits = result.decision.outcome is not gate.Outcome.APPROVED


def _record(outcomes: Sequence[Outcome], *, today: date) -> None:
    bulk.insert(
        Occurrence,
        {
            "preauthorized_payment": [outcome.due.id for outcome in outcomes],
            "due_date": [outcome.due.due_date for outcome in outcomes],
            "processed_date": [today] * len(outcomes),
            "status": [outcome.status for outcome in outcomes],
            "amount_cents": [outcome.amount.cents or None for outcome in outcomes],
            "payment": [outcome.payment_id for outcome in outcomes],
            "reason": [outcome.amount.why[:300] for outcome in outcomes],
        },
    )


def _advance(outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Set the next due date; what has run out is disabled."""
    rows = [_after(outcome) for outcome in outcomes]
    ids, dates, taken, statuses, reasons = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            ADVANCE,
            [
                now,
                SCHEDULE,
                array_of_numbers(ids),
                array_of_dates(dates),
                array_of_numbers(taken),
                array_of_texts(statuses),
                array_of_texts(reasons),
            ],
        )


def _after(outcome: Outcome) -> tuple[int, date | None, int, str, str]:
    due = outcome.due
    taken = due.payments_taken + (outcome.status is OccurrenceStatus.TAKEN)
    if outcome.ends_because:
        reason = outcome.ends_because
        return due.id, None, taken, PreauthorizedStatus.DISABLED, reason
    following = _following(due.frequency, due.start_date, due.due_date, due.end_date)
    if following is None or schedules.are_all_made(
        payments_max=due.payments_max, payments_taken=taken
    ):
        outcome.ends_because = "It has run out."
        return due.id, None, taken, PreauthorizedStatus.DISABLED, outcome.ends_because
    return due.id, following, taken, due.status, due.status_reason


@lru_cache(maxsize=1024)
def _following(frequency: str, start: date, after: date, end: date | None) -> date | None:
    """Give the due date after one; most households have the same."""
    return schedules.next_due_date(
        frequency=Frequency(frequency), start=start, after=after, end=end
    )


def _tell(outcomes: Sequence[Outcome], *, now: datetime) -> None:
    notify_all(_notices(outcomes), now=now)
    for outcome in outcomes:
        if outcome.status is OccurrenceStatus.FAILED:
            portfolio.raise_task(
                kind="preauthorized-failed",
                subject=_subject(outcome),
                text=f"{outcome.due.description}: {outcome.amount.why}",
                property_id=outcome.due.property_id,
                now=now,
            )


def _notices(outcomes: Iterable[Outcome]) -> Iterator[NoticeDraft]:
    for outcome in outcomes:
        due = outcome.due
        if outcome.status is OccurrenceStatus.FAILED:
            amount = f" of {format_cents(outcome.amount.cents)}" if outcome.amount.cents else ""
            yield NoticeDraft(
                person_id=due.person_id,
                kind="preauthorized-failed",
                subject=_subject(outcome),
                email=due.email,
                text=(
                    f"Your payment{amount} due {due.due_date:%m/%d/%Y} was not made. "
                    f"{outcome.amount.why}"
                ),
            )
        if outcome.ends_because:
            yield NoticeDraft(
                person_id=due.person_id,
                kind="preauthorized-disabled",
                subject=due.public_id,
                email=due.email,
                text=(
                    f"Your preauthorized payment “{due.description}” was ended. "
                    f"{outcome.ends_because}"
                ),
            )


def _subject(outcome: Outcome) -> str:
    return f"{outcome.due.public_id}:{outcome.due.due_date.isoformat()}"
