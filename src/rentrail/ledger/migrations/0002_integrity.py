"""The books' truth, kept by PostgreSQL: see ``0002_integrity.sql``."""

from pathlib import Path

from django.db import migrations

from rentrail.identity.isolation import append_only, isolate

TRIGGERS = (
    "ledger_book_kept",
    "ledger_book_stays",
    "ledger_fiscalperiod_append_only",
    "ledger_fiscalperiod_waits",
    "ledger_journalentry_append_only",
    "ledger_journalentry_checked",
    "ledger_ledgeraccount_kept",
    "ledger_ledgeraccount_stays",
    "ledger_posting_append_only",
    "ledger_posting_checked",
)


def always(trigger: str) -> str:
    """Keep a trigger on even where a superuser has switched the others off for replication."""
    table = "_".join(trigger.split("_")[:2])
    return f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger};"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("identity", "0002_integrity")]

    operations = [
        isolate(
            "ledger_book",
            "ledger_fiscalperiod",
            "ledger_journalentry",
            "ledger_ledgeraccount",
            "ledger_posting",
        ),
        append_only("ledger_fiscalperiod", "ledger_journalentry", "ledger_posting"),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")),
        migrations.RunSQL("\n".join(map(always, TRIGGERS))),
    ]
