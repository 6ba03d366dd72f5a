"""A forward entry: its transaction code, its bank, its account, its amount, its class's own."""

from functools import cache

from rentrail.formats.nacha.entries import (
    AckEntry,
    AtxEntry,
    EntryDetail,
    IatEntry,
    PopEntry,
    PosEntry,
    ShrEntry,
    TelEntry,
    WebEntry,
)
from rentrail.formats.nacha.fields import is_digits
from rentrail.formats.nacha.file import FileKind
from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.routing import PREFIXES, routing_check_digit
from rentrail.formats.nacha.sec_codes import direction_allowed, fits_service_class
from rentrail.formats.nacha.states import STATES
from rentrail.formats.nacha.transactions import (
    TRANSACTION_CODES,
    Direction,
    EntryKind,
    TransactionCode,
)
from rentrail.formats.nacha.validation.batch import BatchInCheck
from rentrail.primitives.money import format_cents

MICRO_ENTRY_MAX_CENTS = 99
CARD_TRANSACTION_TYPES = frozenset(
    {"01", "02", "03", "11", "12", "13", "21", "23", "31", "32", "33", "41", "42", "43", "99"}
)  # Source: [NACHA] Appendix Three, card transaction type code

_CODES = {str(code.code): code for code in TRANSACTION_CODES.values()}
_MOVES_MONEY = (EntryKind.LIVE, EntryKind.LOAN_REVERSAL)


def check(batch: BatchInCheck, detail: EntryDetail, report: Report) -> None:
    """Check an entry that goes forward; its form was found readable."""
    code = _CODES.get(detail.text[1:3])
    check_code(batch, detail, report)
    check_routing(detail, report)
    check_account(detail, report)
    check_amount(batch, detail, report)
    if code is not None and code.direction is Direction.DEBIT:
        batch.has_debits = True
    check_own_fields(detail, report)


def check_code(batch: BatchInCheck, detail: EntryDetail, report: Report) -> None:
    """Check that the batch may hold such a transaction code."""
    code = detail.text[1:3]
    if code not in batch.allowed_codes:
        _explain_code(batch, detail, _CODES.get(code), report)


def check_sent_back(
    batch: BatchInCheck, detail: EntryDetail, kind: FileKind, report: Report
) -> None:
    """Check an entry that comes back, or is the subject of a notification."""
    code = _CODES.get(detail.text[1:3])
    if code is None:
        _report_unknown(detail, report)
    elif code.kind is not EntryKind.RETURN_OR_NOC:
        message = "Returns and notifications have transaction codes that end in 1 or 6."
        report.field("entry.return-code-use", detail, "transaction_code", message)
    else:
        _check_service_class(batch, detail, code, report)
    if kind is FileKind.NOTIFICATION and detail.raw("amount_cents").strip("0").isdecimal():
        message = "A notification of change moves nothing: its amount must be zero."
        report.field("entry.amount-unexpected", detail, "amount_cents", message, expected="0")
    check_routing(detail, report)
    check_account(detail, report)


def _check_service_class(
    batch: BatchInCheck, detail: EntryDetail, code: TransactionCode, report: Report
) -> None:
    if not fits_service_class(code, batch.service_class_code):
        message = f"A {code.direction} does not go with service class {batch.service_class_code}."
        other = "debit" if code.direction is Direction.CREDIT else "credit"
        report.field(
            "entry.service-class", detail, "transaction_code", message, expected=f"a {other}"
        )


def _report_unknown(detail: EntryDetail, report: Report) -> None:
    if detail.text[1:3].isdecimal():
        message = f"{detail.text[1:3]} is no transaction code."
        report.field("entry.transaction-code", detail, "transaction_code", message)


def _explain_code(
    batch: BatchInCheck, detail: EntryDetail, code: TransactionCode | None, report: Report
) -> None:
    if code is None:
        _report_unknown(detail, report)
        return
    _check_service_class(batch, detail, code, report)
    if code.kind is EntryKind.RETURN_OR_NOC:
        message = "Transaction codes that end in 1 or 6 are for returns and notifications only."
        report.field("entry.return-code-use", detail, "transaction_code", message)
    elif batch.sec is not None:
        _explain_class(batch, detail, code, report)


def _explain_class(
    batch: BatchInCheck, detail: EntryDetail, code: TransactionCode, report: Report
) -> None:
    sec = batch.sec
    assert sec is not None  # noqa: S101 (asked for batches of a known class only)
    if (code.kind is EntryKind.ADVICE) != (EntryKind.ADVICE in sec.kinds):
        message = "Codes 81 to 88 are for advices (ADV), which have no others."
        rule_id = "entry.advice-code"
    elif code.kind is EntryKind.LOAN_REVERSAL and not batch.is_reversal:
        message = "A loan account is debited only in a batch described as REVERSAL."
        rule_id = "entry.loan-debit"
    elif not direction_allowed(code, sec, is_reversal=batch.is_reversal):
        message = f"There are no {code.direction.value}s of class {sec.code}."
        rule_id = f"entry.class-{code.direction.value}"
    elif code.kind in sec.kinds or code.kind is EntryKind.LOAN_REVERSAL:
        return  # it is the service class alone that does not fit
    elif not sec.monetary:
        message = f"{sec.code} entries have other transaction codes than this."
        rule_id = "entry.non-monetary-code"
    elif code.kind is EntryKind.PRENOTE:
        message = f"There are no prenotes of class {sec.code}."
        rule_id = "entry.prenote-class"
    else:
        message = f"There are no zero-dollar entries of class {sec.code}."
        rule_id = "entry.zero-dollar-class"
    report.field(rule_id, detail, "transaction_code", message)


