"""Writes the BAI2 statement of a banking day: every account, its balances and its lines.

Source: BAI Cash Management Balance Reporting Specifications, version 2.
"""

import sqlite3
from dataclasses import dataclass
from datetime import date

from rentrail.simulators.bank import postings, store
from rentrail.simulators.bank.config import BankConfig

OPENING_LEDGER, CLOSING_LEDGER, OPENING_AVAILABLE, CLOSING_AVAILABLE = "010", "015", "040", "045"
TOTAL_CREDITS, TOTAL_DEBITS = "100", "400"
FINAL_PREVIOUS_DAY, FINAL_SAME_DAY = "2", "4"
TEXT_LENGTH = 76


def close_day(db: sqlite3.Connection, *, config: BankConfig, day: date, written_on: date) -> bytes:
    """Close a day's books for good and write the statement of all accounts."""
    store.write_state(db, key="closed_through", value=day.isoformat())
    bank, number = config.routing_number, day.strftime("%j")
    when = FINAL_SAME_DAY if written_on == day else FINAL_PREVIOUS_DAY
    accounts = db.execute("SELECT number FROM bank_account ORDER BY number").fetchall()
    sections = [_account_section(db, account_number=row["number"], day=day) for row in accounts]
    total = sum(section.control_total for section in sections)
    group = [f"02,CUSTOMER,{bank},1,{day:%y%m%d},2359,USD,{when}/"]
    for section in sections:
        group += [*section.lines, f"49,{section.control_total},{len(section.lines) + 1}/"]
    group.append(f"98,{total},{len(sections)},{len(group) + 1}/")
    header = f"01,{bank},CUSTOMER,{written_on:%y%m%d},0500,{number},,,2/"
    lines = [header, *group, f"99,{total},1,{len(group) + 2}/"]
    return ("\n".join(lines) + "\n").encode("ascii", errors="replace")


@dataclass(frozen=True, kw_only=True)
class _Section:
    """The records of one account, and the sum of every amount in them."""

    lines: list[str]
    control_total: int


def _account_section(db: sqlite3.Connection, *, account_number: str, day: date) -> _Section:
    rows = db.execute(
        "SELECT * FROM posting WHERE account_number = ? AND posting_date = ? ORDER BY id",
        (account_number, day.isoformat()),
    ).fetchall()
    opening = postings.balance_before(db, account_number=account_number, day=day.isoformat())
    credits_ = [row["amount_cents"] for row in rows if row["side"] == "credit"]
    debits = [row["amount_cents"] for row in rows if row["side"] == "debit"]
    closing = opening + sum(credits_) - sum(debits)
    summary = (
        f"03,{account_number},USD,{OPENING_LEDGER},{opening},,,{CLOSING_LEDGER},{closing},,/",
        f"88,{OPENING_AVAILABLE},{opening},,,{CLOSING_AVAILABLE},{closing},,/",
        f"88,{TOTAL_CREDITS},{sum(credits_)},{len(credits_)},,"
        f"{TOTAL_DEBITS},{sum(debits)},{len(debits)},/",
    )
    return _Section(
        lines=[*summary, *(line for row in rows for line in _posting_lines(row))],
        control_total=2 * (opening + closing + sum(credits_) + sum(debits)),
    )


def _posting_lines(row: sqlite3.Row) -> list[str]:
    detail = f"16,{row['type_code']},{row['amount_cents']},,{row['id']:010}"
    first, *rest = _pieces(_plain(row["text"]))
    customer_reference = _plain(row["customer_reference"]).replace(",", " ")
    return [f"{detail},{customer_reference},{first}", *(f"88,{piece}" for piece in rest)]


def _plain(text: str) -> str:
    """A slash would end the record."""
    return text.replace("/", " ")


def _pieces(text: str) -> list[str]:
    """Break a text between words, so that it fits into lines of BAI2's customary length."""
    pieces = [""]
    for word in text.split():
        if pieces[-1] and len(pieces[-1]) + 1 + len(word) > TEXT_LENGTH:
            pieces.append(word)
        else:
            pieces[-1] = f"{pieces[-1]} {word}".strip()
    return pieces
