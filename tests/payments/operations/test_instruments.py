import pytest
from tests.cast import NOW, ROUTING_NUMBER
from tests.payments.cast import ACCOUNT_NUMBER, add_account, ask, schedule_rent

from rentrail.payments import operations
from rentrail.payments.models import AccountType, Instrument, InstrumentCorrection, Notice
from rentrail.payments.operations import (
    AccountKnownOtherwise,
    AccountNumberNotValid,
    AccountNumbersDiffer,
    HolderNameMissing,
    ReasonMissing,
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


def test_a_stopped_account_is_not_debited_until_it_is_released(alices_lease, alice):
    instrument = add_account(alice)
    stand(instrument, InstrumentStanding.UNTIL_RELEASED)

    assert "it is frozen until staff release it." in ask(alices_lease).decision.message
    release(instrument, reason="The bank confirmed it")
    assert ask(alices_lease).payment_id is not None


def test_a_release_needs_a_reason(alice):
    with pytest.raises(ReasonMissing):
        release(add_account(alice), reason=" ")


def correct(instrument, **changes):
    operations.correct_instrument(
        instrument_id=instrument.id, corrected_by="bank", change_code="C01", now=NOW, **changes
    )


def release(instrument, *, reason):
    operations.release_instrument(
        public_id=instrument.public_id, reason=reason, released_by="bob", now=NOW
    )


def stand(instrument, standing):
    Instrument.objects.filter(id=instrument.id).update(standing=standing)
