"""How long after its day a debit may still be made under the payer's authorization (RULE-14)."""

from collections.abc import Set
from datetime import date

from rentrail.businessdays.arithmetic import add_banking_days, roll_back
from rentrail.primitives.holidays import NONE_CLOSED

# A payer agrees to a debit on or after a day, not at any time after it. So long may a bank, a
# stopped account or a second person hold it up; a later debit is a new one, with its own consent.
DEBITED_WITHIN_BANKING_DAYS = 5


def earliest_taken_date(day: date, *, extra_closed: Set[date] = NONE_CLOSED) -> date:
    """Give the first day whose payments may still be debited on a day.

    >>> earliest_taken_date(date(2026, 3, 9))
    datetime.date(2026, 3, 2)
    """
    return add_banking_days(
        roll_back(day, extra_closed=extra_closed),
        -DEBITED_WITHIN_BANKING_DAYS,
        extra_closed=extra_closed,
    )


def is_too_late(*, taken_date: date, day: date) -> bool:
    """Tell whether a debit on a day comes too late for the authorization it was taken under."""
    return taken_date < earliest_taken_date(day)
