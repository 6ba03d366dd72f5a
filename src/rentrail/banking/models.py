"""Bank connections, files out and in, entries with their traces, settlement and statements."""

from django.db import models
from django.db.models import Q

from rentrail.identity.tenancy import CompanyOwned, current_company_id


class Clearing(models.TextChoices):
    """Who owns the bank relation (RAIL-3)."""

    DIRECT = "direct", "Direct: the property's own originating account"
    CENTRAL = "central", "Central clearing"


class TransportKind(models.TextChoices):
    """How files reach the bank."""

    SFTP = "sftp", "SFTP"
    FOLDER = "folder", "Folder"


class BankConnection(CompanyOwned):
    """A bank that takes our files: identifications, transport, cut-offs, file readers."""

    public_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=60)
    clearing = models.CharField(max_length=8, choices=Clearing.choices)
    immediate_destination = models.CharField(max_length=10)
    immediate_destination_name = models.CharField(max_length=23)
    immediate_origin = models.CharField(max_length=10)
    immediate_origin_name = models.CharField(max_length=23)
    odfi_identification = models.CharField(max_length=8)
    transport = models.CharField(max_length=6, choices=TransportKind.choices)
    transport_settings = models.JSONField()  # host, port, user, pinned host keys, folders
    private_key_sealed = models.BinaryField(default=b"")
    acknowledgement_format = models.CharField(max_length=20, default="ackfile")
    statement_format = models.CharField(max_length=20, default="bai2")
    cutoffs = models.JSONField(default=dict)  # windows, nightly batch, zone; empty: the default
    sending_is_on = models.BooleanField(default=True)
    entries_in_file_max = models.IntegerField(default=0)  # zero: as many as there are
    clearing_book = models.ForeignKey(
        "ledger.Book", on_delete=models.PROTECT, null=True, related_name="+"
    )  # central clearing only
    clearing_routing_number = models.CharField(max_length=9, blank=True)
    clearing_account_sealed = models.BinaryField(default=b"")
    clearing_last_four = models.CharField(max_length=4, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="bankconnection_name"),
            models.CheckConstraint(
                condition=~Q(clearing="central") | Q(clearing_book__isnull=False),
                name="bankconnection_central_has_book",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Originator(CompanyOwned):
    """How one bank account's payments are sent: connection, company name and identification."""

    bank_account = models.OneToOneField(
        "portfolio.BankAccount", on_delete=models.PROTECT, related_name="originator"
    )
    connection = models.ForeignKey(
        BankConnection, on_delete=models.PROTECT, related_name="originators"
    )
    company_name = models.CharField(max_length=16)  # what the payer sees
    company_identification = models.CharField(max_length=10)
    entry_description = models.CharField(max_length=10, default="RENT")


class TraceCounter(models.Model):
    """The last trace sequence given out for an ODFI; seven digits, then a new cycle.

    Companies that originate over the same ODFI share it: to the bank they are one (ACH-3).
    """

    odfi_identification = models.CharField(max_length=8, unique=True)
    cycle = models.IntegerField(default=1)
    last_sequence = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_sequence__gte=0, last_sequence__lte=9_999_999),
                name="tracecounter_seven_digits",
            ),
        ]


class FileState(models.TextChoices):
    """The life of a file to the bank (CODE)."""

    BUILT = "built", "Built"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    UNKNOWN = "unknown", "Answer unknown"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn: the bank has none of it"


class BankFile(CompanyOwned):
    """A file to the bank: bytes and digest are stored before the network is touched (RAIL-9)."""

    public_id = models.CharField(max_length=32, unique=True)
    connection = models.ForeignKey(BankConnection, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=80)
    banking_date = models.DateField()
    creation_date = models.DateField()
    creation_time = models.CharField(max_length=4)
    file_id_modifier = models.CharField(max_length=1)
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.BUILT)
    digest = models.CharField(max_length=64)
    size = models.IntegerField()
    entry_count = models.IntegerField()
    entry_addenda_count = models.IntegerField()
    total_debit_cents = models.BigIntegerField()
    total_credit_cents = models.BigIntegerField()
    built_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    attempts = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "name"], name="bankfile_name"),
            models.UniqueConstraint(
                fields=["connection", "creation_date", "file_id_modifier"], name="bankfile_modifier"
            ),
        ]


class BankFilePart(CompanyOwned):
    """A sealed stretch of a file's bytes, in order: a large file is never whole in memory."""

    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="parts")
    number = models.IntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="bankfilepart_once")]


