"""A batch: its header, and that its entries belong together."""

from rentrail.formats.nacha import codes, transactions
from rentrail.formats.nacha.file import Batch, FileKind
from rentrail.formats.nacha.problems import Findings, Severity
from rentrail.formats.nacha.transactions import ServiceClass
from rentrail.formats.nacha.validation import shape

SERVICE_CLASSES = frozenset(ServiceClass)


def check(batch: Batch, findings: Findings) -> None:
    """Check the header of a batch, and what its entries have in common."""
    shape.check(batch.header, findings, line=batch.line)
    _check_service_class(batch, findings)
    _check_names(batch, findings)
    _check_sec_code(batch, findings)
    _check_description(batch, findings)
    if not batch.entries:
        findings.of_line("batch.empty", batch.line, "The batch has no entries.")
    if batch.kind is FileKind.MIXED:
        message = "Returns and notifications must not stand in one batch with forward entries."
        findings.of_line("batch.mixed", batch.line, message)


def _check_service_class(batch: Batch, findings: Findings) -> None:
    if batch.header.service_class_code not in SERVICE_CLASSES:
        findings.of_field(
            "batch.service-class", batch.header, "service_class_code", line=batch.line,
            message="This is no service class.", expected="200, 220, 225 or 280",
        )  # fmt: skip


def _check_names(batch: Batch, findings: Findings) -> None:
    header = batch.header
    for name in ("company_name", "company_identification", "company_entry_description"):
        value = getattr(header, name)
        if value and not value.strip(" 0"):
            findings.of_field(
                "batch.zeros", header, name, line=batch.line, message="This must not be zeros."
            )
    if batch.kind is FileKind.FORWARD and header.originator_status_code not in ("1", "2"):
        findings.of_field(
            "batch.originator-status", header, "originator_status_code", line=batch.line,
            message="A bank's batch has 1 here, a federal agency's 2.", expected="1",
        )  # fmt: skip
    if batch.kind is FileKind.FORWARD and header.settlement_date:
        findings.of_field(
            "batch.settlement-date", header, "settlement_date", line=batch.line,
            message="The operator puts in the settlement date: leave it blank.", expected="blank",
            severity=Severity.WARNING,
        )  # fmt: skip


def _check_sec_code(batch: Batch, findings: Findings) -> None:
    sec_code, kind = batch.header.standard_entry_class_code, batch.kind
    severity, message = Severity.ERROR, ""
    if sec_code not in transactions.KNOWN_SEC_CODES:
        message = "This is no Standard Entry Class code."
    elif (sec_code == transactions.NOTIFICATION_SEC_CODE) != (kind is FileKind.NOTIFICATION):
        message = "COR is for notifications of change, and they are always COR."
    elif kind is FileKind.FORWARD and sec_code not in transactions.SEC_CODES:
        message = f"The rules of {sec_code} entries are not checked here."
        severity = Severity.WARNING
    if message and batch.entries:
        findings.of_field(
            "batch.sec-code", batch.header, "standard_entry_class_code", line=batch.line,
            message=message, severity=severity,
        )  # fmt: skip


def _check_description(batch: Batch, findings: Findings) -> None:
    description = batch.header.company_entry_description
    message = ""
    if description.upper() in codes.RESERVED_DESCRIPTIONS and description != description.upper():
        message = f"{description.upper()} is reserved, and must be in capitals."
    elif description.upper().startswith(codes.RESERVED_PREFIXES):
        message = "This is reserved: PAYROLL for wages, PURCHASE for goods bought online, not rent."
    if message and batch.kind is FileKind.FORWARD:
        findings.of_field(
            "batch.reserved-description", batch.header, "company_entry_description",
            line=batch.line, message=message,
        )  # fmt: skip
