"""Posting to MRI: each payment stands there once, whatever goes wrong on the way."""

from datetime import timedelta
from typing import Any

import pytest
from tests.accounting import cast
from tests.cast import NOW, make_household, make_property

from rentrail.accounting.models import MriBatch, MriPosting, MriPostingState, MriProperty
from rentrail.accounting.mri.client import MriClient
from rentrail.accounting.mri.errors import WrongAnswerError
from rentrail.accounting.mri.outgoing import PAYMENT_API
from rentrail.payments import operations as payments
from rentrail.payments.models import Payment
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Lease, Person, StaffTask
from rentrail.simulators.mri import FaultKind, RunningMri


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.ANSWER_LOST,
        FaultKind.BLANK,
        FaultKind.TRUNCATED,
        FaultKind.MALFORMED,
        FaultKind.LOST_BEFORE_WORK,
        FaultKind.ERROR_500,
        FaultKind.ROW_ERROR,
        FaultKind.TOO_MANY_REQUESTS,
    ],
)
def test_whatever_becomes_of_an_answer_the_payment_stands_once(
    simulated_mri: RunningMri, synced: MriProperty, kind: FaultKind
):
    simulated_mri.faults.burst_count = 1
    simulated_mri.faults.inject(kind=kind, api=PAYMENT_API)
    payment = cast.pay(cast.household_of(simulated_mri))

    for minutes in (0, 3, 6):
        cast.post_all(minutes=minutes)

    [there] = simulated_mri.world.payments()
    found = cast.posting_of(payment)
    assert found.state == MriPostingState.CONFIRMED
    assert found.mri_transaction_id == there.transaction_id


@pytest.mark.parametrize("at_byte", [0, 1, 20, 150, 250, 400])
def test_an_answer_cut_at_any_byte_does_not_double_a_payment(
    simulated_mri: RunningMri, synced: MriProperty, at_byte: int
):
    simulated_mri.faults.cut_answer(at_byte=at_byte, api=PAYMENT_API)
    payment = cast.pay(cast.household_of(simulated_mri))

    cast.post_all()

    assert len(simulated_mri.world.payments()) == 1
    assert cast.posting_of(payment).state == MriPostingState.CONFIRMED


def test_a_late_answer_does_not_double_a_payment(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty
):
    cast.sync_now(oak_court_in_mri)
    cast.connect(simulated_mri, timeout_seconds=0.3)
    simulated_mri.faults.answer_late(seconds=0.6, api=PAYMENT_API)
    payment = cast.pay(cast.household_of(simulated_mri))

    cast.post_all()

    assert len(simulated_mri.world.payments()) == 1
    assert cast.posting_of(payment).state == MriPostingState.CONFIRMED


@pytest.mark.parametrize("reached_mri", [True, False])
def test_a_posting_left_by_a_killed_process_is_found_or_sent_again(
    simulated_mri: RunningMri, synced: MriProperty, behind_the_guards, reached_mri: bool
):
    payment = cast.pay(cast.household_of(simulated_mri))
    if reached_mri:
        cast.post_all()
    else:
        cast.posting.queue(now=NOW)
    with behind_the_guards():
        MriPosting.objects.update(
            state=MriPostingState.SENDING, mri_transaction_id="", confirmed_at=None
        )

    for minutes in (0, 3, 6):
        cast.post_all(minutes=minutes)

    [there] = simulated_mri.world.payments()
    assert cast.posting_of(payment).mri_transaction_id == there.transaction_id


def test_what_was_not_found_is_read_a_second_time_before_it_is_sent_again(
    simulated_mri: RunningMri, synced: MriProperty
):
    simulated_mri.faults.lose_request(api=PAYMENT_API)
    payment = cast.pay(cast.household_of(simulated_mri))

    cast.post_all()
    first = cast.posting_of(payment).state, len(simulated_mri.world.payments())
    cast.post_all(minutes=1)
    second = cast.posting_of(payment).state, len(simulated_mri.world.payments())
    cast.post_all(minutes=2)
    third = cast.posting_of(payment).state, len(simulated_mri.world.payments())

    assert first == second == (MriPostingState.UNKNOWN, 0)
    assert third == (MriPostingState.CONFIRMED, 1)


