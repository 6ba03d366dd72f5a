"""The effective entry date of a forward batch: real, not past, on a banking day, not too far."""

from collections.abc import Callable
from datetime import date, timedelta

from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.validation import days
from rentrail.formats.nacha.validation.batch import BatchInCheck
from rentrail.formats.nacha.validation.settings import Settings

# Banking days after processing. Source: [NACHA] Appendix Two, effective entry date (R18).
DEBITS_AHEAD_MAX = 1
CREDITS_AHEAD_MAX = 2
SATURDAY = 5

_NAME = "effective_entry_date"


def check(batch: BatchInCheck, settings: Settings, report: Report) -> None:
    """Check when a forward batch is to settle."""
    text = batch.header.effective_entry_date
    if batch.effective_date is None:
        if text.isdecimal() and len(text) == 6:
            message = f"{text} is no day, so the operator would choose one."
            report.field("batch.effective-date", batch.header, _NAME, message, expected="YYMMDD")
        return
    _check_calendar(batch, batch.effective_date, settings, report)
    if settings.today:
        _check_against_today(batch, batch.effective_date, settings.today, settings, report)
    _check_same_day(batch, batch.effective_date, settings.today, report)


def _check_calendar(
    batch: BatchInCheck, effective_date: date, settings: Settings, report: Report
) -> None:
    if effective_date.weekday() >= SATURDAY:
        message = (
            f"{effective_date} is a {effective_date:%A}: it would settle the banking day after."
        )
        report.field("batch.effective-date-weekend", batch.header, _NAME, message)
    elif not settings.is_banking_day(effective_date):
        message = (
            f"The Reserve Banks are closed on {effective_date}: it would settle the day after."
        )
        report.field("batch.effective-date-holiday", batch.header, _NAME, message)


def _check_against_today(
    batch: BatchInCheck, effective_date: date, today: date, settings: Settings, report: Report
) -> None:
    if effective_date < today:
        message = f"{effective_date} is past: the batch would settle today, at a fee."
        report.field("batch.effective-date-past", batch.header, _NAME, message)
    elif effective_date == today and not batch.has_same_day_mark:
        message = "The effective date is today: the batch would settle today, at a fee."
        report.field("batch.effective-date-today", batch.header, _NAME, message)
    elif _is_too_far(batch, effective_date, today, settings.is_banking_day):
        most = "debits one banking day" if batch.has_debits else "credits two banking days"
        message = f"{effective_date} is too far: operators take {most} ahead."
        report.field("batch.effective-date-far", batch.header, _NAME, message)


def _is_too_far(
    batch: BatchInCheck, effective_date: date, today: date, is_banking_day: Callable[[date], bool]
) -> bool:
    ahead_max = DEBITS_AHEAD_MAX if batch.has_debits else CREDITS_AHEAD_MAX
    ahead, day = 0, today
    while day < effective_date and ahead <= ahead_max:
        day += timedelta(days=1)
        ahead += is_banking_day(day)
    return ahead > ahead_max


def _check_same_day(
    batch: BatchInCheck, effective_date: date, today: date | None, report: Report
) -> None:
    mark = batch.header.company_descriptive_date
    if not batch.has_same_day_mark:
        return
    name = "company_descriptive_date"
    if batch.sec and not batch.sec.same_day_allowed:
        message = f"{batch.sec.code} entries do not settle the same day."
        report.field("batch.same-day-class", batch.header, name, message)
    if not is_same_day_mark(mark):
        message = f"{mark!r} is no same-day mark, which is SD and a time, as SD1300."
        report.field("batch.same-day-mark", batch.header, name, message, expected="SDHHMM")
    elif today and effective_date > today:
        message = "The batch asks for a same-day window, but its effective date is not today."
        report.field("batch.same-day-mark", batch.header, name, message)


def is_same_day_mark(text: str) -> bool:
    """Tell whether a company descriptive date asks for a same-day window.

    >>> is_same_day_mark("SD1300"), is_same_day_mark("SD9900"), is_same_day_mark("MAR 02")
    (True, False, False)
    """
    return text.startswith("SD") and len(text) == len("SDHHMM") and days.is_time(text[2:])