class EntryBatch(CompanyOwned):
    """A batch inside a Nacha file: one payee, SEC code, description and effective date (ACH-3)."""

    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="entry_batches")
    batch = models.ForeignKey(
        "payments.Batch", on_delete=models.PROTECT, null=True, related_name="entry_batches"
    )  # none: disbursements and other entries of our own
    originator = models.ForeignKey(
        Originator, on_delete=models.PROTECT, null=True, related_name="+"
    )
    number = models.IntegerField()
    sec_code = models.CharField(max_length=3)
    entry_description = models.CharField(max_length=10)
    reference = models.CharField(max_length=20)  # company discretionary data; on the bank line
    effective_entry_date = models.DateField()
    settlement_date = models.DateField(null=True)  # when it settled
    sent_on_by = models.ForeignKey(
        "Transfer", on_delete=models.PROTECT, null=True, related_name="+"
    )  # central clearing: what sends its funds on; the reserve's release where all is withheld
    entry_count = models.IntegerField()
    total_debit_cents = models.BigIntegerField()
    total_credit_cents = models.BigIntegerField()
    rejected_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "entry batches"
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="entrybatch_number"),
            models.UniqueConstraint(fields=["company", "reference"], name="entrybatch_reference"),
        ]


class EntryKind(models.TextChoices):
    """What an entry is for."""

    PAYMENT = "payment", "Payment"
    NSF_FEE = "nsf_fee", "Returned-item fee"
    DISBURSEMENT = "disbursement", "Disbursement to an owner"
    RESERVE_RELEASE = "reserve_release", "Reserve released to an owner"
    OWNER_DEBIT = "owner_debit", "Returned item debited from an owner"
    REFUND = "refund", "Refund to a payer"


class Entry(CompanyOwned):
    """One ACH entry that was put into a file: the registry of traces (RAIL-8, RAIL-9).

    Its entry batch is written with it and its payment is locked as it is written, and neither is
    ever removed: so PostgreSQL is not asked again, for each row, whether they are there.
    """

    company = models.ForeignKey(
        "identity.Company",
        on_delete=models.PROTECT,
        related_name="+",
        default=current_company_id,
        db_constraint=False,  # its entry batch and payment prove it; row-level security holds it
        db_index=False,
    )
    entry_batch = models.ForeignKey(
        EntryBatch, on_delete=models.PROTECT, related_name="entries", db_constraint=False
    )
    kind = models.CharField(max_length=16, choices=EntryKind.choices)
    payment = models.ForeignKey(
        "payments.Payment",
        on_delete=models.PROTECT,
        null=True,
        related_name="entries",
        db_constraint=False,
    )
    transfer = models.ForeignKey(
        "Transfer", on_delete=models.PROTECT, null=True, related_name="entries", db_index=False
    )
    refund = models.ForeignKey(
        "payments.Refund",
        on_delete=models.PROTECT,
        null=True,
        related_name="entries",
        db_index=False,
    )
    trace_number = models.CharField(max_length=15)
    trace_cycle = models.IntegerField()
    transaction_code = models.SmallIntegerField()
    amount_cents = models.BigIntegerField()
    is_live = models.BooleanField(default=True)  # false: refused, or its transfer goes anew

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(  # whichever company sends it: the ODFI sees all of them
                fields=["trace_number", "trace_cycle"], name="entry_trace"
            ),
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(payment__isnull=False, is_live=True),
                name="entry_payment_sent_once",
            ),
            models.UniqueConstraint(
                fields=["transfer"],
                condition=Q(transfer__isnull=False, is_live=True),
                name="entry_transfer_once",
            ),
            models.UniqueConstraint(
                fields=["refund"],
                condition=Q(refund__isnull=False, is_live=True),
                name="entry_refund_sent_once",
            ),
        ]


class TransferKind(models.TextChoices):
    """Money between central clearing and an owner."""

    DISBURSEMENT = "disbursement", "Disbursement"
    RESERVE_RELEASE = "reserve_release", "Reserve release"
    RETURN_DEBIT = "return_debit", "Return debited from the owner"
    REFUND_DEBIT = "refund_debit", "Refund debited from the owner"


class TransferState(models.TextChoices):
    """The life of a transfer."""

    WAITING = "waiting", "Waiting for its day"
    IN_FILE = "in_file", "In a bank file"
    SETTLED = "settled", "Settled"
    RETURNED = "returned", "Came back, waits for a person"


class Transfer(CompanyOwned):
    """Money owed by central clearing to an owner's bank account, or back (RAIL-3, RAIL-4)."""

    public_id = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=16, choices=TransferKind.choices)
    state = models.CharField(
        max_length=8, choices=TransferState.choices, default=TransferState.WAITING
    )
    bank_account = models.ForeignKey(
        "portfolio.BankAccount", on_delete=models.PROTECT, related_name="+"
    )
    batch = models.ForeignKey("payments.Batch", on_delete=models.PROTECT, related_name="transfers")
    payment = models.ForeignKey(
        "payments.Payment", on_delete=models.PROTECT, null=True, related_name="+"
    )  # of a return
    amount_cents = models.BigIntegerField()
    due_date = models.DateField()  # the banking day on which it is sent
    settlement_date = models.DateField(null=True)
    return_code = models.CharField(max_length=3, blank=True)  # why it last came back

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "payment"],
                condition=Q(payment__isnull=False),
                name="transfer_once_per_return",
            ),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="transfer_positive"),
        ]


