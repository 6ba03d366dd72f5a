import django.db.models.deletion
import rentrail.identity.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Book",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("property", "A property's books"),
                            ("clearing", "The company's central clearing (LED-11)"),
                        ],
                        max_length=10,
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("posting_count", models.SmallIntegerField()),
                ("control_number", models.BigIntegerField()),
                ("property_date", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("belongs_to_date", models.DateField(null=True)),
                ("transaction_code", models.CharField(max_length=20)),
                ("description", models.CharField(max_length=120)),
                ("document", models.CharField(blank=True, max_length=40)),
                ("source", models.CharField(max_length=80)),
                ("posted_by", models.CharField(max_length=120)),
                (
                    "book",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="journal_entries",
                        to="ledger.book",
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
                    "reverses",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="ledger.journalentry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("book", "source"), name="journalentry_source_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reverses__isnull", False)),
                        fields=("reverses",),
                        name="journalentry_reversed_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=40)),
                ("number", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asset", "Asset"),
                            ("liability", "Liability"),
                            ("equity", "Equity"),
                            ("income", "Income"),
                            ("expense", "Expense"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger_accounts",
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
                "constraints": [
                    models.UniqueConstraint(fields=("book", "key"), name="ledgeraccount_key"),
                    models.UniqueConstraint(fields=("book", "number"), name="ledgeraccount_number"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "journal_entry_id",
                        "line",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("line", models.SmallIntegerField()),
                ("subject_id", models.BigIntegerField(null=True)),
                ("signed_cents", models.BigIntegerField()),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="ledger.journalentry",
                    ),
                ),
                (
                    "ledger_account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="ledger.ledgeraccount",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["ledger_account", "subject_id"], name="posting_of_subject")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("signed_cents", 0), _negated=True),
                        name="posting_not_zero",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FiscalPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.IntegerField()),
                ("closed_at", models.DateTimeField()),
                ("closed_by", models.CharField(max_length=120)),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fiscal_periods",
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
                "constraints": [
                    models.UniqueConstraint(fields=("book", "period"), name="fiscalperiod_once"),
                    models.CheckConstraint(
                        condition=models.Q(("period__gte", 200001), ("period__lte", 299912)),
                        name="fiscalperiod_yyyymm",
                    ),
                ],
            },
        ),
    ]
