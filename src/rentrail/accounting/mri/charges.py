"""Open charges of MRI's: each is charged here once, with a code that is mapped or not at all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from rentrail.accounting.models import LeaseOpening, MriProperty, SyncRun
from rentrail.accounting.mri import fees, runs
from rentrail.accounting.mri.client import MriClient
from rentrail.accounting.mri.columns import RowProblem
from rentrail.accounting.mri.rows import OpenCharge
from rentrail.accounting.queries import charge_codes_by_mri_code
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import (
    Charge,
    ChargeSource,
    Lease,
    LeasePerson,
    LeaseStatus,
    Person,
)
from rentrail.portfolio.operations import ChargeRequest
from rentrail.primitives.money import format_cents

CHARGES_AT_ONCE = 2_000
POSTED_BY = "mri"
_RANKS: dict[str, int] = {LeaseStatus.CURRENT: 0, LeaseStatus.FUTURE: 1, LeaseStatus.PAST: 2}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    lease_id: int
    unit_tag: str
    rank: int


@dataclass(kw_only=True)
class ChargeImport:
    """One run's import of open charges.

    ``waiting`` are leases with a charge that could not be taken over: their opening balance must
    wait, because that charge is part of it. ``older`` are charges dated before their lease's
    opening that we didn't know: only the ledger tells whether they are new.
    """

    client: MriClient
    mri_property: MriProperty
    run: SyncRun
    problems: runs.Problems
    today: date
    now: datetime
    waiting: set[int] = field(default_factory=set)
    older: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def charges(self) -> None:
        """Take over the open charges that aren't here yet."""
        self._codes = charge_codes_by_mri_code()
        readable = self._readable(self.client.open_charges(property_id=self.mri_property.rmpropid))
        while rows := list(islice(readable, CHARGES_AT_ONCE)):
            self._write(rows)
            self.problems.write()
            runs.save_progress(self.run)
        self.problems.write()

    def _write(self, rows: Sequence[OpenCharge]) -> None:
        known = set(
            Charge.objects.filter(
                property_id=self.mri_property.property_id,
                source=ChargeSource.IMPORTED,
                source_id__in=[row.charge_id for row in rows],
            ).values_list("source_id", flat=True)
        )
        places = self._places(rows)
        openings = self._opening_dates(places)
        requests = []
        known |= self._ours([row for row in rows if row.charge_id not in known], places)
        for row in rows:
            if row.charge_id not in known:
                requests += self._requests(row, _place_of(row, places), openings)
        portfolio.charge(requests, posted_by=POSTED_BY, now=self.now)
        self.run.charge_count += len(requests)

    def _ours(self, rows: Sequence[OpenCharge], places: dict[str, list[_Place]]) -> set[str]:
        """Name the charges that were charged here before MRI had them."""
        shown = [
            fees.Shown(
                transaction_id=row.charge_id,
                lease_id=place.lease_id,
                signed_cents=row.original_cents,
                shown_date=row.charge_date,
                charge_code=row.charge_code,
                description=row.description,
            )
            for row in rows
            if (place := _place_of(row, places)) is not None
        ]
        return fees.ours_among(self.mri_property, shown, now=self.now)

    def _requests(
        self, row: OpenCharge, place: _Place | None, openings: dict[int, date]
    ) -> list[ChargeRequest]:
        """Give the request for a charge, or none where it must wait for a person."""
        if place is None:
            self._tell(row, field="ResidentID", message="Nobody here has this resident id.")
            return []
        code = self._codes.get(row.charge_code)
        if code is None or row.unpaid_cents <= 0 or row.original_cents <= 0:
            self._tell_not_taken(row, is_mapped=code is not None)
            self.waiting.add(place.lease_id)
            return []
        opened = openings.get(place.lease_id)
        if opened is not None and row.charge_date is not None and row.charge_date < opened:
            self.older[place.lease_id].append(row.charge_id)
            return []
        return [
            ChargeRequest(
                lease_id=place.lease_id,
                transaction_code=code.code,
                amount_cents=row.unpaid_cents if opened is None else row.original_cents,
                due_date=row.charge_date or self.today,
                property_date=row.charge_date or self.today,
                source=ChargeSource.IMPORTED,
                source_id=row.charge_id,
                description=row.description or code.name,
            )
        ]

    def _tell_not_taken(self, row: OpenCharge, *, is_mapped: bool) -> None:
        if not is_mapped:
            message = f"MRI's charge code “{row.charge_code}” is mapped to none of ours."
            self._tell(row, field="ChargeCode", message=message)
            return
        amounts = f"{format_cents(row.original_cents)}, {format_cents(row.unpaid_cents)}"
        self._tell(row, field="OriginalAmount", message=f"Not a charge: {amounts}.")

    def _tell(self, row: OpenCharge, *, field: str, message: str) -> None:
        self.problems.add(api=OpenCharge.API, record_id=row.charge_id, field=field, message=message)

    def _readable(self, answer: Iterable[OpenCharge | RowProblem]) -> Iterator[OpenCharge]:
        for row in answer:
            if isinstance(row, RowProblem):
                self.problems.add_unreadable(row)
                self._let_wait(row)
            else:
                yield row

    def _let_wait(self, problem: RowProblem) -> None:
        people = LeasePerson.objects.filter(
            lease__property_id=self.mri_property.property_id,
            person__external_id=problem.ids.get("ResidentID", ""),
        ).exclude(person__external_id="")
        self.waiting.update(people.values_list("lease_id", flat=True))

    def _places(self, rows: Sequence[OpenCharge]) -> dict[str, list[_Place]]:
        """Give the leases of each resident: usually one, or an old one and a new one.

        Asked for one table after the other: joined, a planner whose statistics haven't caught up
        with a first sync goes through the company's rows once for each resident.
        """
        people = Person.objects.filter(
            property_id=self.mri_property.property_id,
            external_id__in={row.resident_id for row in rows},
        )
        residents = dict(people.values_list("id", "external_id"))
        members = LeasePerson.objects.filter(person_id__in=residents).order_by("lease_id")
        leases_of = list(members.values_list("person_id", "lease_id"))
        found = self._leases({lease_id for _, lease_id in leases_of})
        places: dict[str, list[_Place]] = defaultdict(list)
        for person_id, lease_id in leases_of:
            if lease_id in found:
                places[residents[person_id]].append(found[lease_id])
        return places

    def _leases(self, lease_ids: set[int]) -> dict[int, _Place]:
        leases = Lease.objects.filter(id__in=lease_ids).values_list(
            "id", "status", "unit__building__code", "unit__code"
        )
        return {
            lease_id: _Place(
                lease_id=lease_id,
                unit_tag=f"{self.mri_property.rmpropid}~{building}~{unit}",
                rank=_RANKS.get(status, len(_RANKS)),
            )
            for lease_id, status, building, unit in leases
        }

    def _opening_dates(self, places: dict[str, list[_Place]]) -> dict[int, date]:
        lease_ids = {place.lease_id for each in places.values() for place in each}
        opened = LeaseOpening.objects.filter(lease_id__in=lease_ids)
        return {each.lease_id: each.opened_at.date() for each in opened}


def _place_of(row: OpenCharge, places: dict[str, list[_Place]]) -> _Place | None:
    """Choose the lease that a charge is of: the one in its unit, else the liveliest."""
    of_resident = places.get(row.resident_id, [])
    return min(of_resident, key=lambda one: (one.unit_tag != row.unit_tag, one.rank), default=None)
