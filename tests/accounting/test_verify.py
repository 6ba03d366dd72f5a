"""The proof that MRI has each payment once, and what it finds where that is not so."""

from tests.accounting import cast
from tests.cast import NOW, TODAY

from rentrail.accounting import verify
from rentrail.accounting.models import MriPosting, MriPostingState, MriProperty
from rentrail.accounting.mri import batches
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


def test_a_payment_that_nobody_queued_is_found(simulated_mri: RunningMri, synced: MriProperty):
    payment = cast.pay(cast.household_of(simulated_mri))

    [found] = verify.problems()

    assert (found.rule, found.where) == ("mri-not-queued", payment.public_id)


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
