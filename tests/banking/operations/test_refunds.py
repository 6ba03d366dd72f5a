"""Refunds go to the bank as ACH credits: not before their day, once, and into the right books."""

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from tests.banking import cast
from tests.banking.cast import FolderBank
from tests.cast import TODAY, journal_of, journal_text
from tests.payments.cast import add_account, consent, pay, standing_of

from rentrail.banking import operations, verify
from rentrail.banking.models import Clearing, Entry, InboundItem, Transfer, TransferKind
from rentrail.ledger.models import JournalEntry
from rentrail.payments import operations as payments
from rentrail.payments import states
from rentrail.payments import verify as payments_verify
from rentrail.payments.models import AuthorizationKind, HolderType, Instrument, Payment, Refund
from rentrail.payments.operations import RefundRequest
from rentrail.payments.states import InstrumentStanding
from rentrail.portfolio import verify as portfolio_verify
from rentrail.portfolio.models import BankAccount, Lease, Person, Property, StaffTask

TUESDAY, WEDNESDAY, FRIDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 6)
MONDAY, NEXT_TUESDAY, NEXT_WEDNESDAY = date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 11)


@pytest.fixture
def bank(tmp_path: Path, operating: BankAccount, trust: BankAccount) -> FolderBank:
    return cast.make_bank(tmp_path, operating, trust)


@pytest.fixture
def settled(bank: FolderBank, alices_lease: Lease) -> Payment:
    """A payment that settled on Tuesday, March 3; it may come back as NSF until Friday."""
    return settle(bank, pay(alices_lease))


def settle(bank: FolderBank, payment: Payment) -> Payment:
    cast.accept(bank, cast.send(), day=TUESDAY)
    operations.settle(business_date=TUESDAY, now=cast.at(TUESDAY))
    return payment


def refund(payment: Payment, amount_cents: int = 50_000) -> Refund:
    return payments.refund_payment(
        RefundRequest(
            idempotency_key=f"refund-{amount_cents}",
            payment_public_id=payment.public_id,
            amount_cents=amount_cents,
            reason="Paid too much",
        ),
        requested_by="bob",
        now=cast.at(WEDNESDAY),
    )


def problems() -> list[str]:
    found = [*verify.problems(), *payments_verify.problems(), *portfolio_verify.problems()]
    return [str(problem) for problem in found]


def test_a_refund_waits_until_its_payment_cannot_come_back_as_nsf(settled: Payment) -> None:
    refund(settled)

    assert cast.build(WEDNESDAY) == []
    file = cast.send(FRIDAY)

    [(header, detail)] = cast.entries_of(file)
    assert (header.standard_entry_class_code, header.company_entry_description) == ("PPD", "REFUND")
    assert (detail.transaction_code, detail.amount_cents) == (22, 50_000)
    assert detail.dfi_account_number.strip() == "0004711-42"
    assert (file.total_debit_cents, file.total_credit_cents) == (0, 50_000)
    assert Refund.objects.get().state == "in_file"
    assert cast.build(MONDAY) == []
    assert problems() == []


def test_a_refund_that_was_released_goes_with_the_next_file(settled: Payment) -> None:
    made = refund(settled)
    payments.release_refund(
        public_id=made.public_id, reason="She moves", released_by="ann", now=cast.at(WEDNESDAY)
    )

    assert [file.entry_count for file in cast.build(WEDNESDAY)] == [1]


def test_a_refund_to_an_account_that_was_closed_since_is_told(settled: Payment) -> None:
    refund(settled)
    Instrument.objects.update(standing=InstrumentStanding.STOPPED_FOR_GOOD)

    assert cast.build(FRIDAY) == []

    assert "A refund of 500.00 was not sent" in StaffTask.objects.get(kind="refund-not-sent").text


