"""Special statuses and the block of a household, each change with its reason and in the audit."""

import pytest

from rentrail.identity.audit import acting_as
from rentrail.identity.models import AuditRecord
from rentrail.portfolio import operations
from rentrail.portfolio.models import EligibilityTable, Lease, Person
from rentrail.portfolio.operations import (
    SpecialStatuses,
    StatusReasonMissing,
    UnknownEligibility,
)

EVICTED = SpecialStatuses(eviction_started=True)


def set_statuses(lease: Lease, person: Person, *, reason: str = "Notice served", **given: object):
    return operations.set_special_statuses(
        **{
            "lease_id": lease.id,
            "statuses": {person.id: EVICTED},
            "block_epayment": False,
            "reason": reason,
            "changed_by": "bob",
            **given,
        }
    )


def test_a_status_is_set_with_its_reason(alices_lease, alice):
    assert set_statuses(alices_lease, alice) == ["Alice Resident"]

    alice.refresh_from_db()
    assert (alice.eviction_started, alice.in_collection) == (True, False)
    assert alice.status_reason == "Notice served (bob)"


def test_the_lease_is_blocked_and_opened_here_whatever_mri_says(alices_lease, alice):
    Lease.objects.update(block_epayment_imported=True)

    assert set_statuses(alices_lease, alice, statuses={}, block_epayment=True) == ["the lease"]
    set_statuses(alices_lease, alice, statuses={}, block_epayment=False)

    alices_lease.refresh_from_db()
    assert not alices_lease.block_epayment
    assert alices_lease.block_epayment_imported


def test_the_audit_trail_keeps_who_changed_what_and_why(alices_lease, alice):
    with acting_as("bob@oakhomes.example"):
        set_statuses(alices_lease, alice, block_epayment=True)

    person = AuditRecord.objects.get(table_name="portfolio_person")
    lease = AuditRecord.objects.get(table_name="portfolio_lease")
    assert (person.actor, person.record_id) == ("bob@oakhomes.example", alice.id)
    assert not person.before["eviction_started"]
    assert person.after["eviction_started"]
    assert person.after["status_reason"] == "Notice served (bob)"
    assert (lease.before["block_epayment"], lease.after["block_epayment"]) == (False, True)


def test_a_change_needs_a_reason_and_none_needs_none(alices_lease, alice):
    with pytest.raises(StatusReasonMissing):
        set_statuses(alices_lease, alice, reason=" ")

    assert (
        set_statuses(alices_lease, alice, statuses={alice.id: SpecialStatuses()}, reason="") == []
    )


def test_nobody_of_another_household_is_touched(oak_court, alices_lease):
    stranger = Person.objects.create(public_id="per_1", property=oak_court, last_name="Stranger")

    assert set_statuses(alices_lease, stranger) == []


def test_the_company_keeps_a_table_of_its_own(oak_homes):
    assert operations.set_eligibility_table({"collection": ["portal_bank"]})
    assert not operations.set_eligibility_table({"collection": ["portal_bank"]})
    assert operations.set_eligibility_table({})

    assert EligibilityTable.objects.get().closes == {}


@pytest.mark.parametrize("closes", [{"rude": ["portal_bank"]}, {"collection": ["by_pigeon"]}])
def test_a_table_names_statuses_and_ways_that_are_there(oak_homes, closes):
    with pytest.raises(UnknownEligibility, match="Known are"):
        operations.set_eligibility_table(closes)
