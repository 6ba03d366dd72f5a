"""What is put into a file: no debit that its authorization doesn't cover, and none too late."""

from datetime import date
from pathlib import Path

import pytest
from tests.banking import cast
from tests.cast import NOW, TODAY
from tests.payments.cast import pay, standing_of

from rentrail.payments import operations as payments
from rentrail.payments import states
from rentrail.payments.models import Instrument, Payment
from rentrail.payments.states import InstrumentStanding
from rentrail.portfolio.models import BankAccount, Lease, StaffTask

FIVE_BANKING_DAYS_ON, SIX = date(2026, 3, 9), date(2026, 3, 10)


@pytest.fixture
def held_up(tmp_path: Path, operating: BankAccount, alices_lease: Lease) -> Payment:
    """A payment of March 2 whose bank account was frozen before its file was built."""
    cast.make_bank(tmp_path, operating)
    payment = pay(alices_lease)
    Instrument.objects.update(standing=InstrumentStanding.UNTIL_RELEASED)
    return payment


def thaw(payment: Payment) -> None:
    payments.release_instrument(
        public_id=payment.instrument.public_id, reason="Thawed", released_by="bob", now=NOW
    )


def test_what_was_held_up_goes_within_five_banking_days(held_up: Payment) -> None:
    assert cast.build(TODAY) == []
    assert "with the next file, up to 5 banking days after it was taken" in told()
    thaw(held_up)

    [file] = cast.build(FIVE_BANKING_DAYS_ON)

    assert file.entry_count == 1


def test_no_debit_is_made_so_late_that_its_authorization_was_not_for_it(held_up: Payment) -> None:
    thaw(held_up)

    assert cast.build(SIX) == []

    assert standing_of(held_up) == states.APPROVED
    assert "the day it was authorized for is long past. Void it; to be paid, it is taken anew" in (
        told()
    )
    payments.void_payment(
        public_id=held_up.public_id, reason="Too late", voided_by="bob", now=cast.at(SIX)
    )


def told() -> str:
    return str(StaffTask.objects.get(kind="payment-not-sent").text)
