"""A bank that never answers: staff are told, and a file it doesn't have goes anew (RAIL-9)."""

from datetime import date
from pathlib import Path

import pytest
from tests.banking import cast
from tests.banking.cast import FolderBank
from tests.payments.cast import pay, standing_of

from rentrail.banking import operations, verify
from rentrail.banking.models import BankFile, FileState
from rentrail.payments import states
from rentrail.payments.models import Payment
from rentrail.payments.operations import ReasonMissing
from rentrail.portfolio.models import BankAccount, Lease, StaffTask

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
BOB = "bob@oakhomes.example"


@pytest.fixture
def bank(tmp_path: Path, operating: BankAccount) -> FolderBank:
    return cast.make_bank(tmp_path, operating)


@pytest.fixture
def payment(bank: FolderBank, alices_lease: Lease) -> Payment:
    return pay(alices_lease)


@pytest.fixture
def sent(bank: FolderBank, payment: Payment) -> BankFile:
    """Monday's file, which asks for settlement on Tuesday; the bank has taken it away."""
    file = cast.send()
    bank.received[0].unlink()
    return file


def test_a_file_that_should_have_settled_and_was_never_answered_is_told(sent: BankFile) -> None:
    on_its_day = operations.tell_unanswered(business_date=TUESDAY, now=cast.at(TUESDAY))
    day_after = operations.tell_unanswered(business_date=WEDNESDAY, now=cast.at(WEDNESDAY))

    assert (on_its_day, day_after) == (0, 1)
    told = StaffTask.objects.get(kind="bank-file-unanswered", subject=sent.public_id).text
    assert "which was to settle on March 3" in told


def test_an_answer_that_comes_late_settles_the_task(bank: FolderBank, sent: BankFile) -> None:
    operations.tell_unanswered(business_date=WEDNESDAY, now=cast.at(WEDNESDAY))

    cast.accept(bank, sent, day=WEDNESDAY)

    assert StaffTask.objects.get(kind="bank-file-unanswered").done_by == "bank"
    assert operations.tell_unanswered(business_date=WEDNESDAY, now=cast.at(WEDNESDAY)) == 0


def test_what_is_in_a_file_that_the_bank_does_not_have_goes_with_the_next(
    bank: FolderBank, sent: BankFile, payment: Payment
) -> None:
    declare_missing(sent)
    withdrawn = standing_of(payment)
    anew = cast.accept(bank, cast.send(WEDNESDAY), day=WEDNESDAY)

    sent.refresh_from_db()
    assert (sent.state, withdrawn) == (FileState.WITHDRAWN, states.APPROVED)
    assert sent.answer == f"{BOB}: the bank doesn't have it. Ms Stone has no trace of it."
    assert (anew.state, anew.entry_count) == (FileState.ACCEPTED, 1)
    assert standing_of(payment) == states.PENDING
    assert not list(verify.problems())


def test_what_the_bank_says_it_took_settles_on_its_day(sent: BankFile, payment: Payment) -> None:
    operations.tell_unanswered(business_date=WEDNESDAY, now=cast.at(WEDNESDAY))

    declare_taken(sent)

    sent.refresh_from_db()
    assert (sent.state, standing_of(payment)) == (FileState.ACCEPTED, states.PENDING)
    assert sent.answer == f"{BOB}: the bank took it. Ms Stone sees it."
    assert StaffTask.objects.get(kind="bank-file-unanswered").done_at is not None
    operations.settle(business_date=WEDNESDAY, now=cast.at(WEDNESDAY))
    assert standing_of(payment) == states.SETTLED


def test_what_was_withdrawn_was_not_taken(sent: BankFile, payment: Payment) -> None:
    declare_missing(sent)

    with pytest.raises(operations.NotInDoubt, match="withdrawn"):
        declare_taken(sent)

    assert standing_of(payment) == states.APPROVED


def test_it_takes_a_reason(sent: BankFile, payment: Payment) -> None:
    with pytest.raises(ReasonMissing):
        declare_missing(sent, reason=" ")
    with pytest.raises(ReasonMissing):
        declare_taken(sent, reason=" ")

    assert standing_of(payment) == states.ORIGINATING


def test_a_file_that_still_lies_with_the_bank_is_not_taken_back(
    bank: FolderBank, payment: Payment
) -> None:
    file = cast.send()

    with pytest.raises(operations.NotInDoubt, match="may still be taken in"):
        declare_missing(file)

    assert standing_of(payment) == states.ORIGINATING


def test_a_file_that_the_bank_has_answered_is_not_taken_back(
    bank: FolderBank, sent: BankFile, payment: Payment
) -> None:
    cast.accept(bank, sent)

    with pytest.raises(operations.NotInDoubt, match="is accepted"):
        declare_missing(sent)

    assert standing_of(payment) == states.PENDING


def declare_missing(file: BankFile, *, reason: str = "Ms Stone has no trace of it.") -> None:
    """Let Bob say that the bank doesn't have a file."""
    operations.declare_missing(
        public_id=file.public_id, reason=reason, declared_by=BOB, now=cast.at(WEDNESDAY)
    )


def declare_taken(file: BankFile, *, reason: str = "Ms Stone sees it.") -> None:
    """Let Bob say that the bank took a file."""
    operations.declare_taken(
        public_id=file.public_id, reason=reason, declared_by=BOB, now=cast.at(WEDNESDAY)
    )
