"""Statements that run for every payment, prepared once for each connection.

Django's cursor writes all values into the text, which PostgreSQL then reads and plans anew each
time: twice as long for a statement with thirty of them.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection


def ask(statement: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
    """Run a prepared statement, and give the rows it answers with, if any."""
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, parameters, prepare=True)
        return cursor.fetchall() if cursor.description else []
