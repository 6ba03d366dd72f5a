"""Checking a connection: each right is tried, and the one that is missing is named."""

import pytest
from tests.accounting import cast
from tests.cast import NOW

from rentrail.accounting.models import MriConnection, MriProperty
from rentrail.accounting.mri import check, rows
from rentrail.accounting.mri.check import CheckOutcome, CheckResult
from rentrail.accounting.mri.outgoing import PAYMENT_API
from rentrail.portfolio.models import StaffTask
from rentrail.simulators.mri import FaultKind, RunningMri


def results() -> dict[str, CheckResult]:
    mapped = list(MriProperty.objects.select_related("property"))
    found = check.check(MriConnection.objects.get(), mapped, now=NOW)
    return {each.name: each for each in found}


def test_a_connection_with_all_rights_passes_and_writes_nothing(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty
):
    assert all(each.outcome.is_good for each in results().values())
    assert simulated_mri.world.payments() == []


@pytest.mark.parametrize(
    ("api", "named"),
    [
        (rows.MriProperty.API, {"sign-in", rows.MriProperty.API, "OAK01: property DEMO01"}),
        (rows.Bank.API, {rows.Bank.API}),
        (rows.LeaseDetail.API, {f"OAK01: {rows.LeaseDetail.API}"}),
        (rows.Resident.API, {f"OAK01: {rows.Resident.API}"}),
        (rows.PendingMoveIn.API, {f"OAK01: {rows.PendingMoveIn.API}"}),
        (rows.OpenCharge.API, {f"OAK01: {rows.OpenCharge.API}"}),
        (rows.LedgerLine.API, {f"OAK01: {rows.LedgerLine.API}"}),
        (PAYMENT_API, {PAYMENT_API}),
    ],
)
def test_each_missing_right_is_named(
    simulated_mri: RunningMri, synced: MriProperty, api: str, named: set[str]
):
    simulated_mri.settings.denied_apis = {api}

    missing = {name for name, one in results().items() if one.outcome is CheckOutcome.NO_RIGHT}

    assert missing == named


def test_a_wrong_password_is_told_as_such(simulated_mri: RunningMri, oak_court_in_mri: MriProperty):
    cast.connect(simulated_mri, password="wrong")

    assert results()["sign-in"].outcome is CheckOutcome.NO_RIGHT


def test_a_property_that_mri_does_not_offer_is_told(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty
):
    MriProperty.objects.update(rmpropid="NONE01")

    assert results()["OAK01: property NONE01"].outcome is CheckOutcome.NOT_THERE


def test_whether_our_postings_are_seen_is_told_by_the_last_one(
    simulated_mri: RunningMri, synced: MriProperty
):
    before = results()[check.VISIBLE]
    payment = cast.pay(cast.household_of(simulated_mri))
    cast.post_all()
    seen = results()
    transaction_id = cast.posting_of(payment).mri_transaction_id
    simulated_mri.world.office.storage.execute(
        "DELETE FROM ledger WHERE transaction_id = ?", (transaction_id,)
    )

    hidden = results()[check.VISIBLE]

    assert before.outcome is CheckOutcome.NOT_TRIED
    assert seen[check.VISIBLE].outcome is CheckOutcome.OK
    assert "can be seen" in seen["operation read_batch"].message
    assert hidden.outcome is CheckOutcome.NOT_THERE
    assert "privilege to see batches" in hidden.message


def test_operations_without_a_call_are_left_to_staff(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty
):
    cast.connect(simulated_mri, operations={})

    found = results()

    for name in ("close", "void", "reversal", "deposit", "charge", "credit"):
        assert found[f"operation {name}"].outcome is CheckOutcome.STAFF_TASK


def post_cents(mri: RunningMri, mapped: MriProperty) -> CheckResult:
    resident = next(one for one in mri.world.residents() if one.is_current)
    return check.check_repeated_batch_id(
        mri_property=mapped, resident_id=resident.resident_id, cash_type="OP", now=NOW
    )


@pytest.mark.parametrize(("allowed", "payment_count"), [(True, 2), (False, 1)])
def test_whether_a_batch_id_may_be_repeated_is_tried_with_two_cents_to_be_voided(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty, allowed: bool, payment_count: int
):
    simulated_mri.settings.repeat_external_batch_id_allowed = allowed

    result = post_cents(simulated_mri, oak_court_in_mri)

    assert result.outcome is CheckOutcome.OK
    assert MriConnection.objects.get().repeats_external_batch_id is allowed
    there = simulated_mri.world.payments()
    assert [one.amount_cents for one in there] == [1] * payment_count
    assert all(one.transaction_id in result.message for one in there)
    assert "RR-TEST-260302150000" in StaffTask.objects.get(kind="mri-test-payments").text


def test_a_lost_answer_decides_nothing_and_the_task_to_void_stands(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty
):
    simulated_mri.settings.repeat_external_batch_id_allowed = False
    simulated_mri.faults.burst_count = 1
    simulated_mri.faults.inject(kind=FaultKind.ANSWER_LOST, api=PAYMENT_API)

    result = post_cents(simulated_mri, oak_court_in_mri)

    assert result.outcome is CheckOutcome.WRONG_ANSWER
    assert MriConnection.objects.get().repeats_external_batch_id is True
    assert StaffTask.objects.filter(kind="mri-test-payments", done_at=None).exists()
