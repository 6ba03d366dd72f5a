"""What PostgreSQL keeps of this app: isolation, and what is never changed or removed."""

from pathlib import Path

from django.db import migrations

from rentrail.identity.audit import audited
from rentrail.identity.isolation import append_only, isolate, kept

SQL = Path(__file__).parent


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0001_initial"),
        ("identity", "0002_integrity"),
        ("ledger", "0002_integrity"),
        ("portfolio", "0002_integrity"),
    ]

    operations = [
        isolate(
            "payments_authorization",
            "payments_batch",
            "payments_instrument",
            "payments_instrumentcorrection",
            "payments_notice",
            "payments_occurrence",
            "payments_payment",
            "payments_preauthorizedpayment",
            "payments_refusal",
            "payments_step",
        ),
        append_only(
            "payments_step",
            "payments_refusal",
            "payments_instrumentcorrection",
        ),
        kept("payments_payment", "payments_batch"),
        audited("payments_instrument", secrets=("account_number_sealed", "account_number_hash")),
        audited("payments_authorization"),
        migrations.RunSQL((SQL / "facts.sql").read_text(encoding="utf-8")),
        migrations.RunSQL((SQL / "take.sql").read_text(encoding="utf-8")),
        # A payment changes a few times in its first days: with half a page left free, a change stays
        # on its page and touches no index.
        migrations.RunSQL("ALTER TABLE payments_payment SET (fillfactor = 50)"),
    ]
