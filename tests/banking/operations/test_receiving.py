"""What comes from a bank, good and bad: stored raw, applied once, kept for a person otherwise."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError
from tests.banking import cast
from tests.banking.cast import FolderBank
from tests.banking.transports.faulty import Fault, FaultyTransport
from tests.cast import ROUTING_NUMBER, TODAY, make_household
from tests.payments.cast import add_account, history_of, pay, standing_of

from rentrail.banking import connecting, contents, operations, verify
from rentrail.banking.models import (
    BankFile,
    FileState,
    InboundFile,
    InboundItem,
    InboundItemState,
    InboundState,
    StatementLine,
    StatementLineState,
)
from rentrail.payments import operations as payments
from rentrail.payments import states
from rentrail.payments.models import Authorization, Payment
from rentrail.payments.states import BatchState
from rentrail.portfolio.models import BankAccount, Lease, StaffTask

TUESDAY, WEDNESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)
OPERATING_NUMBER = "1000204"


@pytest.fixture
def bank(tmp_path: Path, operating: BankAccount, trust: BankAccount) -> FolderBank:
    return cast.make_bank(tmp_path, operating, trust)


@pytest.fixture
def payment(bank: FolderBank, alices_lease: Lease) -> Payment:
    return pay(alices_lease)


@pytest.fixture
def settled(bank: FolderBank, payment: Payment) -> BankFile:
    """A file with Alice's payment that was accepted and has settled."""
    file = cast.accept(bank, cast.send())
    operations.settle(business_date=TUESDAY, now=cast.at(TUESDAY))
    return file


def test_a_file_that_nobody_can_read_is_kept_and_stops_nothing(
    bank: FolderBank, payment: Payment
) -> None:
    file = cast.send()
    bank.leaves(b"\x00\xffjunk", name="README.dat")

    cast.accept(bank, file)

    junk = cast.inbound_of(b"\x00\xffjunk")
    assert junk.state == InboundState.WITH_PROBLEMS
    assert contents.content_of_inbound(junk) == b"\x00\xffjunk"
    assert StaffTask.objects.get(subject=junk.public_id).kind == "bank-file-with-problems"
    assert standing_of(payment) == states.PENDING


def test_a_file_fetched_again_under_another_name_is_known_by_its_content(
    bank: FolderBank, settled: BankFile, payment: Payment
) -> None:
    content = cast.returns_of(cast.entries_of(settled))
    bank.leaves(content, name="RET-1.ach")
    bank.leaves(content, name="RET-2.ach")

    cast.receive(WEDNESDAY)

    assert InboundItem.objects.count() == 1
    assert payment.steps.filter(event="returned_nsf").count() == 1
    assert not list(bank.incoming.iterdir())


def test_a_return_applied_a_day_late_is_reversed_on_the_day_it_was_received(
    bank: FolderBank, settled: BankFile, payment: Payment
) -> None:
    bank.leaves(cast.returns_of(cast.entries_of(settled)), name="RET.ach")
    operations.fetch(now=cast.at(WEDNESDAY))

    operations.apply_inbound(now=cast.at(THURSDAY))

    assert InboundItem.objects.get().received_date == WEDNESDAY
    step = payment.steps.get(event="returned_nsf")
    assert step.journal_entry.property_date == WEDNESDAY


def test_a_return_that_is_listed_in_two_files_is_applied_once(
    bank: FolderBank, settled: BankFile, payment: Payment
) -> None:
    for modifier in "RS":
        content = cast.returns_of(cast.entries_of(settled), modifier=modifier)
        bank.leaves(content, name=f"{modifier}.ach")
        cast.receive(WEDNESDAY)

    found = InboundItem.objects.order_by("id").values_list("state", flat=True)
    assert list(found) == [InboundItemState.APPLIED, InboundItemState.REPEATED]
    assert payment.steps.filter(event="returned_nsf").count() == 1


def test_a_return_listed_twice_in_one_file_is_applied_once(
    bank: FolderBank, settled: BankFile, payment: Payment
) -> None:
    [entry] = cast.entries_of(settled)
    bank.leaves(cast.returns_of([entry, entry]), name="RET.ach")

    cast.receive(WEDNESDAY)

    found = InboundItem.objects.order_by("line").values_list("state", flat=True)
    assert list(found) == [InboundItemState.APPLIED, InboundItemState.REPEATED]


def test_a_return_of_something_we_never_sent_waits_for_a_person(
    bank: FolderBank, settled: BankFile, payment: Payment
) -> None:
    [(header, detail)] = cast.entries_of(settled)
    stranger = (header, type(detail)(**{**_values(detail), "trace_number": "076401259999999"}))
    bank.leaves(cast.returns_of([stranger]), name="RET.ach")

    cast.receive(WEDNESDAY)

    item = InboundItem.objects.get(state="unmatched")
    assert item.note == "No entry of this trace and amount was sent."
    assert standing_of(payment) == states.SETTLED
    assert StaffTask.objects.filter(kind="bank-item-unmatched").count() == 1


