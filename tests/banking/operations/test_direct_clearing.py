"""From a resident's click to the owner's bank account, and back."""

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from tests.banking import cast
from tests.banking.cast import FolderBank
from tests.cast import TODAY, journal_text
from tests.payments.cast import pay, standing_of

from rentrail.banking import operations
from rentrail.banking.models import FileState, InboundItem, InboundItemState
from rentrail.ledger.models import JournalEntry
from rentrail.payments import states
from rentrail.payments.states import BatchState
from rentrail.portfolio.models import BankAccount, Lease

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)


@pytest.fixture
def bank(tmp_path: Path, operating: BankAccount, trust: BankAccount) -> FolderBank:
    return cast.make_bank(tmp_path, operating, trust)


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
