"""Row-level security for the tables of opening balances."""

from django.db import migrations

from rentrail.identity.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [("accounting", "0003_opening_balances"), ("identity", "0002_integrity")]

    operations = [isolate("accounting_leaseopening", "accounting_mriline")]
