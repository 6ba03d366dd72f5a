"""The simulated MRI seen from behind the wire: what stands there, and what its staff do."""

from dataclasses import dataclass
from datetime import date

from rentrail.simulators.mri import batches, entries, posting
from rentrail.simulators.mri.entries import Person
from rentrail.simulators.mri.office import Office


class NoSuchResident(LookupError):
    """Nobody has this name id. The text is fit to show a person."""


@dataclass(frozen=True, kw_only=True)
class Payment:
    """A payment that was posted, by the interface or by staff."""

    transaction_id: str
    batch_id: str
    external_batch_id: str
    property_id: str
    resident_id: str
    amount_cents: int
    payment_date: str
    state: str  # posted, reversed or voided
    book: str  # resident or deposit
    posted_by: str  # interface or staff
    external_transaction_number: str | None
    check_number: str | None
    description: str | None
    payment_type: str | None
    cash_type: str | None


@dataclass(frozen=True, kw_only=True)
class Batch:
    """A batch with its count and total, voided payments left out."""

    batch_id: str
    external_batch_id: str
    property_id: str
    description: str | None
    state: str  # open or closed
    closed_by: str | None
    book: str
    payment_count: int
    total_cents: int


@dataclass(frozen=True, kw_only=True)
class Resident:
    """A person in a lease, as MRI knows them."""

    resident_id: str
    property_id: str
    building_id: str
    unit_id: str
    status: str
    name_group: str
    first_name: str
    last_name: str
    rent_cents: int
    balance_cents: int  # positive: the lease owes
    is_current: bool
    is_future: bool
    block_epayments: str | None


class World:
    """What MRI knows, for assertions and for a demo's staff."""

    def __init__(self, *, office: Office) -> None:
        self.office = office
        self._storage = office.storage

    def property_ids(self) -> list[str]:
        """Name the properties."""
        rows = self._storage.rows("SELECT property_id FROM properties ORDER BY position")
        return [str(row["property_id"]) for row in rows]

    def residents(self, *, property_id: str | None = None) -> list[Resident]:
        """List the people of a property, or of all."""
        return [
            Resident(
                **{
                    **row,
                    "is_current": row["is_current"] == "Y",
                    "is_future": row["is_future"] == 1,
                }
            )
            for row in self._storage.rows(RESIDENTS, (property_id, property_id))
        ]

    def payments(self) -> list[Payment]:
        """List the payments posted, in the order they came."""
        return [Payment(**row) for row in self._storage.rows(PAYMENTS)]

    def batches(self) -> list[Batch]:
        """List the batches, in the order they were opened."""
        return [Batch(**row) for row in self._storage.rows(BATCHES)]

    def ledger_balance(self, *, resident_id: str) -> int:
        """Add up the ledger of a resident's lease, in cents; positive is owed."""
        return self._storage.number(
            "SELECT sum(signed_cents) FROM ledger WHERE book = 'resident' AND lease_key = ?",
            (self._person(resident_id).lease_key,),
        )

    def deposit_balance(self, *, resident_id: str) -> int:
        """Add up the deposit ledger of a resident's lease, in cents; positive is owed."""
        return self._storage.number(
            "SELECT sum(signed_cents) FROM ledger WHERE book = 'deposit' AND lease_key = ?",
            (self._person(resident_id).lease_key,),
        )

    def block(self, *, resident_id: str, value: str | None = "Y") -> None:
        """Set Block e-Payment on a resident's lease, as staff do."""
        self._storage.execute(
            "UPDATE leases SET block_epayments = ?, updated_at = ? WHERE lease_key = ?",
            (value, self.office.stamp(), self._person(resident_id).lease_key),
        )

    def change_rent(self, *, resident_id: str, rent_cents: int) -> None:
        """Set another monthly rent on a resident's lease."""
        lease_key = self._person(resident_id).lease_key
        with self._storage.transaction():
            self._storage.execute(
                "UPDATE leases SET rent_cents = ?, updated_at = ? WHERE lease_key = ?",
                (rent_cents, self.office.stamp(), lease_key),
            )
            self._storage.execute(
                "UPDATE recurring_charges SET amount_cents = ?"
                " WHERE lease_key = ? AND charge_code = 'RNT'",
                (rent_cents, lease_key),
            )

    def move_out(self, *, resident_id: str, on: date) -> None:
        """End a resident's lease on a day; its people become old residents."""
        lease_key = self._person(resident_id).lease_key
        with self._storage.transaction():
            self._storage.execute(
                "UPDATE leases SET move_out = ?, is_current = 'N', updated_at = ?"
                " WHERE lease_key = ?",
                (on.isoformat(), self.office.stamp(), lease_key),
            )
            self._storage.execute(
                "UPDATE residents SET status = 'Old' WHERE lease_key = ?", (lease_key,)
            )

    def move_in(self, *, resident_id: str, on: date) -> None:
        """Make a future resident a current one."""
        lease_key = self._person(resident_id).lease_key
        with self._storage.transaction():
            self._storage.execute(
                "UPDATE leases SET is_future = 0, is_current = 'Y', occupy_date = ?,"
                " updated_at = ? WHERE lease_key = ?",
                (on.isoformat(), self.office.stamp(), lease_key),
            )
            self._storage.execute(
                "UPDATE residents SET status = 'Current' WHERE lease_key = ?", (lease_key,)
            )

    def post_charge(
        self, *, resident_id: str, charge_code: str, description: str, amount_cents: int, on: date
    ) -> str:
        """Charge a resident once, and give the charge's id."""
        with self._storage.transaction():
            return entries.enter_charge(
                office=self.office,
                person=self._person(resident_id),
                charge_code=charge_code,
                description=description,
                amount_cents=amount_cents,
                on=on,
            )

    def post_month_charges(self, *, property_id: str, year: int, month: int) -> int:
        """Charge all current leases of a property for a month, and tell how many charges.

        What is charged already is not charged again.
        """
        with self._storage.transaction():
            return post_month_charges(
                office=self.office, property_id=property_id, first=date(year, month, 1)
            )

    def close_batch_by_staff(self, *, batch_id: str) -> None:
        """Let staff close a batch, whatever it holds."""
        with self._storage.transaction():
            batches.close(office=self.office, batch_id=batch_id, closed_by="staff")

    def add_payment_by_staff(
        self, *, batch_id: str, resident_id: str, amount_cents: int = 10_000
    ) -> str:
        """Let staff add a payment to a batch, and give its transaction id."""
        with self._storage.transaction():
            return posting.enter_staff_payment(
                office=self.office,
                batch_id=batch_id,
                person=self._person(resident_id),
                amount_cents=amount_cents,
            )

    def _person(self, resident_id: str) -> Person:
        person = entries.person_of(storage=self._storage, resident_id=resident_id)
        if person is None:
            raise NoSuchResident(f"{resident_id} is not a resident.")
        return person


