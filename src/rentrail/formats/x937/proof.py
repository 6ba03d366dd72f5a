"""Proving many checks right together: their records joined by kind, each kind against one pattern.

The proof may doubt too much, never too little, and says nothing to anybody: what is in doubt goes
to the exact rules. What it asks it takes from the layouts that the exact rules use.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from rentrail.formats.x937 import tiff
from rentrail.formats.x937.encoding import Encoding
from rentrail.formats.x937.fields import Record
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


def prove(records: Sequence[bytes], shape: Shape, context: Context) -> Proof | None:
    """Prove checks of one shape that follow each other right; None where there is a doubt."""
    step = shape.length
    details = _joined(records[::step], CheckDetail, context)
    if details is None:
        return None
    count = len(records) // step
    if not _has_addenda(details, records, shape, context):
        return None
    sequences = [details[at + 57 : at + 72] for at in range(0, len(details), LENGTH)]
    if not _views_are_right(records, sequences, shape, context):
        return None
    amounts = [int(details[at + 47 : at + 57]) for at in range(0, len(details), LENGTH)]
    banks = [details[at + 18 : at + 27] for at in range(0, len(details), LENGTH)]
    if not (all(amounts) and all(map(form.is_proven, set(banks)))):
        return None
    most = context.profile.item_amount_max_cents if context.profile else None
    if most is not None and max(amounts) > most:
        return None
    reads = details[74::LENGTH]
    good = (
        sum(amounts)
        if reads == GOOD_READ * count
        else sum(amount for amount, read in zip(amounts, reads, strict=True) if read == GOOD_READ)
    )
    numbers = [number.strip(" ") for number in sequences]
    return Proof(amounts, banks, numbers, good) if len(set(numbers)) == count else None


def _has_addenda(details: str, records: Sequence[bytes], shape: Shape, context: Context) -> bool:
    """Prove that addenda are counted, numbered and right; or that there are none and none asked."""
    count = len(details) // LENGTH
    has = shape.addendum is not None
    if context.profile and context.profile.addendum_a is not has:
        return False
    if details[76::LENGTH] != "0" * count or details[77::LENGTH] != f"{int(has)}" * count:
        return False
    if shape.addendum is None:
        return "Y" not in details[75::LENGTH]
    addenda = _joined(records[shape.addendum :: shape.length], CheckAddendumA, context)
    return addenda is not None and addenda[2::LENGTH] == "1" * count


def _views_are_right(
    records: Sequence[bytes], sequences: list[str], shape: Shape, context: Context
) -> bool:
    count, step, sides = len(sequences), shape.length, []
    if context.profile and context.profile.analysis is not bool(shape.analyses):
        return False
    for place, data_place in zip(shape.views, shape.data, strict=True):
        views = _joined(records[place::step], ImageViewDetail, context)
        if views is None or not _are_plain(views):
            return False
        sides.append(views[31::LENGTH])
        data = records[data_place::step]
        if not _data_is_right(data, views, sequences, context):
            return False
    if sorted(sides) != ["0" * count, "1" * count]:
        return False
    return all(
        _joined(records[place::step], ImageViewAnalysis, context) is not None
        for place in shape.analyses
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
    data: Sequence[bytes], views: str, sequences: list[str], context: Context
) -> bool:
    heads = [one[:FIXED_LENGTH] for one in data]
    text = _text_of(heads, FIXED_LENGTH, ImageViewData, context.encoding)
    if text is None:
        return False
    most = context.profile.image_bytes_max if context.profile else None
    for at, place, one, sequence in zip(
        range(0, len(text), FIXED_LENGTH), range(24, len(views), LENGTH), data, sequences,
        strict=True,
    ):  # fmt: skip
        length = len(one) - FIXED_LENGTH
        if (
            text[at + 2 : at + 21] != context.bundle_fields
            or text[at + 21 : at + 36] != sequence
            or text[at + 101 : at + 110] not in _NO_KEY
            or int(text[at + 110 : at + 117]) != length
            or (most is not None and length > most)
            or views[place : place + 7] not in ("       ", "0000000", text[at + 110 : at + 117])
            or not tiff.is_right(one, context.resolutions, at=FIXED_LENGTH)
        ):
            return False
    return form.is_proven(context.bundle_fields[:9])


_NO_KEY = ("000000000", "    00000", "0000     ", "         ")  # nor a signature


def _joined(records: Sequence[bytes], cls: type[Record], context: Context) -> str | None:
    """Give records of one kind as one text; None where one has a fault of form."""
    text = _text_of(records, LENGTH, cls, context.encoding)
    if text is None:
        return None
    for start, end in form.routing_places(cls):
        numbers = {text[at + start : at + end] for at in range(0, len(text), LENGTH)}
        if not all(map(form.is_proven, numbers)):
            return None
    return text


def _text_of(
    records: Sequence[bytes], length: int, cls: type[Record], encoding: Encoding
) -> str | None:
    if any(len(record) != length for record in records):
        return None
    text = encoding.decode(b"".join(records))
    return text if _many(cls).fullmatch(text) else None


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
