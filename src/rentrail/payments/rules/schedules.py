"""Preauthorized payments: what is agreed, when each falls due, and for how much (PRE)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rentrail.businessdays import schedule
from rentrail.payments.models import AmountKind, Frequency
from rentrail.payments.rules.gate import ENTRY_CENTS_MAX
from rentrail.primitives.money import format_cents

# All others make partial payments of a month's rent (PRE-2).
TAKEN_WITHOUT_PARTIAL_PAYMENTS = frozenset({Frequency.ONE_TIME, Frequency.MONTHLY})


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Amount, frequency, start and end of what a payer agrees to; for one debit, one date."""

    amount_kind: AmountKind = AmountKind.FIXED
    amount_cents: int | None = None
    first_amount_cents: int | None = None
    amount_cents_min: int | None = None
    amount_cents_max: int | None = None
    frequency: Frequency = Frequency.ONE_TIME
    start_date: date
    end_date: date | None = None
    payments_max: int | None = None

    @property
    def is_one_time(self) -> bool:
        """Tell whether it is for one debit."""
        return self.frequency is Frequency.ONE_TIME

    @property
    def consent_cents_max(self) -> int:
        """Give the largest debit that is agreed to."""
        if self.amount_kind is AmountKind.FIXED:
            return max(self.amount_cents or 0, self.first_amount_cents or 0)
        return self.amount_cents_max or 0

    @property
    def consent_cents_min(self) -> int:
        """Give the smallest debit that is agreed to; an open balance may be of any size."""
        if self.amount_kind is AmountKind.FIXED:
            return min(self.amount_cents or 0, self.first_amount_cents or self.amount_cents or 0)
        return 1


def why_not(plan: Plan) -> Iterator[str]:
    """Say in sentences what is wrong with a plan."""
    yield from _wrong_amounts(plan)
    if plan.is_one_time and plan.amount_kind is not AmountKind.FIXED:
        yield "A single payment has a fixed amount."
    if plan.end_date is not None and plan.end_date < plan.start_date:
        yield "The end lies before the start."
    if plan.payments_max is not None and plan.payments_max < 1:
        yield "The number of payments is at least one."
    if plan.end_date is not None and plan.payments_max is not None:
        yield "It ends by date or after a number of payments, not both."


def _wrong_amounts(plan: Plan) -> Iterator[str]:
    given = [
        cents
        for cents in (
            plan.amount_cents,
            plan.first_amount_cents,
            plan.amount_cents_min,
            plan.amount_cents_max,
        )
        if cents is not None
    ]
    if any(not 0 < cents <= ENTRY_CENTS_MAX for cents in given):
        yield "Each amount lies between 0.01 and 99,999,999.99."
    if plan.amount_kind is AmountKind.FIXED and plan.amount_cents is None:
        yield "A fixed amount is needed."
    if plan.amount_kind is not AmountKind.FIXED and plan.amount_cents_max is None:
        yield "The most that may be debited is needed."
    if plan.amount_kind is AmountKind.OPEN_BALANCE_RANGE and plan.amount_cents_min is None:
        yield "A range needs its lower amount."
    if (plan.amount_cents_min or 0) > (plan.amount_cents_max or ENTRY_CENTS_MAX):
        yield "The range's lower amount is more than its upper one."


def first_due_date(plan: Plan) -> date | None:
    """Give the first due date: with a semi-monthly frequency on or after the start."""
    return next(due_dates(plan), None)


def due_dates(plan: Plan) -> Iterator[date]:
    """Give all due dates of a plan, in order."""
    return schedule.due_dates(
        frequency=schedule.Frequency[plan.frequency.name],
        start=plan.start_date,
        end=plan.end_date,
        count=plan.payments_max,
    )


def next_due_date(
    *, frequency: Frequency, start: date, after: date, end: date | None
) -> date | None:
    """Give the due date after one; none when the payment's last day is over."""
    return schedule.next_due_date(
        frequency=schedule.Frequency[frequency.name],
        start=start,
        after=after,
        end=end,
    )


def are_all_made(*, payments_max: int | None, payments_taken: int) -> bool:
    """Tell whether as many payments were made as were agreed to (PRE-11).

    A due date that failed, or on which nothing was owed, made none.
    """
    return payments_max is not None and payments_taken >= payments_max


class Verdict(StrEnum):
    """What becomes of a due date before anybody is asked for money."""

    TAKE = "take"
    SKIP = "skip"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class AmountDue:
    """How much is to be taken on a due date, or why nothing is."""

    verdict: Verdict
    cents: int = 0
    why: str = ""


NOTHING_OWED = AmountDue(Verdict.SKIP, why="Nothing is owed.")


def amount_due(
    *,
    amount_kind: AmountKind,
    amount_cents: int | None,
    first_amount_cents: int | None,
    is_first: bool,
    amount_cents_min: int | None,
    amount_cents_max: int | None,
    notice_waived: bool,
    notified_cents: int | None,
    open_balance_cents: int,
    notice_over_cents: int | None = None,
    last_cents: int | None = None,
) -> AmountDue:
    """Find the amount of a due date (PRE-3).

    A fixed amount is taken as it is. An open balance is taken up to its limit, never above what the
    payer was last told where they want to be told, and nothing where nothing is owed. Who agreed to
    be told only of a difference above a sum (``notice_over_cents``) is debited up to that sum more
    than last time without being told. A balance
    outside the agreed range needs a notice first, also where notice is waived; then its upper
    amount is the most that is taken.
    """
    if amount_kind is AmountKind.FIXED:
        cents = first_amount_cents if is_first and first_amount_cents else amount_cents
        return AmountDue(Verdict.TAKE, cents or 0)
    if open_balance_cents <= 0:
        return NOTHING_OWED
    cents = min(open_balance_cents, amount_cents_max or 0)
    if not notice_waived:
        told = _covered_cents(notified_cents, notice_over_cents, last_cents)
        if told is None:
            return AmountDue(Verdict.FAIL, why="The payer was not told the amount ahead.")
        cents = min(cents, told)
        if cents <= 0:
            return AmountDue(
                Verdict.SKIP, why="Nothing was owed when the payer was told; the rest waits."
            )
    if amount_kind is AmountKind.OPEN_BALANCE_RANGE:
        least, most = amount_cents_min or 0, amount_cents_max or 0
        is_told = notified_cents is not None and min(notified_cents, most) == cents
        outside = outside_range(
            cents if cents < least else open_balance_cents, least_cents=least, most_cents=most
        )
        if outside and not is_told:
            return AmountDue(Verdict.FAIL, why=f"{outside}; the payer must be told first.")
    return AmountDue(Verdict.TAKE, cents)


def _covered_cents(
    notified_cents: int | None, notice_over_cents: int | None, last_cents: int | None
) -> int | None:
    """Give the most that may be debited by what was told, or without being told."""
    if notice_over_cents is None or last_cents is None:
        return notified_cents
    return max(notified_cents or 0, last_cents + notice_over_cents)


def outside_range(cents: int, *, least_cents: int, most_cents: int) -> str:
    """Say that an amount lies outside an agreed range; nothing where it lies within."""
    if least_cents <= cents <= most_cents:
        return ""
    where = "below" if cents < least_cents else "above"
    return (
        f"{format_cents(cents)} lies {where} the agreed range of "
        f"{format_cents(least_cents)} to {format_cents(most_cents)}"
    )
