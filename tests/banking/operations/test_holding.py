"""What the bank sent and isn't applied holds the accounts it names, and nothing else (RAIL-1)."""

from datetime import date
from pathlib import Path

import pytest
from tests.banking import cast
from tests.banking.cast import FolderBank
from tests.cast import make_household, make_property
from tests.payments.cast import add_account, consent, pay, standing_of

from rentrail.banking import operations
from rentrail.banking.models import BankFile, InboundItem, InboundItemState, InboundState
from rentrail.payments import states
from rentrail.payments.models import Payment
from rentrail.payments.operations import ReasonMissing
from rentrail.portfolio.models import BankAccount, BankAccountPurpose, Lease, Property, StaffTask

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)
BOB = "bob@oakhomes.example"


@pytest.fixture
def bank(tmp_path: Path, operating: BankAccount) -> FolderBank:
    return cast.make_bank(tmp_path, operating)


@pytest.fixture
def settled(bank: FolderBank, alices_lease: Lease) -> BankFile:
    """A file with Alice's payment that was accepted and has settled."""
    pay(alices_lease)
    file = cast.accept(bank, cast.send())
    operations.settle(business_date=TUESDAY, now=cast.at(TUESDAY))
    return file


@pytest.fixture
def next_rent(settled: BankFile, alices_lease: Lease) -> Payment:
    """Alice's next payment, from the same account."""
    return pay(alices_lease, amount_cents=5_000)


@pytest.fixture
def neighbours_rent(settled: BankFile, oak_court: Property) -> Payment:
    """A neighbour's payment, from another account."""
    lease = make_household(oak_court, unit="205")
    person = lease.members.get().person
    account = add_account(person, account_number="555-123")
    return pay(lease, authorization_id=consent(person, account).id)


def faulty_returns_of(file: BankFile) -> bytes:
    """Give a file of returns whose entries can be read, and whose total is wrong."""
    whole = cast.returns_of(cast.entries_of(file))
    lines = whole.decode().splitlines(keepends=True)
    control = next(line for line in lines if line[0] == "9" and line.strip("9\n"))
    return whole.replace(control.encode(), f"{control[:31]}{1:012}{control[43:]}".encode())


def test_an_account_named_in_a_faulty_file_gets_no_entry_and_others_do(
    bank: FolderBank, settled: BankFile, next_rent: Payment, neighbours_rent: Payment
) -> None:
    bank.leaves(faulty_returns_of(settled), name="RET.ach")
    cast.receive(WEDNESDAY)

    [file] = cast.build(WEDNESDAY)

    assert file.entry_count == 1
    assert standing_of(neighbours_rent) == states.ORIGINATING
    assert standing_of(next_rent) == states.APPROVED
    told = StaffTask.objects.get(kind="payment-not-sent", subject=next_rent.public_id)
    assert "a return or notice of change of its bank account waits to be applied" in told.text


def test_once_the_whole_file_came_nothing_is_held_any_more(
    bank: FolderBank, settled: BankFile, next_rent: Payment
) -> None:
    bank.leaves(faulty_returns_of(settled), name="RET.ach")
    cast.receive(WEDNESDAY)
    bank.leaves(cast.returns_of(cast.entries_of(settled)), name="RET.ach")
    cast.receive(WEDNESDAY)

    cast.build(WEDNESDAY)

    assert standing_of(next_rent) == states.ORIGINATING
    assert InboundItem.objects.get().state == InboundItemState.APPLIED


def test_the_same_account_on_file_for_somebody_else_is_held_too(
    bank: FolderBank, settled: BankFile, oak_court: Property
) -> None:
    of_another = pay(make_household(oak_court, unit="206"))  # from the account that Alice uses
    bank.leaves(faulty_returns_of(settled), name="RET.ach")
    cast.receive(WEDNESDAY)

    assert cast.build(WEDNESDAY) == []

    assert standing_of(of_another) == states.APPROVED


