"""Central clearing: held, disbursed less reserve, returns debited from the owner one by one."""

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from tests.banking import cast
from tests.banking.cast import FolderBank
from tests.cast import NOW, TODAY, journal_text, make_household, make_property
from tests.payments.cast import pay, standing_of

from rentrail.banking import operations, verify
from rentrail.banking.models import Clearing, Originator, Transfer, TransferKind, TransferState
from rentrail.banking.operations import connecting
from rentrail.ledger.models import JournalEntry
from rentrail.payments import operations as payments
from rentrail.payments import states
from rentrail.payments import verify as payments_verify
from rentrail.payments.models import Batch, Instrument, Payment
from rentrail.payments.states import BatchState
from rentrail.portfolio.models import BankAccount, Lease, Property, StaffTask

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)
FRIDAY, MONDAY, NEXT_TUESDAY = date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 10)
NEXT_WEDNESDAY = date(2026, 3, 11)


@pytest.fixture
def bank(
    tmp_path: Path, oak_court: Property, operating: BankAccount, trust: BankAccount
) -> FolderBank:
    oak_court.hold_days, oak_court.reserve_basis_points = 2, 250
    oak_court.reserve_release_days = 1
    oak_court.save()
    return cast.make_bank(tmp_path, operating, trust, clearing=Clearing.CENTRAL)


def run(bank: FolderBank, day: date) -> None:
    """Run the banking steps of a day; the bank takes every file at once."""
    cast.receive(day)
    operations.settle(business_date=day, now=cast.at(day))
    operations.release_holds(business_date=day, now=cast.at(day))
    for file in cast.build(day):
        operations.send_files(now=cast.at(day))
        cast.accept(bank, file, day=day)


def test_the_owner_is_paid_after_the_hold_less_the_reserve(
    bank: FolderBank, alices_lease: Lease, oak_court: Property
) -> None:
    payment = pay(alices_lease)
    run(bank, TODAY)
    run(bank, TUESDAY)
    assert standing_of(payment) == states.HELD
    run(bank, WEDNESDAY)
    assert not Transfer.objects.exists()
    for day in (THURSDAY, FRIDAY):
        run(bank, day)
    assert standing_of(payment) == states.DISBURSED
    for day in (MONDAY, NEXT_TUESDAY):
        run(bank, day)
    assert set(Transfer.objects.values_list("kind", "state", "amount_cents")) == {
        (TransferKind.DISBURSEMENT, TransferState.SETTLED, 117_000),
        (TransferKind.RESERVE_RELEASE, TransferState.SETTLED, 3_000),
    }
    entries = JournalEntry.objects.order_by("property_date", "id")
    assert journal_text(entries.filter(book=oak_court.book)) == dedent("""\
        2026-03-02  ach-clearing          1,200.00 dr
        2026-03-02  resident-receivable   1,200.00 cr
        2026-03-06  operating-cash        1,170.00 dr
        2026-03-06  ach-clearing          1,170.00 cr
        2026-03-06  reserve-receivable       30.00 dr
        2026-03-06  ach-clearing             30.00 cr
        2026-03-09  operating-cash           30.00 dr
        2026-03-09  reserve-receivable       30.00 cr""")
    assert journal_text(entries.exclude(book=oak_court.book)) == dedent("""\
        2026-03-03  clearing-cash    1,200.00 dr
        2026-03-03  owed-to-owners   1,200.00 cr
        2026-03-06  owed-to-owners   1,170.00 dr
        2026-03-06  clearing-cash    1,170.00 cr
        2026-03-06  owed-to-owners      30.00 dr
        2026-03-06  reserves-held       30.00 cr
        2026-03-09  reserves-held       30.00 dr
        2026-03-09  clearing-cash       30.00 cr""")


