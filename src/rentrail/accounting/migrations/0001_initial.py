import django.db.models.deletion
import rentrail.identity.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0001_initial"),
        ("payments", "0001_initial"),
        ("portfolio", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MriBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.SmallIntegerField(default=1)),
                (
                    "ledger",
                    models.CharField(
                        choices=[
                            ("resident", "Resident ledger"),
                            ("deposit", "Deposit ledger"),
                            ("miscellaneous", "Miscellaneous ledger"),
                        ],
                        default="resident",
                        max_length=15,
                    ),
                ),
                ("external_batch_id", models.CharField(max_length=30)),
                ("mri_batch_id", models.CharField(blank=True, max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("closing", "Closing"),
                            ("closed", "Closed"),
                            ("needs_person", "Needs a person"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("posted_count", models.IntegerField(default=0)),
                ("posted_cents", models.BigIntegerField(default=0)),
                ("closed_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mri_batches",
                        to="payments.batch",
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
                "verbose_name_plural": "MRI batches",
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "part"), name="mribatch_part"),
                    models.UniqueConstraint(
                        fields=("company", "external_batch_id"), name="mribatch_external"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MriConnection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("base_url", models.URLField()),
                ("client_id", models.CharField(max_length=40)),
                ("database", models.CharField(max_length=40)),
                ("user", models.CharField(max_length=40)),
                ("key_sealed", models.BinaryField()),
                ("password_sealed", models.BinaryField()),
                (
                    "wire_format",
                    models.CharField(choices=[("json", "JSON"), ("xml", "XML")], max_length=4),
                ),
                ("partner_name", models.CharField(max_length=30)),
                ("requests_max", models.IntegerField(default=1000)),
                ("window_seconds", models.IntegerField(default=300)),
                ("timeout_seconds", models.FloatField(default=90)),
                ("operations", models.JSONField(default=dict)),
                ("steps_queued_through", models.BigIntegerField(default=0)),
                ("repeats_external_batch_id", models.BooleanField(default=True)),
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
                    models.UniqueConstraint(fields=("company",), name="mriconnection_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="MriProperty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rmpropid", models.CharField(max_length=10)),
                ("site_id", models.CharField(blank=True, max_length=10)),
                ("payment_type", models.CharField(default="C", max_length=2)),
                ("syncs", models.BooleanField(default=True)),
                ("posts_from", models.DateTimeField()),
                ("synced_through", models.DateTimeField(null=True)),
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
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="properties",
                        to="accounting.mriconnection",
                    ),
                ),
                (
                    "property",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mri",
                        to="portfolio.property",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "MRI properties",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("connection", "rmpropid"), name="mriproperty_rmpropid"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MriPosting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("payment", "Payment"),
                            ("reversal", "Reversal"),
                            ("charge", "Charge"),
                            ("credit", "Credit"),
                        ],
                        max_length=8,
                    ),
                ),
                ("resident_id", models.CharField(max_length=10)),
                ("amount_cents", models.BigIntegerField()),
                ("posted_date", models.DateField()),
                ("external_number", models.CharField(max_length=10)),
                ("description", models.CharField(max_length=30)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("unknown", "Unknown"),
                            ("posted", "Posted"),
                            ("confirmed", "Confirmed"),
                            ("failed", "Failed"),
                            ("needs_person", "Needs a person"),
                            ("skipped", "Skipped"),
                        ],
                        default="queued",
                        max_length=12,
                    ),
                ),
                ("request_sealed", models.BinaryField(null=True)),
                ("answer_sealed", models.BinaryField(null=True)),
                ("mri_transaction_id", models.CharField(blank=True, max_length=20)),
                ("attempts", models.IntegerField(default=0)),
                ("reads_not_found", models.SmallIntegerField(default=0)),
                ("reads_failed", models.SmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("queued_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "charge",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mri_postings",
                        to="portfolio.charge",
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
                (
                    "lease",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portfolio.lease",
                    ),
                ),
                (
                    "mri_batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="accounting.mribatch",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mri_postings",
                        to="payments.payment",
                    ),
                ),
                (
                    "step",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mri_posting",
                        to="payments.step",
                    ),
                ),
                (
                    "mri_property",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="accounting.mriproperty",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["confirmed", "skipped"]), _negated=True),
                        fields=["lease", "id"],
                        name="mriposting_unfinished",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "external_number"), name="mriposting_external_number"
                    ),
                    models.UniqueConstraint(
                        fields=("charge", "kind"), name="mriposting_charge_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("charge__isnull", True),
                                ("kind__in", ["payment", "reversal"]),
                                ("payment__isnull", False),
                                ("step__isnull", False),
                            ),
                            models.Q(
                                ("charge__isnull", False),
                                ("kind__in", ["charge", "credit"]),
                                ("payment__isnull", True),
                                ("step__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="mriposting_of_step_or_charge",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MriLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("transaction_id", models.CharField(max_length=20)),
                ("is_imported", models.BooleanField()),
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
                    "lease",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portfolio.lease",
                    ),
                ),
                (
                    "mri_property",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="accounting.mriproperty",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mri_property", "lease", "transaction_id"), name="mriline_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MriCashType",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cash_type", models.CharField(max_length=4)),
                (
                    "bank_account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mri_cash_type",
                        to="portfolio.bankaccount",
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
                (
                    "mri_property",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cash_types",
                        to="accounting.mriproperty",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LeaseOpening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("signed_cents", models.BigIntegerField()),
                ("ledger_read_at", models.DateTimeField(null=True)),
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
                    "lease",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mri_opening",
                        to="portfolio.lease",
                    ),
                ),
                (
                    "mri_property",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="accounting.mriproperty",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SyncRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("completed", "Completed"),
                            ("interrupted", "Interrupted"),
                        ],
                        max_length=12,
                    ),
                ),
                ("is_full", models.BooleanField()),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("created_count", models.IntegerField(default=0)),
                ("changed_count", models.IntegerField(default=0)),
                ("unchanged_count", models.IntegerField(default=0)),
                ("charge_count", models.IntegerField(default=0)),
                ("problem_count", models.IntegerField(default=0)),
                ("note", models.CharField(blank=True, max_length=300)),
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
                    "mri_property",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sync_runs",
                        to="accounting.mriproperty",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "running")),
                        fields=("mri_property",),
                        name="syncrun_one_running",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SyncProblem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("api", models.CharField(max_length=60)),
                ("row", models.IntegerField(null=True)),
                ("record_id", models.CharField(blank=True, max_length=60)),
                ("field", models.CharField(blank=True, max_length=60)),
                ("message", models.CharField(max_length=300)),
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
                    "sync_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="accounting.syncrun",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BalanceDifference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("balance_here_cents", models.BigIntegerField()),
                ("balance_mri_cents", models.BigIntegerField()),
                ("explanation", models.JSONField(default=list)),
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
                    "lease",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portfolio.lease",
                    ),
                ),
                (
                    "sync_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="accounting.syncrun",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
