"""The header and the control of a batch, and that its entries belong together."""

from rentrail.formats.nacha.file import Entry, FileKind
from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.records import AnyBatchControl, AnyBatchHeader, BatchControl
from rentrail.formats.nacha.routing import PREFIXES
from rentrail.formats.nacha.sec_codes import ADVICE_SEC_CODE, KNOWN_SEC_CODES
from rentrail.formats.nacha.transactions import ServiceClass
from rentrail.formats.nacha.validation import controls, days, form
from rentrail.formats.nacha.validation.batch import BatchInCheck

_SERVICE_CLASSES = {str(code.value) for code in ServiceClass}
_STATUSES = {ADVICE_SEC_CODE: ("0",), "DNE": ("2",)}  # all others are a bank's or an agency's
_ADVICES = str(ServiceClass.ADVICES.value)


def check_header(header: AnyBatchHeader, report: Report) -> bool:
    """Check what a batch header says of itself; tell whether it can be read."""
    if not form.check(header, report):
        return False
    _check_service_class(header, report)
    _check_originator(header, report)
    odfi = header.odfi_identification
    if odfi.isdecimal() and int(odfi[:2]) not in PREFIXES:
        message = f"No bank's routing number starts with {odfi[:2]}."
        report.field("batch.odfi", header, "odfi_identification", message)
    if header.standard_entry_class_code and header.standard_entry_class_code not in KNOWN_SEC_CODES:
        message = f"{header.standard_entry_class_code!r} is no Standard Entry Class code."
        report.field("batch.sec-code", header, "standard_entry_class_code", message)
    return True


def _check_service_class(header: AnyBatchHeader, report: Report) -> None:
    code, is_advice = (
        header.raw("service_class_code"),
        header.standard_entry_class_code == ADVICE_SEC_CODE,
    )
    if not code.isdecimal():
        return
    if code not in _SERVICE_CLASSES:
        message, expected = f"{code} is no service class.", "200, 220 or 225"
    elif (code == _ADVICES) == is_advice:
        return
    else:
        message = "280 is the service class of advices (ADV), and only of them."
        expected = _ADVICES if is_advice else "200, 220 or 225"
    report.field("batch.service-class", header, "service_class_code", message, expected=expected)


def _check_originator(header: AnyBatchHeader, report: Report) -> None:
    status, sec_code = header.originator_status_code, header.standard_entry_class_code
    allowed = _STATUSES.get(sec_code, ("1", "2"))
    if status and status not in allowed:
        expected = " or ".join(allowed)
        message = f"The originator of such a batch has the status {expected}."
        report.field(
            "batch.originator-status", header, "originator_status_code", message,
            expected=expected,
        )  # fmt: skip


def report_mixed(batch: BatchInCheck, entry: Entry, kind: FileKind, report: Report) -> None:
    """Report an entry of another kind than its batch began with."""
    message = f"A {kind.value} entry stands in a batch that began with a {batch.kind.value} entry."
    report.record("batch.mixed", entry.detail, message)


def check_whole(batch: BatchInCheck, report: Report) -> None:
    """Check what is known of a batch when its last entry was read."""
    header = batch.header
    if not batch.entry_count:
        report.record("batch.empty", header, "The batch has no entries.")
    if not batch.is_readable or batch.kind is FileKind.EMPTY:
        return
    if batch.is_notification_class != (batch.kind is FileKind.NOTIFICATION):
        message = "COR is for notifications of change, and these are always COR."
        report.field("batch.notification-class", header, "standard_entry_class_code", message)
    _check_settlement_date(batch, report)
    totals = batch.totals
    if batch.is_micro and totals.total_debit_cents > totals.total_credit_cents:
        message = "The debits of a batch that verifies accounts are not more than its credits."
        report.record("entry.micro-amount", header, message)


def _check_settlement_date(batch: BatchInCheck, report: Report) -> None:
    settled, header = batch.header.settlement_date, batch.header
    if settled.isdecimal() and not days.is_day_of_year(settled):
        message = f"{settled} is no day of the year."
        report.field(
            "batch.settlement-date", header, "settlement_date", message, expected="001-366"
        )
    elif settled and batch.kind is FileKind.FORWARD and batch.sec_code != ADVICE_SEC_CODE:
        message = "The operator puts in the settlement date: leave it blank."
        report.field(
            "batch.settlement-date-present", header, "settlement_date", message, expected="blank"
        )


def check_control(batch: BatchInCheck, control: AnyBatchControl, report: Report) -> None:
    """Check a batch control against its header and its entries."""
    if not form.check(control, report):
        return
    controls.compare(control, batch.totals, "batch", report)
    if not batch.is_readable:
        return
    repeated = [
        ("batch.control-service-class", "service_class_code"),
        ("batch.control-odfi", "odfi_identification"),
        ("batch.control-number", "batch_number"),
    ]
    if isinstance(control, BatchControl) and control.company_identification:
        repeated.append(("batch.control-company-identification", "company_identification"))
    for rule_id, name in repeated:
        expected = batch.header.raw(name).strip(" ")
        if control.raw(name).strip(" ") != expected:  # one that starts late was told
            label = control.column(name).label
            message = f"The {label} differs from the batch header's, {expected}."
            report.field(rule_id, control, name, message, expected=expected)
