"""Preauthorized payments, and what became of each due date."""

from datetime import date

from django.db import models
from django.db.models import Q

from rentrail.identity.tenancy import CompanyOwned, current_company_id
from rentrail.payments.models.instruments import Authorization, Instrument
from rentrail.payments.models.payments import Payment
from rentrail.payments.states import OccurrenceStatus, PreauthorizedStatus
from rentrail.portfolio.models import LedgerName


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
