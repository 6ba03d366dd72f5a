from datetime import UTC, date, datetime

import pytest
from tests.cast import NOW, charge_rent

from rentrail.portfolio import operations
from rentrail.portfolio.models import RecurringCharge, TransactionCode


@pytest.fixture
def rent(alices_lease) -> RecurringCharge:
    return RecurringCharge.objects.create(
        lease=alices_lease,
        transaction_code=TransactionCode.objects.get(code="RENT"),
        amount_cents=120_000,
        day=31,
        start_date=date(2026, 1, 15),
        end_date=date(2026, 5, 15),
    )


def charged(through: date) -> list[date]:
    return [one.due_date for one in operations.charge_recurring(through=through, now=NOW)]


def test_rent_is_charged_each_month_once_until_it_ends(rent):
    assert charged(date(2026, 1, 30)) == []
    assert charged(date(2026, 3, 1)) == [date(2026, 1, 31), date(2026, 2, 28)]
    assert charged(date(2026, 3, 1)) == []
    assert charged(date(2026, 6, 30)) == [date(2026, 3, 31), date(2026, 4, 30)]


def test_open_rent_gets_one_late_fee_past_the_grace_days(alices_lease, oak_court):
    operations.change_property(
        property_id=oak_court.id, late_fee_cents=5_000, late_fee_grace_days=3
    )
    charge_rent(alices_lease)  # due on March 1

    def fees_on(day: int) -> int:
        operations.advance_property_date(
            property_id=oak_court.id,
            to_date=date(2026, 3, day),
            now=datetime(2026, 3, day, 15, tzinfo=UTC),
        )
        return len(operations.charge_late_fees(property_id=oak_court.id, now=NOW))

    assert [fees_on(day) for day in (4, 5, 6)] == [0, 1, 0]


def test_who_paid_in_time_is_spared(alices_lease, oak_court):
    operations.change_property(property_id=oak_court.id, late_fee_cents=5_000)
    charge_rent(alices_lease)

    fees = operations.charge_late_fees(
        property_id=oak_court.id, spared_lease_ids=[alices_lease.id], now=NOW
    )

    assert fees == []
