"""What is checked of controls: their counts and totals against what was counted and added up."""

from collections.abc import Iterator
from typing import NamedTuple

from rentrail.formats.x937.problems import Report
from rentrail.formats.x937.records import AnyControl, CashLetterControl, FileControl
from rentrail.formats.x937.totals import Totals
from rentrail.formats.x937.validation import form


class Sum(NamedTuple):
    """One number of a control: by which rule, in which field, without and with credits."""

    rule_id: str
    field: str
    label: str
    plain: int
    with_credits: int


def check_bundle(control: AnyControl, totals: Totals, report: Report) -> None:
    """Check a bundle's control."""
    if not form.check(control, report):
        return
    _check(control, "bundle", totals, report)
    said, expected = control.number_of("micr_valid_total_cents"), totals.micr_valid_cents
    if said is not None and said != expected:
        message = f"The checks that were read well add up to {_dollars(expected)}."
        report.field(
            "bundle.micr-valid-total", control, "micr_valid_total_cents", message,
            expected=f"{expected:012d}",
        )  # fmt: skip


def check_cash_letter(
    control: CashLetterControl, totals: Totals, report: Report, *, bundle_count: int
) -> None:
    """Check a cash letter's control."""
    if not form.check(control, report):
        return
    _compare(control, Sum("cash-letter.bundle-count", "bundle_count", "bundles", bundle_count,
                          bundle_count), report)  # fmt: skip
    _check(control, "cash-letter", totals, report)


def check_file(
    control: FileControl,
    totals: Totals,
    report: Report,
    *,
    cash_letter_count: int,
    record_count: int,
) -> None:
    """Check the file control."""
    if not form.check(control, report):
        return
    for rule_id, field, label, found in (
        ("file.cash-letter-count", "cash_letter_count", "cash letters", cash_letter_count),
        ("file.record-count", "record_count", "records", record_count),
    ):
        _compare(control, Sum(rule_id, field, label, found, found), report)
    _check(control, "file", totals, report)


def _check(control: AnyControl, level: str, totals: Totals, report: Report) -> None:
    for one in _sums(level, totals):
        if one.field in type(control).FIELDS:
            _compare(control, one, report)


def _sums(level: str, totals: Totals) -> Iterator[Sum]:
    for name, field, label, count in (
        ("item-count", "item_count", "items", totals.items),
        ("total", "total_cents", "", totals.cents),
        ("image-count", "image_count", "images", totals.images),
    ):
        yield Sum(f"{level}.{name}", field, label, count(with_credits=False),
                  count(with_credits=True))  # fmt: skip


def _compare(control: AnyControl, one: Sum, report: Report) -> None:
    """Compare one number; where a control says nothing of credits they may be in it or not."""
    said = control.number_of(one.field)
    if said is None:
        return  # blank, or told as no number
    indicator = control.raw("credit_total_indicator")
    expected = one.with_credits if indicator == "1" else one.plain
    if said == expected or (indicator not in ("0", "1") and said == one.with_credits):
        return
    column = type(control).FIELDS[one.field]
    found = f"{expected:,} {one.label}" if one.label else _dollars(expected)
    shown = f"{said:,}" if one.label else _dollars(said)
    message = f"The control says {shown}; there are {found}."
    if not one.label:
        message = f"The control says {shown}; the items add up to {found}."
    report.field(one.rule_id, control, one.field, message, expected=f"{expected:0{column.width}d}")


def _dollars(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02d}"
