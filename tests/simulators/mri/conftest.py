"""A small simulated MRI, and a client as plain as can be."""

import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element

import httpx
import pytest
from defusedxml import ElementTree

from rentrail.primitives.clock import SettableClock
from rentrail.simulators.mri import Plan, Resident, RunningMri

PAYMENTS = "MRI_S-PMRM_PaymentDetailsByPropertyID"
PLAIN_HTTP = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # never used; a full one is slow to make
RESIDENT_LEDGER = "MRI_S-PMRM_ResidentLedger"


class Client:
    """Sends what it is told and gives back what it gets."""

    def __init__(self, mri: RunningMri) -> None:
        self.mri = mri
        self.http = httpx.Client(
            auth=(mri.credentials.user_name, mri.credentials.password), verify=PLAIN_HTTP
        )

    def get(self, api: str, *, format: str = "json", **arguments: str) -> httpx.Response:
        query = {"$api": api, "$format": format, **arguments}
        return self.http.get(self.mri.api_url, params=query)

    def rows(self, api: str, **arguments: str) -> list[dict[str, Any]]:
        answer = self.get(api, **arguments)
        assert answer.status_code == 200, answer.text
        return answer.json()["value"]

    def post(self, api: str, **row: Any) -> httpx.Response:
        body = json.dumps({"value": [row]})
        return self.http.post(
            self.mri.api_url, params={"$api": api, "$format": "json"}, content=body
        )

    def post_row(self, api: str, **row: Any) -> dict[str, Any]:
        return self.post(api, **row).json()["value"][0]

    def pay(self, resident: Resident, **changes: Any) -> dict[str, Any]:
        return self.post_row(PAYMENTS, **payment(resident, **changes))

    def ledger(self, resident: Resident) -> list[dict[str, Any]]:
        return self.rows(
            RESIDENT_LEDGER,
            STARTDATE="2026-01-01",
            ENDDATE="2026-12-31",
            NAMEID=resident.resident_id,
            PROPERTYID=resident.property_id,
        )

    def elements(self, api: str, **arguments: str) -> Element:
        return ElementTree.fromstring(self.get(api, format="xml", **arguments).content)


def payment(resident: Resident, **changes: Any) -> dict[str, Any]:
    return {
        "ResidentNameID": resident.resident_id,
        "PropertyID": resident.property_id,
        "PaymentInitiationDatetime": "2026-03-03",
        "PaymentAmount": "100.00",
        "PaymentType": "C",
        "CheckNumber": "7001",
        "PartnerName": "Rentrail",
        "ExternalTransactionNumber": "7001",
        "ExternalBatchID": "D20260303-OP",
        "Description": "RR T#7001",
        **changes,
    }


@pytest.fixture
def mri() -> Iterator[RunningMri]:
    clock = SettableClock(datetime(2026, 3, 3, 15, tzinfo=UTC))
    with RunningMri(plan=Plan(seed=7, lease_count=12), clock=clock) as running:
        yield running


@pytest.fixture
def client(mri: RunningMri) -> Iterator[Client]:
    one = Client(mri)
    with one.http:
        yield one


@pytest.fixture
def alice(mri: RunningMri) -> Resident:
    """A current resident who owes this month's rent."""
    return next(
        one for one in mri.world.residents() if one.status == "Current" and one.balance_cents > 0
    )
