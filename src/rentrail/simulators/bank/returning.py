"""Writes the files of returns and notifications of change, and takes returned money back.

Source: [NACHA] Appendix Four (return entries) and Appendix Five (notifications of change).
"""

import sqlite3
from collections.abc import Sequence
from datetime import date, time
from functools import partial
from itertools import groupby

from rentrail.simulators.bank import postings, publishing, settlement, store
from rentrail.simulators.bank.config import BankConfig
from rentrail.simulators.bank.entry_checks import check_digit, is_debit, return_transaction_code
from rentrail.simulators.bank.faults import Faults, FileKind
from rentrail.simulators.bank.postings import Line, Side

MODIFIERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
CREATION_TIMES: dict[FileKind, time] = {"return": time(6, 0), "noc": time(6, 30)}
RELISTED_TIME = time(7, 0)
BLOCKING_FACTOR = 10
DUE_ANSWERS = """
SELECT answer.id, answer.code, answer.corrected_data, answer.trace_number,
       entry.line, entry.trace_number AS original_trace, entry.amount_cents,
       entry.operator_code, batch.id AS batch_id, batch.header, received_file.immediate_origin
FROM answer
JOIN entry ON entry.id = answer.entry_id
JOIN batch ON batch.id = entry.batch_id
JOIN received_file ON received_file.id = batch.file_id
WHERE answer.sent_date IS NULL AND answer.due_date <= ?
ORDER BY received_file.immediate_origin, batch.id, substr(entry.line, 4, 8), answer.id
"""


def send_due(db: sqlite3.Connection, *, config: BankConfig, faults: Faults, today: date) -> None:
    """Take back the money of every return that is due, and write the files of the day."""
    due = db.execute(DUE_ANSWERS, (today.isoformat(),)).fetchall()
    for origin, rows in groupby(due, key=lambda row: str(row["immediate_origin"])):
        answers = list(rows)
        returns = [row for row in answers if row["code"].startswith("R")]
        nocs = [row for row in answers if row["code"].startswith("C")]
        if returns:
            _send_returns(db, returns, config=config, faults=faults, origin=origin, today=today)
        if nocs:
            content = _file(db, nocs, config=config, kind="noc", origin=origin, today=today)
            publishing.announce(db, faults=faults, kind="noc", content=content, due_date=today)


def _send_returns(
    db: sqlite3.Connection,
    returns: Sequence[sqlite3.Row],
    *,
    config: BankConfig,
    faults: Faults,
    origin: str,
    today: date,
) -> None:
    for row in returns:
        _take_back(db, row, config=config, today=today)
    write = partial(_file, db, config=config, kind="return", origin=origin, today=today)
    publishing.announce(
        db,
        faults=faults,
        kind="return",
        content=write(returns),
        due_date=today,
        relist=lambda: write(returns[:1], created_at=RELISTED_TIME),
    )


def _take_back(
    db: sqlite3.Connection, row: sqlite3.Row, *, config: BankConfig, today: date
) -> None:
    if not row["amount_cents"]:
        return
    header, line = row["header"], row["line"]
    side: Side = "debit" if is_debit(line[1:3]) else "credit"
    text = f"ACH RETURN {row['code']} TRACE={row['original_trace']} NAME={line[54:76].strip()}"
    postings.post(
        db,
        account_number=postings.account_of_company(db, header=header, config=config),
        day=today,
        line=Line(
            side=side,
            amount_cents=row["amount_cents"],
            type_code=postings.ACH_RETURN[side],
            customer_reference=row["original_trace"],
            text=f"{text} {settlement.batch_text(header)}",
        ),
    )


def _file(
    db: sqlite3.Connection,
    answers: Sequence[sqlite3.Row],
    *,
    config: BankConfig,
    kind: FileKind,
    origin: str,
    today: date,
    created_at: time | None = None,
) -> bytes:
    lines = [_file_header(db, config, kind=kind, origin=origin, today=today, created_at=created_at)]
    groups = groupby(answers, key=lambda row: (row["batch_id"], _returning_bank(row, config)))
    for number, ((_, returning_bank), rows) in enumerate(groups, start=1):
        lines += _batch(
            db, list(rows), returning_bank=returning_bank, number=number, config=config, today=today
        )
    lines.append(_file_control(lines))
    lines += ["9" * 94] * (-len(lines) % BLOCKING_FACTOR)
    return ("\n".join(lines) + "\n").encode("ascii")


