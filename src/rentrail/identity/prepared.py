"""Statements that run for every payment, prepared once for each connection.

Django's cursor writes all values into the text, which PostgreSQL then reads and plans anew each
time; the driver's own cursor takes longer than PostgreSQL takes for a payment's smaller statements,
and forgets what is prepared at every rollback to a savepoint. So this speaks to libpq, by the
driver's own wrapper: same connection, same transaction, same errors.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

Connection = psycopg.Connection[Any]
Rows = list[tuple[Any, ...]]
Types = tuple[int, ...]

_names: WeakKeyDictionary[Connection, dict[tuple[str, Types], bytes]] = WeakKeyDictionary()


class Question(NamedTuple):
    """A statement and its parameters. Each ``%s`` stands for one; it has no other per cent sign."""

    statement: str
    parameters: Sequence[object]


class _Sent(NamedTuple):
    """A question as it goes over the wire, and what reads its answer."""

    name: bytes
    values: Sequence[Any]
    formats: Sequence[Any]
    reader: Any  # a Transformer, of which the driver has two


def ask(statement: str, parameters: Sequence[object]) -> Rows:
    """Run a prepared statement, and give the rows it answers with, if any."""
    [rows] = ask_together([Question(statement, parameters)])
    return rows


def ask_together(questions: Sequence[Question]) -> list[Rows]:
    """Run prepared statements one after the other, on one way there and back.

    Where one fails, those behind it don't run.
    """
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        return _ask(connection.connection, questions)


def _ask(open_: Connection, questions: Sequence[Question]) -> list[Rows]:
    sent = [_adapted(open_, question) for question in questions]
    server = open_.pgconn
    begins = not open_.autocommit and server.transaction_status == TransactionStatus.IDLE
    server.enter_pipeline_mode()
    if begins:
        server.send_query_params(b"BEGIN", None)
    for one in sent:
        server.send_query_prepared(one.name, one.values, one.formats)
    server.pipeline_sync()
    answers = _answers(server)
    server.exit_pipeline_mode()
    failed = [answer for answer in answers if answer.status == ExecStatus.FATAL_ERROR]
    if failed:
        raise psycopg.errors.error_from_result(failed[0])
    return [_rows(answer, one.reader) for answer, one in zip(answers[begins:], sent, strict=True)]


def _answers(server: PGconn) -> list[PGresult]:
    """Wait for the answers of a pipeline: each is followed by None, the last by the sync."""
    answers: list[PGresult] = []
    while answer := server.get_result():
        if answer.status == ExecStatus.PIPELINE_SYNC:
            return answers
        answers.append(answer)
        server.get_result()
    raise psycopg.OperationalError("The connection to PostgreSQL was lost.")


def _rows(answer: PGresult, reader: Any) -> Rows:
    if answer.status != ExecStatus.TUPLES_OK:
        return []
    reader.set_pgresult(answer)
    rows: Rows = reader.load_rows(0, answer.ntuples, tuple)
    return rows


def _adapted(open_: Connection, question: Question) -> _Sent:
    statement, parameters = question
    adapted = Transformer(open_)
    values = adapted.dump_sequence(parameters, [PyFormat.AUTO] * len(parameters))
    types = tuple(adapted.types or ())
    name = _names.setdefault(open_, {}).get((statement, types))
    if name is None:
        name = _prepare(open_, statement, types)
    return _Sent(name, values, adapted.formats or (), adapted)


def _prepare(open_: Connection, statement: str, types: Types) -> bytes:
    names = _names[open_]
    name = b"rentrail_%d" % len(names)
    answer = open_.pgconn.prepare(name, _numbered(statement), types)
    if answer.status != ExecStatus.COMMAND_OK:
        raise psycopg.errors.error_from_result(answer)
    names[statement, types] = name
    return name


@cache
def _numbered(statement: str) -> bytes:
    first, *rest = statement.split("%s")
    return "".join([first, *(f"${place}{part}" for place, part in enumerate(rest, 1))]).encode()
