"""Syncing a property: what comes over, once, and what is told of the rest."""

from tests.accounting import cast

from rentrail.accounting.models import BalanceDifference, MriProperty
from rentrail.portfolio.models import Lease, LeaseStatus
from rentrail.simulators.mri import RunningMri


def test_a_sync_brings_every_household_with_its_balance(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty
):
    run = cast.sync_now(oak_court_in_mri)

    residents = simulated_mri.world.residents()
    assert run.created_count == len({one.name_group for one in residents})
    assert not run.problems.exclude(field="BlockEPayments")
    assert not BalanceDifference.objects.exists()
    for lease in Lease.objects.filter(status__in=[LeaseStatus.CURRENT, LeaseStatus.PAST]):
        there = simulated_mri.world.ledger_balance(resident_id=cast.head_id(lease))
        assert cast.balance_of(lease) == there


def test_a_payment_posts_once_and_is_read_back(simulated_mri: RunningMri, synced: MriProperty):
    lease = cast.household_of(simulated_mri)
    payment = cast.pay(lease)

    counts = cast.post_all()
    cast.post_all()

    assert counts["confirmed"] == 1
    [there] = simulated_mri.world.payments()
    assert there.transaction_id == cast.posting_of(payment).mri_transaction_id
