"""The question for what a payment rests on: see ``0003_facts.sql``."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0002_isolation"),
        ("ledger", "0002_integrity"),
        ("portfolio", "0002_isolation"),
    ]

    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"),
            "DROP FUNCTION payments_facts;",
        )
    ]