def post_month_charges(*, office: Office, property_id: str, first: date) -> int:
    """Charge all current leases of a property for the month that begins on a day."""
    parameters = {
        "property_id": property_id,
        "first": first.isoformat(),
        "month_name": f"{first:%B}",
        "month": first.month,
        "entered_at": office.stamp(),
    }
    charge_count = office.storage.number(COUNT_DUE_CHARGES, parameters)
    first_number = office.storage.next_number("charge", count=charge_count)
    office.storage.execute(ENTER_DUE_CHARGES, {**parameters, "first_number": first_number})
    return charge_count


RESIDENTS = """
    SELECT r.resident_id, l.property_id, l.building_id, l.unit_id, r.status, l.name_group,
        r.first_name, r.last_name, l.rent_cents, l.balance_cents, l.is_current, l.is_future,
        l.block_epayments
    FROM residents r JOIN leases l USING (lease_key)
    WHERE ? IS NULL OR r.property_id = ?
    ORDER BY r.position
"""

PAYMENTS = """
    SELECT p.transaction_id, p.batch_id, b.external_batch_id, p.property_id, p.resident_id,
        p.amount_cents, p.payment_date, p.state, b.book, p.posted_by,
        p.external_transaction_number, p.check_number, p.description, p.payment_type, p.cash_type
    FROM payments p JOIN batches b USING (batch_id)
    ORDER BY p.rowid
"""

BATCHES = """
    SELECT b.batch_id, b.external_batch_id, b.property_id, b.description, b.state, b.closed_by,
        b.book, count(p.transaction_id) AS payment_count,
        coalesce(sum(p.amount_cents), 0) AS total_cents
    FROM batches b LEFT JOIN payments p ON p.batch_id = b.batch_id AND p.state <> 'voided'
    GROUP BY b.batch_id ORDER BY b.batch_id
"""

# Every fourth lease pays for water, an amount that differs by lease and month.
DUE_CHARGES = """
    WITH wanted AS (
        SELECT lease_key, charge_code, description || ' ' || :month_name AS description,
            amount_cents, 'Y' AS is_auto
        FROM recurring_charges
        WHERE effective_date <= :first AND (end_date IS NULL OR end_date >= :first)
        UNION ALL
        SELECT lease_key, 'WTR', 'Water ' || :month_name,
            2000 + (lease_key * 7919 + :month * 1047) % 4500, 'N'
        FROM leases WHERE lease_key % 4 = 0
    ), due AS (
        SELECT w.*, l.property_id, l.name_group
        FROM leases l JOIN wanted w USING (lease_key)
        WHERE l.property_id = :property_id AND l.is_current = 'Y' AND NOT EXISTS (
            SELECT 1 FROM ledger e
            WHERE e.lease_key = l.lease_key AND e.book = 'resident'
                AND e.charge_code = w.charge_code AND e.entry_date = :first
                AND e.source_code = 'CH'
        )
    )
"""

COUNT_DUE_CHARGES = f"{DUE_CHARGES} SELECT count(*) FROM due"  # noqa: S608 - ours

ENTER_DUE_CHARGES = f"""{DUE_CHARGES}
    INSERT INTO ledger (transaction_id, book, lease_key, property_id, resident_id, entry_date,
        charge_code, source_code, description, signed_cents, open_cents, posted, is_auto,
        entered_at)
    SELECT printf('%010d', :first_number - 1 + row_number() OVER by_lease), 'resident', lease_key,
        property_id, name_group, :first, charge_code, 'CH', description, amount_cents,
        amount_cents, 'Y', is_auto, :entered_at
    FROM due WINDOW by_lease AS (ORDER BY lease_key, charge_code = 'RNT' DESC, charge_code)
    ORDER BY 1
"""  # noqa: S608 - both halves are ours
