"""What banks send while a file to them is built: one waits for the other (RAIL-1)."""

from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from tests.banking import cast
from tests.banking.cast import FolderBank
from tests.cast import make_property
from tests.concurrency import is_waiting, meanwhile
from tests.payments.cast import pay, standing_of

from rentrail.banking import operations
from rentrail.banking.models import BankFile, InboundFile
from rentrail.payments import operations as payments
from rentrail.payments import states
from rentrail.payments.models import Payment
from rentrail.portfolio.models import BankAccount, BankAccountPurpose, Lease

pytestmark = pytest.mark.django_db(transaction=True)

WEDNESDAY = date(2026, 3, 4)


@pytest.fixture
def bank(transactional_db: None, tmp_path: Path, operating: BankAccount) -> FolderBank:
    return cast.make_bank(tmp_path, operating)


@pytest.fixture
def returns(bank: FolderBank, alices_lease: Lease) -> bytes:
    """What the bank will send: Alice's settled payment comes back, her account is closed."""
    pay(alices_lease)
    file = cast.accept(bank, cast.send())
    operations.settle(business_date=WEDNESDAY, now=cast.at(WEDNESDAY))
    return cast.returns_of(cast.entries_of(file), return_code="R02", day=WEDNESDAY)


@pytest.fixture
def next_rent(returns: bytes, alices_lease: Lease) -> Payment:
    """Alice's next payment, from the same account; its batch is closed."""
    payment = pay(alices_lease, amount_cents=5_000)
    payments.close_batches(banking_date=WEDNESDAY, now=cast.at(WEDNESDAY))
    return payment


def store(bank: FolderBank, content: bytes) -> InboundFile:
    file, _ = operations.store(
        bank.connection, name="RET.ach", content=content, now=cast.at(WEDNESDAY)
    )
    return file


def build() -> dict[str, int]:
    return operations.build_files(business_date=WEDNESDAY, now=cast.at(WEDNESDAY))


def test_a_file_that_is_stored_as_the_build_begins_is_applied_first(
    bank: FolderBank, returns: bytes, next_rent: Payment
) -> None:
    with transaction.atomic():
        store(bank, returns)
        building = meanwhile(build)
        assert is_waiting(building)

    with pytest.raises(operations.InboundNotApplied, match=r"RET\.ach from First Bank"):
        building.result(timeout=10)
    assert standing_of(next_rent) == states.APPROVED


def test_a_return_that_is_applied_as_the_build_begins_stops_its_account(
    bank: FolderBank, returns: bytes, next_rent: Payment
) -> None:
    with transaction.atomic():
        store(bank, returns)
        operations.apply_inbound(now=cast.at(WEDNESDAY))
        building = meanwhile(build)
        assert is_waiting(building)

    building.result(timeout=10)
    assert not next_rent.entries.exists()


def test_what_comes_while_a_file_is_built_waits_until_it_is_there(
    bank: FolderBank, returns: bytes, next_rent: Payment
) -> None:
    with transaction.atomic():
        assert build()["files"] == 1
        storing = meanwhile(lambda: store(bank, returns))
        assert is_waiting(storing)

    storing.result(timeout=10)
    assert standing_of(next_rent) == states.ORIGINATING


def test_returns_of_one_bank_are_applied_before_anything_is_built_for_another(
    bank: FolderBank, returns: bytes, tmp_path: Path
) -> None:
    elm_court = make_property(code="ELM01", name="Elm Court")
    account = elm_court.bank_accounts.get(purpose=BankAccountPurpose.OPERATING)
    second = cast.make_bank(tmp_path / "second", account, name="Second Bank")
    store(bank, returns)

    with pytest.raises(operations.InboundNotApplied, match="from First Bank"):
        operations.build_files(business_date=WEDNESDAY, now=cast.at(WEDNESDAY))

    assert not BankFile.objects.filter(connection=second.connection).exists()
