"""The statuses that stand against a scanned item (SCAN-9): what is missing, what isn't allowed."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rentrail.checks.rules.classification import Classification, Rail, Why
from rentrail.checks.rules.kinds import ItemKind
from rentrail.portfolio.rules import eligibility
from rentrail.portfolio.rules.eligibility import Way
from rentrail.primitives.money import format_cents


class ItemStatus(StrEnum):
    """What stands against an item; a stable code for each."""

    ACH_NOT_ALLOWED = "ach_not_allowed"
    IRD_NOT_ALLOWED = "ird_not_allowed"
    ACH_OPT_OUT = "ach_opt_out"
    ASSOCIATION_MISSING = "association_missing"
    DOCUMENT_MISSING = "document_missing"
    NO_CHECKS = "no_checks"
    NO_MONEY_ORDERS = "no_money_orders"
    EVICTION = "eviction"
    COLLECTION = "collection"
    AMOUNT_MISSING = "amount_missing"
    OVER_LIMIT = "over_limit"
    PARTIAL_PAYMENT = "partial_payment"
    MICR_NOT_VALID = "micr_not_valid"
    DUPLICATE = "duplicate"
    IMAGE_QUALITY = "image_quality"
    NOT_PAYABLE = "not_payable"


NAMES = {
    ItemStatus.ACH_NOT_ALLOWED: "ACH transaction types are not allowed",
    ItemStatus.IRD_NOT_ALLOWED: "IRD transaction types are not allowed",
    ItemStatus.ACH_OPT_OUT: "ACH opt-out",
    ItemStatus.ASSOCIATION_MISSING: "Association missing",
    ItemStatus.DOCUMENT_MISSING: "Document number missing",
    ItemStatus.NO_CHECKS: "Do not allow check",
    ItemStatus.NO_MONEY_ORDERS: "Do not allow money order",
    ItemStatus.EVICTION: "Invalid association: eviction",
    ItemStatus.COLLECTION: "Invalid association: in collection",
    ItemStatus.AMOUNT_MISSING: "Transaction amount missing",
    ItemStatus.OVER_LIMIT: "Transaction amount exceeds payment limit",
    ItemStatus.PARTIAL_PAYMENT: "Partial payment not accepted",
    ItemStatus.MICR_NOT_VALID: "MICR line is not valid",
    ItemStatus.DUPLICATE: "Duplicate item",
    ItemStatus.IMAGE_QUALITY: "Image quality",
    ItemStatus.NOT_PAYABLE: "Not payable here",
}
MEANINGS = {
    ItemStatus.ACH_NOT_ALLOWED: "The property doesn't take ACH.",
    ItemStatus.IRD_NOT_ALLOWED: "The property doesn't take IRD.",
    ItemStatus.ACH_OPT_OUT: "The person chose not to be debited by ACH: the item goes as IRD.",
    ItemStatus.ASSOCIATION_MISSING: "No person is associated with the item.",
    ItemStatus.DOCUMENT_MISSING: "There is no valid document number.",
    ItemStatus.NO_CHECKS: "The person's status closes checks.",
    ItemStatus.NO_MONEY_ORDERS: "The person's status closes money orders.",
    ItemStatus.EVICTION: "Eviction proceedings have started for the lease.",
    ItemStatus.COLLECTION: "The lease is in collection.",
    ItemStatus.AMOUNT_MISSING: "There is no amount, or the lines don't add up to the check.",
    ItemStatus.OVER_LIMIT: "Usually a mistyped amount or a missing decimal point.",
    ItemStatus.PARTIAL_PAYMENT: "Below the open balance or agreed share.",
    ItemStatus.MICR_NOT_VALID: "Rescan the check, then repair its line.",
    ItemStatus.DUPLICATE: "It was deposited before.",
    ItemStatus.IMAGE_QUALITY: "A required image is missing or fails: rescan.",
    ItemStatus.NOT_PAYABLE: "Neither ACH nor IRD may carry it.",
}

# What is incomplete is completed before Finish; what is complete and not allowed may be set aside.
INCOMPLETE = frozenset(
    {
        ItemStatus.ASSOCIATION_MISSING,
        ItemStatus.DOCUMENT_MISSING,
        ItemStatus.AMOUNT_MISSING,
        ItemStatus.MICR_NOT_VALID,
        ItemStatus.IMAGE_QUALITY,
    }
)
ONLY_SHOWN = frozenset({ItemStatus.ACH_OPT_OUT})  # the item goes, as its image

BY_STANDING = {
    eligibility.Reason.NO_CHECKS: ItemStatus.NO_CHECKS,
    eligibility.Reason.NO_MONEY_ORDERS: ItemStatus.NO_MONEY_ORDERS,
    eligibility.Reason.EVICTION: ItemStatus.EVICTION,
    eligibility.Reason.COLLECTION: ItemStatus.COLLECTION,
}


@dataclass(frozen=True, slots=True)
class Against:
    """A status that stands against an item, with what is said beside its meaning."""

    status: ItemStatus
    detail: str = ""
    line: int | None = None  # the item's line it is about, counted from 1; none: the item

    @property
    def is_incomplete(self) -> bool:
        """Tell whether something is missing that staff can add."""
        return self.status in INCOMPLETE

    @property
    def stops(self) -> bool:
        """Tell whether the item can't be processed with it."""
        return self.status not in ONLY_SHOWN

    @property
    def text(self) -> str:
        """Give its name, and what is to be known or done."""
        return f"{NAMES[self.status]}. {self.detail or MEANINGS[self.status]}"


