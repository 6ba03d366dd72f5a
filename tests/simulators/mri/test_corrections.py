import httpx
import pytest
from tests.simulators.mri.conftest import Client

from rentrail.simulators.mri import Resident

REVERSE = "SIMULATOR_ReversePayment"
VOID = "SIMULATOR_VoidPayment"
CHARGE = "SIMULATOR_PostCharge"


def test_a_reversal_reopens_the_charge_and_restores_the_balance(
    client: Client, alice: Resident
) -> None:
    posted = client.pay(alice)
    client.mri.world.close_batch_by_staff(batch_id=posted["BatchId"])

    reversed_ = client.post_row(
        REVERSE,
        TransactionID=posted["TransactionID"],
        ReversalDate="2026-03-06",
        Description="RR R#7001 R01",
    )

    assert reversed_["ReversalTransactionID"].endswith("RV")
    row = client.ledger(alice)[-1]
    assert (row["TransactionAmount"], row["SourceCode"]) == ("100.00", "CR")
    assert row["ReferenceNumber"] == posted["TransactionID"]
    charges = client.rows("MRI_S-PMRM_OpenCharges", RMPROPID="DEMO01", NameID=alice.resident_id)
    assert sum(round(float(one["UnpaidAmount"]) * 100) for one in charges) == alice.balance_cents
    assert client.mri.world.ledger_balance(resident_id=alice.resident_id) == alice.balance_cents
    assert client.mri.world.payments()[0].state == "reversed"


def test_a_payment_is_reversed_only_once(client: Client, alice: Resident) -> None:
    posted = client.pay(alice)
    row = {"TransactionID": posted["TransactionID"], "ReversalDate": "2026-03-06"}
    client.post_row(REVERSE, **row)

    again = client.post_row(REVERSE, **row)

    assert again["Error"]["Message"] == "TRANSACTIONID: the payment is reversed already."


def test_a_void_takes_a_payment_out_of_its_open_batch(client: Client, alice: Resident) -> None:
    posted = client.pay(alice)

    client.post_row(VOID, TransactionID=posted["TransactionID"])

    batch = client.mri.world.batches()[0]
    assert (batch.payment_count, batch.total_cents) == (0, 0)
    assert client.mri.world.ledger_balance(resident_id=alice.resident_id) == alice.balance_cents


def test_a_payment_in_a_closed_batch_cannot_be_voided(client: Client, alice: Resident) -> None:
    posted = client.pay(alice)
    client.mri.world.close_batch_by_staff(batch_id=posted["BatchId"])

    refused = client.post_row(VOID, TransactionID=posted["TransactionID"])

    assert refused["Error"]["Message"] == "TRANSACTIONID: the batch of this payment is closed."


def test_a_credit_lowers_the_balance_without_a_batch(client: Client, alice: Resident) -> None:
    credited = client.post_row(
        "SIMULATOR_PostCredit",
        ResidentNameID=alice.resident_id,
        PropertyID="DEMO01",
        CreditDate="2026-03-03",
        CreditAmount="50.00",
        Description="Courtesy",
    )

    assert credited["TransactionID"].endswith("CM")
    balance_cents = client.mri.world.ledger_balance(resident_id=alice.resident_id)
    assert balance_cents == alice.balance_cents - 5_000
    assert client.mri.world.batches() == []


def test_a_posted_charge_stands_in_the_ledger_and_is_open(client: Client, alice: Resident) -> None:
    charged = client.post_row(CHARGE, **charge_of(alice))

    row = client.ledger(alice)[-1]
    assert len(charged["ChargeID"]) == 10
    assert (row["TransactionID"], row["SourceCode"]) == (charged["ChargeID"], "CH")
    assert (row["TransactionAmount"], row["Description"]) == ("25.00", "RR T#7002 NSF")
    opened = client.rows("MRI_S-PMRM_OpenCharges", RMPROPID="DEMO01", NameID=alice.resident_id)
    assert charged["ChargeID"] in {one["ChargeID"] for one in opened}
    balance_cents = client.mri.world.ledger_balance(resident_id=alice.resident_id)
    assert balance_cents == alice.balance_cents + 2_500
    assert client.mri.world.batches() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ResidentNameID": "NOBODY"}, "RESIDENTNAMEID"),
        ({"ChargeAmount": "0.00"}, "CHARGEAMOUNT"),
        ({"ChargeDate": "soon"}, "CHARGEDATE"),
        ({"ChargeCode": ""}, "CHARGECODE"),
        ({"Description": "x" * 31}, "DESCRIPTION"),
        ({"BatchId": "1"}, "BATCHID"),
    ],
)
def test_a_charge_that_does_not_fit_is_refused(
    client: Client, alice: Resident, changes: dict[str, str], field: str
) -> None:
    refused = client.post_row(CHARGE, **{**charge_of(alice), **changes})

    assert refused["Error"]["Message"].startswith(f"{field}: ")
    assert client.mri.world.ledger_balance(resident_id=alice.resident_id) == alice.balance_cents


def test_the_answer_to_a_charge_can_be_lost(client: Client, alice: Resident) -> None:
    client.mri.faults.lose_answer_after_work(api=CHARGE)

    with pytest.raises(httpx.RemoteProtocolError):
        client.post_row(CHARGE, **charge_of(alice))

    balance_cents = client.mri.world.ledger_balance(resident_id=alice.resident_id)
    assert balance_cents == alice.balance_cents + 2_500


def charge_of(resident: Resident) -> dict[str, str]:
    return {
        "ResidentNameID": resident.resident_id,
        "PropertyID": "DEMO01",
        "ChargeDate": "2026-03-03",
        "ChargeCode": "NSF",
        "ChargeAmount": "25.00",
        "Description": "RR T#7002 NSF",
    }
