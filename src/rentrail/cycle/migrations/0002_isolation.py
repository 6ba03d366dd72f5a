"""Row-level security for every company-owned table, and what is only ever added to."""

from django.db import migrations

from rentrail.identity.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [("cycle", "0001_initial"), ("identity", "0002_integrity")]

    operations = [
        isolate(
            "cycle_daystep",
        ),
    ]
