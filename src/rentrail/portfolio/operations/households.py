"""Taking over households from elsewhere, ten thousand at a time: changed, never dropped.

Households are matched by the lease's external id in their property, people by theirs. What stands
no longer in the import is flagged (MRI-3): money may be attached to it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from django.db import connection, models, transaction

from rentrail.businessdays.zones import in_zone
from rentrail.identity import bulk
from rentrail.identity.tenancy import CompanyOwned, current_company_id
from rentrail.portfolio.models import (
    Building,
    Lease,
    LeasePerson,
    LeaseRole,
    LeaseStatus,
    Person,
    Property,
    Unit,
)
from rentrail.primitives import ids

ROWS_AT_ONCE = 2_000
LEASE_FIELDS = (
    *("unit_id", "status", "name_group", "start_date", "end_date", "move_in_date"),
    *("move_out_date", "month_to_month", "rent_cents", "block_epayment_imported"),
    *("no_checks_imported", "balance_imported_cents", "imported_columns", "missing_since"),
)
PERSON_FIELDS = ("first_name", "last_name", "email", "mobile", "missing_since")
WRITE_MEMBERS = """
INSERT INTO portfolio_leaseperson
    (company_id, lease_id, person_id, role, imported_status, moved_out_date)
SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::date[])
ON CONFLICT (lease_id, person_id) DO UPDATE SET role = EXCLUDED.role,
    imported_status = EXCLUDED.imported_status, moved_out_date = EXCLUDED.moved_out_date
"""

M = TypeVar("M", bound=CompanyOwned)


class Part(NamedTuple):
    """A person's part in a household."""

    role: str
    imported_status: str
    moved_out_date: date | None


Parts = dict[tuple[int, int], Part]  # by lease and person


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonDraft:
    """A person of a household, as the import has them.

    Who has moved out on a day that the import doesn't tell has done so since it says so.
    """

    last_name: str
    first_name: str = ""
    external_id: str = ""
    email: str = ""
    mobile: str = ""
    role: LeaseRole = LeaseRole.HEAD
    imported_status: str = ""
    has_moved_out: bool = False
    moved_out_date: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HouseholdDraft:
    """A lease with its people, as the import has it.

    Without an external id it is a new household. A flag or balance of None was not sent: the last
    known stays. ``imported_columns`` keeps what we have no place for.
    """

    unit_code: str
    people: tuple[PersonDraft, ...]
    building_code: str = ""
    external_id: str = ""
    status: LeaseStatus = LeaseStatus.CURRENT
    name_group: str = ""
    start_date: date | None = None
    end_date: date | None = None
    move_in_date: date | None = None
    move_out_date: date | None = None
    month_to_month: bool = False
    rent_cents: int = 0
    block_epayment: bool | None = None
    no_checks: bool | None = None
    balance_cents: int | None = None
    imported_columns: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class UpsertResult:
    """How many households were new, different or as known; and the lease of each, in order."""

    created: int
    changed: int
    unchanged: int
    lease_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Flagged:
    """How many leases and people the import no longer has."""

    leases: int
    people: int


@transaction.atomic
def upsert_households(
    *, property_id: int, households: Sequence[HouseholdDraft], now: datetime
) -> UpsertResult:
    """Bring a property's households to what the import says.

    Of households with the same external id the last one counts.
    """
    locked = Property.objects.select_for_update(no_key=True)  # one import at a time
    today = in_zone(now, zone=locked.get(id=property_id).time_zone).date()
    units = _units(property_id, households)
    leases, new_leases, changed = _write_leases(property_id, households, units, now)
    people = _write_people(property_id, households, now, changed_leases=changed, leases=leases)
    changed |= _write_members(leases, households, people, today=today)
    changed -= new_leases
    lease_ids = [lease.id for lease in leases]
    return UpsertResult(
        created=len(new_leases),
        changed=len(changed),
        unchanged=len(set(lease_ids)) - len(new_leases) - len(changed),
        lease_ids=tuple(lease_ids),
    )


@transaction.atomic
def flag_missing(
    *,
    property_id: int,
    lease_external_ids: Collection[str],
    person_external_ids: Collection[str],
    now: datetime,
) -> Flagged:
    """Flag the imported leases and people of a property that a full import did not have."""
    return Flagged(
        leases=_flag(Lease, property_id, lease_external_ids, now),
        people=_flag(Person, property_id, person_external_ids, now),
    )


