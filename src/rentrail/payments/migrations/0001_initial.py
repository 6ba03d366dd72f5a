import django.contrib.postgres.fields
import django.db.models.deletion
import rentrail.identity.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0001_initial"),
        ("ledger", "0001_initial"),
        ("portfolio", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                (
                    "batch_type",
                    models.CharField(
                        choices=[
                            ("ACH", "ACH entries"),
                            ("IRD", "Image exchange"),
                            ("CARD", "Cards"),
                            ("HAND", "Recorded by hand"),
                        ],
                        max_length=4,
                    ),
                ),
                ("number", models.IntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("closed", "Closed"),
                            ("originated", "Originated"),
                            ("settled", "Settled"),
                            ("with_errors", "With errors"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("banking_date", models.DateField(null=True)),
                ("item_count", models.IntegerField(null=True)),
                ("total_cents", models.BigIntegerField(null=True)),
                ("hold_days", models.SmallIntegerField(null=True)),
                ("reserve_basis_points", models.IntegerField(null=True)),
                ("reserve_release_days", models.SmallIntegerField(null=True)),
                ("settlement_date", models.DateField(null=True)),
                (
                    "bank_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
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
                    "property",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="portfolio.property",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "batches",
                "constraints": [
                    models.UniqueConstraint(fields=("property", "number"), name="batch_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("property", "bank_account", "batch_type"),
                        name="batch_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Instrument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("holder_name", models.CharField(max_length=80)),
                (
                    "account_type",
                    models.CharField(
                        choices=[("checking", "Checking"), ("savings", "Savings")], max_length=8
                    ),
                ),
                (
                    "holder_type",
                    models.CharField(
                        choices=[("personal", "Personal"), ("business", "Business")], max_length=8
                    ),
                ),
                ("routing_number", models.CharField(max_length=9)),
                ("account_number_sealed", models.BinaryField()),
                ("account_number_hash", models.BinaryField(max_length=32)),
                ("last_four", models.CharField(max_length=4)),
                ("nickname", models.CharField(blank=True, max_length=40)),
                ("identification_number", models.CharField(blank=True, max_length=15)),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("good", "Good"),
                            ("stopped_for_good", "Stopped for good"),
                            ("until_corrected", "Stopped until corrected"),
                            ("until_released", "Stopped until released"),
                            ("until_authorized", "Stopped until authorized anew"),
                        ],
                        default="good",
                        max_length=24,
                    ),
                ),
                ("standing_reason", models.CharField(blank=True, max_length=120)),
                ("created_at", models.DateTimeField()),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instruments",
                        to="portfolio.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account_number_hash"], name="instrument_by_hash")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "account_number_hash"), name="instrument_once_per_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Authorization",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("web_single", "Internet, single entry"),
                            ("web_recurring", "Internet, recurring"),
                            ("ppd_single", "Signed, single entry"),
                            ("ppd_recurring", "Signed, recurring"),
                            ("ccd_agreement", "Agreement between businesses"),
                        ],
                        max_length=14,
                    ),
                ),
                ("text", models.TextField()),
                ("text_version", models.CharField(max_length=20)),
                ("text_digest", models.CharField(max_length=64)),
                ("terms", models.JSONField()),
                ("evidence", models.JSONField()),
                ("amount_cents_min", models.BigIntegerField()),
                ("amount_cents_max", models.BigIntegerField()),
                ("first_date", models.DateField()),
                ("last_date", models.DateField(null=True)),
                ("nsf_fee_notice", models.BooleanField(default=False)),
                ("authorized_at", models.DateTimeField()),
                ("copy_sent_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by", models.CharField(blank=True, max_length=120)),
                ("revoked_because", models.CharField(blank=True, max_length=120)),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="authorizations",
                        to="portfolio.person",
                    ),
                ),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="authorizations",
                        to="payments.instrument",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_cents_max__gte", models.F("amount_cents_min")),
                            ("amount_cents_min__gte", 0),
                        ),
                        name="authorization_amount_range",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InstrumentCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("change_code", models.CharField(blank=True, max_length=3)),
                ("corrected_at", models.DateTimeField()),
                ("corrected_by", models.CharField(max_length=120)),
                ("routing_number_before", models.CharField(max_length=9)),
                ("account_number_before_sealed", models.BinaryField()),
                ("last_four_before", models.CharField(max_length=4)),
                ("account_type_before", models.CharField(max_length=8)),
                ("holder_name_before", models.CharField(max_length=80)),
                ("identification_number_before", models.CharField(blank=True, max_length=15)),
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
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="payments.instrument",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.SlugField(max_length=40)),
                ("subject", models.CharField(max_length=80)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("text", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="portfolio.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "kind", "subject"), name="notice_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32)),
                (
                    "batch_type",
                    models.CharField(
                        choices=[
                            ("ACH", "ACH entries"),
                            ("IRD", "Image exchange"),
                            ("CARD", "Cards"),
                            ("HAND", "Recorded by hand"),
                        ],
                        max_length=4,
                    ),
                ),
                (
                    "ledger",
                    models.CharField(
                        choices=[
                            ("resident", "Resident ledger"),
                            ("deposit", "Deposit ledger"),
                            ("miscellaneous", "Miscellaneous ledger"),
                        ],
                        max_length=15,
                    ),
                ),
                ("transaction_code", models.CharField(max_length=20)),
                ("amount_cents", models.BigIntegerField()),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("internet", "Internet"),
                            ("telephone_ivr", "Telephone IVR"),
                            ("telephone_operator", "Telephone operator"),
                            ("mailed_in", "Mailed in"),
                            ("drop_box", "Drop box"),
                            ("back_office", "Back office"),
                            ("signature_faxed", "Signature faxed"),
                            ("signature_original", "Signature original"),
                            ("bounced_check", "Bounced check"),
                            ("retail_pos", "Retail POS"),
                            ("api", "API"),
                            ("import", "Import"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "sec_code",
                    models.CharField(
                        choices=[
                            ("WEB", "Authorized on the internet"),
                            ("PPD", "Authorized on signed paper"),
                            ("CCD", "Between businesses"),
                        ],
                        max_length=3,
                    ),
                ),
                ("is_recurring", models.BooleanField(default=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("approved", "Approved"),
                            ("processed", "Processed"),
                            ("awaiting_approval", "Awaiting approval"),
                            ("suspended", "Suspended"),
                            ("declined", "Declined"),
                            ("voided", "Voided"),
                            ("error", "Error"),
                            ("in_collection", "In collection"),
                            ("collected", "Collected"),
                            ("uncollected_nsf", "Uncollected NSF"),
                            ("in_research", "In research"),
                            ("disputed", "Disputed"),
                            ("bad_account", "Invalid / closed account"),
                            ("returned", "Returned"),
                            ("unauthorized", "Unauthorized"),
                            ("resolved", "Resolved"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "settlement_status",
                    models.CharField(
                        choices=[
                            ("none", "No settlement needed"),
                            ("to_be_originated", "To be originated"),
                            ("originating", "Originating"),
                            ("pending", "Originated, settlement pending"),
                            ("held", "Settled, held"),
                            ("settled", "Settled"),
                            ("disbursed", "Disbursed"),
                            ("charged_back", "Charged back"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "spends_authorization",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(
                            ("fee_of__isnull", True),
                            ("is_recurring", False),
                            ("represents__isnull", True),
                            models.Q(("status__in", ["voided", "declined"]), _negated=True),
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "originated_status",
                    models.CharField(
                        choices=[("not_originated", "Not originated"), ("ach", "ACH")],
                        default="not_originated",
                        max_length=16,
                    ),
                ),
                ("pending_reason", models.CharField(blank=True, max_length=200)),
                ("property_date", models.DateField()),
                ("taken_at", models.DateTimeField()),
                ("description", models.CharField(max_length=120)),
                ("document", models.CharField(max_length=40)),
                ("settlement_date", models.DateField(null=True)),
                ("return_code", models.CharField(blank=True, max_length=3)),
                ("taken_by", models.CharField(max_length=120)),
                ("idempotency_key", models.CharField(max_length=80)),
                ("request_digest", models.CharField(max_length=64)),
                (
                    "authorization",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="payments.authorization",
                    ),
                ),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portfolio.bankaccount",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="payments.batch",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        default=rentrail.identity.tenancy.current_company_id,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.company",
                    ),
                ),
                (
                    "instrument",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="payments.instrument",
                    ),
                ),
                (
                    "journal_entry",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment",
                        to="ledger.journalentry",
                    ),
                ),
                (
                    "lease",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="portfolio.lease",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="portfolio.person",
                    ),
                ),
                (
                    "property",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="portfolio.property",
                    ),
                ),
                (
                    "represents",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="representments",
                        to="payments.payment",
                    ),
                ),
                (
                    "fee_of",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returned_item_fees",
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["batch"], name="payment_of_batch"),
                    models.Index(fields=["person", "taken_at"], name="payment_velocity"),
                    models.Index(fields=["property", "id"], name="payment_of_property"),
                    models.Index(
                        condition=models.Q(("represents__isnull", False)),
                        fields=["represents"],
                        name="payment_represented",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("public_id",), name="payment_public_id"),
                    models.UniqueConstraint(
                        fields=("idempotency_key", "company"), name="payment_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="payment_positive"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("fee_of__isnull", False)),
                        fields=("fee_of",),
                        name="payment_one_fee_of_an_item",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("spends_authorization", True)),
                        fields=("authorization",),
                        name="payment_spends_authorization",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PreauthorizedPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32)),
                ("reference", models.CharField(blank=True, max_length=40)),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("one_time", "One time"),
                            ("daily", "Daily"),
                            ("weekly", "Weekly"),
                            ("every_two_weeks", "Every two weeks"),
                            ("semi_monthly_1_15", "1st and 15th"),
                            ("semi_monthly_15_last", "15th and last day"),
                            ("monthly", "Monthly"),
                            ("yearly", "Yearly"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "amount_kind",
                    models.CharField(
                        choices=[
                            ("fixed", "Fixed"),
                            ("open_balance_range", "Open balance within a range"),
                            ("open_balance_up_to", "Open balance not to exceed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("amount_cents", models.BigIntegerField(null=True)),
                ("first_amount_cents", models.BigIntegerField(null=True)),
                ("amount_cents_min", models.BigIntegerField(null=True)),
                ("amount_cents_max", models.BigIntegerField(null=True)),
                ("notice_waived", models.BooleanField(default=False)),
                ("notice_over_cents", models.BigIntegerField(null=True)),
                ("notified_cents", models.BigIntegerField(null=True)),
                ("notified_from_date", models.DateField(null=True)),
                ("notified_before_cents", models.BigIntegerField(null=True)),
                (
                    "ledger",
                    models.CharField(
                        choices=[
                            ("resident", "Resident ledger"),
                            ("deposit", "Deposit ledger"),
                            ("miscellaneous", "Miscellaneous ledger"),
                        ],
                        max_length=15,
                    ),
                ),
                ("description", models.CharField(max_length=120)),
                ("email", models.EmailField(max_length=254)),
                ("start_date", models.DateField()),
                ("end_date", models.DateField(null=True)),
                ("payments_max", models.IntegerField(null=True)),
                ("payments_taken", models.IntegerField(default=0)),
                ("next_due_date", models.DateField(null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("enabled", "Enabled"),
                            ("stopped", "Stopped"),
                            ("disabled", "Disabled"),
                        ],
                        max_length=8,
                    ),
                ),
                ("status_reason", models.CharField(blank=True, max_length=120)),
                (
                    "created_by_kind",
                    models.CharField(choices=[("R", "Resident"), ("S", "Site")], max_length=1),
                ),
                ("created_by", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField()),
                ("disabled_at", models.DateTimeField(null=True)),
                ("disabled_by", models.CharField(blank=True, max_length=120)),
                (
                    "authorization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="preauthorized_payment",
                        to="payments.authorization",
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
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.instrument",
                    ),
                ),
                (
                    "lease",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="preauthorized_payments",
                        to="portfolio.lease",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portfolio.person",
                    ),
                ),
                (
                    "property",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portfolio.property",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_due_date__isnull", False)),
                        fields=["company", "next_due_date", "id"],
                        name="preauthorized_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("public_id",), name="preauthorized_public_id"),
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("company", "reference"),
                        name="preauthorized_reference",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_date", models.DateField()),
                ("processed_date", models.DateField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("taken", "Taken"),
                            ("failed", "Failed"),
                            ("skipped", "Skipped by rule"),
                        ],
                        max_length=8,
                    ),
                ),
                ("amount_cents", models.BigIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "company",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        default=rentrail.identity.tenancy.current_company_id,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.company",
                    ),
                ),
                (
                    "payment",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occurrence",
                        to="payments.payment",
                    ),
                ),
                (
                    "preauthorized_payment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occurrences",
                        to="payments.preauthorizedpayment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("preauthorized_payment", "due_date"), name="occurrence_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Refusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_cents", models.BigIntegerField()),
                ("way", models.CharField(max_length=30)),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                ("message", models.TextField()),
                ("refused_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=120)),
                ("idempotency_key", models.CharField(max_length=80)),
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
                        related_name="refusals",
                        to="portfolio.lease",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portfolio.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("approved", "Approved"),
                            ("awaiting_approval", "Awaiting approval"),
                            ("suspended", "Suspended"),
                            ("released", "Released"),
                            ("declined", "Declined"),
                            ("edited", "Edited"),
                            ("voided", "Voided"),
                            ("processed", "Processed"),
                            ("originated", "Originated"),
                            ("rejected", "Rejected by the bank"),
                            ("withdrawn", "Withdrawn before it was sent"),
                            ("sent_again", "Sent again"),
                            ("settled", "Settled"),
                            ("held", "Settled, held"),
                            ("disbursed", "Disbursed"),
                            ("refunded", "Refunded"),
                            ("moved", "Moved"),
                            ("returned_nsf", "Returned NSF"),
                            ("returned_bad_account", "Returned bad account"),
                            ("returned_unauthorized", "Returned unauthorized"),
                            ("returned_other", "Returned other"),
                            ("notice_of_change", "Notice of change"),
                            ("sent_to_collection", "Sent to collection"),
                            ("represented", "Represented"),
                            ("collected", "Collected"),
                            ("uncollected_nsf", "Uncollected NSF"),
                            ("resolved", "Resolved"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("approved", "Approved"),
                            ("processed", "Processed"),
                            ("awaiting_approval", "Awaiting approval"),
                            ("suspended", "Suspended"),
                            ("declined", "Declined"),
                            ("voided", "Voided"),
                            ("error", "Error"),
                            ("in_collection", "In collection"),
                            ("collected", "Collected"),
                            ("uncollected_nsf", "Uncollected NSF"),
                            ("in_research", "In research"),
                            ("disputed", "Disputed"),
                            ("bad_account", "Invalid / closed account"),
                            ("returned", "Returned"),
                            ("unauthorized", "Unauthorized"),
                            ("resolved", "Resolved"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "settlement_status",
                    models.CharField(
                        choices=[
                            ("none", "No settlement needed"),
                            ("to_be_originated", "To be originated"),
                            ("originating", "Originating"),
                            ("pending", "Originated, settlement pending"),
                            ("held", "Settled, held"),
                            ("settled", "Settled"),
                            ("disbursed", "Disbursed"),
                            ("charged_back", "Charged back"),
                        ],
                        max_length=24,
                    ),
                ),
                ("happened_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=120)),
                ("came_from", models.CharField(blank=True, max_length=120)),
                ("detail", models.JSONField(default=dict)),
                (
                    "company",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        default=rentrail.identity.tenancy.current_company_id,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.company",
                    ),
                ),
                (
                    "journal_entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.journalentry",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("amount_cents", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for its day"),
                            ("in_file", "In a bank file"),
                            ("settled", "Sent back"),
                            ("canceled", "Canceled"),
                            ("returned", "Came back"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("not_before_date", models.DateField()),
                ("reason", models.CharField(max_length=120)),
                ("requested_at", models.DateTimeField()),
                ("requested_by", models.CharField(max_length=120)),
                ("released_at", models.DateTimeField(null=True)),
                ("released_by", models.CharField(blank=True, max_length=120)),
                ("release_reason", models.CharField(blank=True, max_length=120)),
                ("canceled_at", models.DateTimeField(null=True)),
                ("canceled_by", models.CharField(blank=True, max_length=120)),
                ("cancel_reason", models.CharField(blank=True, max_length=120)),
                ("settlement_date", models.DateField(null=True)),
                ("return_code", models.CharField(blank=True, max_length=3)),
                ("idempotency_key", models.CharField(max_length=80)),
                (
                    "charge",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refund",
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
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "in_file"])),
                        fields=["company", "id"],
                        name="refund_to_be_sent",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="refund_positive"
                    ),
                    models.UniqueConstraint(
                        fields=("company", "idempotency_key"), name="refund_once"
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="instrument",
            name="instrument_once_per_person",
        ),
        migrations.AddField(
            model_name="instrument",
            name="kind",
            field=models.CharField(
                choices=[
                    ("bank_account", "Bank account"),
                    ("check", "Check"),
                    ("cashiers_check", "Cashier's check"),
                    ("money_order", "Money order"),
                    ("cash", "Cash"),
                ],
                default="bank_account",
                max_length=14,
            ),
        ),
        migrations.AlterField(
            model_name="authorization",
            name="kind",
            field=models.CharField(
                choices=[
                    ("web_single", "Internet, single entry"),
                    ("web_recurring", "Internet, recurring"),
                    ("ppd_single", "Signed, single entry"),
                    ("ppd_recurring", "Signed, recurring"),
                    ("ccd_agreement", "Agreement between businesses"),
                    ("arc_notice", "Notice before a check came by mail or drop box"),
                    ("boc_notice", "Notice where a check was handed over"),
                    ("paper", "The paper item itself"),
                    ("receipt", "A receipt recorded by hand"),
                ],
                max_length=14,
            ),
        ),
        migrations.AlterField(
            model_name="payment",
            name="originated_status",
            field=models.CharField(
                choices=[
                    ("not_originated", "Not originated"),
                    ("ach", "ACH"),
                    ("image", "Image exchange"),
                ],
                default="not_originated",
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="payment",
            name="sec_code",
            field=models.CharField(
                blank=True,
                choices=[
                    ("WEB", "Authorized on the internet"),
                    ("PPD", "Authorized on signed paper"),
                    ("CCD", "Between businesses"),
                    ("ARC", "Check converted, received by mail or drop box"),
                    ("BOC", "Check converted, received in person"),
                    ("", "No entry"),
                ],
                max_length=3,
            ),
        ),
        migrations.AddConstraint(
            model_name="instrument",
            constraint=models.UniqueConstraint(
                fields=("person", "account_number_hash", "kind"), name="instrument_once_per_person"
            ),
        ),
    ]