def test_a_refund_to_a_business_goes_as_ccd(
    bank: FolderBank, alices_lease: Lease, alice: Person
) -> None:
    account = add_account(alice, holder_type=HolderType.BUSINESS)
    agreement = consent(alice, account, kind=AuthorizationKind.CCD_AGREEMENT, last_date=TODAY)
    refund(settle(bank, pay(alices_lease, authorization_id=agreement.id)))

    [file] = cast.build(FRIDAY)

    [(header, _)] = cast.entries_of(file)
    assert header.standard_entry_class_code == "CCD"


def test_what_was_refunded_leaves_clearing_and_cash(bank: FolderBank, settled: Payment) -> None:
    refund(settled)
    file = cast.accept(bank, cast.send(FRIDAY), day=FRIDAY)

    operations.settle(business_date=MONDAY, now=cast.at(MONDAY))

    assert Refund.objects.get().state == "settled"
    entry = JournalEntry.objects.get(source__startswith="refund:")
    assert journal_text([entry]) == dedent("""\
        2026-03-09  ach-clearing     500.00 dr
        2026-03-09  operating-cash   500.00 cr""")
    assert file.entry_batches.get().settlement_date == MONDAY
    assert problems() == []


def test_a_refund_whose_file_was_refused_goes_again(bank: FolderBank, settled: Payment) -> None:
    refund(settled)
    file = cast.send(FRIDAY)
    bank.acknowledges(file, outcome="REJECTED", reason="Bad day")
    cast.receive(FRIDAY)
    assert Refund.objects.get().state == "waiting"

    [again] = cast.build(MONDAY)

    assert again.total_credit_cents == 50_000
    assert Entry.objects.filter(refund__isnull=False, is_live=True).count() == 1
    assert problems() == []


def test_a_refund_that_comes_back_is_in_credit_again(
    bank: FolderBank, settled: Payment, alices_lease: Lease
) -> None:
    refund(settled)
    file = cast.accept(bank, cast.send(FRIDAY), day=FRIDAY)
    bank.leaves(
        cast.returns_of(cast.entries_of(file), return_code="R02", day=NEXT_WEDNESDAY),
        name="RET.ach",
    )

    cast.receive(NEXT_WEDNESDAY)

    assert (Refund.objects.get().state, Refund.objects.get().return_code) == ("returned", "R02")
    assert InboundItem.objects.get().state == "applied"
    assert journal_of(alices_lease).endswith(
        dedent("""\
        2026-03-11  operating-cash          500.00 dr
        2026-03-11  resident-receivable     500.00 cr""")
    )
    assert standing_of(settled) == states.SETTLED
    assert StaffTask.objects.filter(kind="refund-returned").exists()
    assert problems() == []


def test_central_clearing_debits_the_owner_for_what_it_refunded(
    tmp_path: Path, oak_court: Property, operating: BankAccount, alices_lease: Lease
) -> None:
    bank = cast.make_bank(tmp_path, operating, clearing=Clearing.CENTRAL)
    payment = settle(bank, pay(alices_lease))
    operations.release_holds(business_date=TUESDAY, now=cast.at(TUESDAY))
    run(bank, TUESDAY)
    refund(payment)
    for day in (WEDNESDAY, FRIDAY, MONDAY, NEXT_TUESDAY, NEXT_WEDNESDAY):
        run(bank, day)
        assert problems() == [], day

    debit = Transfer.objects.get(kind=TransferKind.REFUND_DEBIT)
    assert (debit.state, debit.amount_cents) == ("settled", 50_000)
    of_property = JournalEntry.objects.filter(book=oak_court.book, property_date__gte=MONDAY)
    assert journal_text(of_property.order_by("id")) == dedent("""\
        2026-03-10  ach-clearing     500.00 dr
        2026-03-10  operating-cash   500.00 cr""")


def run(bank: FolderBank, day: date) -> None:
    operations.settle(business_date=day, now=cast.at(day))
    for file in cast.build(day):
        operations.send_files(now=cast.at(day))
        cast.accept(bank, file, day=day)
