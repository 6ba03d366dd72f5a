"""What a BAI2 file tells: accounts with their balances and transactions on a day.

Source: [BAI2] Cash Management Balance Reporting Specifications, version 2.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rentrail.primitives.problems import Problem, has_errors

OPENING_LEDGER = "010"
CLOSING_LEDGER = "015"
OPENING_AVAILABLE = "040"
CLOSING_AVAILABLE = "045"

# Details of entries through the ACH. All others are of something else, whatever their text says:
# deposits of checks (115, 175, 301 ...), wires (195, 495), checks paid (475), fees (698).
# Source: [BAI2] type codes of concentration, preauthorized and returned ACH transactions.
ACH_TYPE_CODES = frozenset(
    {
        *("142", "143", "145"),  # received, item in a deposit, concentration
        *("164", "165", "166", "168", "169"),  # corporate, preauthorized, settled, returned, other
        *("257", "258"),  # an item returned, a reversal
        *("445", "447", "451", "452", "455", "462", "464", "466", "468", "469"),  # as debits
        *("557", "558"),
    }
)


class Side(StrEnum):
    """Whether money came into the account or went out, as its holder sees it."""

    CREDIT = "credit"
    DEBIT = "debit"


@dataclass(frozen=True, kw_only=True, slots=True)
class Balance:
    """A status (a balance) or a summary of an account; a status may be negative."""

    type_code: str
    amount_cents: int
    item_count: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Transaction:
    """One movement on an account; the amount is positive and `side` gives its direction."""

    type_code: str
    side: Side
    amount_cents: int
    bank_reference: str = ""
    customer_reference: str = ""
    text: str = ""
    funds_type: str = ""
    line: int = 0

    @property
    def signed_cents(self) -> int:
        """The amount as it changes the balance: below zero for a debit."""
        return self.amount_cents if self.side is Side.CREDIT else -self.amount_cents


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One account on one day."""

    bank_account_number: str
    as_of_date: date | None
    currency: str = "USD"
    balances: tuple[Balance, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    line: int = 0

    def balance_cents(self, type_code: str) -> int | None:
        """Give a balance by its type code; None when the bank did not tell it."""
        for balance in self.balances:
            if balance.type_code == type_code:
                return balance.amount_cents
        return None

    @property
    def opening_ledger_cents(self) -> int | None:
        """The balance at the start of the day."""
        return self.balance_cents(OPENING_LEDGER)

    @property
    def closing_ledger_cents(self) -> int | None:
        """The balance at the end of the day."""
        return self.balance_cents(CLOSING_LEDGER)


@dataclass(frozen=True, kw_only=True, slots=True)
class BalanceFile:
    """A whole BAI2 file, with what was wrong in it."""

    sender: str
    receiver: str
    file_creation_date: date | None
    file_creation_time: str  # HHMM
    file_identification: str
    statements: tuple[Statement, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Tell whether it could be read, and all its totals are right."""
        return not has_errors(self.problems)


def side_of(type_code: str) -> Side | None:
    """Tell the direction of a transaction by its type code; None for what moves no money.

    >>> side_of("165"), side_of("455"), side_of("890")
    (<Side.CREDIT: 'credit'>, <Side.DEBIT: 'debit'>, None)
    """
    if not (type_code.isascii() and type_code.isdigit()):
        return None
    number = int(type_code)
    if 100 <= number <= 399:
        return Side.CREDIT
    return Side.DEBIT if 400 <= number <= 699 else None


def is_ach(type_code: str) -> bool:
    """Tell whether a line is of entries through the ACH, by its type code.

    >>> is_ach("166"), is_ach("301"), is_ach("475")
    (True, False, False)
    """
    return type_code in ACH_TYPE_CODES
