"""A line as the fields of an item in an image cash letter (X9.37, X9.100-187)."""

from dataclasses import dataclass
from enum import StrEnum

from rentrail.formats.micr.line import MicrLine, parse
from rentrail.formats.micr.notation import AMOUNT, DASH, ON_US, TRANSIT, UNREAD

AUXILIARY_ON_US_MAX = 15
ON_US_MAX = 20
IN_ITEMS = str.maketrans({ON_US: "/", DASH: "-", UNREAD: "*", " ": None})
IN_LINES = str.maketrans({"/": ON_US, "-": DASH, "*": UNREAD})


class DoesNotFitAnItem(Exception):
    """A field is longer than an item of a cash letter can hold. Fit to show a person."""


class MicrValid(StrEnum):
    """How well the line was read. Source: [X9.37] check detail record, MICR valid indicator."""

    GOOD = "1"
    FIELD_MISSING = "2"
    READ_ERROR = "3"
    MISSING_AND_ERROR = "4"


class Corrected(StrEnum):
    """Who changed the line. Source: [X9.37] check detail record, correction indicator."""

    NO = "0"
    HOW_UNKNOWN = "1"
    BY_PROGRAM = "2"
    BY_OPERATOR = "3"
    UNDETERMINED = "4"


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemFields:
    """The fields of a check detail record that come from the line; to be justified right."""

    auxiliary_on_us: str
    external_processing_code: str
    payor_bank_routing_number: str  # the first eight digits
    payor_bank_check_digit: str
    on_us: str
    micr_valid_indicator: MicrValid


def item_fields(line: MicrLine) -> ItemFields:
    """Write a line as the fields of an item: ``/`` on-us, ``-`` dash, ``*`` unread, no blanks.

    >>> from rentrail.formats.micr.line import parse
    >>> fields = item_fields(parse("o001234o t076401251t 123d45678o 02"))
    >>> fields.auxiliary_on_us, fields.payor_bank_routing_number, fields.on_us
    ('001234', '07640125', '123-45678/02')

    Raises:
        DoesNotFitAnItem: the auxiliary on-us or on-us field is too long.

    Source: [X9.37] check detail record.
    """
    auxiliary_on_us = line.auxiliary_on_us.translate(IN_ITEMS)
    on_us = line.on_us.translate(IN_ITEMS)
    for field, most, name in (
        (auxiliary_on_us, AUXILIARY_ON_US_MAX, "auxiliary on-us"),
        (on_us, ON_US_MAX, "on-us"),
    ):
        if len(field) > most:
            raise DoesNotFitAnItem(
                f"The {name} field has {len(field)} characters; an item can hold {most}."
            )
    return ItemFields(
        auxiliary_on_us=auxiliary_on_us,
        external_processing_code=line.epc.translate(IN_ITEMS),
        payor_bank_routing_number=line.routing_number[:8].translate(IN_ITEMS),
        payor_bank_check_digit=line.routing_number[8:9].translate(IN_ITEMS),
        on_us=on_us,
        micr_valid_indicator=_valid_indicator(line),
    )


def line_of_item(
    *,
    auxiliary_on_us: str,
    external_processing_code: str,
    routing_number: str,
    on_us: str,
    amount_cents: int | None = None,
) -> MicrLine:
    """Read a line back from the fields of an item; blanks around them don't matter.

    >>> line_of_item(
    ...     auxiliary_on_us="", external_processing_code=" ", routing_number="076401251",
    ...     on_us="        12345678/101",
    ... ).serial_number
    '101'

    Raises:
        NotMicr: characters that no MICR line has.
    """
    auxiliary, on_us = auxiliary_on_us.strip(), on_us.strip().translate(IN_LINES)
    parts = [
        f"{ON_US}{auxiliary.translate(IN_LINES)}{ON_US}" if auxiliary else "",
        external_processing_code.strip().translate(IN_LINES),
        f"{TRANSIT}{routing_number.strip().translate(IN_LINES)}{TRANSIT}",
        on_us,
        "" if amount_cents is None else f"{AMOUNT}{amount_cents:010}{AMOUNT}",
    ]
    return parse(" ".join(part for part in parts if part))


def _valid_indicator(line: MicrLine) -> MicrValid:
    is_missing = not (line.routing_number and line.account_number)
    is_unread = UNREAD in line.text
    if is_missing and is_unread:
        return MicrValid.MISSING_AND_ERROR
    if is_unread:
        return MicrValid.READ_ERROR
    return MicrValid.FIELD_MISSING if is_missing else MicrValid.GOOD
