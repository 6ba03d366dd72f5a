"""Check items with their images, MICR readings and repairs; RDC deposits; what is kept how long."""

from django.db import models
from django.db.models import Q

from rentrail.checks.rules.classification import LineSource, ReceivedBy
from rentrail.checks.rules.kinds import ItemKind
from rentrail.checks.states import DepositState, ItemState
from rentrail.formats.micr import SerialPlace
from rentrail.identity.tenancy import CompanyOwned
from rentrail.portfolio.models import LedgerName

SERIAL_PLACES = [(place.value, place.value.replace("_", " ").capitalize()) for place in SerialPlace]


class ItemRail(models.TextChoices):
    """The rail that an item was posted on."""

    ARC = "ARC", "ACH (ARC)"
    BOC = "BOC", "ACH (BOC)"
    IRD = "IRD", "Image"


class Issuer(CompanyOwned):
    """A routing number whose items are known to be of one kind: the issuer table (C21-7)."""

    routing_number = models.CharField(max_length=9)
    issuer = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=ItemKind.choices)
    source = models.CharField(max_length=200)
    verified_on = models.DateField()
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "routing_number"],
                condition=Q(removed_at__isnull=True),
                name="issuer_once",
            )
        ]

    def __str__(self) -> str:
        return self.issuer


class MicrException(CompanyOwned):
    """Where the items of a routing number have their serial number, against the rule."""

    routing_number = models.CharField(max_length=9)
    place = models.CharField(max_length=16, choices=SERIAL_PLACES)
    digit_count = models.SmallIntegerField(null=True)
    source = models.CharField(max_length=200)
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "routing_number"],
                condition=Q(removed_at__isnull=True),
                name="micrexception_once",
            )
        ]


class RdcDeposit(CompanyOwned):
    """A drop box full of checks, scanned and finished together (RDC)."""

    public_id = models.CharField(max_length=32, unique=True)
    property = models.ForeignKey(
        "portfolio.Property", on_delete=models.PROTECT, related_name="rdc_deposits"
    )
    number = models.IntegerField()  # rises in the property
    description = models.CharField(max_length=120)
    deposit_date = models.DateField()
    received_by = models.CharField(max_length=10, choices=ReceivedBy.choices)
    control_count = models.IntegerField()
    control_cents = models.BigIntegerField()
    state = models.CharField(
        max_length=12, choices=DepositState.choices, default=DepositState.IN_PROGRESS
    )
    started_by = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    finished_by = models.CharField(max_length=120, blank=True)
    finished_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    idempotency_key = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["property", "number"], name="rdcdeposit_number"),
            models.UniqueConstraint(fields=["company", "idempotency_key"], name="rdcdeposit_once"),
            models.CheckConstraint(
                condition=Q(control_count__gt=0, control_cents__gt=0),
                name="rdcdeposit_control_totals",
            ),
        ]

    def __str__(self) -> str:
        return self.description


class CheckItem(CompanyOwned):
    """A paper check, cashier's check or money order: one bank item, however many it pays for.

    Its MICR line is sealed. It is found again by keyed hashes: of its account, and of the check.
    """

    public_id = models.CharField(max_length=32, unique=True)
    property = models.ForeignKey(
        "portfolio.Property", on_delete=models.PROTECT, related_name="check_items"
    )
    deposit = models.ForeignKey(
        RdcDeposit, on_delete=models.PROTECT, null=True, related_name="items"
    )
    upload_key = models.CharField(max_length=80)
    state = models.CharField(max_length=9, choices=ItemState.choices, default=ItemState.WAITING)
    state_reason = models.TextField(blank=True)
    received_by = models.CharField(max_length=10, choices=ReceivedBy.choices)
    received_on = models.DateField()
    dated = models.DateField(null=True)  # as written on it, where staff say so
    kind = models.CharField(max_length=20, choices=ItemKind.choices)
    kind_confirmed_by = models.CharField(max_length=120, blank=True)
    amount_cents = models.BigIntegerField(null=True)
    description = models.CharField(max_length=120, blank=True)
    is_foreign = models.BooleanField(default=False)
    is_altered = models.BooleanField(default=False)
    is_third_party = models.BooleanField(default=False)
    as_image = models.BooleanField(default=False)  # staff's choice, though it could be converted

    line_sealed = models.BinaryField()
    line_source = models.CharField(max_length=6, choices=LineSource.choices, blank=True)
    is_read_by_device = models.BooleanField(default=False)
    is_whole_line = models.BooleanField(default=True)
    reader_says_personal = models.BooleanField(default=False)
    routing_number = models.CharField(max_length=9, blank=True)
    serial_number = models.CharField(max_length=20, blank=True)
    last_four = models.CharField(max_length=4, blank=True)
    account_hash = models.BinaryField(max_length=32, null=True)
    check_hash = models.BinaryField(max_length=32, null=True)  # routing, account, serial number

    duplicate_reason = models.CharField(max_length=120, blank=True)  # another check of its number
    duplicate_confirmed_by = models.CharField(max_length=120, blank=True)
    rail = models.CharField(max_length=3, choices=ItemRail.choices, blank=True)  # once posted
    rail_reasons = models.JSONField(default=list)
    image_faults = models.JSONField(default=list)
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    posted_by = models.CharField(max_length=120, blank=True)
    posted_at = models.DateTimeField(null=True)
    destroy_from = models.DateField(null=True)  # the paper, once it is posted (C21-6)
    destruction = models.ForeignKey(
        "checks.Destruction", on_delete=models.PROTECT, null=True, related_name="items"
    )
    images_deleted_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "upload_key"], name="checkitem_once"),
            models.CheckConstraint(
                condition=Q(amount_cents__isnull=True) | Q(amount_cents__gt=0),
                name="checkitem_positive",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "check_hash"], name="checkitem_by_check"),
            models.Index(fields=["company", "account_hash"], name="checkitem_by_account"),
            models.Index(
                fields=["property", "destroy_from"],
                condition=Q(destroy_from__isnull=False, destruction__isnull=True),
                name="checkitem_to_destroy",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.serial_number}".strip()