def test_a_file_in_which_an_entry_cannot_be_read_holds_its_bank_and_no_other(
    bank: FolderBank, settled: BankFile, next_rent: Payment, tmp_path: Path
) -> None:
    elm_court = make_property(code="ELM01", name="Elm Court")
    cast.make_bank(
        tmp_path / "second",
        elm_court.bank_accounts.get(purpose=BankAccountPurpose.OPERATING),
        name="Second Bank",
    )
    elsewhere = pay(make_household(elm_court, unit="1"))
    cut = cast.returns_of(cast.entries_of(settled))[:300]  # in the middle of an entry
    bank.leaves(cut, name="RET.ach")
    cast.receive(WEDNESDAY)

    cast.build(WEDNESDAY)

    assert standing_of(next_rent) == states.APPROVED
    assert standing_of(elsewhere) == states.ORIGINATING
    assert "Nothing is sent over First Bank" in StaffTask.objects.get(
        kind="bank-waits-for-file"
    ).text  # fmt: skip


def test_a_person_who_has_worked_the_file_lets_its_bank_go_on(
    bank: FolderBank, settled: BankFile, next_rent: Payment
) -> None:
    cut = cast.returns_of(cast.entries_of(settled))[:300]
    bank.leaves(cut, name="RET.ach")
    cast.receive(WEDNESDAY)
    cast.build(WEDNESDAY)
    kept = cast.inbound_of(cut)

    with pytest.raises(ReasonMissing):
        close(kept.public_id, reason=" ")
    close(kept.public_id, reason="The bank sent it by mistake.")
    cast.build(WEDNESDAY)

    kept.refresh_from_db()
    assert (kept.state, kept.closed_by) == (InboundState.CLOSED, BOB)
    assert standing_of(next_rent) == states.ORIGINATING
    assert not StaffTask.objects.filter(subject=kept.public_id, done_at=None).exists()
    with pytest.raises(operations.ItemNotOpen):
        close(kept.public_id, reason="Again")


def test_what_was_let_go_is_applied_when_the_whole_file_comes_after_all(
    bank: FolderBank, settled: BankFile, next_rent: Payment
) -> None:
    faulty = faulty_returns_of(settled)
    bank.leaves(faulty, name="RET.ach")
    cast.receive(WEDNESDAY)
    close(cast.inbound_of(faulty).public_id, reason="The bank will send it anew.")
    assert InboundItem.objects.get().state == InboundItemState.RELEASED

    bank.leaves(cast.returns_of(cast.entries_of(settled)), name="RET-2.ach")
    cast.receive(THURSDAY)

    assert InboundItem.objects.get().state == InboundItemState.APPLIED


def test_an_item_that_waits_for_a_person_holds_its_account_until_it_is_closed(
    bank: FolderBank, settled: BankFile, next_rent: Payment
) -> None:
    add_account(next_rent.person, account_number="777888")
    [entry] = cast.entries_of(settled)
    wrong = cast.notification_of(entry, change_code="C01", corrected_data="777888")
    bank.leaves(wrong, name="NOC.ach")
    cast.receive(WEDNESDAY)
    assert cast.build(WEDNESDAY) == []
    item = InboundItem.objects.get()

    operations.close_item(
        item_id=item.id, reason="Alice uses the other.", closed_by=BOB, now=cast.at(WEDNESDAY)
    )
    cast.build(WEDNESDAY)

    item.refresh_from_db()
    assert (item.state, item.closed_because) == (InboundItemState.CLOSED, "Alice uses the other.")
    assert standing_of(next_rent) == states.ORIGINATING
    assert StaffTask.objects.get(kind="bank-item-unmatched").done_by == BOB


def close(public_id: str, *, reason: str) -> None:
    """Let Bob close a file that was kept."""
    operations.close_file(public_id=public_id, reason=reason, closed_by=BOB, now=cast.at(WEDNESDAY))
