"""A property management company's MRI, made up from a seed: the same seed gives the same one."""

import json
import random
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from rentrail.primitives.clock import SettableClock
from rentrail.simulators.mri import entries, names
from rentrail.simulators.mri.entries import Entry, Person
from rentrail.simulators.mri.office import Office
from rentrail.simulators.mri.world import post_month_charges

UNITS_IN_BUILDING = 40
VACANT_OF = 20  # one unit in so many stands empty


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What kind of world is wanted."""

    seed: int = 1
    lease_count: int = 20  # current leases, spread over the properties
    property_ids: tuple[str, ...] = ("DEMO01",)
    property_names: tuple[str, ...] = ("Example Court",)
    first: date = date(2026, 3, 1)  # the first day of the world's month
    dirty: bool = False


@dataclass(kw_only=True)
class _Lease:
    """One lease under construction."""

    lease_key: int
    property_id: str
    building_id: str
    unit_id: str
    lease_id: str
    name_group: str
    rent_cents: int
    lease_start: date | None
    occupy_date: date | None
    lease_end: date
    move_out: date | None = None
    month_to_month: str = "N"
    is_current: str = "Y"
    is_future: int = 0
    block_epayments: str | None = "N"
    no_checks: str = "N"
    pay_allowed: str | None = None
    updated_at: str = ""


@dataclass(kw_only=True)
class _Builder:
    """Fills an empty MRI."""

    office: Office
    plan: Plan
    dice: random.Random = field(init=False)
    lease_key: int = 0
    resident_number: int = 1000

    def __post_init__(self) -> None:
        self.dice = random.Random(self.plan.seed)  # noqa: S311 - a made-up world, no secret

    def build(self) -> None:
        """Put everything in place."""
        self._add_banks()
        for index, property_id in enumerate(self.plan.property_ids):
            self._add_property(index=index, property_id=property_id)
        for property_id in self.plan.property_ids:
            self._add_history(property_id=property_id)
        if self.plan.dirty:
            self._spoil()

    def _add_banks(self) -> None:
        self.office.storage.execute_many(
            "INSERT INTO banks VALUES (?, ?)",
            [("DEP", "Example Bank Deposits"), ("OPER", "Example Bank Operating")],
        )

    def _add_property(self, *, index: int, property_id: str) -> None:
        named = self.plan.property_names
        entity_id = str(100 + index)
        self.office.storage.execute(
            "INSERT INTO properties VALUES (?, ?, ?, ?, ?, 'Example Way', NULL, 'Springfield',"
            " 'TX', '75000', 'Bob Manager', '5555550100')",
            (
                index + 1,
                property_id,
                named[index] if index < len(named) else f"Example Court {index + 1}",
                entity_id,
                str(index + 1),
            ),
        )
        self.office.storage.execute_many(
            "INSERT INTO bank_mappings VALUES (?, ?)", [(entity_id, "DEP"), (entity_id, "OPER")]
        )
        self._add_leases(index=index, property_id=property_id)

    def _add_leases(self, *, index: int, property_id: str) -> None:
        lease_count = _share(self.plan.lease_count, len(self.plan.property_ids), index)
        unit_count = lease_count + 1 + lease_count // VACANT_OF
        units = [_unit(place) for place in range(unit_count)]
        self.office.storage.execute_many(
            "INSERT INTO units (property_id, building_id, unit_id, market_rent_cents)"
            " VALUES (?, ?, ?, ?)",
            [(property_id, *unit, 5_000 * self.dice.randint(18, 52)) for unit in units],
        )
        old_count = lease_count // 50 + (lease_count >= 10)
        for place in range(lease_count):
            self._add_current(
                property_id=property_id, unit=units[place], after_old=place < old_count
            )
        for unit in units[lease_count:]:
            self._add_future(property_id=property_id, unit=unit)
        if index == 0 and lease_count >= 5:
            self._make_odd(property_id=property_id)

    def _add_current(self, *, property_id: str, unit: tuple[str, str], after_old: bool) -> None:
        if after_old:
            self._add_old(property_id=property_id, unit=unit)
        lease = self._lease(property_id=property_id, unit=unit, lease_id="2" if after_old else "1")
        self._insert_lease(lease)
        last_name = self.dice.choice(names.LAST)
        self._insert_person(lease=lease, last_name=last_name, status="Current")
        for person in range(self.dice.choices((0, 1, 2), weights=(55, 33, 12))[0]):
            is_minor = person == 1 and self.dice.random() < 0.5
            self._insert_person(
                lease=lease,
                last_name=last_name if is_minor else self.dice.choice((last_name, *names.LAST)),
                status="Other Resident" if is_minor else "Co-Resident",
                is_minor=is_minor,
            )
        self._insert_recurring(lease)

    def _add_old(self, *, property_id: str, unit: tuple[str, str]) -> None:
        lease = self._lease(property_id=property_id, unit=unit, lease_id="1")
        lease.is_current = "N"
        lease.move_out = self.plan.first - timedelta(days=self.dice.randint(20, 240))
        lease.lease_end = lease.move_out
        lease.occupy_date = lease.move_out - timedelta(days=365)
        lease.lease_start = lease.occupy_date
        self._insert_lease(lease)
        last_name = self.dice.choice(names.LAST)
        self._insert_person(lease=lease, last_name=last_name, status="Old")
        if self.dice.random() < 0.5:
            self._charge(
                lease=lease, charge_code="CLN", description="Cleaning", amount_cents=18_500
            )

    def _add_future(self, *, property_id: str, unit: tuple[str, str]) -> None:
        lease = self._lease(property_id=property_id, unit=unit, lease_id="1", prefix="00S")
        lease.is_current, lease.is_future = "N", 1
        lease.lease_start = self.plan.first + timedelta(days=self.dice.randint(10, 50))
        lease.occupy_date = None
        lease.lease_end = lease.lease_start + timedelta(days=364)
        lease.month_to_month = "N"
        self._insert_lease(lease)
        self._insert_person(lease=lease, last_name=self.dice.choice(names.LAST), status="New")
        if self.dice.random() < 0.6:
            self._charge(
                lease=lease,
                charge_code="SECDEP",
                description="Security deposit",
                amount_cents=lease.rent_cents,
                book="deposit",
            )

    def _lease(
        self, *, property_id: str, unit: tuple[str, str], lease_id: str, prefix: str = ""
    ) -> _Lease:
        self.lease_key += 1
        occupied = self.plan.first - timedelta(days=self.dice.randint(31, 330))
        start = occupied.replace(day=1)
        monthly = self.dice.random() < 0.08
        age = timedelta(days=400) if monthly else timedelta()
        return _Lease(
            lease_key=self.lease_key,
            property_id=property_id,
            building_id=unit[0],
            unit_id=unit[1],
            lease_id=lease_id,
            name_group=self._next_resident_id(prefix or self.dice.choice(PREFIXES)),
            rent_cents=2_500 * self.dice.randint(36, 104),
            lease_start=start - age if self.dice.random() < 0.4 else None,
            occupy_date=start - age,
            lease_end=start - age + timedelta(days=364),
            month_to_month="Y" if monthly and self.dice.random() < 0.8 else "N",
            block_epayments=self.dice.choices(("N", "Y", None), weights=(94, 2, 4))[0],
            no_checks="Y" if self.dice.random() < 0.03 else "N",
            pay_allowed=self.dice.choices((None, "C"), weights=(9, 1))[0],
            updated_at=f"{self.plan.first}T06:00:00",
        )

    def _insert_lease(self, lease: _Lease) -> None:
        values = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in vars(lease).items()
        }
        self.office.storage.execute(INSERT_LEASE, values)

    def _insert_person(
        self, *, lease: _Lease, last_name: str, status: str, is_minor: bool = False
    ) -> None:
        heads = status in {"Current", "Old", "New"}
        resident_id = lease.name_group if heads else self._next_resident_id("")
        first_name = self.dice.choice(names.FIRST)
        phone = f"555555{self.dice.randint(0, 9999):04}" if self.dice.random() < 0.8 else None
        self.office.storage.execute(
            INSERT_RESIDENT,
            {
                "resident_id": resident_id,
                "property_id": lease.property_id,
                "lease_key": lease.lease_key,
                "status": status,
                "first_name": first_name,
                "last_name": last_name,
                "email": None if is_minor else _email(first_name, last_name, resident_id),
                "phone": phone,
                "cell": phone if self.dice.random() < 0.5 else None,
                "birthday": "1985-06-15" if self.dice.random() < 0.3 else None,
                "is_minor": int(is_minor),
                "move_in_date": lease.lease_start.isoformat()
                if lease.is_future and lease.lease_start
                else None,
            },
        )

    def _insert_recurring(self, lease: _Lease) -> None:
        charges = [("RNT", "Rent", lease.rent_cents)]
        if self.dice.random() < 0.25:
            charges.append(("PKG", "Parking", 2_500 * self.dice.randint(1, 4)))
        if self.dice.random() < 0.1:
            charges.append(("PET", "Pet rent", 3_500))
        effective = lease.occupy_date or self.plan.first
        self.office.storage.execute_many(
            "INSERT INTO recurring_charges VALUES (?, ?, ?, ?, ?, NULL)",
            [(lease.lease_key, *charge, effective.isoformat()) for charge in charges],
        )

    def _next_resident_id(self, prefix: str) -> str:
        self.resident_number += 1
        return prefix + f"{self.resident_number:010}"[len(prefix) :]

    def _make_odd(self, *, property_id: str) -> None:
        """Give one lease a Block e-Payment value that nobody has documented."""
        self.office.storage.execute(
            "UPDATE leases SET block_epayments = 'X' WHERE lease_key ="
            " (SELECT max(lease_key) FROM leases WHERE property_id = ? AND is_current = 'Y')",
            (property_id,),
        )

    def _add_history(self, *, property_id: str) -> None:
        """Charge last month and this one; most paid last month, some in part, some not at all."""
        previous = (self.plan.first - timedelta(days=1)).replace(day=1)
        post_month_charges(office=self.office, property_id=property_id, first=previous)
        for lease in self.office.storage.rows(OWING_LEASES, (property_id,)):
            person = Person(
                resident_id=lease["name_group"],
                property_id=property_id,
                lease_key=lease["lease_key"],
            )
            self._pay_last_month(
                person=person, owed_cents=lease["balance_cents"], previous=previous
            )
        post_month_charges(office=self.office, property_id=property_id, first=self.plan.first)

    def _pay_last_month(self, *, person: Person, owed_cents: int, previous: date) -> None:
        chance = self.dice.random()
        if chance < 0.93:
            paid_cents = owed_cents if chance < 0.88 else owed_cents // 2
            self._receive(person=person, amount_cents=paid_cents, on=previous + timedelta(days=2))
        if chance >= 0.88:
            entries.enter_charge(
                office=self.office,
                person=person,
                charge_code="LATE",
                description="Late fee",
                amount_cents=5_000,
                on=previous + timedelta(days=5),
            )

    def _receive(self, *, person: Person, amount_cents: int, on: date) -> None:
        number = self.office.storage.next_number("receipt")
        entry = Entry(
            transaction_id=f"{number:08}PP",
            lease_key=person.lease_key,
            property_id=person.property_id,
            resident_id=person.resident_id,
            entry_date=on.isoformat(),
            charge_code="RNT",
            source_code="CR",
            description="Check received at the office",
            signed_cents=-amount_cents,
            open_cents=-amount_cents,
            cash_type="OP",
            receipt_descriptor=f"{number % 9000 + 1000}_1",
        )
        entries.enter(office=self.office, entry=entry)
        entries.apply_credits(office=self.office, lease_key=person.lease_key, book="resident")

    def _charge(
        self,
        *,
        lease: _Lease,
        charge_code: str,
        description: str,
        amount_cents: int,
        book: str = "resident",
    ) -> None:
        entries.enter_charge(
            office=self.office,
            person=Person(
                resident_id=lease.name_group,
                property_id=lease.property_id,
                lease_key=lease.lease_key,
            ),
            charge_code=charge_code,
            description=description,
            amount_cents=amount_cents,
            on=lease.move_out or self.plan.first,
            book=book,
        )

    def _spoil(self) -> None:
        """Make a few rows unreadable, each in its own way."""
        storage = self.office.storage
        heads = storage.rows("SELECT position FROM residents WHERE status = 'Current'")
        victims = self.dice.sample(heads, k=min(len(heads), len(SPOILED)))
        for head, overrides in zip(victims, SPOILED, strict=False):
            storage.execute(
                "UPDATE residents SET overrides = ? WHERE position = ?",
                (json.dumps(overrides), head["position"]),
            )
        storage.execute(
            "UPDATE ledger SET overrides = ? WHERE sequence ="
            " (SELECT max(sequence) FROM ledger WHERE open_cents > 0)",
            (json.dumps({"OriginalAmount": "12,3x", "UnpaidAmount": "12,3x"}),),
        )


PREFIXES = ("", "", "", "", "", "", "", "", "WF", "DB")

SPOILED: tuple[dict[str, str | None], ...] = (
    {"LeaseMonthlyRentAmount": "12,3x"},
    {"LeaseEnd": "2026-02-30T00:00:00"},
    {"ResidentStatus": "Squatter"},
    {"LeaseBalance": "99999999999999999999.99"},
    {"ResidentNameID": None},
    {"UnheardOf": "<&>", "IsCurrent": "?"},
)

INSERT_LEASE = """
    INSERT INTO leases (lease_key, property_id, building_id, unit_id, lease_id, name_group,
        rent_cents, lease_start, occupy_date, lease_end, move_out, month_to_month, is_current,
        is_future, block_epayments, no_checks, pay_allowed, updated_at)
    VALUES (:lease_key, :property_id, :building_id, :unit_id, :lease_id, :name_group,
        :rent_cents, :lease_start, :occupy_date, :lease_end, :move_out, :month_to_month,
        :is_current, :is_future, :block_epayments, :no_checks, :pay_allowed, :updated_at)
