import pytest

from rentrail.accounting.mri import rows
from rentrail.accounting.mri.columns import RowReader
from rentrail.accounting.mri.rows import BlockReading, LeaseDetail, PersonStatus

LEASE = {"ResidentNameID": "1", "PropertyID": "D", "UnitID": "2", "LeaseID": "3"}


@pytest.mark.parametrize(
    ("sent", "reading"),
    [
        ({}, BlockReading.NOT_SENT),
        ({"BlockEPayments": None}, BlockReading.OPEN),
        ({"BlockEPayments": ""}, BlockReading.OPEN),
        ({"BlockEPayments": "N"}, BlockReading.OPEN),
        ({"BlockEPayments": "Y"}, BlockReading.BLOCKED),
        ({"BlockEPayments": "y"}, BlockReading.BLOCKED),
        ({"BlockEPayments": "Maybe"}, BlockReading.UNKNOWN),
    ],
)
def test_a_block_is_told_apart_from_an_empty_field_and_from_none_at_all(
    sent: dict[str, str | None], reading: BlockReading
):
    row = RowReader(LeaseDetail, api="API").read({**LEASE, **sent})

    assert isinstance(row, LeaseDetail)
    assert rows.block_reading(row.block_epayments) is reading


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        ("Current", PersonStatus.CURRENT),
        ("Co-Resident", PersonStatus.CO_RESIDENT),
        (" OLD ", PersonStatus.PAST),
        ("New", PersonStatus.FUTURE),
        ("Vanished", None),
        ("", None),
    ],
)
def test_a_status_is_translated_and_an_unknown_one_is_left_to_be_reported(
    status: str, meaning: PersonStatus | None
):
    assert rows.person_status(status) is meaning
