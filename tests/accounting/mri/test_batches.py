"""Closing MRI's batches: after ours, with the sum that stands there, else by staff."""

from tests.accounting import cast
from tests.cast import NOW, TODAY

from rentrail.accounting.models import MriBatch, MriBatchState, MriProperty
from rentrail.accounting.mri import batches
from rentrail.payments import operations as payments
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import StaffTask
from rentrail.simulators.mri import FaultKind, RunningMri

CLOSE_API = "SIMULATOR_CloseBatch"


def close_all() -> dict[str, int]:
    return batches.close_all(business_date=TODAY, now=NOW)


def posted_and_closed_here(mri: RunningMri) -> MriBatch:
    cast.pay(cast.household_of(mri, place=0))
    cast.pay(cast.household_of(mri, place=1))
    cast.post_all()
    cast.close_batches()
    return MriBatch.objects.get()


def test_an_mri_batch_closes_after_ours_and_not_earlier(
    simulated_mri: RunningMri, synced: MriProperty
):
    cast.pay(cast.household_of(simulated_mri))
    cast.post_all()

    close_all()
    before = [batch.state for batch in simulated_mri.world.batches()]
    cast.close_batches()
    close_all()

    assert before == ["open"]
    assert [batch.closed_by for batch in simulated_mri.world.batches()] == ["interface"]
    assert MriBatch.objects.get().state == MriBatchState.CLOSED


def test_an_mri_batch_waits_for_a_payment_of_it_that_is_not_queued_yet(
    simulated_mri: RunningMri, synced: MriProperty
):
    cast.pay(cast.household_of(simulated_mri, place=0))
    cast.post_all()
    cast.pay(cast.household_of(simulated_mri, place=1))
    cast.close_batches()

    assert close_all() == {"closed": 0, "waiting": 1, "needs_person": 0}

    cast.post_all()
    assert close_all()["closed"] == 1


def test_a_close_whose_answer_is_lost_is_read_back(simulated_mri: RunningMri, synced: MriProperty):
    posted_and_closed_here(simulated_mri)
    simulated_mri.faults.lose_answer_after_work(api=CLOSE_API)

    assert close_all() == {"closed": 1, "waiting": 0, "needs_person": 0}


def test_a_close_that_failed_is_made_up_on_a_later_day(
    simulated_mri: RunningMri, synced: MriProperty
):
    posted_and_closed_here(simulated_mri)
    simulated_mri.faults.inject(kind=FaultKind.TOO_MANY_REQUESTS, api=CLOSE_API)
    simulated_mri.faults.burst_count = 1

    assert close_all()["waiting"] == 1
    assert close_all()["closed"] == 1


def test_what_staff_added_keeps_the_batch_open_and_is_told_to_the_cent(
    simulated_mri: RunningMri, synced: MriProperty
):
    mri_batch = posted_and_closed_here(simulated_mri)
    simulated_mri.world.add_payment_by_staff(
        batch_id=mri_batch.mri_batch_id,
        resident_id=cast.head_id(cast.household_of(simulated_mri)),
        amount_cents=5_000,
    )

    counts = close_all()

    assert counts["needs_person"] == 1
    task = StaffTask.objects.get(kind="mri-batch-difference")
    assert "The difference is 50.00." in task.text


def test_what_staff_closed_with_our_sum_counts_as_closed(
    simulated_mri: RunningMri, synced: MriProperty
):
    mri_batch = posted_and_closed_here(simulated_mri)
    simulated_mri.world.close_batch_by_staff(batch_id=mri_batch.mri_batch_id)

    assert close_all()["closed"] == 1


def test_without_a_close_call_staff_are_asked_with_number_and_sum(
    simulated_mri: RunningMri, synced: MriProperty
):
    cast.connect(simulated_mri, operations={})
    mri_batch = posted_and_closed_here(simulated_mri)

    asked = close_all()
    task = StaffTask.objects.get(kind="mri-batch-close")
    portfolio.finish_task(task_id=task.id, done_by="bob", now=NOW)
    done = close_all()

    assert (asked["needs_person"], done["closed"]) == (1, 1)
    assert mri_batch.mri_batch_id in task.text
    assert "2 payments, 246.90" in task.text


def test_a_batch_is_not_closed_while_a_voided_payment_stands_in_it(
    simulated_mri: RunningMri, synced: MriProperty
):
    calls = {name: cast.configured.SIMULATOR[name] for name in ("close", "read_batch")}
    cast.connect(simulated_mri, operations=calls)
    wrong = cast.pay(cast.household_of(simulated_mri, place=0))
    cast.pay(cast.household_of(simulated_mri, place=1))
    cast.post_all()
    payments.void_payment(public_id=wrong.public_id, reason="mistake", voided_by="bob", now=NOW)
    cast.post_all()
    cast.close_batches()

    before = close_all()
    cast.void_by_staff(simulated_mri, cast.posting_of(wrong).mri_transaction_id)
    cast.sync_now(synced)
    after = close_all()

    assert (before["needs_person"], after["closed"]) == (1, 1)
