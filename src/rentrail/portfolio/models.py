"""Properties, units, leases, people, charges, and a property's settings and bank accounts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from rentrail.identity.tenancy import CompanyOwned, current_company_id


class BatchType(models.TextChoices):
    """How a batch's payments reach the bank."""

    ACH = "ACH", "ACH entries"
    IRD = "IRD", "Image exchange"
    CARD = "CARD", "Cards"
    HAND = "HAND", "Recorded by hand"


class LedgerName(models.TextChoices):
    """Which of a household's ledgers, or the property's own."""

    RESIDENT = "resident", "Resident ledger"
    DEPOSIT = "deposit", "Deposit ledger"
    MISCELLANEOUS = "miscellaneous", "Miscellaneous ledger"


class InPersonChecks(models.TextChoices):
    """What becomes of a consumer's check that is handed over at the desk (SCAN-3)."""

    BOC = "boc", "BOC entry"
    ARC = "arc", "ARC entry: bills are paid at a staffed desk"
    IRD = "ird", "Image only"


class DateAdvance(models.TextChoices):
    """Who advances the property date (ORG-14)."""

    STAFF = "staff", "Staff advance it"
    AUTOMATIC = "automatic", "It advances at a set hour"


class Property(CompanyOwned):
    """A property and its settings (ORG-2)."""

    public_id = models.CharField(max_length=32, unique=True)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=120, blank=True)
    city = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=2, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    contact = models.CharField(max_length=80, blank=True)
    time_zone = models.CharField(max_length=40, default="America/Chicago")
    book = models.OneToOneField("ledger.Book", on_delete=models.PROTECT, related_name="of_property")

    property_date = models.DateField()
    property_date_advanced_at = models.DateTimeField(null=True)
    date_advance = models.CharField(
        max_length=10, choices=DateAdvance.choices, default=DateAdvance.STAFF
    )
    date_advances_at = models.TimeField(null=True)  # property time, where automatic
    backdating_days_max = models.SmallIntegerField(null=True)  # none: to any open period

    takes_ach = models.BooleanField(default=True)
    takes_partial_payments = models.BooleanField(default=True)
    takes_preauthorized_bank_accounts = models.BooleanField(default=True)
    takes_deposit_payments = models.BooleanField(default=True)
    prospects_may_pay = models.BooleanField(default=False)
    certified_funds_only = models.BooleanField(default=False)

    takes_ird = models.BooleanField(default=True)
    converts_checks = models.BooleanField(default=True)  # false: every one goes as its image
    converts_business_checks = models.BooleanField(default=False)  # without auxiliary on-us
    converts_image_reads = models.BooleanField(default=False)  # the bank allows it (C21-7)
    takes_third_party_items = models.BooleanField(default=False)
    in_person_checks = models.CharField(
        max_length=3, choices=InPersonChecks.choices, default=InPersonChecks.BOC
    )
    arc_notice_from = models.DateField(null=True)  # RULE-4; none: no notice is on file
    boc_notice_from = models.DateField(null=True)
    paper_kept_days = models.SmallIntegerField(default=14)  # before it is destroyed (C21-6)
    images_kept_years = models.SmallIntegerField(default=7)  # of images; entries: two at least

    nsf_fee_cents = models.IntegerField(default=0)
    nsf_fee_collected_by_ach = models.BooleanField(default=False)
    late_fee_cents = models.IntegerField(default=0)
    late_fee_grace_days = models.SmallIntegerField(default=0)
    approval_over_cents = models.BigIntegerField(null=True)  # ORG-5; none: never asked
    # Banking days for which central clearing holds funds: two, until an owner's terms are decided.
    hold_days = models.SmallIntegerField(default=2)  # RAIL-4, RAIL-10
    reserve_basis_points = models.IntegerField(default=0)
    reserve_release_days = models.SmallIntegerField(default=0)
    representments_max = models.SmallIntegerField(default=0)
    apply_order = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    reversal_posting = models.BooleanField(default=False)  # MRI-12

    class Meta:
        verbose_name_plural = "properties"
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="property_code"),
            models.CheckConstraint(
                condition=Q(reserve_basis_points__gte=0, reserve_basis_points__lte=10_000),
                name="property_reserve_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(representments_max__gte=0, representments_max__lte=2),
                name="property_representments_at_most_two",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BankAccountPurpose(models.TextChoices):
    """What a property's bank account is for (ORG-3)."""

    OPERATING = "operating", "Operating"
    TRUST = "trust", "Deposits (trust)"


class BankAccount(CompanyOwned):
    """A bank account of a property, with its cash and clearing ledger accounts."""

    public_id = models.CharField(max_length=32, unique=True)
    property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="bank_accounts")
    name = models.CharField(max_length=60)
    purpose = models.CharField(max_length=10, choices=BankAccountPurpose.choices)
    routing_number = models.CharField(max_length=9)
    account_number_sealed = models.BinaryField()
    account_number_hash = models.BinaryField(max_length=32)
    last_four = models.CharField(max_length=4)
    cash_account = models.ForeignKey(
        "ledger.LedgerAccount", on_delete=models.PROTECT, related_name="+"
    )
    clearing_account = models.ForeignKey(
        "ledger.LedgerAccount", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["property", "account_number_hash"], name="bankaccount_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ••{self.last_four}"


class DepositRoute(CompanyOwned):
    """Where the payments of a ledger and batch type are deposited (ORG-3)."""

    property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="deposit_routes")
    ledger = models.CharField(max_length=15, choices=LedgerName.choices)
    batch_type = models.CharField(max_length=4, choices=BatchType.choices)
    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="routes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["property", "ledger", "batch_type"], name="depositroute_once"
            )
        ]


