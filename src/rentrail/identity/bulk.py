"""Writing many rows of a company in one statement.

Operations write one row or a hundred thousand by the same set-based INSERT. COPY would be the usual
tool, but PostgreSQL refuses it where row-level security holds, which is everywhere here.
"""

import json
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models

from rentrail.identity import prepared
from rentrail.identity.arrays import array_of_dates, array_of_numbers, array_of_texts
from rentrail.identity.tenancy import CompanyOwned, current_company_id

ROWS_A_STATEMENT = 10_000
NUMBERS = {"bigint", "integer", "smallint", "boolean"}
DATES = {"date", "timestamp with time zone"}
NEXT_IDS = """
SELECT nextval(sequence)
FROM (SELECT pg_get_serial_sequence(%s::text, 'id')::regclass AS sequence OFFSET 0) AS ids,
    generate_series(1, %s::integer)
"""


def next_ids(model: type[models.Model], *, count: int) -> list[int]:
    """Take ids for rows that are about to be inserted."""
    return [row[0] for row in prepared.ask(NEXT_IDS, [model._meta.db_table, count])]


def insert(model: type[CompanyOwned], columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows given as columns, named by the model's fields, all of one length.

    Fields that aren't given stay null; the company is the one in scope. JSON is given as its text
    or as what it says.
    """
    types = {name: _type_of(model, name) for name in columns}
    statement = _statement(model, types)
    count = len(next(iter(columns.values())))
    for start in range(0, count, ROWS_A_STATEMENT):
        end = start + ROWS_A_STATEMENT
        arrays = [_array(types[name], values[start:end]) for name, values in columns.items()]
        prepared.ask(statement, [current_company_id(), *arrays])


def insert_rows(rows: Sequence[CompanyOwned]) -> None:
    """Insert unsaved rows of one model, and give each its id."""
    if not rows:
        return
    model = type(rows[0])
    for row, row_id in zip(rows, next_ids(model, count=len(rows)), strict=True):
        row.pk = row_id
    fields = [field for field in model._meta.concrete_fields if field.name != "company"]
    insert(model, {field.name: list(map(attrgetter(field.attname), rows)) for field in fields})


def _statement(model: type[CompanyOwned], types: Mapping[str, str]) -> str:
    columns = [f'"{model._meta.get_field(name).column}"' for name in types]  # type: ignore[union-attr]  # all are columns
    arrays = [f"%s::{kind}[]" for kind in types.values()]
    return (
        f"INSERT INTO {model._meta.db_table} (company_id, {', '.join(columns)}) "  # noqa: S608 - names of our own models
        f"SELECT %s::bigint, * FROM unnest({', '.join(arrays)})"
    )


def _type_of(model: type[CompanyOwned], name: str) -> str:
    """Give the type of an array's elements: text where the column has a length."""
    field: Any = model._meta.get_field(name)
    db_type = str(field.db_type(connection))
    return "text" if db_type.startswith("varchar") else db_type


def _array(kind: str, values: Sequence[Any]) -> str:
    if kind in NUMBERS:
        return array_of_numbers(values)
    if kind in DATES:
        return array_of_dates(values)
    if kind == "jsonb":
        values = [value if isinstance(value, str) else json.dumps(value) for value in values]
    if kind == "bytea":
        values = [None if value is None else f"\\x{value.hex()}" for value in values]
    return array_of_texts(values)