def test_a_return_of_another_amount_waits_for_a_person(
    bank: FolderBank, settled: BankFile, payment: Payment
) -> None:
    [(header, detail)] = cast.entries_of(settled)
    other = (header, type(detail)(**{**_values(detail), "amount_cents": 1}))
    bank.leaves(cast.returns_of([other]), name="RET.ach")

    cast.receive(WEDNESDAY)

    assert InboundItem.objects.get().state == InboundItemState.UNMATCHED
    assert standing_of(payment) == states.SETTLED


@pytest.mark.parametrize("fault", ["cut", "wrong total"])
def test_a_faulty_file_is_kept_and_the_whole_one_is_applied_when_it_comes(
    bank: FolderBank, settled: BankFile, payment: Payment, fault: str
) -> None:
    whole = cast.returns_of(cast.entries_of(settled))
    lines = whole.decode().splitlines(keepends=True)
    control = next(line for line in lines if line[0] == "9" and line.strip("9\n"))
    faulty = whole[:300] if fault == "cut" else whole.replace(
        control.encode(), f"{control[:31]}{1:012}{control[43:]}".encode()
    )  # fmt: skip
    bank.leaves(faulty, name="RET.ach")
    cast.receive(WEDNESDAY)
    assert cast.inbound_of(faulty).state == InboundState.WITH_PROBLEMS
    assert not InboundItem.objects.filter(state=InboundItemState.APPLIED).exists()
    assert standing_of(payment) == states.SETTLED

    bank.leaves(whole, name="RET.ach")
    cast.receive(THURSDAY)

    assert cast.inbound_of(whole).state == InboundState.APPLIED
    assert cast.inbound_of(faulty).state == InboundState.CLOSED
    assert not StaffTask.objects.filter(kind="bank-file-with-problems", done_at=None).exists()
    assert standing_of(payment) == states.UNCOLLECTED_NSF


def test_a_return_proves_that_its_file_was_taken_and_settled(
    bank: FolderBank, payment: Payment
) -> None:
    file = cast.send()
    bank.leaves(cast.returns_of(cast.entries_of(file), return_code="R03"), name="RET.ach")

    cast.receive(TUESDAY)

    file.refresh_from_db()
    assert file.state == FileState.ACCEPTED
    assert standing_of(payment) == states.BAD_ACCOUNT
    events = payment.steps.order_by("id").values_list("event", flat=True)
    assert list(events)[-3:] == ["originated", "settled", "returned_bad_account"]


def test_a_correction_is_applied_before_the_next_entry(
    bank: FolderBank, settled: BankFile, payment: Payment
) -> None:
    [entry] = cast.entries_of(settled)
    content = cast.notification_of(entry, change_code="C01", corrected_data="0004711-43")
    bank.leaves(content, name="NOC.ach")

    cast.receive(WEDNESDAY)

    assert InboundItem.objects.get().state == InboundItemState.APPLIED
    assert payment.instrument.corrections.get().change_code == "C01"
    assert payment.steps.filter(event="notice_of_change").exists()


def test_a_correction_to_a_routing_number_that_no_bank_has_is_listed_for_refusal(
    bank: FolderBank, settled: BankFile, payment: Payment
) -> None:
    [entry] = cast.entries_of(settled)
    content = cast.notification_of(entry, change_code="C02", corrected_data="123456789")
    bank.leaves(content, name="NOC.ach")

    cast.receive(WEDNESDAY)

    item = InboundItem.objects.get()
    assert item.state == InboundItemState.REFUSED
    assert "no bank's" in item.note
    assert not payment.instrument.corrections.exists()


def test_a_correction_to_an_account_that_is_on_file_already_is_left_to_a_person(
    bank: FolderBank, settled: BankFile, payment: Payment
) -> None:
    add_account(payment.person, account_number="777888")
    [entry] = cast.entries_of(settled)
    content = cast.notification_of(entry, change_code="C01", corrected_data="777888")
    bank.leaves(content, name="NOC.ach")

    cast.receive(WEDNESDAY)

    item = InboundItem.objects.get()
    assert item.state == InboundItemState.UNMATCHED
    assert "ending in 7888, is on file for this person already" in item.note
    assert item.note in StaffTask.objects.get(kind="bank-item-unmatched").text
    assert cast.inbound_of(content).state == InboundState.APPLIED
    assert not payment.instrument.corrections.exists()


