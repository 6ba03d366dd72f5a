"""From a resident's click to the owner's bank account, and back."""

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from tests.banking import cast
from tests.banking.cast import FolderBank
from tests.cast import TODAY, journal_text, make_household
from tests.payments.cast import add_account, consent, pay, standing_of

from rentrail.banking import operations, verify
from rentrail.banking.models import FileState, InboundItem, InboundItemState
from rentrail.ledger.models import JournalEntry
from rentrail.payments import states
from rentrail.payments.models import Payment
from rentrail.payments.states import BatchState
from rentrail.portfolio.models import BankAccount, Lease, Property

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)


@pytest.fixture
def bank(tmp_path: Path, operating: BankAccount, trust: BankAccount) -> FolderBank:
    return cast.make_bank(tmp_path, operating, trust)


@pytest.fixture
def neighbours(oak_court: Property) -> Payment:
    """A neighbour's payment, in the same entry batch."""
    lease = make_household(oak_court, unit="205")
    person = lease.members.get().person
    account = add_account(person, account_number="555-123")
    return pay(lease, authorization_id=consent(person, account).id)


def test_what_comes_back_before_its_day_settles_nothing_else(
    bank: FolderBank, alices_lease: Lease, neighbours: Payment
) -> None:
    payment = pay(alices_lease)
    file = cast.send()
    of_alice = [one for one in cast.entries_of(file) if one[1].individual_name.startswith("Alice")]

    bank.leaves(cast.returns_of(of_alice, return_code="R03"), name="RET.ach")
    cast.receive(TODAY)

    file.refresh_from_db()
    assert file.state == FileState.ACCEPTED
    assert (standing_of(payment), standing_of(neighbours)) == (states.BAD_ACCOUNT, states.PENDING)
    assert not JournalEntry.objects.filter(property_date__gt=TODAY).exists()
    operations.settle(business_date=TUESDAY, now=cast.at(TUESDAY))
    assert (standing_of(payment), standing_of(neighbours)) == (states.BAD_ACCOUNT, states.SETTLED)
    entries = JournalEntry.objects.filter(postings__ledger_account__key="operating-cash")
    assert journal_text(entries.order_by("property_date", "id")) == dedent("""\
        2026-03-02  resident-receivable   1,200.00 dr
        2026-03-02  operating-cash        1,200.00 cr
        2026-03-03  operating-cash        2,400.00 dr
        2026-03-03  ach-clearing          2,400.00 cr""")
    assert not list(verify.problems())


def test_a_payment_goes_to_the_owner_and_comes_back(bank: FolderBank, alices_lease: Lease) -> None:
    payment = pay(alices_lease)

    file = cast.send()
    assert standing_of(payment) == states.ORIGINATING
    assert file.state == FileState.SENT
    assert [path.name for path in bank.received] == [file.name]

    cast.accept(bank, file)
    assert standing_of(payment) == states.PENDING

    operations.settle(business_date=TODAY, now=cast.at(TODAY))
    assert standing_of(payment) == states.PENDING
    operations.settle(business_date=TUESDAY, now=cast.at(TUESDAY))
    assert standing_of(payment) == states.SETTLED
    payment.batch.refresh_from_db()
    assert payment.batch.state == BatchState.SETTLED
    assert payment.batch.settlement_date == TUESDAY

    bank.leaves(cast.returns_of(cast.entries_of(file)), name="RET.ach")
    cast.receive(THURSDAY)
    assert standing_of(payment) == states.UNCOLLECTED_NSF
    assert InboundItem.objects.get().state == InboundItemState.APPLIED
    assert journal_text(JournalEntry.objects.order_by("property_date", "id")) == dedent("""\
        2026-03-02  ach-clearing          1,200.00 dr
        2026-03-02  resident-receivable   1,200.00 cr
        2026-03-03  operating-cash        1,200.00 dr
        2026-03-03  ach-clearing          1,200.00 cr
        2026-03-05  resident-receivable   1,200.00 dr
        2026-03-05  operating-cash        1,200.00 cr""")
