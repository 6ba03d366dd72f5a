"""What PostgreSQL keeps of this app: isolation, and what is never changed or removed."""

from django.db import migrations

from rentrail.identity.audit import audited
from rentrail.identity.guards import append_only, frozen, kept, refused
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
        append_only(
            "accounting_balancedifference", "accounting_mriline", "accounting_syncproblem"
        ),
        kept(
            "accounting_leaseopening",
            "accounting_mribatch",
            "accounting_mricashtype",
            "accounting_mriconnection",
            "accounting_mriposting",
            "accounting_mriproperty",
            "accounting_syncrun",
        ),
        frozen(
            "accounting_leaseopening",
            *("company_id", "mri_property_id", "lease_id", "opened_at", "signed_cents"),
        ),
        frozen(
            "accounting_mriposting",
            *("company_id", "step_id", "charge_id", "kind", "mri_property_id", "payment_id"),
            *("lease_id", "amount_cents", "external_number", "queued_at"),
        ),
        refused(
            "accounting_mriposting",
            "posted_once",
            columns=("state",),
            when="OLD.state = 'confirmed' AND NEW.state IN ('queued', 'sending')",
            message="MRI has confirmed it, and it is never posted again",
        ),
        audited("accounting_mriconnection", secrets=("key_sealed", "password_sealed")),
        audited("accounting_mriproperty"),
        audited("accounting_mricashtype"),
    ]
