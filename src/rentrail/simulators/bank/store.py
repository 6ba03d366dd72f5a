"""The bank's books on disk: one SQLite file that survives being killed at any moment."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS received_file (
    id INTEGER PRIMARY KEY,
    kept_as TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    received_date TEXT NOT NULL,
    immediate_destination TEXT NOT NULL,
    immediate_origin TEXT NOT NULL,
    creation_date TEXT NOT NULL,
    creation_time TEXT NOT NULL,
    file_id_modifier TEXT NOT NULL,
    entry_addenda_count INTEGER NOT NULL,
    total_debit_cents INTEGER NOT NULL,
    total_credit_cents INTEGER NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS received_file_digest ON received_file (digest);
CREATE TABLE IF NOT EXISTS batch (
    id INTEGER PRIMARY KEY,
    file_id INTEGER NOT NULL REFERENCES received_file,
    header TEXT NOT NULL,
    number TEXT NOT NULL,
    total_debit_cents INTEGER NOT NULL,
    total_credit_cents INTEGER NOT NULL,
    settlement_date TEXT NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS batch_to_settle ON batch (settled, settlement_date);
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY,
    batch_id INTEGER NOT NULL REFERENCES batch,
    trace_number TEXT NOT NULL,
    transaction_code TEXT NOT NULL,
    routing_number TEXT NOT NULL,
    account_number TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    operator_code TEXT NOT NULL,
    line TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS entry_of_batch ON entry (batch_id);
CREATE INDEX IF NOT EXISTS entry_trace ON entry (trace_number);
CREATE TABLE IF NOT EXISTS answer (
    id INTEGER PRIMARY KEY,
    entry_id INTEGER NOT NULL REFERENCES entry,
    code TEXT NOT NULL,
    corrected_data TEXT NOT NULL DEFAULT '',
    due_date TEXT NOT NULL,
    sent_date TEXT,
    trace_number TEXT
);
CREATE INDEX IF NOT EXISTS answer_due ON answer (sent_date, due_date);
CREATE TABLE IF NOT EXISTS bank_account (
    number TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    opening_balance_cents INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS company (
    identification TEXT PRIMARY KEY,
    account_number TEXT NOT NULL REFERENCES bank_account
);
CREATE TABLE IF NOT EXISTS posting (
    id INTEGER PRIMARY KEY,
    account_number TEXT NOT NULL REFERENCES bank_account,
    posting_date TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('credit', 'debit')),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    type_code TEXT NOT NULL,
    customer_reference TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS posting_of_account ON posting (account_number, posting_date);
CREATE TABLE IF NOT EXISTS behaviour (
    routing_number TEXT NOT NULL,
    account_number TEXT NOT NULL,
    code TEXT NOT NULL,
    times INTEGER NOT NULL,
    delay_days INTEGER,
    corrected_routing TEXT NOT NULL,
    corrected_number TEXT NOT NULL,
    corrected_account_type TEXT NOT NULL,
    PRIMARY KEY (routing_number, account_number)
);
CREATE TABLE IF NOT EXISTS answered_count (
    routing_number TEXT NOT NULL,
    account_number TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (routing_number, account_number)
);
CREATE TABLE IF NOT EXISTS correction (
    routing_number TEXT NOT NULL,
    account_number TEXT NOT NULL,
    code TEXT NOT NULL,
    corrected_routing TEXT NOT NULL,
    corrected_number TEXT NOT NULL,
    corrected_type TEXT NOT NULL,
    first_sent_date TEXT NOT NULL,
    PRIMARY KEY (routing_number, account_number)
);
CREATE INDEX IF NOT EXISTS correction_target ON correction (corrected_routing, corrected_number);
CREATE TABLE IF NOT EXISTS outbound_file (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    content BLOB NOT NULL,
    due_date TEXT NOT NULL,
    after_others INTEGER NOT NULL DEFAULT 0,
    fault TEXT NOT NULL DEFAULT '',
    published INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS outbound_file_due ON outbound_file (published, due_date);
"""


def open_store(path: Path) -> sqlite3.Connection:
    """Open the books, making them when they are not there yet."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.executescript(SCHEMA)
    return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Do everything in the block, or nothing of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def read_state(db: sqlite3.Connection, *, key: str, default: str = "") -> str:
    """Give a remembered value."""
    row = db.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
    return str(row["value"]) if row else default


def write_state(db: sqlite3.Connection, *, key: str, value: str) -> None:
    """Remember a value."""
    db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (key, value))


def next_number(db: sqlite3.Connection, *, key: str) -> int:
    """Count on: 1, 2, 3 and so forth, one row of numbers per key."""
    number = int(read_state(db, key=key, default="0")) + 1
    write_state(db, key=key, value=str(number))
    return number