def test_a_ledger_that_cannot_be_read_holds_up_its_household_only(
    simulated_mri: RunningMri, synced: MriProperty, monkeypatch: pytest.MonkeyPatch
):
    held, other = (cast.household_of(simulated_mri, place=place) for place in (0, 1))
    simulated_mri.faults.burst_count = 1
    simulated_mri.faults.inject(kind=FaultKind.ANSWER_LOST, api=PAYMENT_API)
    whole, unreadable = MriClient.resident_ledger, cast.head_id(held)

    def ledger(client: MriClient, *, resident_id: str, **arguments: Any) -> Any:
        if resident_id == unreadable:
            raise WrongAnswerError("MRI's answer is cut off.")
        return whole(client, resident_id=resident_id, **arguments)

    with monkeypatch.context() as patched:
        patched.setattr(MriClient, "resident_ledger", ledger)
        in_doubt, posted = cast.pay(held), cast.pay(other)
        for minutes in (0, 1, 3, 7, 15, 31):
            cast.post_all(minutes=minutes)
        told = StaffTask.objects.filter(kind="mri-posting")
        told_early = told.exists()
        for minutes in (63, 123):
            cast.post_all(minutes=minutes)

    assert cast.posting_of(posted).state == MriPostingState.CONFIRMED
    assert cast.posting_of(in_doubt).state == MriPostingState.UNKNOWN
    assert not told_early
    assert "can't be found out. MRI's answer is cut off." in told.get().text

    cast.post_all(minutes=200)

    assert cast.posting_of(in_doubt).state == MriPostingState.CONFIRMED
    assert not told.filter(done_at=None).exists()
    assert len(simulated_mri.world.payments()) == 2


def test_two_alike_are_for_a_person(
    simulated_mri: RunningMri, synced: MriProperty, behind_the_guards
):
    payment = cast.pay(cast.household_of(simulated_mri))
    cast.post_all()
    with behind_the_guards():
        MriPosting.objects.update(state=MriPostingState.QUEUED, mri_transaction_id="")
    cast.post_all()
    with behind_the_guards():
        MriPosting.objects.update(state=MriPostingState.SENDING, mri_transaction_id="")

    cast.post_all()

    assert cast.posting_of(payment).state == MriPostingState.NEEDS_PERSON
    assert StaffTask.objects.filter(kind="mri-posting", subject=payment.public_id).exists()


def test_what_staff_close_goes_on_in_a_new_batch_and_is_told(
    simulated_mri: RunningMri, synced: MriProperty
):
    cast.pay(cast.household_of(simulated_mri, place=0))
    cast.post_all()
    simulated_mri.faults.staff_close_batch()
    cast.pay(cast.household_of(simulated_mri, place=1))
    cast.pay(cast.household_of(simulated_mri, place=2))

    cast.post_all()

    assert [batch.payment_count for batch in simulated_mri.world.batches()] == [1, 2]
    parts = MriBatch.objects.order_by("part").values_list("state", "posted_cents")
    assert list(parts) == [("closed", 12_345), ("open", 24_690)]
    assert StaffTask.objects.filter(kind="mri-batch-closed-early").count() == 1


def test_a_household_waits_for_its_own_payment_only(simulated_mri: RunningMri, synced: MriProperty):
    simulated_mri.faults.lose_request(api=PAYMENT_API)
    one, other = (cast.household_of(simulated_mri, place=place) for place in (0, 1))
    cast.pay(one, amount_cents=11_100)
    cast.pay(one, amount_cents=22_200)
    cast.pay(other, amount_cents=33_300)

    cast.post_all()
    first = [each.amount_cents for each in simulated_mri.world.payments()]
    cast.post_all(minutes=3)

    assert first == [33_300]
    assert [each.amount_cents for each in simulated_mri.world.payments()] == [
        33_300,
        11_100,
        22_200,
    ]


def test_where_a_batch_id_may_not_be_repeated_each_payment_has_its_own(
    simulated_mri: RunningMri, synced: MriProperty
):
    simulated_mri.settings.repeat_external_batch_id_allowed = False
    for place in (0, 1, 2):
        cast.pay(cast.household_of(simulated_mri, place=place))

    cast.post_all()

    assert [batch.payment_count for batch in simulated_mri.world.batches()] == [1, 1, 1]


