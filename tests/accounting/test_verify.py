"""The proof that MRI has each payment once, and what it finds where that is not so."""

from datetime import timedelta

from tests.accounting import cast
from tests.cast import NOW, TODAY

from rentrail.accounting import verify
from rentrail.accounting.models import MriPosting, MriPostingState, MriProperty, SyncRun
from rentrail.accounting.mri import batches
from rentrail.payments import operations as payments
from rentrail.portfolio.models import StaffTask
from rentrail.primitives import problems
from rentrail.simulators.mri import RunningMri


def rules() -> set[str]:
    return {problem.rule for problem in verify.problems()}


def test_after_a_whole_day_nothing_is_wrong(simulated_mri: RunningMri, synced: MriProperty):
    for place in range(3):
        cast.pay(cast.household_of(simulated_mri, place=place))
    cast.post_all()
    cast.close_batches()
    batches.close_all(business_date=TODAY, now=NOW)

    assert list(verify.problems()) == []
    assert verify.verify_against_mri(now=NOW) == []


def test_a_payment_of_the_day_waits_for_the_next_posting(
    simulated_mri: RunningMri, synced: MriProperty
):
    payment = cast.pay(cast.household_of(simulated_mri))

    [found] = verify.problems()

    assert (found.rule, found.where) == ("mri-waits", payment.public_id)
    assert "waits for the next posting" in found.message
    assert not problems.has_errors([found])


def test_a_payment_that_the_queue_passed_over_is_found(
    simulated_mri: RunningMri, synced: MriProperty
):
    payment = cast.pay(cast.household_of(simulated_mri))
    SyncRun.objects.update(started_at=NOW + timedelta(minutes=1))

    [found] = verify.problems()

    assert (found.rule, found.where) == ("mri-not-queued", payment.public_id)
    assert problems.has_errors([found])


def test_a_payment_moved_here_waits_for_staff_to_move_it_in_mri(
    simulated_mri: RunningMri, synced: MriProperty
):
    before, after = (cast.household_of(simulated_mri, place=place) for place in (0, 1))
    payment = cast.pay(before)
    cast.post_all()
    payments.move_payment(
        public_id=payment.public_id,
        to_lease_id=after.id,
        reason="It was theirs.",
        moved_by="bob",
        now=NOW,
    )
    cast.sync_now(synced, now=NOW + timedelta(hours=1))

    found = [problem for problem in verify.problems() if problem.rule == "mri-balance"]

    assert {problem.where for problem in found} == {before.public_id, after.public_id}
    assert all("waits to be moved in MRI" in problem.message for problem in found)
    assert not problems.has_errors(found)

    task = StaffTask.objects.get(kind="mri-moved")
    assert task.text.startswith("123.45 of ")
    StaffTask.objects.filter(id=task.id).update(done_at=NOW + timedelta(minutes=30))

    assert problems.has_errors(verify.problems())


def test_a_payment_that_waits_is_a_warning(simulated_mri: RunningMri, synced: MriProperty):
    cast.pay(cast.household_of(simulated_mri))
    cast.posting.queue(now=NOW)

    found = list(verify.problems())

    assert rules() == {"mri-unfinished"}
    assert not problems.has_errors(found)


def test_a_payment_that_stands_twice_in_mri_is_found(
    simulated_mri: RunningMri, synced: MriProperty, behind_the_guards
):
    payment = cast.pay(cast.household_of(simulated_mri))
    cast.post_all()
    with behind_the_guards():
        MriPosting.objects.update(state=MriPostingState.QUEUED, mri_transaction_id="")
    cast.post_all()

    found = verify.verify_against_mri(now=NOW)

    assert ("mri-ledger", payment.public_id) in {(one.rule, one.where) for one in found}


def test_a_closed_batch_that_lacks_a_payment_is_found(
    simulated_mri: RunningMri, synced: MriProperty
):
    payment = cast.pay(cast.household_of(simulated_mri))
    cast.pay(cast.household_of(simulated_mri, place=1))
    cast.post_all()
    cast.close_batches()
    batches.close_all(business_date=TODAY, now=NOW)
    MriPosting.objects.filter(payment=payment).update(state=MriPostingState.FAILED)

    assert "mri-batch-sum" in rules()
