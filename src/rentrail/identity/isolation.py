"""Row-level security: the second wall of company isolation, kept by PostgreSQL."""

from django.db import migrations

POLICY = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY company_isolation ON {table}
    USING (company_id = NULLIF(current_setting('rentrail.company_id', true), '')::bigint)
    WITH CHECK (company_id = NULLIF(current_setting('rentrail.company_id', true), '')::bigint);
"""

UNDO = """
DROP POLICY company_isolation ON {table};
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""


def isolate(*tables: str) -> migrations.RunSQL:
    """Make a migration operation that shows a company only its own rows of these tables."""
    return migrations.RunSQL(
        sql="".join(POLICY.format(table=table) for table in tables),
        reverse_sql="".join(UNDO.format(table=table) for table in tables),
    )


APPEND_ONLY = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION rentrail_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM rentrail_app;
"""

UNDO_APPEND_ONLY = "DROP TRIGGER {table}_append_only ON {table};"

REFUSE_CHANGE = """
CREATE FUNCTION rentrail_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Add a row that corrects the old one.';
END $$;
"""


def refuse_change_function() -> migrations.RunSQL:
    """Make the function behind ``append_only``; it is created once, by identity's migration."""
    return migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION rentrail_refuse_change();")


def append_only(*tables: str) -> migrations.RunSQL:
    """Make a migration operation that refuses UPDATE, DELETE and TRUNCATE on these tables."""
    return migrations.RunSQL(
        sql="".join(APPEND_ONLY.format(table=table) for table in tables),
        reverse_sql="".join(UNDO_APPEND_ONLY.format(table=table) for table in tables),
    )


KEPT = """
CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION rentrail_refuse_change();
REVOKE DELETE, TRUNCATE ON {table} FROM rentrail_app;
"""

UNDO_KEPT = "DROP TRIGGER {table}_kept ON {table}; GRANT DELETE ON {table} TO rentrail_app;"


def kept(*tables: str) -> migrations.RunSQL:
    """Make a migration operation that refuses DELETE and TRUNCATE: rows change, none goes."""
    return migrations.RunSQL(
        sql="".join(KEPT.format(table=table) for table in tables),
        reverse_sql="".join(UNDO_KEPT.format(table=table) for table in tables),
    )
