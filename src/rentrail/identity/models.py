"""Companies, users, roles and rights, and the audit trail."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from rentrail.identity.tenancy import CompanyOwned


class Company(models.Model):
    """A property-management company. It sees only its own data (ORG-1)."""

    public_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    code = models.SlugField(max_length=20, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Right(models.TextChoices):
    """What a user may do (ORG-9), granted by role and property."""

    SCAN_CHECKS = "scan_checks", "Perform scan check transactions"
    SWIPE_CARDS = "swipe_cards", "Perform swipe card transactions"
    TAKE_BANK_PAYMENTS = "take_bank_payments", "Take one-time bank payments"
    CREATE_PREAUTHORIZED = "create_preauthorized", "Create preauthorized payments"
    DISABLE_PREAUTHORIZED = "disable_preauthorized", "Disable preauthorized payments"
    ADD_RDC = "add_rdc", "Add new remote deposit captures"
    TAKE_TELEPHONE = "take_telephone", "Take telephone payments"
    RECORD_RECEIPTS = "record_receipts", "Record receipts by hand"
    CONFIRM_DUPLICATE = "confirm_duplicate", "Confirm a duplicate"
    UNLINK_ACCOUNTS = "unlink_accounts", "Unlink accounts"
    EDIT_COLLECTION_STATUS = "edit_collection_status", "Edit special collection status and blocks"
    OVERRIDE_BLOCK = "override_block", "Override a block"
    MOVE_PAYMENT = "move_payment", "Move payment"
    VOID = "void", "Void"
    REFUND = "refund", "Refund"
    RELEASE_REFUND = "release_refund", "Release a held refund"
    ISSUE_CREDITS = "issue_credits", "Issue credits"
    APPROVE = "approve", "Approve or capture"
    RELEASE_SUSPENDED = "release_suspended", "Release suspended"
    RELEASE_STOPPED = "release_stopped", "Release a stopped account"
    RESEARCH = "research", "Work unmatched items and research"
    RELEASE_FILES = "release_files", "Release bank files"
    RETRY_MRI = "retry_mri", "Retry or skip MRI postings"
    RUN_MRI_SYNC = "run_mri_sync", "Run MRI sync"
    RECORD_DESTRUCTION = "record_destruction", "Record destruction of checks"
    VIEW_LEDGERS = "view_ledgers", "View ledgers"
    VIEW_REPORTS = "view_reports", "View reports"
    SCHEDULE_REPORTS = "schedule_reports", "Schedule reports"
    VIEW_IMAGES = "view_images", "View item images"
    VIEW_ACCOUNT_NUMBERS = "view_account_numbers", "View full account numbers"
    EDIT_PROPERTY = "edit_property", "Edit property settings"
    EDIT_BANK_ACCOUNTS = "edit_bank_accounts", "Edit bank accounts"
    APPROVE_BANK_DETAILS = "approve_bank_details", "Approve changed bank details"
    DECIDE_HOLDS = "decide_holds", "Decide holds and reserves"
    APPROVE_FEES = "approve_fees", "Approve fees above the table"
    EDIT_LETTERS = "edit_letters", "Edit letters"
    MANAGE_USERS = "manage_users", "Manage users"
    ADVANCE_PROPERTY_DATE = "advance_property_date", "Advance property date"
    CLOSE_PERIOD = "close_period", "Close fiscal period"


class UserManager(BaseUserManager["User"]):
    """Users are found by e-mail, before any company is known."""

    def create_user(self, *, email: str, password: str, **fields: object) -> "User":
        """Add a user with a hashed password."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A member of a company's staff who signs in."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="users")
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(CompanyOwned):
    """A named set of rights."""

    name = models.CharField(max_length=60)
    rights = ArrayField(models.CharField(max_length=40, choices=Right.choices))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "name"], name="role_name")]

    def __str__(self) -> str:
        return self.name


class Grant(CompanyOwned):
    """A role given to a user: for one property, or for all where none is named."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    property_public_id = models.CharField(max_length=32, blank=True)  # properties live above

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "property_public_id"], name="grant_once"
            )
        ]


class AuditRecord(models.Model):
    """Who did what to which record, when and from where, with before and after (ORG-11).

    Written by a trigger on the audited tables, so that no path round it exists; append-only.
    """

    company_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    transaction_id = models.BigIntegerField()
    actor = models.CharField(max_length=120)
    source = models.CharField(max_length=120, blank=True)
    table_name = models.CharField(max_length=63)
    record_id = models.BigIntegerField()
    action = models.CharField(max_length=6)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["table_name", "record_id"], name="audit_of_record")]


class AuditSeal(models.Model):
    """A digest over a run of audit records and the seal before: what is sealed can't change."""

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    record_count = models.IntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
