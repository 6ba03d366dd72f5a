"""Transaction codes: what an entry does, and to which kind of account.

Source: [NACHA] Appendix Three, Transaction Codes.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class AccountType(StrEnum):
    """The receiver's kind of account."""

    CHECKING = "checking"
    SAVINGS = "savings"
    GENERAL_LEDGER = "general_ledger"
    LOAN = "loan"
    ACCOUNTING = "accounting"  # of a bank, in an operator's advice


class Direction(StrEnum):
    """Whether money goes into the receiver's account or out of it."""

    CREDIT = "credit"
    DEBIT = "debit"


class EntryKind(StrEnum):
    """What an entry is for."""

    LIVE = "live"
    PRENOTE = "prenote"  # zero: asks whether the account is right
    ZERO_DOLLAR = "zero_dollar"  # zero: carries remittance information only
    RETURN_OR_NOC = "return_or_noc"
    LOAN_REVERSAL = "loan_reversal"
    ADVICE = "advice"


class ServiceClass(IntEnum):
    """Which directions a batch may hold."""

    MIXED = 200
    CREDITS = 220
    DEBITS = 225
    ADVICES = 280


@dataclass(frozen=True, kw_only=True, slots=True)
class TransactionCode:
    """What one transaction code says."""

    code: int
    account_type: AccountType
    direction: Direction
    kind: EntryKind


_RECEIVERS = (
    AccountType.CHECKING, AccountType.SAVINGS, AccountType.GENERAL_LEDGER, AccountType.LOAN
)  # fmt: skip
_KINDS = (EntryKind.RETURN_OR_NOC, EntryKind.LIVE, EntryKind.PRENOTE, EntryKind.ZERO_DOLLAR)


def _transaction_codes() -> dict[int, TransactionCode]:
    found = []
    for tens, account_type in enumerate(_RECEIVERS, start=2):
        for units, kind in enumerate(_KINDS, start=1):
            found.append((10 * tens + units, account_type, Direction.CREDIT, kind))
            if account_type is not AccountType.LOAN:
                found.append((10 * tens + units + 5, account_type, Direction.DEBIT, kind))
    found.append((55, AccountType.LOAN, Direction.DEBIT, EntryKind.LOAN_REVERSAL))
    found.append((56, AccountType.LOAN, Direction.DEBIT, EntryKind.RETURN_OR_NOC))
    for code in range(81, 89):
        direction = Direction.CREDIT if code % 2 else Direction.DEBIT
        found.append((code, AccountType.ACCOUNTING, direction, EntryKind.ADVICE))
    return {
        code: TransactionCode(code=code, account_type=account_type, direction=direction, kind=kind)
        for code, account_type, direction, kind in found
    }


TRANSACTION_CODES = _transaction_codes()  # by code: 22 credits a checking account, 27 debits it ...


def transaction_code_for(
    *, account_type: AccountType, direction: Direction, kind: EntryKind = EntryKind.LIVE
) -> int:
    """Give the code that an entry of this sort carries.

    >>> transaction_code_for(account_type=AccountType.SAVINGS, direction=Direction.DEBIT)
    37

    Raises:
        ValueError: there is no such entry (a live debit of a loan account, for one).
    """
    wanted = (account_type, direction, kind)
    for found in TRANSACTION_CODES.values():
        if (found.account_type, found.direction, found.kind) == wanted:
            return found.code
    raise ValueError(f"There is no {kind} {direction} of a {account_type} account.")


def return_code_for(transaction_code: int) -> int:
    """Give the transaction code with which an entry comes back, or is the subject of a NOC.

    >>> return_code_for(27), return_code_for(33), return_code_for(55)
    (26, 31, 56)

    Raises:
        KeyError: there is no such transaction code.
        ValueError: it is an advice, which does not come back.
    """
    sent = TRANSACTION_CODES[transaction_code]
    return transaction_code_for(
        account_type=sent.account_type, direction=sent.direction, kind=EntryKind.RETURN_OR_NOC
    )