def test_what_has_settled_reaches_the_owner_though_a_payment_was_left_out(
    bank: FolderBank, alices_lease: Lease, oak_court: Property
) -> None:
    left_out, sent = pay(alices_lease), pay(make_household(oak_court, unit="205"))
    revoke(left_out)

    for day in (TODAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY):
        run(bank, day)

    assert standing_of(sent) == states.DISBURSED
    assert Batch.objects.get().state == BatchState.WITH_ERRORS
    assert not list(verify.problems())
    payments.void_payment(
        public_id=left_out.public_id, reason="Revoked", voided_by="bob", now=cast.at(FRIDAY)
    )
    run(bank, MONDAY)
    batch = Batch.objects.get()
    assert (batch.state, batch.item_count, batch.total_cents) == ("settled", 1, 120_000)
    assert not [*verify.problems(), *payments_verify.problems()]


def test_what_was_left_out_and_goes_later_is_disbursed_by_itself(
    bank: FolderBank, alices_lease: Lease, oak_court: Property
) -> None:
    left_out, sent = pay(alices_lease), pay(make_household(oak_court, unit="205"))
    Instrument.objects.filter(id=left_out.instrument_id).update(standing="until_released")
    run(bank, TODAY)
    payments.release_instrument(
        public_id=left_out.instrument.public_id, reason="Good", released_by="bob", now=NOW
    )

    for day in (TUESDAY, WEDNESDAY, THURSDAY, FRIDAY):
        run(bank, day)
    assert (standing_of(sent), standing_of(left_out)) == (states.DISBURSED, states.HELD)
    for day in (MONDAY, NEXT_TUESDAY):
        run(bank, day)

    assert standing_of(left_out) == states.DISBURSED
    amounts = Transfer.objects.order_by("id").values_list("kind", "amount_cents")
    assert (
        list(amounts)
        == [
            (TransferKind.DISBURSEMENT, 117_000),
            (TransferKind.RESERVE_RELEASE, 3_000),
        ]
        * 2
    )
    assert Batch.objects.get().state == BatchState.SETTLED
    assert not [*verify.problems(), *payments_verify.problems()]


def test_two_files_of_a_batch_whose_funds_are_due_the_same_day_are_sent_on_one_by_one(
    bank: FolderBank, alices_lease: Lease, oak_court: Property
) -> None:
    bank.connection.entries_in_file_max = 1
    bank.connection.save()
    paid = [pay(alices_lease), pay(make_household(oak_court, unit="205"), amount_cents=50_000)]
    first, second = cast.build()
    operations.send_files(now=cast.at(TODAY))

    for file in (first, second):  # the second is acknowledged between two runs of Thursday
        file.refresh_from_db()
        cast.accept(bank, file, day=THURSDAY)
        operations.settle(business_date=THURSDAY, now=cast.at(THURSDAY))
        operations.release_holds(business_date=THURSDAY, now=cast.at(THURSDAY))
        assert not list(verify.problems())

    sent_on = Transfer.objects.filter(kind=TransferKind.DISBURSEMENT).order_by("id")
    assert [transfer.amount_cents for transfer in sent_on] == [117_000, 48_750]
    run(bank, THURSDAY)
    run(bank, FRIDAY)
    assert [standing_of(payment) for payment in paid] == [states.DISBURSED] * 2
    assert operations.release_holds(business_date=MONDAY, now=cast.at(MONDAY)) == {
        "disbursements": 0
    }


def test_what_comes_back_before_its_day_is_sent_on_and_debited_from_the_owner(
    bank: FolderBank, alices_lease: Lease
) -> None:
    payment = pay(alices_lease)
    file = cast.send()
    bank.leaves(cast.returns_of(cast.entries_of(file), return_code="R03"), name="RET.ach")
    cast.receive(TODAY)
    assert not list(verify.problems())

    for day in (TODAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, MONDAY, NEXT_TUESDAY):
        run(bank, day)
        assert not list(verify.problems())

    assert standing_of(payment) == states.BAD_ACCOUNT
    assert set(Transfer.objects.values_list("kind", "state", "amount_cents")) == {
        (TransferKind.RETURN_DEBIT, TransferState.SETTLED, 120_000),
        (TransferKind.DISBURSEMENT, TransferState.SETTLED, 117_000),
        (TransferKind.RESERVE_RELEASE, TransferState.SETTLED, 3_000),
    }


def test_funds_are_held_for_two_banking_days_unless_the_property_says_otherwise(
    oak_court: Property,
) -> None:
    assert make_property(code="ELM01", name="Elm Court").hold_days == 2


