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
    IMAGE = "image", "Image exchange"


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
    WITHDRAWN = "withdrawn", "Withdrawn before it was sent"
    SENT_AGAIN = "sent_again", "Sent again"
    SETTLED = "settled", "Settled"
    HELD = "held", "Settled, held"
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


# Disabled is for good; an update that leaves the status as it is moves nothing.
PREAUTHORIZED_MOVES = frozenset(
    ((before.value,), (after.value,))
    for before in PreauthorizedStatus
    for after in PreauthorizedStatus
    if before is not PreauthorizedStatus.DISABLED or after is before
)


class RefundState(TextChoices):
    """The life of a refund: money sent back to the payer (PAY-10)."""

    WAITING = "waiting", "Waiting for its day"
    IN_FILE = "in_file", "In a bank file"
    SETTLED = "settled", "Sent back"
    CANCELED = "canceled", "Canceled"
    RETURNED = "returned", "Came back"


class OccurrenceStatus(TextChoices):
    """What became of one due date."""

    TAKEN = "taken", "Taken"
    FAILED = "failed", "Failed"
    SKIPPED = "skipped", "Skipped by rule"


class Standing(NamedTuple):
    """Where a payment stands: with us, and its money."""

    status: TransactionStatus
    settlement: SettlementStatus


class IllegalMove(Exception):
    """The event can't happen to a payment that stands so. The text is fit to show a person."""


APPROVED = Standing(TransactionStatus.APPROVED, SettlementStatus.TO_BE_ORIGINATED)
AWAITING_APPROVAL = Standing(TransactionStatus.AWAITING_APPROVAL, SettlementStatus.NONE)
SUSPENDED = Standing(TransactionStatus.SUSPENDED, SettlementStatus.NONE)
VOIDED = Standing(TransactionStatus.VOIDED, SettlementStatus.NONE)
ORIGINATING = Standing(TransactionStatus.PROCESSED, SettlementStatus.ORIGINATING)
PENDING = Standing(TransactionStatus.PROCESSED, SettlementStatus.PENDING)
HELD = Standing(TransactionStatus.PROCESSED, SettlementStatus.HELD)
SETTLED = Standing(TransactionStatus.PROCESSED, SettlementStatus.SETTLED)
DISBURSED = Standing(TransactionStatus.PROCESSED, SettlementStatus.DISBURSED)
RETURNED = Standing(TransactionStatus.RETURNED, SettlementStatus.CHARGED_BACK)
UNCOLLECTED_NSF = Standing(TransactionStatus.UNCOLLECTED_NSF, SettlementStatus.CHARGED_BACK)
BAD_ACCOUNT = Standing(TransactionStatus.BAD_ACCOUNT, SettlementStatus.CHARGED_BACK)
UNAUTHORIZED = Standing(TransactionStatus.UNAUTHORIZED, SettlementStatus.CHARGED_BACK)

Move = tuple[Standing, PaymentEvent]

# A return may come before the acknowledgement of its file: it proves that the bank took it.
ORIGINS_OF_A_RETURN = (ORIGINATING, PENDING, HELD, SETTLED, DISBURSED)

RETURN_EVENTS = {
    PaymentEvent.RETURNED_NSF: UNCOLLECTED_NSF,
    PaymentEvent.RETURNED_BAD_ACCOUNT: BAD_ACCOUNT,
    PaymentEvent.RETURNED_UNAUTHORIZED: UNAUTHORIZED,
    PaymentEvent.RETURNED_OTHER: RETURNED,
}

RESOLVED = {
    standing: Standing(TransactionStatus.RESOLVED, standing.settlement)
    for standing in RETURN_EVENTS.values()
}

MOVES: dict[Move, Standing] = {
    (AWAITING_APPROVAL, PaymentEvent.APPROVED): APPROVED,
    (AWAITING_APPROVAL, PaymentEvent.VOIDED): VOIDED,
    (SUSPENDED, PaymentEvent.RELEASED): APPROVED,
    (SUSPENDED, PaymentEvent.VOIDED): VOIDED,
    (APPROVED, PaymentEvent.VOIDED): VOIDED,
    (APPROVED, PaymentEvent.MOVED): APPROVED,
    (APPROVED, PaymentEvent.PROCESSED): ORIGINATING,
    (APPROVED, PaymentEvent.SENT_AGAIN): ORIGINATING,
    (ORIGINATING, PaymentEvent.REJECTED): APPROVED,
    (ORIGINATING, PaymentEvent.WITHDRAWN): APPROVED,
    (ORIGINATING, PaymentEvent.ORIGINATED): PENDING,
    (PENDING, PaymentEvent.SETTLED): SETTLED,
    (PENDING, PaymentEvent.HELD): HELD,
    (HELD, PaymentEvent.DISBURSED): DISBURSED,
    **{
        (standing, event): after
        for standing in ORIGINS_OF_A_RETURN
        for event, after in RETURN_EVENTS.items()
    },
    **{
        (standing, PaymentEvent.NOTICE_OF_CHANGE): standing
        for standing in (*ORIGINS_OF_A_RETURN, *RETURN_EVENTS.values(), *RESOLVED.values())
    },
    **{(standing, PaymentEvent.MOVED): standing for standing in ORIGINS_OF_A_RETURN},
    **{(standing, PaymentEvent.RESOLVED): resolved for standing, resolved in RESOLVED.items()},
    **{(standing, PaymentEvent.REFUNDED): standing for standing in (HELD, SETTLED, DISBURSED)},
}

# How a payment may begin, and all that can stand and happen in this version.
BEGINNINGS = (PaymentEvent.APPROVED, PaymentEvent.AWAITING_APPROVAL, PaymentEvent.SUSPENDED)
STANDINGS = tuple(dict.fromkeys([*(before for before, _ in MOVES), *MOVES.values()]))
STATUSES = tuple(dict.fromkeys(standing.status for standing in STANDINGS))
EVENTS = tuple(dict.fromkeys([*BEGINNINGS, *(event for _, event in MOVES)]))


def moves_by_value() -> set[tuple[tuple[str, str], tuple[str, str]]]:
    """Give the table of moves as the values stored: PostgreSQL lets no payment move otherwise."""
    return {
        (
            (before.status.value, before.settlement.value),
            (after.status.value, after.settlement.value),
        )
        for (before, _), after in MOVES.items()
    }


def next_standing(standing: Standing, event: PaymentEvent) -> Standing:
    """Give where a payment stands after an event; nothing else decides it.

    Raises:
        IllegalMove: the table has no such move.
    """
    try:
        return MOVES[standing, event]
    except KeyError:
        raise IllegalMove(
            f"A payment that is {standing.status.label.lower()} can't be {event.label.lower()}."
        ) from None
