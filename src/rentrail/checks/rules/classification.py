"""Which rail an item takes: ACH as ARC or BOC, its image, or neither (C21-3, C21-7).

One pure function over one frozen value, which gives every reason and not only the first. The
order: what must be repaired is repaired first; what no rail may carry is blocked; what may not be
converted goes as an image; what is left becomes an ACH entry.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import TextChoices

from rentrail.checks.rules.kinds import CONVERTIBLE, IssuerFact, ItemKind
from rentrail.formats import micr
from rentrail.formats.micr import MicrLine
from rentrail.portfolio.models import InPersonChecks
from rentrail.primitives.money import format_cents

CONVERTED_CENTS_MAX = 2_500_000  # Source: [NACHA-CHECKS] eligible source documents
ENTRY_SERIAL_MAX = 15  # digits of a check's number in an entry. Source: [NACHA]
ENTRY_ACCOUNT_MAX = 17  # characters of an account number in an entry. Source: [NACHA]
STALE_AFTER_MONTHS = 6  # Source: [UCC] 4-404: a bank need not pay a check older than six months


class Rail(StrEnum):
    """What becomes of an item."""

    ARC = "ARC"
    BOC = "BOC"
    IRD = "IRD"
    REPAIR = "REPAIR"
    BLOCK = "BLOCK"


ACH_RAILS = frozenset({Rail.ARC, Rail.BOC})


class ReceivedBy(TextChoices):
    """How an item came to the property (SCAN-3)."""

    MAIL = "mail", "Mail"
    DROP_BOX = "drop_box", "Drop box"
    IN_PERSON = "in_person", "In person"


class LineSource(TextChoices):
    """Who read an item's MICR line."""

    DEVICE = "device", "A check reader or scanner"
    IMAGE = "image", "Read from the image"
    TYPED = "typed", "Typed by a person"


class Why(StrEnum):
    """Why an item takes its rail; a stable code for each."""

    MICR_NOT_VALID = "micr_not_valid"
    DUPLICATE = "duplicate"
    FOREIGN = "foreign"
    ALTERED = "altered"
    THIRD_PARTY = "third_party"
    STALE = "stale"
    POST_DATED = "post_dated"
    KIND = "kind"
    ISSUER = "issuer"
    AUXILIARY_ON_US = "auxiliary_on_us"
    AUXILIARY_UNKNOWN = "auxiliary_unknown"
    BUSINESS = "business"
    AMOUNT = "amount"
    SERIAL_MISSING = "serial_missing"
    SERIAL_TOO_LONG = "serial_too_long"
    ACCOUNT_TOO_LONG = "account_too_long"
    ACH_OPT_OUT = "ach_opt_out"
    NOTICE_MISSING = "notice_missing"
    NOT_READ_BY_DEVICE = "not_read_by_device"
    ACCOUNT_STOPPED = "account_stopped"
    IMAGES_ONLY = "images_only"
    ACH_NOT_TAKEN = "ach_not_taken"
    SPLIT = "split"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Because:
    """A reason, the rail it calls for, and its words for staff."""

    why: Why
    rail: Rail
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperPolicy:
    """What a property and its bank say about paper."""

    takes_ach: bool = True
    converts_checks: bool = True  # false: every item goes as its image
    converts_business_checks: bool = False
    converts_image_reads: bool = False  # the bank allows ARC for lines read from an image
    takes_third_party: bool = False
    in_person: InPersonChecks = InPersonChecks.BOC
    arc_notice_from: date | None = None  # on file at the property since then (RULE-4)
    boc_notice_from: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemFacts:
    """All that an item's rail rests on."""

    line: MicrLine
    line_source: LineSource
    is_read_by_device: bool  # after repair too: see `formats.micr.Repair`
    is_whole_line: bool = True  # false: the reader parted it, auxiliary on-us would not be seen
    reader_says_personal: bool = False
    kind: ItemKind
    issuer: IssuerFact | None = None
    amount_cents: int | None
    received_by: ReceivedBy
    received_on: date
    dated: date | None = None  # the date written on it, where staff say so
    line_count: int = 1  # of payments that share it
    ach_opt_out: bool = False
    is_business_account: bool = False
    is_account_stopped: bool = False
    is_duplicate: bool = False
    is_altered: bool = False
    is_foreign: bool = False  # another currency, or a foreign bank that the line doesn't show
    is_third_party: bool = False
    as_image: bool = False  # staff chose so
    policy: PaperPolicy


