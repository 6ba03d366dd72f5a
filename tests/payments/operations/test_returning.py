from datetime import date
from textwrap import dedent

import pytest
from tests.cast import NOW, charge_rent, journal_of, make_household
from tests.payments.cast import add_account, make_settled, pay, schedule_rent, standing_of

from rentrail.ledger import operations as ledger
from rentrail.ledger.models import JournalEntry
from rentrail.payments import operations, states, verify
from rentrail.payments.models import Authorization, Instrument, Notice, Payment
from rentrail.payments.operations import Returned
from rentrail.payments.states import IllegalMove, InstrumentStanding, PreauthorizedStatus
from rentrail.portfolio.models import Charge, Property, StaffTask


def test_a_return_after_settlement_reopens_the_rent_and_takes_it_from_cash(alices_lease):
    rent = charge_rent(alices_lease)
    payment = make_settled(pay(alices_lease))

    send_back(payment, "R01", credits_cash=True)

    rent.refresh_from_db()
    assert rent.open_cents == 120_000
    assert standing_of(payment) == states.UNCOLLECTED_NSF
    assert payment.return_code == "R01"
    assert journal_of(alices_lease) == dedent("""\
        2026-03-01  resident-receivable   1,200.00 dr
        2026-03-01  rent-income           1,200.00 cr
        2026-03-02  ach-clearing          1,200.00 dr
        2026-03-02  resident-receivable   1,200.00 cr
        2026-03-09  resident-receivable   1,200.00 dr
        2026-03-09  operating-cash        1,200.00 cr""")
    assert not list(verify.problems())


def test_a_return_says_why_in_journal_notice_and_task(alices_lease):
    payment = make_settled(pay(alices_lease))

    send_back(payment, "R02")

    entry = JournalEntry.objects.get(reverses=payment.journal_entry)
    assert entry.description.startswith("Returned R02 Account closed: Bank payment")
    assert "R02 Account closed" in Notice.objects.get(kind="payment-returned").text
    assert "R02 Account closed" in StaffTask.objects.get(kind="payment-returned").text
    assert payment.steps.last().came_from == "returns.ach:7"


@pytest.mark.parametrize("return_code", ["R14", "R15"])
def test_staff_are_warned_before_they_write_to_a_household_in_mourning(alices_lease, return_code):
    send_back(make_settled(pay(alices_lease)), return_code)

    told = StaffTask.objects.get(kind="payment-returned").text
    assert "speak with the household before you write" in told


@pytest.mark.parametrize(
    ("received", "is_late"), [(date(2026, 3, 9), False), (date(2026, 3, 10), True)]
)
def test_staff_are_told_of_a_return_that_comes_too_late(alices_lease, received, is_late):
    send_back(make_settled(pay(alices_lease)), "R01", received_date=received)

    told = StaffTask.objects.get(kind="payment-returned").text
    assert ("came after 03/09/2026, too late by the rules" in told) is is_late


def test_a_return_before_funding_is_taken_from_clearing(alices_lease):
    payment = make_settled(pay(alices_lease))

    send_back(payment, "R01")

    assert journal_of(alices_lease) == dedent("""\
        2026-03-02  ach-clearing          1,200.00 dr
        2026-03-02  resident-receivable   1,200.00 cr
        2026-03-09  resident-receivable   1,200.00 dr
        2026-03-09  ach-clearing          1,200.00 cr""")


def test_want_of_funds_costs_the_fee_once(alices_lease):
    Property.objects.update(nsf_fee_cents=3_500)
    payment = make_settled(pay(alices_lease))

    assert [send_back(payment, "R01") for _ in range(2)] == [1, 0]

    fee = Charge.objects.get()
    assert (fee.transaction_code.code, fee.amount_cents) == ("NSF", 3_500)
    assert payment.steps.count() == 5
    assert JournalEntry.objects.count() == 3


def test_no_other_return_costs_a_fee(alices_lease):
    Property.objects.update(nsf_fee_cents=3_500)

    send_back(make_settled(pay(alices_lease)), "R02")

    assert not Charge.objects.exists()


