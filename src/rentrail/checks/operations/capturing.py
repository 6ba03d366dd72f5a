"""Scanning: a deposit is started, items come in one by one, and are put right (RDC-2, SCAN)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from rentrail.checks import sealing, states
from rentrail.checks.models import (
    CheckImage,
    CheckItem,
    CheckLine,
    ImageUse,
    RdcDeposit,
    Side,
)
from rentrail.checks.operations import lines
from rentrail.checks.operations.lines import LineReading
from rentrail.checks.operations.refusals import (
    ControlTotalsMissing,
    DepositNotOpen,
    ImageNotTaken,
    ItemNotOpen,
    KeyUsedOtherwise,
    ReasonMissing,
)
from rentrail.checks.rules.classification import ReceivedBy
from rentrail.checks.rules.kinds import ItemKind
from rentrail.checks.states import DepositEvent, DepositState, ItemEvent, ItemState
from rentrail.identity import vault
from rentrail.portfolio.models import Property
from rentrail.primitives import ids
from rentrail.primitives.money import format_cents

IMAGE_BYTES_MAX = 20_000_000
CONTENT_TYPES = frozenset({"image/tiff", "image/png", "image/jpeg", "application/pdf"})
TO_PUT_RIGHT = (DepositState.IN_PROGRESS, DepositState.WITH_ERRORS)


@dataclass(frozen=True, kw_only=True, slots=True)
class DepositRequest:
    """Somebody starts a deposit: with its control totals, before anything is scanned (RDC-2)."""

    idempotency_key: str
    property_id: int
    deposit_date: date
    received_by: ReceivedBy
    control_count: int
    control_cents: int
    description: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImageDraft:
    """One image of one side: as it was scanned, or as it will be cleared."""

    side: Side
    content: bytes
    content_type: str
    use: ImageUse = ImageUse.SCANNED


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemDraft:
    """An item as it comes from a scanner, an upload or a phone.

    The `upload_key` is the sender's: sent again, it is the item that was added. `image_faults` are
    what the quality tests found, in words; an item with any must be rescanned.
    """

    upload_key: str
    images: Sequence[ImageDraft] = ()
    reading: LineReading | None = None
    image_faults: Sequence[str] = ()
    amount_cents: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Description:
    """What staff say of an item; what is None stays as it is.

    `dated` is the date written on it. `as_image` sends it as its image though it could be
    converted.
    """

    amount_cents: int | None = None
    kind: ItemKind | None = None
    dated: date | None = None
    received_by: ReceivedBy | None = None
    description: str | None = None
    is_foreign: bool | None = None
    is_altered: bool | None = None
    is_third_party: bool | None = None
    as_image: bool | None = None


@transaction.atomic
def start_deposit(request: DepositRequest, *, started_by: str, now: datetime) -> RdcDeposit:
    """Start a deposit; asked again under the same key, it is the one that was started.

    It takes the right “Add new remote deposit captures”.

    Raises:
        ControlTotalsMissing: no number of checks or no total.
        KeyUsedOtherwise: the key was used for a deposit with other totals.
    """
    if request.control_count <= 0 or request.control_cents <= 0:
        raise ControlTotalsMissing("Count the checks and add them up before you scan them.")
    # Numbers rise one by one.
    property_ = Property.objects.select_for_update(no_key=True).get(id=request.property_id)
    known = RdcDeposit.objects.filter(idempotency_key=request.idempotency_key).first()
    if known is not None:
        return _as_started(known, request)
    last = RdcDeposit.objects.filter(property=property_).aggregate(last=Max("number"))["last"]
    number = (last or 0) + 1
    usual = f"{started_by}, deposit {number}, {request.deposit_date:%m/%d/%Y}"
    started: RdcDeposit = RdcDeposit.objects.create(
        public_id=ids.new_public_id("rdc", now=now),
        property=property_,
        number=number,
        description=(request.description.strip() or usual)[:120],
        deposit_date=request.deposit_date,
        received_by=request.received_by,
        control_count=request.control_count,
        control_cents=request.control_cents,
        started_by=started_by,
        started_at=now,
        idempotency_key=request.idempotency_key,
    )
    return started


@transaction.atomic
def change_control_totals(*, public_id: str, control_count: int, control_cents: int) -> RdcDeposit:
    """Correct the control totals of a deposit that is being scanned; the change is audited.

    Raises:
        ControlTotalsMissing: no number of checks or no total.
        DepositNotOpen: it is being processed, or over.
    """
    if control_count <= 0 or control_cents <= 0:
        raise ControlTotalsMissing("Count the checks and add them up.")
    deposit = open_deposit(public_id)
    deposit.control_count, deposit.control_cents = control_count, control_cents
    deposit.save(update_fields=["control_count", "control_cents"])
    return deposit


@transaction.atomic
def add_item(
    draft: ItemDraft, *, deposit_public_id: str, added_by: str, now: datetime
) -> CheckItem:
    """Add a scanned item to a deposit; sent again, it is the item that was added.

    Images and line are stored before this returns: a browser that closes loses nothing.

    Raises:
        DepositNotOpen: the deposit is being processed, over or canceled.
        ImageNotTaken: an image is of another kind, empty, or larger than 20 MB.
        formats.micr.NotMicr: what was read is no MICR line.
    """
    known = _known_item(draft.upload_key)
    if known is not None:
        return known
    deposit = open_deposit(deposit_public_id)
    return _add(
        draft,
        property_id=deposit.property_id,
        deposit=deposit,
        received_by=ReceivedBy(deposit.received_by),
        received_on=deposit.deposit_date,
        added_by=added_by,
        now=now,
    )


@transaction.atomic
def scan_check(
    draft: ItemDraft,
    *,
    property_id: int,
    received_by: ReceivedBy,
    received_on: date,
    added_by: str,
    now: datetime,
) -> CheckItem:
    """Add one item by itself, outside any deposit (SCAN); `finishing.process_check` takes it.

    It takes the right “Perform scan check transactions”.

    Raises:
        ImageNotTaken: an image is of another kind, empty, or larger than 20 MB.
        formats.micr.NotMicr: what was read is no MICR line.
    """
    known = _known_item(draft.upload_key)
    if known is not None:
        return known
    return _add(
        draft,
        property_id=property_id,
        deposit=None,
        received_by=received_by,
        received_on=received_on,
        added_by=added_by,
        now=now,
    )


@transaction.atomic
def rescan_item(
    *,
    public_id: str,
    images: Sequence[ImageDraft] = (),
    reading: LineReading | None = None,
    image_faults: Sequence[str] = (),
    rescanned_by: str,
    now: datetime,
) -> CheckItem:
    """Take an item's images or line anew; earlier takes and readings are kept (RDC-7).

    A failed item waits again.

    Raises:
        ItemNotOpen: it is posted, set aside or deleted, or its deposit is over.
        ImageNotTaken, formats.micr.NotMicr: as `add_item`.
    """
    item = open_item(public_id)
    if reading is not None:
        lines.keep_reading(item, reading, read_by=rescanned_by, now=now)
        fill_in_document(item)
    if images:
        item.image_faults = list(image_faults)
        _keep_images(item, images, now=now)
    _wait_again(item)
    lines.know_number(item)
    item.save()
    return item


@transaction.atomic
def describe_item(
    description: Description, *, public_id: str, described_by: str, now: datetime
) -> CheckItem:
    """Say what an item is and how much: kind, amount, date on it, and what is wrong with it.

    The amount of the only line follows that of the item. A failed item waits again.

    Raises:
        ItemNotOpen: it is posted, set aside or deleted, or its deposit is over.
    """
    item = open_item(public_id)
    for field in Description.__slots__:
        value = getattr(description, field)
        if value is not None:
            setattr(item, field, value)
    if description.kind is not None:
        item.kind_confirmed_by = described_by
        fill_in_document(item)
    if description.amount_cents is not None:
        _follow_amount(item)
    _wait_again(item)
    lines.know_number(item)
    item.save()
    return item


@transaction.atomic
def set_aside(*, public_id: str, note: str, set_aside_by: str, now: datetime) -> CheckItem:
    """Take an item out of its deposit and control totals; the paper goes back (RDC-4).

    Raises:
        ReasonMissing: no note.
        ItemNotOpen: it is posted or deleted, or its deposit is over.
    """
    if not note.strip():
        raise ReasonMissing("Say why it is set aside; the note stays with it.")
    return _move(public_id, ItemEvent.SET_ASIDE, f"{note.strip()} ({set_aside_by})")


@transaction.atomic
def take_back(*, public_id: str, taken_back_by: str, now: datetime) -> CheckItem:
    """Put an item that was set aside back into its deposit.

    Raises:
        ItemNotOpen: it isn't set aside, or its deposit is over.
    """
    return _move(public_id, ItemEvent.TAKE_BACK, "")


@transaction.atomic
def delete_item(*, public_id: str, reason: str, deleted_by: str, now: datetime) -> CheckItem:
    """Delete an item that was not posted, and discard its images: scanned by mistake, or twice.

    Its row stays, so that every scan is accounted for.

    Raises:
        ItemNotOpen: it is posted, or its deposit is over.
    """
    item = _move(public_id, ItemEvent.DELETE, f"{reason.strip()} ({deleted_by})".strip())
    CheckImage.objects.filter(item=item).delete()
    return item


@transaction.atomic
def cancel_deposit(*, public_id: str, canceled_by: str, now: datetime) -> RdcDeposit:
    """Cancel a deposit that is being scanned; what was scanned is deleted (RDC-2).

    Raises:
        DepositNotOpen: it is being processed, or over.
    """
    deposit = locked_deposit(public_id)
    try:
        state = states.next_deposit_state(DepositState(deposit.state), DepositEvent.CANCEL)
    except states.IllegalMove as problem:
        raise DepositNotOpen(str(problem)) from problem
    for item in deposit.items.select_for_update(no_key=True).exclude(state=ItemState.DELETED):
        if item.state == ItemState.SET_ASIDE:
            item.state = states.next_item_state(ItemState.SET_ASIDE, ItemEvent.TAKE_BACK)
        item.state = states.next_item_state(ItemState(item.state), ItemEvent.DELETE)
        item.state_reason = f"The deposit was canceled by {canceled_by}."
        item.save(update_fields=["state", "state_reason"])
    CheckImage.objects.filter(item__deposit=deposit, item__state=ItemState.DELETED).delete()
    deposit.state, deposit.completed_at, deposit.finished_by = state, now, canceled_by
    deposit.save(update_fields=["state", "completed_at", "finished_by"])
    return deposit


def open_item(public_id: str) -> CheckItem:
    """Lock an item that may still be changed.

    Raises:
        ItemNotOpen: it is posted, set aside or deleted, or its deposit is over.
    """
    item: CheckItem = (
        CheckItem.objects.select_for_update(no_key=True, of=("self",))
        .select_related("deposit")
        .get(public_id=public_id)
    )
    if item.state not in (ItemState.WAITING, ItemState.FAILED):
        raise ItemNotOpen(f"This item is {item.get_state_display().lower()}.")
    _refuse_closed(item)
    return item


def open_deposit(public_id: str) -> RdcDeposit:
    """Lock a deposit that is being scanned, or whose failed items are put right.

    Raises:
        DepositNotOpen: it is being processed, over or canceled.
    """
    deposit = locked_deposit(public_id)
    if deposit.state not in TO_PUT_RIGHT:
        raise DepositNotOpen(f"This deposit is {deposit.get_state_display().lower()}.")
    return deposit


def locked_deposit(public_id: str) -> RdcDeposit:
    """Lock a deposit."""
    found: RdcDeposit = RdcDeposit.objects.select_for_update(no_key=True).get(public_id=public_id)
    return found


def fill_in_document(item: CheckItem) -> None:
    """Give the only line of an item the number that its MICR line shows now."""
    number = lines.document_of(item)
    only = list(CheckLine.objects.filter(item=item)[:2])
    if number and len(only) == 1:
        only[0].document = number
        only[0].save(update_fields=["document"])


def _add(
    draft: ItemDraft,
    *,
    property_id: int,
    deposit: RdcDeposit | None,
    received_by: ReceivedBy,
    received_on: date,
    added_by: str,
    now: datetime,
) -> CheckItem:
    item = CheckItem(
        public_id=ids.new_public_id("chk", now=now),
        property_id=property_id,
        deposit=deposit,
        upload_key=draft.upload_key,
        received_by=received_by,
        received_on=received_on,
        kind=ItemKind.PERSONAL_CHECK,
        amount_cents=draft.amount_cents,
        image_faults=list(draft.image_faults),
        added_by=added_by,
        added_at=now,
    )
    item.line_sealed = vault.seal("", context=sealing.line_context(item.public_id))
    item.save()
    if draft.reading is not None:
        lines.keep_reading(item, draft.reading, read_by=added_by, now=now)
    _keep_images(item, draft.images, now=now)
    lines.add_remembered_line(item)
    lines.know_number(item)
    item.save()
    return item


def _known_item(upload_key: str) -> CheckItem | None:
    found: CheckItem | None = CheckItem.objects.filter(upload_key=upload_key).first()
    return found


def _keep_images(item: CheckItem, images: Iterable[ImageDraft], *, now: datetime) -> None:
    for image in images:
        _refuse_image(image)
        last = CheckImage.objects.filter(item=item, side=image.side, use=image.use).aggregate(
            last=Max("take")
        )["last"]
        public_id = ids.new_public_id("img", now=now)
        CheckImage.objects.create(
            public_id=public_id,
            item=item,
            side=image.side,
            use=image.use,
            take=(last or 0) + 1,
            content_type=image.content_type,
            content_sealed=vault.seal(image.content, context=sealing.image_context(public_id)),
            size=len(image.content),
            digest=hashlib.sha256(image.content).hexdigest(),
            added_at=now,
        )


def _refuse_image(image: ImageDraft) -> None:
    if image.content_type not in CONTENT_TYPES:
        raise ImageNotTaken("An image of a check is a TIFF, PNG or JPEG file, or a page of a PDF.")
    if not 0 < len(image.content) <= IMAGE_BYTES_MAX:
        raise ImageNotTaken(
            f"An image has up to {IMAGE_BYTES_MAX // 1_000_000} MB; this one has "
            f"{len(image.content):,} bytes."
        )


def _follow_amount(item: CheckItem) -> None:
    only = list(CheckLine.objects.filter(item=item)[:2])
    if len(only) == 1:
        only[0].amount_cents = item.amount_cents
        only[0].save(update_fields=["amount_cents"])


def _wait_again(item: CheckItem) -> None:
    if item.state == ItemState.FAILED:
        item.state = states.next_item_state(ItemState.FAILED, ItemEvent.RETRY)
        item.state_reason = ""


def _move(public_id: str, event: ItemEvent, reason: str) -> CheckItem:
    item: CheckItem = (
        CheckItem.objects.select_for_update(no_key=True, of=("self",))
        .select_related("deposit")
        .get(public_id=public_id)
    )
    _refuse_closed(item)
    try:
        item.state = states.next_item_state(ItemState(item.state), event)
    except states.IllegalMove as problem:
        raise ItemNotOpen(str(problem)) from problem
    item.state_reason = reason
    item.save(update_fields=["state", "state_reason"])
    return item


def _refuse_closed(item: CheckItem) -> None:
    if item.deposit is not None and item.deposit.state not in TO_PUT_RIGHT:
        raise ItemNotOpen(f"Its deposit is {item.deposit.get_state_display().lower()}.")


def _as_started(known: RdcDeposit, request: DepositRequest) -> RdcDeposit:
    if (known.property_id, known.control_count, known.control_cents) != (
        request.property_id,
        request.control_count,
        request.control_cents,
    ):
        raise KeyUsedOtherwise(
            f"This key started a deposit of {known.control_count} checks over "
            f"{format_cents(known.control_cents)}."
        )
    return known
