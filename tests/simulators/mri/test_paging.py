import pytest
from tests.simulators.mri.conftest import Client

from rentrail.simulators.mri import Plan, RunningMri

LEASES = "MRI_S-PMRM_ResidentLeaseDetailsByPropertyID"
UNITS = "MRI_S-PMRM_UnitVacancyInformation"


def test_the_second_page_starts_at_a_row_counted_from_one(client: Client) -> None:
    everyone = [one["ResidentNameID"] for one in client.rows(LEASES, RMPROPID="DEMO01")]

    first = client.get(LEASES, RMPROPID="DEMO01", **{"$top": "5"}).json()
    second = client.http.get(first["nextLink"]).json()

    assert first["nextLink"] == (
        f"{client.mri.api_url}?%24api={LEASES}&%24format=json&RMPROPID=DEMO01&%24top=5&%24skip=6"
    )
    got = [one["ResidentNameID"] for one in first["value"] + second["value"]]
    assert got == everyone[:10]


def test_in_xml_the_link_is_an_attribute_of_the_root(client: Client) -> None:
    root = client.elements(LEASES, RMPROPID="DEMO01", **{"$top": "5"})

    assert root.attrib["NextPageLink"].endswith("&%24top=5&%24skip=6")

    client.mri.settings.xml_link_escaped_twice = True
    root = client.elements(LEASES, RMPROPID="DEMO01", **{"$top": "5"})
    assert root.attrib["NextPageLink"].endswith("&amp;%24top=5&amp;%24skip=6")


def test_some_reads_page_by_an_opaque_token(client: Client) -> None:
    everything = client.rows(UNITS, PROPERTYID="DEMO01")

    first = client.get(UNITS, PROPERTYID="DEMO01", **{"$top": "8"}).json()
    second = client.http.get(first["nextLink"]).json()

    token = first["nextLink"].partition("_next=")[2]
    assert len(token) == 32
    assert "skip" not in first["nextLink"]
    assert first["value"] + second["value"] == everything
    assert "nextLink" not in second


def test_a_token_of_another_answer_is_refused(client: Client) -> None:
    answer = client.get(UNITS, PROPERTYID="DEMO01", _next="0" * 32)

    assert answer.status_code == 400


def test_a_last_page_that_is_full_still_has_a_link_to_an_empty_one(client: Client) -> None:
    first = client.get(UNITS, PROPERTYID="DEMO01", **{"$top": "13"}).json()

    second = client.http.get(first["nextLink"]).json()

    assert second["value"] == []
    assert "nextLink" not in second


@pytest.mark.parametrize("text", ["0", "-1", "many", ""])
def test_an_unreadable_page_size_is_refused(client: Client, text: str) -> None:
    assert client.get(LEASES, RMPROPID="DEMO01", **{"$top": text}).status_code == 400


def test_a_page_has_three_hundred_rows_unless_asked_otherwise() -> None:
    with RunningMri(plan=Plan(lease_count=320)) as mri:
        client = Client(mri)
        with client.http:
            first = client.get(UNITS, PROPERTYID="DEMO01").json()

    assert len(first["value"]) == 300
    assert "nextLink" in first
