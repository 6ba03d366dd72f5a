"""What stands in the 80 characters of an addenda 05, where the rulebook gives it a form."""

import re

from rentrail.formats.nacha.addenda import PaymentAddenda
from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.routing import is_valid_routing_number
from rentrail.formats.nacha.validation import days
from rentrail.formats.nacha.validation.batch import BatchInCheck

_DEATH_NOTICE = re.compile(
    r"DATE OF DEATH\*([0-9]{6})\*CUSTOMER ?SSN\*[0-9]{9}\*AMOUNT\*\$*[0-9.]+\\"
)
_ENROLLMENT = re.compile(
    r"([2-3][0-9])\*([0-9]{8})\*([0-9])\*[^*]{1,17}\*[^*]{1,15}\*[^*]+\*[^*]*\*[01AB]\\"
)
_NAME = "payment_related_information"


def check(batch: BatchInCheck, addenda: PaymentAddenda, report: Report) -> None:
    """Check the information of an addenda 05 by the class of its batch."""
    if batch.sec_code == "DNE":
        _check_death_notice(addenda, report)
    elif batch.sec_code == "ENR":
        _check_enrollment(addenda, report)


def _check_death_notice(addenda: PaymentAddenda, report: Report) -> None:
    found = _DEATH_NOTICE.fullmatch(addenda.payment_related_information)
    if not found or not _is_american_day(found.group(1)):
        message = "A death notification has a form of its own, and a date of death that exists."
        report.field(
            "addenda.death-notice", addenda, _NAME, message,
            expected=r"DATE OF DEATH*MMDDYY*CUSTOMERSSN*123456789*AMOUNT*0.00\\"[:-1],
        )  # fmt: skip


def _is_american_day(text: str) -> bool:
    return days.day_of(text[4:] + text[:4]) is not None


def _check_enrollment(addenda: PaymentAddenda, report: Report) -> None:
    found = _ENROLLMENT.fullmatch(addenda.payment_related_information)
    if not found or not is_valid_routing_number(found.group(2) + found.group(3)):
        message = "An enrollment has a form of its own, and a routing number that proves itself."
        report.field(
            "addenda.enrollment", addenda, _NAME, message,
            expected=r"22*07640125*1*account*number*surname*first name*0\\"[:-1],
        )  # fmt: skip
