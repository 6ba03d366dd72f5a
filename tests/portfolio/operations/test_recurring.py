from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.cast import NOW, charge_rent

from rentrail.portfolio import operations
from rentrail.portfolio.models import Charge, Lease, Property, RecurringCharge, TransactionCode
from rentrail.portfolio.operations import RecurringChargeNotValid, RecurringChargeRequest
from rentrail.portfolio.queries import open_balance_cents


@pytest.fixture
def rent(alices_lease) -> RecurringCharge:
    return RecurringCharge.objects.create(
        lease=alices_lease,
        transaction_code=TransactionCode.objects.get(code="RENT"),
        amount_cents=120_000,
        day=31,
        start_date=date(2026, 1, 15),
        end_date=date(2026, 5, 15),
        reference="RENT-204",
    )


def charged(through: date) -> list[date]:
    return [one.due_date for one in operations.charge_recurring(through=through, now=NOW)]


def test_rent_is_charged_each_month_once_until_it_ends(rent):
    assert charged(date(2026, 1, 30)) == []
    assert charged(date(2026, 3, 1)) == [date(2026, 1, 31), date(2026, 2, 28)]
    assert charged(date(2026, 3, 1)) == []
    assert charged(date(2026, 6, 30)) == [date(2026, 3, 31), date(2026, 4, 30)]


def test_nothing_recurs_after_the_move_out_and_what_does_once_that_is_put_off_is_charged(rent):
    Lease.objects.update(move_out_date=date(2026, 2, 28))
    before = charged(date(2026, 4, 1)), charged(date(2026, 4, 1))

    Lease.objects.update(move_out_date=date(2026, 4, 20))

    assert before == ([date(2026, 1, 31), date(2026, 2, 28)], [])
    assert charged(date(2026, 5, 1)) == [date(2026, 3, 31)]


def setting_up(lease: Lease, **details: Any) -> RecurringChargeRequest:
    return RecurringChargeRequest(
        **{
            "reference": "PARKING-204",
            "lease_id": lease.id,
            "transaction_code": "UTILITY",
            "amount_cents": 8_450,
            "day": 5,
            "start_date": date(2025, 9, 1),
            **details,
        }
    )


def test_a_new_one_charges_from_the_propertys_date_on(alices_lease):
    operations.set_recurring_charge(setting_up(alices_lease, day=1))
    operations.set_recurring_charge(setting_up(alices_lease, reference="GAS-204"))

    assert charged(date(2026, 4, 1)) == [date(2026, 4, 1), date(2026, 3, 5)]


def test_a_changed_amount_and_end_count_from_the_next_due_date_on(alices_lease):
    operations.set_recurring_charge(setting_up(alices_lease))
    charged(date(2026, 3, 5))

    operations.set_recurring_charge(
        setting_up(alices_lease, amount_cents=9_000, end_date=date(2026, 4, 30))
    )

    assert charged(date(2026, 6, 5)) == [date(2026, 4, 5)]
    amounts = Charge.objects.order_by("due_date").values_list("amount_cents", flat=True)
    assert list(amounts) == [8_450, 9_000]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount_cents": 0}, "more than nothing"),
        ({"day": 32}, "32 is not a day"),
        ({"transaction_code": "NONE"}, "no charge code NONE"),
        ({"end_date": date(2025, 8, 31)}, "ends before it starts"),
        ({"reference": ""}, "needs a reference"),
        ({"day": 6}, "PARKING-204 stands for another"),
        ({"start_date": date(2026, 4, 1)}, "PARKING-204 stands for another"),
        ({"transaction_code": "GAS"}, "PARKING-204 stands for another"),
    ],
)
def test_what_cannot_recur_is_refused_in_words(alices_lease, change, words):
    operations.set_recurring_charge(setting_up(alices_lease))

    with pytest.raises(RecurringChargeNotValid, match=words):
        operations.set_recurring_charge(setting_up(alices_lease, **change))


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


def late_fees_on(property_: Property, day: date, **details: Any) -> list[Charge]:
    operations.change_property(
        property_id=property_.id, late_fee_cents=5_000, late_fee_grace_days=3
    )
    Property.objects.update(property_date=day)
    return operations.charge_late_fees(property_id=property_.id, now=NOW, **details)


@pytest.mark.parametrize(("paid_on", "fee_count"), [(4, 0), (5, 1)])
def test_whose_payment_waits_is_late_by_the_date_it_was_taken(
    alices_lease, oak_court, paid_on, fee_count
):
    charge_rent(alices_lease)
    waiting_since = {alices_lease.id: date(2026, 3, paid_on)}

    fees = late_fees_on(oak_court, date(2026, 3, 9), waiting_since=waiting_since)

    assert len(fees) == fee_count


def test_arrears_that_came_over_late_bear_no_fee(alices_lease, oak_court):
    charge_rent(alices_lease, due_date=date(2026, 1, 1))  # on the ledger since March 2

    assert late_fees_on(oak_court, date(2026, 3, 9)) == []


def test_a_late_fee_that_was_taken_back_is_not_charged_again(alices_lease, oak_court):
    charge_rent(alices_lease)
    [fee] = late_fees_on(oak_court, date(2026, 3, 9))

    operations.reverse_charge(
        public_id=fee.public_id,
        property_date=date(2026, 3, 9),
        reason="The office was closed.",
        reversed_by="bob",
        now=NOW,
    )

    assert late_fees_on(oak_court, date(2026, 3, 10)) == []
    assert open_balance_cents(lease_ids=[alices_lease.id]) == {alices_lease.id: 120_000}
