"""Payments and their steps, batches, instruments, authorizations, preauthorized payments."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from rentrail.identity.tenancy import CompanyOwned, current_company_id
from rentrail.payments.states import (
    BatchState,
    InstrumentStanding,
    OccurrenceStatus,
    OriginatedStatus,
    PaymentEvent,
    PreauthorizedStatus,
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


class AccountType(models.TextChoices):
    """Of a bank account: gives the transaction code of an entry."""

    CHECKING = "checking", "Checking"
    SAVINGS = "savings", "Savings"


class InstrumentKind(models.TextChoices):
    """What a payer pays with."""

    BANK_ACCOUNT = "bank_account", "Bank account"
    CHECK = "check", "Check"
    CASHIERS_CHECK = "cashiers_check", "Cashier's check"
    MONEY_ORDER = "money_order", "Money order"
    CASH = "cash", "Cash"


class HolderType(models.TextChoices):
    """Whose account it is. A business's goes as CCD, never as WEB, PPD or TEL (PRE-12)."""

    PERSONAL = "personal", "Personal"
    BUSINESS = "business", "Business"


class Instrument(CompanyOwned):
    """What a payer pays with: mostly a bank account, sealed, and found by keyed hash (SEC-1).

    A check's account is a record of its own beside the same account under a consent: a check
    authorizes nothing beyond itself. What is recorded by hand has no numbers.
    """

    public_id = models.CharField(max_length=32, unique=True)
    person = models.ForeignKey(
        "portfolio.Person", on_delete=models.PROTECT, related_name="instruments"
    )
    kind = models.CharField(
        max_length=14, choices=InstrumentKind.choices, default=InstrumentKind.BANK_ACCOUNT
    )
    holder_name = models.CharField(max_length=80)
    account_type = models.CharField(max_length=8, choices=AccountType.choices)
    holder_type = models.CharField(max_length=8, choices=HolderType.choices)
    routing_number = models.CharField(max_length=9)
    account_number_sealed = models.BinaryField()
    account_number_hash = models.BinaryField(max_length=32)
    last_four = models.CharField(max_length=4)
    nickname = models.CharField(max_length=40, blank=True)
    identification_number = models.CharField(max_length=15, blank=True)  # its bank's, by a NOC
    standing = models.CharField(
        max_length=24, choices=InstrumentStanding.choices, default=InstrumentStanding.GOOD
    )
    standing_reason = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "account_number_hash", "kind"],
                name="instrument_once_per_person",
            )
        ]
        indexes = [models.Index(fields=["account_number_hash"], name="instrument_by_hash")]

    def __str__(self) -> str:
        if self.kind != InstrumentKind.BANK_ACCOUNT:
            return f"{self.get_kind_display()} ••{self.last_four}".removesuffix(" ••")
        return f"{self.get_account_type_display()} ••{self.last_four}"


class InstrumentCorrection(CompanyOwned):
    """What a notification of change or staff corrected on an account, old values kept (ACH-6)."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="corrections")
    change_code = models.CharField(max_length=3, blank=True)
    corrected_at = models.DateTimeField()
    corrected_by = models.CharField(max_length=120)
    routing_number_before = models.CharField(max_length=9)
    account_number_before_sealed = models.BinaryField()
    last_four_before = models.CharField(max_length=4)
    account_type_before = models.CharField(max_length=8)
    holder_name_before = models.CharField(max_length=80)
    identification_number_before = models.CharField(max_length=15, blank=True)


class AuthorizationKind(models.TextChoices):
    """RULE-1: what kind of authorization a record is."""

    WEB_SINGLE = "web_single", "Internet, single entry"
    WEB_RECURRING = "web_recurring", "Internet, recurring"
    PPD_SINGLE = "ppd_single", "Signed, single entry"
    PPD_RECURRING = "ppd_recurring", "Signed, recurring"
    CCD_AGREEMENT = "ccd_agreement", "Agreement between businesses"
    ARC_NOTICE = "arc_notice", "Notice before a check came by mail or drop box"
    BOC_NOTICE = "boc_notice", "Notice where a check was handed over"
    PAPER = "paper", "The paper item itself"
    RECEIPT = "receipt", "A receipt recorded by hand"


class Authorization(CompanyOwned):
    """The payer's consent to a debit: the exact text, its terms and the evidence (RULE-1)."""

    public_id = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=14, choices=AuthorizationKind.choices)
    person = models.ForeignKey(
        "portfolio.Person", on_delete=models.PROTECT, related_name="authorizations"
    )
    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="authorizations"
    )
    text = models.TextField()
    text_version = models.CharField(max_length=20)
    text_digest = models.CharField(max_length=64)
    terms = models.JSONField()
    evidence = models.JSONField()
    amount_cents_min = models.BigIntegerField()
    amount_cents_max = models.BigIntegerField()
    first_date = models.DateField()
    last_date = models.DateField(null=True)
    nsf_fee_notice = models.BooleanField(default=False)
    authorized_at = models.DateTimeField()
    copy_sent_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=120, blank=True)
    revoked_because = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    amount_cents_min__gte=0, amount_cents_max__gte=models.F("amount_cents_min")
                ),
                name="authorization_amount_range",
            )
        ]


class Frequency(models.TextChoices):
    """PRE-2. Every two weeks is its own frequency; semi-monthly never means it."""

    ONE_TIME = "one_time", "One time"
    DAILY = "daily", "Daily"
    WEEKLY = "weekly", "Weekly"
    EVERY_TWO_WEEKS = "every_two_weeks", "Every two weeks"
    SEMI_MONTHLY_1_15 = "semi_monthly_1_15", "1st and 15th"
    SEMI_MONTHLY_15_LAST = "semi_monthly_15_last", "15th and last day"
    MONTHLY = "monthly", "Monthly"
    YEARLY = "yearly", "Yearly"


