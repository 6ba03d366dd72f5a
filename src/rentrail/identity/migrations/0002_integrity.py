"""Row-level security, the refusal of change, and an audit trail that is only ever added to."""

from django.db import migrations

from rentrail.identity.isolation import append_only, isolate, refuse_change_function


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial")]

    operations = [
        refuse_change_function(),
        isolate("identity_role", "identity_grant"),
        append_only("identity_auditrecord", "identity_auditseal"),
    ]
