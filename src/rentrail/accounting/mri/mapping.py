"""From MRI's rows to households: pure translation, nothing guessed (MRI-2, MRI-3, MRI-5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rentrail.accounting.mri.rows import (
    BlockReading,
    LeaseDetail,
    PendingMoveIn,
    PersonStatus,
    block_reading,
    person_status,
)
from rentrail.portfolio.models import LeaseRole, LeaseStatus
from rentrail.portfolio.operations import HouseholdDraft, PersonDraft

ROLES: dict[PersonStatus | None, LeaseRole] = {
    PersonStatus.CURRENT: LeaseRole.CO_RESIDENT,  # the head is found by the name group
    PersonStatus.CO_RESIDENT: LeaseRole.CO_RESIDENT,
    PersonStatus.OTHER: LeaseRole.OTHER,
    PersonStatus.FUTURE: LeaseRole.CO_RESIDENT,
    PersonStatus.PAST: LeaseRole.CO_RESIDENT,
    PersonStatus.DELETED: LeaseRole.OTHER,
    None: LeaseRole.OTHER,
}

MOVED_OUT = frozenset({PersonStatus.PAST, PersonStatus.DELETED})

# What somebody's status says of their household; the first that is found among its people holds.
LEASE_STATUSES: tuple[tuple[PersonStatus, LeaseStatus], ...] = (
    (PersonStatus.CURRENT, LeaseStatus.CURRENT),
    (PersonStatus.CO_RESIDENT, LeaseStatus.CURRENT),
    (PersonStatus.FUTURE, LeaseStatus.FUTURE),
    (PersonStatus.PAST, LeaseStatus.PAST),
    (PersonStatus.OTHER, LeaseStatus.CURRENT),
    (PersonStatus.DELETED, LeaseStatus.PAST),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A value that can be read but isn't known: kept, and told to a person."""

    record_id: str
    field: str
    message: str
    blocks: bool = False  # the household may not pay electronically because of it


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownMember:
    """A person of a household as they were imported before."""

    external_id: str
    role: LeaseRole
    imported_status: str


def lease_key(row: LeaseDetail | PendingMoveIn) -> str:
    """Name a lease: MRI's lease number counts only within its unit."""
    return "~".join((row.property_id, row.building_id, row.unit_id, row.lease_id))


def household(
    rows: Sequence[LeaseDetail],
    *,
    today: date,
    mobiles: Mapping[str, str],
    absent: Sequence[KnownMember] = (),
) -> tuple[HouseholdDraft | None, list[Finding]]:
    """Make a household of the rows of one lease, and tell what in them is not known.

    ``absent`` are its people of whom no row came, though they may still live there: an answer that
    holds a part of a household ends nothing, lifts no block and takes no head away. None where
    nobody's status says how the household stands: then the last known stays.
    """
    head = head_of(rows)
    findings = list(_unknown_values(rows))
    status = _status(rows, absent)
    if status is None:
        return None, findings
    is_current = status is LeaseStatus.CURRENT
    absent_head = _absent_head(rows, absent)
    draft = HouseholdDraft(
        external_id=lease_key(head),
        building_code=head.building_id,
        unit_code=head.unit_id,
        status=status,
        name_group=head.name_group or absent_head or head.resident_id,
        start_date=head.lease_start_date or head.occupy_date,
        end_date=head.lease_end_date,
        move_in_date=head.occupy_date,
        move_out_date=head.move_out_date,
        month_to_month=_is_month_to_month(head, is_current=is_current, today=today),
        rent_cents=head.rent_cents or 0,
        block_epayment=_stricter(_blocks(rows), absent),
        no_checks=_stricter(_any_known(row.no_checks for row in rows), absent),
        balance_cents=head.balance_cents,
        people=tuple(
            _person(row, is_head=row is head and not absent_head, mobiles=mobiles) for row in rows
        ),
        imported_columns={**head.extra, "PayAllowed": head.pay_allowed},
    )
    return draft, findings


