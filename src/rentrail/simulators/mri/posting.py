"""Payments, as a client posts them and as MRI's own staff enter them."""

from datetime import date

from rentrail.simulators.mri import batches, entries
from rentrail.simulators.mri.entries import Entry, Person
from rentrail.simulators.mri.office import Office
from rentrail.simulators.mri.validation import (
    PAYMENT_FIELDS,
    RowRefused,
    day,
    payment_fields,
    positive_cents,
)
from rentrail.simulators.mri.wire import Row

BLANK_ANSWER: Row = dict.fromkeys(("TransactionID", *PAYMENT_FIELDS))


def post_payment(*, office: Office, row: Row) -> Row:
    """Post one payment to the resident ledger, in the batch its external batch id names.

    Raises:
        RowRefused: MRI does not take it.
    """
    return _post(office=office, row=row, book="resident")


def post_deposit_payment(*, office: Office, row: Row) -> Row:
    """Post one payment to the security-deposit ledger. Assumed.

    Raises:
        RowRefused: MRI does not take it.
    """
    return _post(office=office, row=row, book="deposit")


def batch_named_by(*, office: Office, row: Row) -> str | None:
    """Tell which open batch a posted row would join, without reading the row strictly."""
    external_batch_id = row.get("ExternalBatchID") or row.get("ExternalBatchId")
    found = office.storage.row(
        "SELECT batch_id FROM batches"
        " WHERE property_id = ? AND external_batch_id = ? AND state = 'open'",
        (str(row.get("PropertyID")), str(external_batch_id)),
    )
    return str(found["batch_id"]) if found else None


def enter_staff_payment(*, office: Office, batch_id: str, person: Person, amount_cents: int) -> str:
    """Let MRI's staff add a payment to a batch, and give its transaction id."""
    batch = batches.read_batch(storage=office.storage, batch_id=batch_id)
    fields = {
        "CheckNumber": "9999",
        "Description": "Entered by the office",
        "PaymentType": "C",
        "ExternalBatchID": str(batch["ExternalBatchID"]),
    }
    return _enter(
        office=office,
        batch_id=batch_id,
        person=person,
        fields=fields,
        amount_cents=amount_cents,
        on=office.today(),
        posted_by="staff",
    )


def _post(*, office: Office, row: Row, book: str) -> Row:
    fields = payment_fields(row)
    person = _payer(office=office, fields=fields)
    _check_charge(office=office, person=person, fields=fields)
    _check_number(office=office, fields=fields)
    batch_id = batches.open_batch(
        office=office,
        property_id=person.property_id,
        external_batch_id=fields["ExternalBatchID"],
        book=book,
        description=fields.get("BatchDescription"),
    )
    transaction_id = _enter(
        office=office,
        batch_id=batch_id,
        person=person,
        fields=fields,
        amount_cents=positive_cents(fields=fields, name="PaymentAmount"),
        on=day(fields=fields, name="PaymentInitiationDatetime"),
        posted_by="interface",
        book=book,
    )
    return _answer(fields=fields, transaction_id=transaction_id, batch_id=batch_id)


def _enter(
    *,
    office: Office,
    batch_id: str,
    person: Person,
    fields: dict[str, str],
    amount_cents: int,
    on: date,
    posted_by: str,
    book: str = "resident",
) -> str:
    storage = office.storage
    place = 1 + storage.number("SELECT count(*) FROM payments WHERE batch_id = ?", (batch_id,))
    transaction_id = f"{storage.next_number('receipt'):08}PP"
    entry = Entry(
        transaction_id=transaction_id,
        lease_key=person.lease_key,
        property_id=person.property_id,
        resident_id=person.resident_id,
        entry_date=on.isoformat(),
        charge_code="RNT" if book == "resident" else "SECDEP",
        source_code="CR",
        description=fields.get("Description"),
        signed_cents=-amount_cents,
        open_cents=-amount_cents,
        book=book,
        cash_type=fields.get("CashType", "OP"),
        receipt_descriptor=f"{fields.get('CheckNumber', '')}_{place}",
        posted="N",
        pays_charge_id=fields.get("ChargeID"),
    )
    entries.enter(office=office, entry=entry)
    storage.execute(
        "INSERT INTO payments VALUES (?, ?, ?, ?, ?, 'posted', ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            transaction_id,
            batch_id,
            person.property_id,
            person.resident_id,
            amount_cents,
            posted_by,
            fields.get("ExternalTransactionNumber"),
            fields.get("CheckNumber"),
            fields.get("Description"),
            fields.get("PaymentType"),
            fields.get("CashType"),
            on.isoformat(),
            office.stamp(),
        ),
    )
    return transaction_id


def _payer(*, office: Office, fields: dict[str, str]) -> Person:
    storage, property_id = office.storage, fields["PropertyID"]
    if not storage.row("SELECT 1 FROM properties WHERE property_id = ?", (property_id,)):
        raise RowRefused(f"PROPERTYID: {property_id} is not a property.")
    person = entries.person_of(storage=storage, resident_id=fields["ResidentNameID"])
    if person is None or person.property_id != property_id:
        raise RowRefused(
            f"RESIDENTNAMEID: {fields['ResidentNameID']} is not a resident of {property_id}."
        )
    return person


def _check_charge(*, office: Office, person: Person, fields: dict[str, str]) -> None:
    if "ChargeID" not in fields:
        return
    if not office.storage.row(
        "SELECT 1 FROM ledger WHERE transaction_id = ? AND lease_key = ? AND open_cents > 0",
        (fields["ChargeID"], person.lease_key),
    ):
        raise RowRefused(f"CHARGEID: {fields['ChargeID']} is not an open charge of this resident.")


def _check_number(*, office: Office, fields: dict[str, str]) -> None:
    number = fields["ExternalTransactionNumber"]
    if office.settings.repeat_external_transaction_number_allowed:
        return
    if office.storage.row(
        "SELECT 1 FROM payments WHERE external_transaction_number = ?", (number,)
    ):
        raise RowRefused(f"EXTERNALTRANSACTIONNUMBER: {number} has been used before.")


def _answer(*, fields: dict[str, str], transaction_id: str, batch_id: str) -> Row:
    payment_day = day(fields=fields, name="PaymentInitiationDatetime")
    deposit_day = day(fields=fields, name="DepositDate") if "DepositDate" in fields else payment_day
    return {
        **BLANK_ANSWER,
        "UpdateControlTotal": "N",
        "ApplyToDirectDebitOnly": "N",
        **fields,
        "TransactionID": transaction_id,
        "ChargeCode": "PPR",
        "PaymentInitiationDatetime": f"{payment_day}T00:00:00",
        "DepositDate": f"{deposit_day}T00:00:00",
        "BatchId": batch_id,
    }
