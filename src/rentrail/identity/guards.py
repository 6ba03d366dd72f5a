"""What PostgreSQL refuses to change or remove, whoever connects: guards for the apps' migrations.

A guard is a trigger, so that it holds for the tables' owner too; where the application's role needs
no such right at all, it is taken away as well. The triggers on single rows name their columns and
are asked after the row was written: a statement that touches other columns pays nothing for them.
"""

from collections.abc import Iterable, Sequence

from django.db import migrations

Row = Sequence[str]

FUNCTIONS = """
CREATE FUNCTION rentrail_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Add a row that corrects the old one.';
END $$;

CREATE FUNCTION rentrail_refuse_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%, row %: %', TG_TABLE_NAME, OLD.id, TG_ARGV[0]
        USING ERRCODE = 'restrict_violation';
END $$;
"""

UNDO_FUNCTIONS = "DROP FUNCTION rentrail_refuse_row(); DROP FUNCTION rentrail_refuse_change();"

APPEND_ONLY = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION rentrail_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM rentrail_app;
"""

UNDO_APPEND_ONLY = "DROP TRIGGER {table}_append_only ON {table};"

KEPT = """
CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION rentrail_refuse_change();
REVOKE DELETE, TRUNCATE ON {table} FROM rentrail_app;
"""

UNDO_KEPT = "DROP TRIGGER {table}_kept ON {table}; GRANT DELETE ON {table} TO rentrail_app;"


def refusing_functions() -> migrations.RunSQL:
    """Make the functions behind the guards; they are created once, by identity's migration."""
    return migrations.RunSQL(FUNCTIONS, UNDO_FUNCTIONS)


def append_only(*tables: str) -> migrations.RunSQL:
    """Make a migration operation that refuses UPDATE, DELETE and TRUNCATE on these tables."""
    return migrations.RunSQL(
        sql="".join(APPEND_ONLY.format(table=table) for table in tables),
        reverse_sql="".join(UNDO_APPEND_ONLY.format(table=table) for table in tables),
    )


def kept(*tables: str) -> migrations.RunSQL:
    """Make a migration operation that refuses DELETE and TRUNCATE: rows change, none goes."""
    return migrations.RunSQL(
        sql="".join(KEPT.format(table=table) for table in tables),
        reverse_sql="".join(UNDO_KEPT.format(table=table) for table in tables),
    )


def frozen(table: str, *columns: str) -> migrations.RunSQL:
    """Make a migration operation that keeps these columns as they were first written."""
    return refused(
        table,
        "frozen",
        columns=columns,
        when=f"{_row('OLD', columns)} IS DISTINCT FROM {_row('NEW', columns)}",
        message=f"what stays as it was written is {', '.join(columns)}",
    )


def written_once(table: str, *columns: str) -> migrations.RunSQL:
    """Make a migration operation that keeps these columns from when the first of them was set."""
    return refused(
        table,
        f"{columns[0]}_once",
        columns=columns,
        when=f"OLD.{columns[0]}::text <> ''"
        f" AND {_row('OLD', columns)} IS DISTINCT FROM {_row('NEW', columns)}",
        message=f"what is written once is {', '.join(columns)}",
    )


def rises(table: str, *columns: str) -> migrations.RunSQL:
    """Make a migration operation that lets these columns, compared in order, only rise."""
    return refused(
        table,
        "rises",
        columns=columns,
        when=f"{_row('NEW', columns)} < {_row('OLD', columns)}",
        message=f"what only rises is {', '.join(columns)}",
    )


def moves_only(
    table: str, columns: Sequence[str], moves: Iterable[tuple[Row, Row]]
) -> migrations.RunSQL:
    """Make a migration operation that lets these columns change together only by these moves."""
    allowed = ", ".join(
        sorted({f"'{'/'.join(before)}>{'/'.join(after)}'" for before, after in moves})
    )
    old, new = (
        " || '/' || ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW")
    )
    return refused(
        table,
        "moves_only",
        columns=columns,
        when=f"{old} || '>' || {new} <> ALL (ARRAY[{allowed}])",
        message=f"the table of moves has none that changes {', '.join(columns)} so",
    )


def refused(
    table: str, name: str, *, columns: Sequence[str], when: str, message: str
) -> migrations.RunSQL:
    """Make a migration operation that refuses a change of columns where a condition holds."""
    return migrations.RunSQL(
        sql=f"CREATE TRIGGER {table}_{name} AFTER UPDATE OF {', '.join(columns)} ON {table} "
        f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION rentrail_refuse_row('{message}');",
        reverse_sql=f"DROP TRIGGER {table}_{name} ON {table};",
    )


def _row(alias: str, columns: Sequence[str]) -> str:
    return f"({', '.join(f'{alias}.{column}' for column in columns)})"
