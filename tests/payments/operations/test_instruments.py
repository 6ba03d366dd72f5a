import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from tests.cast import NOW, ROUTING_NUMBER
from tests.payments.cast import ACCOUNT_NUMBER, add_account, ask, schedule_rent

from rentrail.identity.tenancy import company_scope, current_company_id
from rentrail.payments import operations
from rentrail.payments.models import AccountType, Instrument, InstrumentCorrection, Notice
from rentrail.payments.operations import (
    AccountKnownOtherwise,
    AccountNotCorrectable,
    AccountNotReleasable,
    AccountNumberNotValid,
    AccountNumbersDiffer,
    HolderNameMissing,
    ReasonMissing,
    preauthorizing,
)
from rentrail.payments.states import InstrumentStanding
from rentrail.portfolio.models import StaffTask


def test_an_account_number_is_sealed_and_shown_by_its_last_four(alice):
    instrument = add_account(alice)

    assert (str(instrument), instrument.last_four) == ("Checking ••1142", "1142")
    assert ACCOUNT_NUMBER.encode() not in bytes(instrument.account_number_sealed)
    assert operations.account_number_of(Instrument.objects.get()) == ACCOUNT_NUMBER


def test_the_same_account_again_is_the_one_on_file_however_it_is_written(alice):
    assert add_account(alice) == add_account(alice, account_number="000471142")


def test_the_same_account_as_another_type_is_refused(alice):
    add_account(alice)

    with pytest.raises(AccountKnownOtherwise, match="as checking, personal"):
        add_account(alice, account_type=AccountType.SAVINGS)


@pytest.mark.parametrize(
    ("details", "refusal"),
    [
        ({"account_number": "47A11"}, AccountNumberNotValid),
        ({"account_number_again": "4711"}, AccountNumbersDiffer),
        ({"holder_name": " "}, HolderNameMissing),
    ],
)
def test_what_was_typed_wrongly_is_refused(alice, details, refusal):
    with pytest.raises(refusal):
        add_account(alice, **details)


def test_a_notice_of_change_corrects_the_account_and_keeps_the_old_values(alice):
    instrument = add_account(alice)

    correct(instrument, account_number="998877", account_type=AccountType.SAVINGS)

    instrument.refresh_from_db()
    assert (instrument.last_four, instrument.account_type) == ("8877", "savings")
    assert operations.account_number_of(instrument) == "998877"
    [before] = InstrumentCorrection.objects.all()
    assert (before.last_four_before, before.account_type_before) == ("1142", "checking")
    assert "C01" in Notice.objects.get(kind="account-corrected").text
    assert "8877" in StaffTask.objects.get(kind="notice-of-change").text


def test_a_correction_that_changes_nothing_is_not_one(alice):
    instrument = add_account(alice)

    correct(instrument, account_number=ACCOUNT_NUMBER, routing_number=ROUTING_NUMBER)

    assert not InstrumentCorrection.objects.exists()


def test_a_corrected_number_lets_what_it_stopped_go_on(alices_lease):
    scheduled = schedule_rent(alices_lease)
    stand(scheduled.instrument, InstrumentStanding.UNTIL_CORRECTED)
    type(scheduled).objects.update(status="stopped")

    correct(scheduled.instrument, account_number="998877")

    scheduled.refresh_from_db()
    scheduled.instrument.refresh_from_db()
    assert (scheduled.instrument.standing, scheduled.status) == ("good", "enabled")


def test_a_correction_does_not_open_a_closed_account(alice):
    instrument = add_account(alice)
    stand(instrument, InstrumentStanding.STOPPED_FOR_GOOD)

    correct(instrument, account_number="998877")

    instrument.refresh_from_db()
    assert instrument.standing == InstrumentStanding.STOPPED_FOR_GOOD