def test_a_number_that_mri_knows_already_is_looked_for(
    simulated_mri: RunningMri, synced: MriProperty, behind_the_guards
):
    simulated_mri.settings.repeat_external_transaction_number_allowed = False
    payment = cast.pay(cast.household_of(simulated_mri))
    cast.post_all()
    with behind_the_guards():
        MriPosting.objects.update(state=MriPostingState.QUEUED, mri_transaction_id="")

    cast.post_all()

    assert cast.posting_of(payment).state == MriPostingState.CONFIRMED
    assert len(simulated_mri.world.payments()) == 1


def test_a_refused_payment_is_for_a_person_who_may_skip_it(
    simulated_mri: RunningMri, synced: MriProperty
):
    simulated_mri.faults.inject(kind=FaultKind.ROW_ERROR, api=PAYMENT_API, times=10)
    payment = cast.pay(cast.household_of(simulated_mri))

    cast.post_all()
    failed = cast.posting_of(payment)
    cast.deliveries.skip(posting_id=failed.id, reason="entered by hand", skipped_by="bob", now=NOW)

    assert (failed.state, failed.attempts) == (MriPostingState.FAILED, 3)
    assert cast.posting_of(payment).note == "bob: entered by hand"
    assert not StaffTask.objects.filter(kind="mri-posting", done_at=None).exists()


def test_what_staff_skip_while_it_is_looked_for_is_not_sent_again(
    simulated_mri: RunningMri, synced: MriProperty
):
    simulated_mri.faults.lose_request(api=PAYMENT_API)
    payment = cast.pay(cast.household_of(simulated_mri))
    cast.post_all()
    being_read = cast.posting_of(payment)

    cast.deliveries.skip(
        posting_id=being_read.id, reason="entered by hand", skipped_by="bob", now=NOW
    )
    cast.deliveries.not_found(being_read, now=NOW)
    cast.post_all(minutes=3)

    assert being_read.state == MriPostingState.SKIPPED
    assert cast.posting_of(payment).note == "bob: entered by hand"
    assert simulated_mri.world.payments() == []


def test_what_staff_skip_is_given_to_no_person_afterwards(
    simulated_mri: RunningMri, synced: MriProperty
):
    simulated_mri.faults.lose_request(api=PAYMENT_API)
    payment = cast.pay(cast.household_of(simulated_mri))
    cast.post_all()
    being_read = cast.posting_of(payment)

    cast.deliveries.skip(
        posting_id=being_read.id, reason="entered by hand", skipped_by="bob", now=NOW
    )
    cast.deliveries.give_to_person(being_read, why="Two alike.", now=NOW)

    assert cast.posting_of(payment).state == MriPostingState.SKIPPED
    assert not StaffTask.objects.filter(kind="mri-posting", done_at=None).exists()


def test_a_payment_returned_before_it_went_out_is_posted_and_reversed(
    simulated_mri: RunningMri, synced: MriProperty
):
    portfolio.change_property(property_id=synced.property_id, reversal_posting=True)
    payment = cast.pay(cast.household_of(simulated_mri))
    cast.posting.queue(now=NOW)
    cast.returned(payment)

    cast.post_all()

    [there] = simulated_mri.world.payments()
    assert (there.amount_cents, there.state) == (payment.amount_cents, "reversed")
    assert MriBatch.objects.get().posted_cents == payment.amount_cents
    assert set(MriPosting.objects.values_list("state", flat=True)) == {MriPostingState.CONFIRMED}


def test_staff_reverse_what_was_returned_early_only_once_it_stands_in_mri(
    simulated_mri: RunningMri, synced: MriProperty
):
    payment = cast.pay(cast.household_of(simulated_mri))
    cast.posting.queue(now=NOW)
    cast.returned(payment)

    cast.post_all()

    asked = StaffTask.objects.get(kind="mri-reversal", subject=payment.public_id)
    assert "Reverse it in MRI once the payment stands there" in asked.text
    assert cast.posting_of(payment).state == MriPostingState.CONFIRMED


def test_a_payment_voided_before_it_went_out_never_goes(
    simulated_mri: RunningMri, synced: MriProperty
):
    payment = cast.pay(cast.household_of(simulated_mri))
    payments.void_payment(public_id=payment.public_id, reason="mistake", voided_by="bob", now=NOW)

    cast.post_all()

    assert simulated_mri.world.payments() == []
    assert set(MriPosting.objects.values_list("state", flat=True)) == {MriPostingState.SKIPPED}