def _flag(
    model: type[Lease] | type[Person], property_id: int, seen: Collection[str], now: datetime
) -> int:
    known = model.objects.filter(property_id=property_id, missing_since=None).exclude(
        external_id=""
    )
    seen = set(seen)
    missing = [row_id for row_id, key in known.values_list("id", "external_id") if key not in seen]
    flagged: int = model.objects.filter(id__in=missing).update(missing_since=now)
    return flagged


def _units(property_id: int, households: Sequence[HouseholdDraft]) -> dict[tuple[str, str], int]:
    buildings = _buildings(property_id, {draft.building_code for draft in households})
    wanted = {(draft.building_code, draft.unit_code) for draft in households}
    known = _known_units(property_id)
    Unit.objects.bulk_create(
        Unit(building_id=buildings[building], code=unit)
        for building, unit in sorted(wanted - known.keys())
    )
    return known if wanted <= known.keys() else _known_units(property_id)


def _known_units(property_id: int) -> dict[tuple[str, str], int]:
    rows = Unit.objects.filter(building__property_id=property_id).values_list(
        "building__code", "code", "id"
    )
    return {(building, unit): unit_id for building, unit, unit_id in rows}


def _buildings(property_id: int, codes: set[str]) -> dict[str, int]:
    Building.objects.bulk_create(
        [Building(property_id=property_id, code=code) for code in sorted(codes)],
        ignore_conflicts=True,
    )
    return dict(Building.objects.filter(property_id=property_id).values_list("code", "id"))


def _write_leases(
    property_id: int,
    households: Sequence[HouseholdDraft],
    units: Mapping[tuple[str, str], int],
    now: datetime,
) -> tuple[list[Lease], set[int], set[int]]:
    known = _by_external_id(Lease, property_id, (draft.external_id for draft in households))
    before = {lease.id: _values(lease, LEASE_FIELDS) for lease in known.values()}
    leases = []
    for draft in households:
        lease = known.get(draft.external_id)
        if lease is None:
            lease = Lease(property_id=property_id, external_id=draft.external_id)
            if draft.external_id:
                known[draft.external_id] = lease
        _take_over_lease(lease, draft, units[draft.building_code, draft.unit_code])
        leases.append(lease)
    new = _unsaved(leases)
    _create_with_public_ids(Lease, new, prefix="lease", now=now)
    changed = _save_changed(Lease, known.values(), before, LEASE_FIELDS)
    return leases, {lease.id for lease in new}, changed


def _take_over_lease(lease: Lease, draft: HouseholdDraft, unit_id: int) -> None:
    lease.unit_id = unit_id
    lease.status = draft.status
    lease.name_group = draft.name_group
    lease.start_date, lease.end_date = draft.start_date, draft.end_date
    lease.move_in_date, lease.move_out_date = draft.move_in_date, draft.move_out_date
    lease.month_to_month = draft.month_to_month
    lease.rent_cents = draft.rent_cents
    if draft.block_epayment is not None:
        lease.block_epayment_imported = draft.block_epayment
    if draft.no_checks is not None:
        lease.no_checks_imported = draft.no_checks
    if draft.balance_cents is not None:
        lease.balance_imported_cents = draft.balance_cents
    lease.imported_columns = dict(draft.imported_columns)
    lease.missing_since = None


def _write_people(
    property_id: int,
    households: Sequence[HouseholdDraft],
    now: datetime,
    *,
    leases: Sequence[Lease],
    changed_leases: set[int],
) -> list[list[Person]]:
    """Give the people of each household, and add the leases of those who changed."""
    known = _by_external_id(
        Person, property_id, (one.external_id for draft in households for one in draft.people)
    )
    before = {person.id: _values(person, PERSON_FIELDS) for person in known.values()}
    people = [
        [_person(draft, property_id, known) for draft in household.people]
        for household in households
    ]
    new = _unsaved(person for members in people for person in members)
    _create_with_public_ids(Person, new, prefix="per", now=now)
    changed = _save_changed(Person, known.values(), before, PERSON_FIELDS)
    changed_leases |= {
        lease.id
        for lease, members in zip(leases, people, strict=True)
        if any(person.id in changed for person in members)
    }
    return people


