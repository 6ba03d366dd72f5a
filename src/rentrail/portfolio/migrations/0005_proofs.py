"""What charges, credits and applications rest on: see ``0005_proofs.sql``."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0004_rests_on"), ("ledger", "0002_integrity")]

    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))]
