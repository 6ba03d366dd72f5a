"""The bank itself: its folders, its books, and what it does in a day."""

import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rentrail.simulators.bank import (
    banking_days,
    payers,
    postings,
    publishing,
    receiving,
    returning,
    settlement,
    statements,
    store,
)
from rentrail.simulators.bank.config import BankConfig, Behaviour
from rentrail.simulators.bank.faults import Faults
from rentrail.simulators.bank.receiving import Delivery

UNFINISHED_SUFFIXES = (".tmp", ".part", ".filepart")


class BankDayError(Exception):
    """The bank cannot work on this day. The text says why."""


class Bank:
    """A bank over a folder: files come into inbound, answers go out to outbound.

    Below `root`: `sftp/inbound`, `sftp/outbound`, `sftp/outbound/archive` are what a customer
    sees; `received` keeps every file that came in; `bank.sqlite3` holds the books. Threads may
    share it.
    """

    def __init__(
        self,
        *,
        root: Path,
        config: BankConfig | None = None,
        faults: Faults | None = None,
        today: date | None = None,
    ) -> None:
        self.config = config or BankConfig()
        self.faults = faults or Faults(seed=self.config.seed)
        self.served = root / "sftp"
        self.inbound = self.served / "inbound"
        self.outbound = self.served / "outbound"
        self._arrived, self._received = root / "arrived", root / "received"
        self._staging = root / "staging"
        for folder in (self.inbound, self.outbound / "archive", self._arrived, self._received):
            folder.mkdir(parents=True, exist_ok=True)
        self._staging.mkdir(exist_ok=True)
        self._lock = threading.RLock()
        self._db = store.open_store(root / "bank.sqlite3")
        with store.transaction(self._db):
            postings.open_configured_accounts(self._db, config=self.config)
            if today is not None and self.today is None:
                self._set_today(today)

    @property
    def today(self) -> date | None:
        """The bank's own day; None before its first."""
        day = store.read_state(self._db, key="today")
        return date.fromisoformat(day) if day else None

    def run_day(self, day: date) -> None:
        """Live through every day up to and including this one.

        A banking day brings the last day's statement, settles what is due, and sends the returns
        and notifications of change that are due; then the inbound folder is emptied. What was
        sent before belongs to the day it was sent on. Running a day again only picks up.

        Raises:
            BankDayError: the bank has passed this day already.
        """
        with self._lock:
            before = self.today
            if before is None:
                self._live_through(day)
            elif day < before:
                raise BankDayError(f"The bank is at {before} and cannot go back to {day}.")
            elif day > before:
                self.pick_up()
                for count in range((day - before).days):
                    self._live_through(before + timedelta(days=count + 1))
            self.pick_up()

    def pick_up(self) -> list[str]:
        """Take every finished file out of the inbound folder, answer it, and publish.

        Returns:
            The names of the files that were picked up.

        Raises:
            BankDayError: the bank has not been told its day yet.
        """
        with self._lock:
            today = self._known_today()
            for path in self._finished_files():
                self._take_in(path)
            names = [self._receive(path, today=today) for path in sorted(self._arrived.iterdir())]
            with store.transaction(self._db):
                settlement.settle_due(self._db, config=self.config, today=today)
                self._announce_junk(today, new_day=None)
            self._publish(today)
            return names

    def set_behaviour(self, *, routing: str, number: str, behaviour: Behaviour | str) -> None:
        """Say what a payer's account does from now on; a name such as "R01-once" will do."""
        if isinstance(behaviour, str):
            behaviour = Behaviour.named(behaviour)
        with self._lock, store.transaction(self._db):
            payers.remember_behaviour(self._db, routing=routing, number=number, behaviour=behaviour)

    def status(self) -> dict[str, Any]:
        """Tell where the bank stands: its day, and how much of everything it has seen."""
        counts = {
            "files_received": "SELECT COUNT(*) FROM received_file",
            "files_refused": "SELECT COUNT(*) FROM received_file WHERE reason <> ''",
            "batches_refused": "SELECT COUNT(*) FROM batch WHERE reason <> ''",
            "entries": "SELECT COUNT(*) FROM entry",
            "duplicate_entries": "SELECT COUNT(*) FROM answer WHERE code = 'R24'",
            "returns_sent": (
                "SELECT COUNT(*) FROM answer WHERE code LIKE 'R%' AND sent_date IS NOT NULL"
            ),
            "nocs_sent": (
                "SELECT COUNT(*) FROM answer WHERE code LIKE 'C%' AND sent_date IS NOT NULL"
            ),
            "answers_to_come": "SELECT COUNT(*) FROM answer WHERE sent_date IS NULL",
            "files_published": "SELECT COUNT(*) FROM outbound_file WHERE published",
            "files_to_come": "SELECT COUNT(*) FROM outbound_file WHERE NOT published",
        }
        with self._lock:
            told = {name: self._db.execute(query).fetchone()[0] for name, query in counts.items()}
            return {"today": str(self.today or ""), **told}

    def accounts(self) -> list[dict[str, Any]]:
        """Give every account kept here with its balance in cents and its postings."""
        with self._lock:
            rows = self._db.execute("SELECT * FROM bank_account ORDER BY number").fetchall()
            return [self._account(row["number"]) | dict(row) for row in rows]

    def files(self) -> list[dict[str, Any]]:
        """Give every file that came in, with what became of it and of its batches."""
        with self._lock:
            rows = self._db.execute("SELECT * FROM received_file ORDER BY id").fetchall()
            return [dict(row) | {"batches": self._batches(row["id"])} for row in rows]

    def published_files(self) -> list[dict[str, Any]]:
        """Give every file written down for publication, with the fault it carries."""
        with self._lock:
            rows = self._db.execute(
                "SELECT kind, name, due_date, fault, published, length(content) AS size"
                " FROM outbound_file ORDER BY id"
            )
            return [dict(row) for row in rows]

    def close(self) -> None:
        """Close the books."""
        with self._lock:
            self._db.close()

    def _live_through(self, day: date) -> None:
        with store.transaction(self._db):
            self._set_today(day)
            if banking_days.is_banking_day(day):
                self._work(day)
            self._announce_junk(day, new_day=day)
        self._publish(day)

    def _work(self, day: date) -> None:
        if self.config.statements == "next-morning":
            self._announce_statement(banking_days.previous_banking_day(day), today=day)
        settlement.settle_due(self._db, config=self.config, today=day)
        returning.send_due(self._db, config=self.config, faults=self.faults, today=day)
        if self.config.statements == "same-day":
            self._announce_statement(day, today=day)

    def _announce_statement(self, statement_day: date, *, today: date) -> None:
        content = statements.close_day(
            self._db, config=self.config, day=statement_day, written_on=today
        )
        publishing.announce(
            self._db, faults=self.faults, kind="statement", content=content, due_date=today
        )

    def _announce_junk(self, today: date, *, new_day: date | None) -> None:
        count = self.faults.junk_due(new_day=new_day)
        publishing.announce_junk(self._db, faults=self.faults, count=count, day=today)

    def _publish(self, today: date) -> None:
        publishing.publish(self._db, today=today, outbound=self.outbound, staging=self._staging)

    def _finished_files(self) -> list[Path]:
        return sorted(
            path for path in self.inbound.iterdir() if path.is_file() and is_finished(path.name)
        )

    def _take_in(self, path: Path) -> None:
        """Move a file out of the customer's sight; its new name is never used again."""
        with store.transaction(self._db):
            number = store.next_number(self._db, key="arrivals")
        path.rename(self._arrived / f"{number:06}-{path.name}")

    def _receive(self, path: Path, *, today: date) -> str:
        """Answer a file that has arrived. After a crash, one booked already is only put away."""
        name = path.name.partition("-")[2]
        booked = "SELECT 1 FROM received_file WHERE kept_as = ?"
        if not self._db.execute(booked, (path.name,)).fetchone():
            delivery = Delivery(name=name, kept_as=path.name, content=path.read_bytes())
            with store.transaction(self._db):
                receiving.receive(
                    self._db,
                    config=self.config,
                    faults=self.faults,
                    delivery=delivery,
                    today=today,
                )
        path.rename(self._received / path.name)
        return name

    def _account(self, number: str) -> dict[str, Any]:
        lines = self._db.execute(
            "SELECT posting_date, side, amount_cents, type_code, customer_reference, text"
            " FROM posting WHERE account_number = ? ORDER BY id",
            (number,),
        )
        balance = postings.balance_before(self._db, account_number=number, day="9999-12-31")
        companies = self._db.execute(
            "SELECT identification FROM company WHERE account_number = ? ORDER BY 1", (number,)
        )
        return {
            "balance_cents": balance,
            "companies": [row["identification"] for row in companies],
            "postings": [dict(row) for row in lines],
        }

    def _batches(self, file_id: int) -> list[dict[str, Any]]:
        rows = self._db.execute("SELECT * FROM batch WHERE file_id = ? ORDER BY id", (file_id,))
        return [dict(row) for row in rows]

    def _set_today(self, day: date) -> None:
        store.write_state(self._db, key="today", value=day.isoformat())

    def _known_today(self) -> date:
        if self.today is None:
            raise BankDayError("The bank has not been told what day it is.")
        return self.today


def is_finished(name: str) -> bool:
    """Tell whether a file in the inbound folder has got its last name."""
    return not name.startswith((".", "~")) and not name.endswith(UNFINISHED_SUFFIXES)
