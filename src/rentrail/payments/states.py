"""The life of a payment, a batch and a preauthorized payment, each as one table of moves."""

from typing import NamedTuple

from django.db.models import TextChoices


class TransactionStatus(TextChoices):
    """Where a payment stands with us and its network (CODE)."""

    APPROVED = "approved", "Approved"
    PROCESSED = "processed", "Processed"
    AWAITING_APPROVAL = "awaiting_approval", "Awaiting approval"
    SUSPENDED = "suspended", "Suspended"
    DECLINED = "declined", "Declined"
    VOIDED = "voided", "Voided"
    ERROR = "error", "Error"
    IN_COLLECTION = "in_collection", "In collection"
    COLLECTED = "collected", "Collected"
    UNCOLLECTED_NSF = "uncollected_nsf", "Uncollected NSF"
    IN_RESEARCH = "in_research", "In research"
    DISPUTED = "disputed", "Disputed"
    BAD_ACCOUNT = "bad_account", "Invalid / closed account"
    RETURNED = "returned", "Returned"
    UNAUTHORIZED = "unauthorized", "Unauthorized"
    RESOLVED = "resolved", "Resolved"


class SettlementStatus(TextChoices):
    """Where the money of a payment is (CODE)."""

    NONE = "none", "No settlement needed"
    TO_BE_ORIGINATED = "to_be_originated", "To be originated"
    ORIGINATING = "originating", "Originating"
    PENDING = "pending", "Originated, settlement pending"
    HELD = "held", "Settled, held"
    SETTLED = "settled", "Settled"
    DISBURSED = "disbursed", "Disbursed"
    CHARGED_BACK = "charged_back", "Charged back"


class OriginatedStatus(TextChoices):
    """By which network a payment was sent (CODE)."""

    NOT_ORIGINATED = "not_originated", "Not originated"
    ACH = "ach", "ACH"


class PaymentEvent(TextChoices):
    """What can happen to a payment (CODE)."""

    APPROVED = "approved", "Approved"
    AWAITING_APPROVAL = "awaiting_approval", "Awaiting approval"
    SUSPENDED = "suspended", "Suspended"
    RELEASED = "released", "Released"
    DECLINED = "declined", "Declined"
    EDITED = "edited", "Edited"
    VOIDED = "voided", "Voided"
    PROCESSED = "processed", "Processed"
    ORIGINATED = "originated", "Originated"
    REJECTED = "rejected", "Rejected by the bank"
    SETTLED = "settled", "Settled"
    DISBURSED = "disbursed", "Disbursed"
    REFUNDED = "refunded", "Refunded"
    MOVED = "moved", "Moved"
    RETURNED_NSF = "returned_nsf", "Returned NSF"
    RETURNED_BAD_ACCOUNT = "returned_bad_account", "Returned bad account"
    RETURNED_UNAUTHORIZED = "returned_unauthorized", "Returned unauthorized"
    RETURNED_OTHER = "returned_other", "Returned other"
    NOTICE_OF_CHANGE = "notice_of_change", "Notice of change"
    SENT_TO_COLLECTION = "sent_to_collection", "Sent to collection"
    REPRESENTED = "represented", "Represented"
    COLLECTED = "collected", "Collected"
    UNCOLLECTED_NSF = "uncollected_nsf", "Uncollected NSF"
    RESOLVED = "resolved", "Resolved"


class BatchState(TextChoices):
    """The life of a batch (CODE)."""

    OPEN = "open", "Open"
    CLOSING = "closing", "Closing"
    CLOSED = "closed", "Closed"
    ORIGINATED = "originated", "Originated"
    SETTLED = "settled", "Settled"
    WITH_ERRORS = "with_errors", "With errors"


class InstrumentStanding(TextChoices):
    """Whether a payer's bank account may be debited, and what it waits for (ACH-4)."""

    GOOD = "good", "Good"
    STOPPED_FOR_GOOD = "stopped_for_good", "Stopped for good"
    UNTIL_CORRECTED = "until_corrected", "Stopped until corrected"
    UNTIL_RELEASED = "until_released", "Stopped until released"
    UNTIL_AUTHORIZED = "until_authorized", "Stopped until authorized anew"


class PreauthorizedStatus(TextChoices):
    """The life of a preauthorized payment (PRE-5, PRE-6)."""

    ENABLED = "enabled", "Enabled"
    STOPPED = "stopped", "Stopped"
    DISABLED = "disabled", "Disabled"


class OccurrenceStatus(TextChoices):
    """What became of one due date."""

    DUE = "due", "Due"
    TAKEN = "taken", "Taken"
    FAILED = "failed", "Failed"
    SKIPPED = "skipped", "Skipped by rule"


class Standing(NamedTuple):
    """Where a payment stands: with us, and its money."""

    status: TransactionStatus
    settlement: SettlementStatus
