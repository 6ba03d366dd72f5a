"""The accounting-system interface: MRI connections, mappings, sync runs, postings, MRI batches."""

from django.db import models
from django.db.models import Q

from rentrail.identity.tenancy import CompanyOwned
from rentrail.payments.states import PaymentEvent
from rentrail.portfolio.models import LedgerName


class MriConnection(CompanyOwned):
    """A company's connection to its MRI server (MRI-1). Key and password are sealed."""

    public_id = models.CharField(max_length=32, unique=True)
    base_url = models.URLField()
    client_id = models.CharField(max_length=40)
    database = models.CharField(max_length=40)
    user = models.CharField(max_length=40)
    key_sealed = models.BinaryField()
    password_sealed = models.BinaryField()
    wire_format = models.CharField(max_length=4, choices=[("json", "JSON"), ("xml", "XML")])
    partner_name = models.CharField(max_length=30)
    requests_max = models.IntegerField(default=1000)
    window_seconds = models.IntegerField(default=300)
    timeout_seconds = models.FloatField(default=90)
    operations = models.JSONField(default=dict)  # MRI-15: close, reversal, void, deposit
    steps_queued_through = models.BigIntegerField(default=0)  # the posting queue looks after it
    repeats_external_batch_id = models.BooleanField(default=True)  # MRI-8, by `mri test`

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company"], name="mriconnection_one")]


class MriProperty(CompanyOwned):
    """A property's mapping to MRI (MRI-19). It syncs only when the mapping is complete."""

    connection = models.ForeignKey(
        MriConnection, on_delete=models.PROTECT, related_name="properties"
    )
    property = models.OneToOneField(
        "portfolio.Property", on_delete=models.PROTECT, related_name="mri"
    )
    rmpropid = models.CharField(max_length=10)
    site_id = models.CharField(max_length=10, blank=True)
    payment_type = models.CharField(max_length=2, default="C")
    syncs = models.BooleanField(default=True)
    posts_from = models.DateTimeField()  # payments taken before are not ours to post
    synced_through = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "MRI properties"
        constraints = [
            models.UniqueConstraint(fields=["connection", "rmpropid"], name="mriproperty_rmpropid")
        ]


class MriCashType(CompanyOwned):
    """The MRI cash type of a bank account."""

    mri_property = models.ForeignKey(
        MriProperty, on_delete=models.PROTECT, related_name="cash_types"
    )
    bank_account = models.OneToOneField(
        "portfolio.BankAccount", on_delete=models.PROTECT, related_name="mri_cash_type"
    )
    cash_type = models.CharField(max_length=4)


class SyncState(models.TextChoices):
    """How a sync stands."""

    RUNNING = "running", "Running"
    COMPLETED = "completed", "Completed"
    INTERRUPTED = "interrupted", "Interrupted"


class SyncRun(CompanyOwned):
    """One sync of a property: counts, and every problem by row (MRI-4)."""

    mri_property = models.ForeignKey(
        MriProperty, on_delete=models.PROTECT, related_name="sync_runs"
    )
    state = models.CharField(max_length=12, choices=SyncState.choices)
    is_full = models.BooleanField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    created_count = models.IntegerField(default=0)
    changed_count = models.IntegerField(default=0)
    unchanged_count = models.IntegerField(default=0)
    charge_count = models.IntegerField(default=0)
    problem_count = models.IntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mri_property"], condition=Q(state="running"), name="syncrun_one_running"
            )
        ]


class SyncProblem(CompanyOwned):
    """A row of a sync that needs a person: unreadable, unknown, different."""

    sync_run = models.ForeignKey(SyncRun, on_delete=models.PROTECT, related_name="problems")
    api = models.CharField(max_length=60)
    row = models.IntegerField(null=True)
    record_id = models.CharField(max_length=60, blank=True)
    field = models.CharField(max_length=60, blank=True)
    message = models.CharField(max_length=300)


class BalanceDifference(CompanyOwned):
    """A household whose balance here and in MRI differ after a sync (MRI-6)."""

    sync_run = models.ForeignKey(SyncRun, on_delete=models.PROTECT, related_name="differences")
    lease = models.ForeignKey("portfolio.Lease", on_delete=models.PROTECT, related_name="+")
    balance_here_cents = models.BigIntegerField()
    balance_mri_cents = models.BigIntegerField()
    explanation = models.JSONField(default=list)  # MRI's lines that are not here


class LeaseOpening(CompanyOwned):
    """The balance with which a lease came over; from then on each line of MRI's counts here."""

    mri_property = models.ForeignKey(MriProperty, on_delete=models.PROTECT, related_name="openings")
    lease = models.OneToOneField(
        "portfolio.Lease", on_delete=models.PROTECT, related_name="mri_opening"
    )
    opened_at = models.DateTimeField()
    signed_cents = models.BigIntegerField()  # posted beside the open charges; owed is positive
    ledger_read_at = models.DateTimeField(null=True)  # since then `MriLine` knows every line


class MriLine(CompanyOwned):
    """A line of a resident's ledger in MRI that is accounted for here (MRI-6)."""

    mri_property = models.ForeignKey(MriProperty, on_delete=models.PROTECT, related_name="lines")
    lease = models.ForeignKey("portfolio.Lease", on_delete=models.PROTECT, related_name="+")
    transaction_id = models.CharField(max_length=20)
    is_imported = models.BooleanField()  # else it was here: ours, or part of the opening balance

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mri_property", "lease", "transaction_id"], name="mriline_once"
            )
        ]


