from datetime import UTC, date, datetime, time

import pytest

from rentrail.businessdays.windows import Cutoffs, TransmissionWindow
from rentrail.cycle.rules import last_closing

# 10:30 only sends; batches close at 19:00 and 20:00 in Chicago.
CUTOFFS = Cutoffs(
    windows=(
        TransmissionWindow(name="morning", closes_at=time(10, 30)),
        TransmissionWindow(name="evening", closes_at=time(19), closes_batches=True),
    )
)


@pytest.mark.parametrize(
    ("now", "banking_day", "closed_at"),
    [
        # Monday, March 2, 2026 in Chicago
        (datetime(2026, 3, 3, 0, 59, tzinfo=UTC), date(2026, 2, 27), (2026, 2, 28, 2, 0)),
        (datetime(2026, 3, 3, 1, 0, tzinfo=UTC), date(2026, 3, 2), (2026, 3, 3, 1, 0)),
        (datetime(2026, 3, 3, 2, 0, tzinfo=UTC), date(2026, 3, 2), (2026, 3, 3, 2, 0)),
        (datetime(2026, 3, 7, 18, 0, tzinfo=UTC), date(2026, 3, 6), (2026, 3, 7, 2, 0)),
    ],
)
def test_the_last_closing_of_batches_is_found(now, banking_day, closed_at):
    closing = last_closing(now, cutoffs=CUTOFFS)

    assert closing.banking_day == banking_day
    assert closing.closes_at == datetime(*closed_at, tzinfo=UTC)
