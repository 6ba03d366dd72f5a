"""The bank accounts kept here and what is posted to them."""

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rentrail.simulators.bank import banking_days, chance, store
from rentrail.simulators.bank.config import BankConfig

Side = Literal["credit", "debit"]

ACH_SETTLEMENT = {"credit": "166", "debit": "466"}
ACH_RETURN = {"credit": "257", "debit": "557"}
ACH_RECEIVED = {"credit": "142", "debit": "451"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a statement: what is posted, and how it is told to the account's holder."""

    side: Side
    amount_cents: int
    type_code: str
    customer_reference: str
    text: str


def open_configured_accounts(db: sqlite3.Connection, *, config: BankConfig) -> None:
    """Open the accounts of the configuration that are not there yet."""
    for originator in config.originators:
        number = originator.account_number
        _open(db, number, originator.name, "originator", originator.opening_balance_cents)
        db.execute(
            "INSERT OR IGNORE INTO company VALUES (?, ?)",
            (originator.company_identification, number),
        )
    for deposit in config.deposit_accounts:
        _open(db, deposit.number, deposit.name, "deposit", deposit.opening_balance_cents)


def account_of_company(db: sqlite3.Connection, *, header: str, config: BankConfig) -> str:
    """Give the account an entry batch settles in; open one at first sight of the company."""
    identification = header[40:50].strip()
    row = db.execute(
        "SELECT account_number FROM company WHERE identification = ?", (identification,)
    ).fetchone()
    if row:
        return str(row["account_number"])
    number = "9" + chance.digits(config.seed, "account", identification, length=9)
    _open(db, number, header[4:20].strip(), "originator", 0)
    db.execute("INSERT INTO company VALUES (?, ?)", (identification, number))
    return number


def account_numbers(db: sqlite3.Connection) -> set[str]:
    """Give the numbers of all accounts kept here."""
    return {row["number"] for row in db.execute("SELECT number FROM bank_account")}


def post(db: sqlite3.Connection, *, account_number: str, day: date, line: Line) -> None:
    """Post a line on a day, or on the next banking day when that day's books are closed."""
    closed = store.read_state(db, key="closed_through")
    if closed and day.isoformat() <= closed:
        day = banking_days.add_banking_days(date.fromisoformat(closed), 1)
    db.execute(
        "INSERT INTO posting VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
        (
            account_number,
            day.isoformat(),
            line.side,
            line.amount_cents,
            line.type_code,
            line.customer_reference,
            line.text,
        ),
    )


def balance_before(db: sqlite3.Connection, *, account_number: str, day: str) -> int:
    """Give an account's balance at the opening of a day, in cents; negative when overdrawn."""
    return int(
        db.execute(
            "SELECT opening_balance_cents + COALESCE((SELECT SUM("
            "   CASE side WHEN 'credit' THEN amount_cents ELSE -amount_cents END)"
            " FROM posting WHERE account_number = number AND posting_date < ?), 0)"
            " FROM bank_account WHERE number = ?",
            (day, account_number),
        ).fetchone()[0]
    )


def _open(
    db: sqlite3.Connection, number: str, name: str, kind: str, opening_balance_cents: int
) -> None:
    db.execute(
        "INSERT OR IGNORE INTO bank_account VALUES (?, ?, ?, ?)",
        (number, name, kind, opening_balance_cents),
    )
