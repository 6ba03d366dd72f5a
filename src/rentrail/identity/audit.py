"""The audit trail: a trigger on each audited table writes who changed what (ORG-11)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, migrations

SYSTEM = "system"

AUDIT_FUNCTION = """
CREATE FUNCTION rentrail_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    secret text;
    digest text;
    secrets text[] := COALESCE(TG_ARGV::text[], ARRAY[]::text[]);
BEGIN
    FOREACH secret IN ARRAY secrets LOOP  -- a secret's change is told, its value is not
        old_row := old_row - secret;
        digest := left(encode(sha256(convert_to(new_row ->> secret, 'UTF8')), 'hex'), 12);
        new_row := CASE WHEN new_row ? secret
            THEN jsonb_set(new_row, ARRAY[secret], COALESCE(to_jsonb(digest), 'null')) END;
    END LOOP;
    INSERT INTO identity_auditrecord (company_id, recorded_at, transaction_id, actor, source,
                                      table_name, record_id, action, before, after)
    VALUES (
        NULLIF(COALESCE(new_row, old_row) ->> 'company_id', '')::bigint,
        clock_timestamp(),
        pg_current_xact_id()::text::bigint,
        COALESCE(NULLIF(current_setting('rentrail.actor', true), ''), 'system'),
        COALESCE(current_setting('rentrail.source', true), ''),
        TG_TABLE_NAME,
        (COALESCE(new_row, old_row) ->> 'id')::bigint,
        lower(TG_OP),
        old_row,
        new_row
    );
    RETURN NULL;
END $$;
"""


def audit_function() -> migrations.RunSQL:
    """Make the function behind ``audited``; it is created once, by identity's migration."""
    return migrations.RunSQL(AUDIT_FUNCTION, "DROP FUNCTION rentrail_audit();")


def audited(table: str, *, secrets: tuple[str, ...] = ()) -> migrations.RunSQL:
    """Make a migration operation that writes every change of a table to the audit trail.

    Of ``secrets``, columns such as passwords and sealed numbers, only a short digest is kept: it
    shows that the value changed.
    """
    arguments = ", ".join(f"'{column}'" for column in secrets)
    return migrations.RunSQL(
        sql=f"CREATE TRIGGER {table}_audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION rentrail_audit({arguments});",
        reverse_sql=f"DROP TRIGGER {table}_audit ON {table};",
    )


def audited_changes(table: str, *columns: str) -> migrations.RunSQL:
    """Make a migration operation that writes changes of these columns to the audit trail.

    It is for a table of which imports write thousands of rows: what is as before is not recorded.
    """
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return migrations.RunSQL(
        sql=f"CREATE TRIGGER {table}_audit AFTER UPDATE ON {table} FOR EACH ROW "
        f"WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION rentrail_audit();",
        reverse_sql=f"DROP TRIGGER {table}_audit ON {table};",
    )


@contextmanager
def acting_as(actor: str, *, source: str = "") -> Iterator[None]:
    """Say who makes the changes that follow, and from where."""
    before = _tell_postgresql(actor, source)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _tell_postgresql(*before)


def _tell_postgresql(actor: str, source: str) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(current_setting('rentrail.actor', true), ''),"
            " COALESCE(current_setting('rentrail.source', true), '')"
        )
        before = cursor.fetchone()
        cursor.execute(
            "SELECT set_config('rentrail.actor', %s, false),"
            " set_config('rentrail.source', %s, false)",
            [actor, source],
        )
    return (before[0], before[1])
