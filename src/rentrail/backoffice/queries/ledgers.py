"""A household's ledger as a page: a view of the postings, never a second copy (LED-2)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from rentrail.ledger.models import Posting
from rentrail.payments.models import Payment
from rentrail.payments.states import TransactionStatus
from rentrail.portfolio.chart import RECEIVABLE_KEYS
from rentrail.portfolio.models import (
    Lease,
    LedgerName,
    TransactionCode,
    TransactionCodeKind,
)

PENDING = (TransactionStatus.AWAITING_APPROVAL, TransactionStatus.SUSPENDED)

KINDS = {
    "charges": {TransactionCodeKind.CHARGE},
    "payments": {TransactionCodeKind.PAYMENT},
    "credits": {TransactionCodeKind.CREDIT, TransactionCodeKind.SETTLEMENT},
}


@dataclass(frozen=True, kw_only=True)
class LedgerFilter:
    """Which lines of a ledger are shown; the running balance is that of the whole ledger."""

    open_only: bool = False
    period: int | None = None  # YYYYMM
    from_date: date | None = None
    to_date: date | None = None
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """One line of a household's ledger."""

    property_date: date
    period: int
    belongs_to_date: date | None
    control_number: int
    transaction_code: str
    kind: str
    description: str
    document: str
    signed_cents: int
    open_cents: int
    balance_cents: int
    payment_public_id: str
    charge_public_id: str

    @property
    def charge_cents(self) -> int | None:
        """Give what the household owes more by this line."""
        return self.signed_cents if self.signed_cents > 0 else None

    @property
    def credit_cents(self) -> int | None:
        """Give what the household owes less by this line."""
        return -self.signed_cents if self.signed_cents < 0 else None


@dataclass(frozen=True, kw_only=True)
class LedgerPage:
    """The lines that the filter keeps, newest first, with their totals."""

    lines: tuple[LedgerLine, ...]
    balance_cents: int
    periods: tuple[int, ...]
    pending: tuple[Payment, ...]

    @property
    def charges_cents(self) -> int:
        """Sum the charges shown."""
        return sum(line.charge_cents or 0 for line in self.lines)

    @property
    def credits_cents(self) -> int:
        """Sum the credits shown."""
        return sum(line.credit_cents or 0 for line in self.lines)


def ledger_page(*, lease: Lease, ledger: LedgerName, wanted: LedgerFilter) -> LedgerPage:
    """Read a household's ledger, its running balance, and the payments that wait (PAY-14)."""
    lines = _lines(lease, ledger)
    return LedgerPage(
        lines=tuple(line for line in reversed(lines) if _keeps(wanted, line)),
        balance_cents=lines[-1].balance_cents if lines else 0,
        periods=tuple(sorted({line.period for line in lines}, reverse=True)),
        pending=tuple(
            Payment.objects.filter(lease=lease, ledger=ledger, status__in=PENDING)
            .select_related("person", "instrument")
            .order_by("-id")
        ),
    )


def _lines(lease: Lease, ledger: LedgerName) -> list[LedgerLine]:
    """Read every line, oldest first: a household's ledger is some hundreds of lines at most."""
    kinds = dict(TransactionCode.objects.values_list("code", "kind"))
    postings = _postings(lease, ledger)
    balances = accumulate(posting.signed_cents for posting in postings)
    return [
        _line(posting, balance, kinds) for posting, balance in zip(postings, balances, strict=True)
    ]


def _postings(lease: Lease, ledger: LedgerName) -> Sequence[Posting]:
    return list(
        Posting.objects.filter(
            ledger_account__book_id=lease.property.book_id,
            ledger_account__key=RECEIVABLE_KEYS[ledger],
            subject_id=lease.id,
        )
        .select_related("journal_entry__charge", "journal_entry__credit", "journal_entry__payment")
        .order_by("journal_entry__property_date", "journal_entry_id", "line")
    )


def _line(posting: Posting, balance_cents: int, kinds: dict[str, str]) -> LedgerLine:
    entry = posting.journal_entry
    charge, credit = _one(entry, "charge"), _one(entry, "credit")
    payment = _one(entry, "payment")
    return LedgerLine(
        property_date=entry.property_date,
        period=entry.period,
        belongs_to_date=entry.belongs_to_date,
        control_number=entry.control_number,
        transaction_code=entry.transaction_code,
        kind=kinds.get(entry.transaction_code, ""),
        description=entry.description,
        document=entry.document,
        signed_cents=posting.signed_cents,
        open_cents=charge.open_cents if charge else credit.unapplied_cents if credit else 0,
        balance_cents=balance_cents,
        payment_public_id=payment.public_id if payment else "",
        charge_public_id=charge.public_id if charge else "",
    )


def _one(entry: Any, name: str) -> Any:
    """Give what the journal entry belongs to, where there is one."""
    return getattr(entry, name, None)


def _keeps(wanted: LedgerFilter, line: LedgerLine) -> bool:
    return all(_tests(wanted, line))


def _tests(wanted: LedgerFilter, line: LedgerLine) -> Iterator[bool]:
    yield not wanted.open_only or line.open_cents > 0
    yield wanted.period is None or line.period == wanted.period
    yield wanted.from_date is None or line.property_date >= wanted.from_date
    yield wanted.to_date is None or line.property_date <= wanted.to_date
    yield not wanted.kind or line.kind in KINDS[wanted.kind]
