"""Row-level security for every company-owned table, and what is only ever added to."""

from django.db import migrations

from rentrail.identity.audit import audited
from rentrail.identity.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [("banking", "0001_initial"), ("identity", "0002_integrity")]

    operations = [
        isolate(
            "banking_bankconnection",
            "banking_bankfile",
            "banking_bankfilepart",
            "banking_entry",
            "banking_entrybatch",
            "banking_inboundfile",
            "banking_inbounditem",
            "banking_originator",
            "banking_statement",
            "banking_statementline",
            "banking_tracecounter",
            "banking_transfer",
        ),
        audited("banking_bankconnection", secrets=("private_key_sealed", "clearing_account_sealed")),
        audited("banking_originator"),
    ]
