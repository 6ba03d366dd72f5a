from datetime import date, timedelta

import pytest
from tests.cast import NOW, TODAY, charge_rent, make_household
from tests.payments.cast import add_account, run_day, schedule_rent

from rentrail.payments import operations, queries
from rentrail.payments.models import (
    AmountKind,
    Authorization,
    Frequency,
    Notice,
    Payment,
    PreauthorizedPayment,
)
from rentrail.payments.operations import NotRunning, NotSchedulable
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Lease, Property, RecurringCharge, TransactionCode

OPEN_BALANCE = {
    "amount_kind": AmountKind.OPEN_BALANCE_UP_TO,
    "amount_cents": None,
    "amount_cents_max": 150_000,
}


def test_a_schedule_has_its_authorization_and_confirmation(alices_lease):
    scheduled = schedule_rent(alices_lease)

    assert (scheduled.status, scheduled.next_due_date) == ("enabled", date(2026, 3, 5))
    assert "every month, on or after 03/05/2026, until I revoke it" in scheduled.authorization.text
    assert "on or after 03/05/2026" in Notice.objects.get(kind="preauthorized-scheduled").text
    [debit] = queries.next_debits([scheduled])
    assert (debit.due_date, debit.amount_cents, debit.last_four) == (
        date(2026, 3, 5),
        120_000,
        "1142",
    )


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"start_date": date(2026, 3, 1)}, "in the past"),
        ({"email": ""}, "e-mail"),
        ({"amount_cents": None}, "fixed amount"),
        (
            {"frequency": Frequency.SEMI_MONTHLY_1_15, "end_date": date(2026, 3, 14)},
            "No due date",
        ),
    ],
)
def test_what_cannot_be_scheduled_is_refused_in_words(alices_lease, details, words):
    with pytest.raises(NotSchedulable, match=words):
        schedule_rent(alices_lease, **details)

    assert not Authorization.objects.exists()


def test_without_partial_payments_only_one_time_and_monthly_ones_are_scheduled(alices_lease):
    Property.objects.update(takes_partial_payments=False)

    with pytest.raises(NotSchedulable, match="Only one-time and monthly"):
        schedule_rent(alices_lease, frequency=Frequency.WEEKLY)
    schedule_rent(alices_lease)


def test_a_property_may_take_none(alices_lease):
    Property.objects.update(takes_preauthorized_bank_accounts=False)

    with pytest.raises(NotSchedulable, match="takes no preauthorized"):
        schedule_rent(alices_lease)


def test_a_prospect_schedules_nothing(alices_lease):
    Lease.objects.update(status="prospect")

    with pytest.raises(NotSchedulable, match="prospect"):
        schedule_rent(alices_lease)


def test_a_strangers_account_is_refused(oak_court, alices_lease):
    stranger = make_household(oak_court, unit="205").members.get().person

    with pytest.raises(NotSchedulable, match="household"):
        schedule_rent(alices_lease, instrument_id=add_account(stranger).id)


def test_a_disabled_one_stays_so(alices_lease):
    scheduled = schedule_rent(alices_lease)
    disable = {"public_id": scheduled.public_id, "reason": "Moved.", "disabled_by": "bob"}

    operations.disable_preauthorized(**disable, now=NOW)

    with pytest.raises(NotRunning):
        operations.disable_preauthorized(**disable, now=NOW)
    assert "Moved." in Notice.objects.get(kind="preauthorized-disabled").text


def test_the_amount_is_told_ten_days_ahead_with_the_charges_to_come(alices_lease):
    charge_rent(alices_lease, amount_cents=20_000)
    scheduled = schedule_rent(alices_lease, **OPEN_BALANCE, start_date=date(2026, 4, 1))
    RecurringCharge.objects.create(
        lease=alices_lease,
        transaction_code=TransactionCode.objects.get(code="RENT"),
        amount_cents=120_000,
        start_date=date(2025, 9, 1),
        reference="RENT-204",
    )
    told = [tell(date(2026, 3, day)) for day in (17, 18, 19, 22, 23)]

    assert told == [0, 1, 0, 0, 0]
    scheduled.refresh_from_db()
    assert scheduled.notified_cents == 140_000
    assert "at most 1,400.00" in Notice.objects.get(kind="debit-amount").text


def test_the_rent_to_come_is_told_at_set_up(alices_lease):
    charge_rent(alices_lease, amount_cents=20_000)
    portfolio.set_recurring_charge(
        portfolio.RecurringChargeRequest(
            reference="RENT-204",
            lease_id=alices_lease.id,
            transaction_code="RENT",
            amount_cents=120_000,
            day=1,
            start_date=date(2025, 9, 1),
        )
    )

    scheduled = schedule_rent(alices_lease, **OPEN_BALANCE, start_date=date(2026, 4, 1))

    assert scheduled.notified_cents == 140_000


def test_who_waived_notice_is_not_told(alices_lease):
    schedule_rent(alices_lease, **OPEN_BALANCE, start_date=date(2026, 3, 14), notice_waived=True)

    assert tell(TODAY) == 0


