"""A file goes in time for the dates in it, or not at all: withdrawn where surely never sent."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.banking import cast
from tests.banking.cast import FolderBank
from tests.banking.transports.faulty import Fault, FaultyTransport
from tests.cast import TODAY
from tests.payments.cast import pay, standing_of

from rentrail.banking import connecting, operations, verify
from rentrail.banking.models import BankFile, EntryBatch, FileState, InboundFile
from rentrail.payments import states
from rentrail.payments.models import Payment
from rentrail.payments.states import BatchState
from rentrail.portfolio.models import BankAccount, Lease, StaffTask

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
