"""Questions about payments, for pages, reports and whoever sends them on."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, QuerySet, Sum

from rentrail.payments.models import (
    AmountKind,
    Batch,
    InstrumentKind,
    Occurrence,
    Payment,
    PreauthorizedPayment,
    Refund,
    Refusal,
)
from rentrail.payments.rules import schedules
from rentrail.payments.rules.schedules import Verdict
from rentrail.payments.states import (
    InstrumentStanding,
    OccurrenceStatus,
    PreauthorizedStatus,
    RefundState,
    SettlementStatus,
    TransactionStatus,
)
from rentrail.portfolio import queries as portfolio_queries
from rentrail.portfolio.models import Lease, LedgerName

ARRIVED = (SettlementStatus.HELD, SettlementStatus.SETTLED, SettlementStatus.DISBURSED)
NOT_REFUNDED = (RefundState.CANCELED, RefundState.RETURNED)
# What stops debits only lets credits pass.
MAY_BE_CREDITED = (InstrumentStanding.GOOD, InstrumentStanding.UNTIL_AUTHORIZED)
WAITING = (TransactionStatus.AWAITING_APPROVAL, TransactionStatus.SUSPENDED)


@dataclass(frozen=True, kw_only=True, slots=True)
class SlipLine:
    """One piece of paper, or cash, on a deposit slip."""

    kind: str
    document: str
    person: str
    amount_cents: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DepositSlip:
    """What goes to the bank's counter with a HAND batch (PAY-12)."""

    lines: tuple[SlipLine, ...]

    @property
    def total_cents(self) -> int:
        """Give the sum of its lines."""
        return sum(line.amount_cents for line in self.lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class NextDebit:
    """A debit that is to come: when, how much as things stand, from whom."""

    public_id: str
    due_date: date
    amount_cents: int
    person: str
    last_four: str
    description: str
    remark: str = ""


def waiting_since(*, property_id: int) -> dict[int, date]:
    """Give the earliest date of each household's payments that wait, whose posting comes later."""
    waiting = Payment.objects.filter(
        status__in=WAITING, property_id=property_id, ledger=LedgerName.RESIDENT
    )
    return dict(waiting.values_list("lease_id").annotate(Min("property_date")))


def balances_to_pay(
    *, lease_ids: Collection[int], ledger: LedgerName, due_by: date | None = None
) -> dict[int, int]:
    """Give what households owe on a ledger beyond the payments that wait to pay it, in cents.

    All that is charged, or what is owed by a day.
    """
    balances = portfolio_queries.open_balance_cents(
        lease_ids=lease_ids, ledger=ledger, due_by=due_by
    )
    waiting = (
        Payment.objects.filter(status__in=WAITING, lease_id__in=lease_ids, ledger=ledger)
        .values_list("lease_id")
        .annotate(Sum("amount_cents"))
    )
    for lease_id, cents in waiting:
        balances[lease_id] -= cents
    return balances


def refunds_of(payment: Payment) -> QuerySet[Refund]:
    """Give a payment's refunds, oldest first."""
    found: QuerySet[Refund] = Refund.objects.filter(payment=payment).order_by("id")
    return found


def refundable_cents(payment: Payment) -> int:
    """Give how much of a payment can still be refunded, in cents."""
    refunded = Refund.objects.filter(payment=payment).exclude(state__in=NOT_REFUNDED)
    sum_cents = refunded.aggregate(sum=Sum("amount_cents"))["sum"]
    return int(payment.amount_cents - (sum_cents or 0))


def deposit_slip(batch: Batch) -> DepositSlip:
    """Give the deposit slip of a batch that was recorded by hand: line by line, count and sum."""
    paid = Payment.objects.filter(batch=batch).select_related("instrument", "person")
    lines = tuple(
        SlipLine(
            kind=payment.instrument.get_kind_display(),
            document=payment.document,
            person=str(payment.person),
            amount_cents=payment.amount_cents,
        )
        for payment in paid.order_by("id")
    )
    return DepositSlip(lines=lines)


def why_not_refundable(payment: Payment) -> str:
    """Say why nothing of a payment can be refunded; empty where something can (PAY-10)."""
    if payment.instrument.kind != InstrumentKind.BANK_ACCOUNT:
        return "It was paid with paper, which authorizes no entry back; return it another way."
    if payment.settlement_status not in ARRIVED:
        return "Its money hasn't arrived, or is gone again; until it is in a file, void it."
    if payment.lease.property_id != payment.property_id:
        return "It was moved to another property; the money is transferred, not refunded."
    if payment.instrument.standing not in MAY_BE_CREDITED:
        return "Its bank account is stopped and can't be credited."
    if not refundable_cents(payment):
        return "All of it is refunded."
    return ""


def refusals(lease: Lease | None = None) -> QuerySet[Refusal]:
    """Give what the gate refused, newest first."""
    found: QuerySet[Refusal] = Refusal.objects.select_related("person", "lease").order_by("-id")
    return found if lease is None else found.filter(lease=lease)


def next_debits(scheduled: Collection[PreauthorizedPayment]) -> Iterator[NextDebit]:
    """Tell the next debit of each preauthorized payment that runs, soonest first."""
    running = [one for one in scheduled if one.status == PreauthorizedStatus.ENABLED]
    lease_ids = {one.lease_id for one in running}
    balances = {
        (ledger, due_by): balances_to_pay(
            lease_ids=lease_ids, ledger=LedgerName(ledger), due_by=due_by
        )
        for ledger, due_by in {(one.ledger, one.next_due_date) for one in running}
    }
    for one in sorted(running, key=lambda one: (one.next_due_date or date.max, one.id)):
        yield _next_debit(one, balances[one.ledger, one.next_due_date][one.lease_id])


def last_debit_cents(scheduled: Collection[PreauthorizedPayment]) -> dict[int, int]:
    """Give the amount of the last debit of each preauthorized payment that has had one."""
    taken = Occurrence.objects.filter(
        preauthorized_payment__in=scheduled, status=OccurrenceStatus.TAKEN
    ).order_by("due_date")
    return dict(taken.values_list("preauthorized_payment_id", "amount_cents"))


def _next_debit(one: PreauthorizedPayment, open_balance_cents: int) -> NextDebit:
    assert one.next_due_date is not None  # noqa: S101 - it is enabled
    due = schedules.amount_due(
        amount_kind=AmountKind(one.amount_kind),
        amount_cents=one.amount_cents,
        first_amount_cents=one.first_amount_cents,
        is_first=one.payments_taken == 0,
        amount_cents_min=one.amount_cents_min,
        amount_cents_max=one.amount_cents_max,
        notice_waived=one.notice_waived,
        notified_cents=one.notified_cents_on(one.next_due_date),
        notice_over_cents=one.notice_over_cents,
        last_cents=last_debit_cents([one]).get(one.id) if one.notice_over_cents else None,
        open_balance_cents=open_balance_cents,
    )
    return NextDebit(
        public_id=one.public_id,
        due_date=one.next_due_date,
        amount_cents=due.cents if due.verdict is Verdict.TAKE else 0,
        person=str(one.person),
        last_four=one.instrument.last_four,
        description=one.description,
        remark=due.why,
    )
