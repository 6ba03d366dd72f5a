"""Control records against what was counted."""

from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.records import AnyBatchControl, AnyFileControl
from rentrail.formats.nacha.totals import Totals
from rentrail.primitives.money import format_cents

_FIELDS = (
    ("entry-addenda-count", "entry_addenda_count", "entries and addenda are {}"),
    ("entry-hash", "entry_hash", "entry hash is {}"),
    ("total-debit", "total_debit_cents", "debits come to {}"),
    ("total-credit", "total_credit_cents", "credits come to {}"),
)


def compare(
    control: AnyBatchControl | AnyFileControl, totals: Totals, level: str, report: Report
) -> None:
    """Report where a control record says something else than its entries come to."""
    for rule, name, words in _FIELDS:
        raw, found = control.raw(name), getattr(totals, name)
        if raw.isdecimal() and int(raw) != found:
            show = format_cents if name.endswith("_cents") else str
            message = f"The {words.format(show(found))}; this says {show(int(raw))}."
            report.field(f"{level}.{rule}", control, name, message, expected=f"{found:0{len(raw)}}")
