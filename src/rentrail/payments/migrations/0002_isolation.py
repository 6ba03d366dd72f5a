"""Row-level security for every company-owned table, and what is only ever added to."""

from django.db import migrations

from rentrail.identity.audit import audited
from rentrail.identity.isolation import append_only, isolate


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("identity", "0002_integrity")]

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
        audited("payments_instrument", secrets=("account_number_sealed", "account_number_hash")),
        audited("payments_authorization"),
    ]