@dataclass(frozen=True, slots=True)
class Classification:
    """The rail of an item with every reason for it, and all that was found beside."""

    rail: Rail
    because: tuple[Because, ...] = ()

    @property
    def is_ach(self) -> bool:
        """Tell whether it becomes an ACH entry."""
        return self.rail in ACH_RAILS

    @property
    def must_be_image(self) -> bool:
        """Tell whether it can't be made an ACH entry by choice (SCAN-4)."""
        return any(why.rail is Rail.IRD and why.why is not Why.CHOSEN for why in self.because)

    @property
    def message(self) -> str:
        """Give the reasons of its rail as one text."""
        return " ".join(why.message for why in self.because if why.rail is self.rail)


def classify(facts: ItemFacts) -> Classification:
    """Decide an item's rail, with every reason.

    Source: [NACHA-CHECKS] eligible source documents; C21-3, C21-7.
    """
    because = (*_to_repair(facts), *_to_block(facts), *_to_image(facts))
    called_for = {why.rail for why in because}
    for rail in (Rail.REPAIR, Rail.BLOCK, Rail.IRD):
        if rail in called_for:
            return Classification(rail, because)
    return Classification(ach_rail(received_by=facts.received_by, in_person=facts.policy.in_person))


def ach_rail(*, received_by: ReceivedBy, in_person: InPersonChecks) -> Rail:
    """Give the entry class of a check by how it came: mail and drop box ARC, in person BOC.

    Source: [NACHA-CHECKS] accounts receivable and back office conversion.
    """
    if received_by == ReceivedBy.IN_PERSON and in_person == InPersonChecks.BOC:
        return Rail.BOC
    return Rail.ARC


def _to_repair(facts: ItemFacts) -> Iterator[Because]:
    for problem in micr.problems_of(facts.line):
        if problem.rule != "micr.foreign":
            yield Because(Why.MICR_NOT_VALID, Rail.REPAIR, problem.message)


def _to_block(facts: ItemFacts) -> Iterator[Because]:
    dated = facts.dated
    if facts.is_duplicate:
        yield Because(Why.DUPLICATE, Rail.BLOCK, "This check was deposited before.")
    if facts.is_foreign or facts.line.is_foreign:
        yield Because(
            Why.FOREIGN, Rail.BLOCK, "It is drawn on a foreign bank or in another currency."
        )
    if facts.is_altered:
        yield Because(Why.ALTERED, Rail.BLOCK, "It was altered.")
    if facts.is_third_party and not facts.policy.takes_third_party:
        yield Because(
            Why.THIRD_PARTY,
            Rail.BLOCK,
            "It is made out to somebody else, and this property takes no such items.",
        )
    if dated is not None and dated > facts.received_on:
        yield Because(Why.POST_DATED, Rail.BLOCK, f"It is dated ahead, {dated:%m/%d/%Y}.")
    if dated is not None and is_stale(dated=dated, received_on=facts.received_on):
        yield Because(
            Why.STALE,
            Rail.BLOCK,
            f"It is dated {dated:%m/%d/%Y}, more than {STALE_AFTER_MONTHS} months ago.",
        )


def is_stale(*, dated: date, received_on: date) -> bool:
    """Tell whether a check is older than six months.

    >>> is_stale(dated=date(2026, 1, 31), received_on=date(2026, 7, 31))
    False
    >>> is_stale(dated=date(2026, 1, 31), received_on=date(2026, 8, 1))
    True
    """
    months = (received_on.year - dated.year) * 12 + received_on.month - dated.month
    return (months, received_on.day) > (STALE_AFTER_MONTHS, dated.day)


def _to_image(facts: ItemFacts) -> Iterator[Because]:
    for why, message in (
        *_by_paper(facts),
        *_by_line(facts),
        *_by_payer(facts),
        *_by_property(facts),
    ):
        yield Because(why, Rail.IRD, message)


