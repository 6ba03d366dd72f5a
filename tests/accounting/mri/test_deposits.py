"""Security deposits: MRI's deposit ledger by the configured call, else by staff (MRI-14)."""

from tests.accounting import cast

from rentrail.accounting.models import MriPostingState, MriProperty
from rentrail.payments.models import Payment
from rentrail.portfolio.models import LedgerName, StaffTask
from rentrail.simulators.mri import RunningMri


def pay_deposit(mri: RunningMri) -> Payment:
    return cast.pay(cast.household_of(mri), ledger=LedgerName.DEPOSIT)


def test_a_deposit_goes_to_the_deposit_ledger_in_a_batch_of_its_own(
    simulated_mri: RunningMri, synced: MriProperty
):
    payment = pay_deposit(simulated_mri)
    cast.pay(cast.household_of(simulated_mri, place=1))

    cast.post_all()

    assert cast.posting_of(payment).state == MriPostingState.CONFIRMED
    assert {batch.book for batch in simulated_mri.world.batches()} == {"deposit", "resident"}


def test_a_deposit_whose_answer_is_lost_is_read_back_from_its_ledger(
    simulated_mri: RunningMri, synced: MriProperty
):
    simulated_mri.faults.lose_answer_after_work(api="SIMULATOR_DepositPayment")
    payment = pay_deposit(simulated_mri)

    cast.post_all()

    assert cast.posting_of(payment).state == MriPostingState.CONFIRMED
    assert len(simulated_mri.world.payments()) == 1


def test_without_a_call_a_deposit_is_work_for_staff(simulated_mri: RunningMri, synced: MriProperty):
    cast.connect(simulated_mri, operations={})
    payment = pay_deposit(simulated_mri)

    cast.post_all()

    assert cast.posting_of(payment).state == MriPostingState.NEEDS_PERSON
    assert StaffTask.objects.filter(kind="mri-deposit", subject=payment.public_id).exists()
    assert simulated_mri.world.payments() == []
