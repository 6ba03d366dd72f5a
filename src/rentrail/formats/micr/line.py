"""A line as its fields, and what is wrong with it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rentrail.formats.micr import notation, serials
from rentrail.formats.micr.notation import DASH, UNREAD
from rentrail.formats.micr.routing import LENGTH, is_routing_number
from rentrail.formats.micr.serials import SerialException, SerialPlace
from rentrail.primitives.problems import Problem

SHAPE = re.compile(
    r"(?:o(?P<auxiliary_on_us>[^toa]*)o)? *(?P<epc>[0-9?]?) *"
    r"t(?P<routing>[^toa]*)t"
    r"(?P<on_us>[^ta]*)"
    r"(?:a(?P<amount>[^toa]*)a)? *"
)
AMOUNT_DIGITS = 10
LENGTH_MAX = 65  # positions of the clear band that fields may fill. Source: [X9-MICR]
CANADIAN_TRANSIT = re.compile(r"[0-9?]{5}d[0-9?]{3}")
NO_EXCEPTIONS: Mapping[str, SerialException] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class MicrLine:
    """One line, in the notation of `notation`, and the fields found in it.

    A field that isn't there is empty. The account number has hyphens where the line has dashes.
    """

    text: str = field(repr=False)
    has_shape: bool = False  # the transit field was found, and nothing stands where nothing may
    auxiliary_on_us: str = ""
    epc: str = ""  # external processing code: 4 on a substitute check
    routing_number: str = ""
    on_us: str = field(default="", repr=False)  # all between the transit and the amount field
    account_number: str = field(default="", repr=False)
    serial_number: str = ""
    serial_place: SerialPlace = SerialPlace.NONE
    process_code: str = ""
    amount_digits: str = ""

    @property
    def has_auxiliary_on_us(self) -> bool:
        """Tell whether the line is a business check's."""
        return bool(self.auxiliary_on_us.strip())

    @property
    def is_foreign(self) -> bool:
        """Tell whether the transit field is not of the United States' form."""
        return DASH in self.routing_number

    @property
    def amount_cents(self) -> int | None:
        """Give the encoded amount; none where it isn't encoded or not wholly read."""
        return int(self.amount_digits) if self.amount_digits.isdigit() else None


def parse(text: str, *, exceptions: Mapping[str, SerialException] = NO_EXCEPTIONS) -> MicrLine:
    """Read the fields of a line, in whichever notation it is written.

    `exceptions` says by routing number which banks place the serial number otherwise. A line that
    has no transit field, or fields in another order, has no fields: `problems_of` says so.

    Raises:
        NotMicr: characters that no MICR line has.
    """
    line = notation.canonical(text)
    found = SHAPE.fullmatch(line)
    if found is None or len(line) > LENGTH_MAX:
        return MicrLine(text=line)
    fields = {name: (value or "").strip() for name, value in found.groupdict().items()}
    routing_number = fields["routing"].replace(" ", "")
    parted = serials.split(
        routing_number=routing_number,
        auxiliary_on_us=fields["auxiliary_on_us"],
        on_us=fields["on_us"],
        exceptions=exceptions,
    )
    return MicrLine(
        text=line,
        has_shape=True,
        auxiliary_on_us=fields["auxiliary_on_us"],
        epc=fields["epc"],
        routing_number=routing_number,
        on_us=fields["on_us"],
        account_number=parted.account_number,
        serial_number=parted.serial_number,
        serial_place=parted.place,
        process_code=parted.process_code,
        amount_digits=fields["amount"].replace(" ", ""),
    )


def problems_of(line: MicrLine) -> list[Problem]:
    """Say what is wrong with a line; nothing: it can be cleared as it is."""
    return list(_problems(line))


def _problems(line: MicrLine) -> Iterator[Problem]:
    unread = line.text.count(UNREAD)
    if unread:
        yield Problem(
            rule="micr.unread",
            message=f"{unread} of its characters could not be read; they show as “?”.",
        )
    if not line.has_shape:
        yield Problem(
            rule="micr.shape",
            message=(
                "The line has not the form of a check's: a routing number between two transit "
                "symbols, then the account and its on-us symbol."
            ),
        )
        return
    yield from _routing_problems(line)
    yield from _account_problems(line)
    if line.amount_digits and len(line.amount_digits) != AMOUNT_DIGITS:
        yield Problem(
            rule="micr.amount_length",
            field="amount",
            message=f"The amount between the amount symbols has {AMOUNT_DIGITS} digits.",
        )


def _routing_problems(line: MicrLine) -> Iterator[Problem]:
    number = line.routing_number
    if CANADIAN_TRANSIT.fullmatch(number):
        yield Problem(
            rule="micr.foreign",
            field="routing_number",
            message="The check is drawn on a bank outside the United States.",
        )
    elif len(number) != LENGTH:
        yield Problem(
            rule="micr.routing_length",
            field="routing_number",
            message=f"A routing number has {LENGTH} digits; here are {len(number)}.",
        )
    elif UNREAD not in number and not is_routing_number(number):
        yield Problem(
            rule="micr.routing_check_digit",
            field="routing_number",
            message=f"{number} is no routing number: its check digit is wrong.",
        )


def _account_problems(line: MicrLine) -> Iterator[Problem]:
    if not serials.digits(line.account_number):
        yield Problem(
            rule="micr.account_missing",
            field="account_number",
            message="The line has no account number.",
        )
