"""A MICR line put right by a person, the device's reading kept (SCAN-7)."""

import json
from datetime import datetime

from django.db import transaction

from rentrail.checks import sealing
from rentrail.checks.models import CheckItem, MicrReading, MicrRepair
from rentrail.checks.operations import capturing, lines
from rentrail.checks.operations.lines import LineReading
from rentrail.checks.operations.refusals import DuplicateNotConfirmable, ReasonMissing
from rentrail.checks.queries import evaluation
from rentrail.checks.rules.classification import LineSource, Why
from rentrail.formats import micr
from rentrail.identity import vault


@transaction.atomic
def repair_line(*, public_id: str, text: str, repaired_by: str, now: datetime) -> CheckItem:
    """Type what a device could not read of a line, or misread; symbols as t, o, a, d.

    What was changed is recorded, character by character, beside the device's reading. A line of
    which less than half is the device's, or which none read, can be typed: it goes as an image.

    Raises:
        ItemNotOpen: the item is posted, set aside or deleted, or its deposit is over.
        formats.micr.NotMicr: characters that no line has.
    """
    item = capturing.open_item(public_id)
    reading = _latest_reading(item)
    device_text = "" if reading is None else _opened(item, reading.line_sealed)
    repaired = micr.repair(device_text=device_text, text=text)
    if reading is None:
        typed = LineReading(text=text, source=LineSource.TYPED)
        lines.keep_reading(item, typed, read_by=repaired_by, now=now)
        reading = _latest_reading(item)
    MicrRepair.objects.create(
        item=item,
        reading=reading,
        line_sealed=_sealed(item, repaired.text),
        corrections_sealed=_sealed(
            item,
            json.dumps([[one.position, one.was, one.now] for one in repaired.corrections]),
        ),
        correction_count=len(repaired.corrections),
        repaired_at=now,
        repaired_by=repaired_by,
    )
    item.is_read_by_device = item.line_source == LineSource.DEVICE and repaired.is_read_by_device
    lines.know_line(item, micr.parse(repaired.text, exceptions=evaluation.serial_exceptions()))
    capturing.fill_in_document(item)
    lines.know_number(item)
    item.save()
    return item


@transaction.atomic
def confirm_duplicate(
    *, public_id: str, reason: str, confirmed_by: str, now: datetime
) -> CheckItem:
    """Say that an item is another check of the same number, and why (PAY-4).

    It takes the right “Confirm a duplicate”. The same number with the same amount is never
    confirmed: PostgreSQL refuses it for ever.

    Raises:
        ReasonMissing: no reason is given.
        DuplicateNotConfirmable: it is no duplicate, or the very same check.
        ItemNotOpen: the item is posted, set aside or deleted, or its deposit is over.
    """
    if not reason.strip():
        raise ReasonMissing("Say how it is known that these are two checks.")
    item = capturing.open_item(public_id)
    if not _is_duplicate(item, now=now):
        raise DuplicateNotConfirmable("No check of this number was scanned before.")
    item.duplicate_reason, item.duplicate_confirmed_by = reason.strip()[:120], confirmed_by
    if _is_duplicate(item, now=now):
        raise DuplicateNotConfirmable(
            "A check of this number and amount was deposited before; it can't be another one."
        )
    item.save(update_fields=["duplicate_reason", "duplicate_confirmed_by"])
    return item


def _is_duplicate(item: CheckItem, *, now: datetime) -> bool:
    [judged] = evaluation.judge([item], now=now)
    return any(because.why is Why.DUPLICATE for because in judged.classification.because)


def _latest_reading(item: CheckItem) -> MicrReading | None:
    found: MicrReading | None = MicrReading.objects.filter(item=item).order_by("-id").first()
    return found


def _opened(item: CheckItem, sealed: bytes | memoryview) -> str:
    return vault.open_text(sealed, context=sealing.line_context(item.public_id))


def _sealed(item: CheckItem, text: str) -> bytes:
    return vault.seal(text, context=sealing.line_context(item.public_id))
