from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.cast import NOW

from rentrail.identity.audit import acting_as
from rentrail.identity.models import AuditRecord
from rentrail.portfolio import operations
from rentrail.portfolio.models import Lease, LeasePerson, LeaseRole, LeaseStatus, Person
from rentrail.portfolio.operations import HouseholdDraft, PersonDraft

ALICE = PersonDraft(external_id="R1", first_name="Alice", last_name="Resident")
ANNA = PersonDraft(
    external_id="R2", first_name="Anna", last_name="Resident", role=LeaseRole.CO_RESIDENT
)
HOUSEHOLD = HouseholdDraft(
    external_id="A~204~1",
    building_code="A",
    unit_code="204",
    rent_cents=120_000,
    people=(ALICE, ANNA),
)


@pytest.fixture
def upsert(oak_court):
    def upsert(*households: HouseholdDraft) -> tuple[int, int, int]:
        result = operations.upsert_households(
            property_id=oak_court.id, households=households, now=NOW
        )
        return result.created, result.changed, result.unchanged

    return upsert


def test_a_household_comes_with_unit_and_people(upsert):
    assert upsert(HOUSEHOLD) == (1, 0, 0)

    lease = Lease.objects.get()
    assert (lease.unit.building.code, lease.unit.code) == ("A", "204")
    assert {(str(one.person), one.role) for one in lease.members.all()} == {
        ("Alice Resident", "head"),
        ("Anna Resident", "co_resident"),
    }


def test_the_same_again_changes_nothing(upsert):
    upsert(HOUSEHOLD)

    assert upsert(HOUSEHOLD) == (0, 0, 1)


@pytest.mark.parametrize(
    "changed",
    [
        replace(HOUSEHOLD, rent_cents=125_000),
        replace(HOUSEHOLD, unit_code="205"),
        replace(HOUSEHOLD, status=LeaseStatus.PAST, move_out_date=date(2026, 2, 28)),
        replace(HOUSEHOLD, imported_columns={"HasPet": "Y"}),
        replace(HOUSEHOLD, people=(replace(ALICE, email="alice@example.com"), ANNA)),
        replace(HOUSEHOLD, people=(ALICE, replace(ANNA, role=LeaseRole.OTHER))),
        replace(HOUSEHOLD, people=(ALICE, ANNA, PersonDraft(last_name="B", role=LeaseRole.OTHER))),
    ],
)
def test_a_difference_is_taken_over_once(upsert, changed):
    upsert(HOUSEHOLD)

    assert upsert(changed) == (0, 1, 0)


def test_another_head_of_household_takes_over(upsert):
    upsert(HOUSEHOLD)

    upsert(replace(HOUSEHOLD, people=(replace(ANNA, role=LeaseRole.HEAD),)))

    assert LeasePerson.objects.get(role=LeaseRole.HEAD).person.first_name == "Anna"
    assert LeasePerson.objects.count() == 2


def test_a_flag_that_is_not_sent_stays_as_last_known(upsert):
    upsert(replace(HOUSEHOLD, block_epayment=True, balance_cents=500))

    assert upsert(replace(HOUSEHOLD, block_epayment=None)) == (0, 0, 1)
    assert Lease.objects.get().block_epayment_imported


def test_a_block_set_here_survives_the_import(upsert):
    upsert(HOUSEHOLD)
    Lease.objects.update(block_epayment=True)

    upsert(replace(HOUSEHOLD, block_epayment=False))

    assert Lease.objects.get().block_epayment


def test_who_is_missing_is_flagged_and_comes_back(upsert, oak_court):
    upsert(HOUSEHOLD)

    flagged = operations.flag_missing(
        property_id=oak_court.id, lease_external_ids=[], person_external_ids=["R1"], now=NOW
    )
    again = operations.flag_missing(
        property_id=oak_court.id,
        lease_external_ids=[],
        person_external_ids=["R1"],
        now=NOW + timedelta(days=1),
    )

    assert (flagged.leases, flagged.people, again.leases, again.people) == (1, 1, 0, 0)
    assert Person.objects.get(external_id="R2").missing_since == NOW
    assert upsert(HOUSEHOLD) == (0, 1, 0)
    assert not Lease.objects.exclude(missing_since=None).exists()


def test_what_becomes_of_a_lease_and_its_people_is_in_the_audit_trail(upsert):
    with acting_as("mri", source="sync"):
        upsert(HOUSEHOLD)
        upsert(HOUSEHOLD)
        upsert(replace(HOUSEHOLD, rent_cents=130_000))

    [changed] = AuditRecord.objects.filter(
        table_name__in=["portfolio_lease", "portfolio_person", "portfolio_leaseperson"]
    )
    assert (changed.actor, changed.source, changed.action) == ("mri", "sync", "update")
    assert (changed.before["rent_cents"], changed.after["rent_cents"]) == (120_000, 130_000)
