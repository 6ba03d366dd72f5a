"""MRI's batches: opened by a payment, closed once, compared by count and total."""

from rentrail.simulators.mri import entries
from rentrail.simulators.mri.office import Office
from rentrail.simulators.mri.storage import Storage
from rentrail.simulators.mri.validation import RowRefused, positive_cents, require, text_fields
from rentrail.simulators.mri.wire import Row

SELECTION = """
    SELECT b.batch_id AS BatchId, b.property_id AS PropertyID,
        b.external_batch_id AS ExternalBatchID, b.description AS BatchDescription,
        CASE b.state WHEN 'open' THEN 'O' ELSE 'C' END AS Status,
        b.closed_by AS ClosedBy, b.closed_at || :fraction AS ClosedAt,
        printf('%d', (SELECT count(*) FROM payments p
            WHERE p.batch_id = b.batch_id AND p.state <> 'voided')) AS PaymentCount,
        printf('%.2f', (SELECT coalesce(sum(amount_cents), 0) FROM payments p
            WHERE p.batch_id = b.batch_id AND p.state <> 'voided') / 100.0) AS Total
    FROM batches b
    WHERE {condition}
    ORDER BY b.batch_id LIMIT :limit OFFSET :offset
"""


def payment_rows(*, storage: Storage, batch_id: str) -> list[Row]:
    """Give the payments in a batch, in the order they came."""
    return storage.rows(
        "SELECT transaction_id AS TransactionID, resident_id AS ResidentNameID,"
        " printf('%.2f', amount_cents / 100.0) AS PaymentAmount,"
        " external_transaction_number AS ExternalTransactionNumber,"
        " CASE state WHEN 'voided' THEN 'Y' ELSE 'N' END AS Voided"
        " FROM payments WHERE batch_id = ? ORDER BY rowid",
        (batch_id,),
    )


def open_batch(
    *, office: Office, property_id: str, external_batch_id: str, book: str, description: str | None
) -> str:
    """Find the open batch of an external batch id, or open it, and give MRI's number of it.

    Raises:
        RowRefused: it has closed, holds the other kind of payment, or may not take a second one.
    """
    found = office.storage.row(
        "SELECT batch_id, state, book FROM batches WHERE property_id = ? AND external_batch_id = ?",
        (property_id, external_batch_id),
    )
    if found:
        _must_take_more(office=office, batch=found, external_batch_id=external_batch_id, book=book)
        return str(found["batch_id"])
    batch_id = f"{office.storage.next_number('batch'):014}"
    office.storage.execute(
        "INSERT INTO batches"
        " (batch_id, property_id, external_batch_id, book, description, state, opened_at)"
        " VALUES (?, ?, ?, ?, ?, 'open', ?)",
        (batch_id, property_id, external_batch_id, book, description, office.stamp()),
    )
    return batch_id


def close_batch(*, office: Office, row: Row) -> Row:
    """Close a batch whose count and total are as expected, and apply its payments. Assumed.

    Raises:
        RowRefused: there is no such batch, it has closed, or it holds something else.
    """
    fields = text_fields(row=row, known={"BatchId", "ExpectedTotal", "ExpectedCount"})
    require(fields=fields, names=("BatchId", "ExpectedTotal", "ExpectedCount"))
    batch = read_batch(storage=office.storage, batch_id=fields["BatchId"])
    if batch["Status"] == "C":
        raise RowRefused("BATCHID: the batch is closed already.", echo=batch)
    expected_cents = positive_cents(fields=fields, name="ExpectedTotal")
    total_cents = int(str(batch["Total"]).replace(".", ""))
    if (fields["ExpectedCount"], expected_cents) != (batch["PaymentCount"], total_cents):
        raise RowRefused("EXPECTEDTOTAL: the batch holds another count or total.", echo=batch)
    close(office=office, batch_id=fields["BatchId"], closed_by="interface")
    return read_batch(storage=office.storage, batch_id=fields["BatchId"])


def close(*, office: Office, batch_id: str, closed_by: str) -> None:
    """Close an open batch, whatever it holds; payments apply if auto-apply rules exist."""
    storage = office.storage
    storage.execute(
        "UPDATE batches SET state = 'closed', closed_at = ?, closed_by = ? WHERE batch_id = ?",
        (office.stamp(), closed_by, batch_id),
    )
    storage.execute(
        "UPDATE ledger SET posted = 'Y' WHERE transaction_id IN"
        " (SELECT transaction_id FROM payments WHERE batch_id = ?)",
        (batch_id,),
    )
    if not office.settings.auto_apply_at_close:
        return
    for lease in storage.rows(LEASES_IN_BATCH, (batch_id,)):
        entries.apply_credits(office=office, lease_key=lease["lease_key"], book=lease["book"])


def read_batch(*, storage: Storage, batch_id: str) -> Row:
    """Give a batch with its count and total as they are now.

    Raises:
        RowRefused: there is no such batch.
    """
    question = SELECTION.format(condition="b.batch_id = :batch_id")
    parameters = {"batch_id": batch_id, "fraction": "", "limit": 1, "offset": 0}
    batch = storage.row(question, parameters)
    if batch is None:
        raise RowRefused(f"BATCHID: {batch_id} is not a batch.")
    return batch


def _must_take_more(
    *, office: Office, batch: dict[str, object], external_batch_id: str, book: str
) -> None:
    if batch["state"] != "open":
        raise RowRefused(f"EXTERNALBATCHID: batch {external_batch_id} is closed.")
    if batch["book"] != book:
        raise RowRefused(
            f"EXTERNALBATCHID: batch {external_batch_id} is for {batch['book']} payments."
        )
    if not office.settings.repeat_external_batch_id_allowed:
        raise RowRefused(f"EXTERNALBATCHID: {external_batch_id} has been used before.")


LEASES_IN_BATCH = """
    SELECT DISTINCT e.lease_key, e.book
    FROM payments p JOIN ledger e USING (transaction_id)
    WHERE p.batch_id = ? ORDER BY e.lease_key
"""
