"""Syncing a property: what comes over, once, and what is told of the rest."""

import json
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from tests.accounting import cast
from tests.cast import NOW, TODAY, make_property

from rentrail.accounting import operations
from rentrail.accounting.models import (
    BalanceDifference,
    LeaseOpening,
    MriProperty,
    SyncProblem,
    SyncRun,
    SyncState,
)
from rentrail.accounting.mri import runs, sync
from rentrail.accounting.mri.client import MriClient
from rentrail.ledger import verify as ledger_verify
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Charge, Lease, LeaseStatus, Person, Property, StaffTask
from rentrail.portfolio.queries import open_balance_cents
from rentrail.simulators.mri import FaultKind, Plan, RunningMri

LEASES_API = "MRI_S-PMRM_ResidentLeaseDetailsByPropertyID"
LATER = NOW + timedelta(hours=1)


def assert_balances_agree(mri: RunningMri) -> None:
    for lease in Lease.objects.exclude(balance_imported_cents=None):
        there = mri.world.ledger_balance(resident_id=cast.head_id(lease))
        assert cast.balance_of(lease) == there, lease.external_id


def test_a_sync_brings_every_household_with_its_balance(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty
):
    run = cast.sync_now(oak_court_in_mri)

    residents = simulated_mri.world.residents()
    assert run.created_count == len({one.name_group for one in residents})
    assert set(Person.objects.values_list("external_id", flat=True)) == {
        one.resident_id for one in residents
    }
    assert not run.problems.exclude(field="BlockEPayments")
    assert not run.differences.exists()
    assert_balances_agree(simulated_mri)
    assert not list(ledger_verify.problems())


def test_a_second_sync_changes_nothing(simulated_mri: RunningMri, synced: MriProperty):
    charge_count = Charge.objects.count()

    run = cast.sync_now(synced, now=LATER)

    assert (run.created_count, run.changed_count, run.charge_count) == (0, 0, 0)
    assert Charge.objects.count() == charge_count
    assert not run.differences.exists()


def test_future_residents_come_without_rent_and_balance(
    simulated_mri: RunningMri, synced: MriProperty
):
    future = [one for one in simulated_mri.world.residents() if one.is_future]

    leases = Lease.objects.filter(status=LeaseStatus.FUTURE)

    assert {cast.head_id(lease) for lease in leases} == {one.resident_id for one in future}
    assert set(leases.values_list("balance_imported_cents", flat=True)) == {None}


def test_who_moves_in_stays_the_same_household(simulated_mri: RunningMri, synced: MriProperty):
    future = Lease.objects.filter(status=LeaseStatus.FUTURE).earliest("id")
    simulated_mri.world.move_in(resident_id=cast.head_id(future), on=TODAY)

    run = cast.sync_now(synced, now=LATER)

    assert (run.created_count, run.changed_count) == (0, 1)
    future.refresh_from_db()
    assert future.status == LeaseStatus.CURRENT
    assert_balances_agree(simulated_mri)


@pytest.mark.parametrize(
    ("value", "blocks"), [("Y", True), ("N", False), (None, False), ("maybe", True)]
)
def test_block_epayment_closes_at_once_and_an_odd_value_alerts(
    simulated_mri: RunningMri, synced: MriProperty, value: str | None, blocks: bool
):
    lease = cast.household_of(simulated_mri)
    simulated_mri.world.block(resident_id=cast.head_id(lease), value=value)

    cast.sync_now(synced, full=False, now=LATER)

    lease.refresh_from_db()
    assert lease.block_epayment_imported is blocks
    alerts = StaffTask.objects.filter(kind="mri-block-unknown", subject=lease.external_id)
    assert alerts.exists() is (value == "maybe")


def test_a_new_charge_and_a_receipt_of_staff_come_over_once(
    simulated_mri: RunningMri, synced: MriProperty
):
    lease = cast.household_of(simulated_mri)
    resident_id = cast.head_id(lease)
    cast.pay(lease)
    cast.post_all()
    [mri_batch] = simulated_mri.world.batches()
    simulated_mri.world.post_charge(
        resident_id=resident_id,
        charge_code="WTR",
        description="Water",
        amount_cents=4_321,
        on=TODAY + timedelta(days=1),
    )
    simulated_mri.world.add_payment_by_staff(
        batch_id=mri_batch.batch_id, resident_id=resident_id, amount_cents=5_000
    )

    for hours in (1, 2):
        run = cast.sync_now(synced, now=NOW + timedelta(hours=hours))
        assert not run.differences.exists()

    assert cast.balance_of(lease) == simulated_mri.world.ledger_balance(resident_id=resident_id)
    assert Charge.objects.filter(lease=lease, amount_cents=4_321).count() == 1


