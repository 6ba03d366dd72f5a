from datetime import date
from typing import Any

import pytest
from tests.cast import NOW, charge_rent
from tests.payments.cast import add_account, consent, moment_on, pay, run_day, schedule_rent

from rentrail.payments import operations, queries, verify
from rentrail.payments.models import AmountKind, Frequency, Notice, Occurrence, Payment
from rentrail.payments.operations import taking_due
from rentrail.portfolio.models import Lease, LeasePerson, Person, Property, StaffTask


def test_rent_is_taken_on_its_due_date_once(alices_lease):
    scheduled = schedule_rent(alices_lease)

    counts = [run_day(day) for day in (date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 5))]

    assert [count["taken"] for count in counts] == [0, 1, 0]
    scheduled.refresh_from_db()
    assert (scheduled.next_due_date, scheduled.payments_taken) == (date(2026, 4, 5), 1)
    payment = Payment.objects.get()
    assert payment.idempotency_key == f"pre:{scheduled.public_id}:2026-03-05"
    assert payment.is_recurring
    assert not list(verify.problems())


@pytest.mark.parametrize(
    ("start", "processed"),
    [
        (date(2026, 3, 7), date(2026, 3, 9)),  # a Saturday
        (date(2026, 5, 25), date(2026, 5, 26)),  # Memorial Day
    ],
)
def test_a_due_date_without_banks_is_processed_on_the_next_banking_day(
    alices_lease, start, processed
):
    schedule_rent(alices_lease, start_date=start)

    counts = [run_day(start), run_day(processed)]

    assert [count["taken"] for count in counts] == [0, 1]
    occurrence = Occurrence.objects.get()
    assert (occurrence.due_date, occurrence.processed_date) == (start, processed)


@pytest.mark.parametrize(
    ("start", "frequency", "due_dates"),
    [
        (date(2026, 3, 31), Frequency.MONTHLY, ["2026-03-31", "2026-04-30", "2026-05-31"]),
        (date(2028, 2, 29), Frequency.YEARLY, ["2028-02-29", "2029-02-28"]),
    ],
)
def test_a_date_that_a_month_lacks_falls_on_its_last_day(alices_lease, start, frequency, due_dates):
    schedule_rent(alices_lease, start_date=start, frequency=frequency)

    run_day(date(start.year, 6, 1) if frequency is Frequency.MONTHLY else date(2029, 3, 1))

    assert processed() == due_dates


def test_missed_runs_are_caught_up_in_order_once(alices_lease):
    schedule_rent(alices_lease, frequency=Frequency.WEEKLY)

    counts = [run_day(date(2026, 3, 20)), run_day(date(2026, 3, 20))]

    assert [count["taken"] for count in counts] == [3, 0]
    assert processed() == ["2026-03-05", "2026-03-12", "2026-03-19"]


def test_households_are_taken_chunk_by_chunk(alices_lease, monkeypatch):
    monkeypatch.setattr(taking_due, "TAKEN_AT_ONCE_MAX", 2)
    for _ in range(3):
        schedule_rent(alices_lease)

    assert run_day(date(2026, 3, 5))["taken"] == 3


def test_an_open_balance_is_taken_and_nothing_where_nothing_is_owed(alices_lease):
    charge_rent(alices_lease, amount_cents=90_000)
    schedule_rent(
        alices_lease,
        amount_kind=AmountKind.OPEN_BALANCE_UP_TO,
        amount_cents=None,
        amount_cents_max=150_000,
        notice_waived=True,
    )

    counts = [run_day(date(2026, 3, 5)), run_day(date(2026, 4, 6))]

    assert [(count["taken"], count["skipped"]) for count in counts] == [(1, 0), (0, 1)]
    assert Payment.objects.get().amount_cents == 90_000
    assert Occurrence.objects.get(status="skipped").reason == "Nothing is owed."


def test_no_more_is_taken_than_the_payer_was_told(alices_lease):
    charge_rent(alices_lease, amount_cents=90_000)
    schedule_rent(
        alices_lease,
        amount_kind=AmountKind.OPEN_BALANCE_UP_TO,
        amount_cents=None,
        amount_cents_max=150_000,
    )
    charge_rent(alices_lease, amount_cents=20_000)

    run_day(date(2026, 3, 5))

    assert Payment.objects.get().amount_cents == 90_000


def test_a_charge_not_yet_due_is_debited_when_it_is(alices_lease):
    charge_rent(alices_lease, amount_cents=90_000)
    charge_rent(alices_lease, amount_cents=77_700, due_date=date(2026, 4, 5))
    scheduled = schedule_rent(
        alices_lease,
        amount_kind=AmountKind.OPEN_BALANCE_UP_TO,
        amount_cents=None,
        amount_cents_max=500_000,
        notice_waived=True,
    )
    [debit] = queries.next_debits([scheduled])

    for day in (date(2026, 3, 5), date(2026, 4, 6)):
        run_day(day)

    assert (debit.amount_cents, scheduled.notified_cents) == (90_000, 90_000)
    assert [one.amount_cents for one in Payment.objects.order_by("id")] == [90_000, 77_700]


