"""Statements that run for every payment, prepared once for each connection.

Django's cursor writes all values into the text, which PostgreSQL then reads and plans anew each
time; the driver's own cursor takes longer than PostgreSQL takes for a payment's smaller statements,
and forgets what is prepared at every rollback to a savepoint. So this speaks to libpq, by the
driver's own wrapper: same connection, same transaction, same errors.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

Connection = psycopg.Connection[Any]
Key = tuple[str, tuple[int, ...]]  # a statement, and the types of its parameters

_names: WeakKeyDictionary[Connection, dict[Key, bytes]] = WeakKeyDictionary()


def ask(statement: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
    """Run a prepared statement, and give the rows it answers with, if any.

    Each ``%s`` stands for a parameter; no other per cent sign may stand in the statement.
    """
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        return _ask(connection.connection, statement, parameters)


def _ask(open_: Connection, statement: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
    server = open_.pgconn
    if server.transaction_status == TransactionStatus.IDLE and not open_.autocommit:
        _checked(server.exec_(b"BEGIN"))
    adapted = Transformer(open_)
    values = adapted.dump_sequence(parameters, [PyFormat.AUTO] * len(parameters))
    types = tuple(adapted.types or ())
    name = _names.setdefault(open_, {}).get((statement, types))
    if name is None:
        name = _prepare(open_, statement, types)
    answer = _checked(server.exec_prepared(name, values, adapted.formats))  # type: ignore[arg-type]  # None is NULL
    if answer.status != ExecStatus.TUPLES_OK:
        return []
    adapted.set_pgresult(answer)
    return adapted.load_rows(0, answer.ntuples, tuple)


def _prepare(open_: Connection, statement: str, types: tuple[int, ...]) -> bytes:
    names = _names[open_]
    name = b"rentrail_%d" % len(names)
    server: PGconn = open_.pgconn
    _checked(server.prepare(name, _numbered(statement), types))
    names[statement, types] = name
    return name


def _checked(answer: PGresult) -> PGresult:
    if answer.status not in {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}:
        raise psycopg.errors.error_from_result(answer)
    return answer


@cache
def _numbered(statement: str) -> bytes:
    first, *rest = statement.split("%s")
    return "".join([first, *(f"${place}{part}" for place, part in enumerate(rest, 1))]).encode()
