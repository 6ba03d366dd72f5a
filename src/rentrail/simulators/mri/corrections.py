"""Reversals, voids, credits and charges. MRI's own calls for them are not public: all assumed."""

from collections.abc import Mapping
from datetime import date

from rentrail.simulators.mri import entries
from rentrail.simulators.mri.entries import Entry, Person
from rentrail.simulators.mri.office import Office
from rentrail.simulators.mri.validation import (
    RowRefused,
    day,
    positive_cents,
    require,
    text_fields,
)
from rentrail.simulators.mri.wire import Row


def reverse_payment(*, office: Office, row: Row) -> Row:
    """Take back one payment, in whichever batch it stands, because the bank took it back.

    Raises:
        RowRefused: there is no such payment, or it no longer stands.
    """
    fields = text_fields(row=row, known={"TransactionID", "ReversalDate", "Description"})
    require(fields=fields, names=("TransactionID", "ReversalDate"))
    payment = _standing_payment(office=office, transaction_id=fields["TransactionID"])
    on = day(fields=fields, name="ReversalDate")
    reversal_id = f"{office.storage.next_number('receipt'):08}RV"
    _undo(
        office=office,
        payment=payment,
        transaction_id=reversal_id,
        state="reversed",
        description=fields.get("Description", "Reversal"),
        on=on,
    )
    return {**row, "ReversalTransactionID": reversal_id, "BatchId": payment["batch_id"]}


def void_payment(*, office: Office, row: Row) -> Row:
    """Take a payment out of its batch while that is open.

    Raises:
        RowRefused: there is no such payment, it no longer stands, or its batch has closed.
    """
    fields = text_fields(row=row, known={"TransactionID", "Description"})
    require(fields=fields, names=("TransactionID",))
    payment = _standing_payment(office=office, transaction_id=fields["TransactionID"])
    if payment["batch_state"] != "open":
        raise RowRefused("TRANSACTIONID: the batch of this payment is closed.")
    void_id = f"{office.storage.next_number('receipt'):08}VD"
    _undo(
        office=office,
        payment=payment,
        transaction_id=void_id,
        state="voided",
        description=fields.get("Description", "Void"),
        on=office.today(),
    )
    return {**row, "VoidTransactionID": void_id, "BatchId": payment["batch_id"]}


def post_credit(*, office: Office, row: Row) -> Row:
    """Credit a resident without money, and pay the oldest open charges with it.

    Raises:
        RowRefused: MRI does not take it.
    """
    names = ("ResidentNameID", "PropertyID", "CreditDate", "CreditAmount", "Description")
    fields = text_fields(row=row, known=names)
    require(fields=fields, names=names)
    person = _resident(office=office, fields=fields)
    amount_cents = positive_cents(fields=fields, name="CreditAmount")
    credit_id = f"{office.storage.next_number('receipt'):08}CM"
    entry = Entry(
        transaction_id=credit_id,
        lease_key=person.lease_key,
        property_id=person.property_id,
        resident_id=person.resident_id,
        entry_date=day(fields=fields, name="CreditDate").isoformat(),
        charge_code="RNT",
        source_code="CM",
        description=fields["Description"],
        signed_cents=-amount_cents,
        open_cents=-amount_cents,
    )
    entries.enter(office=office, entry=entry)
    entries.apply_credits(office=office, lease_key=person.lease_key, book="resident")
    return {**row, "TransactionID": credit_id}


def post_charge(*, office: Office, row: Row) -> Row:
    """Charge a resident; nothing pays it before a batch closes.

    Raises:
        RowRefused: MRI does not take it.
    """
    names = (
        "ResidentNameID",
        "PropertyID",
        "ChargeDate",
        "ChargeCode",
        "ChargeAmount",
        "Description",
    )
    fields = text_fields(row=row, known=names)
    require(fields=fields, names=names)
    charge_id = entries.enter_charge(
        office=office,
        person=_resident(office=office, fields=fields),
        charge_code=fields["ChargeCode"],
        description=fields["Description"],
        amount_cents=positive_cents(fields=fields, name="ChargeAmount"),
        on=day(fields=fields, name="ChargeDate"),
    )
    return {**row, "ChargeID": charge_id}


def _resident(*, office: Office, fields: Mapping[str, str]) -> Person:
    person = entries.person_of(storage=office.storage, resident_id=fields["ResidentNameID"])
    if person is None or person.property_id != fields["PropertyID"]:
        raise RowRefused(f"RESIDENTNAMEID: {fields['ResidentNameID']} is not a resident there.")
    return person


def _standing_payment(*, office: Office, transaction_id: str) -> dict[str, str]:
    payment = office.storage.row(PAYMENT, (transaction_id,))
    if payment is None:
        raise RowRefused(f"TRANSACTIONID: {transaction_id} is not a payment.")
    if payment["state"] != "posted":
        raise RowRefused(f"TRANSACTIONID: the payment is {payment['state']} already.")
    return payment


def _undo(
    *,
    office: Office,
    payment: dict[str, str],
    transaction_id: str,
    state: str,
    description: str,
    on: date,
) -> None:
    original_id = payment["transaction_id"]
    entry = Entry(
        transaction_id=transaction_id,
        lease_key=int(payment["lease_key"]),
        property_id=payment["property_id"],
        resident_id=payment["resident_id"],
        entry_date=on.isoformat(),
        charge_code=payment["charge_code"],
        source_code="CR",
        description=description,
        signed_cents=int(payment["amount_cents"]),
        open_cents=0,
        book=payment["book"],
        cash_type=payment["cash_type"],
        reference_number=original_id,
    )
    entries.enter(office=office, entry=entry)
    entries.unapply_credit(storage=office.storage, transaction_id=original_id, on=on)
    office.storage.execute(
        "UPDATE payments SET state = ? WHERE transaction_id = ?", (state, original_id)
    )


PAYMENT = """
    SELECT p.transaction_id, p.batch_id, p.property_id, p.resident_id, p.amount_cents, p.state,
        b.state AS batch_state, e.lease_key, e.charge_code, e.book, e.cash_type
    FROM payments p JOIN batches b USING (batch_id) JOIN ledger e USING (transaction_id)
    WHERE p.transaction_id = ?
"""