class MriBatchState(models.TextChoices):
    """The life of an MRI batch."""

    OPEN = "open", "Open"
    CLOSING = "closing", "Closing"
    CLOSED = "closed", "Closed"
    NEEDS_PERSON = "needs_person", "Needs a person"


class MriBatch(CompanyOwned):
    """MRI's batch of one batch of ours; after staff closed it early, one more (MRI-8, MRI-9)."""

    batch = models.ForeignKey(
        "payments.Batch", on_delete=models.PROTECT, related_name="mri_batches"
    )
    part = models.SmallIntegerField(default=1)
    ledger = models.CharField(
        max_length=15, choices=LedgerName.choices, default=LedgerName.RESIDENT
    )
    external_batch_id = models.CharField(max_length=30)
    mri_batch_id = models.CharField(max_length=20, blank=True)
    state = models.CharField(
        max_length=12, choices=MriBatchState.choices, default=MriBatchState.OPEN
    )
    posted_count = models.IntegerField(default=0)
    posted_cents = models.BigIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "MRI batches"
        constraints = [
            models.UniqueConstraint(fields=["batch", "part"], name="mribatch_part"),
            models.UniqueConstraint(
                fields=["company", "external_batch_id"], name="mribatch_external"
            ),
        ]


class MriPostingState(models.TextChoices):
    """The life of a posting to MRI (CODE)."""

    QUEUED = "queued", "Queued"
    SENDING = "sending", "Sending"
    UNKNOWN = "unknown", "Unknown"
    POSTED = "posted", "Posted"
    CONFIRMED = "confirmed", "Confirmed"
    FAILED = "failed", "Failed"
    NEEDS_PERSON = "needs_person", "Needs a person"
    SKIPPED = "skipped", "Skipped"


class MriPostingKind(models.TextChoices):
    """What is posted."""

    PAYMENT = "payment", "Payment"
    REVERSAL = "reversal", "Reversal"
    CHARGE = "charge", "Charge"
    CREDIT = "credit", "Credit"  # takes a charge back


class MriPosting(CompanyOwned):
    """The delivery to MRI of a payment's step or of a fee charged here (MRI-7).

    The intent is stored before the request; what is in doubt is read back.
    """

    step = models.OneToOneField(
        "payments.Step", on_delete=models.PROTECT, null=True, related_name="mri_posting"
    )
    charge = models.ForeignKey(
        "portfolio.Charge", on_delete=models.PROTECT, null=True, related_name="mri_postings"
    )
    kind = models.CharField(max_length=8, choices=MriPostingKind.choices)
    mri_property = models.ForeignKey(MriProperty, on_delete=models.PROTECT, related_name="postings")
    mri_batch = models.ForeignKey(
        MriBatch, on_delete=models.PROTECT, null=True, related_name="postings"
    )
    payment = models.ForeignKey(
        "payments.Payment", on_delete=models.PROTECT, null=True, related_name="mri_postings"
    )
    lease = models.ForeignKey("portfolio.Lease", on_delete=models.PROTECT, related_name="+")
    resident_id = models.CharField(max_length=10)
    amount_cents = models.BigIntegerField()
    posted_date = models.DateField()
    external_number = models.CharField(max_length=10)  # ours; in the description too
    description = models.CharField(max_length=30)
    state = models.CharField(
        max_length=12, choices=MriPostingState.choices, default=MriPostingState.QUEUED
    )
    request_sealed = models.BinaryField(null=True)
    answer_sealed = models.BinaryField(null=True)
    mri_transaction_id = models.CharField(max_length=20, blank=True)
    attempts = models.IntegerField(default=0)
    reads_not_found = models.SmallIntegerField(default=0)
    reads_failed = models.SmallIntegerField(default=0)  # in a row
    next_attempt_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)
    queued_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "external_number"], name="mriposting_external_number"
            ),
            models.UniqueConstraint(fields=["charge", "kind"], name="mriposting_charge_once"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["payment", "reversal"],
                    step__isnull=False,
                    payment__isnull=False,
                    charge__isnull=True,
                )
                | Q(
                    kind__in=["charge", "credit"],
                    step__isnull=True,
                    payment__isnull=True,
                    charge__isnull=False,
                ),
                name="mriposting_of_step_or_charge",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lease", "id"],
                condition=~Q(state__in=["confirmed", "skipped"]),
                name="mriposting_unfinished",
            )
        ]

    @property
    def signed_cents(self) -> int:
        """What it adds to the balance in MRI: a charge is positive, a payment negative."""
        raises = self.kind in (MriPostingKind.REVERSAL, MriPostingKind.CHARGE)
        return self.amount_cents if raises else -self.amount_cents

    @property
    def is_void(self) -> bool:
        """Whether it takes a payment out of its MRI batch, as opposed to sending it back."""
        return self.step is not None and self.step.event == PaymentEvent.VOIDED

    @property
    def ledger(self) -> str:
        """Which of a resident's ledgers it belongs to; fees are of the resident ledger."""
        found: str = self.payment.ledger if self.payment else LedgerName.RESIDENT
        return found

    @property
    def about(self) -> str:
        """The public id of the payment or the charge that it delivers."""
        delivered = self.payment or self.charge
        return delivered.public_id if delivered else ""
