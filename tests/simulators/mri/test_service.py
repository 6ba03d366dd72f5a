from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.simulators.mri.conftest import Client

from rentrail.simulators.mri import Resident, RunningMri, Settings
from rentrail.simulators.mri.service import Request

PROPERTIES = "MRI_S-PMRM_PropertyIDByNameOrAddress"


def test_without_the_right_sign_in_there_is_no_answer(client: Client) -> None:
    good = client.mri.credentials

    wrong = [
        ("C100/DEMODB/RENTRAIL", good.password),
        (good.user_name, "guess"),
        (good.user_name.lower(), good.password),
    ]

    for pair in wrong:
        assert client.http.get(client.mri.api_url, auth=pair).status_code == 401
    assert client.get(PROPERTIES).status_code == 200


def test_a_right_that_is_missing_closes_one_api_only(client: Client) -> None:
    client.mri.settings.denied_apis.add("MRI_S-PMAP_Bank")

    assert client.get("MRI_S-PMAP_Bank").status_code == 401
    assert client.get(PROPERTIES).status_code == 200


@pytest.mark.parametrize(
    "path", ["/mriapiservices/api.asp", "/MRIAPIServices/api.asp", "/mriweb/mriapiservices/api.asp"]
)
def test_the_path_may_be_written_in_several_ways(client: Client, path: str) -> None:
    raw = f"{client.mri.base_url}{path}?$api={PROPERTIES}&$format=json"

    assert client.http.get(raw).status_code == 200
    assert client.http.get(raw.replace("$", "%24")).status_code == 200


@pytest.mark.parametrize("retry_after_seconds", [None, 30])
def test_a_rolling_window_takes_so_many_requests(retry_after_seconds: int | None) -> None:
    settings = Settings(requests_max=2, window_seconds=0.2, retry_after_seconds=retry_after_seconds)
    with RunningMri(settings=settings) as mri:
        client = Client(mri)
        with client.http:
            answers = [client.get(PROPERTIES) for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    expected = None if retry_after_seconds is None else str(retry_after_seconds)
    assert answers[2].headers.get("Retry-After") == expected


def test_an_unknown_api_or_format_is_refused(client: Client) -> None:
    assert client.get("MRI_S-PMRM_Nothing").status_code == 400
    assert client.get(PROPERTIES, format="csv").status_code == 400
    assert client.http.get(f"{client.mri.base_url}/elsewhere").status_code == 404


def test_connections_are_kept_open(client: Client) -> None:
    addresses = {
        client.get(PROPERTIES).extensions["network_stream"].get_extra_info("client_addr")
        for _ in range(3)
    }

    assert len(addresses) == 1


def test_many_clients_may_post_at_once(client: Client, alice: Resident) -> None:
    with ThreadPoolExecutor(max_workers=4) as pool:
        posted = list(pool.map(lambda n: client.pay(alice, CheckNumber=str(n)), range(20)))

    assert len({one["TransactionID"] for one in posted}) == 20
    assert [one.total_cents for one in client.mri.world.batches()] == [200_000]


def test_the_sign_in_is_not_in_a_requests_picture() -> None:
    request = Request(method="GET", path="/", authorization="Basic c2VjcmV0")

    assert "c2VjcmV0" not in repr(request)