def test_a_batch_is_held_on_the_terms_it_closed_under(
    bank: FolderBank, alices_lease: Lease, oak_court: Property
) -> None:
    pay(alices_lease)
    run(bank, TODAY)
    oak_court.hold_days, oak_court.reserve_basis_points = 0, 0
    oak_court.save()

    run(bank, TUESDAY)
    run(bank, WEDNESDAY)
    assert not Transfer.objects.exists()

    run(bank, THURSDAY)
    amounts = Transfer.objects.order_by("id").values_list("amount_cents", flat=True)
    assert list(amounts) == [117_000, 3_000]


def test_an_account_with_money_on_its_way_is_not_moved_to_another_bank(
    bank: FolderBank, alices_lease: Lease, operating: BankAccount, tmp_path: Path
) -> None:
    second = cast.make_bank(tmp_path / "second", name="Second Bank")
    pay(alices_lease)
    for day in (TODAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY):
        run(bank, day)
        with pytest.raises(connecting.MoneyOnItsWay, match="over First Bank, or held there"):
            move(operating, to=second)
    for day in (MONDAY, NEXT_TUESDAY):
        run(bank, day)

    assert move(operating, to=second).connection == second.connection


def test_what_comes_back_after_the_move_is_debited_over_the_bank_it_was_sent_over(
    bank: FolderBank, alices_lease: Lease, operating: BankAccount, tmp_path: Path
) -> None:
    second = cast.make_bank(tmp_path / "second", name="Second Bank")
    pay(alices_lease)
    run(bank, TODAY)
    rent = bank.connection.files.get()
    for day in (TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, MONDAY, NEXT_TUESDAY):
        run(bank, day)
    move(operating, to=second)

    bank.leaves(cast.returns_of(cast.entries_of(rent), return_code="R10"), name="RET.ach")
    run(bank, NEXT_TUESDAY)

    debit = Transfer.objects.get(kind=TransferKind.RETURN_DEBIT)
    assert debit.entries.get().entry_batch.file.connection == bank.connection


def move(account: BankAccount, *, to: FolderBank) -> Originator:
    return connecting.originate_over(
        bank_account_id=account.id,
        connection_id=to.connection.id,
        company_name="OAK COURT",
        company_identification="1000000009",
        entry_description="RENT",
    )


def revoke(payment: Payment) -> None:
    payments.revoke_authorization(
        public_id=payment.authorization.public_id, reason="by phone", revoked_by="alice", now=NOW
    )


def test_a_return_is_debited_from_the_owner_as_an_entry_of_its_own(
    bank: FolderBank, alices_lease: Lease, oak_court: Property
) -> None:
    payment = pay(alices_lease)
    run(bank, TODAY)
    [path] = bank.received
    file = bank.connection.files.get()
    bank.leaves(cast.returns_of(cast.entries_of(file)), name="RET.ach")
    for day in (WEDNESDAY, THURSDAY):
        run(bank, day)
    assert path.exists()
    assert standing_of(payment) == states.UNCOLLECTED_NSF
    debit = Transfer.objects.get(kind=TransferKind.RETURN_DEBIT)
    assert (debit.state, debit.amount_cents) == (TransferState.SETTLED, 120_000)
    entries = JournalEntry.objects.filter(source__contains=debit.public_id)
    assert journal_text(entries.order_by("id")) == dedent("""\
        2026-03-05  ach-clearing         1,200.00 dr
        2026-03-05  operating-cash       1,200.00 cr
        2026-03-05  clearing-cash        1,200.00 dr
        2026-03-05  returns-to-recover   1,200.00 cr""")


@pytest.fixture
def disbursed(bank: FolderBank, alices_lease: Lease) -> Transfer:
    """A disbursement that reached the owner's bank on Friday."""
    pay(alices_lease)
    for day in (TODAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY):
        run(bank, day)
    return Transfer.objects.get(kind=TransferKind.DISBURSEMENT)


