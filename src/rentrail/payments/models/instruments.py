"""Payers' bank accounts and consents to debit them, with what banks ask of both."""

from django.db import models
from django.db.models import Q

from rentrail.identity.tenancy import CompanyOwned
from rentrail.payments.states import InstrumentStanding


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
