"""Row-level security, the refusal of change, and an audit trail that is only ever added to."""

from django.db import migrations

from rentrail.identity.audit import audit_function, audited
from rentrail.identity.guards import append_only, kept, refusing_functions
from rentrail.identity.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial")]

    operations = [
        refusing_functions(),
        isolate("identity_role", "identity_grant"),
        append_only("identity_auditrecord", "identity_auditseal"),
        kept("identity_company", "identity_user", "identity_role"),
        audit_function(),
        audited("identity_company"),
        audited("identity_user", secrets=("password",)),
        audited("identity_role"),
        audited("identity_grant"),
    ]