def test_staff_correct_an_account_that_came_back_and_it_is_debited_again(alices_lease):
    scheduled = schedule_rent(alices_lease)
    stand(scheduled.instrument, InstrumentStanding.UNTIL_CORRECTED)
    type(scheduled).objects.update(status="stopped")

    correct_as_staff(scheduled.instrument)

    scheduled.refresh_from_db()
    account = Instrument.objects.get()
    assert (account.standing, scheduled.status) == ("good", "enabled")
    assert operations.account_number_of(account) == "998877"
    assert account.standing_reason == "Corrected by bob: Seen on a voided check"
    assert InstrumentCorrection.objects.get().last_four_before == "1142"
    assert "Staff did it." in Notice.objects.get(kind="account-corrected").text


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"account_number_again": "998878"}, AccountNumbersDiffer),
        ({"account_number": "99A", "account_number_again": "99A"}, AccountNumberNotValid),
        (
            {"account_number": ACCOUNT_NUMBER, "account_number_again": ACCOUNT_NUMBER},
            AccountNotCorrectable,
        ),
        ({"reason": " "}, ReasonMissing),
    ],
)
def test_what_is_no_correction_leaves_the_account_stopped(alice, typed, refusal):
    instrument = add_account(alice)
    stand(instrument, InstrumentStanding.UNTIL_CORRECTED)

    with pytest.raises(refusal):
        correct_as_staff(instrument, **typed)

    instrument.refresh_from_db()
    assert instrument.standing == InstrumentStanding.UNTIL_CORRECTED


@pytest.mark.parametrize("standing", ["good", "stopped_for_good", "until_authorized"])
def test_staff_do_not_put_another_account_under_an_old_authorization(alice, standing):
    instrument = add_account(alice)
    stand(instrument, standing)

    with pytest.raises(AccountNotCorrectable, match="another account needs a new authorization"):
        correct_as_staff(instrument)


def test_a_wrong_number_is_corrected_not_released(alice):
    instrument = add_account(alice)
    stand(instrument, InstrumentStanding.UNTIL_CORRECTED)

    with pytest.raises(AccountNotReleasable, match="correct the account instead"):
        release(instrument, reason="The bank erred")


def test_a_stopped_account_is_not_debited_until_it_is_released(alices_lease, alice):
    instrument = add_account(alice)
    stand(instrument, InstrumentStanding.UNTIL_RELEASED)

    assert "it is frozen until staff release it." in ask(alices_lease).decision.message
    release(instrument, reason="The bank confirmed it")
    assert ask(alices_lease).payment_id is not None


def test_a_release_needs_a_reason(alice):
    with pytest.raises(ReasonMissing):
        release(add_account(alice), reason=" ")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["correct", "release"])
def test_accounts_are_locked_after_their_schedules_as_a_return_locks_them(alices_lease, change):
    account = schedule_rent(alices_lease).instrument
    change_it = {"correct": correct_to_998877, "release": release_as_good}[change]

    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction.atomic():
            preauthorizing.running_ids([account.id])  # what a return locks first
            changed = pool.submit(in_company, current_company_id(), change_it, account)
            wait_until_somebody_waits()
            locked = Instrument.objects.select_for_update(no_key=True, nowait=True)
            assert locked.get(id=account.id) == account
        changed.result(timeout=10)


def in_company(company_id, work, *given):
    try:
        with company_scope(company_id):
            return work(*given)
    finally:
        connection.close()


def wait_until_somebody_waits():
    """Wait until another session waits for a lock of ours."""
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("Nobody waits.")


def correct_to_998877(instrument):
    correct(instrument, account_number="998877")


def release_as_good(instrument):
    release(instrument, reason="Good")


def correct(instrument, **changes):
    operations.correct_instrument(
        instrument_id=instrument.id, corrected_by="bank", change_code="C01", now=NOW, **changes
    )


def correct_as_staff(instrument, **typed):
    return operations.correct_stopped_account(
        **{
            "public_id": instrument.public_id,
            "routing_number": ROUTING_NUMBER,
            "account_number": "998877",
            "account_number_again": "998877",
            "account_type": AccountType.CHECKING,
            "reason": "Seen on a voided check",
            "corrected_by": "bob",
            "now": NOW,
            **typed,
        }
    )


def release(instrument, *, reason):
    operations.release_instrument(
        public_id=instrument.public_id, reason=reason, released_by="bob", now=NOW
    )


def stand(instrument, standing):
    Instrument.objects.filter(id=instrument.id).update(standing=standing)
