"""Returns, dishonored and contested returns: their reasons, and what they say of the original."""

import re

from rentrail.formats.nacha import codes
from rentrail.formats.nacha.addenda import (
    AddendaRecord,
    ContestedReturnAddenda,
    DishonoredReturnAddenda,
    IatReturnAddenda,
    ReturnAddenda,
)
from rentrail.formats.nacha.entries import EntryDetail
from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.transactions import TRANSACTION_CODES, Direction
from rentrail.formats.nacha.validation import days
from rentrail.formats.nacha.validation.batch import BatchInCheck

DEATH_CODES = frozenset({"R14", "R15"})  # the only ones that tell a date of death
OBSOLETE_CODES = frozenset({"R63", "R64", "R65", "R66"})
DISHONOR_CODES = frozenset({"R61", "R62", "R67", "R68", "R69", "R70"})

_FIELD_ERRORS = re.compile(r"0[1-7](\*0[1-7])*")
_CONVERTED = frozenset({"ARC", "BOC", "POP", "IAT"})
_ENROLLMENTS = frozenset({"ENR"})
_REPRESENTED = frozenset({"RCK", "IAT"})
_INTERNATIONAL = frozenset({"IAT"})
# Which classes a reason is for. Source: [NACHA] Appendix Four.
_CLASSES = {
    "R05": frozenset({"CCD", "CTX"}),
    "R31": frozenset({"CCD", "CTX"}),
    "R33": frozenset({"XCK"}),
    **dict.fromkeys(("R37", "R38", "R39"), _CONVERTED),
    **dict.fromkeys((f"R{number}" for number in range(40, 48)), _ENROLLMENTS),
    **dict.fromkeys(("R50", "R51", "R52", "R53"), _REPRESENTED),
    **dict.fromkeys(("R80", "R81", "R82", "R83", "R84"), _INTERNATIONAL),
}
_OF_DEBITS = frozenset(
    {
        "R01", "R05", "R07", "R08", "R09", "R10", "R11", "R29", "R33", "R35", "R37", "R38", "R39",
        "R50", "R51", "R52", "R53",
    }
)  # fmt: skip
_OF_CREDITS = frozenset({"R23", "R36"})
_DIRECTIONS = {str(code.code): code.direction for code in TRANSACTION_CODES.values()}


def check(batch: BatchInCheck, detail: EntryDetail, addenda: AddendaRecord, report: Report) -> None:
    """Check an addenda 99 of any of its layouts."""
    _check_original(addenda, report)
    match addenda:
        case ReturnAddenda() | IatReturnAddenda():
            _check_return(batch, detail, addenda, report)
        case DishonoredReturnAddenda():
            _check_dishonor(addenda, report)
        case _:
            assert isinstance(addenda, ContestedReturnAddenda)  # noqa: S101 - the last layout
            _check_contest(addenda, report)


def is_reason_for(code: str, *, sec_code: str, direction: Direction) -> bool:
    """Tell whether entries of a class and direction come back for this reason.

    >>> is_reason_for("R01", sec_code="PPD", direction=Direction.CREDIT)
    False
    """
    fits_class = sec_code in _CLASSES.get(code, (sec_code,))
    return codes.return_code(code) is not None and fits_class and code not in _wrong(direction)


def _wrong(direction: Direction) -> frozenset[str]:
    return _OF_CREDITS if direction is Direction.DEBIT else _OF_DEBITS


def _check_original(addenda: AddendaRecord, report: Report) -> None:
    if not addenda.raw("original_entry_trace_number").strip("0"):
        message = "The trace number of the original entry is missing."
        report.field("return.original-trace", addenda, "original_entry_trace_number", message)
    if not addenda.raw("original_rdfi_identification").strip("0"):
        message = "The bank that the original entry went to is missing."
        report.field("return.original-rdfi", addenda, "original_rdfi_identification", message)


def _check_return(
    batch: BatchInCheck, detail: EntryDetail, addenda: ReturnAddenda | IatReturnAddenda,
    report: Report,
) -> None:  # fmt: skip
    code, name = addenda.return_reason_code, "return_reason_code"
    if codes.return_code(code) is None:
        if code:  # a blank one was told
            message = f"{code!r} is no return reason code."
            report.field("return.code", addenda, name, message)
        return
    if batch.sec_code not in _CLASSES.get(code, (batch.sec_code,)):
        message = f"{code} is not for entries of class {batch.sec_code}."
        report.field(
            "return.code-class", addenda, name, message, expected=", ".join(sorted(_CLASSES[code]))
        )
    _check_direction(detail, addenda, report)
    died = addenda.date_of_death
    if died and (code not in DEATH_CODES or not days.day_of(died)):
        message = f"{died} is no date of death: a date as YYMMDD, with R14 and R15 only."
        report.field("return.date-of-death", addenda, "date_of_death", message)


def _check_direction(
    detail: EntryDetail, addenda: ReturnAddenda | IatReturnAddenda, report: Report
) -> None:
    code, direction = addenda.return_reason_code, _DIRECTIONS.get(detail.text[1:3])
    if direction and code in _wrong(direction):
        message = f"{code} is not for a {direction}."
        report.field("return.code-direction", addenda, "return_reason_code", message)


def _check_dishonor(addenda: DishonoredReturnAddenda, report: Report) -> None:
    code, returned = addenda.dishonored_return_reason_code, f"R{addenda.return_reason_code}"
    if code in OBSOLETE_CODES:
        message = f"{code} is obsolete: R69 tells such errors."
        report.field("return.code-obsolete", addenda, "dishonored_return_reason_code", message)
    if codes.return_code(returned) is None or (code == "R70" and returned not in ("R06", "R31")):
        message = f"{returned} is no return that could be dishonored with {code}."
        report.field("dishonor.return-code", addenda, "return_reason_code", message)
    if code == "R69" and not _FIELD_ERRORS.fullmatch(addenda.addenda_information):
        message = "R69 lists what was wrong: 01 to 07, parted by asterisks."
        report.field(
            "dishonor.field-errors", addenda, "addenda_information", message, expected="01*03"
        )
    _check_days(addenda, ("return_settlement_date",), report)


def _check_contest(addenda: ContestedReturnAddenda, report: Report) -> None:
    if codes.return_code(f"R{addenda.return_reason_code}") is None:
        message = f"R{addenda.return_reason_code} is no return reason code."
        report.field("dishonor.return-code", addenda, "return_reason_code", message)
    if f"R{addenda.dishonored_return_reason_code}" not in DISHONOR_CODES:
        message = f"R{addenda.dishonored_return_reason_code} is no reason to dishonor a return."
        report.field(
            "contest.dishonor-code", addenda, "dishonored_return_reason_code", message,
            expected="61, 62, 67 to 70",
        )  # fmt: skip
    returned = addenda.original_entry_return_date
    if returned.isdecimal() and days.day_of(returned) is None:
        message = f"{returned} is no day."
        report.field(
            "contest.return-date", addenda, "original_entry_return_date", message,
            expected="YYMMDD",
        )  # fmt: skip
    names = (
        "original_settlement_date",
        "return_settlement_date",
        "dishonored_return_settlement_date",
    )
    _check_days(addenda, names, report)


def _check_days(addenda: AddendaRecord, names: tuple[str, ...], report: Report) -> None:
    for name in names:
        raw = addenda.raw(name)
        if raw.isdecimal() and not days.is_day_of_year(raw):
            message = f"{raw} is no day of the year."
            report.field("return.settlement-date", addenda, name, message, expected="001-366")
