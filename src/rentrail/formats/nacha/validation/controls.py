"""Control records against what was counted."""

from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.records import AnyBatchControl, AnyFileControl
from rentrail.formats.nacha.totals import Totals

_FIELDS = (
    ("entry-addenda-count", "entry_addenda_count"),
    ("entry-hash", "entry_hash"),
    ("total-debit", "total_debit_cents"),
    ("total-credit", "total_credit_cents"),
)


def compare(
    control: AnyBatchControl | AnyFileControl, totals: Totals, level: str, report: Report
) -> None:
    """Report where a control record says something else than its entries come to."""
    for rule, name in _FIELDS:
        raw, found = control.raw(name), getattr(totals, name)
        if raw.isdecimal() and int(raw) != found:
            report.field(
                f"{level}.{rule}", control, name, f"The entries come to {found}.",
                expected=str(found),
            )  # fmt: skip
