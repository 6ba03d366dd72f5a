"""Where each field stands in the clear band: positions of an eighth of an inch, from the right."""

from typing import NamedTuple

from rentrail.formats.micr.line import LENGTH_MAX, MicrLine
from rentrail.formats.micr.notation import AMOUNT, ON_US, TRANSIT


class Position(NamedTuple):
    """A field's first and last position, counted from the right edge of the check from 1."""

    field: str
    first: int
    last: int


# Source: [X9-MICR] placement of the fields.
POSITIONS = (
    Position("amount", 1, 12),
    Position("on_us", 14, 32),
    Position("transit", 33, 43),
    Position("external_processing_code", 44, 44),
    Position("auxiliary_on_us", 45, 65),
)
POSITION = {position.field: position for position in POSITIONS}


class DoesNotFit(Exception):
    """A field is longer than its place on a check. The text is fit to show a person."""


def laid_out(line: MicrLine) -> str:
    """Write a line as it stands on the check: 65 characters, blanks where nothing is printed.

    The on-us field ends at its right end where an account needs all of it, and begins beside the
    transit field otherwise.

    >>> from rentrail.formats.micr.line import parse
    >>> laid_out(parse("t076401251t 12345678o 0101")).strip()
    't076401251t 12345678o 0101'

    Raises:
        DoesNotFit: a field is too long for its place.
    """
    auxiliary = f"{ON_US}{line.auxiliary_on_us}{ON_US}" if line.has_auxiliary_on_us else ""
    amount = f"{AMOUNT}{line.amount_digits}{AMOUNT}" if line.amount_digits else ""
    fields = {
        "amount": amount,
        "on_us": _on_us(line.on_us),
        "transit": f"{TRANSIT}{line.routing_number}{TRANSIT}",
        "external_processing_code": line.epc,
        "auxiliary_on_us": auxiliary,
    }
    places = [" "] * LENGTH_MAX
    for name, text in fields.items():
        _place(places, POSITION[name], text)
    return "".join(places)


def _on_us(text: str) -> str:
    """Set the field off from the transit symbol by a blank where there is room."""
    width = POSITION["on_us"].last - POSITION["on_us"].first + 1
    return f" {text}".ljust(width) if len(text) < width else text


def _place(places: list[str], position: Position, text: str) -> None:
    width = position.last - position.first + 1
    if len(text) > width:
        name = position.field.replace("_", " ")
        raise DoesNotFit(f"The {name} field has {len(text)} characters; a check has {width}.")
    start = LENGTH_MAX - position.last
    places[start : start + width] = text.rjust(width)
