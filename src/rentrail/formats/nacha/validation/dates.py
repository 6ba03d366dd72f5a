"""The effective entry date: real, not past, on a banking day, not too far ahead."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from rentrail.formats.nacha.file import Batch, FileKind
from rentrail.formats.nacha.problems import Findings, Severity
from rentrail.formats.nacha.transactions import TRANSACTION_CODES, Direction

RULE = "batch.effective-date"
# Banking days after processing. Source: [NACHA] Appendix Two, effective entry date (R18).
DEBITS_AHEAD_MAX = 1
CREDITS_AHEAD_MAX = 2


def check(
    batch: Batch,
    findings: Findings,
    *,
    today: date | None,
    is_banking_day: Callable[[date], bool] | None,
) -> None:
    """Check when a forward batch is to settle."""
    if batch.kind is not FileKind.FORWARD:
        return
    effective_date = parsed(batch.header.effective_entry_date)
    if effective_date is None:
        _report(batch, findings, "This is no date as YYMMDD, so the operator would choose one.")
    else:
        _check_day(batch, findings, effective_date, today, is_banking_day)


def parsed(value: str) -> date | None:
    """Read a date as YYMMDD; None when it is none.

    >>> parsed("260302"), parsed("260230")
    (datetime.date(2026, 3, 2), None)
    """
    if len(value) != 6 or not value.isdigit() or not value.isascii():
        return None
    try:
        return datetime.strptime(value, "%y%m%d").date()  # noqa: DTZ007 (a day, no moment)
    except ValueError:
        return None


def _check_day(
    batch: Batch,
    findings: Findings,
    effective_date: date,
    today: date | None,
    is_banking_day: Callable[[date], bool] | None,
) -> None:
    warning = Severity.WARNING
    if is_banking_day and not is_banking_day(effective_date):
        _report(
            batch, findings, "This is no banking day; it would settle on the next one.", warning
        )
    if today is None:
        return
    is_same_day = batch.header.company_descriptive_date.startswith("SD")
    if effective_date < today:
        _report(batch, findings, "This day is past: the batch would settle today, at a fee.")
    elif effective_date == today and not is_same_day:
        _report(
            batch, findings, "This is today, so the batch would settle today, at a fee.", warning
        )
    elif is_banking_day and _is_too_far(batch, effective_date, today, is_banking_day):
        message = "Operators take debits one banking day ahead, and credits two."
        _report(batch, findings, message, warning)


def _is_too_far(
    batch: Batch, effective_date: date, today: date, is_banking_day: Callable[[date], bool]
) -> bool:
    ahead, day = 0, today
    while day < effective_date and ahead <= CREDITS_AHEAD_MAX:
        day += timedelta(days=1)
        ahead += is_banking_day(day)
    return ahead > (DEBITS_AHEAD_MAX if _has_debits(batch) else CREDITS_AHEAD_MAX)


def _has_debits(batch: Batch) -> bool:
    known = (TRANSACTION_CODES.get(entry.detail.transaction_code) for entry in batch.entries)
    return any(code and code.direction is Direction.DEBIT for code in known)


def _report(
    batch: Batch, findings: Findings, message: str, severity: Severity = Severity.ERROR
) -> None:
    findings.of_field(
        RULE, batch.header, "effective_entry_date", line=batch.line, message=message,
        severity=severity,
    )  # fmt: skip
