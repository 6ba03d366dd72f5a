"""Taking over MRI's leases and people, page by page, in groups of a thousand households."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from rentrail.accounting.models import MriProperty, SyncRun
from rentrail.accounting.mri import mapping, runs
from rentrail.accounting.mri.client import MriClient
from rentrail.accounting.mri.columns import RowProblem
from rentrail.accounting.mri.mapping import KnownMember
from rentrail.accounting.mri.rows import LeaseDetail, PendingMoveIn, Resident
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import Lease, LeasePerson, LeaseRole, Person
from rentrail.portfolio.operations import HouseholdDraft

ROWS_AT_ONCE = 1_500  # some thousand households

R = TypeVar("R", LeaseDetail, PendingMoveIn)


@dataclass(kw_only=True)
class Seen:
    """What a run has met: for what is missing, and for what to compare."""

    leases: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)  # leases with a row that can't be read
    nameless: bool = False  # a row that doesn't say whom it means: it may be anybody
    lease_ids: set[int] = field(default_factory=set)  # with a balance as MRI says it now


@dataclass(kw_only=True)
class Import:
    """One run's import of households."""

    client: MriClient
    mri_property: MriProperty
    run: SyncRun
    problems: runs.Problems
    today: date
    now: datetime
    seen: Seen = field(default_factory=Seen)

    def leases(self, *, changed_since: date | None) -> None:
        """Take over the leases of lease details, all or those changed since a day."""
        mobiles = self._mobiles() if changed_since is None else None
        details = self.client.lease_details(
            property_id=self.mri_property.rmpropid, changed_since=changed_since
        )
        for rows in self._groups(details, LeaseDetail):
            self._write_leases(rows, self._known_mobiles(rows) if mobiles is None else mobiles)

    def move_ins(self) -> None:
        """Take over the future residents that lease details doesn't have."""
        pending = self.client.pending_move_ins(property_id=self.mri_property.rmpropid)
        for rows in self._groups(pending, PendingMoveIn):
            self._write_move_ins(rows)

    def flag_missing(self) -> None:
        """Flag the leases and people that MRI no longer has; nobody is dropped.

        Where a row didn't say whom it means, nobody is known to be missing.
        """
        if self.seen.nameless:
            return
        flagged = portfolio.flag_missing(
            property_id=self.mri_property.property_id,
            lease_external_ids=self.seen.leases | self.seen.unreadable,
            person_external_ids=self.seen.people,
            now=self.now,
        )
        if flagged.leases or flagged.people:
            self.run.note = f"Missing: {flagged.leases} leases, {flagged.people} people."

    def _write_leases(self, rows: list[LeaseDetail], mobiles: Mapping[str, str]) -> None:
        drafts = []
        households = _by_lease(rows)
        known = self._known_members([key for key in households if not self._is_whole(key)])
        for key, members in households.items():
            if key in self.seen.unreadable and key not in known:
                continue  # a new household comes when all of it can be read
            here = {row.resident_id for row in members}
            absent = [one for one in known.get(key, ()) if one.external_id not in here]
            draft, findings = mapping.household(
                members, today=self.today, mobiles=mobiles, absent=absent
            )
            for finding in findings:
                self.problems.add_finding(finding, api=LeaseDetail.API, now=self.now)
            if draft is not None:
                drafts.append(draft)
        self._write(drafts, with_balance=True)
        self._note(rows)

    def _write_move_ins(self, rows: list[PendingMoveIn]) -> None:
        known = self.seen.leases | self.seen.unreadable | self._current_leases(rows)
        households = _by_lease(rows)
        self._write(
            [
                mapping.future_household(members)
                for key, members in households.items()
                if key not in known
            ],
            with_balance=False,
        )
        self._note(rows)

    def _write(self, drafts: list[HouseholdDraft], *, with_balance: bool) -> None:
        if drafts:
            result = portfolio.upsert_households(
                property_id=self.mri_property.property_id, households=drafts, now=self.now
            )
            self.run.created_count += result.created
            self.run.changed_count += result.changed
            self.run.unchanged_count += result.unchanged
            if with_balance:
                self.seen.lease_ids.update(
                    lease_id
                    for lease_id, draft in zip(result.lease_ids, drafts, strict=True)
                    if draft.balance_cents is not None
                )
        self.problems.write()
        runs.save_progress(self.run)

    def _groups(self, answer: Iterable[R | RowProblem], row_class: type[R]) -> Iterator[list[R]]:
        """Give the readable rows in groups; a group's last household waits for its other rows."""
        readable = self._readable(answer, row_class)
        held: list[R] = []
        while fresh := list(islice(readable, ROWS_AT_ONCE)):
            rows = held + fresh
            last = mapping.lease_key(rows[-1])
            held = [row for row in rows if mapping.lease_key(row) == last]
            yield [row for row in rows if mapping.lease_key(row) != last]
        yield held

    def _note(self, rows: Iterable[LeaseDetail | PendingMoveIn]) -> None:
        for row in rows:
            self.seen.leases.add(mapping.lease_key(row))
            self.seen.people.add(row.resident_id)

    def _readable(self, answer: Iterable[R | RowProblem], row_class: type[R]) -> Iterator[R]:
        for row in answer:
            if isinstance(row, row_class):
                yield row
            elif isinstance(row, RowProblem):
                self._note_unreadable(row)

    def _note_unreadable(self, problem: RowProblem) -> None:
        """Report an unreadable row; whom it means is not missing, and their lease not whole."""
        self.problems.add_unreadable(problem)
        ids = problem.ids
        parts = [ids.get(name, "") for name in ("PropertyID", "BuildingID", "UnitID", "LeaseID")]
        resident_id = ids.get("ResidentNameID") or ids.get("ResidentID") or ""
        self.seen.unreadable.add("~".join(parts))
        self.seen.people.add(resident_id)
        self.seen.nameless |= not (resident_id and parts[0] and parts[2] and parts[3])

    def _is_whole(self, lease_key: str) -> bool:
        """Tell whether whoever of a lease is not among its rows is gone from it.

        Not in an answer that holds only changes, nor beside a row that can't be read, nor where
        the rows of a lease come in two parts.
        """
        return (
            self.run.is_full
            and not self.seen.nameless
            and lease_key not in self.seen.unreadable
            and lease_key not in self.seen.leases
        )

    def _known_members(self, lease_keys: Collection[str]) -> dict[str, list[KnownMember]]:
        """Give the people of these leases whom MRI had when they were last imported."""
        members = LeasePerson.objects.filter(
            lease__property_id=self.mri_property.property_id,
            lease__external_id__in=lease_keys,
            person__missing_since=None,
        ).exclude(person__external_id="")
        known: dict[str, list[KnownMember]] = defaultdict(list)
        for lease, external_id, role, status in members.values_list(
            "lease__external_id", "person__external_id", "role", "imported_status"
        ):
            known[lease].append(
                KnownMember(external_id=external_id, role=LeaseRole(role), imported_status=status)
            )
        return known

    def _mobiles(self) -> dict[str, str]:
        """Read mobile numbers, which older versions of MRI don't give with the leases."""
        residents = self.client.residents(property_id=self.mri_property.rmpropid)
        mobiles = {}
        for row in residents:
            if isinstance(row, Resident):
                if row.cell_phone:
                    mobiles[row.resident_id] = row.cell_phone
            else:
                self.problems.add_unreadable(row)
        return mobiles

    def _known_mobiles(self, rows: Iterable[LeaseDetail]) -> dict[str, str]:
        known = Person.objects.filter(
            property_id=self.mri_property.property_id,
            external_id__in={row.resident_id for row in rows},
        )
        return dict(known.values_list("external_id", "mobile"))

    def _current_leases(self, rows: Iterable[PendingMoveIn]) -> set[str]:
        """Name the leases that lease details has given us before: it knows more of them."""
        keys = {mapping.lease_key(row) for row in rows}
        known = Lease.objects.filter(
            property_id=self.mri_property.property_id, external_id__in=keys
        ).exclude(balance_imported_cents=None)
        return set(known.values_list("external_id", flat=True))


def _by_lease(rows: Iterable[R]) -> dict[str, list[R]]:
    households: dict[str, list[R]] = {}
    for row in rows:
        households.setdefault(mapping.lease_key(row), []).append(row)
    return households
