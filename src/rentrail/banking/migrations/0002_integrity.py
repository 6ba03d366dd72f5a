"""What PostgreSQL keeps of this app: isolation, and what is never changed or removed."""

from django.db import migrations

from rentrail.identity.audit import audited
from rentrail.identity.isolation import isolate, kept


class Migration(migrations.Migration):
    dependencies = [
        ("banking", "0001_initial"),
        ("identity", "0002_integrity"),
        ("payments", "0002_integrity"),
    ]

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
            "banking_transfer",
        ),
        kept("banking_entrybatch"),
        audited(
            "banking_bankconnection", secrets=("private_key_sealed", "clearing_account_sealed")
        ),
        audited("banking_originator"),
        audited("banking_bankfile"),
        audited("banking_transfer"),
    ]
