import pytest
from defusedxml import ElementTree
from tests.simulators.mri.conftest import PAYMENTS, Client, payment

from rentrail.simulators.mri import Resident


def test_a_payment_stands_in_a_batch_and_in_the_ledger_at_once(
    client: Client, alice: Resident
) -> None:
    posted = client.pay(alice, DepositDate="2026-03-04", CashType="OP")

    assert posted["TransactionID"].endswith("PP")
    assert len(posted["TransactionID"]) == 10
    assert posted["BatchId"] == "00000000020001"
    assert (posted["ChargeCode"], posted["UpdateControlTotal"]) == ("PPR", "N")
    assert posted["PaymentInitiationDatetime"] == "2026-03-03T00:00:00"
    assert posted["DepositDate"] == "2026-03-04T00:00:00"
    row = client.ledger(alice)[-1]
    assert row == {
        "TransactionID": posted["TransactionID"],
        "PropertyID": "DEMO01",
        "NameID": alice.resident_id,
        "TransactionDate": "2026-03-03T00:00:00",
        "ChargeCode": "RNT",
        "SourceCode": "CR",
        "CashType": "OP",
        "Description": "RR T#7001",
        "TransactionAmount": "-100.00",
        "OpenAmount": "-100.00",
        "ReceiptDescriptor": "7001_1",
        "ReferenceNumber": None,
        "Posted": "N",
        "NameGroup": alice.resident_id,
    }
    balance_cents = client.mri.world.ledger_balance(resident_id=alice.resident_id)
    assert balance_cents == alice.balance_cents - 10_000


def test_xml_is_taken_with_the_other_spelling_of_the_batch_id(
    client: Client, alice: Resident
) -> None:
    fields = payment(alice, ExternalBatchID=None, ExternalBatchId="B-1")
    name = PAYMENTS.lower()
    cells = "".join(f"<{key}>{value}</{key}>" for key, value in fields.items() if value)
    body = f"<{name}><entry>{cells}<SiteID>@</SiteID></entry></{name}>"

    answer = client.http.post(
        client.mri.api_url,
        params={"$api": PAYMENTS, "$format": "xml", "RMPROPID": "DEMO01"},
        content=body,
    )

    root = ElementTree.fromstring(answer.content)
    assert root.findtext("entry/ExternalBatchID") == "B-1"
    assert root.findtext("entry/PaymentInitiationDatetime") == "2026-03-03T00:00:00.0000000"
    assert [one.external_batch_id for one in client.mri.world.batches()] == ["B-1"]


def test_payments_with_one_external_batch_id_share_a_batch_until_it_closes(
    client: Client, alice: Resident
) -> None:
    first = client.pay(alice)
    second = client.pay(alice, ExternalTransactionNumber="7002", CheckNumber="7002")
    assert first["BatchId"] == second["BatchId"]
    assert client.ledger(alice)[-1]["ReceiptDescriptor"] == "7002_2"

    client.mri.world.close_batch_by_staff(batch_id=first["BatchId"])

    third = client.pay(alice, ExternalTransactionNumber="7003")
    assert third["Error"] == {"Message": "EXTERNALBATCHID: batch D20260303-OP is closed."}
    assert third["ExternalTransactionNumber"] == "7003"


def test_mri_does_not_protect_a_client_from_posting_twice(client: Client, alice: Resident) -> None:
    client.pay(alice)
    client.pay(alice)

    assert [one.external_transaction_number for one in client.mri.world.payments()] == [
        "7001",
        "7001",
    ]


def test_stricter_rules_can_be_switched_on(client: Client, alice: Resident) -> None:
    client.pay(alice)

    client.mri.settings.repeat_external_transaction_number_allowed = False
    assert client.pay(alice)["Error"]["Message"] == (
        "EXTERNALTRANSACTIONNUMBER: 7001 has been used before."
    )
    client.mri.settings.repeat_external_batch_id_allowed = False
    assert client.pay(alice, ExternalTransactionNumber="7002")["Error"]["Message"] == (
        "EXTERNALBATCHID: D20260303-OP has been used before."
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ExternalTransactionNumber": "12345678901"}, "is longer than 10 characters"),
        ({"CheckNumber": "1234567890123456"}, "is longer than 15 characters"),
        ({"ExternalBatchID": "x" * 31}, "is longer than 30 characters"),
        ({"Description": "x" * 31}, "is longer than 30 characters"),
        ({"Description": "José"}, "only ASCII"),
        ({"ExternalBatchID": None}, "EXTERNALBATCHID: is required"),
        ({"CheckNumber": None}, "CHECKNUMBER: is required"),
        ({"PaymentAmount": "0.00"}, "above nought"),
        ({"PaymentAmount": "-5.00"}, "not a positive amount"),
        ({"PaymentAmount": "12,30"}, "not a positive amount"),
        ({"PaymentAmount": 12.5}, "must be text"),
        ({"PaymentType": "Z"}, "not a payment type"),
        ({"PaymentInitiationDatetime": "03/03/2026"}, "not a date"),
        ({"ResidentNameID": "0000000000"}, "is not a resident of DEMO01"),
        ({"PropertyID": "NOWHERE"}, "is not a property"),
        ({"ChargeID": "0000000000"}, "is not an open charge"),
        ({"Amount": "5.00"}, "AMOUNT: is not a field"),
    ],
)
def test_what_mri_does_not_take_is_a_row_error_under_http_200(
    client: Client, alice: Resident, changes: dict[str, object], message: str
) -> None:
    answer = client.post(PAYMENTS, **payment(alice, **changes))

    assert answer.status_code == 200
    assert message in answer.json()["value"][0]["Error"]["Message"]
    assert client.mri.world.payments() == []


def test_a_body_that_is_no_envelope_is_refused(client: Client) -> None:
    answer = client.http.post(
        client.mri.api_url, params={"$api": PAYMENTS, "$format": "json"}, content="[]"
    )

    assert answer.status_code == 400
