import httpx
import pytest
from tests.simulators.mri.conftest import PAYMENTS, Client

from rentrail.simulators.mri import FaultKind, Faults, Resident
from rentrail.simulators.mri.faults import UnknownFault

PROPERTIES = "MRI_S-PMRM_PropertyIDByNameOrAddress"
UNITS = "MRI_S-PMRM_UnitVacancyInformation"


def test_an_answer_lost_after_the_work_leaves_the_payment_posted(
    client: Client, alice: Resident
) -> None:
    client.mri.faults.lose_answer_after_work(api=PAYMENTS)

    with pytest.raises(httpx.RemoteProtocolError):
        client.pay(alice)

    assert [one.amount_cents for one in client.mri.world.payments()] == [10_000]
    assert "TransactionID" in client.pay(alice)


def test_a_request_lost_before_the_work_leaves_nothing(client: Client, alice: Resident) -> None:
    client.mri.faults.lose_request(api=PAYMENTS)

    with pytest.raises(httpx.RemoteProtocolError):
        client.pay(alice)

    assert client.mri.world.payments() == []


@pytest.mark.parametrize("at_byte", [0, 1, 20, 90, 150, 10_000_000])
def test_the_connection_is_lost_at_any_byte(client: Client, at_byte: int) -> None:
    client.mri.faults.cut_answer(at_byte=at_byte)

    with pytest.raises(httpx.RemoteProtocolError):
        client.get(PROPERTIES)

    assert client.get(PROPERTIES).status_code == 200


def test_an_answer_comes_late_though_the_work_is_done(client: Client, alice: Resident) -> None:
    client.mri.faults.answer_late(seconds=0.3, api=PAYMENTS)
    client.http.timeout = httpx.Timeout(0.1)

    with pytest.raises(httpx.ReadTimeout):
        client.pay(alice)

    assert len(client.mri.world.payments()) == 1


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FaultKind.ERROR_500, 500),
        (FaultKind.BLANK, 200),
        (FaultKind.TRUNCATED, 200),
        (FaultKind.MALFORMED, 200),
    ],
)
@pytest.mark.parametrize("style", ["xml", "json"])
def test_a_body_is_missing_or_unreadable(
    client: Client, kind: FaultKind, status: int, style: str
) -> None:
    sound = client.get(PROPERTIES, format=style)
    client.mri.faults.inject(kind=kind)

    spoiled = client.get(PROPERTIES, format=style)

    assert spoiled.status_code == status
    assert spoiled.content != sound.content
    assert (spoiled.content == b"") == (kind is FaultKind.BLANK)
    assert client.get(PROPERTIES, format=style).content == sound.content


def test_a_row_error_comes_without_cause_and_without_work(client: Client, alice: Resident) -> None:
    client.mri.faults.inject(kind=FaultKind.ROW_ERROR)

    assert "Error" in client.pay(alice)
    assert client.mri.world.payments() == []


def test_too_many_requests_come_in_bursts(client: Client) -> None:
    client.mri.faults.inject(kind=FaultKind.TOO_MANY_REQUESTS)

    assert [client.get(PROPERTIES).status_code for _ in range(4)] == [429, 429, 429, 200]


def test_a_page_links_to_itself(client: Client) -> None:
    client.mri.faults.inject(kind=FaultKind.REPEATED_LINK)

    page = client.get(UNITS, PROPERTYID="DEMO01").json()

    assert client.http.get(page["nextLink"]).json()["value"] == page["value"]


def test_staff_close_our_batch_early(client: Client, alice: Resident) -> None:
    client.pay(alice)
    client.mri.faults.staff_close_batch()

    refused = client.pay(alice, ExternalTransactionNumber="7002")

    assert refused["Error"]["Message"] == "EXTERNALBATCHID: batch D20260303-OP is closed."
    assert client.mri.world.batches()[0].closed_by == "staff"


def test_staff_add_a_payment_to_our_batch(client: Client, alice: Resident) -> None:
    client.mri.faults.staff_add_payment()

    client.pay(alice)

    assert [one.posted_by for one in client.mri.world.payments()] == ["interface", "staff"]
    assert client.mri.world.batches()[0].total_cents == 22_345


def test_chance_is_the_same_for_the_same_seed() -> None:
    def story(seed: int) -> list[FaultKind | None]:
        faults = Faults(seed=seed)
        faults.configure("all=0.05, late_seconds=1.5")
        met = [faults.next_fault(api=PAYMENTS, method="POST") for _ in range(200)]
        return [one.kind if one else None for one in met]

    assert story(7) == story(7)
    assert story(7) != story(8)
    assert 5 < sum(kind is not None for kind in story(7)) < 200


def test_a_fault_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownFault, match="no fault called lightning"):
        Faults().configure("lightning=1")
    with pytest.raises(UnknownFault, match="late needs a number"):
        Faults().configure("late=often")
