"""What check readers type: a raw line, or fields that the reader has parted already.

A reader on the keyboard is best set to a raw format. A format that parts the fields drops the
symbols and the auxiliary on-us field, so whether the check is a business's isn't known any more.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from rentrail.formats.micr import notation
from rentrail.formats.micr.notation import ON_US, TRANSIT

ROUTING = r"(?P<routing>[0-9?]{9})"
ACCOUNT = r"(?P<account>[0-9? -]+)"
SERIAL = r"(?P<serial>[0-9? -]*)"
AMOUNT = r"(?P<amount>[0-9?.]*)"

# Sources of each: [MAGTEK] format list. A raw line is what none of these is.
PARTED = {
    "62xx": re.compile(rf"T{ROUTING}T{ACCOUNT}A{SERIAL}(?:S(?P<status>[0-9]*))?"),
    "65xx": re.compile(rf"!{ROUTING}/{ACCOUNT}/{SERIAL}/{AMOUNT}"),
    "60xx": re.compile(rf"{ROUTING}/{ACCOUNT}(?:/{SERIAL})?/(?P<kind>[12])"),
    "53xx": re.compile(rf"{ROUTING}/{ACCOUNT}/{SERIAL}"),
    "68xx": re.compile(rf"{ROUTING}\t{ACCOUNT}\t{SERIAL}\t{AMOUNT}\t?"),
    "70": re.compile(rf"{ROUTING},{ACCOUNT},{SERIAL}(?:,{AMOUNT})?"),
}
KINDS: dict[str, bool | None] = {"1": False, "2": True}
READ_ERRORS = frozenset({"0/", "?", ""})

# Source: [ISO-7813] tracks of a card. They must never reach a server (SWIPE-5).
CARD_TRACKS = re.compile(r"%[Bb][0-9 ]{12,19}\^|;[0-9]{12,19}=")


class CardTrackRead(Exception):
    """A payment card was swiped where a check belongs. The text is fit to show a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a reader said of a check.

    `is_business` is told by some formats only; `is_whole_line` is false where the reader parted
    the fields, so that an auxiliary on-us field would not be seen.
    """

    text: str = field(repr=False)  # the line, in the notation of `notation`
    format_name: str
    is_whole_line: bool
    is_business: bool | None = None


def read_keystrokes(typed: str) -> Reading:
    r"""Understand what a keyboard-wedge reader typed for one check.

    >>> read_keystrokes("T076401251T 12345678U 0101\r").text
    't076401251t 12345678o 0101'
    >>> read_keystrokes("076401251/12345678/0101/2").is_business
    True

    Raises:
        CardTrackRead: it is the track of a payment card; it must be thrown away.
        NotMicr: it is no line, or says that the reader could not read the check.
    """
    if CARD_TRACKS.search(typed):
        raise CardTrackRead("That was a payment card, not a check. Nothing of it was kept.")
    typed = typed.strip("\r\n ")
    if typed.strip() in READ_ERRORS:
        raise notation.NotMicr("The reader could not read the check. Put it through again.")
    for name, form in PARTED.items():
        if found := form.fullmatch(typed):
            return _parted(name, found.groupdict().get)
    return Reading(text=notation.canonical(typed), format_name="raw", is_whole_line=True)


def _parted(name: str, value_of: Callable[[str], str | None]) -> Reading:
    serial = (value_of("serial") or "").strip()
    line = f"{TRANSIT}{value_of('routing')}{TRANSIT}{value_of('account')}{ON_US}{serial}"
    return Reading(
        text=notation.canonical(line),
        format_name=name,
        is_whole_line=False,
        is_business=KINDS.get(value_of("kind") or ""),
    )