def test_a_fixed_amount_is_whole_though_more_is_charged_ahead(alices_lease):
    charge_rent(alices_lease)
    charge_rent(alices_lease, due_date=date(2026, 4, 1))
    Property.objects.update(takes_partial_payments=False)
    schedule_rent(alices_lease)

    assert run_day(date(2026, 3, 5))["taken"] == 1


def test_roommates_do_not_pay_the_same_balance_twice(alices_lease):
    charge_rent(alices_lease)
    open_balance = {
        "amount_kind": AmountKind.OPEN_BALANCE_UP_TO,
        "amount_cents": None,
        "amount_cents_max": 100_000,
        "notice_waived": True,
    }
    schedule_rent(alices_lease, **open_balance)
    schedule_rent(alices_lease, **open_balance)

    run_day(date(2026, 3, 5))

    assert [payment.amount_cents for payment in Payment.objects.order_by("id")] == [100_000, 20_000]


def test_a_payment_that_waits_counts_against_the_open_balance(alices_lease):
    charge_rent(alices_lease, amount_cents=150_000)
    Property.objects.update(approval_over_cents=100_000)
    waiting = pay(alices_lease, amount_cents=120_000)
    Property.objects.update(approval_over_cents=None)
    scheduled = schedule_rent(
        alices_lease,
        amount_kind=AmountKind.OPEN_BALANCE_UP_TO,
        amount_cents=None,
        amount_cents_max=200_000,
        notice_waived=True,
    )
    [debit] = queries.next_debits([scheduled])

    run_day(date(2026, 3, 5))

    taken = Payment.objects.exclude(id=waiting.id).get()
    assert (waiting.status, taken.amount_cents) == ("awaiting_approval", 30_000)
    assert debit.amount_cents == 30_000


def test_a_refusal_is_a_failed_occurrence_a_notice_and_a_task(alices_lease):
    scheduled = schedule_rent(alices_lease)
    Person.objects.update(in_collection=True)

    counts = run_day(date(2026, 3, 5))

    assert counts == {"taken": 0, "waiting_for_a_person": 0, "failed": 1, "skipped": 0}
    occurrence = Occurrence.objects.get()
    assert (occurrence.status, "in collection" in occurrence.reason) == ("failed", True)
    assert "in collection" in Notice.objects.get(kind="preauthorized-failed").text
    assert "in collection" in StaffTask.objects.get(kind="preauthorized-failed").text
    scheduled.refresh_from_db()
    assert scheduled.next_due_date == date(2026, 4, 5)
    assert not list(verify.problems())


def test_a_fixed_amount_below_the_balance_fails_where_no_partial_payment_is_taken(alices_lease):
    charge_rent(alices_lease, amount_cents=150_000)
    Property.objects.update(takes_partial_payments=False)
    schedule_rent(alices_lease)

    run_day(date(2026, 3, 5))

    assert "partial payments" in Occurrence.objects.get().reason


@pytest.mark.parametrize(
    "details",
    [
        {"frequency": Frequency.ONE_TIME},
        {"payments_max": 1},
        {"end_date": date(2026, 3, 31)},
    ],
)
def test_what_has_run_out_is_disabled(alices_lease, details):
    scheduled = schedule_rent(alices_lease, **details)

    counts = [run_day(date(2026, 3, 5)), run_day(date(2026, 4, 6))]

    assert [count["taken"] for count in counts] == [1, 0]
    scheduled.refresh_from_db()
    assert (scheduled.status, scheduled.next_due_date) == ("disabled", None)
    assert Notice.objects.filter(kind="preauthorized-disabled").count() == 1


def test_a_due_date_that_failed_uses_up_none_of_the_agreed_payments(alices_lease):
    scheduled = schedule_rent(alices_lease, payments_max=2)
    Property.objects.update(takes_ach=False)
    failed = run_day(date(2026, 3, 5))
    Property.objects.update(takes_ach=True)

    counts = [run_day(day) for day in (date(2026, 4, 6), date(2026, 5, 5), date(2026, 6, 5))]

    assert failed["failed"] == 1
    assert [count["taken"] for count in counts] == [1, 1, 0]
    scheduled.refresh_from_db()
    assert (scheduled.status, scheduled.payments_taken) == ("disabled", 2)


def test_a_household_that_moved_out_is_not_debited_any_more(alices_lease):
    scheduled = schedule_rent(alices_lease)
    Lease.objects.update(move_out_date=date(2026, 3, 4))

    run_day(date(2026, 3, 5))

    scheduled.refresh_from_db()
    assert (scheduled.status, scheduled.status_reason) == ("disabled", "The household moved out.")
    assert not Payment.objects.exists()


