"""An item's MICR line: read, kept, known by its hashes, and the account remembered (SCAN-8)."""

from dataclasses import dataclass
from datetime import datetime

from rentrail.checks import sealing
from rentrail.checks.models import AccountLink, CheckItem, CheckLine, MicrReading
from rentrail.checks.queries import evaluation
from rentrail.checks.rules import kinds
from rentrail.checks.rules.classification import LineSource
from rentrail.checks.rules.kinds import ItemKind
from rentrail.formats import micr
from rentrail.formats.micr import MicrLine
from rentrail.identity import vault
from rentrail.payments import operations as payments
from rentrail.payments.models import HolderType, Instrument
from rentrail.payments.rules.account_numbers import plain

CHECK = "check"


@dataclass(frozen=True, kw_only=True, slots=True)
class LineReading:
    """What was read of a line: by a device (also a keyboard-wedge reader), a program, or a person.

    `text` is in any notation of `formats.micr`; `is_business` is told by some readers only.
    """

    text: str
    source: LineSource
    format_name: str = ""
    is_whole_line: bool = True
    is_business: bool | None = None


def reading_of_keystrokes(typed: str) -> LineReading:
    """Understand what a keyboard-wedge reader typed.

    Raises:
        formats.micr.CardTrackRead: a payment card was swiped; nothing of it may be kept.
        formats.micr.NotMicr: it is no line, or the reader could not read the check.
    """
    read = micr.read_keystrokes(typed)
    return LineReading(
        text=read.text,
        source=LineSource.DEVICE,
        format_name=read.format_name,
        is_whole_line=read.is_whole_line,
        is_business=read.is_business,
    )


def keep_reading(item: CheckItem, reading: LineReading, *, read_by: str, now: datetime) -> None:
    """Keep a reading of an item's line, which is its line from now on."""
    line = micr.parse(reading.text, exceptions=evaluation.serial_exceptions())
    MicrReading.objects.create(
        item=item,
        source=reading.source,
        format_name=reading.format_name,
        is_whole_line=reading.is_whole_line,
        line_sealed=_sealed(item, line.text),
        read_at=now,
        read_by=read_by,
    )
    item.line_source = reading.source
    item.is_whole_line = reading.is_whole_line
    item.reader_says_personal = reading.is_business is False
    item.is_read_by_device = reading.source == LineSource.DEVICE and bool(line.text)
    know_line(item, line)


def know_line(item: CheckItem, line: MicrLine) -> None:
    """Write what a line says to its item; suggest its kind where staff haven't confirmed one."""
    item.line_sealed = _sealed(item, line.text)
    item.routing_number = line.routing_number[:9]
    item.serial_number = line.serial_number[:20]
    item.last_four = plain(line.account_number)[-4:]
    item.account_hash = _account_hash(line)
    if not item.kind_confirmed_by:
        item.kind = kinds.suggested_kind(
            line,
            issuers=evaluation.issuers(),
            is_business_account=_is_business(item.account_hash),
        )


def know_number(item: CheckItem) -> None:
    """Give an item the hash by which it is never deposited twice: its account and number."""
    number = item.serial_number or first_document(item)
    is_known = item.account_hash is not None and bool(number) and "?" not in number
    item.check_hash = (
        vault.keyed_hash(CHECK, bytes(item.account_hash).hex(), number.lstrip("0") or "0")
        if is_known and item.account_hash is not None
        else None
    )


def first_document(item: CheckItem) -> str:
    """Give the document number of an item's first line."""
    line = CheckLine.objects.filter(item=item).order_by("number").first()
    return line.document if line else ""


def add_remembered_line(item: CheckItem) -> CheckLine:
    """Add an item's first line, of the person who paid from this account before if it is one."""
    links = list(
        AccountLink.objects.filter(
            account_hash=item.account_hash,
            unlinked_at__isnull=True,
            lease__property=item.property_id,
        )[:2]
        if item.account_hash
        else ()
    )
    [link] = links if len(links) == 1 else [None]
    line: CheckLine = CheckLine.objects.create(
        item=item,
        number=1,
        lease_id=link.lease_id if link else None,
        person_id=link.person_id if link else None,
        amount_cents=item.amount_cents,
        document=document_of(item),
    )
    return line


def document_of(item: CheckItem) -> str:
    """Give the document number that an item's line shows (PAY-7)."""
    number = "" if "?" in item.serial_number else item.serial_number
    return kinds.document_number(ItemKind(item.kind), serial_number=number)


def _sealed(item: CheckItem, text: str) -> bytes:
    return vault.seal(text, context=sealing.line_context(item.public_id))


def _account_hash(line: MicrLine) -> bytes | None:
    """Give the hash of the account; none where it is not wholly read."""
    number = plain(line.account_number)
    if not number or "?" in number or not micr.is_routing_number(line.routing_number):
        return None
    return payments.account_hash(
        routing_number=line.routing_number, account_number=line.account_number
    )


def _is_business(account_hash: bytes | None) -> bool:
    if account_hash is None:
        return False
    known = Instrument.objects.filter(
        account_number_hash=account_hash, holder_type=HolderType.BUSINESS
    )
    return bool(known.exists())
