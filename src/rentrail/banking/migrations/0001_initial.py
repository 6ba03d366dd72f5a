import django.db.models.deletion
import rentrail.identity.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0001_initial"),
        ("ledger", "0001_initial"),
        ("payments", "0001_initial"),
        ("portfolio", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankConnection",
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
                    "clearing",
                    models.CharField(
                        choices=[
                            ("direct", "Direct: the property's own originating account"),
                            ("central", "Central clearing"),
                        ],
                        max_length=8,
                    ),
                ),
                ("immediate_destination", models.CharField(max_length=10)),
                ("immediate_destination_name", models.CharField(max_length=23)),
                ("immediate_origin", models.CharField(max_length=10)),
                ("immediate_origin_name", models.CharField(max_length=23)),
                ("odfi_identification", models.CharField(max_length=8)),
                (
                    "transport",
                    models.CharField(
                        choices=[("sftp", "SFTP"), ("folder", "Folder")], max_length=6
                    ),
                ),
                ("transport_settings", models.JSONField()),
                ("private_key_sealed", models.BinaryField(default=b"")),
                ("acknowledgement_format", models.CharField(default="ackfile", max_length=20)),
                ("statement_format", models.CharField(default="bai2", max_length=20)),
                ("cutoffs", models.JSONField(default=dict)),
                ("sending_is_on", models.BooleanField(default=True)),
                ("entries_in_file_max", models.IntegerField(default=0)),
                ("clearing_routing_number", models.CharField(blank=True, max_length=9)),
                ("clearing_account_sealed", models.BinaryField(default=b"")),
                ("clearing_last_four", models.CharField(blank=True, max_length=4)),
                (
                    "clearing_book",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                    models.UniqueConstraint(fields=("company", "name"), name="bankconnection_name"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("clearing", "central"), _negated=True),
                            ("clearing_book__isnull", False),
                            _connector="OR",
                        ),
                        name="bankconnection_central_has_book",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("banking_date", models.DateField()),
                ("creation_date", models.DateField()),
                ("creation_time", models.CharField(max_length=4)),
                ("file_id_modifier", models.CharField(max_length=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("built", "Built"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("unknown", "Answer unknown"),
                            ("accepted", "Accepted"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn: the bank has none of it"),
                        ],
                        default="built",
                        max_length=10,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("size", models.IntegerField()),
                ("entry_count", models.IntegerField()),
                ("entry_addenda_count", models.IntegerField()),
                ("total_debit_cents", models.BigIntegerField()),
                ("total_credit_cents", models.BigIntegerField()),
                ("built_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("attempts", models.IntegerField(default=0)),
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
                        related_name="files",
                        to="banking.bankconnection",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("connection", "name"), name="bankfile_name"),
                    models.UniqueConstraint(
                        fields=("connection", "creation_date", "file_id_modifier"),
                        name="bankfile_modifier",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankFilePart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("sealed", models.BinaryField()),
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
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="banking.bankfile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("file", "number"), name="bankfilepart_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("sec_code", models.CharField(max_length=3)),
                ("entry_description", models.CharField(max_length=10)),
                ("reference", models.CharField(max_length=20)),
                ("effective_entry_date", models.DateField()),
                ("settlement_date", models.DateField(null=True)),
                ("entry_count", models.IntegerField()),
                ("total_debit_cents", models.BigIntegerField()),
                ("total_credit_cents", models.BigIntegerField()),
                ("rejected_reason", models.CharField(blank=True, max_length=200)),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry_batches",
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
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry_batches",
                        to="banking.bankfile",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entry batches",
            },
        ),
        migrations.CreateModel(
            name="Entry",
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
                            ("nsf_fee", "Returned-item fee"),
                            ("disbursement", "Disbursement to an owner"),
                            ("reserve_release", "Reserve released to an owner"),
                            ("owner_debit", "Returned item debited from an owner"),
                            ("refund", "Refund to a payer"),
                        ],
                        max_length=16,
                    ),
                ),
                ("trace_number", models.CharField(max_length=15)),
                ("trace_cycle", models.IntegerField()),
                ("transaction_code", models.SmallIntegerField()),
                ("amount_cents", models.BigIntegerField()),
                ("is_live", models.BooleanField(default=True)),
                (
                    "refund",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="payments.refund",
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
                    "payment",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="payments.payment",
                    ),
                ),
                (
                    "entry_batch",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="banking.entrybatch",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
            },
        ),
        migrations.CreateModel(
            name="InboundFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.CharField(max_length=32, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("digest", models.CharField(max_length=64)),
                ("size", models.IntegerField()),
                ("content_sealed", models.BinaryField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("acknowledgement", "Acknowledgement"),
                            ("returns", "Returns and notifications of change"),
                            ("statement", "Statement"),
                            ("unknown", "Unknown"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("stored", "Stored"),
                            ("applied", "Applied"),
                            ("with_problems", "Kept for a person"),
                            ("closed", "Closed"),
                        ],
                        default="stored",
                        max_length=14,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(null=True)),
                ("problems", models.JSONField(default=list)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(blank=True, max_length=120)),
                ("closed_because", models.CharField(blank=True, max_length=200)),
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
                        related_name="inbound",
                        to="banking.bankconnection",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("connection", "digest"), name="inboundfile_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InboundItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.IntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("return", "Return"), ("noc", "Notification of change")],
                        max_length=8,
                    ),
                ),
                ("identity", models.CharField(max_length=80)),
                ("code", models.CharField(max_length=3)),
                ("original_trace_number", models.CharField(max_length=15)),
                ("amount_cents", models.BigIntegerField()),
                ("corrected_data_sealed", models.BinaryField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "Applied"),
                            ("unmatched", "Waits for a person"),
                            ("refused", "Refused: the correction is wrong"),
                            ("repeated", "Listed before"),
                            ("held", "Not applied yet"),
                            ("released", "Let go, not applied"),
                            ("closed", "Worked by a person"),
                        ],
                        max_length=10,
                    ),
                ),
                ("received_date", models.DateField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(blank=True, max_length=120)),
                ("closed_because", models.CharField(blank=True, max_length=200)),
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
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="came_back",
                        to="banking.entry",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="banking.inboundfile",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["unmatched", "held"])),
                        fields=["company"],
                        name="inbounditem_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "identity"), name="inbounditem_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Originator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("company_name", models.CharField(max_length=16)),
                ("company_identification", models.CharField(max_length=10)),
                ("entry_description", models.CharField(default="RENT", max_length=10)),
                (
                    "bank_account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="originator",
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
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="originators",
                        to="banking.bankconnection",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="entrybatch",
            name="originator",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="banking.originator",
            ),
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=40)),
                ("account_last_four", models.CharField(max_length=4)),
                ("statement_date", models.DateField()),
                ("opening_cents", models.BigIntegerField()),
                ("closing_cents", models.BigIntegerField()),
                (
                    "bank_account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
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
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="banking.bankconnection",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="banking.inboundfile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("connection", "account", "statement_date"), name="statement_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("type_code", models.CharField(max_length=3)),
                ("signed_cents", models.BigIntegerField()),
                ("reference", models.CharField(blank=True, max_length=80)),
                ("text", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("matched", "Matched"), ("unmatched", "Unmatched")], max_length=10
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
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statement_lines",
                        to="banking.entry",
                    ),
                ),
                (
                    "entry_batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statement_lines",
                        to="banking.entrybatch",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="banking.statement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("statement", "number"), name="statementline_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TraceCounter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("odfi_identification", models.CharField(max_length=8, unique=True)),
                ("cycle", models.IntegerField(default=1)),
                ("last_sequence", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_sequence__gte", 0), ("last_sequence__lte", 9999999)
                        ),
                        name="tracecounter_seven_digits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
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
                            ("disbursement", "Disbursement"),
                            ("reserve_release", "Reserve release"),
                            ("return_debit", "Return debited from the owner"),
                            ("refund_debit", "Refund debited from the owner"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for its day"),
                            ("in_file", "In a bank file"),
                            ("settled", "Settled"),
                            ("returned", "Came back, waits for a person"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("amount_cents", models.BigIntegerField()),
                ("due_date", models.DateField()),
                ("settlement_date", models.DateField(null=True)),
                ("return_code", models.CharField(blank=True, max_length=3)),
                (
                    "bank_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portfolio.bankaccount",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
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
                (
                    "payment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("payment__isnull", False)),
                        fields=("kind", "payment"),
                        name="transfer_once_per_return",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="transfer_positive"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="entrybatch",
            name="sent_on_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="banking.transfer",
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="transfer",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="banking.transfer",
            ),
        ),
        migrations.AddConstraint(
            model_name="entrybatch",
            constraint=models.UniqueConstraint(fields=("file", "number"), name="entrybatch_number"),
        ),
        migrations.AddConstraint(
            model_name="entrybatch",
            constraint=models.UniqueConstraint(
                fields=("company", "reference"), name="entrybatch_reference"
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                fields=("trace_number", "trace_cycle"), name="entry_trace"
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_live", True), ("payment__isnull", False)),
                fields=("payment",),
                name="entry_payment_sent_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_live", True), ("transfer__isnull", False)),
                fields=("transfer",),
                name="entry_transfer_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_live", True), ("refund__isnull", False)),
                fields=("refund",),
                name="entry_refund_sent_once",
            ),
        ),
    ]