def send_back(bank: FolderBank, transfer: Transfer, *, day: date, modifier: str = "R") -> None:
    """Let the owner's bank return a transfer as one to an account that it doesn't have."""
    entry = transfer.entries.get(is_live=True)
    sent = [
        (header, detail)
        for header, detail in cast.entries_of(entry.entry_batch.file)
        if detail.trace_number == entry.trace_number
    ]
    content = cast.returns_of(sent, return_code="R03", day=day, modifier=modifier)
    bank.leaves(content, name=f"{modifier}.ach")
    cast.receive(day)
    transfer.refresh_from_db()


def test_a_disbursement_that_comes_back_is_owed_to_its_owner_again(
    bank: FolderBank, disbursed: Transfer, oak_court: Property
) -> None:
    send_back(bank, disbursed, day=MONDAY)

    assert (disbursed.state, disbursed.return_code) == (TransferState.RETURNED, "R03")
    entries = JournalEntry.objects.filter(source__contains=f"{disbursed.public_id}:returned")
    assert journal_text(entries.order_by("id")) == dedent("""\
        2026-03-09  operating-cash   1,170.00 cr
        2026-03-09  ach-clearing     1,170.00 dr
        2026-03-09  owed-to-owners   1,170.00 cr
        2026-03-09  clearing-cash    1,170.00 dr""")
    [problem] = verify.problems()
    assert (problem.rule, problem.where) == ("transfer.returned", disbursed.public_id)
    task = StaffTask.objects.get(kind="transfer-returned", subject=disbursed.public_id)
    assert "came back: R03 No account" in task.text
    assert task.property == oak_court


def test_it_goes_again_only_when_a_person_says_so(bank: FolderBank, disbursed: Transfer) -> None:
    send_back(bank, disbursed, day=MONDAY)
    run(bank, MONDAY)
    assert disbursed.entries.count() == 1

    operations.send_transfer_again(
        public_id=disbursed.public_id, sent_by="bob", now=cast.at(NEXT_TUESDAY)
    )
    for day in (NEXT_TUESDAY, NEXT_WEDNESDAY):
        run(bank, day)

    disbursed.refresh_from_db()
    assert (disbursed.state, disbursed.settlement_date) == (TransferState.SETTLED, NEXT_WEDNESDAY)
    assert disbursed.entries.filter(is_live=True).count() == 1
    assert StaffTask.objects.get(kind="transfer-returned").done_by == "bob"
    reserve = JournalEntry.objects.filter(source__endswith=":reserved")
    assert reserve.count() == 2  # once in each book, however often the rest was sent
    assert not list(verify.problems())
    with pytest.raises(operations.TransferNotReturned):
        operations.send_transfer_again(public_id=disbursed.public_id, sent_by="bob", now=NOW)


def test_it_may_come_back_again(bank: FolderBank, disbursed: Transfer) -> None:
    send_back(bank, disbursed, day=MONDAY)
    operations.send_transfer_again(public_id=disbursed.public_id, sent_by="bob", now=NOW)
    for day in (NEXT_TUESDAY, NEXT_WEDNESDAY):
        run(bank, day)

    send_back(bank, disbursed, day=NEXT_WEDNESDAY, modifier="S")

    assert disbursed.state == TransferState.RETURNED
    assert StaffTask.objects.get(kind="transfer-returned").done_at is None
    assert [problem.rule for problem in verify.problems()] == ["transfer.returned"]


def test_a_debit_of_a_returned_item_that_the_owner_cannot_pay_is_owed_again(
    bank: FolderBank, alices_lease: Lease
) -> None:
    pay(alices_lease)
    run(bank, TODAY)
    bank.leaves(cast.returns_of(cast.entries_of(bank.connection.files.get())), name="RET.ach")
    for day in (WEDNESDAY, THURSDAY):
        run(bank, day)
    debit = Transfer.objects.get(kind=TransferKind.RETURN_DEBIT)

    send_back(bank, debit, day=FRIDAY, modifier="S")

    assert debit.state == TransferState.RETURNED
    entries = JournalEntry.objects.filter(source__contains=f"{debit.public_id}:returned")
    assert journal_text(entries.order_by("id")) == dedent("""\
        2026-03-06  ach-clearing         1,200.00 cr
        2026-03-06  operating-cash       1,200.00 dr
        2026-03-06  clearing-cash        1,200.00 cr
        2026-03-06  returns-to-recover   1,200.00 dr""")
