"""What MRI's rows mean: households, their heads, their standing."""

from datetime import date
from typing import Any

import pytest
from tests.cast import TODAY

from rentrail.accounting.mri import mapping
from rentrail.accounting.mri.mapping import KnownMember
from rentrail.accounting.mri.rows import LeaseDetail
from rentrail.portfolio.models import LeaseRole, LeaseStatus
from rentrail.portfolio.operations import HouseholdDraft


def row(**values: Any) -> LeaseDetail:
    usual: dict[str, Any] = {
        "resident_id": "0000000001",
        "property_id": "DEMO01",
        "building_id": "A",
        "unit_id": "204",
        "lease_id": "3",
        "name_group": "0000000001",
        "first_name": "Alice",
        "last_name": "Resident",
        "resident_status": "Current",
        "block_epayments": "N",
    }
    return LeaseDetail(**(usual | values))


def household(*rows: LeaseDetail) -> HouseholdDraft:
    draft, _ = mapping.household(rows, today=TODAY, mobiles={})
    assert draft is not None
    return draft


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Current", LeaseStatus.CURRENT),
        ("Co-Resident", LeaseStatus.CURRENT),
        ("New", LeaseStatus.FUTURE),
        ("Old", LeaseStatus.PAST),
        ("Inactive", LeaseStatus.PAST),
    ],
)
def test_a_status_says_how_the_household_stands(status: str, expected: LeaseStatus):
    assert household(row(resident_status=status)).status is expected


def test_the_head_is_whom_the_name_group_names():
    other = row(resident_id="0000000002", resident_status="Co-Resident", first_name="Dana")

    people = household(other, row()).people

    assert [(one.first_name, one.role) for one in people] == [
        ("Dana", LeaseRole.CO_RESIDENT),
        ("Alice", LeaseRole.HEAD),
    ]


def test_an_unknown_status_alone_leaves_the_household_as_it_is_known():
    draft, findings = mapping.household([row(resident_status="Squatter")], today=TODAY, mobiles={})

    assert draft is None
    assert [finding.field for finding in findings] == ["ResidentStatus"]


@pytest.mark.parametrize(
    ("sent", "blocks"), [("Y", True), ("N", False), ("", False), ("X", True), (None, None)]
)
def test_block_epayment_is_read_as_agreed(sent: str | None, blocks: bool | None):
    assert household(row(block_epayments=sent)).block_epayment is blocks


def test_a_lease_without_a_start_begins_when_it_was_occupied():
    assert household(row(occupy_date=date(2026, 2, 1))).start_date == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"lease_end_date": date(2026, 3, 1)}, True),
        ({"lease_end_date": date(2026, 3, 2)}, False),
        ({"lease_end_date": date(2026, 3, 1), "resident_status": "Old"}, False),
        ({"lease_end_date": date(2027, 1, 1), "is_month_to_month": True}, True),
    ],
)
def test_month_to_month_is_the_flag_or_an_ended_lease(values: dict[str, Any], expected: bool):
    assert household(row(**values)).month_to_month is expected


@pytest.mark.parametrize(
    ("values", "has_moved_out", "on"),
    [
        ({}, False, None),
        ({"resident_status": "Old"}, True, None),
        ({"resident_status": "Inactive", "vacate_date": TODAY}, True, TODAY),
        ({"resident_status": "Old", "move_out_date": TODAY}, True, TODAY),
        ({"vacate_date": date(2026, 5, 31)}, False, date(2026, 5, 31)),  # gave notice
        ({"move_out_date": date(2026, 5, 31)}, False, None),  # the household's
    ],
)
def test_who_moved_out_is_told_apart_from_the_household(
    values: dict[str, Any], has_moved_out: bool, on: date | None
):
    [person] = household(row(**values)).people

    assert (person.has_moved_out, person.moved_out_date) == (has_moved_out, on)


def part_of_a_household(*rows: LeaseDetail, **known: Any) -> HouseholdDraft:
    usual = {"external_id": "0000000001", "role": LeaseRole.HEAD, "imported_status": "Current"}
    absent = [KnownMember(**(usual | known))]
    draft, _ = mapping.household(rows, today=TODAY, mobiles={}, absent=absent)
    assert draft is not None
    return draft


def test_a_part_of_a_household_ends_nothing_and_takes_no_head_away():
    dana = row(resident_id="0000000002", resident_status="Old", first_name="Dana")

    draft = part_of_a_household(dana)

    assert draft.status is LeaseStatus.CURRENT
    assert draft.name_group == "0000000001"
    assert [one.role for one in draft.people] == [LeaseRole.CO_RESIDENT]


def test_the_known_head_stays_where_no_name_group_is_sent():
    dana = row(resident_id="0000000002", name_group="", resident_status="Co-Resident")

    draft = part_of_a_household(dana)

    assert draft.name_group == "0000000001"
    assert [one.role for one in draft.people] == [LeaseRole.CO_RESIDENT]


@pytest.mark.parametrize(("sent", "blocks"), [("Y", True), ("N", None), (None, None)])
def test_a_part_of_a_household_sets_a_block_and_lifts_none(sent: str | None, blocks: bool | None):
    dana = row(resident_id="0000000002", resident_status="Co-Resident", block_epayments=sent)

    assert part_of_a_household(dana).block_epayment is blocks