class CheckLine(CompanyOwned):
    """One payment that an item makes: for whom, on which ledger, of how much (SCAN-3)."""

    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="lines")
    number = models.SmallIntegerField()
    lease = models.ForeignKey(
        "portfolio.Lease", on_delete=models.PROTECT, null=True, related_name="+"
    )
    person = models.ForeignKey(
        "portfolio.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    ledger = models.CharField(
        max_length=15, choices=LedgerName.choices, default=LedgerName.RESIDENT
    )
    amount_cents = models.BigIntegerField(null=True)
    document = models.CharField(max_length=40, blank=True)
    payment = models.OneToOneField(
        "payments.Payment", on_delete=models.PROTECT, null=True, related_name="check_line"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="checkline_number"),
            models.CheckConstraint(
                condition=Q(amount_cents__isnull=True) | Q(amount_cents__gt=0),
                name="checkline_positive",
            ),
        ]


class Side(models.TextChoices):
    """Which side of a check an image shows."""

    FRONT = "front", "Front"
    BACK = "back", "Back"


class ImageUse(models.TextChoices):
    """What an image is for."""

    SCANNED = "scanned", "As it was scanned"
    EXCHANGE = "exchange", "As it is cleared"  # black and white, Group 4 TIFF


class CheckImage(CompanyOwned):
    """One image of an item, sealed. A retake adds a take; the latest of a side and use counts."""

    public_id = models.CharField(max_length=32, unique=True)
    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="images")
    side = models.CharField(max_length=5, choices=Side.choices)
    use = models.CharField(max_length=8, choices=ImageUse.choices)
    take = models.SmallIntegerField(default=1)
    content_type = models.CharField(max_length=40)
    content_sealed = models.BinaryField()
    size = models.IntegerField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "side", "use", "take"], name="checkimage_once")
        ]


class MicrReading(CompanyOwned):
    """What a device, a program or a person read of an item's line. Append-only."""

    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="readings")
    source = models.CharField(max_length=6, choices=LineSource.choices)
    format_name = models.CharField(max_length=10, blank=True)  # of a keyboard-wedge reader
    is_whole_line = models.BooleanField(default=True)
    line_sealed = models.BinaryField()
    read_at = models.DateTimeField()
    read_by = models.CharField(max_length=120)


class MicrRepair(CompanyOwned):
    """Who changed which characters of a reading to what (SCAN-7). Append-only."""

    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="repairs")
    reading = models.ForeignKey(
        MicrReading, on_delete=models.PROTECT, null=True, related_name="repairs"
    )
    line_sealed = models.BinaryField()
    corrections_sealed = models.BinaryField()
    correction_count = models.SmallIntegerField()
    repaired_at = models.DateTimeField()
    repaired_by = models.CharField(max_length=120)


class DepositedCheck(CompanyOwned):
    """A check that was deposited: the register by which none is deposited twice, ever (PAY-4).

    PostgreSQL keeps one row of a routing, account and serial number, over all properties and rails;
    another check of the same number is confirmed by a person, and never has the same amount.
    """

    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="deposited")
    check_hash = models.BinaryField(max_length=32)  # routing, account and serial number
    item_hash = models.BinaryField(max_length=32)  # the same with the amount
    is_confirmed = models.BooleanField(default=False)  # another check of the same number
    rail = models.CharField(max_length=3, choices=ItemRail.choices)
    deposited_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)  # voided or declined before it was sent

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "check_hash"],
                condition=Q(released_at__isnull=True, is_confirmed=False),
                name="depositedcheck_once",
            ),
            models.UniqueConstraint(
                fields=["company", "item_hash"],
                condition=Q(released_at__isnull=True),
                name="depositedcheck_once_ever",
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(released_at__isnull=True),
                name="depositedcheck_of_item",
            ),
        ]


class AccountLink(CompanyOwned):
    """A bank account that a person has paid from by check, remembered for the next (SCAN-8)."""

    account_hash = models.BinaryField(max_length=32)
    last_four = models.CharField(max_length=4)
    lease = models.ForeignKey("portfolio.Lease", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        "portfolio.Person", on_delete=models.PROTECT, related_name="account_links"
    )
    linked_at = models.DateTimeField()
    linked_by = models.CharField(max_length=120)
    unlinked_at = models.DateTimeField(null=True)
    unlinked_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "account_hash"],
                condition=Q(unlinked_at__isnull=True),
                name="accountlink_once",
            )
        ]
        indexes = [models.Index(fields=["company", "account_hash"], name="accountlink_by_account")]


class Destruction(CompanyOwned):
    """One destruction of paper: which items, when, by whom and how (C21-6). Append-only."""

    public_id = models.CharField(max_length=32, unique=True)
    property = models.ForeignKey("portfolio.Property", on_delete=models.PROTECT, related_name="+")
    destroyed_on = models.DateField()
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    method = models.CharField(max_length=120)
    item_count = models.IntegerField()


class LegalHold(CompanyOwned):
    """An item that is kept, paper and images, as long as something is in dispute (C21-6)."""

    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=200)
    placed_by = models.CharField(max_length=120)
    placed_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=120, blank=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(lifted_at__isnull=True), name="legalhold_once"
            )
        ]
