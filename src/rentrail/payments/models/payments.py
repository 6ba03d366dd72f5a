"""Payments with their batches, steps and refunds, and the requests that were refused."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from rentrail.identity.tenancy import CompanyOwned, current_company_id
from rentrail.payments.models.instruments import Authorization, Instrument
from rentrail.payments.states import (
    BatchState,
    OriginatedStatus,
    PaymentEvent,
    RefundState,
    SettlementStatus,
    TransactionStatus,
)
from rentrail.portfolio.models import BatchType, LedgerName


class Origin(models.TextChoices):
    """How a payment was authorized; gives the SEC code of a bank debit."""

    INTERNET = "internet", "Internet"
    TELEPHONE_IVR = "telephone_ivr", "Telephone IVR"
    TELEPHONE_OPERATOR = "telephone_operator", "Telephone operator"
    MAILED_IN = "mailed_in", "Mailed in"
    DROP_BOX = "drop_box", "Drop box"
    BACK_OFFICE = "back_office", "Back office"
    SIGNATURE_FAXED = "signature_faxed", "Signature faxed"
    SIGNATURE_ORIGINAL = "signature_original", "Signature original"
    BOUNCED_CHECK = "bounced_check", "Bounced check"
    RETAIL_POS = "retail_pos", "Retail POS"
    API = "api", "API"
    IMPORT = "import", "Import"


class SecCode(models.TextChoices):
    """The Nacha entry classes that are originated so far; a payment that is no entry has none."""

    WEB = "WEB", "Authorized on the internet"
    PPD = "PPD", "Authorized on signed paper"
    CCD = "CCD", "Between businesses"
    ARC = "ARC", "Check converted, received by mail or drop box"
    BOC = "BOC", "Check converted, received in person"
    NONE = "", "No entry"


class Batch(CompanyOwned):
    """One close of the payments of one property, bank account and type: one deposit."""

    public_id = models.CharField(max_length=32, unique=True)
    property = models.ForeignKey(
        "portfolio.Property", on_delete=models.PROTECT, related_name="batches"
    )
    bank_account = models.ForeignKey(
        "portfolio.BankAccount", on_delete=models.PROTECT, related_name="batches"
    )
    batch_type = models.CharField(max_length=4, choices=BatchType.choices)
    number = models.IntegerField()  # rises in the property
    state = models.CharField(max_length=12, choices=BatchState.choices, default=BatchState.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    banking_date = models.DateField(null=True)  # known when it closes (RAIL-2)
    item_count = models.IntegerField(null=True)
    total_cents = models.BigIntegerField(null=True)
    hold_days = models.SmallIntegerField(null=True)  # the property's terms as it closes (RAIL-10)
    reserve_basis_points = models.IntegerField(null=True)
    reserve_release_days = models.SmallIntegerField(null=True)
    settlement_date = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "batches"
        constraints = [
            models.UniqueConstraint(fields=["property", "number"], name="batch_number"),
            models.UniqueConstraint(
                fields=["property", "bank_account", "batch_type"],
                condition=Q(state="open"),
                name="batch_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_type} batch {self.number}"


class Payment(CompanyOwned):
    """Money a household pays. Its journal entry and step stand in the same transaction (PAY-1).

    What a payment rests on is read under the lease's lock as it is taken, and is never removed: so
    PostgreSQL is not asked again, ten times for each row, whether it is there.
    """

    company = models.ForeignKey(
        "identity.Company",
        on_delete=models.PROTECT,
        related_name="+",
        default=current_company_id,
        db_index=False,
        db_constraint=False,
    )
    public_id = models.CharField(max_length=32)
    property = models.ForeignKey(
        "portfolio.Property",
        on_delete=models.PROTECT,
        related_name="payments",
        db_index=False,
        db_constraint=False,
    )
    lease = models.ForeignKey(
        "portfolio.Lease", on_delete=models.PROTECT, related_name="payments", db_constraint=False
    )
    person = models.ForeignKey(
        "portfolio.Person",
        on_delete=models.PROTECT,
        related_name="payments",
        db_index=False,
        db_constraint=False,
    )
    batch = models.ForeignKey(
        Batch,
        on_delete=models.PROTECT,
        null=True,
        related_name="payments",
        db_index=False,
        db_constraint=False,
    )
    batch_type = models.CharField(max_length=4, choices=BatchType.choices)
    bank_account = models.ForeignKey(
        "portfolio.BankAccount",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    ledger = models.CharField(max_length=15, choices=LedgerName.choices)
    transaction_code = models.CharField(max_length=20)
    amount_cents = models.BigIntegerField()
    origin = models.CharField(max_length=20, choices=Origin.choices)
    sec_code = models.CharField(max_length=3, choices=SecCode.choices, blank=True)
    is_recurring = models.BooleanField(default=False)  # R or S on a WEB entry (ACH-11)
    instrument = models.ForeignKey(
        Instrument,
        on_delete=models.PROTECT,
        related_name="payments",
        db_index=False,
        db_constraint=False,
    )
    authorization = models.ForeignKey(
        Authorization,
        on_delete=models.PROTECT,
        related_name="payments",
        db_index=False,
        db_constraint=False,
    )
    represents = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="representments",
        db_index=False,
        db_constraint=False,
    )
    fee_of = models.ForeignKey(  # a returned-item fee: of this item (ACH-10)
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="returned_item_fees",
        db_index=False,
        db_constraint=False,
    )
    status = models.CharField(max_length=20, choices=TransactionStatus.choices)
    settlement_status = models.CharField(max_length=24, choices=SettlementStatus.choices)
    spends_authorization = models.GeneratedField(  # moves leave it, and so its index, as they are
        expression=Q(is_recurring=False, represents__isnull=True, fee_of__isnull=True)  # type: ignore[arg-type]  # a condition is an expression
        & ~Q(status__in=["voided", "declined"]),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    originated_status = models.CharField(
        max_length=16, choices=OriginatedStatus.choices, default=OriginatedStatus.NOT_ORIGINATED
    )
    pending_reason = models.CharField(max_length=200, blank=True)
    property_date = models.DateField()
    taken_at = models.DateTimeField()
    description = models.CharField(max_length=120)
    document = models.CharField(max_length=40)
    journal_entry = models.OneToOneField(
        "ledger.JournalEntry",
        on_delete=models.PROTECT,
        null=True,
        related_name="payment",
        db_constraint=False,
    )
    settlement_date = models.DateField(null=True)
    return_code = models.CharField(max_length=3, blank=True)
    taken_by = models.CharField(max_length=120)
    idempotency_key = models.CharField(max_length=80)
    request_digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="payment_public_id"),
            models.UniqueConstraint(fields=["idempotency_key", "company"], name="payment_once"),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payment_positive"),
            models.UniqueConstraint(  # ACH-10: one for an item, however often it is presented
                fields=["fee_of"],
                condition=Q(fee_of__isnull=False),
                name="payment_one_fee_of_an_item",
            ),
            models.UniqueConstraint(  # RULE-14: a single-entry authorization is spent by its debit
                fields=["authorization"],
                condition=Q(spends_authorization=True),
                name="payment_spends_authorization",
            ),
        ]
        indexes = [
            models.Index(fields=["batch"], name="payment_of_batch"),
            models.Index(fields=["person", "taken_at"], name="payment_velocity"),
            models.Index(fields=["property", "id"], name="payment_of_property"),
            models.Index(
                fields=["represents"],
                condition=Q(represents__isnull=False),
                name="payment_represented",
            ),
        ]

    def __str__(self) -> str:
        return self.description


class Step(CompanyOwned):
    """One thing that happened to a payment. Append-only; MRI, notices and reports pull from it."""

    company = models.ForeignKey(
        "identity.Company",
        on_delete=models.PROTECT,
        related_name="+",
        default=current_company_id,
        db_index=False,
        db_constraint=False,
    )
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="steps", db_constraint=False
    )
    event = models.CharField(max_length=24, choices=PaymentEvent.choices)
    status = models.CharField(max_length=20, choices=TransactionStatus.choices)  # after it
    settlement_status = models.CharField(max_length=24, choices=SettlementStatus.choices)
    happened_at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    journal_entry = models.ForeignKey(
        "ledger.JournalEntry",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    came_from = models.CharField(max_length=120, blank=True)  # file and line, message id
    detail = models.JSONField(default=dict)


class Refusal(CompanyOwned):
    """A payment that the policy gate refused, with every reason, kept for good (RULE-11)."""

    lease = models.ForeignKey("portfolio.Lease", on_delete=models.PROTECT, related_name="refusals")
    person = models.ForeignKey("portfolio.Person", on_delete=models.PROTECT, related_name="+")
    amount_cents = models.BigIntegerField()
    way = models.CharField(max_length=30)
    reasons = ArrayField(models.CharField(max_length=40))
    message = models.TextField()
    refused_at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    idempotency_key = models.CharField(max_length=80)


class Refund(CompanyOwned):
    """Money of a payment that is sent back to the payer's bank account, for a reason (PAY-10).

    In sum never more than was paid: a trigger keeps it so.
    """

    public_id = models.CharField(max_length=32, unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount_cents = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=RefundState.choices, default=RefundState.WAITING)
    charge = models.OneToOneField(
        "portfolio.Charge", on_delete=models.PROTECT, related_name="refund"
    )  # what the household owes again by it
    not_before_date = models.DateField()  # the payment can't come back as NSF any more
    reason = models.CharField(max_length=120)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=120)
    released_at = models.DateTimeField(null=True)  # sent before that day, by who has the right
    released_by = models.CharField(max_length=120, blank=True)
    release_reason = models.CharField(max_length=120, blank=True)
    canceled_at = models.DateTimeField(null=True)
    canceled_by = models.CharField(max_length=120, blank=True)
    cancel_reason = models.CharField(max_length=120, blank=True)
    settlement_date = models.DateField(null=True)
    return_code = models.CharField(max_length=3, blank=True)
    idempotency_key = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="refund_positive"),
            models.UniqueConstraint(fields=["company", "idempotency_key"], name="refund_once"),
        ]
        indexes = [
            models.Index(
                fields=["company", "id"],
                condition=Q(state__in=["waiting", "in_file"]),
                name="refund_to_be_sent",
            )
        ]
