"""What a batch asks of its entries, put into tables that are looked up by the column."""

from collections.abc import Callable

import numpy as np

from rentrail.formats.nacha import codes
from rentrail.formats.nacha.addenda import ReturnAddenda, addenda_class
from rentrail.formats.nacha.bank_rules import BankRules
from rentrail.formats.nacha.columns.proof import CODES, Plan
from rentrail.formats.nacha.columns.words import Flags
from rentrail.formats.nacha.entries import entry_class
from rentrail.formats.nacha.file import FileKind
from rentrail.formats.nacha.sec_codes import SecCode, fits_service_class
from rentrail.formats.nacha.transactions import (
    TRANSACTION_CODES,
    Direction,
    EntryKind,
    TransactionCode,
)
from rentrail.formats.nacha.validation import returns
from rentrail.formats.nacha.validation.batch import BatchInCheck
from rentrail.formats.nacha.validation.entries import MICRO_ENTRY_MAX_CENTS

# Classes whose entries have no rules of their own beside those that a proof knows.
PLANNED = frozenset(
    {"ARC", "BOC", "CCD", "CIE", "CTX", "PPD", "RCK", "TEL", "TRC", "TRX", "WEB", "XCK"}
)

_AMOUNT_MAX = 10**10 - 1
_NO_RULES = BankRules(name="")


def is_planned(batch: BatchInCheck) -> bool:
    """Tell whether a batch may have a plan, when it shows what its entries are."""
    return batch.sec_code in PLANNED and batch.sec is not None and bool(batch.odfi)


def plan_of(batch: BatchInCheck, bank: BankRules | None) -> Plan | None:
    """Give the plan of a batch; None when its entries are for the exact rules alone.

    Entries that go forward have one, and returns with an addenda 99 of the plain kind.
    """
    if batch.sec is None or not is_planned(batch):
        return None
    if batch.kind is FileKind.FORWARD:
        return _forward_plan(batch, batch.sec, bank)
    return _return_plan(batch, bank) if batch.kind is FileKind.RETURN else None


def _forward_plan(batch: BatchInCheck, sec: SecCode, bank: BankRules | None) -> Plan:
    record = entry_class(sec.code)
    plan = Plan(
        record=record,
        odfi_identification=batch.odfi,
        is_known=_IS_FORWARD,
        is_allowed=np.zeros(CODES, np.bool_),
        is_debit=_IS_DEBIT,
        is_prenote=_IS_PRENOTE,
        amount_min=np.zeros(CODES, np.uint64),
        amount_max=np.zeros(CODES, np.uint64),
        addenda_min=np.maximum(sec.addenda_min, _IS_ZERO_DOLLAR),
        addenda_max=np.full(CODES, sec.addenda_max),
        payment_types=_payment_types(sec),
        tells_addenda_count="addenda_count" in record.FIELDS,
        asks_whole_entries=bank is not None,
        bank_wants_capitals=bank is not None and bank.capitals,
    )
    for text in batch.allowed_codes:
        _allow(int(text), plan, batch, bank or _NO_RULES)
    return plan


def _return_plan(batch: BatchInCheck, bank: BankRules | None) -> Plan:
    one = np.ones(CODES, np.int64)
    amount_max = _AMOUNT_MAX if bank is None else _least(_AMOUNT_MAX, bank.entry_max_cents)
    return Plan(
        record=entry_class(batch.sec_code),
        odfi_identification=batch.odfi,
        is_known=_IS_RETURN,
        is_allowed=_codes(lambda code: fits_service_class(code, batch.service_class_code)),
        is_debit=_IS_DEBIT,
        is_prenote=_IS_PRENOTE,
        amount_min=np.zeros(CODES, np.uint64),
        amount_max=np.full(CODES, amount_max, np.uint64),
        addenda_min=one,
        addenda_max=one,
        return_reasons=(
            _reasons(batch.sec_code, Direction.CREDIT),
            _reasons(batch.sec_code, Direction.DEBIT),
        ),
        asks_whole_entries=True,
        bank_wants_capitals=bank is not None and bank.capitals,
    )


def _reasons(sec_code: str, direction: Direction) -> Flags:
    """Give the numbers of the reasons for a plain return; dishonors and contests have others."""
    allowed = np.zeros(CODES, np.bool_)
    for code in codes.return_codes():
        is_plain = addenda_class(f"799{code}") is ReturnAddenda
        if is_plain and returns.is_reason_for(code, sec_code=sec_code, direction=direction):
            allowed[int(code[1:])] = True
    return allowed


def _allow(code: int, plan: Plan, batch: BatchInCheck, bank: BankRules) -> None:
    plan.is_allowed[code] = not (_IS_PRENOTE[code] and bank.prenotes is False)
    if not (_IS_PRENOTE[code] or _IS_ZERO_DOLLAR[code]):
        plan.amount_min[code] = 1
        plan.amount_max[code] = _amount_max(batch, bank, is_debit=bool(_IS_DEBIT[code]))


def _codes(is_wanted: Callable[[TransactionCode], bool]) -> Flags:
    wanted = [code.code for code in TRANSACTION_CODES.values() if is_wanted(code)]
    return np.isin(np.arange(CODES), wanted)


_IS_RETURN = _codes(lambda code: code.kind is EntryKind.RETURN_OR_NOC)
_IS_FORWARD = _codes(lambda code: code.kind is not EntryKind.RETURN_OR_NOC)
_IS_DEBIT = _codes(lambda code: code.direction is Direction.DEBIT)
_IS_PRENOTE = _codes(lambda code: code.kind is EntryKind.PRENOTE)
_IS_ZERO_DOLLAR = _codes(lambda code: code.kind is EntryKind.ZERO_DOLLAR)


def _amount_max(batch: BatchInCheck, bank: BankRules, *, is_debit: bool) -> int:
    return _least(
        _AMOUNT_MAX,
        batch.sec.amount_max_cents if batch.sec else None,
        batch.same_day_max_cents,
        bank.entry_max_cents,
        MICRO_ENTRY_MAX_CENTS if batch.is_micro and not is_debit else None,
    )


def _least(limit: int, *others: int | None) -> int:
    return min([limit, *(other for other in others if other is not None)])


def _payment_types(sec: SecCode) -> Flags | None:
    if not sec.payment_type_codes:
        return None
    allowed = np.zeros(256, np.bool_)
    allowed[[ord(code or " ") for code in sec.payment_type_codes]] = True
    return allowed