def test_a_posted_payment_is_voided_in_mri_too(simulated_mri: RunningMri, synced: MriProperty):
    payment = cast.pay(cast.household_of(simulated_mri))
    cast.post_all()
    payments.void_payment(public_id=payment.public_id, reason="mistake", voided_by="bob", now=NOW)

    cast.post_all()

    [there] = simulated_mri.world.payments()
    assert there.state == "voided"
    assert set(MriPosting.objects.values_list("state", flat=True)) == {MriPostingState.CONFIRMED}


def test_without_a_void_call_staff_void_it_and_the_next_sync_sees_that(
    simulated_mri: RunningMri, synced: MriProperty
):
    cast.connect(simulated_mri, operations={})
    lease = cast.household_of(simulated_mri)
    payment = cast.pay(lease)
    cast.post_all()
    payments.void_payment(public_id=payment.public_id, reason="mistake", voided_by="bob", now=NOW)
    cast.post_all()
    asked = StaffTask.objects.get(kind="mri-void", subject=payment.public_id)

    cast.void_by_staff(simulated_mri, cast.posting_of(payment).mri_transaction_id)
    run = cast.sync_now(synced, now=NOW)

    assert cast.posting_of(payment).mri_transaction_id in asked.text
    assert not run.differences.exists()
    assert StaffTask.objects.get(id=asked.id).done_at is not None
    assert cast.balance_of(lease) == simulated_mri.world.ledger_balance(
        resident_id=cast.head_id(lease)
    )


def moved_from_elm(lease: Lease) -> Payment:
    """Move a payment to a household from one at a property that is not on MRI."""
    elm = make_household(make_property(code="ELM01", name="Elm Court"), unit="1")
    payment = cast.pay(elm)
    payments.move_payment(
        public_id=payment.public_id,
        to_lease_id=lease.id,
        reason="It was Oak Court's.",
        moved_by="bob",
        now=NOW,
    )
    return payment


def test_a_payment_moved_from_a_property_without_mri_is_entered_by_staff(
    simulated_mri: RunningMri, synced: MriProperty
):
    lease = cast.household_of(simulated_mri)
    payment = moved_from_elm(lease)

    for minutes in (0, 1):
        cast.post_all(minutes=minutes)
    run = cast.sync_now(synced, now=NOW + timedelta(hours=1))

    posting = cast.posting_of(payment)
    assert (posting.state, posting.lease) == (MriPostingState.NEEDS_PERSON, lease)
    assert posting.resident_id == cast.head_id(lease)
    task = StaffTask.objects.get(kind="mri-posting")
    assert "from a property that is not on MRI; enter it in MRI" in task.text
    assert task.property == synced.property
    assert not run.differences.exists()
    assert simulated_mri.world.payments() == []


def test_what_was_moved_from_a_property_without_mri_is_taken_back_in_mri_too(
    simulated_mri: RunningMri, synced: MriProperty
):
    payment = moved_from_elm(cast.household_of(simulated_mri))
    cast.post_all()
    payments.void_payment(
        public_id=payment.public_id, reason="Paid twice.", voided_by="bob", now=NOW
    )

    cast.post_all(minutes=1)

    reversal = MriPosting.objects.get(payment=payment, kind="reversal")
    assert (reversal.mri_property, reversal.state) == (synced, MriPostingState.QUEUED)


def test_a_resident_id_longer_than_mris_is_cut_for_nobody_but_entered_by_staff(
    simulated_mri: RunningMri, synced: MriProperty
):
    lease = cast.household_of(simulated_mri)
    Person.objects.filter(leases__lease=lease).update(external_id="R-1234567890")

    payment = cast.pay(lease)
    cast.post_all()

    posting = cast.posting_of(payment)
    assert (posting.resident_id, posting.state) == ("", MriPostingState.NEEDS_PERSON)
    assert "has no resident id of MRI's" in posting.note


def test_nothing_secret_is_kept_in_the_clear(simulated_mri: RunningMri, synced: MriProperty):
    payment = cast.pay(cast.household_of(simulated_mri))

    cast.post_all()

    found = cast.posting_of(payment)
    assert cast.request_of(found)["PaymentAmount"] == "123.45"
    assert "TransactionID" in cast.answer_of(found)
    assert b"PaymentAmount" not in bytes(found.request_sealed)
    assert simulated_mri.credentials.password not in cast.answer_of(found)