class AmountKind(models.TextChoices):
    """PRE-3: how a preauthorized payment's amount is found."""

    FIXED = "fixed", "Fixed"
    OPEN_BALANCE_RANGE = "open_balance_range", "Open balance within a range"
    OPEN_BALANCE_UP_TO = "open_balance_up_to", "Open balance not to exceed"


class CreatedBy(models.TextChoices):
    """PRE-5: who set it up."""

    RESIDENT = "R", "Resident"
    SITE = "S", "Site"


class PreauthorizedPayment(CompanyOwned):
    """A scheduled payment, one-time or recurring, that the payer authorized (PRE)."""

    public_id = models.CharField(max_length=32)
    reference = models.CharField(max_length=40, blank=True)  # of an import: never imported twice
    property = models.ForeignKey(
        "portfolio.Property", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    lease = models.ForeignKey(
        "portfolio.Lease", on_delete=models.PROTECT, related_name="preauthorized_payments"
    )
    person = models.ForeignKey(
        "portfolio.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    authorization = models.OneToOneField(
        Authorization, on_delete=models.PROTECT, related_name="preauthorized_payment"
    )
    frequency = models.CharField(max_length=20, choices=Frequency.choices)
    amount_kind = models.CharField(max_length=20, choices=AmountKind.choices)
    amount_cents = models.BigIntegerField(null=True)  # fixed
    first_amount_cents = models.BigIntegerField(null=True)  # PRE-11
    amount_cents_min = models.BigIntegerField(null=True)  # open balance within a range
    amount_cents_max = models.BigIntegerField(null=True)
    notice_waived = models.BooleanField(default=False)
    notice_over_cents = models.BigIntegerField(
        null=True
    )  # told only of a larger difference (PRE-8)
    notified_cents = models.BigIntegerField(null=True)  # the amount last notified (PRE-3)
    notified_from_date = models.DateField(null=True)  # for debits due from then on; none: for all
    notified_before_cents = models.BigIntegerField(null=True)  # what holds for those due before
    ledger = models.CharField(max_length=15, choices=LedgerName.choices)
    description = models.CharField(max_length=120)
    email = models.EmailField()
    start_date = models.DateField()
    end_date = models.DateField(null=True)
    payments_max = models.IntegerField(null=True)
    payments_taken = models.IntegerField(default=0)
    next_due_date = models.DateField(null=True)
    status = models.CharField(max_length=8, choices=PreauthorizedStatus.choices)
    status_reason = models.CharField(max_length=120, blank=True)
    created_by_kind = models.CharField(max_length=1, choices=CreatedBy.choices)
    created_by = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)
    disabled_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="preauthorized_public_id"),
            models.UniqueConstraint(
                fields=["company", "reference"],
                condition=~Q(reference=""),
                name="preauthorized_reference",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "next_due_date", "id"],
                condition=Q(next_due_date__isnull=False),
                name="preauthorized_due",
            )
        ]

    def __str__(self) -> str:
        return self.description

    def notified_cents_on(self, due_date: date) -> int | None:
        """Give the most that the payer was told of for a due date; none: nothing was told."""
        is_for_later = self.notified_from_date is not None and due_date < self.notified_from_date
        told: int | None = self.notified_before_cents if is_for_later else self.notified_cents
        return told


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


class Occurrence(CompanyOwned):
    """One due date of a preauthorized payment: taken or failed once, never skipped (PRE-7)."""

    company = models.ForeignKey(
        "identity.Company",
        on_delete=models.PROTECT,
        related_name="+",
        default=current_company_id,
        db_index=False,
        db_constraint=False,
    )
    preauthorized_payment = models.ForeignKey(
        PreauthorizedPayment,
        on_delete=models.PROTECT,
        related_name="occurrences",
        db_index=False,
        db_constraint=False,
    )
    due_date = models.DateField()
    processed_date = models.DateField()
    status = models.CharField(max_length=8, choices=OccurrenceStatus.choices)
    amount_cents = models.BigIntegerField(null=True)
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, null=True, related_name="occurrence", db_constraint=False
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["preauthorized_payment", "due_date"], name="occurrence_once"
            )
        ]


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


class Notice(CompanyOwned):
    """A notice owed to a payer: text, why, and when it left (PAY-9, RULE-3)."""

    person = models.ForeignKey("portfolio.Person", on_delete=models.PROTECT, related_name="notices")
    kind = models.SlugField(max_length=40)
    subject = models.CharField(max_length=80)  # public id of what it is about
    email = models.EmailField(blank=True)
    text = models.TextField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "kind", "subject"], name="notice_once")
        ]


class ProofRequest(CompanyOwned):
    """A payer's bank asks for proof of an authorization: it has it in ten banking days (RULE-1)."""

    public_id = models.CharField(max_length=32, unique=True)
    authorization = models.ForeignKey(
        Authorization, on_delete=models.PROTECT, related_name="proof_requests"
    )
    bank_reference = models.CharField(max_length=80)  # its letter, case or trace number
    received_date = models.DateField()
    due_date = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answer = models.CharField(max_length=120, blank=True)  # what was sent, and how

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authorization", "bank_reference"], name="proof_request_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["company", "due_date"],
                condition=Q(answered_at=None),
                name="proof_request_open",
            )
        ]

    def __str__(self) -> str:
        return f"proof request {self.bank_reference}"