def roommate_of(lease: Lease, **part: Any) -> Person:
    dana = Person.objects.create(
        public_id="per_dana", property=lease.property, last_name="Roommate", email="dana@x.example"
    )
    LeasePerson.objects.create(lease=lease, person=dana, role="co_resident", **part)
    return dana


@pytest.mark.parametrize(
    ("due_date", "move_out_date", "run_on"),
    [
        pytest.param(date(2026, 3, 5), date(2026, 3, 6), date(2026, 3, 6), id="a missed run"),
        pytest.param(date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 9), id="a weekend"),
    ],
)
def test_a_due_date_before_the_move_out_is_still_processed(
    alices_lease, due_date, move_out_date, run_on
):
    scheduled = schedule_rent(alices_lease, start_date=due_date)
    Lease.objects.update(move_out_date=move_out_date)
    alices_lease.members.update(moved_out_date=move_out_date)
    end = {"today": run_on, "ended_by": "run-day", "now": NOW}

    assert operations.end_of_moved_out(**end) == 0
    assert run_day(run_on)["taken"] == 1
    assert operations.end_of_moved_out(**end) == 1

    scheduled.refresh_from_db()
    assert scheduled.status == "disabled"


def test_a_roommate_who_moved_out_is_not_debited_any_more(alices_lease):
    dana = roommate_of(alices_lease, moved_out_date=date(2026, 3, 4))
    scheduled = schedule_rent(alices_lease, instrument_id=add_account(dana).id)
    alices = schedule_rent(alices_lease)

    counts = run_day(date(2026, 3, 5))

    assert (counts["taken"], counts["skipped"]) == (1, 1)
    for one in (scheduled, alices):
        one.refresh_from_db()
    assert (scheduled.status, scheduled.status_reason) == ("disabled", "The payer moved out.")
    assert alices.status == "enabled"


def test_a_payer_whom_the_import_has_no_more_fails_visibly(alices_lease):
    dana = roommate_of(alices_lease)
    scheduled = schedule_rent(alices_lease, instrument_id=add_account(dana).id)
    Person.objects.filter(id=dana.id).update(missing_since=NOW)

    counts = run_day(date(2026, 3, 5))

    assert (counts["taken"], counts["failed"]) == (0, 1)
    assert "no longer among the household" in StaffTask.objects.get().text
    scheduled.refresh_from_db()
    assert scheduled.status == "enabled"


def move_out_all(lease: Lease) -> None:
    Lease.objects.filter(id=lease.id).update(move_out_date=date(2026, 3, 3))


def end_lease(lease: Lease) -> None:
    Lease.objects.filter(id=lease.id).update(status="past")


def move_out_alice(lease: Lease) -> None:
    lease.members.update(moved_out_date=date(2026, 3, 3))


@pytest.mark.parametrize("happens", [move_out_all, end_lease, move_out_alice])
def test_who_moved_out_is_not_reminded_and_their_schedule_ends_that_day(alices_lease, happens):
    scheduled = schedule_rent(alices_lease)
    happens(alices_lease)

    reminded = operations.remind(today=date(2026, 3, 2), now=NOW)
    ended = [
        operations.end_of_moved_out(today=date(2026, 3, 3), ended_by="run-day", now=NOW)
        for _ in range(2)
    ]

    assert (reminded, ended) == (0, [1, 0])
    scheduled.refresh_from_db()
    assert (scheduled.status, scheduled.next_due_date) == ("disabled", None)
    assert Notice.objects.filter(kind="preauthorized-disabled").count() == 1


def test_a_lease_that_went_month_to_month_goes_on(alices_lease):
    schedule_rent(alices_lease)
    Lease.objects.update(end_date=date(2026, 2, 28), month_to_month=True)

    assert run_day(date(2026, 3, 5))["taken"] == 1


def test_a_stopped_one_fails_visibly_until_its_account_is_corrected(alices_lease):
    scheduled = schedule_rent(alices_lease)
    type(scheduled).objects.update(status="stopped", status_reason="R03 No account")

    counts = run_day(date(2026, 3, 5))

    assert counts["failed"] == 1
    assert "R03 No account" in Occurrence.objects.get().reason
    scheduled.refresh_from_db()
    assert scheduled.status == "stopped"


def test_limits_hold_for_what_is_scheduled_too(alices_lease, alice):
    schedule_rent(alices_lease, instrument_id=add_account(alice).id)
    alices_lease.property.limits.create(limit_group="ACH_RENT", daily_count_max=1)
    Property.objects.update(property_date=date(2026, 3, 5))
    pay(
        alices_lease,
        authorization_id=consent(alice, add_account(alice)).id,
        now=moment_on(date(2026, 3, 5)),
    )

    counts = run_day(date(2026, 3, 5))

    assert Occurrence.objects.get().payment.status == "suspended"
    assert (counts["taken"], counts["waiting_for_a_person"]) == (0, 1)


def processed() -> list[str]:
    due_dates = Occurrence.objects.order_by("due_date").values_list("due_date", flat=True)
    return [due_date.isoformat() for due_date in due_dates]
