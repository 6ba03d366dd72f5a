"""Standard Entry Classes: what the rulebook asks of the entries of each.

Source: [NACHA] Appendix Three, Standard Entry Class Codes and the layout of each class.
"""

from dataclasses import dataclass
from functools import cache

from rentrail.formats.nacha.transactions import (
    TRANSACTION_CODES,
    Direction,
    EntryKind,
    ServiceClass,
    TransactionCode,
)

NOTIFICATION_SEC_CODE = "COR"
ADVICE_SEC_CODE = "ADV"
INTERNATIONAL_SEC_CODE = "IAT"
REVERSAL = "REVERSAL"  # the description of entries that undo others

MANY = 9_999  # the most addenda that an entry can number


@dataclass(frozen=True, kw_only=True, slots=True)
class SecCode:
    """What the rules of one Standard Entry Class ask of its entries."""

    code: str
    name: str
    debits_allowed: bool = True
    credits_allowed: bool = True
    kinds: frozenset[EntryKind] = frozenset({EntryKind.LIVE, EntryKind.PRENOTE})
    monetary: bool = True  # False: every entry has an amount of zero
    amount_max_cents: int | None = None
    addenda_types: frozenset[str] = frozenset({"05"})
    addenda_min: int = 0
    addenda_max: int = 1
    payment_type_codes: frozenset[str] = frozenset()  # of column 77; none: it means nothing
    description: str = ""  # the company entry description that is mandated
    consumer: bool = False  # always to a consumer's account
    same_day_allowed: bool = True


_LIVE_ONLY = frozenset({EntryKind.LIVE})
_CORPORATE = frozenset({EntryKind.LIVE, EntryKind.PRENOTE, EntryKind.ZERO_DOLLAR})
_NO_ADDENDA: frozenset[str] = frozenset()
_TERMINAL = frozenset({"02"})
_CHECK_MAX_CENTS = 2_500_000  # 25,000.00
_REPRESENTED_MAX_CENTS = 249_999  # less than 2,500.00