def _returning_bank(row: sqlite3.Row, config: BankConfig) -> str:
    """What the operator finds wrong it sends back itself; the rest the receiver's bank."""
    return config.odfi_identification if row["operator_code"] else str(row["line"][3:11])


def _file_header(
    db: sqlite3.Connection,
    config: BankConfig,
    *,
    kind: FileKind,
    origin: str,
    today: date,
    created_at: time | None,
) -> str:
    number = store.next_number(db, key=f"modifiers of {today}") - 1
    moment = created_at or CREATION_TIMES[kind]
    return (
        f"101{origin:>10}{config.immediate_destination:>10}{today:%y%m%d}{moment:%H%M}"
        f"{MODIFIERS[number % len(MODIFIERS)]}094101{'':23}{config.name[:23]:23}{'':8}"
    )


def _batch(
    db: sqlite3.Connection,
    rows: Sequence[sqlite3.Row],
    *,
    returning_bank: str,
    number: int,
    config: BankConfig,
    today: date,
) -> list[str]:
    original = rows[0]["header"]
    sec_code = "COR" if rows[0]["code"].startswith("C") else original[50:53]
    header = f"{original[:50]}{sec_code}{original[53:75]}{today:%j}1{returning_bank}{number:07}"
    entries = [
        line
        for row in rows
        for line in _entry(db, row, returning_bank=returning_bank, config=config, today=today)
    ]
    return [header, *entries, _batch_control(header, entries)]


def _entry(
    db: sqlite3.Connection,
    row: sqlite3.Row,
    *,
    returning_bank: str,
    config: BankConfig,
    today: date,
) -> tuple[str, str]:
    original, odfi = row["line"], config.odfi_identification
    trace = f"{returning_bank}{store.next_number(db, key='return traces') % 10**7:07}"
    is_noc = row["code"].startswith("C")
    amount = "0" * 10 if is_noc else original[29:39]
    entry = (
        f"6{return_transaction_code(original[1:3])}{odfi}{check_digit(odfi)}{original[12:29]}"
        f"{amount}{original[39:78]}1{trace}"
    )
    information = f"{row['corrected_data']:29}{'':15}" if is_noc else f"{'':44}"
    addenda_type = "98" if is_noc else "99"
    addenda = (
        f"7{addenda_type}{row['code']}{row['original_trace']}{'':6}{original[3:11]}"
        f"{information}{trace}"
    )
    db.execute(
        "UPDATE answer SET sent_date = ?, trace_number = ? WHERE id = ? AND sent_date IS NULL",
        (today.isoformat(), trace, row["id"]),
    )
    return entry, addenda


def _batch_control(header: str, lines: Sequence[str]) -> str:
    entries = [line for line in lines if line[0] == "6"]
    debits = sum(int(line[29:39]) for line in entries if is_debit(line[1:3]))
    total = sum(int(line[29:39]) for line in entries)
    routing_sum = sum(int(line[3:11]) for line in entries) % 10**10
    return (
        f"8{header[1:4]}{len(lines):06}{routing_sum:010}{debits:012}{total - debits:012}"
        f"{header[40:50]}{'':25}{header[79:94]}"
    )


def _file_control(lines: Sequence[str]) -> str:
    controls = [line for line in lines if line[0] == "8"]
    blocks = -(-(len(lines) + 1) // BLOCKING_FACTOR)
    count, routing_sum, debits, credits_ = (
        sum(int(line[start:end]) for line in controls)
        for start, end in ((4, 10), (10, 20), (20, 32), (32, 44))
    )
    return (
        f"9{len(controls):06}{blocks:06}{count:08}{routing_sum % 10**10:010}"
        f"{debits:012}{credits_:012}{'':39}"
    )
