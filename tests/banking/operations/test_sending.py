"""A file goes in time for the dates in it, or not at all: withdrawn where surely never sent."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.banking import cast
from tests.banking.cast import FolderBank
from tests.banking.transports.faulty import Fault, FaultyTransport
from tests.cast import TODAY, make_household, make_property
from tests.payments.cast import history_of, pay, standing_of

from rentrail.banking import connecting, operations, verify
from rentrail.banking.models import (
    BankConnection,
    BankFile,
    EntryBatch,
    FileState,
    InboundFile,
)
from rentrail.banking.transports.protocol import Transport
from rentrail.identity.vault import SealBroken
from rentrail.payments import states
from rentrail.payments.models import Payment
from rentrail.payments.states import BatchState
from rentrail.portfolio.models import BankAccount, Lease, LedgerName, StaffTask

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture
def bank(tmp_path: Path, operating: BankAccount) -> FolderBank:
    return cast.make_bank(tmp_path, operating)


@pytest.fixture
def payment(bank: FolderBank, alices_lease: Lease) -> Payment:
    return pay(alices_lease)


def send_on(day: date, *, transport: FaultyTransport) -> dict[str, int]:
    return operations.send_files(now=cast.at(day), transport_to=lambda _: transport)


def faulty(bank: FolderBank, *put_faults: Fault) -> FaultyTransport:
    transport = FaultyTransport(connecting.transport_to(bank.connection))
    transport.put_faults.extend(put_faults)
    return transport


@pytest.mark.parametrize("fault", [Fault.UNREACHABLE, Fault.NOT_SENT])
def test_what_could_not_be_sent_on_its_day_goes_anew_with_new_dates(
    bank: FolderBank, payment: Payment, fault: Fault
) -> None:
    [late] = cast.build(TODAY)
    transport = faulty(bank, fault)
    send_on(TODAY, transport=transport)

    counts = send_on(TUESDAY, transport=transport)
    late.refresh_from_db()
    payment.batch.refresh_from_db()
    withdrawn = late.state, payment.batch.state, standing_of(payment)
    [anew] = cast.build(TUESDAY)
    send_on(TUESDAY, transport=transport)

    assert counts["withdrawn"] == 1
    assert withdrawn == (FileState.WITHDRAWN, BatchState.CLOSED, states.APPROVED)
    assert [path.name for path in bank.received] == [anew.name]
    assert EntryBatch.objects.get(file=anew).effective_entry_date == WEDNESDAY
    assert standing_of(payment) == states.ORIGINATING
    assert StaffTask.objects.filter(kind="bank-file-withdrawn", subject=late.public_id).exists()
    assert not list(verify.problems())


def test_the_next_build_takes_in_what_was_never_sent(bank: FolderBank, payment: Payment) -> None:
    [late] = cast.build(TODAY)

    [anew] = cast.build(TUESDAY)

    late.refresh_from_db()
    assert (late.state, anew.state) == (FileState.WITHDRAWN, FileState.BUILT)
    assert (late.entry_count, anew.entry_count) == (1, 1)


def test_a_file_built_today_is_too_late_once_the_last_window_has_closed(
    bank: FolderBank, payment: Payment
) -> None:
    [file] = cast.build(TODAY)
    in_time, too_late = cast.at(TODAY) + timedelta(hours=1), cast.at(TODAY) + timedelta(hours=13)
    unreachable = faulty(bank, Fault.UNREACHABLE)

    operations.send_files(now=in_time, transport_to=lambda _: unreachable)
    file.refresh_from_db()
    before = file.state
    operations.send_files(now=too_late, transport_to=lambda _: unreachable)
    file.refresh_from_db()

    assert (before, file.state) == (FileState.BUILT, FileState.WITHDRAWN)
    assert not bank.received


def test_a_late_file_whose_sending_is_in_doubt_stays_so_and_is_told(
    bank: FolderBank, payment: Payment
) -> None:
    [file] = cast.build(TODAY)
    transport = faulty(bank, Fault.REQUEST_LOST)
    transport.outcome_faults.extend([Fault.REQUEST_LOST] * 2)
    send_on(TODAY, transport=transport)

    send_on(TUESDAY, transport=transport)
    anew = cast.build(TUESDAY)

    file.refresh_from_db()
    assert file.state == FileState.UNKNOWN
    assert anew == []
    assert standing_of(payment) == states.ORIGINATING
    assert StaffTask.objects.filter(kind="bank-file-too-late", subject=file.public_id).exists()


@pytest.mark.parametrize("absence_is_proof", [True, False])
def test_a_late_file_that_was_tried_is_withdrawn_only_where_absence_is_proof(
    tmp_path: Path, operating: BankAccount, alices_lease: Lease, absence_is_proof: bool
) -> None:
    bank = cast.make_bank(
        tmp_path, operating, transport_settings={"absence_is_proof": absence_is_proof}
    )
    payment = pay(alices_lease)
    [file] = cast.build(TODAY)
    BankFile.objects.filter(id=file.id).update(attempts=1)  # looked for, found to be with us

    send_on(TUESDAY, transport=faulty(bank))

    file.refresh_from_db()
    if absence_is_proof:
        assert (file.state, standing_of(payment)) == (FileState.WITHDRAWN, states.APPROVED)
    else:
        assert (file.state, standing_of(payment)) == (FileState.UNKNOWN, states.ORIGINATING)
        assert StaffTask.objects.filter(kind="bank-file-too-late").exists()
    assert not bank.received


def test_a_banks_word_on_a_withdrawn_file_is_for_a_person(
    bank: FolderBank, payment: Payment
) -> None:
    [file] = cast.build(TODAY)
    send_on(TUESDAY, transport=faulty(bank))

    cast.accept(bank, file, day=TUESDAY)

    file.refresh_from_db()
    assert file.state == FileState.WITHDRAWN
    [problem] = InboundFile.objects.get().problems
    assert problem["rule"] == "ack.contradiction"


def test_a_damaged_file_is_not_sent_and_stops_neither_others_nor_other_banks(
    bank: FolderBank, payment: Payment, tmp_path: Path, behind_the_guards: Any
) -> None:
    bank.connection.entries_in_file_max = 1
    bank.connection.save()
    pay(make_household(payment.property, unit="205"))
    elm_court = make_property(code="ELM01", name="Elm Court")
    second = cast.make_bank(
        tmp_path / "second", elm_court.bank_accounts.order_by("id")[0], name="Second Bank"
    )
    pay(make_household(elm_court, unit="1"))
    damaged, whole, _ = cast.build(TODAY)
    with behind_the_guards():
        BankFile.objects.filter(id=damaged.id).update(digest="0" * 64)

    counts = operations.send_files(now=cast.at(TODAY))

    assert counts == {"sent": 2, "unknown": 0, "not_sent": 1, "withdrawn": 0}
    assert [path.name for path in bank.received] == [whole.name]
    assert len(second.received) == 1
    task = StaffTask.objects.get(kind="bank-file-damaged", subject=damaged.public_id)
    assert "is not what was built, so nothing of it is sent" in task.text


def test_what_was_in_a_damaged_file_goes_with_the_next_days(
    bank: FolderBank, payment: Payment, behind_the_guards: Any
) -> None:
    [damaged] = cast.build(TODAY)
    with behind_the_guards():
        BankFile.objects.filter(id=damaged.id).update(digest="0" * 64)
    operations.send_files(now=cast.at(TODAY))

    again = cast.send(TUESDAY)

    damaged.refresh_from_db()
    assert (damaged.state, again.state) == (FileState.WITHDRAWN, FileState.SENT)
    assert history_of(payment)[1:] == [
        ("Processed", "bank"),
        ("Withdrawn before it was sent", "rentrail"),
        ("Sent again", "bank"),
    ]
    assert not StaffTask.objects.filter(kind="bank-file-damaged", done_at=None).exists()


def test_a_bank_whose_key_cannot_be_opened_stops_no_other(
    bank: FolderBank, payment: Payment
) -> None:
    cast.build(TODAY)

    def broken(_: BankConnection) -> Transport:
        raise SealBroken("Another row's.")

    operations.send_files(now=cast.at(TODAY), transport_to=broken)

    told = StaffTask.objects.get(kind="bank-not-reached").text
    assert told == "Nothing was sent to First Bank: the key that signs in there can't be opened."


def test_that_a_file_was_not_sent_and_that_it_is_in_doubt_are_two_tasks(
    bank: FolderBank, payment: Payment
) -> None:
    [file] = cast.build(TODAY)
    send_on(TODAY, transport=faulty(bank, Fault.UNREACHABLE))
    in_doubt = faulty(bank, Fault.REQUEST_LOST)

    send_on(TODAY, transport=in_doubt)

    kinds = StaffTask.objects.filter(subject=file.public_id).values_list("kind", flat=True)
    assert set(kinds) == {"bank-file-not-sent", "bank-file-in-doubt"}


def test_once_a_file_is_answered_nobody_is_to_ask_about_it(
    bank: FolderBank, payment: Payment
) -> None:
    [file] = cast.build(TODAY)
    send_on(TODAY, transport=faulty(bank, Fault.REQUEST_LOST))

    cast.accept(bank, file)

    assert StaffTask.objects.get(kind="bank-file-in-doubt").done_by == "bank"


def test_each_refused_batch_of_a_file_is_told(
    bank: FolderBank, payment: Payment, trust: BankAccount
) -> None:
    operations.add_originator(
        bank_account_id=trust.id,
        connection_id=bank.connection.id,
        company_name="OAK COURT",
        company_identification="1000000009",
    )
    pay(make_household(payment.property, unit="205"), ledger=LedgerName.DEPOSIT)
    file = cast.send()
    bank.acknowledges(file, batches=[1, 2])

    cast.receive()

    told = StaffTask.objects.filter(kind="bank-file-refused").values_list("subject", flat=True)
    assert set(told) == {f"{file.public_id}:1", f"{file.public_id}:2"}
