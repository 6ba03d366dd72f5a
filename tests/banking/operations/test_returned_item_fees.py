"""A returned-item fee in a bank file: an entry batch of its own, under the item's name (ACH-10)."""

from datetime import date
from pathlib import Path

import pytest
from tests.banking import cast
from tests.banking.cast import FolderBank
from tests.payments.cast import consent, pay, standing_of

from rentrail.banking import operations, verify
from rentrail.banking.models import Entry, EntryKind, Originator
from rentrail.payments import states
from rentrail.payments.models import Payment
from rentrail.portfolio.models import BankAccount, Lease, LedgerName, Property

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)


@pytest.fixture
def bank(
    tmp_path: Path, oak_court: Property, operating: BankAccount, trust: BankAccount
) -> FolderBank:
    oak_court.nsf_fee_cents, oak_court.nsf_fee_collected_by_ach = 2_500, True
    oak_court.save()
    return cast.make_bank(tmp_path, operating, trust)


def send_and_return(bank: FolderBank, lease: Lease, ledger: LedgerName) -> Payment:
    """Take a payment whose authorization gave notice of the fee, and let it come back."""
    agreed = consent(
        lease.members.get().person, nsf_fee_notice=True, terms={"nsf_fee_cents": 2_500}
    )
    payment = pay(lease, authorization_id=agreed.id, ledger=ledger)
    file = cast.accept(bank, cast.send())
    operations.settle(business_date=TUESDAY, now=cast.at(TUESDAY))
    bank.leaves(cast.returns_of(cast.entries_of(file)), name="RET.ach")
    cast.receive(WEDNESDAY)
    return payment


def test_the_fee_goes_as_a_return_fee_in_an_entry_batch_of_its_own(
    bank: FolderBank, alices_lease: Lease
) -> None:
    item = send_and_return(bank, alices_lease, LedgerName.RESIDENT)
    also_due = pay(alices_lease, amount_cents=5_000)

    file = cast.accept(bank, cast.send(WEDNESDAY), day=WEDNESDAY)
    operations.settle(business_date=THURSDAY, now=cast.at(THURSDAY))

    written = [
        (
            header.company_entry_description.strip(),
            header.standard_entry_class_code,
            header.company_name.strip(),
            detail.amount_cents,
            detail.to_line()[76:78].strip(),
        )
        for header, detail in cast.entries_of(file)
    ]
    assert written == [
        ("RENT", "WEB", "OAK COURT", 5_000, "S"),
        ("RETURN FEE", "WEB", "OAK COURT", 2_500, "S"),
    ]
    fee = Payment.objects.get(fee_of=item)
    assert Entry.objects.get(payment=fee).kind == EntryKind.NSF_FEE
    assert standing_of(fee) == standing_of(also_due) == states.SETTLED
    assert not list(verify.problems())


def test_the_fee_bears_the_company_name_that_stood_on_the_item(
    bank: FolderBank, alices_lease: Lease, trust: BankAccount
) -> None:
    Originator.objects.filter(bank_account=trust).update(company_name="OAK DEPOSITS")
    send_and_return(bank, alices_lease, LedgerName.DEPOSIT)

    [(header, detail)] = cast.entries_of(cast.send(WEDNESDAY))

    assert header.company_name.strip() == "OAK DEPOSITS"
    assert header.company_entry_description.strip() == "RETURN FEE"
    assert detail.amount_cents == 2_500
