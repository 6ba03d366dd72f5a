"""When a returned-item fee may be debited from the payer's account, and as what (ACH-10)."""

from collections.abc import Set
from datetime import date, timedelta

from rentrail.businessdays.arithmetic import add_banking_days
from rentrail.payments.rules.consent import DEBITED_WITHIN_BANKING_DAYS
from rentrail.primitives.holidays import NONE_CLOSED

SETTLES_WITHIN = timedelta(days=45)
SETTLES_BANKING_DAYS_AFTER_SENDING = 1


def may_be_collected(*, fee_cents: int, gave_notice: bool, noticed_cents: int) -> bool:
    """Tell whether a payer was told, when authorizing the item, of such a debit for such a fee.

    Source: [NACHA] Return Fee Entries, notice; 12 CFR 1005.3(b)(3).
    """
    return gave_notice and 0 < fee_cents <= noticed_cents


def settles_in_time(
    *, returned_date: date, today: date, extra_closed: Set[date] = NONE_CLOSED
) -> bool:
    """Tell whether a fee taken today settles within 45 days of the return, at the latest it may go.

    Source: [NACHA] Return Fee Entries.
    """
    last_date = add_banking_days(
        today,
        DEBITED_WITHIN_BANKING_DAYS + SETTLES_BANKING_DAYS_AFTER_SENDING,
        extra_closed=extra_closed,
    )
    return last_date <= returned_date + SETTLES_WITHIN
