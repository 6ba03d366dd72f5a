"""Fees charged here, as for a return: each stands in MRI once, and isn't taken for MRI's own."""

from datetime import timedelta

import pytest
from tests.accounting import cast
from tests.cast import NOW, TODAY

from rentrail.accounting import verify
from rentrail.accounting.models import (
    MriConnection,
    MriPosting,
    MriPostingState,
    MriProperty,
    SyncRun,
)
from rentrail.accounting.mri import clients
from rentrail.accounting.mri.rows import LedgerLine
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import (
    Charge,
    ChargeSource,
    Lease,
    Property,
    StaffTask,
    TransactionCode,
)
from rentrail.primitives import problems
from rentrail.simulators.mri import FaultKind, RunningMri

CHARGE_API = "SIMULATOR_PostCharge"
FEE_CENTS = 2_500


@pytest.fixture
def lease(simulated_mri: RunningMri, synced: MriProperty) -> Lease:
    return cast.household_of(simulated_mri)


def charge_fee(lease: Lease, source_id: str = "nsf:pay_1") -> Charge:
    """Charge a household as a returned payment does."""
    [fee] = portfolio.charge(
        [
            portfolio.ChargeRequest(
                lease_id=lease.id,
                transaction_code="NSF",
                amount_cents=FEE_CENTS,
                due_date=TODAY,
                property_date=TODAY,
                source=ChargeSource.SYSTEM,
                source_id=source_id,
            )
        ],
        posted_by="bank",
        now=NOW,
    )
    return fee


def reverse(fee: Charge) -> None:
    portfolio.reverse_charge(
        public_id=fee.public_id, property_date=TODAY, reason="waived", reversed_by="bob", now=NOW
    )


def posting_of(fee: Charge, kind: str = "charge") -> MriPosting:
    return MriPosting.objects.get(charge=fee, kind=kind)


def fees_in_mri(lease: Lease) -> list[LedgerLine]:
    with clients.client_for(MriConnection.objects.get()) as client:
        lines = client.resident_ledger(
            property_id=cast.RMPROPID,
            resident_id=cast.head_id(lease),
            start=TODAY,
            end=TODAY,
        )
        return [line for line in lines if abs(line.signed_amount_cents) == FEE_CENTS]


def balance_in_mri(mri: RunningMri, lease: Lease) -> int:
    return mri.world.ledger_balance(resident_id=cast.head_id(lease))


def enter_by_staff(mri: RunningMri, lease: Lease, *, description: str = "NSF fee") -> str:
    return mri.world.post_charge(
        resident_id=cast.head_id(lease),
        charge_code="NSF",
        description=description,
        amount_cents=FEE_CENTS,
        on=TODAY,
    )


def test_a_fee_is_charged_in_mri_once_under_our_number(lease: Lease):
    fee = charge_fee(lease)

    cast.post_all()
    cast.post_all(minutes=3)

    [line] = fees_in_mri(lease)
    found = posting_of(fee)
    assert (found.state, found.mri_transaction_id) == ("confirmed", line.transaction_id)
    assert line.description == f"RR T#{found.external_number} NSF"
    assert (line.charge_code, line.source_code) == ("NSF", "CH")
    assert verify.verify_against_mri(now=NOW) == []


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.ANSWER_LOST,
        FaultKind.BLANK,
        FaultKind.TRUNCATED,
        FaultKind.LOST_BEFORE_WORK,
        FaultKind.ROW_ERROR,
        FaultKind.TOO_MANY_REQUESTS,
    ],
)
def test_whatever_becomes_of_an_answer_the_fee_stands_once(
    simulated_mri: RunningMri, lease: Lease, kind: FaultKind
):
    simulated_mri.faults.burst_count = 1
    simulated_mri.faults.inject(kind=kind, api=CHARGE_API)
    fee = charge_fee(lease)

    for minutes in (0, 3, 6):
        cast.post_all(minutes=minutes)

    [line] = fees_in_mri(lease)
    assert posting_of(fee).state == MriPostingState.CONFIRMED
    assert posting_of(fee).mri_transaction_id == line.transaction_id


def test_the_fee_of_a_return_goes_after_its_reversal_and_the_balances_agree(
    simulated_mri: RunningMri, synced: MriProperty, lease: Lease
):
    Property.objects.update(reversal_posting=True, nsf_fee_cents=FEE_CENTS)
    payment = cast.pay(lease)
    cast.post_all()
    cast.returned(payment)

    cast.post_all(minutes=3)
    run = cast.sync_now(synced)

    kinds = MriPosting.objects.order_by("id").values_list("kind", "state")
    assert list(kinds) == [(kind, "confirmed") for kind in ("payment", "reversal", "charge")]
    assert not run.differences.exists()
    assert cast.balance_of(lease) == balance_in_mri(simulated_mri, lease)