def test_who_waived_notice_inside_a_range_is_told_of_what_lies_above_it(alices_lease):
    in_range = {**OPEN_BALANCE, "amount_kind": AmountKind.OPEN_BALANCE_RANGE}
    limits = {"amount_cents_min": 50_000, "amount_cents_max": 100_000}
    scheduled = schedule_rent(
        alices_lease, **{**in_range, **limits}, start_date=date(2026, 3, 14), notice_waived=True
    )
    charge_rent(alices_lease, amount_cents=90_000)
    inside = tell(TODAY)
    charge_rent(alices_lease, amount_cents=20_000)

    outside = [tell(TODAY + timedelta(days=ahead)) for ahead in (1, 2)]

    assert (inside, outside) == (0, [1, 0])
    assert "at most 1,000.00" in Notice.objects.get(kind="debit-amount").text
    assert run_day(date(2026, 3, 16))["taken"] == 1
    assert Payment.objects.get().amount_cents == 100_000
    scheduled.refresh_from_db()
    assert scheduled.payments_taken == 1


def test_what_is_charged_after_the_notice_waits_for_the_next_debit(alices_lease):
    charge_rent(alices_lease, amount_cents=90_000)
    schedule_rent(alices_lease, **OPEN_BALANCE, start_date=date(2026, 3, 16))
    charge_rent(alices_lease, amount_cents=20_000)
    assert tell(TODAY) == 1
    charge_rent(alices_lease, amount_cents=30_000)

    assert [tell(TODAY + timedelta(days=ahead)) for ahead in (1, 2, 3)] == [0, 0, 0]

    run_day(date(2026, 3, 16))
    assert Payment.objects.get().amount_cents == 110_000


def test_a_weekly_debit_is_told_of_for_the_first_due_date_ten_days_ahead(alices_lease):
    charge_rent(alices_lease, amount_cents=10_000)
    scheduled = schedule_rent(
        alices_lease, **OPEN_BALANCE, frequency=Frequency.WEEKLY, start_date=date(2026, 3, 5)
    )
    charge_rent(alices_lease, amount_cents=20_000)

    told = [tell(TODAY + timedelta(days=ahead)) for ahead in range(4)]

    assert told == [1, 0, 0, 0]
    assert "On or after 03/12/2026 at most 300.00" in Notice.objects.get(kind="debit-amount").text
    for day in (5, 12, 19):
        run_day(date(2026, 3, day))
    amounts = scheduled.occurrences.order_by("due_date").values_list("amount_cents", flat=True)
    assert list(amounts) == [10_000, 20_000, None]  # the 5th was too near, on the 19th it is paid


def test_a_notice_of_a_later_weekly_debit_raises_no_earlier_one(alices_lease):
    charge_rent(alices_lease, amount_cents=10_000)
    scheduled = schedule_rent(
        alices_lease, **OPEN_BALANCE, frequency=Frequency.WEEKLY, start_date=date(2026, 3, 5)
    )
    charge_rent(alices_lease, amount_cents=50_000)
    assert tell(date(2026, 3, 5)) == 1

    scheduled.refresh_from_db()
    before, from_then_on = date(2026, 3, 12), date(2026, 3, 19)
    assert scheduled.notified_cents_on(before) == 10_000
    assert scheduled.notified_cents_on(from_then_on) == 60_000


def test_who_agreed_to_a_sum_is_told_only_of_a_larger_difference(alices_lease):
    charge_rent(alices_lease, amount_cents=100_000)
    scheduled = schedule_rent(
        alices_lease,
        **OPEN_BALANCE,
        start_date=date(2026, 3, 3),
        notice_over_cents=5_000,
    )
    assert "only when it differs from the last debit by more than $50.00" in (
        scheduled.authorization.text
    )
    run_day(date(2026, 3, 3))
    charge_rent(alices_lease, amount_cents=104_000)
    near = tell(date(2026, 3, 21))
    run_day(date(2026, 4, 3))
    charge_rent(alices_lease, amount_cents=112_000)

    far = tell(date(2026, 4, 20))

    assert (near, far) == (0, 1)
    amounts = Payment.objects.order_by("id").values_list("amount_cents", flat=True)
    assert list(amounts) == [100_000, 104_000]


def test_a_fixed_amount_after_another_first_one_is_told_once(alices_lease):
    schedule_rent(alices_lease, first_amount_cents=60_000, start_date=date(2026, 3, 3))
    run_day(date(2026, 3, 3))

    told = [tell(date(2026, 3, day)) for day in (19, 20, 21, 24, 25)]

    assert told == [0, 1, 0, 0, 0]
    assert "On or after 04/03/2026 1,200.00" in Notice.objects.get(kind="debit-amount").text


@pytest.mark.parametrize(
    "agreed",
    [
        {"notice_over_cents": 5_000},  # of a fixed amount
        {**OPEN_BALANCE, "notice_over_cents": 5_000, "notice_waived": True},
        {**OPEN_BALANCE, "notice_over_cents": -1},
    ],
)
def test_what_cannot_be_agreed_on_notices_is_refused(alices_lease, agreed):
    with pytest.raises(NotSchedulable):
        schedule_rent(alices_lease, **agreed)


def test_a_payer_is_reminded_once_of_each_debit(alices_lease):
    schedule_rent(alices_lease)

    for _ in range(2):
        operations.remind(today=TODAY, now=NOW)

    assert "“Preauthorized payment" in Notice.objects.get(kind="debit-reminder").text


def test_a_reference_is_scheduled_once(alices_lease):
    scheduled = schedule_rent(alices_lease, reference="A-1")

    assert PreauthorizedPayment.objects.get(reference="A-1") == scheduled


def tell(today: date) -> int:
    return operations.notify_amounts(today=today, now=NOW + (today - TODAY))
