"""Whether a return came too late: then our bank may dishonor it, and the money is ours again."""

from datetime import date

from rentrail.businessdays.arithmetic import next_banking_day
from rentrail.businessdays.settlement import nsf_return_deadline, unauthorized_return_deadline
from rentrail.formats.nacha.codes import DeadlineBasis
from rentrail.formats.nacha.codes import return_code as known_return_code

UNTIMELY = "R68"  # with which a bank dishonors it
DEADLINES = {
    DeadlineBasis.BANKING_DAYS_AFTER_SETTLEMENT: nsf_return_deadline,
    DeadlineBasis.CALENDAR_DAYS_AFTER_SETTLEMENT: unauthorized_return_deadline,
}


def last_day(*, return_code: str, settlement_date: date) -> date | None:
    """Give the last day on which a return in time reaches us; none where the rules name none.

    Our bank reports what it got by the opening of the deadline's banking day a banking day later.

    Source: [NACHA] return reason codes and their time frames.
    """
    known = known_return_code(return_code)
    deadline = DEADLINES.get(known.deadline_basis) if known else None
    return next_banking_day(deadline(settlement_date)) if deadline else None
