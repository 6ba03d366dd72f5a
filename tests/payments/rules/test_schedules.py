from datetime import date

import pytest

from rentrail.payments.models import AmountKind, Frequency
from rentrail.payments.rules import schedules
from rentrail.payments.rules.schedules import Plan, Verdict

START = date(2026, 3, 5)
UP_TO = {
    "amount_kind": AmountKind.OPEN_BALANCE_UP_TO,
    "amount_cents": None,
    "first_amount_cents": None,
    "is_first": False,
    "amount_cents_min": None,
    "amount_cents_max": 150_000,
    "notice_waived": True,
    "notified_cents": None,
    "open_balance_cents": 120_000,
}


@pytest.mark.parametrize(
    ("changes", "verdict", "cents"),
    [
        ({}, Verdict.TAKE, 120_000),
        ({"open_balance_cents": 160_000}, Verdict.TAKE, 150_000),
        ({"open_balance_cents": 0}, Verdict.SKIP, 0),
        ({"open_balance_cents": -5}, Verdict.SKIP, 0),
        ({"notice_waived": False}, Verdict.FAIL, 0),
        ({"notice_waived": False, "notified_cents": 100_000}, Verdict.TAKE, 100_000),
        ({"notice_waived": False, "notified_cents": 0}, Verdict.SKIP, 0),
    ],
)
def test_an_open_balance_is_taken_up_to_its_limit_and_to_what_was_told(changes, verdict, cents):
    due = schedules.amount_due(**{**UP_TO, **changes})

    assert (due.verdict, due.cents) == (verdict, cents)


@pytest.mark.parametrize(
    ("notified_cents", "last_cents", "cents"),
    [
        (100_000, 110_000, 115_000),  # as last time and the agreed sum more
        (118_000, 110_000, 118_000),  # as was told
        (None, 110_000, 115_000),
        (100_000, None, 100_000),  # there was no debit that it could differ from
    ],
)
def test_an_agreed_difference_from_the_last_debit_needs_no_notice(
    notified_cents, last_cents, cents
):
    due = schedules.amount_due(
        **{
            **UP_TO,
            "notice_waived": False,
            "notified_cents": notified_cents,
            "last_cents": last_cents,
            "notice_over_cents": 5_000,
        }
    )

    assert (due.verdict, due.cents) == (Verdict.TAKE, cents)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"open_balance_cents": 100_000}, Verdict.TAKE),
        ({"open_balance_cents": 99_999}, Verdict.FAIL),
        ({"open_balance_cents": 99_999, "notified_cents": 99_999}, Verdict.TAKE),
        ({"open_balance_cents": 150_000}, Verdict.TAKE),
        ({"open_balance_cents": 150_001}, Verdict.FAIL),
        ({"open_balance_cents": 150_001, "notified_cents": 150_000}, Verdict.TAKE),
        ({"open_balance_cents": 150_001, "notified_cents": 120_000}, Verdict.FAIL),
        (
            {"open_balance_cents": 150_001, "notified_cents": 120_000, "notice_waived": False},
            Verdict.TAKE,
        ),
    ],
)
def test_a_balance_outside_the_agreed_range_needs_a_notice_first(changes, verdict):
    in_range = {
        **UP_TO,
        "amount_kind": AmountKind.OPEN_BALANCE_RANGE,
        "amount_cents_min": 100_000,
    }

    assert schedules.amount_due(**{**in_range, **changes}).verdict is verdict


@pytest.mark.parametrize(("is_first", "cents"), [(True, 60_000), (False, 120_000)])
def test_the_first_amount_may_differ(is_first, cents):
    fixed = {
        **UP_TO,
        "amount_kind": AmountKind.FIXED,
        "amount_cents": 120_000,
        "first_amount_cents": 60_000,
        "is_first": is_first,
    }

    assert schedules.amount_due(**fixed).cents == cents


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({}, "A fixed amount is needed."),
        ({"amount_cents": 0}, "Each amount lies between 0.01 and 99,999,999.99."),
        (
            {"amount_kind": AmountKind.OPEN_BALANCE_UP_TO, "frequency": Frequency.MONTHLY},
            "The most that may be debited is needed.",
        ),
        (
            {
                "amount_kind": AmountKind.OPEN_BALANCE_RANGE,
                "amount_cents_max": 1,
                "frequency": Frequency.MONTHLY,
            },
            "A range needs its lower amount.",
        ),
        (
            {
                "amount_kind": AmountKind.OPEN_BALANCE_RANGE,
                "amount_cents_min": 2,
                "amount_cents_max": 1,
                "frequency": Frequency.MONTHLY,
            },
            "The range's lower amount is more than its upper one.",
        ),
        (
            {"amount_kind": AmountKind.OPEN_BALANCE_UP_TO, "amount_cents_max": 1},
            "A single payment has a fixed amount.",
        ),
        ({"amount_cents": 1, "end_date": date(2026, 3, 4)}, "The end lies before the start."),
        ({"amount_cents": 1, "payments_max": 0}, "The number of payments is at least one."),
        (
            {"amount_cents": 1, "payments_max": 1, "end_date": START},
            "It ends by date or after a number of payments, not both.",
        ),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_in_words(plan, words):
    assert list(schedules.why_not(Plan(start_date=START, **plan))) == [words]
