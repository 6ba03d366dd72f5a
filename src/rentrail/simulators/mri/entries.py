"""Rows of the resident ledger and the security-deposit ledger, and what pays what."""

from dataclasses import dataclass
from datetime import date

from rentrail.simulators.mri.office import Office
from rentrail.simulators.mri.storage import Storage


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One ledger row, signed as MRI signs it: a charge is positive, a payment negative."""

    transaction_id: str
    lease_key: int
    property_id: str
    resident_id: str
    entry_date: str
    charge_code: str
    source_code: str
    description: str | None
    signed_cents: int
    open_cents: int
    book: str = "resident"
    cash_type: str | None = None
    receipt_descriptor: str | None = None
    reference_number: str | None = None
    posted: str = "Y"
    is_late_fee: str = "N"
    pays_charge_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """A resident whom rows can be entered for."""

    resident_id: str
    property_id: str
    lease_key: int


def enter(*, office: Office, entry: Entry) -> None:
    """Add one row to a ledger; the lease's balance follows by itself."""
    values = {**vars(entry), "entered_at": office.stamp()}
    names = ", ".join(values)
    slots = ", ".join(f":{name}" for name in values)
    office.storage.execute(f"INSERT INTO ledger ({names}) VALUES ({slots})", values)  # noqa: S608 - names of our own


def enter_charge(
    *,
    office: Office,
    person: Person,
    charge_code: str,
    description: str,
    amount_cents: int,
    on: date,
    book: str = "resident",
) -> str:
    """Charge a resident, and give the charge's id."""
    charge_id = f"{office.storage.next_number('charge'):010}"
    entry = Entry(
        transaction_id=charge_id,
        lease_key=person.lease_key,
        property_id=person.property_id,
        resident_id=person.resident_id,
        entry_date=on.isoformat(),
        charge_code=charge_code,
        source_code="CH",
        description=description,
        signed_cents=amount_cents,
        open_cents=amount_cents,
        book=book,
        is_late_fee="Y" if charge_code == "LATE" else "N",
    )
    enter(office=office, entry=entry)
    return charge_id


def person_of(*, storage: Storage, resident_id: str) -> Person | None:
    """Find a resident by the name id."""
    row = storage.row(
        "SELECT resident_id, property_id, lease_key FROM residents WHERE resident_id = ?",
        (resident_id,),
    )
    return Person(**row) if row else None


def apply_credits(*, office: Office, lease_key: int, book: str) -> None:
    """Pay a lease's open charges from its open credits, the oldest first.

    A credit that names a charge pays that one before any other.
    """
    for credit in office.storage.rows(OPEN_CREDITS, (lease_key, book)):
        left_cents = -credit["open_cents"]
        for charge in office.storage.rows(
            OPEN_CHARGES, (lease_key, book, credit["pays_charge_id"])
        ):
            if not left_cents:
                break
            paid_cents = min(left_cents, charge["open_cents"])
            _apply(office=office, credit=credit, charge=charge, amount_cents=paid_cents)
            left_cents -= paid_cents


def unapply_credit(*, storage: Storage, transaction_id: str, on: date) -> None:
    """Reopen the charges a credit has paid, and close the credit itself."""
    for paid in storage.rows(PAID_BY, (transaction_id,)):
        storage.execute(
            "UPDATE ledger SET open_cents = open_cents + ? WHERE transaction_id = ?",
            (paid["amount_cents"], paid["charge_id"]),
        )
        storage.execute(
            "INSERT INTO applies"
            " (resident_id, property_id, signed_cents, credit_id, charge_id, applied_date)"
            " VALUES (:resident_id, :property_id, :amount_cents, :credit_id, :charge_id, :on)",
            {**paid, "on": on.isoformat()},
        )
    storage.execute("UPDATE ledger SET open_cents = 0 WHERE transaction_id = ?", (transaction_id,))


def _apply(
    *, office: Office, credit: dict[str, object], charge: dict[str, object], amount_cents: int
) -> None:
    storage = office.storage
    change = "UPDATE ledger SET open_cents = open_cents + ? WHERE transaction_id = ?"
    storage.execute(change, (amount_cents, credit["transaction_id"]))
    storage.execute(change, (-amount_cents, charge["transaction_id"]))
    storage.execute(
        "UPDATE ledger SET reference_number = coalesce(reference_number, ?)"
        " WHERE transaction_id = ?",
        (charge["transaction_id"], credit["transaction_id"]),
    )
    storage.execute(
        "INSERT INTO applies"
        " (resident_id, property_id, signed_cents, credit_id, charge_id, applied_date)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            credit["resident_id"],
            credit["property_id"],
            -amount_cents,
            credit["transaction_id"],
            charge["transaction_id"],
            office.today().isoformat(),
        ),
    )


OPEN_CREDITS = """
    SELECT transaction_id, resident_id, property_id, open_cents, pays_charge_id
    FROM ledger WHERE lease_key = ? AND book = ? AND open_cents < 0 AND posted = 'Y'
    ORDER BY entry_date, sequence
"""

OPEN_CHARGES = """
    SELECT transaction_id, open_cents
    FROM ledger WHERE lease_key = ? AND book = ? AND open_cents > 0
    ORDER BY transaction_id IS ? DESC, entry_date, sequence
"""

PAID_BY = """
    SELECT resident_id, property_id, credit_id, charge_id, -sum(signed_cents) AS amount_cents
    FROM applies WHERE credit_id = ?
    GROUP BY charge_id HAVING sum(signed_cents) <> 0
    ORDER BY charge_id
"""
