"""Connecting a company to its MRI: what is kept of it, and what is refused."""

import pytest
from tests.accounting import cast

from rentrail.accounting import operations, queries
from rentrail.accounting.models import MriConnection, MriProperty
from rentrail.accounting.mri.configured import OperationNotValid
from rentrail.accounting.mri.connection import ConnectionSettingsError
from rentrail.portfolio.models import Property
from rentrail.simulators.mri import RunningMri


def test_key_and_password_are_unreadable_at_rest(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty
):
    kept = MriConnection.objects.get()

    secrets = simulated_mri.credentials
    for sealed in (kept.key_sealed, kept.password_sealed):
        assert secrets.key.encode() not in bytes(sealed)
        assert secrets.password.encode() not in bytes(sealed)


def test_connecting_again_changes_the_one_connection(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty
):
    cast.connect(simulated_mri, requests_max=100)

    assert MriConnection.objects.get().requests_max == 100


def test_what_cannot_be_right_is_refused(simulated_mri: RunningMri, oak_court: Property):
    with pytest.raises(ConnectionSettingsError):
        cast.connect(simulated_mri, base_url="ftp://example.test")
    with pytest.raises(OperationNotValid):
        cast.connect(simulated_mri, operations={"close": {"api": "X", "method": "DELETE"}})
    with pytest.raises(OperationNotValid):
        cast.connect(simulated_mri, operations={"refund": {"api": "X", "method": "POST"}})


def test_an_mri_code_belongs_to_one_charge_code(oak_court_in_mri: MriProperty):
    with pytest.raises(operations.IdAlreadyMapped):
        operations.map_charge_code(code="WATER", mri_code="RNT")


def test_pick_lists_come_from_mri(oak_court_in_mri: MriProperty):
    properties, banks = queries.pick_lists(MriConnection.objects.get())

    assert [row.property_id for row in properties] == ["DEMO01"]
    assert [row.bank_id for row in banks] == ["DEP", "OPER"]
