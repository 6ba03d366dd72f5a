"""The entries of a batch, one by one and against each other."""

from collections.abc import Iterator

from rentrail.formats.nacha import transactions
from rentrail.formats.nacha.fields import is_digits
from rentrail.formats.nacha.file import Batch, Entry, FileKind
from rentrail.formats.nacha.problems import Findings, Severity
from rentrail.formats.nacha.routing import is_valid_routing_number, routing_check_digit
from rentrail.formats.nacha.transactions import (
    NOTIFICATION_SEC_CODE,
    SEC_CODES,
    TRANSACTION_CODES,
    Direction,
    EntryKind,
    ServiceClass,
)
from rentrail.formats.nacha.validation import addenda, shape


def check(batch: Batch, findings: Findings) -> None:
    """Check all entries of a batch."""
    allowed = _allowed_transaction_codes(batch)
    for entry in batch.entries:
        shape.check(entry.detail, findings, line=entry.line)
        _check_transaction_code(batch, entry, allowed, findings)
        _check_routing(entry, findings)
        _check_amount(batch, entry, findings)
        _check_text(batch, entry, findings)
        addenda.check(batch, entry, findings)
    _check_traces(batch, findings)
    _check_duplicates(batch, findings)


def _allowed_transaction_codes(batch: Batch) -> frozenset[int]:
    header = batch.header
    if batch.kind is FileKind.FORWARD and header.standard_entry_class_code in SEC_CODES:
        return transactions.allowed_transaction_codes(
            service_class_code=header.service_class_code,
            sec_code=header.standard_entry_class_code,
            is_reversal=header.company_entry_description == "REVERSAL",
        )
    return frozenset(TRANSACTION_CODES)


def _check_transaction_code(
    batch: Batch, entry: Entry, allowed: frozenset[int], findings: Findings
) -> None:
    detail, sec_code = entry.detail, batch.header.standard_entry_class_code
    known = TRANSACTION_CODES.get(detail.transaction_code)
    message = ""
    if known is None:
        message = "This is no transaction code."
    elif not _fits_class(known.direction, batch.header.service_class_code):
        message = f"A {known.direction} does not go with this batch's service class."
    elif (known.kind is EntryKind.RETURN_OR_NOC) != (entry.kind is not FileKind.FORWARD):
        message = "Codes that end in 1 or 6 are for returns and notifications, and only for them."
    elif detail.transaction_code not in allowed:
        message = f"This transaction code is not allowed in a {sec_code} batch."
    if message:
        findings.of_field(
            "entry.transaction-code", detail, "transaction_code", line=entry.line, message=message
        )


def _fits_class(direction: Direction, service_class_code: int) -> bool:
    if service_class_code == ServiceClass.CREDITS:
        return direction is Direction.CREDIT
    return service_class_code != ServiceClass.DEBITS or direction is Direction.DEBIT


def _check_routing(entry: Entry, findings: Findings) -> None:
    detail = entry.detail
    if not is_digits(detail.rdfi_identification, 8):
        return  # said already, of its digits
    expected = routing_check_digit(detail.rdfi_identification)
    if detail.check_digit != expected:
        findings.of_field(
            "entry.check-digit", detail, "check_digit", line=entry.line, expected=str(expected),
            message=f"The check digit of {detail.rdfi_identification} is {expected}.",
        )  # fmt: skip
    elif not is_valid_routing_number(f"{detail.rdfi_identification}{detail.check_digit}"):
        findings.of_field(
            "entry.routing-number", detail, "rdfi_identification", line=entry.line,
            message="No bank's routing number starts so.",
        )  # fmt: skip


def _check_amount(batch: Batch, entry: Entry, findings: Findings) -> None:
    detail = entry.detail
    known = TRANSACTION_CODES.get(detail.transaction_code)
    message = ""
    if known is None:
        return
    if known.kind in (EntryKind.PRENOTE, EntryKind.ZERO_DOLLAR) and detail.amount_cents:
        message = "A prenote or zero-dollar entry has no amount."
    elif known.kind in (EntryKind.LIVE, EntryKind.LOAN_REVERSAL) and not detail.amount_cents:
        message = "The amount of a live entry must not be zero."
    elif batch.header.standard_entry_class_code == NOTIFICATION_SEC_CODE and detail.amount_cents:
        message = "A notification of change has no amount."
    if message:
        findings.of_field("entry.amount", detail, "amount_cents", line=entry.line, message=message)


def _check_text(batch: Batch, entry: Entry, findings: Findings) -> None:
    for rule, name, message, severity in _text_faults(batch, entry):
        findings.of_field(
            rule, entry.detail, name, line=entry.line, message=message, severity=severity
        )


def _text_faults(batch: Batch, entry: Entry) -> Iterator[tuple[str, str, str, Severity]]:
    detail, sec = entry.detail, SEC_CODES.get(batch.header.standard_entry_class_code)
    if not detail.dfi_account_number.strip(" "):
        yield "entry.account-number", "dfi_account_number", "It is blank.", Severity.ERROR
    elif " " in detail.dfi_account_number:
        message = "An account number is left-justified and has no blanks."
        yield "entry.account-number", "dfi_account_number", message, Severity.WARNING
    if sec is None or entry.kind is not FileKind.FORWARD:
        return
    if not detail.individual_name.strip(" "):
        severity = Severity.ERROR if sec.name_mandatory else Severity.WARNING
        yield "entry.mandatory-field", "individual_name", "The name is blank.", severity
    elif not detail.individual_name.strip("0 "):
        yield "entry.mandatory-field", "individual_name", "The name is zeros.", Severity.ERROR
    elif detail.individual_name.startswith(" "):
        message = "The name must start in the first column."
        yield "entry.justification", "individual_name", message, Severity.WARNING
    types = sec.payment_type_codes
    if types and detail.discretionary_data not in types:
        message = f"The payment type must be {' or '.join(sorted(types))}."
        yield "entry.payment-type", "discretionary_data", message, Severity.ERROR


def _check_traces(batch: Batch, findings: Findings) -> None:
    last, odfi = "", batch.header.odfi_identification
    for entry in batch.entries:
        trace = entry.detail.trace_number
        if trace <= last:
            findings.of_field(
                "entry.trace-order", entry.detail, "trace_number", line=entry.line,
                message="Trace numbers must rise within a batch.", expected=f"more than {last}",
            )  # fmt: skip
        if not trace.startswith(odfi):
            findings.of_field(
                "entry.trace-prefix", entry.detail, "trace_number", line=entry.line,
                message="A trace number starts with the bank of the batch header.", expected=odfi,
            )  # fmt: skip
        last = trace


def _check_duplicates(batch: Batch, findings: Findings) -> None:
    if batch.kind is not FileKind.FORWARD:
        return
    seen: dict[tuple[object, ...], int] = {}
    for entry in batch.entries:
        first = seen.setdefault(_sameness(entry), entry.line)
        if first != entry.line:
            message = f"This looks like the entry in line {first} once more."
            findings.of_line("entry.duplicate", entry.line, message, severity=Severity.WARNING)


def _sameness(entry: Entry) -> tuple[object, ...]:
    detail = entry.detail
    return (
        detail.transaction_code,
        detail.rdfi_identification,
        detail.dfi_account_number,
        detail.amount_cents,
        detail.identification_number,
        detail.individual_name,
        tuple(
            getattr(addendum.record, "payment_related_information", "")
            for addendum in entry.addenda
        ),
    )