SEC_CODES: dict[str, SecCode] = {
    sec.code: sec
    for sec in (
        SecCode(
            code="ACK",
            name="Acknowledgment of a corporate credit",
            debits_allowed=False,
            kinds=frozenset({EntryKind.ZERO_DOLLAR}),
            monetary=False,
        ),
        SecCode(
            code="ADV",
            name="Automated accounting advice",
            kinds=frozenset({EntryKind.ADVICE}),
            addenda_types=_NO_ADDENDA,
            addenda_max=0,
        ),
        SecCode(
            code="ARC",
            name="Accounts receivable check",
            credits_allowed=False,
            kinds=_LIVE_ONLY,
            amount_max_cents=_CHECK_MAX_CENTS,
            addenda_types=_NO_ADDENDA,
            addenda_max=0,
        ),
        SecCode(
            code="ATX",
            name="Acknowledgment of a corporate trade exchange",
            debits_allowed=False,
            kinds=frozenset({EntryKind.ZERO_DOLLAR}),
            monetary=False,
            addenda_max=MANY,
        ),
        SecCode(
            code="BOC",
            name="Back office check conversion",
            credits_allowed=False,
            kinds=_LIVE_ONLY,
            amount_max_cents=_CHECK_MAX_CENTS,
            addenda_types=_NO_ADDENDA,
            addenda_max=0,
        ),
        SecCode(code="CCD", name="Corporate credit or debit", kinds=_CORPORATE),
        SecCode(code="CIE", name="Customer-initiated entry", debits_allowed=False),
        SecCode(code="CTX", name="Corporate trade exchange", kinds=_CORPORATE, addenda_max=MANY),
        SecCode(
            code="DNE",
            name="Death notification",
            debits_allowed=False,
            kinds=frozenset({EntryKind.PRENOTE}),
            monetary=False,
            addenda_min=1,
            same_day_allowed=False,
        ),
        SecCode(
            code="ENR",
            name="Automated enrollment",
            monetary=False,
            addenda_min=1,
            addenda_max=MANY,
            description="AUTOENROLL",
            same_day_allowed=False,
        ),
        SecCode(
            code="IAT",
            name="International ACH transaction",
            kinds=_CORPORATE,
            addenda_types=frozenset({"10", "11", "12", "13", "14", "15", "16", "17", "18"}),
            addenda_min=7,
            addenda_max=12,
            same_day_allowed=False,
        ),
        SecCode(
            code="MTE",
            name="Machine transfer",
            kinds=_LIVE_ONLY,
            addenda_types=_TERMINAL,
            addenda_min=1,
            consumer=True,
        ),
        SecCode(
            code="POP",
            name="Point-of-purchase check conversion",
            credits_allowed=False,
            kinds=_LIVE_ONLY,
            amount_max_cents=_CHECK_MAX_CENTS,
            addenda_types=_NO_ADDENDA,
            addenda_max=0,
        ),
        SecCode(
            code="POS",
            name="Point of sale",
            kinds=_LIVE_ONLY,
            addenda_types=_TERMINAL,
            addenda_min=1,
            consumer=True,
        ),
        SecCode(code="PPD", name="Prearranged payment and deposit", consumer=True),
        SecCode(
            code="RCK",
            name="Re-presented check",
            credits_allowed=False,
            kinds=_LIVE_ONLY,
            amount_max_cents=_REPRESENTED_MAX_CENTS,
            addenda_types=_NO_ADDENDA,
            addenda_max=0,
            description="REDEPCHECK",
            consumer=True,
        ),
        SecCode(
            code="SHR",
            name="Shared network",
            kinds=_LIVE_ONLY,
            addenda_types=_TERMINAL,
            addenda_min=1,
            consumer=True,
        ),
        SecCode(
            code="TEL",
            name="Telephone-initiated entry",
            credits_allowed=False,
            addenda_types=_NO_ADDENDA,
            addenda_max=0,
            payment_type_codes=frozenset({"R", "S", ""}),
            consumer=True,
        ),
        SecCode(
            code="TRC",
            name="Check truncation",
            credits_allowed=False,
            kinds=_LIVE_ONLY,
            addenda_types=_NO_ADDENDA,
            addenda_max=0,
        ),
        SecCode(
            code="TRX",
            name="Check truncation exchange",
            credits_allowed=False,
            kinds=_LIVE_ONLY,
            addenda_min=1,
            addenda_max=MANY,
        ),
        SecCode(
            code="WEB",
            name="Internet-initiated or mobile entry",
            payment_type_codes=frozenset({"R", "S"}),
            consumer=True,
        ),
        SecCode(
            code="XCK",
            name="Destroyed check",
            credits_allowed=False,
            kinds=_LIVE_ONLY,
            amount_max_cents=_REPRESENTED_MAX_CENTS,
            addenda_types=_NO_ADDENDA,
            addenda_max=0,
            description="NO CHECK",
        ),
    )
}  # by code

KNOWN_SEC_CODES = frozenset({*SEC_CODES, NOTIFICATION_SEC_CODE})


@cache
def allowed_transaction_codes(
    *, service_class_code: int, sec_code: str, is_reversal: bool = False
) -> frozenset[int]:
    """Give the transaction codes that a forward batch of this service class and SEC may hold.

    A reversal may go the other way than its class, and debit a loan account.

    >>> sorted(allowed_transaction_codes(service_class_code=225, sec_code="ARC"))
    [27, 37, 47]
    """
    sec = SEC_CODES[sec_code]
    return frozenset(
        found.code
        for found in TRANSACTION_CODES.values()
        if kind_allowed(found, sec, is_reversal=is_reversal)
        and direction_allowed(found, sec, is_reversal=is_reversal)
        and fits_service_class(found, service_class_code)
    )


def kind_allowed(found: TransactionCode, sec: SecCode, *, is_reversal: bool) -> bool:
    """Tell whether entries of a class may be for this."""
    return found.kind in sec.kinds or (found.kind is EntryKind.LOAN_REVERSAL and is_reversal)


def direction_allowed(found: TransactionCode, sec: SecCode, *, is_reversal: bool) -> bool:
    """Tell whether a class has such debits or credits."""
    if found.direction is Direction.DEBIT:
        return sec.debits_allowed or is_reversal
    return sec.credits_allowed or is_reversal


def fits_service_class(found: TransactionCode, service_class_code: int) -> bool:
    """Tell whether a batch of this service class may hold such a debit or credit."""
    if service_class_code == ServiceClass.CREDITS:
        return found.direction is Direction.CREDIT
    return service_class_code != ServiceClass.DEBITS or found.direction is Direction.DEBIT
