"""Proving many checks right together: their records joined by kind, each kind against one pattern.

The proof may doubt too much, never too little, and says nothing to anybody: what is in doubt goes
to the exact rules. What it asks it takes from the layouts that the exact rules use.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from rentrail.formats.x937 import tiff
from rentrail.formats.x937.encoding import Encoding
from rentrail.formats.x937.fields import Record
from rentrail.formats.x937.framing import Block
from rentrail.formats.x937.items import CheckAddendumA, CheckDetail
from rentrail.formats.x937.profiles import BankProfile
from rentrail.formats.x937.totals import GOOD_READ
from rentrail.formats.x937.validation import form
from rentrail.formats.x937.views import (
    FIXED_LENGTH,
    ImageViewAnalysis,
    ImageViewData,
    ImageViewDetail,
)

LENGTH = 80  # of every record but view data


class Shape(NamedTuple):
    """Of which records a check consists, as places in it."""

    length: int  # records
    addendum: int | None
    views: tuple[int, int]  # details
    data: tuple[int, int]
    analyses: tuple[int, ...]


class Context(NamedTuple):
    """What the checks of a bundle are held against."""

    encoding: Encoding
    bundle_fields: str  # institution, business date and cycle, as view data repeats them
    resolutions: tuple[int, ...]
    profile: BankProfile | None


class Proof(NamedTuple):
    """What is known of checks that are right."""

    amounts: list[int]
    routing_numbers: list[str]
    sequence_numbers: list[str]
    micr_valid_cents: int


class Checks:
    """Checks of one shape that follow each other in a block."""

    def __init__(self, block: Block, start: int, end: int, shape: Shape):
        """Take up the records from one place of the block to another."""
        self.buffer = block.buffer
        self.starts = block.starts[start:end]
        self.ends = block.ends[start:end]
        self.shape = shape
        self.count = (end - start) // shape.length

    def text_of(self, place: int, cls: type[Record], encoding: Encoding) -> str | None:
        """Give the records at one place of all checks; None where one has a fault of form."""
        step, buffer = self.shape.length, self.buffer
        starts, ends = self.starts[place::step], self.ends[place::step]
        length = cls.LENGTH
        if cls.IS_FIXED and any(e - s != length for s, e in zip(starts, ends, strict=True)):
            return None
        text = encoding.decode(b"".join([buffer[at : at + length] for at in starts]))
        return text if _many(cls).fullmatch(text) else None


def prove(block: Block, start: int, end: int, shape: Shape, context: Context) -> Proof | None:
    """Prove checks of one shape that follow each other right; None where there is a doubt."""
    checks = Checks(block, start, end, shape)
    details = _text_of(checks, 0, CheckDetail, context)
    if details is None or not _has_addenda(details, checks, context):
        return None
    sequences = [details[at + 57 : at + 72] for at in range(0, len(details), LENGTH)]
    if not _views_are_right(checks, sequences, context):
        return None
    amounts = [int(details[at + 47 : at + 57]) for at in range(0, len(details), LENGTH)]
    banks = [details[at + 18 : at + 27] for at in range(0, len(details), LENGTH)]
    if not (all(amounts) and all(map(form.is_proven, set(banks)))):
        return None
    most = context.profile.item_amount_max_cents if context.profile else None
    if most is not None and max(amounts) > most:
        return None
    numbers = [number.strip(" ") for number in sequences]
    if len(set(numbers)) != checks.count:
        return None
    reads = zip(amounts, details[74::LENGTH], strict=True)
    return Proof(amounts, banks, numbers, sum(cents for cents, read in reads if read == GOOD_READ))


def _has_addenda(details: str, checks: Checks, context: Context) -> bool:
    """Prove that addenda are counted, numbered and right; or that there are none and none asked."""
    count, place = checks.count, checks.shape.addendum
    has = place is not None
    if context.profile and context.profile.addendum_a is not has:
        return False
    if details[76::LENGTH] != "0" * count or details[77::LENGTH] != f"{int(has)}" * count:
        return False
    if place is None:
        return "Y" not in details[75::LENGTH]
    addenda = _text_of(checks, place, CheckAddendumA, context)
    return addenda is not None and addenda[2::LENGTH] == "1" * count


def _views_are_right(checks: Checks, sequences: list[str], context: Context) -> bool:
    count, shape, sides = checks.count, checks.shape, []
    if context.profile and context.profile.analysis is not bool(shape.analyses):
        return False
    for place, data_place in zip(shape.views, shape.data, strict=True):
        views = _text_of(checks, place, ImageViewDetail, context)
        if views is None or not _are_plain(views):
            return False
        sides.append(views[31::LENGTH])
        if not _data_is_right(checks, data_place, views, sequences, context):
            return False
    if sorted(sides) != ["0" * count, "1" * count]:
        return False
    return all(
        _text_of(checks, place, ImageViewAnalysis, context) is not None for place in shape.analyses
    )


def _are_plain(views: str) -> bool:
    """Prove that views are there, whole, TIFFs of Group 4, and not signed."""
    zeros = "0" * (len(views) // LENGTH)
    return (
        "0" not in views[2::LENGTH]
        and all(views[place::LENGTH] == zeros for place in (20, 21, 22, 23, 32, 33))
        and "1" not in views[34::LENGTH]
    )


def _data_is_right(
    checks: Checks, place: int, views: str, sequences: list[str], context: Context
) -> bool:
    step, buffer = checks.shape.length, checks.buffer
    text = checks.text_of(place, ImageViewData, context.encoding)
    if text is None or not form.is_proven(context.bundle_fields[:9]):
        return False
    most = context.profile.image_bytes_max if context.profile else None
    for at, size_at, start, end, sequence in zip(
        range(0, len(text), FIXED_LENGTH), range(24, len(views), LENGTH),
        checks.starts[place::step], checks.ends[place::step], sequences, strict=True,
    ):  # fmt: skip
        length = end - start - FIXED_LENGTH
        if (
            text[at + 2 : at + 21] != context.bundle_fields
            or text[at + 21 : at + 36] != sequence
            or text[at + 101 : at + 110] not in _NO_KEY
            or int(text[at + 110 : at + 117]) != length
            or (most is not None and length > most)
            or views[size_at : size_at + 7] not in ("       ", "0000000", text[at + 110 : at + 117])
            or not tiff.is_right(buffer, context.resolutions, at=start + FIXED_LENGTH, end=end)
        ):
            return False
    return True


_NO_KEY = ("000000000", "    00000", "0000     ", "         ")  # nor a signature


def _text_of(checks: Checks, place: int, cls: type[Record], context: Context) -> str | None:
    """Give records of fixed length as one text; None where one has a fault of form."""
    text = checks.text_of(place, cls, context.encoding)
    if text is None:
        return None
    for start, end in form.routing_places(cls):
        numbers = {text[at + start : at + end] for at in range(0, len(text), LENGTH)}
        if not all(map(form.is_proven, numbers)):
            return None
    return text


@cache
def _many(cls: type[Record]) -> re.Pattern[str]:
    """Give the pattern of many records that have no fault of form."""
    return re.compile(f"(?:{form.faultless_text(cls)})*+")


def shapes() -> Iterator[tuple[str, Shape]]:
    """Give the shapes that are proven, by the letters of their records (see `scan`)."""
    for addendum in ("A", ""):
        for analysis in ("", "T"):
            view = f"VD{analysis}"
            letters = f"C{addendum}{view}{view}"
            first = 1 + len(addendum)
            second = first + len(view)
            yield (
                letters,
                Shape(
                    length=len(letters),
                    addendum=1 if addendum else None,
                    views=(first, second),
                    data=(first + 1, second + 1),
                    analyses=(first + 2, second + 2) if analysis else (),
                ),
            )