"""

INSERT_RESIDENT = """
    INSERT INTO residents (resident_id, property_id, lease_key, status, first_name, last_name,
        email, phone, cell, birthday, is_minor, move_in_date)
    VALUES (:resident_id, :property_id, :lease_key, :status, :first_name, :last_name,
        :email, :phone, :cell, :birthday, :is_minor, :move_in_date)
"""

OWING_LEASES = """
    SELECT lease_key, name_group, balance_cents FROM leases
    WHERE property_id = ? AND is_current = 'Y' AND balance_cents > 0 ORDER BY lease_key
"""


def generate(*, office: Office, plan: Plan) -> bool:
    """Fill an MRI that is empty; one that holds properties is left alone. Tell whether it did."""
    with office.storage.transaction():
        if office.storage.number("SELECT count(*) FROM properties"):
            return False
        _Builder(office=_at_first_of_month(office=office, plan=plan), plan=plan).build()
        return True


def _at_first_of_month(*, office: Office, plan: Plan) -> Office:
    """Set the clock of an MRI under construction, so that a seed gives one world at any time."""
    morning = datetime.combine(plan.first, time(6), tzinfo=UTC)
    return replace(office, clock=SettableClock(morning))


def _share(total: int, parts: int, index: int) -> int:
    return total // parts + (index < total % parts)


def _unit(place: int) -> tuple[str, str]:
    building, within = divmod(place, UNITS_IN_BUILDING)
    floor, door = divmod(within, 10)
    letter = chr(ord("A") + building % 26)
    return f"{letter}{building // 26 or ''}", f"{floor + 1}{door + 1:02}"


def _email(first_name: str, last_name: str, resident_id: str) -> str:
    decomposed = unicodedata.normalize("NFKD", f"{first_name}.{last_name}").casefold()
    letters = "".join(one for one in decomposed if one.isascii() and (one.isalpha() or one == "."))
    return f"{letters}.{resident_id.lstrip('0').lower()}@example.test"
