"""Settles entry batches: the money moves, and the payers' banks decide what comes back."""

import sqlite3
from collections.abc import Iterator
from datetime import date

from rentrail.simulators.bank import postings
from rentrail.simulators.bank.config import BankConfig
from rentrail.simulators.bank.entry_checks import is_debit
from rentrail.simulators.bank.payers import Answer, Payers, PresentedEntry
from rentrail.simulators.bank.postings import Line, Side

ENTRIES_OF_BATCH = """
SELECT entry.*, EXISTS (
    SELECT 1 FROM entry AS earlier
    WHERE earlier.trace_number = entry.trace_number AND earlier.id < entry.id
      AND earlier.amount_cents = entry.amount_cents
      AND earlier.account_number = entry.account_number
      AND earlier.routing_number = entry.routing_number
) AS is_duplicate
FROM entry WHERE batch_id = ? ORDER BY id
"""


def settle_due(db: sqlite3.Connection, *, config: BankConfig, today: date) -> None:
    """Settle every accepted batch whose settlement date has come."""
    batches = db.execute(
        "SELECT * FROM batch WHERE NOT settled AND reason = '' AND settlement_date <= ?"
        " ORDER BY settlement_date, id",
        (today.isoformat(),),
    ).fetchall()
    if not batches:
        return
    payers = Payers(db, config=config)
    for batch in batches:
        _settle(db, batch, config=config, payers=payers)


def batch_text(header: str) -> str:
    """Tell an entry batch on a statement: company, description, class, number, date, reference."""
    return (
        f"CO={header[4:20].strip()} COID={header[40:50].strip()} DESC={header[53:63].strip()}"
        f" SEC={header[50:53]} BATCH={header[87:94]} EFF={header[69:75]} REF={reference(header)}"
    )


def reference(header: str) -> str:
    """Give the batch's own reference: its company discretionary data."""
    return header[20:40].strip()


def _settle(
    db: sqlite3.Connection, batch: sqlite3.Row, *, config: BankConfig, payers: Payers
) -> None:
    settlement_date = date.fromisoformat(batch["settlement_date"])
    _post_batch(db, batch, config=config, settlement_date=settlement_date)
    own = postings.account_numbers(db)
    answers: list[Answer] = []
    for entry in _entries(db, batch_id=batch["id"]):
        is_own = entry.routing_number == config.routing_number and entry.account_number in own
        if is_own and not (entry.operator_code or entry.is_duplicate):
            _post_received(db, entry, header=batch["header"], settlement_date=settlement_date)
        elif answer := payers.answer(
            entry, sec_code=batch["header"][50:53], settlement_date=settlement_date
        ):
            answers.append(answer)
    db.executemany(
        "INSERT INTO answer (entry_id, code, corrected_data, due_date) VALUES (?, ?, ?, ?)",
        [(a.entry_id, a.code, a.corrected_data, a.due_date.isoformat()) for a in answers],
    )
    db.execute("UPDATE batch SET settled = 1 WHERE id = ?", (batch["id"],))


def _entries(db: sqlite3.Connection, *, batch_id: int) -> Iterator[PresentedEntry]:
    for row in db.execute(ENTRIES_OF_BATCH, (batch_id,)):
        yield PresentedEntry(
            id=row["id"],
            trace_number=row["trace_number"],
            transaction_code=row["transaction_code"],
            routing_number=row["routing_number"],
            account_number=row["account_number"],
            amount_cents=row["amount_cents"],
            operator_code=row["operator_code"],
            is_duplicate=bool(row["is_duplicate"]),
        )


def _post_batch(
    db: sqlite3.Connection, batch: sqlite3.Row, *, config: BankConfig, settlement_date: date
) -> None:
    """The originator gets the batch's debits as one line, and pays its credits as one."""
    header = batch["header"]
    account_number = postings.account_of_company(db, header=header, config=config)
    sides: list[tuple[Side, int]] = [
        ("credit", batch["total_debit_cents"]),
        ("debit", batch["total_credit_cents"]),
    ]
    for side, amount_cents in sides:
        if amount_cents:
            line = Line(
                side=side,
                amount_cents=amount_cents,
                type_code=postings.ACH_SETTLEMENT[side],
                customer_reference=reference(header),
                text="ACH SETTLEMENT " + batch_text(header),
            )
            postings.post(db, account_number=account_number, day=settlement_date, line=line)


def _post_received(
    db: sqlite3.Connection, entry: PresentedEntry, *, header: str, settlement_date: date
) -> None:
    if not entry.amount_cents:
        return
    side: Side = "debit" if is_debit(entry.transaction_code) else "credit"
    line = Line(
        side=side,
        amount_cents=entry.amount_cents,
        type_code=postings.ACH_RECEIVED[side],
        customer_reference=reference(header),
        text=f"ACH RECEIVED TRACE={entry.trace_number} {batch_text(header)}",
    )
    postings.post(db, account_number=entry.account_number, day=settlement_date, line=line)
