"""`rentrail mri`: what the connection lacks, what MRI offers, and posting for one property."""

import json
from collections.abc import Iterator

import pytest
from tests.accounting import cast
from tests.config.cli_running import run

from rentrail.accounting.models import MriConnection, MriProperty
from rentrail.accounting.mri.outgoing import PAYMENT_API
from rentrail.config.cli.refusals import Refused
from rentrail.identity.tenancy import company_scope
from rentrail.portfolio.models import Property
from rentrail.simulators.mri import RunningMri

pytestmark = pytest.mark.django_db


@pytest.fixture
def connected(oak_court: Property) -> Iterator[RunningMri]:
    """A simulated MRI, to which Oak Homes is connected."""
    with RunningMri() as running:
        cast.connect(running)
        yield running


@pytest.fixture
def mri(connected: RunningMri, oak_court: Property) -> RunningMri:
    """The same, with Oak Court mapped."""
    cast.map_property(oak_court)
    return connected


def outcomes_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, str]]:
    status = run("mri", "test", *arguments, "--json")
    return status, {row["what"]: row["outcome"] for row in json.loads(capsys.readouterr().out)}


def test_all_rights_there_it_ends_with_nought_and_lists_what_mri_offers(mri, capsys):
    status, found = outcomes_of(capsys)

    assert status == 0
    assert found[PAYMENT_API] == "OK"
    assert found["MRI property DEMO01"] == "OFFERED"
    assert any(name.startswith("MRI bank ") for name in found)
    assert mri.world.payments() == []


def test_a_missing_right_to_post_ends_with_one(mri, capsys):
    mri.settings.denied_apis = {PAYMENT_API}

    status, found = outcomes_of(capsys)

    assert (status, found[PAYMENT_API]) == (1, "NO RIGHT")


def test_before_anything_is_mapped_it_shows_what_there_is_to_map(connected, capsys):
    status, found = outcomes_of(capsys)

    assert (status, found["MRI property DEMO01"]) == (0, "OFFERED")


def test_the_batch_id_is_tested_at_a_named_property_for_a_known_resident(mri, oak_homes, capsys):
    with company_scope(oak_homes.id):
        cast.sync_now(MriProperty.objects.get())
    resident_id = mri.world.residents()[0].resident_id
    mri.settings.repeat_external_batch_id_allowed = False

    with pytest.raises(Refused, match="Name the property"):
        run("mri", "test", "--post-cents", resident_id)
    with pytest.raises(Refused, match="has no resident “R-0”"):
        run("mri", "test", "OAK01", "--post-cents", "R-0")
    status, found = outcomes_of(capsys, "OAK01", "--post-cents", resident_id)

    assert (status, found["repeated batch id"]) == (0, "OK")
    with company_scope(oak_homes.id):
        assert not MriConnection.objects.get().repeats_external_batch_id


def test_what_waits_is_posted_of_the_property_that_is_named(mri, oak_homes, capsys):
    with company_scope(oak_homes.id):
        cast.sync_now(MriProperty.objects.get())
        cast.pay(cast.household_of(mri))

    assert run("mri", "post", "OAK01", "--json") == 0

    assert json.loads(capsys.readouterr().out)["confirmed"] == 1
    assert len(mri.world.payments()) == 1


def test_a_property_that_is_not_in_mri_is_refused(mri):
    with pytest.raises(Refused, match="No property “ELM” is mapped to MRI; mapped are: OAK01"):
        run("mri", "post", "ELM")