def test_a_payment_not_yet_in_mri_is_no_difference(simulated_mri: RunningMri, synced: MriProperty):
    cast.pay(cast.household_of(simulated_mri))

    run = cast.sync_now(synced, now=LATER)

    assert not run.differences.exists()


def test_a_household_with_credit_comes_with_credit(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty
):
    resident = next(one for one in simulated_mri.world.residents() if one.is_current)
    cast.sync_now(oak_court_in_mri)
    cast.pay(cast.household_of(simulated_mri))
    cast.post_all()
    [batch] = simulated_mri.world.batches()
    simulated_mri.world.add_payment_by_staff(
        batch_id=batch.batch_id, resident_id=resident.resident_id, amount_cents=900_000
    )

    cast.sync_now(oak_court_in_mri, now=LATER)

    assert_balances_agree(simulated_mri)


def test_a_charge_of_an_unknown_code_is_told_and_waits_for_its_mapping(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty
):
    operations.map_charge_code(code="WATER", mri_code="")

    first = cast.sync_now(oak_court_in_mri)
    operations.map_charge_code(code="WATER", mri_code="WTR")
    second = cast.sync_now(oak_court_in_mri, now=LATER)

    told = first.problems.filter(field="ChargeCode")
    assert told.exists()
    assert "“WTR”" in told[0].message
    assert first.differences.exists()
    assert not second.differences.exists()
    assert_balances_agree(simulated_mri)


def test_unreadable_rows_are_told_and_all_others_come(oak_court: Property):
    with RunningMri(plan=Plan(lease_count=60, dirty=True)) as mri:
        cast.connect(mri)
        mapped = cast.map_property(oak_court)

        run = cast.sync_now(mapped)

        told = SyncProblem.objects.filter(sync_run=run)
        assert {"LeaseMonthlyRentAmount", "LeaseEnd", "ResidentStatus", "LeaseBalance"} <= set(
            told.values_list("field", flat=True)
        )
        current = [one for one in mri.world.residents() if one.is_current]
        assert Person.objects.count() > 0.9 * len(current)
        assert not Lease.objects.exclude(missing_since=None).exists()


def roommates_in(mri: RunningMri) -> tuple[Lease, str, str]:
    """Give a blocked household of two, as MRI had it last, and the ids of its head and the other.

    The other has moved out since, by a row that also says nothing of the block.
    """
    lease = next(one for one in Lease.objects.filter(status="current") if one.members.count() == 2)
    head = cast.head_id(lease)
    other = lease.members.exclude(role="head").get().person.external_id
    mri.world.block(resident_id=head, value="Y")
    cast.sync_now(MriProperty.objects.get(), now=LATER)
    mri.world.office.storage.execute(
        "UPDATE residents SET status = 'Old', overrides = ? WHERE resident_id = ?",
        (json.dumps({"BlockEPayments": "N"}), other),
    )
    return lease, head, other


def assert_nothing_was_taken_from(lease: Lease, head: str) -> None:
    lease.refresh_from_db()
    assert lease.status == LeaseStatus.CURRENT
    assert lease.block_epayment_imported
    assert cast.head_id(lease) == head
    assert lease.missing_since is None


def test_a_household_with_an_unreadable_row_stays_as_it_is_known(
    simulated_mri: RunningMri, synced: MriProperty
):
    lease, head, _ = roommates_in(simulated_mri)
    simulated_mri.world.office.storage.execute(
        "UPDATE residents SET overrides = ? WHERE resident_id = ?",
        (json.dumps({"LeaseEnd": "31/31/2026"}), head),
    )

    run = cast.sync_now(synced, now=LATER)

    assert run.problems.filter(field="LeaseEnd").exists()
    assert_nothing_was_taken_from(lease, head)
    assert lease.members.get(role="co_resident").imported_status == "Old"


def test_a_roommate_moved_out_on_the_day_on_which_mri_first_says_so(
    simulated_mri: RunningMri, synced: MriProperty
):
    lease, _, other = roommates_in(simulated_mri)

    for day in (0, 1, 2):
        run = cast.sync_now(synced, now=NOW + timedelta(days=day))

    moved_out = {
        one.person.external_id: one.moved_out_date
        for one in lease.members.select_related("person")
        if one.moved_out_date
    }
    assert moved_out == {other: TODAY}
    assert run.changed_count == 0


