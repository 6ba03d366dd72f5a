"""Recognizing our payments in MRI's ledger."""

from datetime import date
from typing import Any

import pytest

from rentrail.accounting.mri import recognition
from rentrail.accounting.mri.recognition import Wanted
from rentrail.accounting.mri.rows import LedgerLine

WANTED = Wanted(
    resident_id="R1",
    signed_amount_cents=-12_345,
    posted_date=date(2026, 3, 2),
    external_number="71",
)


def line(**values: Any) -> LedgerLine:
    usual: dict[str, Any] = {
        "transaction_id": "00000001PP",
        "property_id": "DEMO01",
        "resident_id": "R1",
        "transaction_date": date(2026, 3, 2),
        "signed_amount_cents": -12_345,
        "description": "RR T#71 B#4",
    }
    return LedgerLine(**(usual | values))


def found(*lines: LedgerLine, taken: set[str] | None = None) -> int:
    return len(recognition.found_lines(lines, wanted=WANTED, taken_ids=taken or set()))


def test_a_payment_is_recognized_by_resident_amount_date_and_number():
    assert found(line()) == 1


def test_without_a_description_the_check_number_tells():
    assert found(line(description="", receipt_descriptor="71_3")) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"resident_id": "R2"},
        {"signed_amount_cents": 12_345},
        {"signed_amount_cents": -12_344},
        {"transaction_date": date(2026, 3, 9)},
        {"description": "RR T#711 B#4"},
        {"description": "", "receipt_descriptor": "711_3"},
    ],
)
def test_what_differs_in_one_of_them_is_another(other: dict[str, Any]):
    assert found(line(**other)) == 0


def test_a_line_that_confirms_another_posting_is_not_taken_again():
    assert found(line(), taken={"00000001PP"}) == 0


def test_the_latest_lines_that_make_up_a_difference_are_the_new_ones():
    lines = [line(signed_amount_cents=cents) for cents in (500, -300, 700, 200)]

    assert recognition.latest_that_sum_to(lines, 900) == lines[2:]
    assert recognition.latest_that_sum_to(lines, 500) == [lines[0]]
    assert recognition.latest_that_sum_to(lines, 123) == []


@pytest.mark.parametrize(
    ("transaction_date", "cents", "may_be"),
    [
        (date(2026, 3, 2), -12_345, True),
        (date(2026, 3, 20), -12_345, True),
        (date(2026, 5, 2), -12_345, False),  # another month's
        (date(2026, 2, 2), -12_345, False),  # it was there before
        (date(2026, 3, 2), -12_344, False),
        (date(2026, 3, 2), 12_345, False),
    ],
)
def test_what_staff_entered_for_a_payment_has_its_amount_and_comes_soon_after_it(
    transaction_date, cents, may_be
):
    shown = line(transaction_date=transaction_date, signed_amount_cents=cents, description="Check")

    found = recognition.may_be_entered_for(shown, amount_cents=12_345, posted_date=date(2026, 3, 2))

    assert found is may_be
