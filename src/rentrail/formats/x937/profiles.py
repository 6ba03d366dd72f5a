"""What a bank asks for in image cash letters: data, by bank and by date.

The standard leaves much open, and no two banks fill it alike: the record of the deposit slip and
where it stands, the edition, EBCDIC or ASCII, how many checks a bundle may have. What a bank's
guide says is written down once, as TOML or JSON; files are written by it and checked by it.

    [[example]]
    since = 2026-01-01
    standard_level = "03"
    credit = "61"
    credit_placement = "bundle"
    bundle_items_max = 300
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from rentrail.formats.x937 import codes
from rentrail.formats.x937.encoding import Encoding
from rentrail.formats.x937.framing import Form, Framing
from rentrail.formats.x937.routing import is_valid_routing_number
from rentrail.formats.x937.tiff import RESOLUTIONS


class ProfileNotValid(ValueError):
    """The data says something that is no profile. The text is fit to show a person."""


class CreditKind(StrEnum):
    """Which record the deposit slip is."""

    NONE = "none"
    BANK = "61"  # as some banks have it
    STANDARD = "62"


class CreditPlacement(StrEnum):
    """Where the deposit slip stands."""

    CASH_LETTER = "cash-letter"  # before the first bundle
    BUNDLE = "bundle"  # first in the first bundle


LINE_ENDS = {"LF": b"\n", "CRLF": b"\r\n", "CR": b"\r"}


@dataclass(frozen=True, kw_only=True, slots=True)
class BankProfile:
    """How one bank wants image cash letters, from one day on. Empty, or None, asks for nothing.

    >>> profile = BankProfile.from_data({"name": "example", "credit": "62", "encoding": "ASCII"})
    >>> profile.credit is CreditKind.STANDARD, profile.form.encoding.value
    (True, 'ASCII')
    """

    name: str
    since: date | None = None  # None: from ever
    standard_level: str = "03"
    encoding: Encoding = Encoding.EBCDIC
    framing: Framing = Framing.LENGTH_PREFIXED
    line_end: str = "LF"  # where the framing is by lines
    immediate_destination_routing_number: str = ""
    immediate_destination_name: str = ""
    immediate_origin_routing_number: str = ""
    immediate_origin_name: str = ""
    country_code: str = ""
    companion_document_indicator: str = ""
    destination_routing_number: str = ""  # of cash letters; else as the file's
    ece_institution_routing_number: str = ""  # who makes the letter; else the file's origin
    ece_institution_name: str = ""
    collection_type_indicator: str = "01"
    documentation_type_indicator: str = "G"
    return_acceptance_indicator: str = ""
    archive_type_indicator: str = ""
    bofd_indicator: str = "Y"
    return_location_routing_number: str = ""  # where returns are sent; else the letter's maker
    addendum_a: bool = True  # False: the bank wants no record of first deposit
    analysis: bool = False  # True: every view has its record of tests
    credit: CreditKind = CreditKind.NONE
    credit_placement: CreditPlacement = CreditPlacement.CASH_LETTER
    credit_in_totals: bool | None = None  # None: controls say nothing of it, and count none
    credit_source_of_work: str = ""
    credit_account_type: str = ""
    bundle_items_max: int = 300
    bundle_amount_max_cents: int | None = None
    cash_letter_items_max: int | None = None
    file_items_max: int | None = None
    item_amount_max_cents: int | None = None
    image_bytes_max: int | None = None
    image_resolutions: tuple[int, ...] = RESOLUTIONS

    @property
    def form(self) -> Form:
        """How the bytes of a file are to be put down."""
        line_end = LINE_ENDS[self.line_end] if self.framing is Framing.LINES else b""
        return Form(self.encoding, self.framing, line_end)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "BankProfile":
        """Take up a profile as it comes from TOML or JSON.

        Raises:
            ProfileNotValid: there is no such setting, or it says something that cannot be.
        """
        known = {one.name for one in fields(cls)}
        if unknown := sorted(data.keys() - known):
            raise ProfileNotValid(f"A bank's profile has no {', '.join(unknown)}.")
        values = {name: _taken(name, value) for name, value in data.items()}
        if not values.get("name"):
            raise ProfileNotValid("A bank's profile has its name.")
        return cls(**values)


def profile_on(day: date, name: str, known: Iterable[BankProfile]) -> BankProfile:
    """Give the profile of a bank that is in force on a day.

    >>> old, new = BankProfile(name="one"), BankProfile(name="one", since=date(2026, 7, 1))
    >>> profile_on(date(2026, 6, 30), "one", [new, old]).since is None
    True

    Raises:
        ProfileNotValid: nothing is known of the bank on that day.
    """
    found = [one for one in known if one.name == name and (one.since or date.min) <= day]
    if not found:
        raise ProfileNotValid(f"No profile of {name!r} is known for {day}.")
    return max(found, key=lambda one: one.since or date.min)


def all_profiles(data: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[BankProfile]:
    """Take up a file of profiles: for each bank a list, one for each day that they changed.

    >>> [one.name for one in all_profiles({"first": [{"credit": "61"}], "second": [{}]})]
    ['first', 'second']

    Raises:
        ProfileNotValid: there is no such setting, or it says something that cannot be.
    """
    return [
        BankProfile.from_data({"name": name, **one})
        for name, periods in data.items()
        for one in periods
    ]


def _taken(name: str, value: Any) -> Any:
    taken: Any = tuple(value) if isinstance(value, list) else value
    if name == "since" and isinstance(value, str):
        try:
            taken = date.fromisoformat(value)
        except ValueError:
            raise ProfileNotValid(f"since is a date as YYYY-MM-DD, not {value!r}.") from None
    if name in _CHOICES:
        choices = _CHOICES[name]
        if taken not in choices:
            raise ProfileNotValid(f"{name} is one of {', '.join(choices)}, not {value!r}.")
        return choices[taken]
    if fault := _fault_of(name, taken):
        raise ProfileNotValid(f"{name} {fault}, not {value!r}.")
    return taken


def _fault_of(name: str, value: Any) -> str:
    if name == "since":
        return "" if isinstance(value, date) else "is a date"
    if name in _TRUTHS:
        return "" if isinstance(value, bool) else "is true or false"
    if name == "image_resolutions":
        is_fitting = isinstance(value, tuple) and all(type(one) is int and one > 0 for one in value)
        return "" if value and is_fitting else "is a list of whole numbers"
    if name.endswith(("_max", "_max_cents")):
        return "" if type(value) is int and value > 0 else "is a whole number above zero"
    if not isinstance(value, str):
        return "is a text"
    if name.endswith("_routing_number"):
        is_fitting = not value or is_valid_routing_number(value)
        return "" if is_fitting else "is a routing number with its check digit"
    return ""


def _same(*values: str) -> dict[str, str]:
    return {value: value for value in values}


_CHOICES: dict[str, Mapping[str, Any]] = {
    "standard_level": _same(*codes.STANDARD_LEVELS),
    "encoding": {one.value: one for one in Encoding},
    "framing": {one.value: one for one in Framing},
    "line_end": _same(*LINE_ENDS),
    "credit": {one.value: one for one in CreditKind},
    "credit_placement": {one.value: one for one in CreditPlacement},
    "collection_type_indicator": _same(*codes.COLLECTION_TYPES),
    "documentation_type_indicator": _same("", *codes.CASH_LETTER_DOCUMENTATION_TYPES),
    "return_acceptance_indicator": _same("", *codes.RETURN_ACCEPTANCE),
    "archive_type_indicator": _same("", *codes.ARCHIVE_TYPES),
    "bofd_indicator": _same(*codes.BOFD),
    "credit_account_type": _same("", *codes.ACCOUNT_TYPES),
}
_TRUTHS = ("addendum_a", "analysis", "credit_in_totals")