def test_a_new_household_with_an_unreadable_row_waits_until_it_can_be_read(
    simulated_mri: RunningMri, synced: MriProperty
):
    lease, head, other = roommates_in(simulated_mri)
    storage = simulated_mri.world.office.storage
    storage.execute("UPDATE leases SET lease_id = '77' WHERE name_group = ?", (lease.name_group,))
    storage.execute(
        "UPDATE residents SET overrides = ? WHERE resident_id = ?",
        (json.dumps({"LeaseEnd": "31/31/2026"}), head),
    )
    cast.sync_now(synced, now=LATER)
    assert not Lease.objects.filter(external_id__endswith="~77").exists()

    storage.execute("UPDATE residents SET overrides = NULL WHERE resident_id = ?", (head,))
    cast.sync_now(synced, now=LATER)

    new = Lease.objects.get(external_id__endswith="~77")
    assert cast.head_id(new) == head
    assert {one.person.external_id for one in new.members.all()} == {head, other}


def test_changes_of_one_roommate_alone_end_nothing_of_the_household(
    simulated_mri: RunningMri, synced: MriProperty, monkeypatch: pytest.MonkeyPatch
):
    lease, head, other = roommates_in(simulated_mri)
    whole = MriClient.lease_details

    def changes_by_person(client: MriClient, **arguments: Any) -> Any:
        rows = whole(client, **arguments)
        return (row for row in rows if getattr(row, "resident_id", "") == other)

    monkeypatch.setattr(MriClient, "lease_details", changes_by_person)

    cast.sync_now(synced, full=False, now=LATER)

    assert_nothing_was_taken_from(lease, head)


def test_a_row_that_names_nobody_makes_nobody_missing(
    simulated_mri: RunningMri, synced: MriProperty
):
    lease, head, _ = roommates_in(simulated_mri)
    simulated_mri.world.office.storage.execute(
        "UPDATE residents SET overrides = ? WHERE resident_id = ?",
        (json.dumps({"ResidentNameID": ""}), head),
    )

    cast.sync_now(synced, now=LATER)

    assert_nothing_was_taken_from(lease, head)
    assert not Person.objects.exclude(missing_since=None).exists()


def test_who_disappears_is_flagged_and_kept(simulated_mri: RunningMri, synced: MriProperty):
    lease = cast.household_of(simulated_mri)
    storage = simulated_mri.world.office.storage
    storage.execute(
        "UPDATE residents SET property_id = 'ELSE' WHERE resident_id = ?", (cast.head_id(lease),)
    )
    storage.execute(
        "UPDATE leases SET property_id = 'ELSE' WHERE name_group = ?", (lease.name_group,)
    )
    balance_before = cast.balance_of(lease)

    cast.sync_now(synced, now=LATER)

    lease.refresh_from_db()
    assert lease.missing_since == LATER
    assert cast.balance_of(lease) == balance_before


def test_changes_since_the_last_sync_are_enough(simulated_mri: RunningMri, synced: MriProperty):
    lease = cast.household_of(simulated_mri)
    simulated_mri.world.change_rent(resident_id=cast.head_id(lease), rent_cents=99_900)

    run = cast.sync_now(synced, full=False, now=LATER)

    lease.refresh_from_db()
    assert (lease.rent_cents, run.changed_count) == (99_900, 1)


def test_a_lease_that_has_ended_runs_from_month_to_month(
    simulated_mri: RunningMri, synced: MriProperty
):
    ended = Lease.objects.filter(status=LeaseStatus.CURRENT, end_date__lt=TODAY)

    assert all(ended.values_list("month_to_month", flat=True))