def test_a_fee_that_is_ours_is_not_taken_over_from_mri(
    simulated_mri: RunningMri, synced: MriProperty, lease: Lease
):
    charge_fee(lease)
    cast.post_all()

    run = cast.sync_now(synced)

    with clients.client_for(MriConnection.objects.get()) as client:
        there = [one.charge_code for one in client.open_charges(property_id=cast.RMPROPID)]
    assert "NSF" in there
    assert run.charge_count == 0
    assert Charge.objects.filter(lease=lease, amount_cents=FEE_CENTS).count() == 1
    assert not run.differences.exists()


def test_a_fee_in_doubt_is_known_by_its_number(
    simulated_mri: RunningMri, synced: MriProperty, lease: Lease
):
    fee = charge_fee(lease)
    cast.post_all()
    MriPosting.objects.update(
        state=MriPostingState.UNKNOWN, mri_transaction_id="", confirmed_at=None
    )

    run = cast.sync_now(synced)
    cast.post_all(minutes=3)

    assert run.charge_count == 0
    assert posting_of(fee).state == MriPostingState.CONFIRMED
    assert len(fees_in_mri(lease)) == 1


def test_a_fee_on_its_way_is_no_difference(synced: MriProperty, lease: Lease):
    charge_fee(lease)

    run = cast.sync_now(synced)

    assert not run.differences.exists()
    assert MriPosting.objects.get().state == MriPostingState.QUEUED


def test_without_a_call_staff_are_asked_once_and_verify_says_what_waits(
    simulated_mri: RunningMri, synced: MriProperty, lease: Lease
):
    cast.connect(simulated_mri, operations={})
    fee = charge_fee(lease)

    cast.post_all()
    cast.post_all(minutes=3)

    task = StaffTask.objects.get(kind="mri-charge", subject=fee.public_id)
    [found] = verify.problems()
    assert "25.00" in task.text
    assert "Enter it in MRI as NSF" in task.text
    assert (found.rule, found.where) == ("mri-unfinished", fee.public_id)
    assert "25.00" in found.message
    assert not problems.has_errors([found])
    assert not cast.sync_now(synced).differences.exists()


def test_a_fee_waits_for_the_next_posting_and_is_missed_where_the_queue_passed_it_over(
    synced: MriProperty, lease: Lease
):
    fee = charge_fee(lease)

    [waiting] = verify.problems()
    SyncRun.objects.update(started_at=NOW + timedelta(minutes=1))
    [missed] = verify.problems()

    assert (waiting.rule, waiting.where) == ("mri-waits", fee.public_id)
    assert not problems.has_errors([waiting])
    assert (missed.rule, missed.where) == ("mri-not-queued", fee.public_id)
    assert problems.has_errors([missed])


@pytest.mark.parametrize("is_skipped", [False, True])
def test_what_staff_enter_in_mri_is_known_again_by_the_sync(
    simulated_mri: RunningMri, synced: MriProperty, lease: Lease, is_skipped: bool
):
    cast.connect(simulated_mri, operations={})
    fee = charge_fee(lease)
    cast.post_all()
    if is_skipped:
        cast.deliveries.skip(
            posting_id=posting_of(fee).id, reason="entered", skipped_by="bob", now=NOW
        )
    charge_id = enter_by_staff(simulated_mri, lease)

    runs = [cast.sync_now(synced), cast.sync_now(synced)]

    assert [run.charge_count for run in runs] == [0, 0]
    assert posting_of(fee).mri_transaction_id == charge_id
    assert not any(run.differences.exists() for run in runs)
    assert not StaffTask.objects.filter(kind="mri-charge", done_at=None).exists()
    assert cast.balance_of(lease) == balance_in_mri(simulated_mri, lease)


def test_what_staff_entered_and_is_paid_already_is_known_from_the_ledger(
    simulated_mri: RunningMri, synced: MriProperty, lease: Lease
):
    cast.connect(simulated_mri, operations={})
    fee = charge_fee(lease)
    cast.post_all()
    charge_id = enter_by_staff(simulated_mri, lease)
    simulated_mri.world.office.storage.execute(
        "UPDATE ledger SET open_cents = 0 WHERE transaction_id = ?", (charge_id,)
    )

    runs = [cast.sync_now(synced), cast.sync_now(synced)]

    assert posting_of(fee).mri_transaction_id == charge_id
    assert not any(run.differences.exists() for run in runs)
    assert cast.balance_of(lease) == balance_in_mri(simulated_mri, lease)


