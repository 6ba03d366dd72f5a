"""The simulated MRI's memory: one SQLite file, one writer, so that it survives a kill."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

Parameters: TypeAlias = Mapping[str, object] | tuple[object, ...]

FIRST_NUMBERS = {"batch": 20_000, "charge": 400_000, "receipt": 500}


class Storage:
    """One connection behind one lock; whoever reads or writes holds the lock."""

    def __init__(self, path: Path | None) -> None:
        self.lock = threading.RLock()
        self._connection = sqlite3.connect(
            path or ":memory:", check_same_thread=False, isolation_level=None
        )
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._create()

    def close(self) -> None:
        """Let go of the file."""
        with self.lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all of the block or nothing; a block inside another one belongs to the outer."""
        with self.lock:
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run one statement and tell how many rows it changed."""
        with self.lock:
            return self._connection.execute(sql, parameters).rowcount

    def execute_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run one statement once for each row of values."""
        with self.lock:
            self._connection.executemany(sql, rows)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[dict[str, Any]]:
        """Give the rows a query answers, each by its column names."""
        with self.lock:
            cursor = self._connection.execute(sql, parameters)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, values, strict=True)) for values in cursor]

    def row(self, sql: str, parameters: Parameters = ()) -> dict[str, Any] | None:
        """Give the first row a query answers, if any."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def number(self, sql: str, parameters: Parameters = ()) -> int:
        """Give the one number a query answers; none is nought."""
        with self.lock:
            found = self._connection.execute(sql, parameters).fetchone()
        return int(found[0] or 0) if found else 0

    def next_number(self, name: str, *, count: int = 1) -> int:
        """Take numbers from a counter and give the first of them."""
        with self.lock:
            last = self.number(
                "UPDATE counters SET value = value + ? WHERE name = ? RETURNING value",
                (count, name),
            )
            return last - count + 1

    def _create(self) -> None:
        if self.number("SELECT count(*) FROM sqlite_master WHERE name = 'counters'"):
            return
        schema = resources.files(__package__).joinpath("schema.sql").read_text(encoding="utf-8")
        self._connection.executescript(f"BEGIN; {schema}")
        self.execute_many("INSERT INTO counters VALUES (?, ?)", FIRST_NUMBERS.items())
        self._connection.execute("COMMIT")