class PaymentLimit(CompanyOwned):
    """Largest payment, and velocity per payer, of a limit group such as ``ACH_RENT`` (ORG-4)."""

    property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="limits")
    limit_group = models.CharField(max_length=20)
    single_cents_max = models.BigIntegerField(null=True)
    daily_count_max = models.IntegerField(null=True)
    daily_cents_max = models.BigIntegerField(null=True)
    monthly_count_max = models.IntegerField(null=True)
    monthly_cents_max = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "limit_group"], name="paymentlimit_once")
        ]


class TransactionCodeKind(models.TextChoices):
    """What a ledger line of the code is."""

    CHARGE = "charge", "Charge"
    PAYMENT = "payment", "Payment"
    CREDIT = "credit", "Credit"
    SETTLEMENT = "settlement", "Settlement"


class TransactionCode(CompanyOwned):
    """What a ledger line is: RENT, PMTOPACH and the others of LED-10."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    ledger = models.CharField(max_length=15, choices=LedgerName.choices)
    kind = models.CharField(max_length=10, choices=TransactionCodeKind.choices)
    account_key = models.SlugField(max_length=40, blank=True)  # of the income or expense account
    mri_code = models.CharField(max_length=10, blank=True)
    limit_group = models.CharField(max_length=20, blank=True)
    priority = models.SmallIntegerField(default=50)  # lower is paid first

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="transactioncode_once")
        ]

    def __str__(self) -> str:
        return self.code


class Building(CompanyOwned):
    """A building of a property."""

    property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="buildings")
    code = models.CharField(max_length=12)
    address = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["property", "code"], name="building_code")]

    def __str__(self) -> str:
        return self.code


class Unit(CompanyOwned):
    """A unit of a building."""

    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="units")
    code = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["building", "code"], name="unit_code")]

    def __str__(self) -> str:
        return self.code


class LeaseStatus(models.TextChoices):
    """Where a household stands with the property."""

    PROSPECT = "prospect", "Prospect"
    APPLICANT = "applicant", "Applicant"
    FUTURE = "future", "Future resident"
    CURRENT = "current", "Current resident"
    PAST = "past", "Past resident"


class Lease(CompanyOwned):
    """A household's lease: the subject of its resident and deposit ledgers."""

    public_id = models.CharField(max_length=32, unique=True)
    property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="leases")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="leases")
    status = models.CharField(max_length=10, choices=LeaseStatus.choices)
    external_id = models.CharField(max_length=60, blank=True)  # of the accounting system
    name_group = models.CharField(max_length=20, blank=True)  # MRI's household
    start_date = models.DateField(null=True)
    end_date = models.DateField(null=True)
    move_in_date = models.DateField(null=True)
    move_out_date = models.DateField(null=True)
    month_to_month = models.BooleanField(default=False)
    rent_cents = models.BigIntegerField(default=0)
    block_epayment = models.BooleanField(default=False)  # set here
    block_reason = models.CharField(max_length=120, blank=True)  # of what is set here
    block_epayment_imported = models.BooleanField(default=False)  # the stricter holds (MRI-5)
    no_checks_imported = models.BooleanField(default=False)
    balance_imported_cents = models.BigIntegerField(null=True)
    imported_columns = models.JSONField(default=dict)  # what we don't know yet, kept
    missing_since = models.DateTimeField(null=True)  # no longer in the import; never dropped

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["property", "external_id"],
                condition=~Q(external_id=""),
                name="lease_external_id",
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Person(CompanyOwned):
    """Somebody who lives at, moves to or asks about a property (ORG-6, ORG-7)."""

    public_id = models.CharField(max_length=32, unique=True)
    property = models.ForeignKey(Property, on_delete=models.PROTECT, related_name="people")
    first_name = models.CharField(max_length=60, blank=True)
    last_name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    mobile = models.CharField(max_length=30, blank=True)
    external_id = models.CharField(max_length=20, blank=True)  # MRI's resident id
    ach_opt_out = models.BooleanField(default=False)
    no_checks = models.BooleanField(default=False)
    no_money_orders = models.BooleanField(default=False)
    eviction_started = models.BooleanField(default=False)
    in_collection = models.BooleanField(default=False)
    status_reason = models.CharField(max_length=120, blank=True)  # why the statuses are as they are
    missing_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                fields=["property", "external_id"],
                condition=~Q(external_id=""),
                name="person_external_id",
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class EligibilityTable(CompanyOwned):
    """The company's own table of what each special status closes (ORG-7); none: the shipped one."""

    closes = models.JSONField()  # ways of paying by status, where they differ from those shipped

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company"], name="eligibilitytable_once")]


