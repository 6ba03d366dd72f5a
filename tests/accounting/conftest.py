"""A simulated MRI, and Oak Court mapped to it."""

from collections.abc import Iterator

import pytest
from tests.accounting import cast

from rentrail.accounting.models import MriProperty
from rentrail.portfolio.models import Property
from rentrail.simulators.mri import Plan, RunningMri


@pytest.fixture
def simulated_mri() -> Iterator[RunningMri]:
    with RunningMri(plan=Plan(lease_count=20)) as running:
        yield running


@pytest.fixture
def oak_court_in_mri(simulated_mri: RunningMri, oak_court: Property) -> MriProperty:
    """Oak Court, connected and mapped, not yet synced."""
    cast.connect(simulated_mri)
    return cast.map_property(oak_court)


@pytest.fixture
def synced(oak_court_in_mri: MriProperty) -> MriProperty:
    """Oak Court with the households of MRI."""
    cast.sync_now(oak_court_in_mri)
    return oak_court_in_mri
