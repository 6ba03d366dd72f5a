"""The addenda of an entry: allowed, announced, numbered, and bound to their entry."""

from rentrail.formats.nacha.addenda import (
    NOTIFICATION_ADDENDA,
    RETURN_ADDENDA,
    AddendaRecord,
    MachineAddenda,
    PaymentAddenda,
    TerminalAddenda,
    UnknownAddenda,
)
from rentrail.formats.nacha.file import Entry, FileKind
from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.transactions import TRANSACTION_CODES, EntryKind
from rentrail.formats.nacha.validation import (
    form,
    iat,
    information,
    notifications,
    returns,
    terminals,
)
from rentrail.formats.nacha.validation.batch import BatchInCheck

_ZERO_DOLLAR = frozenset(
    str(code.code) for code in TRANSACTION_CODES.values() if code.kind is EntryKind.ZERO_DOLLAR
)


def check(batch: BatchInCheck, entry: Entry, kind: FileKind, report: Report) -> None:
    """Check the addenda of one entry, and that it says whether it has any."""
    _check_indicator(entry, report)
    if kind is FileKind.FORWARD:
        _check_declared(entry, report)
        _check_count(batch, entry, report)
        if batch.is_iat:
            iat.check_order(entry, report)
    elif not entry.addenda:
        message = "A return or notification has an addenda that says why."
        report.record("entry.addenda-missing", entry.detail, message)
    elif batch.is_iat:
        iat.check_order_before_answer(entry, report)
    elif len(entry.addenda) > 1:
        message = f"The entry has {len(entry.addenda)} addenda; what comes back has one."
        report.record("entry.addenda-count", entry.detail, message, expected="1")
    for addenda in entry.addenda:
        if form.check(addenda, report):
            _check_one(batch, entry, addenda, report)
    _check_sequence(entry, report)


def _check_indicator(entry: Entry, report: Report) -> None:
    expected = "1" if entry.addenda else "0"
    found = entry.detail.text[78:79]
    if found != expected and found.isdecimal():
        has = "has addenda" if entry.addenda else "has no addenda"
        message = f"The entry {has}, so this must be {expected}."
        report.field(
            "entry.addenda-indicator", entry.detail, "addenda_indicator", message,
            expected=expected,
        )  # fmt: skip


def _check_declared(entry: Entry, report: Report) -> None:
    detail, count = entry.detail, len(entry.addenda)
    if "addenda_count" not in type(detail).FIELDS:
        return
    declared = detail.raw("addenda_count")
    if declared.isdecimal() and int(declared) != count:
        message = f"The entry has {count} addenda, and tells of {int(declared)}."
        report.field(
            "entry.addenda-declared", detail, "addenda_count", message, expected=f"{count:04d}"
        )


def _check_count(batch: BatchInCheck, entry: Entry, report: Report) -> None:
    detail, count, sec = entry.detail, len(entry.addenda), batch.sec
    if sec is None:
        return
    carries_remittance_alone = detail.text[1:3] in _ZERO_DOLLAR and sec.monetary
    least = max(sec.addenda_min, int(carries_remittance_alone))
    if count < least:
        message = f"The entry has {count or 'no'} addenda; it needs at least {least}."
        report.record("entry.addenda-missing", detail, message, expected=f"at least {least}")
    elif count > sec.addenda_max:
        message = f"The entry has {count} addenda; {sec.code} allows {sec.addenda_max or 'none'}."
        report.record("entry.addenda-count", detail, message, expected=f"at most {sec.addenda_max}")


def _check_one(batch: BatchInCheck, entry: Entry, addenda: AddendaRecord, report: Report) -> None:
    _check_type(batch, entry, addenda, report)
    _check_trace(entry, addenda, report)
    match addenda:
        case PaymentAddenda():
            information.check(batch, addenda, report)
        case TerminalAddenda() | MachineAddenda():
            terminals.check(addenda, report)
        case _ if isinstance(addenda, RETURN_ADDENDA):
            returns.check(batch, entry.detail, addenda, report)
        case _ if isinstance(addenda, NOTIFICATION_ADDENDA):
            notifications.check(addenda, report)
        case _:
            iat.check_addenda(addenda, report)


def _check_type(batch: BatchInCheck, entry: Entry, addenda: AddendaRecord, report: Report) -> None:
    is_of_answer = isinstance(addenda, RETURN_ADDENDA + NOTIFICATION_ADDENDA)
    if is_of_answer and entry.kind is not FileKind.FORWARD:
        return  # it shows that an entry comes back, of whatever class
    found, sec = addenda.addenda_type_code, batch.sec
    allowed = sec.addenda_types if sec else frozenset()
    is_known = not isinstance(addenda, UnknownAddenda)
    if found in allowed or (is_known and not allowed):
        return  # of a class that has none, their number is told
    message = f"Addenda of type {found} do not go with this entry."
    expected = " or ".join(sorted(allowed)) or None
    report.field("entry.addenda-type", addenda, "addenda_type_code", message, expected=expected)


def _check_trace(entry: Entry, addenda: AddendaRecord, report: Report) -> None:
    trace, fields = entry.detail.text[79:94], type(addenda).FIELDS
    if "trace_number" in fields:
        name, expected = "trace_number", trace
        message = "The trace number must be that of the entry."
    elif "entry_detail_sequence_number" in fields:
        name, expected = "entry_detail_sequence_number", trace[-7:]
        message = "This must be the last seven digits of the entry's trace number."
    else:
        return
    found = addenda.raw(name)
    if found != expected and found.isdecimal():
        report.field("entry.addenda-trace", addenda, name, message, expected=expected)


def _check_sequence(entry: Entry, report: Report) -> None:
    expected: dict[type[AddendaRecord], int] = {}
    for addenda in entry.addenda:
        if "addenda_sequence_number" not in type(addenda).FIELDS:
            continue
        number = expected[type(addenda)] = expected.get(type(addenda), 0) + 1
        found = addenda.raw("addenda_sequence_number")
        if found.isdecimal() and int(found) != number:
            message = "The addenda of an entry are numbered from 1."
            report.field(
                "entry.addenda-sequence", addenda, "addenda_sequence_number", message,
                expected=f"{number:04d}",
            )  # fmt: skip
