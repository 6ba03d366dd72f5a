"""Bank lines without a reference of ours: explained where one thing alone fits, or told (REP-8)."""

from datetime import date
from pathlib import Path

import pytest
from tests.banking import cast
from tests.banking.cast import FolderBank
from tests.cast import make_household
from tests.payments.cast import pay, standing_of

from rentrail.banking import operations, verify
from rentrail.banking.models import (
    EntryBatch,
    FileState,
    Statement,
    StatementLine,
    StatementLineState,
)
from rentrail.payments import states
from rentrail.payments.models import Payment
from rentrail.portfolio.models import BankAccount, Lease, StaffTask

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)
OPERATING_NUMBER, TRUST_NUMBER = "1000204", "1000305"
DEPOSIT = ("165", 120_000, "", "ACH CREDIT OAK COURT")


@pytest.fixture
def bank(tmp_path: Path, operating: BankAccount, trust: BankAccount) -> FolderBank:
    return cast.make_bank(tmp_path, operating, trust)


@pytest.fixture
def payment(bank: FolderBank, alices_lease: Lease) -> Payment:
    return pay(alices_lease)


def tell(
    bank: FolderBank,
    *lines: tuple[str, int, str, str],
    day: date = TUESDAY,
    account: str = OPERATING_NUMBER,
) -> list[str]:
    """Let the bank tell a day of an account; give what became of its lines."""
    content = cast.statement_of(account=account, day=day, opening_cents=0, lines=lines)
    bank.leaves(content, name=f"S-{account}-{day}.bai2")
    cast.receive(WEDNESDAY)
    found = StatementLine.objects.filter(statement__statement_date=day).order_by("id")
    return list(found.values_list("state", flat=True))


def match(day: date = WEDNESDAY) -> dict[str, int]:
    """Look once more for what explains the lines."""
    return operations.match_statements(business_date=day, now=cast.at(day))


def test_a_line_of_a_taken_batchs_account_amount_and_date_needs_no_reference(
    bank: FolderBank, payment: Payment
) -> None:
    cast.accept(bank, cast.send())

    assert tell(bank, DEPOSIT) == [StatementLineState.MATCHED]

    assert standing_of(payment) == states.SETTLED
    assert not list(verify.problems())


def test_a_line_without_a_reference_proves_of_no_file_that_the_bank_took_it(
    bank: FolderBank, payment: Payment
) -> None:
    file = cast.send()

    assert tell(bank, DEPOSIT) == [StatementLineState.UNMATCHED]

    file.refresh_from_db()
    assert (file.state, standing_of(payment)) == (FileState.SENT, states.ORIGINATING)
    cast.accept(bank, file, day=WEDNESDAY)
    assert match() == {"matched": 1, "unmatched": 0}
    assert standing_of(payment) == states.SETTLED


def test_what_the_bank_refuses_after_a_line_of_the_same_amount_goes_anew(
    bank: FolderBank, payment: Payment
) -> None:
    file = cast.send()
    tell(bank, DEPOSIT)

    bank.acknowledges(file, outcome="REJECTED", reason="Not balanced")
    cast.receive(WEDNESDAY)

    assert standing_of(payment) == states.APPROVED
    [anew] = cast.build(WEDNESDAY)
    assert anew.entry_count == 1


def test_a_line_that_bears_our_reference_proves_its_file(
    bank: FolderBank, payment: Payment
) -> None:
    file = cast.send()
    reference = EntryBatch.objects.get().reference

    assert tell(bank, ("301", 120_000, reference, "DEPOSIT")) == [StatementLineState.MATCHED]

    file.refresh_from_db()
    assert (file.state, standing_of(payment)) == (FileState.ACCEPTED, states.SETTLED)


@pytest.mark.parametrize(
    ("line", "details"),
    [
        (("165", 120_001, "", "ACH CREDIT"), {}),
        (("455", 120_000, "", "ACH DEBIT"), {}),
        (("301", 120_000, "", "COMMERCIAL DEPOSIT 3 CHECKS"), {}),
        (("195", 120_000, "", "INCOMING WIRE"), {}),
        (DEPOSIT, {"day": WEDNESDAY}),
        (DEPOSIT, {"account": TRUST_NUMBER}),
        (("165", 120_000, "ZZ-260302A-1", "ACH CREDIT"), {}),
    ],
    ids=[
        "other amount",
        "other way",
        "checks",
        "wire",
        "other date",
        "other account",
        "another's reference",
    ],
)
def test_a_line_that_differs_in_anything_waits_for_a_person(
    bank: FolderBank, payment: Payment, line: tuple[str, int, str, str], details: dict[str, date]
) -> None:
    cast.accept(bank, cast.send())

    assert tell(bank, line, **details) == [StatementLineState.UNMATCHED]

    assert standing_of(payment) == states.PENDING


def test_two_lines_alike_are_left_to_a_person(bank: FolderBank, payment: Payment) -> None:
    cast.accept(bank, cast.send())

    assert tell(bank, DEPOSIT, DEPOSIT) == [StatementLineState.UNMATCHED] * 2


def test_two_batches_alike_are_left_to_a_person(bank: FolderBank, payment: Payment) -> None:
    bank.connection.entries_in_file_max = 1
    bank.connection.save()
    pay(make_household(payment.property, unit="205"))
    first, _ = cast.build()
    operations.send_files(now=cast.at(TUESDAY - cast.days(1)))
    cast.accept(bank, first)

    assert tell(bank, DEPOSIT) == [StatementLineState.UNMATCHED]


def test_a_returned_item_is_found_on_the_statement_by_amount_and_date(
    bank: FolderBank, payment: Payment
) -> None:
    file = cast.accept(bank, cast.send())
    tell(bank, DEPOSIT)
    bank.leaves(cast.returns_of(cast.entries_of(file)), name="RET.ach")
    cast.receive(THURSDAY)

    sent_back = ("557", 120_000, "", "RETURNED ITEM")
    assert tell(bank, sent_back, day=THURSDAY) == [StatementLineState.MATCHED]


def test_what_came_before_its_reason_is_matched_later(bank: FolderBank, payment: Payment) -> None:
    tell(bank, DEPOSIT)
    assert match() == {"matched": 0, "unmatched": 1}
    cast.accept(bank, cast.send(), day=WEDNESDAY)

    assert match() == {"matched": 1, "unmatched": 0}

    assert standing_of(payment) == states.SETTLED
    assert StaffTask.objects.get(kind="bank-lines-unmatched").done_by == "bank"


def test_lines_that_nothing_explains_are_told_once_for_each_statement(
    bank: FolderBank, payment: Payment
) -> None:
    tell(bank, ("195", 500, "", "WIRE"), ("475", 7_500, "", "CHECK 1021"))

    for _ in range(2):
        match()

    task = StaffTask.objects.get(kind="bank-lines-unmatched")
    assert task.subject == f"statement:{Statement.objects.get().id}"
    assert task.text == (
        "2 bank lines of March 3 on the account ending in 0204 match nothing here: 5.00 in, 75.00 "
        "out. Find out what they are."
    )
    assert task.property == payment.property