@pytest.mark.parametrize(
    ("return_code", "is_stopped_for_all"),
    [("R02", True), ("R03", True), ("R16", True), ("R20", True), ("R10", False), ("R14", False)],
)
def test_what_a_return_says_of_the_account_holds_for_everyone_who_pays_from_it(
    alices_lease, oak_court, return_code, is_stopped_for_all
):
    roommates_lease = make_household(oak_court, unit="205")
    schedule_rent(roommates_lease)
    payment = make_settled(pay(alices_lease))

    send_back(payment, return_code)

    theirs = Instrument.objects.get(person__leases__lease=roommates_lease)
    assert (theirs.standing != InstrumentStanding.GOOD) is is_stopped_for_all
    scheduled = roommates_lease.preauthorized_payments.get()
    assert (scheduled.status != PreauthorizedStatus.ENABLED) is (
        is_stopped_for_all and return_code != "R16"
    )


@pytest.mark.parametrize(
    ("return_code", "standing"),
    [
        ("R02", InstrumentStanding.STOPPED_FOR_GOOD),
        ("R03", InstrumentStanding.UNTIL_CORRECTED),
        ("R14", InstrumentStanding.GOOD),
        ("R10", InstrumentStanding.GOOD),
    ],
)
def test_an_account_that_came_back_is_stopped_for_who_puts_it_on_file_afterwards(
    alices_lease, oak_court, return_code, standing
):
    send_back(make_settled(pay(alices_lease)), return_code)

    theirs = add_account(make_household(oak_court, unit="205").members.get().person)

    assert theirs.standing == standing


@pytest.mark.parametrize(
    ("return_code", "standing", "status"),
    [
        ("R01", InstrumentStanding.GOOD, "enabled"),
        ("R02", InstrumentStanding.STOPPED_FOR_GOOD, "disabled"),
        ("R03", InstrumentStanding.UNTIL_CORRECTED, "stopped"),
        ("R10", InstrumentStanding.UNTIL_AUTHORIZED, "disabled"),
        ("R16", InstrumentStanding.UNTIL_RELEASED, "enabled"),
    ],
)
def test_what_comes_back_stops_the_account_and_what_is_scheduled_on_it(
    alices_lease, return_code, standing, status
):
    scheduled = schedule_rent(alices_lease)
    payment = make_settled(
        pay(
            alices_lease,
            authorization_id=scheduled.authorization_id,
            debit_date=date(2026, 3, 5),
            is_preauthorized=True,
        )
    )

    send_back(payment, return_code)

    scheduled.refresh_from_db()
    scheduled.instrument.refresh_from_db()
    assert (scheduled.instrument.standing, scheduled.status) == (standing, status)


def test_an_unauthorized_return_ends_every_consent_on_the_account(alices_lease):
    payment = make_settled(pay(alices_lease))

    send_back(payment, "R07")

    assert Authorization.objects.get().revoked_by == "bank: R07"


def test_a_return_dated_in_a_closed_period_is_posted_in_the_open_one(alices_lease):
    payment = make_settled(pay(alices_lease))
    ledger.close_period(book_id=payment.property.book_id, period=202603, closed_by="bob", now=NOW)

    send_back(payment, "R01")

    entry = JournalEntry.objects.get(reverses=payment.journal_entry)
    assert (entry.property_date, entry.belongs_to_date) == (date(2026, 4, 1), date(2026, 3, 9))


def test_a_payment_that_was_never_sent_cannot_come_back(alices_lease):
    payment = pay(alices_lease)

    with pytest.raises(IllegalMove):
        send_back(payment, "R01")


def send_back(payment: Payment, return_code: str, **details: object) -> int:
    one = Returned(
        **{
            "payment_id": payment.id,
            "return_code": return_code,
            "received_date": date(2026, 3, 9),
            "came_from": "returns.ach:7",
            **details,
        }
    )
    return operations.return_payments([one], now=NOW)
