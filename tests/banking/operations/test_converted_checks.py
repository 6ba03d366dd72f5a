"""Checks that were converted go out as ARC and BOC entries with their number; images stay back."""

from pathlib import Path

import pytest
from tests.banking import cast
from tests.cast import TODAY, charge_rent
from tests.checks.cast import finish, give_notice, pay_for, reading, scan, start

from rentrail.banking.models import BankFile
from rentrail.checks.rules.classification import ReceivedBy
from rentrail.payments import states
from rentrail.payments.models import Batch, Payment
from rentrail.portfolio.models import BankAccount, Lease, Property


@pytest.fixture
def bank(
    tmp_path: Path, operating: BankAccount, oak_court: Property, alices_lease: Lease
) -> cast.FolderBank:
    give_notice(oak_court)
    charge_rent(alices_lease)
    return cast.make_bank(tmp_path, operating)


def deposit_check(property_: Property, lease: Lease, *, received_by: ReceivedBy, **scanned) -> None:
    deposit = start(property_, received_by=received_by)
    pay_for(scan(deposit, **scanned), lease)
    assert finish(deposit).state == "completed"


@pytest.mark.parametrize(
    ("received_by", "sec_code"), [(ReceivedBy.MAIL, "ARC"), (ReceivedBy.IN_PERSON, "BOC")]
)
def test_a_converted_check_is_an_entry_with_its_number(
    bank, oak_court, alices_lease, received_by, sec_code
):
    deposit_check(oak_court, alices_lease, received_by=received_by)

    file = cast.send()

    [(header, entry)] = cast.entries_of(file)
    assert header.standard_entry_class_code == sec_code
    assert (entry.transaction_code, entry.amount_cents) == (27, 120_000)
    assert entry.dfi_account_number.strip() == "0012345678"
    assert entry.check_serial_number.strip() == "0101"
    assert entry.addenda_indicator == 0


def test_a_converted_check_that_comes_back_reopens_the_rent(bank, oak_court, alices_lease):
    deposit_check(oak_court, alices_lease, received_by=ReceivedBy.MAIL)
    file = cast.send()
    bank.acknowledges(file)
    cast.receive()

    bank.leaves(cast.returns_of(cast.entries_of(file), return_code="R01"), name="RETURNS.ach")
    cast.receive(TODAY + cast.days(2))

    payment = Payment.objects.get()
    assert (payment.status, payment.return_code) == ("uncollected_nsf", "R01")


def test_an_image_is_in_no_file_of_entries_and_waits_in_its_batch(bank, oak_court, alices_lease):
    business = reading("o001234o t076401251t 12345678o")
    deposit_check(oak_court, alices_lease, received_by=ReceivedBy.MAIL, reading=business)

    assert cast.build() == []

    payment = Payment.objects.get()
    assert (payment.status, payment.settlement_status) == (
        states.APPROVED.status,
        states.APPROVED.settlement,
    )
    batch = Batch.objects.get()
    assert (batch.batch_type, batch.state, batch.item_count) == ("IRD", "closed", 1)
    assert not BankFile.objects.exists()
