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
