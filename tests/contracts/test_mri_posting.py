"""What posting promises of MRI, whatever goes wrong: each payment stands there, and stands once."""

from collections import Counter

import pytest
from tests.accounting import cast
from tests.accounting.conftest import oak_court_in_mri, simulated_mri, synced  # noqa: F401 - fixtures

from rentrail.accounting import verify
from rentrail.accounting.models import MriPosting, MriProperty
from rentrail.primitives.problems import has_errors
from rentrail.simulators.mri import RunningMri

PAYMENTS = 24


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("wire_format", ["json", "xml"])
def test_under_all_faults_by_chance_each_payment_stands_once(
    simulated_mri: RunningMri,  # noqa: F811 - the fixture
    synced: MriProperty,  # noqa: F811 - the fixture
    monkeypatch: pytest.MonkeyPatch,
    wire_format: str,
    seed: int,
):
    monkeypatch.setattr("rentrail.accounting.mri.limits.Backoff.seconds", lambda *_, **__: 0.0)
    cast.connect(simulated_mri, wire_format=wire_format)
    simulated_mri.faults.seed = seed
    simulated_mri.faults.configure("all=0.06,late_seconds=0.01")
    paid = [
        cast.pay(cast.household_of(simulated_mri, place=place % 8), amount_cents=10_000 + place)
        for place in range(PAYMENTS)
    ]

    for run in range(25):
        cast.post_all(minutes=run * 120)
        for failed in MriPosting.objects.filter(state="failed"):
            cast.deliveries.retry(posting_id=failed.id)
    simulated_mri.faults.clear()
    cast.post_all(minutes=10_000)

    ours = [one for one in simulated_mri.world.payments() if one.posted_by == "interface"]
    assert sum(simulated_mri.faults.happened.values()) > 5
    assert Counter(one.amount_cents for one in ours) == Counter(one.amount_cents for one in paid)
    assert set(MriPosting.objects.values_list("state", flat=True)) == {"confirmed"}
    assert not has_errors(verify.problems())
    for place in range(8):
        resident_id = cast.head_id(cast.household_of(simulated_mri, place=place))
        mine = [one.amount_cents for one in ours if one.resident_id == resident_id]
        assert mine == sorted(mine)
