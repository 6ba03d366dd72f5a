"""Books, ledger accounts, journal entries and postings.

The ledger knows nothing of rent or banks. What must never be false is held by PostgreSQL (see
``migrations/0002_integrity``): an entry has its lines, they sum to zero in one book, they came with
the entry in one statement, no closed period takes one, and nothing posted is ever changed or
removed.
"""

from django.db import models

from rentrail.identity.tenancy import CompanyOwned, current_company_id


class BookKind(models.TextChoices):
    """Whose books they are."""

    PROPERTY = "property", "A property's books"
    CLEARING = "clearing", "The company's central clearing (LED-11)"


class Book(CompanyOwned):
    """A set of ledger accounts whose postings always sum to zero."""

    public_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=BookKind.choices)

    def __str__(self) -> str:
        return self.name


class LedgerAccountKind(models.TextChoices):
    """The five kinds of ledger account."""

    ASSET = "asset", "Asset"
    LIABILITY = "liability", "Liability"
    EQUITY = "equity", "Equity"
    INCOME = "income", "Income"
    EXPENSE = "expense", "Expense"


class LedgerAccount(CompanyOwned):
    """One account of a book's chart: named by key in code, by number in the owner's books."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="ledger_accounts")
    key = models.SlugField(max_length=40)
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=LedgerAccountKind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="ledgeraccount_key"),
            models.UniqueConstraint(fields=["book", "number"], name="ledgeraccount_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class FiscalPeriod(CompanyOwned):
    """A closed month of a book, as 202603. It and all before it are closed, and stay so."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="fiscal_periods")
    period = models.IntegerField()  # YYYYMM
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "period"], name="fiscalperiod_once"),
            models.CheckConstraint(
                condition=models.Q(period__gte=200001, period__lte=299912),
                name="fiscalperiod_yyyymm",
            ),
        ]


class JournalEntry(CompanyOwned):
    """A balanced set of postings that says why money moved. Never changed, never removed."""

    company = models.ForeignKey(
        "identity.Company",
        on_delete=models.PROTECT,
        related_name="+",
        default=current_company_id,
        db_constraint=False,  # here and below: a trigger proves it for the whole statement
        db_index=False,
    )
    book = models.ForeignKey(
        Book,
        on_delete=models.PROTECT,
        related_name="journal_entries",
        db_constraint=False,
        db_index=False,
    )
    posting_count = models.SmallIntegerField()
    control_number = models.BigIntegerField()  # ties the entries of one event together
    property_date = models.DateField()  # the transaction date
    recorded_at = models.DateTimeField()  # the calendar moment
    belongs_to_date = models.DateField(null=True)  # of a posting whose own period was closed
    transaction_code = models.CharField(max_length=20)
    description = models.CharField(max_length=120)
    document = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=80)  # what it came from, once: "payment:pay_…:taken"
    posted_by = models.CharField(max_length=120)
    reverses = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="reversals",  # at most one
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "source"], name="journalentry_source_once"),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=models.Q(reverses__isnull=False),
                name="journalentry_reversed_once",
            ),
        ]

    @property
    def period(self) -> int:
        """Give the fiscal period it is posted in, as 202603."""
        return self.property_date.year * 100 + self.property_date.month


class Posting(CompanyOwned):
    """One line of a journal entry: debits positive, credits negative, never zero."""

    company = models.ForeignKey(
        "identity.Company",
        on_delete=models.PROTECT,
        related_name="+",
        default=current_company_id,
        db_constraint=False,  # here and below: a trigger proves it for the whole statement
        db_index=False,
    )
    pk = models.CompositePrimaryKey("journal_entry_id", "line")
    journal_entry = models.ForeignKey(
        JournalEntry,
        on_delete=models.PROTECT,
        related_name="postings",
        db_constraint=False,
        db_index=False,
    )
    line = models.SmallIntegerField()
    ledger_account = models.ForeignKey(
        LedgerAccount,
        on_delete=models.PROTECT,
        related_name="postings",
        db_constraint=False,
        db_index=False,
    )
    subject_id = models.BigIntegerField(null=True)  # whose line it is: a lease, an owner
    signed_cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(signed_cents=0), name="posting_not_zero"),
        ]
        indexes = [
            models.Index(fields=["ledger_account", "subject_id"], name="posting_of_subject"),
        ]