def test_a_sync_without_mri_is_interrupted_and_the_next_one_does_its_work(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("rentrail.accounting.mri.limits.Backoff.seconds", lambda *_, **__: 0.0)
    simulated_mri.faults.inject(kind=FaultKind.ERROR_500, api=LEASES_API, times=4)

    first = sync.sync_property(mri_property_id=oak_court_in_mri.id, full=True, now=NOW)
    second = cast.sync_now(oak_court_in_mri, now=LATER)

    assert first.state == SyncState.INTERRUPTED
    assert "500" in first.note
    assert second.created_count > 0


def test_one_property_that_fails_keeps_no_other_waiting(
    oak_court: Property, monkeypatch: pytest.MonkeyPatch
):
    whole = MriClient.lease_details

    def broken_for_oak(client: MriClient, *, property_id: str, **arguments: Any) -> Any:
        if property_id == cast.RMPROPID:
            raise RuntimeError("A fault of our own.")
        return whole(client, property_id=property_id, **arguments)

    monkeypatch.setattr(MriClient, "lease_details", broken_for_oak)
    with RunningMri(plan=Plan(lease_count=10, property_ids=(cast.RMPROPID, "DEMO02"))) as mri:
        cast.connect(mri)
        cast.map_property(oak_court)
        cast.map_property(make_property(code="ELM01", name="Elm Court"), "DEMO02")

        counts = sync.sync_all(full=True, now=NOW)

    assert (counts["properties"], counts["interrupted"]) == (2, 1)
    states = SyncRun.objects.values_list("mri_property__rmpropid", "state")
    assert dict(states) == {cast.RMPROPID: "interrupted", "DEMO02": "completed"}


def test_what_a_dead_process_left_running_is_taken_over(
    simulated_mri: RunningMri, oak_court_in_mri: MriProperty
):
    left = SyncRun.objects.create(
        mri_property=oak_court_in_mri, state=SyncState.RUNNING, is_full=True, started_at=NOW
    )

    cast.sync_now(oak_court_in_mri, now=LATER)

    left.refresh_from_db()
    assert left.state == SyncState.INTERRUPTED


def test_two_syncs_of_a_property_never_run_at_once(
    oak_court_in_mri: MriProperty,
):
    with other_connection() as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [runs.SYNC_LOCK, oak_court_in_mri.id])

        with pytest.raises(sync.SyncUnderWay):
            sync.sync_property(mri_property_id=oak_court_in_mri.id, full=True, now=NOW)


def test_a_property_syncs_only_when_its_mapping_is_complete(
    simulated_mri: RunningMri, oak_court: Property
):
    cast.connect(simulated_mri)
    mapped = operations.map_property(property_id=oak_court.id, rmpropid="DEMO01", now=NOW)

    with pytest.raises(sync.MappingIncomplete, match="cash type of Operating"):
        sync.sync_property(mri_property_id=mapped.id, full=True, now=NOW)
    assert sync.sync_all(full=True, now=NOW)["properties"] == 0


def test_two_properties_cannot_share_an_id(oak_court_in_mri: MriProperty):
    other = make_property(code="ELM01", name="Elm Court")

    with pytest.raises(operations.IdAlreadyMapped):
        operations.map_property(property_id=other.id, rmpropid="DEMO01", now=NOW)


def test_personal_data_is_never_asked_for(simulated_mri: RunningMri, synced: MriProperty):
    assert simulated_mri.activity.personal_data_requests == []
    assert all(seen.arguments["IncludePII"] == "N" for seen in simulated_mri.activity.requests)
    kept = Lease.objects.values_list("imported_columns", flat=True)
    assert not any("Birthday" in columns for columns in kept)
    assert all("SimulatorExtraColumn" in columns for columns in kept if "LeaseTerm" in columns)


def test_a_deposit_charge_stands_on_the_deposit_ledger(
    simulated_mri: RunningMri, synced: MriProperty
):
    charges = Charge.objects.filter(transaction_code__code="SECDEP")

    assert charges.exists()
    for charge in charges:
        there = simulated_mri.world.deposit_balance(resident_id=cast.head_id(charge.lease))
        here = open_balance_cents(lease_ids=[charge.lease_id], ledger="deposit")
        assert here[charge.lease_id] == there


def test_a_return_reversed_in_mri_by_staff_is_recognized(
    simulated_mri: RunningMri, synced: MriProperty
):
    lease = cast.household_of(simulated_mri)
    payment = cast.pay(lease)
    cast.post_all()
    cast.returned(payment)
    cast.post_all()
    before = cast.sync_now(synced, now=LATER)
    asked = StaffTask.objects.get(kind="mri-reversal")

    cast.reverse_by_staff(simulated_mri, cast.posting_of(payment).mri_transaction_id)
    after = cast.sync_now(synced, now=LATER + timedelta(hours=1))

    assert not before.differences.exists()
    assert not after.differences.exists()
    asked.refresh_from_db()
    assert asked.done_by == "mri"
    assert LeaseOpening.objects.filter(lease=lease).count() == 1
    assert BalanceDifference.objects.count() == 0


def test_a_return_is_reversed_in_mri_where_that_is_switched_on(
    simulated_mri: RunningMri, synced: MriProperty
):
    portfolio.change_property(property_id=synced.property_id, reversal_posting=True)
    lease = cast.household_of(simulated_mri)
    payment = cast.pay(lease)
    cast.post_all()
    cast.returned(payment)

    cast.post_all()

    assert [each.state for each in simulated_mri.world.payments()] == ["reversed"]
    assert not cast.sync_now(synced, now=LATER).differences.exists()


def other_connection() -> psycopg.Connection[Any]:
    parameters = connection.get_connection_params()
    kept = ("host", "port", "dbname", "user", "password")
    return psycopg.connect(**{name: parameters[name] for name in kept if name in parameters})
