import django.contrib.postgres.fields
import django.db.models.deletion
import rentrail.identity.tenancy
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField(unique=True)),
                ("record_count", models.IntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Company",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("code", models.SlugField(max_length=20, unique=True)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="AuditRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("company_id", models.BigIntegerField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("transaction_id", models.BigIntegerField()),
                ("actor", models.CharField(max_length=120)),
                ("source", models.CharField(blank=True, max_length=120)),
                ("table_name", models.CharField(max_length=63)),
                ("record_id", models.BigIntegerField()),
                ("action", models.CharField(max_length=6)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["table_name", "record_id"], name="audit_of_record")
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("is_active", models.BooleanField(default=True)),
                ("must_change_password", models.BooleanField(default=False)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="users",
                        to="identity.company",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "rights",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("scan_checks", "Perform scan check transactions"),
                                ("swipe_cards", "Perform swipe card transactions"),
                                ("take_bank_payments", "Take one-time bank payments"),
                                ("create_preauthorized", "Create preauthorized payments"),
                                ("disable_preauthorized", "Disable preauthorized payments"),
                                ("add_rdc", "Add new remote deposit captures"),
                                ("take_telephone", "Take telephone payments"),
                                ("record_receipts", "Record receipts by hand"),
                                ("confirm_duplicate", "Confirm a duplicate"),
                                ("unlink_accounts", "Unlink accounts"),
                                (
                                    "edit_collection_status",
                                    "Edit special collection status and blocks",
                                ),
                                ("override_block", "Override a block"),
                                ("move_payment", "Move payment"),
                                ("void", "Void"),
                                ("refund", "Refund"),
                                ("release_refund", "Release a held refund"),
                                ("issue_credits", "Issue credits"),
                                ("approve", "Approve or capture"),
                                ("release_suspended", "Release suspended"),
                                ("release_stopped", "Release a stopped account"),
                                ("research", "Work unmatched items and research"),
                                ("release_files", "Release bank files"),
                                ("retry_mri", "Retry or skip MRI postings"),
                                ("run_mri_sync", "Run MRI sync"),
                                ("record_destruction", "Record destruction of checks"),
                                ("view_ledgers", "View ledgers"),
                                ("view_reports", "View reports"),
                                ("schedule_reports", "Schedule reports"),
                                ("view_images", "View item images"),
                                ("view_account_numbers", "View full account numbers"),
                                ("edit_property", "Edit property settings"),
                                ("edit_bank_accounts", "Edit bank accounts"),
                                ("approve_bank_details", "Approve changed bank details"),
                                ("decide_holds", "Decide holds and reserves"),
                                ("approve_fees", "Approve fees above the table"),
                                ("edit_letters", "Edit letters"),
                                ("manage_users", "Manage users"),
                                ("advance_property_date", "Advance property date"),
                                ("close_period", "Close fiscal period"),
                            ],
                            max_length=40,
                        ),
                        size=None,
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        default=rentrail.identity.tenancy.current_company_id,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.company",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "name"), name="role_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("property_public_id", models.CharField(blank=True, max_length=32)),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        default=rentrail.identity.tenancy.current_company_id,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.company",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="identity.role",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "role", "property_public_id"), name="grant_once"
                    )
                ],
            },
        ),
    ]
