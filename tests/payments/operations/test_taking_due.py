from datetime import date

from tests.cast import charge_rent
from tests.payments.cast import run_day, schedule_rent

from rentrail.payments.models import Occurrence, Payment


def test_rent_is_taken_on_its_due_date_once(alices_lease):
    scheduled = schedule_rent(alices_lease)

    counts = [run_day(date(2026, 3, 5)), run_day(date(2026, 3, 5)), run_day(date(2026, 4, 6))]

    assert counts == [
        {"taken": 1, "failed": 0, "skipped": 0},
        {"taken": 0, "failed": 0, "skipped": 0},
        {"taken": 1, "failed": 0, "skipped": 0},
    ]
    scheduled.refresh_from_db()
    assert scheduled.next_due_date == date(2026, 5, 5)
