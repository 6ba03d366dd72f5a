"""Statements that run for every payment, prepared once for each connection.

Django's cursor writes all values into the text, which PostgreSQL then reads and plans anew each
time; the driver's own cursor takes longer than PostgreSQL takes for a payment's smaller statements,
and forgets what is prepared at every rollback to a savepoint. So this speaks to libpq, by the
driver's own wrapper: same connection, same transaction, same errors.
"""

import select
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.adapt import AdaptersMap, Transformer
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

Connection = psycopg.Connection[Any]
Parameter = str | int | date | None
Rows = list[tuple[Any, ...]]


class Question(NamedTuple):
    """A statement and its parameters. Each ``%s`` stands for one; it has no other per cent sign."""

    statement: str
    parameters: Sequence[Parameter]


@dataclass(slots=True)
class _Prepared:
    """A statement that PostgreSQL knows by name, and what reads its answers."""

    name: bytes
    reader: Any  # a Transformer, of which the driver has two
    knows_columns: bool = False  # from the first answer on

    def rows_of(self, answer: PGresult) -> Rows:
        """Read an answer."""
        if answer.status != ExecStatus.TUPLES_OK:
            return []
        self.reader.set_pgresult(answer, set_loaders=not self.knows_columns)
        self.knows_columns = True
        rows: Rows = self.reader.load_rows(0, answer.ntuples, tuple)
        return rows


class _Adapters(NamedTuple):
    """How a connection's values are read, without the connection, which shall be let go of."""

    adapters: AdaptersMap
    connection: None = None


_known: WeakKeyDictionary[Connection, dict[str, _Prepared]] = WeakKeyDictionary()


def ask(statement: str, parameters: Sequence[Parameter]) -> Rows:
    """Run a prepared statement, and give the rows it answers with, if any."""
    [rows] = ask_together([Question(statement, parameters)])
    return rows


def ask_together(questions: Sequence[Question]) -> list[Rows]:
    """Run prepared statements one after the other, on one way there and back.

    Where one fails, those behind it don't run.
    """
    return _ask(questions, commits=False)


def is_outermost() -> bool:
    """Tell whether the transaction is ours to end: it is no part of another."""
    return len(connections[DEFAULT_DB_ALIAS].atomic_blocks) == 1


def ask_last(statement: str, parameters: Sequence[Parameter]) -> Rows:
    """Run the statement with which the outermost transaction ends, and commit on the same way."""
    assert is_outermost()  # noqa: S101 - another's transaction is not ended
    [rows] = _ask([Question(statement, parameters)], commits=True)
    return rows


def end() -> None:
    """Commit what the outermost transaction did so far; what follows is another one."""
    ask_last("SELECT", [])


def _ask(questions: Sequence[Question], *, commits: bool) -> list[Rows]:
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        return _ask_server(database, questions, commits=commits)


def _ask_server(
    database: BaseDatabaseWrapper, questions: Sequence[Question], *, commits: bool
) -> list[Rows]:
    open_: Connection = database.connection
    server: PGconn = open_.pgconn
    statements = [_prepared(open_, question.statement) for question in questions]
    begins = not open_.autocommit and server.transaction_status == TransactionStatus.IDLE
    server.enter_pipeline_mode()
    if begins:
        server.send_query_params(b"BEGIN", None)
    for known, (_, parameters) in zip(statements, questions, strict=True):
        server.send_query_prepared(known.name, [_text(value) for value in parameters])
    if commits:
        server.send_query_params(b"COMMIT", None)
    server.pipeline_sync()
    answers = _answers(server)
    server.exit_pipeline_mode()
    failed = [answer for answer in answers if answer.status == ExecStatus.FATAL_ERROR]
    if failed:
        raise psycopg.errors.error_from_result(failed[0])
    return [
        known.rows_of(answer) for answer, known in zip(answers[begins:], statements, strict=False)
    ]


def _answers(server: PGconn) -> list[PGresult]:
    """Wait for the answers of a pipeline: each is followed by None, the last by the sync."""
    while server.flush():
        _wait(server, for_writing=True)
    answers: list[PGresult] = []
    while answer := _next(server):
        if answer.status == ExecStatus.PIPELINE_SYNC:
            return answers
        answers.append(answer)
        _next(server)
    raise psycopg.OperationalError("The connection to PostgreSQL was lost.")


def _next(server: PGconn) -> PGresult | None:
    while server.is_busy():
        _wait(server)
    return server.get_result()


def _wait(server: PGconn, *, for_writing: bool = False) -> None:
    """Wait while other threads work: libpq's own waiting would hold them up."""
    waiting = select.poll()
    waiting.register(server.socket, select.POLLIN | (select.POLLOUT if for_writing else 0))
    [(_, ready)] = waiting.poll()
    if ready != select.POLLOUT:
        server.consume_input()


def _text(value: Parameter) -> bytes | None:
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("A text holds the character NUL, which PostgreSQL doesn't take.")
        return value.encode()
    if isinstance(value, date):  # or a moment
        return value.isoformat().encode()
    return None if value is None else str(value).encode()


def _prepared(open_: Connection, statement: str) -> _Prepared:
    of_connection = _known.setdefault(open_, {})
    known = of_connection.get(statement)
    if known is None:
        name = b"rentrail_%d" % len(of_connection)
        answer = open_.pgconn.prepare(name, _numbered(statement))
        if answer.status != ExecStatus.COMMAND_OK:
            raise psycopg.errors.error_from_result(answer)
        known = _Prepared(name, Transformer(_Adapters(open_.adapters)))
        of_connection[statement] = known
    return known


@cache
def _numbered(statement: str) -> bytes:
    first, *rest = statement.split("%s")
    return "".join([first, *(f"${place}{part}" for place, part in enumerate(rest, 1))]).encode()
