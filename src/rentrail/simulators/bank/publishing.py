"""The bank's outbound folder: what is published, when, and what goes wrong with it."""

import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from rentrail.simulators.bank import banking_days, chance, store
from rentrail.simulators.bank.faults import Faults, FileFault, FileKind

NAMES: dict[FileKind, tuple[str, str]] = {
    "ack": ("ACK", "csv"),
    "return": ("RET", "ach"),
    "noc": ("NOC", "ach"),
    "statement": ("BAI2", "bai2"),
}
JUNK_BYTES = 400


@dataclass(frozen=True, kw_only=True)
class _Publication:
    """One file on one day; a fault makes several of one."""

    kind: str
    name: str
    content: bytes
    due_date: date
    after_others: bool = False
    fault: str = ""


def announce(
    db: sqlite3.Connection,
    *,
    faults: Faults,
    kind: FileKind,
    content: bytes,
    due_date: date,
    relist: Callable[[], bytes] | None = None,
) -> None:
    """Write a file down for publication on a day, with whatever is to go wrong with it.

    `relist` writes another file that holds some of the same returns, for the fault that lists a
    return twice.
    """
    name = _name(db, kind=kind, day=due_date)
    publications = [_Publication(kind=kind, name=name, content=content, due_date=due_date)]
    for fault in faults.for_file(kind=kind, name=name):
        if fault == "listed_twice" and relist is not None:
            publications += _again(db, publications[0], kind=kind, content=relist(), fault=fault)
        else:
            publications += _gone_wrong(db, publications, fault=fault, kind=kind, faults=faults)
    _write_down(db, publications)


def announce_junk(db: sqlite3.Connection, *, faults: Faults, count: int, day: date) -> None:
    """Write down files that nobody can read."""
    for _ in range(count):
        number = store.next_number(db, key="junk")
        text = "".join(
            chance.digits(faults.seed, "junk", number, part, length=16)
            for part in range(JUNK_BYTES // 16)
        )
        name = f"README-{number:03}.dat"
        content = b"\x00\xff" + text.encode()
        junk = _Publication(kind="junk", name=name, content=content, due_date=day, fault="junk")
        _write_down(db, [junk])


def publish(db: sqlite3.Connection, *, today: date, outbound: Path, staging: Path) -> list[str]:
    """Put every file that is due into the outbound folder; give their names.

    A file appears whole or not at all (one cut short by a fault is whole in that sense too). One
    that was published just before a crash may be published again, the same.
    """
    due = db.execute(
        "SELECT id, name, content FROM outbound_file WHERE NOT published AND due_date <= ?"
        " ORDER BY due_date, after_others, id",
        (today.isoformat(),),
    ).fetchall()
    for row in due:
        _write_whole(outbound / row["name"], content=row["content"], staging=staging)
    with store.transaction(db):
        db.executemany(
            "UPDATE outbound_file SET published = 1 WHERE id = ?", [(row["id"],) for row in due]
        )
    return [row["name"] for row in due]


def _gone_wrong(
    db: sqlite3.Connection,
    publications: list[_Publication],
    *,
    fault: FileFault,
    kind: FileKind,
    faults: Faults,
) -> list[_Publication]:
    """Change the first publication as the fault wants it; give those that come besides."""
    right = replace(publications[0], fault=fault)
    next_day = banking_days.add_banking_days(right.due_date, 1)
    if fault == "late":
        days = chance.whole_number(faults.seed, "days", right.name, low=1, high=3)
        due_date = banking_days.add_banking_days(right.due_date, days)
        publications[0] = replace(right, due_date=due_date)
    elif fault == "out_of_order":
        publications[0] = replace(right, due_date=next_day, after_others=True)
    elif fault == "truncated":
        cut = chance.whole_number(faults.seed, "cut", right.name, low=1, high=len(right.content))
        publications[0] = replace(right, content=right.content[: cut - 1])
        return [replace(right, due_date=next_day)]
    elif fault == "wrong_total":
        wrong = with_wrong_total(right.content, kind=kind)
        publications[0] = replace(right, content=wrong)
        return _again(db, right, kind=kind, content=right.content, fault=fault)
    elif fault == "twice":
        other_name = _name(db, kind=kind, day=right.due_date)
        return [replace(right, due_date=next_day), replace(right, name=other_name)]
    return []


def _again(
    db: sqlite3.Connection,
    publication: _Publication,
    *,
    kind: FileKind,
    content: bytes,
    fault: FileFault,
) -> list[_Publication]:
    next_day = banking_days.add_banking_days(publication.due_date, 1)
    name = _name(db, kind=kind, day=next_day)
    return [replace(publication, name=name, content=content, due_date=next_day, fault=fault)]


def with_wrong_total(content: bytes, *, kind: FileKind) -> bytes:
    """Give a file whose last total is wrong by one."""
    lines = content.decode("ascii").split("\n")
    if kind in {"ack", "statement"}:
        at = max(index for index, line in enumerate(lines) if line)
        code, total, *rest = lines[at].rstrip("/").split(",")
        ending = "/" if lines[at].endswith("/") else ""
        lines[at] = ",".join([code, str(int(total) + 1), *rest]) + ending
    else:
        at = next(i for i, line in enumerate(lines) if line[:1] == "9" and line.strip("9"))
        debits = int(lines[at][31:43]) + 1
        lines[at] = f"{lines[at][:31]}{debits:012}{lines[at][43:]}"
    return "\n".join(lines).encode("ascii")


def _name(db: sqlite3.Connection, *, kind: FileKind, day: date) -> str:
    prefix, suffix = NAMES[kind]
    number = store.next_number(db, key=f"names of {prefix} {day}")
    return f"{prefix}-{day:%Y%m%d}-{number:03}.{suffix}"


def _write_down(db: sqlite3.Connection, publications: list[_Publication]) -> None:
    db.executemany(
        "INSERT INTO outbound_file (kind, name, content, due_date, after_others, fault)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (p.kind, p.name, p.content, p.due_date.isoformat(), p.after_others, p.fault)
            for p in publications
        ],
    )


def _write_whole(path: Path, *, content: bytes, staging: Path) -> None:
    draft = staging / path.name
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
