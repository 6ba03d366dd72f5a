from tests.simulators.mri.conftest import Client, payment

from rentrail.simulators.mri import Resident

CLOSE = "SIMULATOR_CloseBatch"
BATCH = "SIMULATOR_Batch"


def test_a_batch_closes_with_the_expected_count_and_total_and_pays_the_oldest_charge(
    client: Client, alice: Resident
) -> None:
    posted = client.pay(alice)

    closed = client.post_row(
        CLOSE, BatchId=posted["BatchId"], ExpectedTotal="100.00", ExpectedCount="1"
    )

    assert (closed["Status"], closed["ClosedBy"]) == ("C", "interface")
    paid = client.rows("MRI_S-PMRM_LedgerApplies", NAMEID=alice.resident_id, PROPERTYID="DEMO01")[
        -1
    ]
    assert (paid["OriginalTransaction"], paid["Amount"]) == (posted["TransactionID"], "-100.00")
    row = client.ledger(alice)[-1]
    assert (row["Posted"], row["OpenAmount"]) == ("Y", "0.00")
    assert row["ReferenceNumber"] == paid["PostedTransaction"]


def test_a_batch_that_holds_something_else_stays_open_and_says_what(
    client: Client, alice: Resident
) -> None:
    posted = client.pay(alice)
    client.mri.world.add_payment_by_staff(
        batch_id=posted["BatchId"], resident_id=alice.resident_id, amount_cents=5_000
    )

    refused = client.post_row(
        CLOSE, BatchId=posted["BatchId"], ExpectedTotal="100.00", ExpectedCount="1"
    )

    assert "another count or total" in refused["Error"]["Message"]
    assert (refused["PaymentCount"], refused["Total"]) == ("2", "150.00")
    assert client.mri.world.batches()[0].state == "open"


def test_a_batch_closes_only_once(client: Client, alice: Resident) -> None:
    posted = client.pay(alice)
    client.mri.world.close_batch_by_staff(batch_id=posted["BatchId"])

    refused = client.post_row(
        CLOSE, BatchId=posted["BatchId"], ExpectedTotal="100.00", ExpectedCount="1"
    )

    assert refused["Error"]["Message"] == "BATCHID: the batch is closed already."
    assert (refused["ClosedBy"], refused["Total"]) == ("staff", "100.00")


def test_without_auto_apply_rules_payments_stay_unapplied(client: Client, alice: Resident) -> None:
    client.mri.settings.auto_apply_at_close = False
    posted = client.pay(alice)

    client.mri.world.close_batch_by_staff(batch_id=posted["BatchId"])

    assert client.ledger(alice)[-1]["OpenAmount"] == "-100.00"


def test_a_payment_that_names_a_charge_pays_that_one_first(client: Client, alice: Resident) -> None:
    charge_id = client.mri.world.post_charge(
        resident_id=alice.resident_id,
        charge_code="KEY",
        description="Lost key",
        amount_cents=2_500,
        on=client.mri.world.office.today(),
    )
    posted = client.pay(alice, ChargeID=charge_id, PaymentAmount="25.00")

    client.mri.world.close_batch_by_staff(batch_id=posted["BatchId"])

    assert client.ledger(alice)[-1]["ReferenceNumber"] == charge_id


def test_a_batch_is_read_back_by_either_id(client: Client, alice: Resident) -> None:
    posted = client.pay(alice)

    by_ours = client.rows(BATCH, PropertyID="DEMO01", ExternalBatchID="D20260303-OP")

    assert by_ours == client.rows(BATCH, BatchId=posted["BatchId"])
    assert (by_ours[0]["Status"], by_ours[0]["PaymentCount"]) == ("O", "1")
    assert by_ours[0]["Payments"] == [
        {
            "TransactionID": posted["TransactionID"],
            "ResidentNameID": alice.resident_id,
            "PaymentAmount": "100.00",
            "ExternalTransactionNumber": "7001",
            "Voided": "N",
        }
    ]


def test_deposits_go_to_their_own_ledger_and_batch(client: Client, alice: Resident) -> None:
    client.pay(alice)

    mixed = client.post_row("SIMULATOR_DepositPayment", **payment(alice))
    assert mixed["Error"]["Message"].endswith("is for resident payments.")
    client.post_row("SIMULATOR_DepositPayment", **payment(alice, ExternalBatchID="DEPOSITS"))

    world = client.mri.world
    assert world.deposit_balance(resident_id=alice.resident_id) == -10_000
    assert world.ledger_balance(resident_id=alice.resident_id) == alice.balance_cents - 10_000
    deposits = client.rows(
        "SIMULATOR_DepositLedger",
        STARTDATE="2026-01-01",
        ENDDATE="2026-12-31",
        NAMEID=alice.resident_id,
        PROPERTYID="DEMO01",
    )
    assert [one["TransactionAmount"] for one in deposits] == ["-100.00"]