def _by_paper(facts: ItemFacts) -> Iterator[tuple[Why, str]]:
    if facts.kind not in CONVERTIBLE:
        yield Why.KIND, f"{facts.kind.label}: this kind may not be converted."
    if facts.issuer is not None and facts.issuer.kind not in CONVERTIBLE:
        yield (
            Why.ISSUER,
            f"The routing number is that of {facts.issuer.issuer} "
            f"({facts.issuer.kind.label.lower()}), by the issuer table.",
        )
    if facts.is_third_party:
        yield Why.THIRD_PARTY, "It is made out to somebody else."
    if facts.amount_cents is not None and facts.amount_cents > CONVERTED_CENTS_MAX:
        yield Why.AMOUNT, f"More than {format_cents(CONVERTED_CENTS_MAX)} may not be converted."


def _by_line(facts: ItemFacts) -> Iterator[tuple[Why, str]]:
    line = facts.line
    if line.has_auxiliary_on_us:
        yield Why.AUXILIARY_ON_US, "Its auxiliary on-us field shows a business's check."
    if not facts.is_whole_line and not facts.reader_says_personal:
        yield (
            Why.AUXILIARY_UNKNOWN,
            "The reader passes on parts of the line only, so a business's check isn't seen; set "
            "it to a raw format.",
        )
    if line.has_shape and not line.serial_number:
        yield Why.SERIAL_MISSING, "The line has no serial number."
    if len(line.serial_number) > ENTRY_SERIAL_MAX:
        yield Why.SERIAL_TOO_LONG, "Its serial number is longer than an entry can hold."
    if len(line.account_number) > ENTRY_ACCOUNT_MAX:
        yield Why.ACCOUNT_TOO_LONG, "Its account number is longer than an entry can hold."
    yield from _by_reading(facts)


def _by_reading(facts: ItemFacts) -> Iterator[tuple[Why, str]]:
    if facts.line_source == LineSource.IMAGE and not facts.policy.converts_image_reads:
        yield (
            Why.NOT_READ_BY_DEVICE,
            "The line was read from the image, which the bank doesn't take for an ACH entry.",
        )
    elif facts.line_source == LineSource.TYPED or not facts.is_read_by_device:
        yield Why.NOT_READ_BY_DEVICE, "No device read the line."


def _by_payer(facts: ItemFacts) -> Iterator[tuple[Why, str]]:
    is_business = facts.kind == ItemKind.BUSINESS_CHECK or facts.is_business_account
    if is_business and not facts.policy.converts_business_checks:
        yield Why.BUSINESS, "It is a business's check, which this property doesn't convert."
    if facts.ach_opt_out:
        yield Why.ACH_OPT_OUT, "The payer chose not to be debited by ACH."
    if facts.is_account_stopped:
        yield Why.ACCOUNT_STOPPED, "Entries to this bank account are stopped."


def _by_property(facts: ItemFacts) -> Iterator[tuple[Why, str]]:
    policy = facts.policy
    if not policy.takes_ach:
        yield Why.ACH_NOT_TAKEN, "This property takes no ACH entries."
    if not policy.converts_checks:
        yield Why.IMAGES_ONLY, "This property sends every item as its image."
    is_in_person = facts.received_by == ReceivedBy.IN_PERSON
    if is_in_person and policy.in_person == InPersonChecks.IRD:
        yield Why.IMAGES_ONLY, "This property sends what is handed over in person as its image."
    if facts.as_image:
        yield Why.CHOSEN, "Staff chose to send it as its image."
    if facts.line_count > 1:
        yield Why.SPLIT, "Several payments share it, so it goes as its image, whole."
    rail = ach_rail(received_by=facts.received_by, in_person=policy.in_person)
    notice_from = policy.boc_notice_from if rail is Rail.BOC else policy.arc_notice_from
    if notice_from is None or notice_from > facts.received_on:
        yield (
            Why.NOTICE_MISSING,
            f"No {rail} notice was on file at this property when it was received (RULE-4).",
        )