def test_a_return_that_fails_in_being_applied_is_undone_kept_and_stops_no_other(
    bank: FolderBank, payment: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = pay(make_household(payment.property, unit="205"))
    file = cast.accept(bank, cast.send())
    content = cast.returns_of(cast.entries_of(file))
    bank.leaves(content, name="RET.ach")
    return_payments = payments.return_payments

    def fails_for_alice(returned: Sequence[payments.Returned], *, now: datetime) -> int:
        if payment.id in {one.payment_id for one in returned}:
            raise IntegrityError("a fault of ours")
        return return_payments(returned, now=now)

    with monkeypatch.context() as patch:
        patch.setattr(payments, "return_payments", fails_for_alice)
        cast.receive(WEDNESDAY)

    kept = cast.inbound_of(content)
    assert kept.state == InboundState.WITH_PROBLEMS
    assert "Applying line 3 failed" in StaffTask.objects.get(subject=kept.public_id).text
    assert standing_of(payment) == states.SETTLED
    assert standing_of(other) == states.UNCOLLECTED_NSF
    cast.receive(WEDNESDAY)  # the fault is gone
    assert standing_of(payment) == states.UNCOLLECTED_NSF
    assert other.steps.filter(event="returned_nsf").count() == 1
    assert cast.inbound_of(content).state == InboundState.APPLIED
    assert StaffTask.objects.get(subject=kept.public_id).done_at is not None


def test_an_acknowledgement_with_other_totals_accepts_nothing(
    bank: FolderBank, payment: Payment
) -> None:
    file = cast.send()
    bank.acknowledges(file, debits=1)

    cast.receive()

    file.refresh_from_db()
    assert file.state == FileState.SENT
    assert InboundFile.objects.get().problems[0]["rule"] == "ack.totals"


def test_a_refused_file_gives_its_payments_back_and_they_go_in_the_next_one(
    bank: FolderBank, payment: Payment
) -> None:
    file = cast.send()
    bank.acknowledges(file, outcome="REJECTED", reason="The check digit is wrong.")
    cast.receive()
    assert standing_of(payment) == states.APPROVED
    payment.batch.refresh_from_db()
    assert payment.batch.state == BatchState.CLOSED

    again = cast.accept(bank, cast.send(TUESDAY), day=TUESDAY)

    assert again.state == FileState.ACCEPTED
    assert standing_of(payment) == states.PENDING
    assert payment.entries.filter(is_live=True).count() == 1
    assert history_of(payment) == [
        ("Approved", "alice"),
        ("Processed", "bank"),
        ("Rejected by the bank", "bank"),
        ("Sent again", "bank"),
        ("Originated", "bank"),
    ]
    assert not list(verify.problems())


def test_a_refused_batch_goes_again_while_the_others_stand(
    bank: FolderBank, payment: Payment, oak_court: object
) -> None:
    file = cast.send()
    bank.acknowledges(file, batches=[1])

    cast.receive()

    assert standing_of(payment) == states.APPROVED
    entry = payment.entries.get()
    assert (entry.is_live, entry.entry_batch.rejected_reason) == (False, "Not today")


def test_a_file_sent_twice_is_not_taken_back_by_a_refusal(
    bank: FolderBank, payment: Payment
) -> None:
    file = cast.send()
    BankFile.objects.filter(id=file.id).update(attempts=2)
    bank.acknowledges(file, outcome="REJECTED", reason="Duplicate file")

    cast.receive()

    file.refresh_from_db()
    assert file.state == FileState.SENT
    assert standing_of(payment) == states.ORIGINATING


def test_no_file_is_built_while_something_received_is_not_applied(
    bank: FolderBank, payment: Payment
) -> None:
    bank.leaves(b"anything", name="x")
    operations.fetch(now=cast.at(TODAY))

    with pytest.raises(operations.InboundNotApplied):
        cast.build()


def test_a_statement_line_is_matched_and_proves_settlement(
    bank: FolderBank, payment: Payment
) -> None:
    file = cast.send()
    reference = file.entry_batches.get().reference
    lines = [
        ("166", 120_000, reference, "ACH SETTLEMENT"),
        ("195", 500, "WIRE-1", "Somebody's wire"),
    ]
    content = cast.statement_of(
        account=OPERATING_NUMBER, day=TUESDAY, opening_cents=1_000, lines=lines
    )
    bank.leaves(content, name="S.bai2")

    cast.receive(WEDNESDAY)

    assert standing_of(payment) == states.SETTLED
    found = StatementLine.objects.order_by("number").values_list("state", flat=True)
    assert list(found) == [StatementLineState.MATCHED, StatementLineState.UNMATCHED]
    assert [problem.rule for problem in verify.problems()] == ["bank-line.unmatched"]


@pytest.mark.parametrize(
    ("account", "kinds"),
    [
        ("0001000204", []),  # the operating account, as some banks write it
        ("1000305", []),  # the trust account, on which this batch doesn't settle
        ("7777777", ["statement-of-unknown-account"]),
    ],
)
def test_a_deposit_is_matched_on_its_own_account_only(
    bank: FolderBank, payment: Payment, account: str, kinds: list[str]
) -> None:
    reference = cast.send().entry_batches.get().reference
    deposit = {"opening_cents": 0, "lines": [("166", 120_000, reference, "ACH SETTLEMENT")]}
    first = cast.statement_of(account=OPERATING_NUMBER, day=TUESDAY, **deposit)
    second = cast.statement_of(account=account, day=WEDNESDAY, **deposit)
    for content, name in ((second, "1.bai2"), (first, "2.bai2")):
        bank.leaves(content, name=name)
        cast.receive(WEDNESDAY)

    found = StatementLine.objects.values_list("statement__statement_date", "state")
    is_ours = account == "0001000204"  # then whichever was told first
    matched_date = WEDNESDAY if is_ours else TUESDAY
    assert {day for day, state in found if state == StatementLineState.MATCHED} == {matched_date}
    assert sorted(StaffTask.objects.values_list("kind", flat=True)) == kinds


def test_a_payment_whose_authorization_was_revoked_is_left_out_and_told(
    bank: FolderBank, payment: Payment, oak_court: object
) -> None:
    other = pay(make_household(payment.property, unit="205"))
    Authorization.objects.filter(id=payment.authorization_id).update(revoked_at=cast.at(TODAY))

    file = cast.send()

    assert file.entry_count == 1
    assert standing_of(payment) == states.APPROVED
    assert standing_of(other) == states.ORIGINATING
    assert "revoked" in StaffTask.objects.get(subject=payment.public_id).text
    payment.batch.refresh_from_db()
    assert payment.batch.state == BatchState.WITH_ERRORS


@pytest.mark.parametrize("fault", [Fault.ANSWER_LOST, Fault.REQUEST_LOST])
def test_a_lost_answer_is_resolved_by_asking_and_the_file_is_there_once(
    bank: FolderBank, payment: Payment, fault: Fault
) -> None:
    [file] = cast.build()
    transport = FaultyTransport(connecting.transport_to(bank.connection))
    transport.put_faults.append(fault)
    transport.outcome_faults.append(fault)

    operations.send_files(now=cast.at(TODAY), transport_to=lambda _: transport)
    file.refresh_from_db()
    assert file.state == FileState.UNKNOWN
    operations.send_files(now=cast.at(TODAY), transport_to=lambda _: transport)
    file.refresh_from_db()

    if fault is Fault.ANSWER_LOST:
        assert file.state == FileState.SENT
        assert len(bank.received) == 1
    else:  # the bank may have taken it away: only its word helps
        assert file.state == FileState.UNKNOWN
        assert not bank.received
        assert cast.accept(bank, file).state == FileState.ACCEPTED


def test_where_absence_is_proof_the_same_bytes_go_again(
    tmp_path: Path, operating: BankAccount, alices_lease: Lease
) -> None:
    bank = cast.make_bank(tmp_path, operating, transport_settings={"absence_is_proof": True})
    pay(alices_lease)
    [file] = cast.build()
    transport = FaultyTransport(connecting.transport_to(bank.connection))
    transport.put_faults.append(Fault.REQUEST_LOST)

    for _ in range(2):
        operations.send_files(now=cast.at(TODAY), transport_to=lambda _: transport)

    file.refresh_from_db()
    assert (file.state, file.attempts) == (FileState.SENT, 2)
    assert transport.put_digests == [(file.name, file.digest)]


def test_a_connection_that_is_switched_off_sends_nothing(
    bank: FolderBank, payment: Payment
) -> None:
    bank.connection.sending_is_on = False
    bank.connection.save()

    assert cast.send().state == FileState.BUILT
    assert not bank.received


def test_files_hold_no_more_entries_than_the_bank_takes(
    bank: FolderBank, payment: Payment, oak_court: object
) -> None:
    pay(make_household(payment.property, unit="205"))
    bank.connection.entries_in_file_max = 1
    bank.connection.save()

    files = cast.build()

    assert [file.entry_count for file in files] == [1, 1]
    assert [file.file_id_modifier for file in files] == ["A", "B"]
    assert not list(verify.problems())


def test_an_entry_asks_for_the_next_banking_day_and_names_its_batch(
    bank: FolderBank, payment: Payment
) -> None:
    [(header, detail)] = cast.entries_of(cast.send())

    assert header.effective_entry_date == "260303"
    assert header.company_discretionary_data == payment.entries.get().entry_batch.reference
    assert (detail.transaction_code, detail.payment_type_code) == (27, "S")
    assert detail.dfi_account_number == "0004711-42"
    assert detail.trace_number == f"{ROUTING_NUMBER[:8]}0000001"


def _values(detail: object) -> dict[str, object]:
    return {column.name: getattr(detail, column.name) for column in detail.COLUMNS}  # type: ignore[attr-defined]
