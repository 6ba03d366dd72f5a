"""Rows by the ten thousand: one statement, one array for each column."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, models
from psycopg.types.json import Jsonb

M = TypeVar("M", bound=models.Model)

GIVEN_BY_POSTGRESQL = "id"


def insert_rows(model: type[M], rows: Sequence[M], *, key: str) -> dict[Any, M]:
    """Insert rows at once, each given its id; give them by a column that no two of them share."""
    if not rows:
        return {}
    fields = [field for field in model._meta.fields if field.attname != GIVEN_BY_POSTGRESQL]
    names = [field.attname for field in fields]
    arrays = ", ".join(f"%s::{_element_type(field)}[]" for field in fields)
    statement = (
        f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) "  # noqa: S608 - our models' names
        f"SELECT * FROM unnest({arrays}) RETURNING {key}, id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_column(field, rows) for field in fields])
        ids = dict(cursor.fetchall())
    by_key = {getattr(row, key): row for row in rows}
    for value, row in by_key.items():
        row.pk = ids[value]
    return by_key


def _column(field: "models.Field[Any, Any]", rows: Sequence[models.Model]) -> list[Any]:
    values = map(attrgetter(field.attname), rows)
    return (
        [Jsonb(value) for value in values] if isinstance(field, models.JSONField) else list(values)
    )


def _element_type(field: "models.Field[Any, Any]") -> str:
    """Give the type of an array's elements: text where the column has a length."""
    db_type = field.db_type(connection) or ""
    return "text" if db_type.startswith("varchar") else db_type
