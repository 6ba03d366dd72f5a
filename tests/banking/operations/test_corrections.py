"""Notifications of change: applied before the next entry, or listed for refusal (ACH-6)."""

from datetime import date
from pathlib import Path

import pytest
from tests.banking import cast
from tests.banking.cast import FolderBank
from tests.payments.cast import consent, pay

from rentrail.banking import operations
from rentrail.banking.models import BankFile, InboundItem, InboundItemState, InboundState
from rentrail.payments.models import Payment
from rentrail.payments.states import InstrumentStanding
from rentrail.portfolio.models import BankAccount, Lease

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture
def bank(tmp_path: Path, operating: BankAccount) -> FolderBank:
    return cast.make_bank(tmp_path, operating)


@pytest.fixture
def payment(bank: FolderBank, alices_lease: Lease) -> Payment:
    return pay(alices_lease)


@pytest.fixture
def settled(bank: FolderBank, payment: Payment) -> BankFile:
    file = cast.accept(bank, cast.send())
    operations.settle(business_date=TUESDAY, now=cast.at(TUESDAY))
    return file


def notify(bank: FolderBank, file: BankFile, *, change_code: str, corrected_data: str) -> bytes:
    """Let Alice's bank ask for a change, and apply its word."""
    [entry] = cast.entries_of(file)
    content = cast.notification_of(entry, change_code=change_code, corrected_data=corrected_data)
    bank.leaves(content, name="NOC.ach")
    cast.receive(WEDNESDAY)
    return content


@pytest.mark.parametrize(
    ("transaction_code", "words"), [("52", "loan account"), ("47", "general ledger account")]
)
def test_a_correction_to_an_account_that_rent_cannot_be_debited_from_is_listed_for_refusal(
    bank: FolderBank, settled: BankFile, transaction_code: str, words: str
) -> None:
    content = notify(bank, settled, change_code="C05", corrected_data=transaction_code)

    item = InboundItem.objects.get()
    assert item.state == InboundItemState.REFUSED
    assert "refused with C69" in item.note
    assert words in item.note
    assert cast.inbound_of(content).state == InboundState.APPLIED


def test_such_a_correction_keeps_no_return_in_its_file_from_being_applied(
    bank: FolderBank, settled: BankFile, payment: Payment
) -> None:
    [entry] = cast.entries_of(settled)
    bank.leaves(
        cast.answers_of(returns=[entry], notifications=[(entry, "C05", "52")], day=WEDNESDAY),
        name="BOTH.ach",
    )

    cast.receive(WEDNESDAY)

    found = InboundItem.objects.order_by("line").values_list("code", "state")
    assert sorted(found) == [("C05", InboundItemState.REFUSED), ("R01", InboundItemState.APPLIED)]
    payment.refresh_from_db()
    assert payment.return_code == "R01"


def test_a_corrected_type_of_account_is_used_by_the_next_entry(
    bank: FolderBank, settled: BankFile, payment: Payment, alices_lease: Lease
) -> None:
    notify(bank, settled, change_code="C05", corrected_data="37")

    again = consent(payment.person, payment.instrument)
    pay(alices_lease, amount_cents=5_000, authorization_id=again.id)
    [(_, detail)] = cast.entries_of(cast.send(WEDNESDAY))

    assert detail.transaction_code == 37


def test_a_corrected_name_is_kept_with_the_one_before_and_used_by_the_next_entry(
    bank: FolderBank, settled: BankFile, payment: Payment, alices_lease: Lease
) -> None:
    notify(bank, settled, change_code="C04", corrected_data="ALICIA RESIDENT")

    assert InboundItem.objects.get().state == InboundItemState.APPLIED
    assert payment.instrument.corrections.get().holder_name_before == "Alice Resident"
    pay(alices_lease, amount_cents=5_000)
    [(_, detail)] = cast.entries_of(cast.send(WEDNESDAY))
    assert detail.individual_name == "ALICIA RESIDENT"


def test_a_corrected_name_does_not_make_a_wrong_account_number_good(
    bank: FolderBank, settled: BankFile, payment: Payment
) -> None:
    payment.instrument.standing = InstrumentStanding.UNTIL_CORRECTED
    payment.instrument.save()

    notify(bank, settled, change_code="C04", corrected_data="ALICIA RESIDENT")

    payment.instrument.refresh_from_db()
    assert payment.instrument.standing == InstrumentStanding.UNTIL_CORRECTED


def test_a_corrected_identification_is_what_the_next_entry_bears(
    bank: FolderBank, settled: BankFile, alices_lease: Lease
) -> None:
    notify(bank, settled, change_code="C09", corrected_data="MEMBER-77")

    assert InboundItem.objects.get().state == InboundItemState.APPLIED
    pay(alices_lease, amount_cents=5_000)
    [(_, detail)] = cast.entries_of(cast.send(WEDNESDAY))
    assert detail.identification_number == "MEMBER-77"


def test_an_identification_that_no_entry_holds_is_listed_for_refusal(
    bank: FolderBank, settled: BankFile
) -> None:
    notify(bank, settled, change_code="C09", corrected_data="MEMBER-77-OF-EVERYONE")

    item = InboundItem.objects.get()
    assert item.state == InboundItemState.REFUSED
    assert "C64" in item.note
