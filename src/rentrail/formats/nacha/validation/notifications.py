"""Notifications of change and their refusals: the code, and data that is right itself."""

from rentrail.formats.nacha import codes
from rentrail.formats.nacha.addenda import (
    AddendaRecord,
    IatNotificationOfChangeAddenda,
    RefusedNotificationAddenda,
)
from rentrail.formats.nacha.problems import Report


def check(addenda: AddendaRecord, report: Report) -> None:
    """Check an addenda 98 of any of its layouts."""
    if not addenda.raw("original_entry_trace_number").strip("0"):
        message = "The trace number of the original entry is missing."
        report.field("return.original-trace", addenda, "original_entry_trace_number", message)
    if not addenda.raw("original_rdfi_identification").strip("0"):
        message = "The bank that the original entry went to is missing."
        report.field("return.original-rdfi", addenda, "original_rdfi_identification", message)
    if isinstance(addenda, RefusedNotificationAddenda):
        _check_refusal(addenda, report)
    else:
        _check_change(addenda, report)


# Change codes that international entries have not, and those that only they have.
_DOMESTIC = frozenset({"C03", "C04", "C07", "C14"})
_INTERNATIONAL = frozenset({"C08"})  # Source: [NACHA] Appendix Five


def _check_change(addenda: AddendaRecord, report: Report) -> None:
    code = addenda.raw("change_code")
    known = codes.change_codes().get(code)
    if known is None or known.kind in (codes.ChangeKind.REFUSAL, codes.ChangeKind.RETIRED):
        if code.strip():  # a blank one was told
            message = f"{code!r} is no change code."
            report.field("notification.code", addenda, "change_code", message)
        return
    is_iat = isinstance(addenda, IatNotificationOfChangeAddenda)
    if code in (_DOMESTIC if is_iat else _INTERNATIONAL):
        message = f"{code} is {'not for' if is_iat else 'only for'} international entries."
        report.field("notification.code-class", addenda, "change_code", message)
    try:
        codes.corrected_data(code, addenda.raw("corrected_data"), is_iat=is_iat)
    except codes.CorrectedDataRefused as refused:
        report.field("notification.corrected-data", addenda, "corrected_data", str(refused))


def _check_refusal(addenda: RefusedNotificationAddenda, report: Report) -> None:
    known = codes.change_codes().get(addenda.change_code)
    is_blank = not addenda.change_code  # which was told
    if not is_blank and (known is None or known.kind is codes.ChangeKind.REFUSAL):
        message = f"{addenda.change_code!r} is no change code."
        report.field("notification.code", addenda, "change_code", message)
    if not addenda.trace_sequence_number.strip("0"):
        message = "The sequence of the notification that is refused is missing."
        report.field("notification.refused-trace", addenda, "trace_sequence_number", message)
