"""When an entry settles, when it can still come back, and when the owner is paid."""

from collections.abc import Set
from datetime import date, timedelta

from rentrail.businessdays.arithmetic import add_banking_days, next_banking_day, roll_forward
from rentrail.primitives.holidays import NONE_CLOSED

RETURN_BANKING_DAYS = 2
FINAL_BANKING_DAYS = 3
PROOF_BANKING_DAYS = 10
UNAUTHORIZED_RETURN_DAYS = 60
LAST_JULIAN_DAY = 366


def effective_entry_date(
    sending_day: date, *, same_day: bool = False, extra_closed: Set[date] = NONE_CLOSED
) -> date:
    """Give the date to ask settlement for: the next banking day, or the sending day if same-day.

    A file meant for a closed day counts as sent on the next banking day. An entry that is not
    meant as same-day is never dated its sending day, which would make it one.

    Source: [FRB-FEDACH] same-day entries and stale effective entry dates.
    """
    sent_date = roll_forward(sending_day, extra_closed=extra_closed)
    return sent_date if same_day else next_banking_day(sent_date, extra_closed=extra_closed)


def settlement_date(effective_entry_date: date, *, extra_closed: Set[date] = NONE_CLOSED) -> date:
    """Give the day the operator will settle an entry sent in time for its effective entry date.

    An effective entry date on a closed day settles on the next banking day.
    """
    return roll_forward(effective_entry_date, extra_closed=extra_closed)


def disbursement_date(
    settlement_date: date, *, hold_days: int, extra_closed: Set[date] = NONE_CLOSED
) -> date:
    """Give the banking day on which held funds are sent on to the owner.

    The hold counts banking days from settlement. With none the funds are sent on the settlement
    date itself and, as any entry, reach the owner's bank the next banking day: that day is the
    `effective_entry_date` of the disbursement.

    Raises:
        ValueError: the hold is negative.
    """
    if hold_days < 0:
        raise ValueError("A hold is zero or more banking days.")
    return add_banking_days(settlement_date, hold_days, extra_closed=extra_closed)


def nsf_return_deadline(settlement_date: date, *, extra_closed: Set[date] = NONE_CLOSED) -> date:
    """Give the banking day by whose opening an ordinary return must reach the ODFI.

    Source: [NACHA] returns, two banking days after the original settlement date.
    """
    return add_banking_days(settlement_date, RETURN_BANKING_DAYS, extra_closed=extra_closed)


def nsf_final_date(settlement_date: date, *, extra_closed: Set[date] = NONE_CLOSED) -> date:
    """Give the day from which funds no longer come back for want of funds, for all practice.

    One banking day more than the return deadline, in which the bank reports what it received.
    """
    return add_banking_days(settlement_date, FINAL_BANKING_DAYS, extra_closed=extra_closed)


def unauthorized_return_deadline(
    settlement_date: date, *, extra_closed: Set[date] = NONE_CLOSED
) -> date:
    """Give the banking day by whose opening an unauthorized consumer return must reach the ODFI.

    It is the banking day after the 60th calendar day after settlement.

    Source: [NACHA] unauthorized debits to consumer accounts, extended return.
    """
    last_day = settlement_date + timedelta(days=UNAUTHORIZED_RETURN_DAYS)
    return next_banking_day(last_day, extra_closed=extra_closed)


def proof_due_date(received_date: date, *, extra_closed: Set[date] = NONE_CLOSED) -> date:
    """Give the last day to send a bank the authorization that it asks for.

    Source: [NACHA] retention and provision of the receiver's authorization, ten banking days.
    """
    return add_banking_days(received_date, PROOF_BANKING_DAYS, extra_closed=extra_closed)


def julian_date(day_of_year: int, *, file_date: date) -> date:
    """Give the date meant by a Julian settlement day, which carries no year.

    It is the closest such day not after the file's date.

    >>> julian_date(364, file_date=date(2027, 1, 4))
    datetime.date(2026, 12, 30)

    Raises:
        ValueError: no year has such a day.
    """
    if not 1 <= day_of_year <= LAST_JULIAN_DAY:
        raise ValueError(f"{day_of_year} is not a day of a year.")
    year = file_date.year
    while (found := date(year, 1, 1) + timedelta(days=day_of_year - 1)) > file_date or (
        found.year != year
    ):
        year -= 1
    return found
