"""What a batch asks of its entries, put into tables that are looked up by the column."""

from collections.abc import Callable

import numpy as np

from rentrail.formats.nacha.bank_rules import BankRules
from rentrail.formats.nacha.columns.proof import CODES, Plan
from rentrail.formats.nacha.columns.words import Flags
from rentrail.formats.nacha.entries import entry_class
from rentrail.formats.nacha.sec_codes import SecCode
from rentrail.formats.nacha.transactions import (
    TRANSACTION_CODES,
    Direction,
    EntryKind,
    TransactionCode,
)
from rentrail.formats.nacha.validation.batch import BatchInCheck
from rentrail.formats.nacha.validation.entries import MICRO_ENTRY_MAX_CENTS

# Classes whose entries have no rules of their own beside those that a proof knows.
PLANNED = frozenset(
    {"ARC", "BOC", "CCD", "CIE", "CTX", "PPD", "RCK", "TEL", "TRC", "TRX", "WEB", "XCK"}
)

_AMOUNT_MAX = 10**10 - 1
_NO_RULES = BankRules(name="")


def plan_of(batch: BatchInCheck, bank: BankRules | None) -> Plan | None:
    """Give the plan of a batch; None when its entries are for the exact rules alone."""
    if batch.sec is None or batch.sec_code not in PLANNED or not batch.odfi:
        return None
    record = entry_class(batch.sec_code)
    plan = Plan(
        record=record,
        odfi_identification=batch.odfi,
        is_known=_IS_KNOWN,
        is_allowed=np.zeros(CODES, np.bool_),
        is_debit=_IS_DEBIT,
        is_prenote=_IS_PRENOTE,
        amount_min=np.zeros(CODES, np.uint64),
        amount_max=np.zeros(CODES, np.uint64),
        addenda_min=np.maximum(batch.sec.addenda_min, _IS_ZERO_DOLLAR),
        addenda_max=np.full(CODES, batch.sec.addenda_max),
        payment_types=_payment_types(batch.sec),
        tells_addenda_count="addenda_count" in record.FIELDS,
        asks_bank=bank is not None,
        bank_wants_capitals=bank is not None and bank.capitals,
    )
    for text in batch.allowed_codes:
        _allow(int(text), plan, batch, bank or _NO_RULES)
    return plan


def _allow(code: int, plan: Plan, batch: BatchInCheck, bank: BankRules) -> None:
    plan.is_allowed[code] = not (_IS_PRENOTE[code] and bank.prenotes is False)
    if not (_IS_PRENOTE[code] or _IS_ZERO_DOLLAR[code]):
        plan.amount_min[code] = 1
        plan.amount_max[code] = _amount_max(batch, bank, is_debit=bool(_IS_DEBIT[code]))


def _codes(is_wanted: Callable[[TransactionCode], bool]) -> Flags:
    wanted = [code.code for code in TRANSACTION_CODES.values() if is_wanted(code)]
    return np.isin(np.arange(CODES), wanted)


_IS_KNOWN = _codes(lambda code: code.kind is not EntryKind.RETURN_OR_NOC)
_IS_DEBIT = _codes(lambda code: code.direction is Direction.DEBIT)
_IS_PRENOTE = _codes(lambda code: code.kind is EntryKind.PRENOTE)
_IS_ZERO_DOLLAR = _codes(lambda code: code.kind is EntryKind.ZERO_DOLLAR)


def _amount_max(batch: BatchInCheck, bank: BankRules, *, is_debit: bool) -> int:
    limits = [
        batch.sec.amount_max_cents if batch.sec else None,
        batch.same_day_max_cents,
        bank.entry_max_cents,
        MICRO_ENTRY_MAX_CENTS if batch.is_micro and not is_debit else None,
    ]
    return min([_AMOUNT_MAX, *(limit for limit in limits if limit is not None)])


def _payment_types(sec: SecCode) -> Flags | None:
    if not sec.payment_type_codes:
        return None
    allowed = np.zeros(256, np.bool_)
    allowed[[ord(code or " ") for code in sec.payment_type_codes]] = True
    return allowed