def future_household(rows: Sequence[PendingMoveIn]) -> HouseholdDraft:
    """Make a household of people who are scheduled to move in; rent and balance aren't known."""
    head = rows[0]
    return HouseholdDraft(
        external_id=lease_key(head),
        building_code=head.building_id,
        unit_code=head.unit_id,
        status=LeaseStatus.FUTURE,
        name_group=head.resident_id,
        start_date=head.move_in_date,
        move_in_date=head.move_in_date,
        people=tuple(
            PersonDraft(
                external_id=row.resident_id,
                first_name=row.first_name,
                last_name=row.last_name,
                email=row.email,
                mobile=row.phone,
                role=LeaseRole.HEAD if row is head else LeaseRole.CO_RESIDENT,
                imported_status=row.resident_status,
            )
            for row in rows
        ),
        imported_columns=dict(head.extra),
    )


def head_of(rows: Sequence[LeaseDetail]) -> LeaseDetail:
    """Give the main resident's row: whose id is the name group's, else who is current, else one."""
    named = (row for row in rows if row.resident_id == row.name_group)
    current = (row for row in rows if person_status(row.resident_status) is PersonStatus.CURRENT)
    return next(named, None) or next(current, None) or rows[0]


def _absent_head(rows: Sequence[LeaseDetail], absent: Sequence[KnownMember]) -> str:
    """Name the head of household where it is somebody of whom no row came."""
    if any(row.resident_id == row.name_group for row in rows):
        return ""
    named = {row.name_group for row in rows}
    heads = [one.external_id for one in absent if one.external_id in named]
    heads += [one.external_id for one in absent if one.role == LeaseRole.HEAD]
    return next(iter(heads), "")


def _stricter(flag: bool | None, absent: Sequence[KnownMember]) -> bool | None:
    """Let a flag be set by a part of a household, not lifted: then the last known stays."""
    return flag or None if absent else flag


def _status(rows: Sequence[LeaseDetail], absent: Sequence[KnownMember]) -> LeaseStatus | None:
    found = {person_status(row.resident_status) for row in rows}
    found |= {person_status(one.imported_status) for one in absent}
    return next((status for person, status in LEASE_STATUSES if person in found), None)


def _person(row: LeaseDetail, *, is_head: bool, mobiles: Mapping[str, str]) -> PersonDraft:
    role = LeaseRole.GUARANTOR if row.is_guarantor else ROLES[person_status(row.resident_status)]
    has_moved_out = person_status(row.resident_status) in MOVED_OUT
    return PersonDraft(
        external_id=row.resident_id,
        first_name=row.first_name,
        last_name=row.last_name,
        email=row.email,
        mobile=row.cell_phone or mobiles.get(row.resident_id, ""),
        role=LeaseRole.HEAD if is_head else role,
        imported_status=row.resident_status,
        has_moved_out=has_moved_out,
        moved_out_date=row.vacate_date or (row.move_out_date if has_moved_out else None),
    )


def _is_month_to_month(head: LeaseDetail, *, is_current: bool, today: date) -> bool:
    """A current resident whose lease has ended stays from month to month, flag or not."""
    has_ended = head.lease_end_date is not None and head.lease_end_date < today
    return bool(head.is_month_to_month) or (is_current and has_ended)


def _blocks(rows: Iterable[LeaseDetail]) -> bool | None:
    """Y blocks; N and empty don't; any other value blocks; not sent: the last known stays."""
    readings = {block_reading(row.block_epayments) for row in rows}
    if readings & {BlockReading.BLOCKED, BlockReading.UNKNOWN}:
        return True
    return False if BlockReading.OPEN in readings else None


def _any_known(flags: Iterable[bool | None]) -> bool | None:
    known = [flag for flag in flags if flag is not None]
    return any(known) if known else None


def _unknown_values(rows: Iterable[LeaseDetail]) -> Iterable[Finding]:
    for row in rows:
        if person_status(row.resident_status) is None:
            yield Finding(
                record_id=row.resident_id,
                field="ResidentStatus",
                message=f"“{row.resident_status[:60]}” is a status we don't know.",
            )
        if block_reading(row.block_epayments) is BlockReading.UNKNOWN:
            yield Finding(
                record_id=lease_key(row),
                field="BlockEPayments",
                message=f"“{row.block_epayments}” is not Y, N or empty; the lease is blocked.",
                blocks=True,
            )