def check_routing(detail: EntryDetail, report: Report) -> None:
    """Check the receiving bank's number, as far as it proves itself."""
    fault = _routing_fault(detail.text[3:12])
    if fault:
        rule_id, name, message, expected = fault
        report.field(rule_id, detail, name, message, expected=expected)


@cache
def _routing_fault(routing_number: str) -> tuple[str, str, str, str | None] | None:
    bank, digit = routing_number[:8], routing_number[8:]
    if not is_digits(bank, 8) or not is_digits(digit, 1):
        return None  # told of its form
    expected = routing_check_digit(bank)
    if int(digit) != expected:
        message = f"The check digit of {bank} is {expected}."
        return "entry.check-digit", "check_digit", message, str(expected)
    if int(bank[:2]) not in PREFIXES or not bank.strip("0"):
        message = f"No bank's routing number starts with {bank[:2]}, or is zeros."
        return "entry.routing-number", "rdfi_identification", message, None
    return None


def check_account(detail: EntryDetail, report: Report) -> None:
    """Check that an account number stands as such."""
    number = detail.dfi_account_number
    if " " in number and number.strip():
        message = "An account number starts in its first column and has no blanks."
        report.field("entry.account-number-blanks", detail, "dfi_account_number", message)


def check_amount(batch: BatchInCheck, detail: EntryDetail, report: Report) -> None:
    """Check that an entry which moves money has an amount, and no other has; and its limits."""
    code, raw = _CODES.get(detail.text[1:3]), detail.raw("amount_cents")
    if code is None or not raw.isdecimal():
        return
    amount, sec = int(raw), batch.sec
    moves_money = code.kind in _MOVES_MONEY and (sec is None or sec.monetary)
    if code.kind is EntryKind.RETURN_OR_NOC:
        return  # told of its code
    if not moves_money and code.kind is not EntryKind.ADVICE:
        if amount:
            message = "The entry moves nothing: its amount must be zero."
            report.field("entry.amount-unexpected", detail, "amount_cents", message, expected="0")
    elif not amount and moves_money:
        message = "An entry that moves money has an amount."
        report.field("entry.amount-missing", detail, "amount_cents", message)
    else:
        _check_limits(batch, detail, amount, code, report)


def _check_limits(
    batch: BatchInCheck, detail: EntryDetail, amount: int, code: TransactionCode, report: Report
) -> None:
    if batch.sec and batch.sec.amount_max_cents and amount > batch.sec.amount_max_cents:
        limit = format_cents(batch.sec.amount_max_cents)
        message = f"{batch.sec.code} entries are of {limit} at most."
        report.field(
            "entry.amount-limit", detail, "amount_cents", message, expected=f"at most {limit}"
        )
    if batch.same_day_max_cents and amount > batch.same_day_max_cents:
        limit = format_cents(batch.same_day_max_cents)
        message = f"An entry of more than {limit} does not settle the same day."
        report.field(
            "entry.same-day-amount", detail, "amount_cents", message, expected=f"at most {limit}"
        )
    if batch.is_micro and code.direction is Direction.CREDIT and amount > MICRO_ENTRY_MAX_CENTS:
        message = "A credit that verifies an account is below one dollar."
        report.field("entry.micro-amount", detail, "amount_cents", message, expected="at most 0.99")


def check_own_fields(detail: EntryDetail, report: Report) -> None:
    """Check what only entries of this class have."""
    match detail:
        case WebEntry() | TelEntry():
            _check_payment_type(detail, report)
        case PopEntry():
            _check_state(detail, report)
        case PosEntry() | ShrEntry():
            _check_card(detail, report)
        case AckEntry() | AtxEntry():
            _check_acknowledged(detail, report)
        case IatEntry():
            _check_screening(detail, report)
        case _:
            pass


def _check_payment_type(detail: WebEntry | TelEntry, report: Report) -> None:
    if detail.payment_type_code not in ("R", "S", ""):  # a blank one was told, where it matters
        message = "The payment type is R (recurring) or S (single), in column 77."
        report.field("entry.payment-type", detail, "payment_type_code", message, expected="R or S")


def _check_state(record: PopEntry, report: Report) -> None:
    """Check the state of a terminal."""
    if record.terminal_state.strip() and record.terminal_state not in STATES:
        message = f"{record.terminal_state!r} is no state or territory of the United States."
        report.field("entry.terminal-state", record, "terminal_state", message)


def _check_card(detail: PosEntry | ShrEntry, report: Report) -> None:
    kind = detail.card_transaction_type_code
    if kind and kind not in CARD_TRANSACTION_TYPES:
        message = f"{kind!r} is no card transaction type."
        report.field("entry.card-transaction-type", detail, "card_transaction_type_code", message)
    if isinstance(detail, ShrEntry):
        expires = detail.card_expiration_date
        if expires and not (is_digits(expires, 4) and 1 <= int(expires[:2]) <= 12):
            message = f"{expires!r} is no month and year, as MMYY."
            report.field(
                "entry.card-expiration", detail, "card_expiration_date", message, expected="MMYY"
            )


def _check_acknowledged(detail: AckEntry | AtxEntry, report: Report) -> None:
    if not detail.original_entry_trace_number.strip("0"):
        message = "The trace number of the credit that is acknowledged is missing."
        report.field(
            "acknowledgment.original-trace", detail, "original_entry_trace_number", message
        )


def _check_screening(detail: IatEntry, report: Report) -> None:
    for name in ("gateway_ofac_screening_indicator", "secondary_ofac_screening_indicator"):
        if getattr(detail, name) not in ("", "0", "1"):
            message = "A screening found nothing (0) or something (1), or was not made (blank)."
            report.field("iat.screening", detail, name, message, expected="0, 1 or blank")
