"""Where the check's serial number stands: one rule, and what single banks do otherwise."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rentrail.formats.micr.notation import DASH, ON_US

AFTER_ON_US = re.compile(r"[0-9?]{3,}")
BEFORE_ACCOUNT = re.compile(r"([0-9?]{3,5})[ d]+(?=[0-9?])")


class SerialPlace(StrEnum):
    """Where a serial number can stand in a line."""

    AUXILIARY = "auxiliary"  # between on-us symbols, left of the transit field
    AFTER_ON_US = "after_on_us"  # right of the on-us symbol that ends the account
    BEFORE_ACCOUNT = "before_account"  # between the transit field and the account
    END_OF_ACCOUNT = "end_of_account"  # the last digits before the on-us symbol
    NONE = "none"


@dataclass(frozen=True, kw_only=True, slots=True)
class SerialException:
    """Where the items of one routing number have their serial number, against the rule.

    `digit_count` is needed where no symbol parts the serial number from the account.
    """

    routing_number: str
    place: SerialPlace
    digit_count: int | None = None


class Split(NamedTuple):
    """The account and serial number of a line, and what stands beside them in the on-us field."""

    account_number: str
    serial_number: str
    place: SerialPlace
    process_code: str  # digits right of the on-us symbol that are no serial number


def split(
    *,
    routing_number: str,
    auxiliary_on_us: str,
    on_us: str,
    exceptions: Mapping[str, SerialException],
) -> Split:
    """Part the on-us field into account and serial number.

    The rule: digits in the auxiliary on-us field are the serial number; else three or more digits
    right of the last on-us symbol; else three to five digits right after the transit field that a
    blank or a dash sets off from the account; else there is none.

    Source: [MICR-READERS] check serial number.
    """
    exception = exceptions.get(routing_number)
    before, after = _around_on_us(on_us)
    if exception is not None:
        return _by_exception(exception, auxiliary_on_us, before, after)
    if digits(auxiliary_on_us):
        return Split(_account(before), digits(auxiliary_on_us), SerialPlace.AUXILIARY, after)
    if AFTER_ON_US.fullmatch(after):
        return Split(_account(before), after, SerialPlace.AFTER_ON_US, "")
    if found := BEFORE_ACCOUNT.match(before):
        account = _account(before[found.end() :])
        return Split(account, found[1], SerialPlace.BEFORE_ACCOUNT, after)
    return Split(_account(before), "", SerialPlace.NONE, after)


def digits(field: str) -> str:
    """Give the digits of a field, and what of it could not be read."""
    return "".join(character for character in field if character in "0123456789?")


def _around_on_us(on_us: str) -> tuple[str, str]:
    """Give what stands left and right of the last on-us symbol."""
    if ON_US not in on_us:
        return on_us.strip(), ""
    before, _, after = on_us.rpartition(ON_US)
    return before.replace(ON_US, " ").strip(), digits(after)


def _account(text: str) -> str:
    """Give the account number as the bank writes it: no blanks, dashes as hyphens."""
    return text.replace(" ", "").replace(DASH, "-").strip("-")


def _by_exception(
    exception: SerialException, auxiliary_on_us: str, before: str, after: str
) -> Split:
    place = exception.place
    if place is SerialPlace.AUXILIARY:
        return Split(_account(before), digits(auxiliary_on_us), place, after)
    if place is SerialPlace.AFTER_ON_US:
        return Split(_account(before), after, place, "")
    if place is SerialPlace.BEFORE_ACCOUNT:
        count = exception.digit_count or _first_group(before)
        serial, account = _parted(before, count)
        return Split(_account(account), digits(serial), place, after)
    if place is SerialPlace.END_OF_ACCOUNT:
        count = len(digits(before)) - (exception.digit_count or 0)
        account, serial = _parted(before, count)
        return Split(_account(account), digits(serial), place, after)
    return Split(_account(before), "", SerialPlace.NONE, after)


def _first_group(text: str) -> int:
    return len(digits(re.split("[ d]", text, maxsplit=1)[0]))


def _parted(text: str, digit_count: int) -> tuple[str, str]:
    """Part a text after so many digits."""
    seen = 0
    for place, character in enumerate(text):
        if seen == digit_count:
            return text[:place], text[place:]
        seen += character in "0123456789?"
    return text, ""
