"""What is checked of an item: its amount and numbers, its addenda and views."""

from collections import Counter

from rentrail.formats.x937.file import Item
from rentrail.formats.x937.items import (
    BankCredit,
    CheckAddendumA,
    CheckDetail,
    Credit,
    ReturnDetail,
)
from rentrail.formats.x937.problems import Report
from rentrail.formats.x937.records import CashLetterHeader
from rentrail.formats.x937.routing import is_valid_routing_number, routing_check_digit
from rentrail.formats.x937.validation import form

WITH_IMAGES = ("I", "F")


def check_detail(item: Item, report: Report) -> bool:
    """Check the record that an item starts with; tell whether it is readable."""
    detail = item.detail
    if not form.check(detail, report):
        return False
    if isinstance(detail, CheckDetail | ReturnDetail):
        _check_routing(detail, report)
    if detail.number_of("amount_cents") == 0:
        report.field("item.amount", detail, "amount_cents", "The item is of no amount.")
    return True


def check_addenda(item: Item, report: Report, *, is_readable: bool) -> None:
    """Check the addenda of an item, and that they are counted and numbered."""
    for addendum in item.addenda:
        form.check(addendum, report)
    detail = item.detail
    if is_readable and not isinstance(detail, BankCredit | Credit):
        said = detail.number_of("addendum_count")
        if said is not None and said != len(item.addenda):
            message = f"The item is said to have {said} addenda, and has {len(item.addenda)}."
            report.field(
                "item.addendum-count", detail, "addendum_count", message,
                expected=f"{len(item.addenda):02d}",
            )  # fmt: skip
    _check_numbers(item, report)
    says_first = (
        is_readable and isinstance(detail, CheckDetail) and detail.raw("bofd_indicator") == "Y"
    )
    if says_first and not any(isinstance(one, CheckAddendumA) for one in item.addenda):
        message = "The check has no addendum A, though it says who took it first."
        report.field("item.bofd", detail, "bofd_indicator", message)


def check_sides(item: Item, letter: CashLetterHeader | None, report: Report) -> None:
    """Check that an item has the views that its cash letter promises."""
    sides = Counter(
        (view.detail.raw("view_side"), view.detail.raw("view_descriptor"),
         view.detail.raw("image_format"))
        for view in item.views
        if len(view.detail.text) == view.detail.LENGTH
    )  # fmt: skip
    for (side, descriptor, _), count in sides.items():
        if descriptor == "00" and count > 1:
            message = f"The item has {count} full views of its {_SIDES.get(side, side)}."
            report.record("item.view-twice", item.detail, message)
    contents = letter.raw("cash_letter_record_type_indicator") if letter else ""
    if item.is_credit or contents not in WITH_IMAGES:
        return
    seen = {side for side, descriptor, _ in sides if descriptor == "00"}
    missing = [name for side, name in _SIDES.items() if side not in seen]
    if missing:
        message = f"The item has no view of its {' or '.join(missing)}."
        report.record("item.view-missing", item.detail, message)


_SIDES = {"0": "front", "1": "back"}


def _check_routing(detail: CheckDetail | ReturnDetail, report: Report) -> None:
    bank = detail.raw("payor_bank_routing_number")
    number = bank + detail.raw("payor_bank_check_digit")
    if not number.isdigit() or not number.isascii() or is_valid_routing_number(number):
        return
    expected = routing_check_digit(bank)
    message = f"The check digit of {bank} is {expected}."
    if number == "000000000":
        message = "No bank has a routing number of zeros."
    report.field("item.routing", detail, "payor_bank_check_digit", message, expected=str(expected))


def _check_numbers(item: Item, report: Report) -> None:
    seen: Counter[str] = Counter()
    for addendum in item.addenda:
        if "record_number" not in type(addendum).FIELDS:
            continue
        seen[addendum.TYPE] += 1
        said = addendum.number_of("record_number")
        if said is not None and said != seen[addendum.TYPE]:
            expected = str(seen[addendum.TYPE])
            message = f"It is addendum {expected} of its type, but says {said}."
            report.field(
                "item.addendum-number", addendum, "record_number", message, expected=expected
            )
