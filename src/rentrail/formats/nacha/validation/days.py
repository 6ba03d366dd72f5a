"""Dates as they stand in a file."""

from datetime import date

from rentrail.formats.nacha.fields import is_digits

DAYS_OF_A_YEAR_MAX = 366


def day_of(text: str) -> date | None:
    """Read a date as YYMMDD, of this century; None when it is none.

    >>> day_of("260302"), day_of("260230")
    (datetime.date(2026, 3, 2), None)
    """
    if not is_digits(text, 6):
        return None
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return None


def is_time(text: str) -> bool:
    """Tell whether this is a time of day, as HHMM or HHMMSS.

    >>> is_time("0930"), is_time("2460"), is_time("235959"), is_time("236060")
    (True, False, True, False)
    """
    if not (is_digits(text, 4) or is_digits(text, 6)):
        return False
    return int(text[:2]) < 24 and int(text[2:4]) < 60 and int(text[4:] or 0) < 60


def is_day_of_year(text: str) -> bool:
    """Tell whether this is a day of the year, 001 to 366.

    >>> is_day_of_year("061"), is_day_of_year("000"), is_day_of_year("400")
    (True, False, False)
    """
    return is_digits(text, 3) and 1 <= int(text) <= DAYS_OF_A_YEAR_MAX


def is_month_and_day(text: str) -> bool:
    """Tell whether this is a day of some year, as MMDD.

    >>> is_month_and_day("0229"), is_month_and_day("0230")
    (True, False)
    """
    return is_digits(text, 4) and day_of(f"24{text}") is not None  # 2024 had all days