@dataclass(frozen=True, kw_only=True, slots=True)
class LineFacts:
    """One payment that an item is to make, and what is known of its payer."""

    is_associated: bool
    document: str
    amount_cents: int | None
    is_deposit: bool = False
    single_cents_max: int | None = None  # of the rail that the item takes (ORG-4)
    open_balance_cents: int = 0
    closed: tuple[eligibility.Reason, ...] = ()  # by the payer's standing, for this way of paying


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusFacts:
    """An item with its lines, as far as staff have come."""

    classification: Classification
    takes_ach: bool
    takes_ird: bool
    takes_partial_payments: bool
    amount_cents: int | None
    has_front: bool
    has_back: bool
    image_faults: tuple[str, ...] = ()
    duplicate_of: str = ""  # where and when, in words
    lines: tuple[LineFacts, ...]


def statuses(facts: StatusFacts) -> list[Against]:
    """Give every status that stands against an item; none that stops: it can be processed."""
    return [*_of_item(facts), *_of_lines(facts)]


def way_of(kind: ItemKind, *, is_ach: bool) -> Way:
    """Give the way of paying an item is (ORG-7)."""
    if kind == ItemKind.MONEY_ORDER:
        return Way.MONEY_ORDER
    if kind == ItemKind.CASHIERS_CHECK:
        return Way.CASHIERS_CHECK
    return Way.CHECK_ACH if is_ach else Way.CHECK_IRD


def _of_item(facts: StatusFacts) -> Iterator[Against]:
    found = facts.classification
    if found.is_ach and not facts.takes_ach:
        yield Against(ItemStatus.ACH_NOT_ALLOWED)
    if found.rail is Rail.IRD and not facts.takes_ird:
        yield Against(ItemStatus.IRD_NOT_ALLOWED, f"It can go as IRD only. {found.message}")
    if any(why.why is Why.ACH_OPT_OUT for why in found.because):
        yield Against(ItemStatus.ACH_OPT_OUT)
    if found.rail is Rail.REPAIR:
        yield Against(ItemStatus.MICR_NOT_VALID, found.message)
    yield from _blocked(facts)
    yield from _images(facts)
    yield from _amounts(facts)


def _blocked(facts: StatusFacts) -> Iterator[Against]:
    for why in facts.classification.because:
        if why.why is Why.DUPLICATE:
            yield Against(ItemStatus.DUPLICATE, facts.duplicate_of or why.message)
        elif why.rail is Rail.BLOCK:
            yield Against(ItemStatus.NOT_PAYABLE, why.message)


def _images(facts: StatusFacts) -> Iterator[Against]:
    missing = [
        side
        for side, is_there in (("front", facts.has_front), ("back", facts.has_back))
        if not is_there
    ]
    if missing:
        yield Against(
            ItemStatus.IMAGE_QUALITY, f"The image of its {' and '.join(missing)} is missing."
        )
    if facts.image_faults:
        yield Against(ItemStatus.IMAGE_QUALITY, " ".join(facts.image_faults))


def _amounts(facts: StatusFacts) -> Iterator[Against]:
    if facts.amount_cents is None:
        yield Against(ItemStatus.AMOUNT_MISSING)
        return
    if any(line.amount_cents is None for line in facts.lines):
        return  # said of its line
    total = sum(line.amount_cents or 0 for line in facts.lines)
    if facts.lines and total != facts.amount_cents:
        yield Against(
            ItemStatus.AMOUNT_MISSING,
            f"The lines add up to {format_cents(total)}; the check is for "
            f"{format_cents(facts.amount_cents)}.",
        )


def _of_lines(facts: StatusFacts) -> Iterator[Against]:
    if not facts.lines:
        yield Against(ItemStatus.ASSOCIATION_MISSING)
    for place, line in enumerate(facts.lines, 1):
        for status, detail in _of_line(line, facts):
            yield Against(status, detail, place)


def _of_line(line: LineFacts, facts: StatusFacts) -> Iterator[tuple[ItemStatus, str]]:
    if not line.is_associated:
        yield ItemStatus.ASSOCIATION_MISSING, ""
    if not line.document.strip():
        yield ItemStatus.DOCUMENT_MISSING, ""
    if line.amount_cents is None or line.amount_cents <= 0:
        yield ItemStatus.AMOUNT_MISSING, ""
        return
    if line.single_cents_max is not None and line.amount_cents > line.single_cents_max:
        yield ItemStatus.OVER_LIMIT, _over_limit(line, facts)
    if line.amount_cents < line.open_balance_cents and not facts.takes_partial_payments:
        yield (
            ItemStatus.PARTIAL_PAYMENT,
            f"{format_cents(line.open_balance_cents)} is open on this ledger.",
        )
    for reason in line.closed:
        if reason in BY_STANDING:
            yield BY_STANDING[reason], ""


def _over_limit(line: LineFacts, facts: StatusFacts) -> str:
    rail = "ACH" if facts.classification.is_ach else "IRD"
    ledger = "deposit" if line.is_deposit else "rent"
    assert line.single_cents_max is not None  # noqa: S101 - asked before
    return (
        f"Transaction amount exceeds {rail} {ledger} payment limit of "
        f"{format_cents(line.single_cents_max)}: usually a mistyped amount or a missing decimal "
        "point."
    )
