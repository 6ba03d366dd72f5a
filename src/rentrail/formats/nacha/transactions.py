"""Transaction codes and SEC codes: what an entry does, to which kind of account, by which rules.

Source: [NACHA] Appendix Three, Transaction Codes and Standard Entry Class Codes.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class AccountType(StrEnum):
    """The receiver's kind of account."""

    CHECKING = "checking"
    SAVINGS = "savings"
    GENERAL_LEDGER = "general_ledger"
    LOAN = "loan"


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


@dataclass(frozen=True, kw_only=True, slots=True)
class SecCode:
    """What the rules of one Standard Entry Class ask of its entries."""

    code: str
    name: str
    debits_allowed: bool
    credits_allowed: bool
    addenda_max: int
    name_mandatory: bool
    payment_type_codes: frozenset[str]
    zero_dollar_allowed: bool
    consumer: bool


_RETURN, _LIVE, _PRENOTE = EntryKind.RETURN_OR_NOC, EntryKind.LIVE, EntryKind.PRENOTE
_CREDIT_KINDS = (_RETURN, _LIVE, _PRENOTE, EntryKind.ZERO_DOLLAR)


def _transaction_codes() -> dict[int, TransactionCode]:
    found = []
    for tens, account_type in enumerate(AccountType, start=2):
        for units, kind in enumerate(_CREDIT_KINDS, start=1):
            found.append((10 * tens + units, account_type, Direction.CREDIT, kind))
            if account_type is not AccountType.LOAN:
                found.append((10 * tens + units + 5, account_type, Direction.DEBIT, kind))
    found.append((55, AccountType.LOAN, Direction.DEBIT, EntryKind.LOAN_REVERSAL))
    found.append((56, AccountType.LOAN, Direction.DEBIT, EntryKind.RETURN_OR_NOC))
    return {
        code: TransactionCode(code=code, account_type=account_type, direction=direction, kind=kind)
        for code, account_type, direction, kind in found
    }


TRANSACTION_CODES = _transaction_codes()  # by code: 22 credits a checking account, 27 debits it ...

SEC_CODES = {
    sec.code: sec
    for sec in (
        SecCode(
            code="PPD",
            name="Prearranged payment and deposit",
            debits_allowed=True,
            credits_allowed=True,
            addenda_max=1,
            name_mandatory=False,
            payment_type_codes=frozenset(),
            zero_dollar_allowed=False,
            consumer=True,
        ),
        SecCode(
            code="WEB",
            name="Internet-initiated or mobile entry",
            debits_allowed=True,
            credits_allowed=True,
            addenda_max=1,
            name_mandatory=True,
            payment_type_codes=frozenset({"R", "S"}),
            zero_dollar_allowed=False,
            consumer=True,
        ),
        SecCode(
            code="CCD",
            name="Corporate credit or debit",
            debits_allowed=True,
            credits_allowed=True,
            addenda_max=1,
            name_mandatory=False,
            payment_type_codes=frozenset(),
            zero_dollar_allowed=True,
            consumer=False,
        ),
    )
}  # those whose entries are written and fully checked here

NOTIFICATION_SEC_CODE = "COR"

# Every class of the rulebook: one that is not in SEC_CODES is read, but its rules are not checked.
KNOWN_SEC_CODES = frozenset(
    {
        "ACK", "ADV", "ARC", "ATX", "BOC", "CCD", "CIE", "COR", "CTX", "DNE", "ENR", "IAT",
        "MTE", "POP", "POS", "PPD", "RCK", "SHR", "TEL", "TRC", "TRX", "WEB", "XCK",
    }
)  # fmt: skip


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
    """
    sent = TRANSACTION_CODES[transaction_code]
    return transaction_code_for(
        account_type=sent.account_type, direction=sent.direction, kind=EntryKind.RETURN_OR_NOC
    )


def allowed_transaction_codes(
    *, service_class_code: int, sec_code: str, is_reversal: bool = False
) -> frozenset[int]:
    """Give the transaction codes that a forward batch of this service class and SEC may hold.

    A debit of a loan account is allowed only to reverse a credit.
    """
    sec = SEC_CODES[sec_code]
    return frozenset(
        found.code
        for found in TRANSACTION_CODES.values()
        if _kind_allowed(found.kind, sec, is_reversal)
        and _direction_allowed(found, service_class_code, sec)
    )


def _kind_allowed(kind: EntryKind, sec: SecCode, is_reversal: bool) -> bool:
    if kind is EntryKind.ZERO_DOLLAR:
        return sec.zero_dollar_allowed
    return kind in (_LIVE, _PRENOTE) or (kind is EntryKind.LOAN_REVERSAL and is_reversal)


def _direction_allowed(found: TransactionCode, service_class_code: int, sec: SecCode) -> bool:
    if found.direction is Direction.DEBIT:
        return sec.debits_allowed and service_class_code != ServiceClass.CREDITS
    return sec.credits_allowed and service_class_code != ServiceClass.DEBITS