def test_a_fee_of_mris_own_is_taken_over_all_the_same(
    simulated_mri: RunningMri, synced: MriProperty, lease: Lease
):
    charge_fee(lease)
    cast.post_all()
    enter_by_staff(simulated_mri, lease)

    run = cast.sync_now(synced)

    assert run.charge_count == 1
    assert cast.balance_of(lease) == balance_in_mri(simulated_mri, lease)


def test_a_code_that_is_not_mapped_is_for_staff(lease: Lease):
    cast.operations.map_charge_code(code="NSF", mri_code="")
    fee = charge_fee(lease)

    cast.post_all()

    assert posting_of(fee).state == MriPostingState.NEEDS_PERSON
    assert "mapped to NSF" in StaffTask.objects.get(kind="mri-charge").text


def test_without_the_right_to_charge_payments_go_on(simulated_mri: RunningMri, lease: Lease):
    simulated_mri.settings.denied_apis = {CHARGE_API}
    fee = charge_fee(lease)
    cast.posting.queue(now=NOW)
    payment = cast.pay(lease)

    cast.post_all()

    assert posting_of(fee).state == MriPostingState.FAILED
    assert cast.posting_of(payment).state == MriPostingState.CONFIRMED


def test_a_fee_taken_back_is_credited_in_mri(
    simulated_mri: RunningMri, synced: MriProperty, lease: Lease
):
    fee = charge_fee(lease)
    cast.post_all()
    reverse(fee)

    cast.post_all(minutes=3)
    run = cast.sync_now(synced)

    assert posting_of(fee, "credit").state == MriPostingState.CONFIRMED
    assert [line.signed_amount_cents for line in fees_in_mri(lease)] == [FEE_CENTS, -FEE_CENTS]
    assert not run.differences.exists()
    assert cast.balance_of(lease) == balance_in_mri(simulated_mri, lease)


def test_a_fee_taken_back_before_it_was_sent_never_goes(lease: Lease):
    fee = charge_fee(lease)
    reverse(fee)

    cast.post_all()

    assert fees_in_mri(lease) == []
    assert {posting_of(fee).state, posting_of(fee, "credit").state} == {MriPostingState.SKIPPED}


def test_without_a_call_staff_credit_it_and_the_next_sync_sees_that(
    simulated_mri: RunningMri, synced: MriProperty, lease: Lease
):
    operations = {**cast.configured.SIMULATOR}
    del operations["credit"]
    cast.connect(simulated_mri, operations=operations)
    fee = charge_fee(lease)
    cast.post_all()
    reverse(fee)
    cast.post_all(minutes=3)
    asked = StaffTask.objects.get(kind="mri-credit", subject=fee.public_id)

    cast.credit_by_staff(lease, amount_cents=FEE_CENTS)
    runs = [cast.sync_now(synced), cast.sync_now(synced)]

    assert posting_of(fee, "credit").state == MriPostingState.CONFIRMED
    assert StaffTask.objects.get(id=asked.id).done_at is not None
    assert not any(run.differences.exists() for run in runs)
    assert cast.balance_of(lease) == balance_in_mri(simulated_mri, lease)


def test_a_refund_is_owed_again_in_mri_too_where_its_code_is_mapped(
    simulated_mri: RunningMri, lease: Lease
):
    TransactionCode.objects.filter(code="REFUND").update(mri_code="NSF")
    before = balance_in_mri(simulated_mri, lease)

    refund = charge_refund(lease)
    cast.post_all()

    assert posting_of(refund).state == MriPostingState.CONFIRMED
    assert balance_in_mri(simulated_mri, lease) == before + FEE_CENTS


def test_a_refund_without_a_code_of_mris_is_for_staff(lease: Lease):
    refund = charge_refund(lease)
    cast.post_all()

    assert posting_of(refund).state == MriPostingState.NEEDS_PERSON
    assert "mapped to REFUND" in posting_of(refund).note


def test_staff_are_asked_once_to_repeat_the_refund_of_a_deposit_in_mri(lease: Lease):
    charge_refund(lease, code="DEPREFUND", credited_key="trust-ach-clearing")
    cast.post_all()
    task = StaffTask.objects.get(kind="mri-deposit-refund")
    portfolio.finish_task(task_id=task.id, done_by="bob", now=NOW)
    cast.post_all()

    task.refresh_from_db()
    assert "25.00 of a deposit were refunded" in task.text
    assert task.done_at is not None


def charge_refund(lease: Lease, code: str = "REFUND", credited_key: str = "ach-clearing") -> Charge:
    [charge] = portfolio.charge(
        [
            portfolio.ChargeRequest(
                lease_id=lease.id,
                transaction_code=code,
                amount_cents=FEE_CENTS,
                due_date=TODAY,
                property_date=TODAY,
                source=ChargeSource.REFUND,
                source_id="ref_1",
                credited_key=credited_key,
            )
        ],
        posted_by="bob",
        now=NOW,
    )
    return charge
