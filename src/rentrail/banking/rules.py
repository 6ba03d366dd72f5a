"""Decisions about files and funds: values in, values out."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from rentrail.businessdays import settlement, windows
from rentrail.businessdays.windows import Cutoffs, TransmissionWindow
from rentrail.businessdays.zones import CENTRAL, in_zone, moment_at
from rentrail.formats.nacha import transactions
from rentrail.formats.nacha.transactions import AccountType, Direction
from rentrail.payments.rules import consent

RENT_CODES = {
    (account_type, direction): transactions.transaction_code_for(
        account_type=account_type, direction=direction
    )
    for account_type in (AccountType.CHECKING, AccountType.SAVINGS)
    for direction in Direction
}
# Descriptions that Nacha's rules demand: of a re-presented item, and of a returned-item fee.
RETRY = "RETRY PYMT"
RETURN_FEE = "RETURN FEE"


def cutoffs_of(settings: Mapping[str, Any]) -> Cutoffs:
    """Read the cut-offs agreed with a bank; what is left out is the default (RAIL-2).

    >>> cutoffs_of({"windows": ["10:30", "18:00"]}).last_window.closes_at
    datetime.time(18, 0)

    Raises:
        ValueError: they can't be those of a day, or a window that closes batches isn't one of them.
    """
    zone = settings.get("zone", CENTRAL)
    texts = settings.get("windows", ["19:00"])
    unknown = [text for text in settings.get("closing", ()) if text not in texts]
    if unknown:
        raise ValueError(f"{', '.join(unknown)} is to close batches and is no window of the bank.")
    sent = tuple(
        TransmissionWindow(
            name=f"window {text}",
            closes_at=time.fromisoformat(text),
            zone=zone,
            closes_batches=text == texts[-1] or text in settings.get("closing", ()),
        )
        for text in texts
    )
    nightly = TransmissionWindow(
        name="nightly batch",
        closes_at=time.fromisoformat(settings.get("nightly_batch", "20:00")),
        zone=zone,
        closes_batches=True,
    )
    closed = frozenset(date.fromisoformat(day) for day in settings.get("extra_closed", ()))
    return Cutoffs(windows=sent, nightly_batch=nightly, extra_closed=closed)


def sending_day(*, business_date: date, now: datetime, cutoffs: Cutoffs) -> date:
    """Give the banking day a file built now counts for: never one whose last window has closed."""
    return max(business_date, windows.sending_day(now, cutoffs=cutoffs))


def taken_since(*, business_date: date, cutoffs: Cutoffs) -> datetime:
    """Give the moment from which on payments may still be debited on a day (RULE-14)."""
    day = consent.earliest_taken_date(business_date, extra_closed=cutoffs.extra_closed)
    return moment_at(day, time(), zone=cutoffs.last_window.zone)


def effective_entry_date(*, sending_day: date, cutoffs: Cutoffs) -> date:
    """Give the date that entries ask settlement for; none goes same-day unmeant."""
    return settlement.effective_entry_date(sending_day, extra_closed=cutoffs.extra_closed)


def bank_moment(now: datetime, *, cutoffs: Cutoffs) -> datetime:
    """Give the moment as the bank's clock shows it."""
    return in_zone(now, zone=cutoffs.last_window.zone)


def disbursement_is_due(
    *, settlement_date: date, hold_days: int, business_date: date, cutoffs: Cutoffs
) -> bool:
    """Tell whether held funds are sent on to their owner on a day (RAIL-4)."""
    due_date = settlement.disbursement_date(
        settlement_date, hold_days=hold_days, extra_closed=cutoffs.extra_closed
    )
    return due_date <= business_date


def entry_description(usual: str, *, is_representment: bool, is_fee: bool) -> str:
    """Give what an entry batch of payments says that it is for."""
    if is_fee:
        return RETURN_FEE
    return RETRY if is_representment else usual


def transaction_code(*, account_type: str, direction: Direction) -> int:
    """Give the transaction code of an entry to a checking or savings account."""
    return RENT_CODES[AccountType(account_type), direction]
