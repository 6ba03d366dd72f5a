"""The arguments MRI's reads take: which go together, how they are spelled, what they select."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from rentrail.simulators.mri.office import Office


class ArgumentRefused(Exception):
    """A read cannot be answered with these arguments. The text is `ARGUMENT: sentence`."""


class Kind(Enum):
    """What an argument holds."""

    PROPERTY = "property"
    RESIDENT = "resident"
    DAY = "yyyy-mm-dd"
    AMERICAN_DAY = "MM-DD-YYYY"
    TEXT = "text"


@dataclass(frozen=True)
class Argument:
    """One argument: its name as MRI spells it, and the rows it selects."""

    name: str
    kind: Kind
    selects: str  # SQL over the read's columns, with the argument as a named parameter
    required: bool = True


class Group:
    """Arguments that go together; a read takes one of its groups."""

    def __init__(self, *arguments: Argument) -> None:
        self.arguments = arguments

    def given(self, query: Mapping[str, str]) -> list[Argument]:
        """Those of its arguments that a query holds."""
        return [argument for argument in self.arguments if query.get(argument.name)]

    def missing(self, query: Mapping[str, str]) -> list[Argument]:
        """Those of its arguments that a query lacks and must hold."""
        return [one for one in self.arguments if one.required and not query.get(one.name)]


def select(
    *, office: Office, groups: tuple[Group, ...], query: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """Turn the arguments of a request into a condition and its values.

    Raises:
        ArgumentRefused: one is missing, unreadable or unknown, or two do not go together.
    """
    if not groups:
        return "1", {}
    arguments = _chosen(office=office, groups=groups, query=query)
    values = {
        one.name: _value(office=office, argument=one, text=query[one.name]) for one in arguments
    }
    return " AND ".join(one.selects for one in arguments) or "1", values


def _chosen(
    *, office: Office, groups: tuple[Group, ...], query: Mapping[str, str]
) -> list[Argument]:
    begun = [group for group in groups if group.given(query)]
    complete = [group for group in begun if not group.missing(query)]
    if not complete:
        missing = (begun or list(groups))[0].missing(query)[0]
        raise ArgumentRefused(f"{missing.name}: is required.")
    if len(begun) > 1 and not office.settings.arguments_may_be_combined:
        other = begun[1].given(query)[0].name
        raise ArgumentRefused(f"{other}: cannot be combined with {begun[0].given(query)[0].name}.")
    return [argument for group in complete for argument in group.given(query)]


def _value(*, office: Office, argument: Argument, text: str) -> str:
    if argument.kind is Kind.DAY:
        return _day(argument=argument, text=text)
    if argument.kind is Kind.AMERICAN_DAY:
        return _american_day(argument=argument, text=text)
    if argument.kind is Kind.PROPERTY:
        _must_exist(office=office, argument=argument, table="properties", text=text)
    if argument.kind is Kind.RESIDENT:
        _must_exist(office=office, argument=argument, table="residents", text=text)
    return text


def _day(*, argument: Argument, text: str) -> str:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise ArgumentRefused(f"{argument.name}: {text} is not a date; write yyyy-mm-dd.")


def _american_day(*, argument: Argument, text: str) -> str:
    try:
        if re.fullmatch(r"\d\d-\d\d-\d{4}", text):
            return datetime.strptime(f"{text} +0000", "%m-%d-%Y %z").date().isoformat()
    except ValueError:
        pass
    raise ArgumentRefused(f"{argument.name}: {text} is not a date; write MM-DD-YYYY.")


def _must_exist(*, office: Office, argument: Argument, table: str, text: str) -> None:
    question = {
        "properties": "SELECT 1 FROM properties WHERE property_id = ?",
        "residents": "SELECT 1 FROM residents WHERE resident_id = ?",
    }[table]
    if not office.storage.row(question, (text,)):
        noun = "property" if table == "properties" else "resident"
        raise ArgumentRefused(f"{argument.name}: {text} is not a {noun}.")
