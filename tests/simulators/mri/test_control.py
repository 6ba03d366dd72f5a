from tests.simulators.mri.conftest import Client

from rentrail.simulators.mri import FaultKind, Resident


def test_the_status_page_names_what_is_assumed_and_what_was_posted(
    client: Client, alice: Resident
) -> None:
    client.pay(alice)

    status = client.http.get(f"{client.mri.base_url}/simulator/status").json()

    assert status["requests"] == {"MRI_S-PMRM_PaymentDetailsByPropertyID": 1}
    assert status["batches"][0]["total_cents"] == 10_000
    assert status["payments"][0]["resident_id"] == alice.resident_id
    assert all(name.startswith("SIMULATOR_") for name in status["assumed_operations"])
    assert all(name.startswith("MRI_S-") for name in status["documented_operations"])
    assert "one POST carries one payment" in status["assumed_behaviours"]


def test_the_demo_charges_a_month(client: Client) -> None:
    page = f"{client.mri.base_url}/simulator/month-charges"

    assert client.http.post(page, params={"month": "2026-04"}).json()["charges"]["DEMO01"] >= 12
    assert client.http.post(page, params={"month": "soon"}).status_code == 400
    nowhere = {"month": "2026-04", "property": "NOWHERE"}
    assert client.http.post(page, params=nowhere).json() == {"error": "NOWHERE is not a property."}


def test_the_demo_switches_faults_on_and_off(client: Client) -> None:
    page = f"{client.mri.base_url}/simulator/faults"

    client.http.post(page, data={"set": "blank=0.25"})
    assert client.mri.faults.probabilities == {FaultKind.BLANK: 0.25}

    client.http.post(page, data={"set": ""})
    assert client.mri.faults.probabilities == {}
    assert client.http.post(page, data={"set": "lightning=1"}).status_code == 400


def test_the_demo_blocks_a_resident(client: Client, alice: Resident) -> None:
    page = f"{client.mri.base_url}/simulator/block"

    client.http.post(page, params={"resident": alice.resident_id})

    blocked = {one.resident_id: one.block_epayments for one in client.mri.world.residents()}
    assert blocked[alice.resident_id] == "Y"
    assert client.http.post(page, params={"resident": "nobody"}).status_code == 400
    assert client.http.get(f"{client.mri.base_url}/simulator/else").status_code == 404
