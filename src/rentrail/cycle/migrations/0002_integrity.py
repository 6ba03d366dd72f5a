"""What PostgreSQL keeps of this app: isolation, and what is never changed or removed."""

from django.db import migrations

from rentrail.identity.guards import frozen, kept
from rentrail.identity.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [("cycle", "0001_initial"), ("identity", "0002_integrity")]

    operations = [
        isolate("cycle_daystep"),
        kept("cycle_daystep"),
        frozen("cycle_daystep", "company_id", "business_date", "name"),
    ]