class LeaseRole(models.TextChoices):
    """A person's part in a household."""

    HEAD = "head", "Head of household"
    CO_RESIDENT = "co_resident", "Co-resident"
    OTHER = "other", "Other resident"
    GUARANTOR = "guarantor", "Guarantor"


class LeasePerson(CompanyOwned):
    """A person of a household. One is its head."""

    lease = models.ForeignKey(Lease, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leases")
    role = models.CharField(max_length=12, choices=LeaseRole.choices)
    imported_status = models.CharField(max_length=30, blank=True)  # in the other system's words
    moved_out_date = models.DateField(null=True)  # theirs alone; the lease has the household's

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lease", "person"], name="leaseperson_once"),
            models.UniqueConstraint(
                fields=["lease"], condition=Q(role="head"), name="leaseperson_one_head"
            ),
        ]


class RecurringCharge(CompanyOwned):
    """A charge of a lease that comes every month (LED-8)."""

    lease = models.ForeignKey(Lease, on_delete=models.PROTECT, related_name="recurring_charges")
    transaction_code = models.ForeignKey(
        TransactionCode, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    amount_cents = models.BigIntegerField()
    day = models.SmallIntegerField(default=1)  # a month's last day where it lacks this one
    start_date = models.DateField()
    end_date = models.DateField(null=True)
    charged_through_date = models.DateField(null=True)
    description = models.CharField(max_length=120, blank=True)
    reference = models.CharField(max_length=60)  # whoever sets it up knows it by this, once

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0, day__gte=1, day__lte=31),
                name="recurringcharge_positive",
            ),
            models.UniqueConstraint(
                fields=["company", "reference"], name="recurringcharge_reference"
            ),
        ]


