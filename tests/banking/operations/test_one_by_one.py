"""A fault at one bank or batch stops none of the others, and is told (RAIL-1, RAIL-8)."""

from datetime import date
from pathlib import Path

import pytest
from tests.banking import cast
from tests.cast import NOW, TODAY, make_household
from tests.payments.cast import add_account, consent, pay, standing_of

from rentrail.banking import journal, operations
from rentrail.banking.models import BankConnection, EntryBatch, InboundFile, TransportKind
from rentrail.ledger.operations import JournalEntryDraft
from rentrail.payments import states
from rentrail.payments.models import Batch
from rentrail.portfolio.models import BankAccount, Lease, Property, StaffTask

TUESDAY = date(2026, 3, 3)


def test_a_bank_whose_key_cannot_be_opened_stops_no_fetch_from_others(
    tmp_path: Path, operating: BankAccount, trust: BankAccount
) -> None:
    broken = cast.make_bank(tmp_path / "broken", operating, name="Broken Bank")
    good = cast.make_bank(tmp_path / "good", trust, name="Good Bank")
    BankConnection.objects.filter(id=broken.connection.id).update(
        transport=TransportKind.SFTP,
        transport_settings={"host_keys": []},
        private_key_sealed=b"\x01not what we sealed",
    )
    good.leaves(b"hello", name="README.txt")

    counts = operations.fetch(now=NOW)

    assert counts == {"fetched": 1, "known": 0, "banks_not_reached": 1}
    assert InboundFile.objects.get().name == "README.txt"
    told = StaffTask.objects.get(kind="bank-not-reached").text
    assert told == (
        "Files of Broken Bank could not be fetched. The key that signs in there can't be opened."
    )


def test_an_entry_batch_that_cannot_be_settled_stops_no_other(
    tmp_path: Path,
    oak_court: Property,
    operating: BankAccount,
    alices_lease: Lease,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bank = cast.make_bank(tmp_path, operating, entries_in_file_max=1)
    neighbour = make_household(oak_court, unit="205")
    person = neighbour.members.get().person
    account = add_account(person, account_number="555-123")
    payments = [
        pay(alices_lease),
        pay(neighbour, authorization_id=consent(person, account).id),
    ]
    faulty, _ = files = cast.build()
    operations.send_files(now=NOW)
    for file in files:
        file.refresh_from_db()
        cast.accept(bank, file)
    funded = journal.funded_direct

    def with_a_fault(entry_batch: EntryBatch, batch: Batch, *, on: date) -> JournalEntryDraft:
        assert entry_batch.file_id != faulty.id
        return funded(entry_batch, batch, on=on)

    monkeypatch.setattr(journal, "funded_direct", with_a_fault)
    with pytest.raises(operations.SomeFailed, match="Settling"):
        operations.settle(business_date=TUESDAY, now=cast.at(TUESDAY))
    monkeypatch.undo()

    assert [standing_of(one) for one in payments] == [states.PENDING, states.SETTLED]
    task = StaffTask.objects.get(kind="bank-work-failed")
    assert task.property == oak_court
    assert task.text.startswith("Settling failed at entry batch ")
    assert operations.settle(business_date=TUESDAY, now=cast.at(TUESDAY)) == {"entry_batches": 1}
    assert standing_of(payments[0]) == states.SETTLED
    task.refresh_from_db()
    assert task.done_by == "rentrail"


def test_a_bank_for_which_nothing_can_be_built_holds_no_other(
    tmp_path: Path,
    oak_court: Property,
    operating: BankAccount,
    trust: BankAccount,
    alices_lease: Lease,
) -> None:
    broken = cast.make_bank(tmp_path / "broken", trust, name="Broken Bank")
    cast.make_bank(tmp_path / "good", operating, name="Good Bank")
    BankConnection.objects.filter(id=broken.connection.id).update(cutoffs={"zone": "Nowhere"})
    payment = pay(alices_lease)

    with pytest.raises(operations.SomeFailed, match="Broken Bank"):
        cast.build(TODAY)

    assert standing_of(payment) == states.ORIGINATING
