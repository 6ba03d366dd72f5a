import django.contrib.postgres.fields
import django.db.models.deletion
import rentrail.identity.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0001_initial"),
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("name", models.CharField(max_length=60)),
                (
                    "purpose",
                    models.CharField(
                        choices=[("operating", "Operating"), ("trust", "Deposits (trust)")],
                        max_length=10,
                    ),
                ),
                ("routing_number", models.CharField(max_length=9)),
                ("account_number_sealed", models.BinaryField()),
                ("account_number_hash", models.BinaryField(max_length=32)),
                ("last_four", models.CharField(max_length=4)),
                (
                    "cash_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.ledgeraccount",
                    ),
                ),
                (
                    "clearing_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.ledgeraccount",
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
        ),
        migrations.CreateModel(
            name="Lease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("prospect", "Prospect"),
                            ("applicant", "Applicant"),
                            ("future", "Future resident"),
                            ("current", "Current resident"),
                            ("past", "Past resident"),
                        ],
                        max_length=10,
                    ),
                ),
                ("external_id", models.CharField(blank=True, max_length=60)),
                ("name_group", models.CharField(blank=True, max_length=20)),
                ("start_date", models.DateField(null=True)),
                ("end_date", models.DateField(null=True)),
                ("move_in_date", models.DateField(null=True)),
                ("move_out_date", models.DateField(null=True)),
                ("month_to_month", models.BooleanField(default=False)),
                ("rent_cents", models.BigIntegerField(default=0)),
                ("block_epayment", models.BooleanField(default=False)),
                ("block_reason", models.CharField(blank=True, max_length=120)),
                ("block_epayment_imported", models.BooleanField(default=False)),
                ("no_checks_imported", models.BooleanField(default=False)),
                ("balance_imported_cents", models.BigIntegerField(null=True)),
                ("imported_columns", models.JSONField(default=dict)),
                ("missing_since", models.DateTimeField(null=True)),
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
        ),
        migrations.CreateModel(
            name="Credit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("amount_cents", models.BigIntegerField()),
                ("unapplied_cents", models.BigIntegerField()),
                ("property_date", models.DateField()),
                ("is_undone", models.BooleanField(default=False)),
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
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit",
                        to="ledger.journalentry",
                    ),
                ),
                (
                    "lease",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="portfolio.lease",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("unapplied_cents__gt", 0)),
                        fields=["lease", "property_date"],
                        name="credit_unapplied",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_cents__gt", 0),
                            ("unapplied_cents__gte", 0),
                            ("unapplied_cents__lte", models.F("amount_cents")),
                        ),
                        name="credit_unapplied_within_amount",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32)),
                ("amount_cents", models.BigIntegerField()),
                ("open_cents", models.BigIntegerField()),
                ("due_date", models.DateField()),
                ("description", models.CharField(max_length=120)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("recurring", "Recurring lease charge"),
                            ("imported", "Accounting system"),
                            ("csv", "CSV import"),
                            ("system", "Fee of the system"),
                            ("refund", "Refund of a payment"),
                            ("staff", "Entered by staff"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source_id", models.CharField(max_length=80)),
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
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charge",
                        to="ledger.journalentry",
                    ),
                ),
                (
                    "lease",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charges",
                        to="portfolio.lease",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OpenCharge",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "lease_id",
                        "charge_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "charge",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portfolio.charge",
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
                    "lease",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portfolio.lease",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("first_name", models.CharField(blank=True, max_length=60)),
                ("last_name", models.CharField(max_length=60)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("mobile", models.CharField(blank=True, max_length=30)),
                ("external_id", models.CharField(blank=True, max_length=20)),
                ("ach_opt_out", models.BooleanField(default=False)),
                ("no_checks", models.BooleanField(default=False)),
                ("no_money_orders", models.BooleanField(default=False)),
                ("eviction_started", models.BooleanField(default=False)),
                ("in_collection", models.BooleanField(default=False)),
                ("status_reason", models.CharField(blank=True, max_length=120)),
                ("missing_since", models.DateTimeField(null=True)),
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
                "verbose_name_plural": "people",
            },
        ),
        migrations.CreateModel(
            name="LeasePerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("head", "Head of household"),
                            ("co_resident", "Co-resident"),
                            ("other", "Other resident"),
                            ("guarantor", "Guarantor"),
                        ],
                        max_length=12,
                    ),
                ),
                ("imported_status", models.CharField(blank=True, max_length=30)),
                ("moved_out_date", models.DateField(null=True)),
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
                        related_name="members",
                        to="portfolio.lease",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leases",
                        to="portfolio.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("lease", "person"), name="leaseperson_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("role", "head")),
                        fields=("lease",),
                        name="leaseperson_one_head",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Property",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("code", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=80)),
                ("address", models.CharField(blank=True, max_length=120)),
                ("city", models.CharField(blank=True, max_length=60)),
                ("state", models.CharField(blank=True, max_length=2)),
                ("postal_code", models.CharField(blank=True, max_length=10)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("contact", models.CharField(blank=True, max_length=80)),
                ("time_zone", models.CharField(default="America/Chicago", max_length=40)),
                ("property_date", models.DateField()),
                ("property_date_advanced_at", models.DateTimeField(null=True)),
                (
                    "date_advance",
                    models.CharField(
                        choices=[
                            ("staff", "Staff advance it"),
                            ("automatic", "It advances at a set hour"),
                        ],
                        default="staff",
                        max_length=10,
                    ),
                ),
                ("date_advances_at", models.TimeField(null=True)),
                ("backdating_days_max", models.SmallIntegerField(null=True)),
                ("takes_ach", models.BooleanField(default=True)),
                ("takes_partial_payments", models.BooleanField(default=True)),
                ("takes_preauthorized_bank_accounts", models.BooleanField(default=True)),
                ("takes_deposit_payments", models.BooleanField(default=True)),
                ("prospects_may_pay", models.BooleanField(default=False)),
                ("certified_funds_only", models.BooleanField(default=False)),
                ("nsf_fee_cents", models.IntegerField(default=0)),
                ("nsf_fee_collected_by_ach", models.BooleanField(default=False)),
                ("late_fee_cents", models.IntegerField(default=0)),
                ("late_fee_grace_days", models.SmallIntegerField(default=0)),
                ("approval_over_cents", models.BigIntegerField(null=True)),
                ("hold_days", models.SmallIntegerField(default=2)),
                ("reserve_basis_points", models.IntegerField(default=0)),
                ("reserve_release_days", models.SmallIntegerField(default=0)),
                ("representments_max", models.SmallIntegerField(default=0)),
                (
                    "apply_order",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("reversal_posting", models.BooleanField(default=False)),
                (
                    "book",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="of_property",
                        to="ledger.book",
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
                "verbose_name_plural": "properties",
                "constraints": [
                    models.UniqueConstraint(fields=("company", "code"), name="property_code"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reserve_basis_points__gte", 0), ("reserve_basis_points__lte", 10000)
                        ),
                        name="property_reserve_is_a_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("representments_max__gte", 0), ("representments_max__lte", 2)
                        ),
                        name="property_representments_at_most_two",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="person",
            name="property",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="people",
                to="portfolio.property",
            ),
        ),
        migrations.CreateModel(
            name="PaymentLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("limit_group", models.CharField(max_length=20)),
                ("single_cents_max", models.BigIntegerField(null=True)),
                ("daily_count_max", models.IntegerField(null=True)),
                ("daily_cents_max", models.BigIntegerField(null=True)),
                ("monthly_count_max", models.IntegerField(null=True)),
                ("monthly_cents_max", models.BigIntegerField(null=True)),
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
                        related_name="limits",
                        to="portfolio.property",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("property", "limit_group"), name="paymentlimit_once"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="lease",
            name="property",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leases",
                to="portfolio.property",
            ),
        ),
        migrations.CreateModel(
            name="EligibilityTable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("closes", models.JSONField()),
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
                    models.UniqueConstraint(fields=("company",), name="eligibilitytable_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DepositRoute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "bank_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="routes",
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
                        related_name="deposit_routes",
                        to="portfolio.property",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("property", "ledger", "batch_type"), name="depositroute_once"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="charge",
            name="property",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="portfolio.property",
            ),
        ),
        migrations.CreateModel(
            name="Building",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12)),
                ("address", models.CharField(blank=True, max_length=120)),
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
                        related_name="buildings",
                        to="portfolio.property",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("property", "code"), name="building_code")
                ],
            },
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="property",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_accounts",
                to="portfolio.property",
            ),
        ),
        migrations.CreateModel(
            name="StaffTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.SlugField(max_length=40)),
                ("subject", models.CharField(max_length=80)),
                ("text", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.CharField(blank=True, max_length=120)),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff_tasks",
                        to="portfolio.property",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "kind", "subject"), name="stafftask_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TransactionCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=60)),
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("charge", "Charge"),
                            ("payment", "Payment"),
                            ("credit", "Credit"),
                            ("settlement", "Settlement"),
                        ],
                        max_length=10,
                    ),
                ),
                ("account_key", models.SlugField(blank=True, max_length=40)),
                ("mri_code", models.CharField(blank=True, max_length=10)),
                ("limit_group", models.CharField(blank=True, max_length=20)),
                ("priority", models.SmallIntegerField(default=50)),
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
                    models.UniqueConstraint(fields=("company", "code"), name="transactioncode_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecurringCharge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_cents", models.BigIntegerField()),
                ("day", models.SmallIntegerField(default=1)),
                ("start_date", models.DateField()),
                ("end_date", models.DateField(null=True)),
                ("charged_through_date", models.DateField(null=True)),
                ("description", models.CharField(blank=True, max_length=120)),
                ("reference", models.CharField(max_length=60)),
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
                        related_name="recurring_charges",
                        to="portfolio.lease",
                    ),
                ),
                (
                    "transaction_code",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portfolio.transactioncode",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_cents__gt", 0), ("day__gte", 1), ("day__lte", 31)
                        ),
                        name="recurringcharge_positive",
                    ),
                    models.UniqueConstraint(
                        fields=("company", "reference"), name="recurringcharge_reference"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="charge",
            name="transaction_code",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="portfolio.transactioncode",
            ),
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12)),
                (
                    "building",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="portfolio.building",
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
                    models.UniqueConstraint(fields=("building", "code"), name="unit_code")
                ],
            },
        ),
        migrations.AddField(
            model_name="lease",
            name="unit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leases",
                to="portfolio.unit",
            ),
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("applied_cents", models.BigIntegerField()),
                ("applied_at", models.DateTimeField()),
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
                    "charge",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="portfolio.charge",
                    ),
                ),
                (
                    "credit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="portfolio.credit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("applied_cents", 0), _negated=True),
                        name="application_not_zero",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("property", "external_id"),
                name="person_external_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.UniqueConstraint(
                fields=("property", "account_number_hash"), name="bankaccount_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(fields=("public_id",), name="charge_public_id"),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(
                fields=("property", "source", "source_id"), name="charge_source_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_cents__gt", 0),
                    ("open_cents__gte", 0),
                    ("open_cents__lte", models.F("amount_cents")),
                ),
                name="charge_open_within_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="lease",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("property", "external_id"),
                name="lease_external_id",
            ),
        ),
        migrations.AddField(
            model_name="property",
            name="arc_notice_from",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="property",
            name="boc_notice_from",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="property",
            name="converts_business_checks",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="property",
            name="converts_checks",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="property",
            name="converts_image_reads",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="property",
            name="images_kept_years",
            field=models.SmallIntegerField(default=7),
        ),
        migrations.AddField(
            model_name="property",
            name="in_person_checks",
            field=models.CharField(
                choices=[
                    ("boc", "BOC entry"),
                    ("arc", "ARC entry: bills are paid at a staffed desk"),
                    ("ird", "Image only"),
                ],
                default="boc",
                max_length=3,
            ),
        ),
        migrations.AddField(
            model_name="property",
            name="paper_kept_days",
            field=models.SmallIntegerField(default=14),
        ),
        migrations.AddField(
            model_name="property",
            name="takes_ird",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="property",
            name="takes_third_party_items",
            field=models.BooleanField(default=False),
        ),
    ]
