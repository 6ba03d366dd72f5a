"""Writing many rows of a company in one statement.

Operations write one row or a hundred thousand by the same set-based INSERT. COPY would be the usual
tool, but PostgreSQL refuses it where row-level security holds, which is everywhere here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models

from rentrail.identity.tenancy import CompanyOwned, current_company_id

ROWS_A_STATEMENT = 10_000


def next_ids(model: type[models.Model], *, count: int) -> list[int]:
    """Take ids for rows that are about to be inserted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def insert(model: type[CompanyOwned], columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows given as columns, named by the model's fields, all of one length.

    Fields that aren't given stay null; the company is the one in scope.
    """
    fields = [model._meta.get_field(name) for name in columns]
    names = ", ".join(["company_id", *(f'"{field.column}"' for field in fields)])
    arrays = ", ".join(f"%s::{_array_type(field)}" for field in fields)
    statement = (
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT %s, * FROM unnest({arrays})"  # noqa: S608 - names of our own models
    )
    count = len(next(iter(columns.values())))
    with connection.cursor() as cursor:
        for start in range(0, count, ROWS_A_STATEMENT):
            end = start + ROWS_A_STATEMENT
            chunk = [list(values[start:end]) for values in columns.values()]
            cursor.execute(statement, [current_company_id(), *chunk])


def _array_type(field: Any) -> str:
    kind = str(field.db_type(connection)).split("(")[0]
    return {"varchar": "text"}.get(kind, kind) + "[]"