class InboundKind(models.TextChoices):
    """What a file from the bank turned out to be, told by its content."""

    ACKNOWLEDGEMENT = "acknowledgement", "Acknowledgement"
    RETURNS = "returns", "Returns and notifications of change"
    STATEMENT = "statement", "Statement"
    UNKNOWN = "unknown", "Unknown"


class InboundState(models.TextChoices):
    """What was done with a file from the bank."""

    STORED = "stored", "Stored"
    APPLIED = "applied", "Applied"
    WITH_PROBLEMS = "with_problems", "Kept for a person"
    CLOSED = "closed", "Closed"  # by a person, or the whole of it came in another file


class InboundFile(CompanyOwned):
    """A file from the bank, kept byte for byte as received, sealed, before anything else."""

    public_id = models.CharField(max_length=32, unique=True)
    connection = models.ForeignKey(BankConnection, on_delete=models.PROTECT, related_name="inbound")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    size = models.IntegerField()
    content_sealed = models.BinaryField()
    kind = models.CharField(max_length=16, choices=InboundKind.choices)
    state = models.CharField(
        max_length=14, choices=InboundState.choices, default=InboundState.STORED
    )
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    problems = models.JSONField(default=list)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)
    closed_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "digest"], name="inboundfile_once")
        ]


class InboundItemKind(models.TextChoices):
    """An item of a file from the bank."""

    RETURN = "return", "Return"
    NOTIFICATION_OF_CHANGE = "noc", "Notification of change"


class InboundItemState(models.TextChoices):
    """What became of an item."""

    APPLIED = "applied", "Applied"
    UNMATCHED = "unmatched", "Waits for a person"
    REFUSED = "refused", "Refused: the correction is wrong"
    REPEATED = "repeated", "Listed before"
    HELD = "held", "Not applied yet"  # its file is faulty, or applying it failed
    RELEASED = "released", "Let go, not applied"  # held before; applied where it comes again
    CLOSED = "closed", "Worked by a person"


class InboundItem(CompanyOwned):
    """A return or NOC. Its identity is unique: listed twice, it is applied once (RAIL-8)."""

    file = models.ForeignKey(InboundFile, on_delete=models.PROTECT, related_name="items")
    line = models.IntegerField()
    kind = models.CharField(max_length=8, choices=InboundItemKind.choices)
    identity = models.CharField(max_length=80)  # kind, original trace, code, amount, RDFI's trace
    code = models.CharField(max_length=3)
    original_trace_number = models.CharField(max_length=15)
    amount_cents = models.BigIntegerField()
    corrected_data_sealed = models.BinaryField(null=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="came_back")
    state = models.CharField(max_length=10, choices=InboundItemState.choices)
    received_date = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)
    closed_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "identity"], name="inbounditem_once")
        ]
        indexes = [
            models.Index(
                fields=["company"],
                condition=Q(state__in=["unmatched", "held"]),
                name="inbounditem_open",
            )
        ]


class Statement(CompanyOwned):
    """One account's day on a bank statement."""

    file = models.ForeignKey(InboundFile, on_delete=models.PROTECT, related_name="statements")
    connection = models.ForeignKey(BankConnection, on_delete=models.PROTECT, related_name="+")
    account = models.CharField(max_length=40)  # keyed hash, hex: never the number
    account_last_four = models.CharField(max_length=4)
    bank_account = models.ForeignKey(
        "portfolio.BankAccount", on_delete=models.PROTECT, null=True, related_name="statements"
    )  # none: the clearing account
    statement_date = models.DateField()
    opening_cents = models.BigIntegerField()
    closing_cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "account", "statement_date"], name="statement_once"
            )
        ]


class StatementLineState(models.TextChoices):
    """Whether a bank line is explained by our records."""

    MATCHED = "matched", "Matched"
    UNMATCHED = "unmatched", "Unmatched"


class StatementLine(CompanyOwned):
    """One line of a bank statement, and what it was matched to."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    number = models.IntegerField()
    type_code = models.CharField(max_length=3)
    signed_cents = models.BigIntegerField()  # into the account positive
    reference = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=StatementLineState.choices)
    entry_batch = models.ForeignKey(
        EntryBatch, on_delete=models.PROTECT, null=True, related_name="statement_lines"
    )
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, related_name="statement_lines"
    )  # of a single returned item or transfer

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="statementline_number")
        ]
