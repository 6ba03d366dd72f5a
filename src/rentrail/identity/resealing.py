"""Sealing anew, under the ring's first key, what an older key sealed (SEC-1).

It goes on while everybody works: a chunk is a short transaction over rows of its own. Stopped, it
is started again; what is sealed under the first key already is left alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connections, transaction
from django.db.models import BinaryField, F, Func, Value

from rentrail.identity import vault
from rentrail.identity.tenancy import CompanyOwned

OWNER = "owner"
NO_OWNER = "these are never changed: set RENTRAIL_DATABASE_OWNER_URL, as only their owner may."


@dataclass(frozen=True, kw_only=True)
class SealedColumn:
    """A column of sealed values, and the words in which the vault names a row's."""

    model: type[CompanyOwned]
    column: str
    context: Callable[[Any], str]
    related: tuple[str, ...] = ()  # what the context is read from, beside the row
    rows_at_once: int = 500
    guard: str = ""  # the trigger that keeps the values, but for the table's owner

    def __str__(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"


@dataclass(kw_only=True)
class Resealed:
    """How many values were sealed anew, and the rows of those that weren't, by the reason."""

    count: int = 0
    left: dict[str, list[int]] = field(default_factory=dict)

    def leave(self, row_id: int, why: str) -> None:
        """Note a value that stays under its key."""
        self.left.setdefault(why, []).append(row_id)


def reseal(column: SealedColumn) -> Resealed:
    """Seal the values anew that another key than the ring's first sealed, of the company in scope.

    A value that does not open, or may not be changed by us, is left as it is and told.
    """
    done = Resealed()
    last_id = 0
    while True:
        with transaction.atomic():
            rows = _rows_under_other_keys(column, after=last_id)
            if not rows:
                return done
            _write(column, [row for row in rows if _is_sealed_anew(column, row, done)], done)
        last_id = rows[-1].pk


def _rows_under_other_keys(column: SealedColumn, *, after: int) -> Sequence[Any]:
    head = vault.head_of_current_key()
    begins_with = Func(
        F(column.column),
        Value(1),
        Value(len(head)),
        function="SUBSTRING",
        output_field=BinaryField(),
    )
    found = column.model.objects.filter(
        **{"pk__gt": after, f"{column.column}__isnull": False},
    ).exclude(**{column.column: b""})
    if not column.guard:  # the others stay as they are; only their owner writes them
        found = found.select_for_update(no_key=True, of=("self",))
    others = found.annotate(begins_with=begins_with).exclude(begins_with=head)
    return list(others.select_related(*column.related).order_by("pk")[: column.rows_at_once])


def _is_sealed_anew(column: SealedColumn, row: Any, done: Resealed) -> bool:
    context = column.context(row)
    try:
        plain = vault.open_sealed(getattr(row, column.column), context=context)
    except vault.SealBroken as problem:
        done.leave(row.pk, str(problem))
        return False
    setattr(row, column.column, vault.seal(plain, context=context))
    return True


def _write(column: SealedColumn, rows: Sequence[Any], done: Resealed) -> None:
    if column.guard and OWNER not in connections:
        for row in rows:
            done.leave(row.pk, NO_OWNER)
        return
    if column.guard:
        _write_as_owner(column, rows)
    else:
        column.model.objects.bulk_update(rows, [column.column])
    done.count += len(rows)


def _write_as_owner(column: SealedColumn, rows: Sequence[Any]) -> None:
    """Let the table's owner lift its guard, in a transaction that nobody looks into."""
    table = column.model._meta.db_table
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_{column.guard}")
        column.model.objects.using(OWNER).bulk_update(rows, [column.column])
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_{column.guard}")
