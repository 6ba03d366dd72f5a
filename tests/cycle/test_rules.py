from datetime import UTC, date, datetime, time

import pytest

from rentrail.businessdays.windows import Cutoffs, TransmissionWindow
from rentrail.cycle.rules import last_run_due

# 10:30 only sends; batches close at 19:00 and 20:00 in Chicago.
CUTOFFS = Cutoffs(
    windows=(
        TransmissionWindow(name="morning", closes_at=time(10, 30)),
        TransmissionWindow(name="evening", closes_at=time(19), closes_batches=True),
    )
)


@pytest.mark.parametrize(
    ("now", "banking_day", "starts_at"),
    [
        # Monday, March 2, 2026 in Chicago
        (datetime(2026, 3, 3, 0, 44, tzinfo=UTC), date(2026, 2, 27), (2026, 2, 28, 2, 0)),
        (datetime(2026, 3, 3, 0, 45, tzinfo=UTC), date(2026, 3, 2), (2026, 3, 3, 0, 45)),
        (datetime(2026, 3, 3, 1, 59, tzinfo=UTC), date(2026, 3, 2), (2026, 3, 3, 0, 45)),
        (datetime(2026, 3, 3, 2, 0, tzinfo=UTC), date(2026, 3, 2), (2026, 3, 3, 2, 0)),
        (datetime(2026, 3, 7, 18, 0, tzinfo=UTC), date(2026, 3, 6), (2026, 3, 7, 2, 0)),
        # Monday, March 9, in daylight saving time: an hour earlier
        (datetime(2026, 3, 9, 23, 45, tzinfo=UTC), date(2026, 3, 9), (2026, 3, 9, 23, 45)),
    ],
)
def test_a_day_is_run_ahead_of_the_banks_window_and_at_the_nightly_batch(
    now, banking_day, starts_at
):
    run = last_run_due(now, cutoffs=CUTOFFS)

    assert run.banking_day == banking_day
    assert run.starts_at == datetime(*starts_at, tzinfo=UTC)
