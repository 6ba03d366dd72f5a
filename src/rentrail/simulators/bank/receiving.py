"""Takes a file that was sent: judged, booked and acknowledged, all in one transaction."""

import csv
import hashlib
import io
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rentrail.simulators.bank import banking_days, nacha_reading, publishing
from rentrail.simulators.bank.config import BankConfig
from rentrail.simulators.bank.faults import Faults
from rentrail.simulators.bank.nacha_reading import EntryBatch, Expected, ReadFile

SAME_DAY_MAX_CENTS = 1_000_000_00
DEBIT_DAYS_AHEAD, CREDIT_DAYS_AHEAD = 1, 2
CREATED_AHEAD_MAX = timedelta(days=5)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A file as it came: the name it was sent under, the one it is kept under, its bytes."""

    name: str
    kept_as: str
    content: bytes


def receive(
    db: sqlite3.Connection, *, config: BankConfig, faults: Faults, delivery: Delivery, today: date
) -> None:
    """Judge a file, book what is accepted, and write its acknowledgement down."""
    expected = Expected(
        immediate_destination=config.immediate_destination,
        immediate_origins=config.immediate_origins,
        odfi_identification=config.odfi_identification,
        padding_required=config.padding_required,
    )
    file = nacha_reading.read_file(delivery.content, expected=expected)
    received_date = _received_date(file, today=today)
    digest = hashlib.sha256(delivery.content).hexdigest()
    file.reason = file.reason or _why_duplicate(db, file=file, digest=digest)
    _judge_dates(file, config=config, received_date=received_date)
    file_id = _book_file(db, file, delivery=delivery, digest=digest, received_date=received_date)
    if not file.reason:
        for batch in file.batches:
            _book_batch(db, batch, file_id=file_id)
    content = acknowledgement(file)
    publishing.announce(db, faults=faults, kind="ack", content=content, due_date=today)


def acknowledgement(file: ReadFile) -> bytes:
    """Write the answer to a file: accepted or refused, and why."""
    refused = [batch for batch in file.batches if batch.reason]
    rows: list[Sequence[str | int]] = [
        [
            "FILE",
            file.identity.immediate_destination,
            file.identity.immediate_origin,
            file.identity.creation_date,
            file.identity.creation_time,
            file.identity.file_id_modifier,
            "REJECTED" if file.reason else "ACCEPTED",
            file.entry_addenda_count,
            file.total_debit_cents,
            file.total_credit_cents,
            file.reason,
        ],
        *(["BATCH", batch.number, "REJECTED", batch.reason] for batch in refused),
    ]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([["ACK", 1], *rows, ["END", len(rows)]])
    return text.getvalue().encode("ascii", errors="replace")


def _received_date(file: ReadFile, *, today: date) -> date:
    """A sender's day may begin before the bank's does; the file then counts for the sender's."""
    created_on = file.identity.created_on
    if created_on is None or created_on <= today:
        return today
    if created_on - today > CREATED_AHEAD_MAX:
        file.reason = file.reason or "The file creation date lies in the future."
        return today
    return created_on


def _why_duplicate(db: sqlite3.Connection, *, file: ReadFile, digest: str) -> str:
    same_bytes = "SELECT name FROM received_file WHERE reason = '' AND digest = ?"
    if row := db.execute(same_bytes, (digest,)).fetchone():
        return f"Duplicate file: the same bytes were accepted before as {row['name']}."
    identity = file.identity
    same_identity = (
        "SELECT name FROM received_file WHERE reason = '' AND immediate_origin = ?"
        " AND creation_date = ? AND creation_time = ? AND file_id_modifier = ?"
    )
    values = (
        identity.immediate_origin,
        identity.creation_date,
        identity.creation_time,
        identity.file_id_modifier,
    )
    if row := db.execute(same_identity, values).fetchone():
        return f"Duplicate file: origin, date, time and modifier are those of {row['name']}."
    return ""


def _judge_dates(file: ReadFile, *, config: BankConfig, received_date: date) -> None:
    for batch in file.batches:
        batch.reason = batch.reason or why_date_refused(
            batch, received_date=received_date, mark_required=config.same_day_mark_required
        )
    if file.batches and all(batch.reason for batch in file.batches):
        file.reason = file.reason or "Every batch of the file is refused."


def why_date_refused(batch: EntryBatch, *, received_date: date, mark_required: bool) -> str:
    """Say why a batch's effective entry date is not taken; empty when it is.

    Debits may be dated one banking day ahead and credits two; a batch dated today goes the same
    day, and only when it is marked so.

    Source: [NACHA] effective entry date; R18 improper effective entry date.
    """
    effective = batch.effective_entry_date
    if effective is None:
        return "The effective entry date is not a date (R18)."
    if effective == received_date and banking_days.is_banking_day(effective):
        return _why_same_day_refused(batch, mark_required=mark_required)
    if effective <= received_date:
        return f"The effective entry date {effective} is past (R18)."
    days = DEBIT_DAYS_AHEAD if batch.total_debit_cents else CREDIT_DAYS_AHEAD
    processed = banking_days.roll_forward(received_date)
    latest = banking_days.add_banking_days(processed, days)
    if banking_days.roll_forward(effective) > latest:
        return f"The effective entry date {effective} is more than {days} banking days ahead (R18)."
    return ""


def _why_same_day_refused(batch: EntryBatch, *, mark_required: bool) -> str:
    if mark_required and not batch.is_marked_same_day:
        return "The effective entry date is today, but the batch is not marked same-day (R18)."
    if any(entry.amount_cents > SAME_DAY_MAX_CENTS for entry in batch.entries):
        return "An entry is above the limit of same-day entries."
    return ""


def _book_file(
    db: sqlite3.Connection, file: ReadFile, *, delivery: Delivery, digest: str, received_date: date
) -> int:
    identity = file.identity
    cursor = db.execute(
        "INSERT INTO received_file VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            delivery.kept_as,
            delivery.name,
            digest,
            len(delivery.content),
            received_date.isoformat(),
            identity.immediate_destination,
            identity.immediate_origin,
            identity.creation_date,
            identity.creation_time,
            identity.file_id_modifier,
            file.entry_addenda_count,
            file.total_debit_cents,
            file.total_credit_cents,
            file.reason,
        ),
    )
    return int(cursor.lastrowid or 0)


def _book_batch(db: sqlite3.Connection, batch: EntryBatch, *, file_id: int) -> None:
    effective = batch.effective_entry_date
    settlement_date = banking_days.roll_forward(effective).isoformat() if effective else ""
    cursor = db.execute(
        "INSERT INTO batch VALUES (NULL, ?, ?, ?, ?, ?, ?, 0, ?)",
        (
            file_id,
            batch.header,
            batch.number,
            batch.total_debit_cents,
            batch.total_credit_cents,
            settlement_date,
            batch.reason,
        ),
    )
    if not batch.reason:
        _book_entries(db, batch, batch_id=int(cursor.lastrowid or 0))


def _book_entries(db: sqlite3.Connection, batch: EntryBatch, *, batch_id: int) -> None:
    db.executemany(
        "INSERT INTO entry VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                batch_id,
                entry.trace_number,
                entry.transaction_code,
                entry.routing_number,
                entry.account_number,
                entry.amount_cents,
                entry.return_code,
                entry.line,
            )
            for entry in batch.entries
        ),
    )