class MoneyRow(CompanyOwned):
    """A row of what a household owes or has paid: never removed, and only its open part changes.

    What it rests on is proven by a trigger once for a statement: a key's own check of each of ten
    thousand rows takes longer than writing them.
    """

    company = models.ForeignKey(
        "identity.Company",
        on_delete=models.PROTECT,
        related_name="+",
        default=current_company_id,
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        abstract = True


class ChargeSource(models.TextChoices):
    """Where a charge came from."""

    RECURRING = "recurring", "Recurring lease charge"
    IMPORTED = "imported", "Accounting system"
    CSV = "csv", "CSV import"
    SYSTEM = "system", "Fee of the system"
    REFUND = "refund", "Refund of a payment"
    STAFF = "staff", "Entered by staff"


class Charge(MoneyRow):
    """Money a household owes. Its journal entry is the ledger line; here is what is still open."""

    public_id = models.CharField(max_length=32)
    lease = models.ForeignKey(
        Lease, on_delete=models.PROTECT, related_name="charges", db_constraint=False
    )
    transaction_code = models.ForeignKey(
        TransactionCode,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    amount_cents = models.BigIntegerField()
    open_cents = models.BigIntegerField()
    due_date = models.DateField()
    description = models.CharField(max_length=120)
    source = models.CharField(max_length=10, choices=ChargeSource.choices)
    source_id = models.CharField(max_length=80)  # unique in the property: never charged twice
    property = models.ForeignKey(
        Property,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,  # charge_source_once finds it
    )
    journal_entry = models.OneToOneField(
        "ledger.JournalEntry", on_delete=models.PROTECT, related_name="charge", db_constraint=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="charge_public_id"),
            models.UniqueConstraint(
                fields=["property", "source", "source_id"], name="charge_source_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    amount_cents__gt=0, open_cents__gte=0, open_cents__lte=F("amount_cents")
                ),
                name="charge_open_within_amount",
            ),
        ]


class OpenCharge(MoneyRow):
    """A charge that is not paid in full. A trigger on charges keeps this list; nothing else may.

    With an index of the open ones instead, each payment of a charge would write to every index of
    the charges.
    """

    pk = models.CompositePrimaryKey("lease_id", "charge_id")
    lease = models.ForeignKey(
        Lease, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    charge = models.ForeignKey(
        Charge, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )


class Credit(MoneyRow):
    """Money a household has paid or been given, and how much of it no charge has used yet."""

    lease = models.ForeignKey(
        Lease, on_delete=models.PROTECT, related_name="credits", db_constraint=False
    )
    ledger = models.CharField(max_length=15, choices=LedgerName.choices)
    amount_cents = models.BigIntegerField()
    unapplied_cents = models.BigIntegerField()
    journal_entry = models.OneToOneField(
        "ledger.JournalEntry", on_delete=models.PROTECT, related_name="credit", db_constraint=False
    )
    property_date = models.DateField()
    is_undone = models.BooleanField(default=False)  # returned or reversed: applies to nothing

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    amount_cents__gt=0,
                    unapplied_cents__gte=0,
                    unapplied_cents__lte=F("amount_cents"),
                ),
                name="credit_unapplied_within_amount",
            )
        ]
        indexes = [
            models.Index(
                fields=["lease", "property_date"],
                condition=Q(unapplied_cents__gt=0),
                name="credit_unapplied",
            )
        ]


class Application(MoneyRow):
    """Which credit paid how much of which charge (PAY-11). Undone by a row of negative cents."""

    credit = models.ForeignKey(
        Credit, on_delete=models.PROTECT, related_name="applications", db_constraint=False
    )
    charge = models.ForeignKey(
        Charge, on_delete=models.PROTECT, related_name="applications", db_constraint=False
    )
    applied_cents = models.BigIntegerField()  # negative where undone
    applied_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(applied_cents=0), name="application_not_zero")
        ]


class StaffTask(CompanyOwned):
    """Something only a person can do or must know: an alert or a piece of work (ORG-12)."""

    property = models.ForeignKey(
        Property, on_delete=models.PROTECT, null=True, related_name="staff_tasks"
    )
    kind = models.SlugField(max_length=40)
    subject = models.CharField(max_length=80)  # public id of what it is about; once per kind
    text = models.TextField()
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "kind", "subject"], name="stafftask_once")
        ]
