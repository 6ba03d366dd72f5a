"""What PostgreSQL keeps of this app: isolation, and what is never changed or removed."""

from django.db import migrations

from rentrail.identity.audit import audited
from rentrail.identity.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [
        ("accounting", "0001_initial"),
        ("identity", "0002_integrity"),
        ("payments", "0002_integrity"),
    ]

    operations = [
        isolate(
            "accounting_balancedifference",
            "accounting_leaseopening",
            "accounting_mribatch",
            "accounting_mricashtype",
            "accounting_mriconnection",
            "accounting_mriline",
            "accounting_mriposting",
            "accounting_mriproperty",
            "accounting_syncproblem",
            "accounting_syncrun",
        ),
        audited("accounting_mriconnection", secrets=("key_sealed", "password_sealed")),
        audited("accounting_mriproperty"),
        audited("accounting_mricashtype"),
    ]
