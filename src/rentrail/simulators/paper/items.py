"""What stands on a piece of paper: who pays whom, how much, and the magnetic line."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

import numpy as np

from rentrail.simulators.paper import words

T = TypeVar("T")

WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7)  # Source: [ABA] check digit
DISTRICTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
FIRST_DATE = date(2026, 1, 2)

# Where a field starts, in character positions from the right edge. Source: [E13B] field positions.
AUXILIARY_ON_US_ENDS = 45
TRANSIT_STARTS = 43
ON_US_STARTS = 31
ON_US_ENDS = 14
AMOUNT_STARTS = 12
ENCODED_SHARE = 0.08  # of items on which a bank has encoded the amount already


class Kind(StrEnum):
    """What kind of instrument it is."""

    PERSONAL = "personal"
    BUSINESS = "business"
    MONEY_ORDER = "money_order"
    CASHIERS_CHECK = "cashiers_check"


SIZES_INCHES = {
    Kind.PERSONAL: ((6.0, 2.75),),
    Kind.BUSINESS: ((8.25, 3.0), (8.5, 3.5)),
    Kind.MONEY_ORDER: ((6.0, 2.75), (6.0, 3.25), (7.0, 3.25)),
    Kind.CASHIERS_CHECK: ((8.25, 3.0), (8.5, 3.5)),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Characters of the magnetic line that stand together, in the house's notation."""

    text: str
    position: float  # of the first character, counted from the right edge; serials lie between


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperItem:
    """One check, money order or cashier's check."""

    kind: Kind
    width_inches: float
    height_inches: float
    payer_lines: tuple[str, ...]
    payee: str
    bank: str
    dated: date
    amount_cents: int
    memo: str
    routing_number: str
    bank_account_number: str
    serial_number: str
    micr: tuple[Group, ...]

    @property
    def micr_line(self) -> str:
        """The magnetic line from left to right; a gap of whatever width is one space."""
        line, after = "", 0.0
        for group in self.micr:
            line += " " * (bool(line) and after - group.position >= 0.5) + group.text
            after = group.position - len(group.text)
        return line


def make_item(chance: np.random.Generator, kind: Kind) -> PaperItem:
    """Make up one item of a kind."""
    width_inches, height_inches = _one(chance, SIZES_INCHES[kind])
    dollars = int(chance.integers(350, 3200)) if chance.random() < 0.9 else 12_480
    routing_number = make_routing_number(chance)
    bank_account_number = _digits(chance, int(chance.integers(6, 13)))
    serial_number = _serial_number(chance, kind)
    cents = int(_one(chance, (0, 0, 0, 50, int(chance.integers(0, 100)))))
    amount_cents = dollars * 100 + cents
    return PaperItem(
        kind=kind,
        width_inches=width_inches,
        height_inches=height_inches,
        payer_lines=_payer_lines(chance, kind),
        payee=_one(chance, words.PAYEES),
        bank=_one(chance, words.ISSUERS if kind is Kind.MONEY_ORDER else words.BANKS),
        dated=FIRST_DATE + timedelta(days=int(chance.integers(0, 330))),
        amount_cents=amount_cents,
        memo=_one(chance, words.MEMOS).format(unit=int(chance.integers(101, 420))),
        routing_number=routing_number,
        bank_account_number=bank_account_number,
        serial_number=serial_number,
        micr=_micr(chance, kind, routing_number, bank_account_number, serial_number, amount_cents),
    )


def make_routing_number(chance: np.random.Generator) -> str:
    """Make up a routing number with a right check digit."""
    start = f"{_one(chance, DISTRICTS):02d}{_digits(chance, 6)}"
    check = -sum(w * int(d) for w, d in zip(WEIGHTS, start, strict=True)) % 10
    return f"{start}{check}"


def _micr(
    chance: np.random.Generator,
    kind: Kind,
    routing: str,
    account: str,
    serial: str,
    amount_cents: int,
) -> tuple[Group, ...]:
    groups = [Group(text=f"t{routing}t", position=TRANSIT_STARTS)]
    if kind in (Kind.BUSINESS, Kind.CASHIERS_CHECK):
        start = AUXILIARY_ON_US_ENDS + len(serial) + 1
        groups.insert(0, Group(text=f"o{serial}o", position=start))
        groups += _from(ON_US_STARTS, f"{_dashed(chance, account)}o")
    elif kind is Kind.MONEY_ORDER:
        groups += _from(ON_US_STARTS, f"{serial}o", _digits(chance, 2))
    else:
        groups += _personal_on_us(chance, account, serial)
    ends = groups[-1].position - len(groups[-1].text) + 1
    if chance.random() < ENCODED_SHARE and ends >= ON_US_ENDS:
        groups.append(Group(text=f"a{amount_cents:010d}a", position=AMOUNT_STARTS))
    return tuple(groups)


def _personal_on_us(chance: np.random.Generator, account: str, serial: str) -> list[Group]:
    """The account with its serial after or before it, often printed off the account's lattice."""
    account = _dashed(chance, account)
    shift = float(chance.uniform(-0.4, 0.4)) if chance.random() < 0.4 else 0.0
    form = chance.integers(0, 4)
    if form == 0:
        return _from(ON_US_STARTS, f"{account}o{serial}")
    if form == 1:
        return _from(ON_US_STARTS, serial, f"{account}o", shift=shift)
    if form == 2:
        return _from(ON_US_STARTS, f"{serial}d{account}o")
    return _from(ON_US_STARTS, f"{account}o", serial, shift=shift)


def _from(position: float, *texts: str, shift: float = 0.0) -> list[Group]:
    """Set groups beside one another with a blank between them; `shift` moves all but the first."""
    groups = []
    for index, text in enumerate(texts):
        groups.append(Group(text=text, position=position - (shift if index else 0.0)))
        position -= len(text) + 1
    return groups


def _dashed(chance: np.random.Generator, account: str) -> str:
    if len(account) < 8 or chance.random() < 0.8:
        return account
    at = int(chance.integers(2, len(account) - 2))
    return f"{account[:at]}d{account[at:]}"


def _serial_number(chance: np.random.Generator, kind: Kind) -> str:
    if kind is Kind.MONEY_ORDER:
        return _digits(chance, int(chance.integers(10, 12)))
    if kind is Kind.PERSONAL:
        return f"{int(chance.integers(101, 9999)):0{int(chance.integers(3, 5))}d}"
    return _digits(chance, int(chance.integers(4, 8)))


def _payer_lines(chance: np.random.Generator, kind: Kind) -> tuple[str, ...]:
    person = f"{_one(chance, words.FIRST_NAMES)} {_one(chance, words.LAST_NAMES)}"
    if kind is Kind.BUSINESS:
        person = _one(chance, words.BUSINESSES)
    street = f"{int(chance.integers(1, 990))} {_one(chance, words.STREETS)}"
    town = f"{_one(chance, words.TOWNS)} {_digits(chance, 5)}"
    return person, street, town


def _digits(chance: np.random.Generator, count: int) -> str:
    return "".join(str(int(digit)) for digit in chance.integers(0, 10, count))


def _one(chance: np.random.Generator, choices: tuple[T, ...]) -> T:
    return choices[int(chance.integers(0, len(choices)))]
