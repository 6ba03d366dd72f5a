"""What an originating bank asks for beyond Nacha's rules: data, by bank and by date.

Every bank has a file guide, and no two are alike: balanced or unbalanced, with or without
padding, days ahead, limits. What a bank's guide says is written down once, as TOML or JSON, and
checked with the rest. Fields that are left out ask for nothing.

    [[example-balanced]]
    since = 2026-01-01
    sec_codes = ["CCD", "PPD", "WEB"]
    balanced = true
    line_ends = ["CRLF"]
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from rentrail.formats.nacha.records import FileHeader
from rentrail.formats.nacha.sec_codes import SEC_CODES

LINE_ENDS = {"LF": "\n", "CRLF": "\r\n", "CR": "\r", "none": ""}


class BankRulesNotValid(ValueError):
    """The data says something that is no rule. The text is fit to show a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BankRules:
    """What one bank asks for from one day on. None, or empty, asks for nothing.

    >>> rules = BankRules.from_data(
    ...     {"name": "example", "balanced": False, "line_ends": ["LF"], "entry_max_cents": 500_000})
    >>> rules.line_ends, rules.entry_max_cents
    (('LF',), 500000)
    """

    name: str
    since: date | None = None  # None: from ever
    sec_codes: tuple[str, ...] = ()
    service_class_codes: tuple[int, ...] = ()
    balanced: bool | None = None  # True: debits equal credits in every batch; False: they don't
    entry_max_cents: int | None = None
    batch_debit_max_cents: int | None = None
    batch_credit_max_cents: int | None = None
    file_debit_max_cents: int | None = None
    file_credit_max_cents: int | None = None
    file_header: Mapping[str, str] = field(default_factory=dict)  # fields that must say this
    company_identifications: tuple[str, ...] = ()
    odfi_identification: str = ""
    descriptions: tuple[str, ...] = ()
    days_ahead_min: int | None = None  # banking days from today to the effective date
    days_ahead_max: int | None = None
    same_day: bool | None = None  # False: the bank takes no same-day batches
    prenotes: bool | None = None  # False: it takes no prenotes
    prenotes_apart: bool = False  # True: prenotes have batches of their own
    line_ends: tuple[str, ...] = ()  # LF, CRLF, CR, none
    padding: bool | None = None  # True: the last block is filled; False: there is no padding
    record_count_max: int | None = None
    batch_count_max: int | None = None
    capitals: bool = False  # True: no small letters

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "BankRules":
        """Take up rules as they come from TOML or JSON.

        Raises:
            BankRulesNotValid: there is no such rule, or it says something that cannot be.
        """
        known = {one.name: one for one in fields(cls)}
        if unknown := sorted(data.keys() - known.keys()):
            raise BankRulesNotValid(f"There is no bank rule {', '.join(unknown)}.")
        values = {name: _taken(name, value) for name, value in data.items()}
        if not values.get("name"):
            raise BankRulesNotValid("The rules of a bank have its name.")
        return cls(**values)


def rules_on(day: date, name: str, known: Iterable[BankRules]) -> BankRules:
    """Give the rules of a bank that are in force on a day.

    >>> old, new = BankRules(name="example"), BankRules(name="example", since=date(2026, 7, 1))
    >>> rules_on(date(2026, 6, 30), "example", [new, old]).since is None
    True

    Raises:
        BankRulesNotValid: nothing is known of the bank on that day.
    """
    found = [one for one in known if one.name == name and (one.since or date.min) <= day]
    if not found:
        raise BankRulesNotValid(f"No rules of {name!r} are known for {day}.")
    return max(found, key=lambda one: one.since or date.min)


def all_rules(data: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[BankRules]:
    """Take up a file of rules: for each bank a list, one for each day that they changed.

    >>> [one.name for one in all_rules({"first": [{"balanced": True}], "second": [{}]})]
    ['first', 'second']

    Raises:
        BankRulesNotValid: there is no such rule, or it says something that cannot be.
    """
    return [
        BankRules.from_data({"name": name, **one})
        for name, periods in data.items()
        for one in periods
    ]


def _taken(name: str, value: Any) -> Any:
    taken: Any = tuple(value) if isinstance(value, list) else value
    if name == "since" and isinstance(value, str):
        try:
            taken = date.fromisoformat(value)
        except ValueError:
            raise BankRulesNotValid(f"since is a date as YYYY-MM-DD, not {value!r}.") from None
    if fault := _fault_of(name, taken):
        raise BankRulesNotValid(f"{name} {fault}, not {value!r}.")
    return taken


def _fault_of(name: str, value: Any) -> str:
    if name == "since":
        return "" if isinstance(value, date) else "is a date"
    if name == "file_header":
        return _fault_of_header(value)
    if name in _CHOICES:
        choices = _CHOICES[name]
        is_fitting = isinstance(value, tuple) and set(value) <= choices
        return "" if is_fitting else f"is a list of {', '.join(map(str, sorted(choices)))}"
    if name in _LISTS:
        is_fitting = isinstance(value, tuple) and all(isinstance(one, str) for one in value)
        return "" if is_fitting else "is a list of texts"
    if name in ("name", "odfi_identification"):
        return "" if isinstance(value, str) else "is a text"
    if name in _TRUTHS:
        return "" if isinstance(value, bool) else "is true or false"
    return "" if type(value) is int and value >= 0 else "is a whole number"


def _fault_of_header(value: Any) -> str:
    is_fitting = isinstance(value, Mapping) and all(
        name in FileHeader.FIELDS and isinstance(text, str) for name, text in value.items()
    )
    return "" if is_fitting else "holds texts of the file header by their names"


_CHOICES: dict[str, set[Any]] = {
    "sec_codes": set(SEC_CODES),
    "service_class_codes": {200, 220, 225, 280},
    "line_ends": set(LINE_ENDS),
}
_LISTS = ("company_identifications", "descriptions")
_TRUTHS = ("balanced", "same_day", "prenotes", "prenotes_apart", "padding", "capitals")
