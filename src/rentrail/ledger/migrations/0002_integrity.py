"""The books' truth, kept by PostgreSQL: see ``0002_integrity.sql``."""

from pathlib import Path

from django.db import migrations

from rentrail.identity.guards import append_only
from rentrail.identity.isolation import isolate
from rentrail.ledger import guards


def always(trigger: str) -> str:
    """Keep a trigger on even where a superuser has switched the others off for replication."""
    return f"ALTER TABLE {guards.table_of(trigger)} ENABLE ALWAYS TRIGGER {trigger};"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("identity", "0002_integrity")]

    operations = [
        isolate(*guards.COMPANY_TABLES),
        append_only(*guards.APPEND_ONLY_TABLES),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")),
        migrations.RunSQL("\n".join(map(always, guards.TRIGGERS))),
    ]
