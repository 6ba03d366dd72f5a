"""Checking a connection: each right is tried, and the one that is missing is named."""

from tests.accounting import cast
from tests.cast import NOW

from rentrail.accounting.models import MriConnection, MriProperty
from rentrail.accounting.mri import check
from rentrail.accounting.mri.client import ProbeOutcome
from rentrail.accounting.mri.outgoing import PAYMENT_API
from rentrail.simulators.mri import RunningMri


def outcomes() -> dict[str, ProbeOutcome]:
    return {each.name: each.outcome for each in check.check(MriConnection.objects.get())}


def test_a_connection_with_all_rights_passes_and_writes_nothing(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty
):
    assert set(outcomes().values()) == {ProbeOutcome.OK}
    assert simulated_mri.world.payments() == []


def test_each_missing_right_is_named(simulated_mri: RunningMri, oak_court_in_mri: MriProperty):
    denied = {"MRI_S-PMRM_OpenCharges", PAYMENT_API}
    simulated_mri.settings.denied_apis = denied

    missing = {name for name, outcome in outcomes().items() if outcome is ProbeOutcome.NO_RIGHT}

    assert missing == denied


def test_a_wrong_password_is_told_as_such(simulated_mri: RunningMri, oak_court_in_mri: MriProperty):
    cast.connect(simulated_mri, password="wrong")

    assert outcomes()["sign-in"] is ProbeOutcome.NO_RIGHT


def test_operations_without_a_call_are_named(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty
):
    cast.connect(simulated_mri, operations={})

    assert {"close", "void", "reversal", "deposit"} <= outcomes().keys()


def test_whether_a_batch_id_may_be_repeated_is_tried_only_on_demand(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty
):
    resident = next(one for one in simulated_mri.world.residents() if one.is_current)
    simulated_mri.settings.repeat_external_batch_id_allowed = False

    result = check.check_repeated_batch_id(
        connection=MriConnection.objects.get(),
        rmpropid=cast.RMPROPID,
        resident_id=resident.resident_id,
        now=NOW,
    )

    assert result.outcome is ProbeOutcome.OK
    assert MriConnection.objects.get().repeats_external_batch_id is False
    assert len(simulated_mri.world.payments()) == 1
