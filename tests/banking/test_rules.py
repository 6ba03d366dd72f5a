"""For which banking day a file counts, and which date its entries ask for."""

from datetime import UTC, date, datetime

import pytest

from rentrail.banking import rules
from rentrail.businessdays.windows import DEFAULT_CUTOFFS

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 2, 15, tzinfo=UTC), MONDAY),
        (datetime(2026, 3, 3, 0, 59, tzinfo=UTC), MONDAY),  # 18:59 in Chicago
        (datetime(2026, 3, 3, 1, 0, tzinfo=UTC), TUESDAY),  # the last window has closed
    ],
)
def test_a_file_built_after_the_last_window_counts_for_the_next_day(
    now: datetime, expected: date
) -> None:
    found = rules.sending_day(business_date=MONDAY, now=now, cutoffs=DEFAULT_CUTOFFS)

    assert found == expected


def test_entries_ask_for_the_banking_day_after_the_one_they_are_sent_on() -> None:
    thursday = date(2026, 7, 2)  # July 3 is a banking day: July 4 is a Saturday

    found = rules.effective_entry_date(sending_day=thursday, cutoffs=DEFAULT_CUTOFFS)

    assert found == date(2026, 7, 3)


def test_cutoffs_that_are_not_agreed_are_the_default() -> None:
    found = rules.cutoffs_of({})

    assert found.last_window.closes_at == DEFAULT_CUTOFFS.last_window.closes_at
    assert found.nightly_batch.closes_at == DEFAULT_CUTOFFS.nightly_batch.closes_at


@pytest.mark.parametrize(("hold_days", "due"), [(0, True), (1, False)])
def test_funds_are_sent_on_after_the_hold(hold_days: int, due: bool) -> None:
    found = rules.disbursement_is_due(
        settlement_date=MONDAY,
        hold_days=hold_days,
        business_date=MONDAY,
        cutoffs=DEFAULT_CUTOFFS,
    )

    assert found is due


def test_a_window_that_closes_batches_is_one_of_the_banks():
    with pytest.raises(ValueError, match=r"12:00 is to close batches and is no window"):
        rules.cutoffs_of({"windows": ["10:30", "18:00"], "closing": ["12:00"]})