def _person(draft: PersonDraft, property_id: int, known: dict[str, Person]) -> Person:
    person = known.get(draft.external_id)
    if person is None:
        person = Person(property_id=property_id, external_id=draft.external_id)
        if draft.external_id:
            known[draft.external_id] = person
    person.first_name, person.last_name = draft.first_name, draft.last_name
    person.email, person.mobile = draft.email, draft.mobile
    person.missing_since = None
    return person


def _write_members(
    leases: Sequence[Lease],
    households: Sequence[HouseholdDraft],
    people: list[list[Person]],
    *,
    today: date,
) -> set[int]:
    """Put people into their households; give the leases where somebody came or changed part."""
    known = _members_of(leases)
    wanted = {
        (lease.id, person.id): _part(draft, known.get((lease.id, person.id)), today=today)
        for lease, household, persons in zip(leases, households, people, strict=True)
        for draft, person in zip(household.people, persons, strict=True)
    }
    changed = {key: part for key, part in wanted.items() if known.get(key) != part}
    changed |= _heads_who_step_down(known, wanted)
    heads = {key: part for key, part in changed.items() if part.role == LeaseRole.HEAD}
    _write_parts({key: part for key, part in changed.items() if key not in heads})
    _write_parts(heads)  # last: a household has one head at a time
    return {lease_id for lease_id, _ in changed}


def _part(draft: PersonDraft, known: Part | None, *, today: date) -> Part:
    moved_out_date = draft.moved_out_date
    if draft.has_moved_out and moved_out_date is None:
        moved_out_date = (known and known.moved_out_date) or today
    return Part(draft.role.value, draft.imported_status, moved_out_date)


def _members_of(leases: Sequence[Lease]) -> Parts:
    rows = LeasePerson.objects.filter(lease_id__in={lease.id for lease in leases}).values_list(
        "lease_id", "person_id", *Part._fields
    )
    return {(lease_id, person_id): Part(*values) for lease_id, person_id, *values in rows}


def _heads_who_step_down(known: Parts, wanted: Parts) -> Parts:
    """Make way for the import's head of household: a head it doesn't name is a co-resident."""
    headed = {lease_id for (lease_id, _), part in wanted.items() if part.role == LeaseRole.HEAD}
    return {
        key: part._replace(role=LeaseRole.CO_RESIDENT.value)
        for key, part in known.items()
        if part.role == LeaseRole.HEAD and key not in wanted and key[0] in headed
    }


def _write_parts(parts: Parts) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE_MEMBERS,
            [
                current_company_id(),
                [lease_id for lease_id, _ in parts],
                [person_id for _, person_id in parts],
                [part.role for part in parts.values()],
                [part.imported_status for part in parts.values()],
                [part.moved_out_date for part in parts.values()],
            ],
        )


def _by_external_id(model: type[M], property_id: int, wanted: Iterable[str]) -> dict[str, M]:
    keys = set(wanted) - {""}
    rows = model._default_manager.filter(property_id=property_id).exclude(external_id="")
    if len(keys) < ROWS_AT_ONCE:
        rows = rows.filter(external_id__in=keys)
    return {row.external_id: row for row in rows if row.external_id in keys}


def _unsaved(rows: Iterable[M]) -> list[M]:
    return list({id(row): row for row in rows if row.pk is None}.values())


def _values(row: models.Model, fields: Sequence[str]) -> tuple[Any, ...]:
    values: tuple[Any, ...] = attrgetter(*fields)(row)
    return values


def _create_with_public_ids(
    model: type[M], rows: Sequence[M], *, prefix: str, now: datetime
) -> None:
    for row, public_id in zip(
        rows, ids.new_public_ids(prefix, count=len(rows), now=now), strict=True
    ):
        row.public_id = public_id  # type: ignore[attr-defined]  # both have one
    bulk.insert_rows(rows)


def _save_changed(
    model: type[M],
    rows: Iterable[M],
    before: Mapping[int, tuple[Any, ...]],
    fields: Sequence[str],
) -> set[int]:
    changed = [row for row in rows if row.pk in before and _values(row, fields) != before[row.pk]]
    _upsert(model, changed, fields)
    return {row.pk for row in changed}


def _upsert(model: type[M], rows: Sequence[M], fields: Sequence[str]) -> None:
    """Write changed rows by their ids: many times faster than an update for each."""
    model._default_manager.bulk_create(
        rows,
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=fields,
    )
