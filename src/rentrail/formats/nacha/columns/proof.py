"""Proving entries right, many at once: what can't be proven goes to the exact rules.

A `Plan` is what one batch asks of its entries, as tables; `prove` looks at a run of its lines.
Nothing here says what is wrong. An entry in doubt may well be right; one that is not breaks no rule
of an entry or its addenda, but those that look at all entries at once (the same trace number twice,
the same entry twice), for which the proof has traces and keys.
"""

from collections.abc import Container
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rentrail.formats.nacha.addenda import PaymentAddenda
from rentrail.formats.nacha.columns import keys as keys_
from rentrail.formats.nacha.columns import shape, words
from rentrail.formats.nacha.columns.traces import NO_NUMBER
from rentrail.formats.nacha.columns.words import Characters, Flags, Words
from rentrail.formats.nacha.entries import EntryDetail
from rentrail.formats.nacha.routing import PREFIXES, WEIGHTS

Integers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

# What is in doubt: all of an entry with its addenda, or some of its fields alone.
WHOLE, TEXT, CODE, AMOUNT, ROUTING, ACCOUNT, TRACE, NO_ADDENDA = (1 << bit for bit in range(8))

CODES = 256  # tables by transaction code have room for what two characters that are no digits give

_ENTRY, _ZERO, _BLANK = ord("6"), ord("0"), ord(" ")
_LETTERS = 26
_SEQUENCES = 10_000_000  # a trace number ends in seven digits of its own
_IS_PREFIX = np.isin(np.arange(CODES), list(PREFIXES))


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a batch asks of its entries; the arrays are looked up by transaction code."""

    record: type[EntryDetail]
    odfi_identification: str  # eight digits
    is_known: Flags  # whether it is a code of entries that go forward
    is_allowed: Flags
    is_debit: Flags  # of all that are known
    is_prenote: Flags
    amount_min: Words  # in cents
    amount_max: Words
    addenda_min: Integers
    addenda_max: Integers
    payment_types: Flags | None = None  # by the character in column 77; None: any text may stand
    tells_addenda_count: bool = False
    return_reasons: tuple[Flags, Flags] | None = None  # R01 ..., of credits and of debits
    asks_whole_entries: bool = False  # there are rules beside those of single fields
    bank_wants_capitals: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """What was found in a run of lines; counts and totals leave out what is in doubt as a whole."""

    entry_rows: Integers  # at which row each entry stands; its addenda follow it
    doubts: Bytes  # of each entry; 0 where none is left
    entry_count: int
    addenda_count: int
    entry_hash: int
    debit_count: int
    prenote_count: int
    debit_cents: int
    credit_cents: int
    traces: Words  # of all entries, as numbers; NO_NUMBER where one is none
    keys: Words  # of all entries: the same where their contents are, and hardly ever else


def prove(
    lines: Characters,
    unprintable: Flags,
    plan: Plan,
    *,
    last_trace: int,
    known_traces: Container[str] = (),
) -> Proof:
    """Look at a run of lines, of which the first is an entry and all are entries or addenda.

    Args:
        lines: whole entries, with all their addenda.
        unprintable: the lines with a character that a Nacha file cannot hold.
        plan: what the batch asks.
        last_trace: the last trace number before them in the batch, 0 if there was none.
        known_traces: those of entries sent before.
    """
    is_entry = lines[:, 0] == _ENTRY
    rows = np.flatnonzero(is_entry)
    entries = lines if len(rows) == len(lines) else lines[rows]
    doubts = np.zeros(len(rows), np.uint8)
    counts, keys = np.zeros(len(rows), np.int64), keys_.of_entries(entries)
    if len(rows) < len(lines):
        owners, positions, addenda = _addenda(lines, rows, is_entry)
        wrong = unprintable[~is_entry] | _has_small_letters(addenda, plan)
        wrong |= _is_wrong_addenda(addenda, positions, entries[owners], plan)
        doubts[owners[wrong]] = WHOLE
        counts += np.bincount(owners, minlength=len(rows))
        np.add.at(keys, owners, keys_.of_addenda(addenda, positions))
    codes = _codes(entries)
    amounts = words.numbers(words.number_words(entries, *_place(plan, "amount_cents")))
    traces, is_wrong_trace = _traces(entries, plan, last_trace)
    is_wrong_count = _is_wrong_count(entries, plan, codes, counts)
    if known_traces:
        is_wrong_trace |= [f"{trace:015d}" in known_traces for trace in traces.tolist()]
    for doubt, is_wrong in (
        (WHOLE, shape.unreadable(plan.record, entries)),
        (WHOLE, ~plan.is_known[codes] | (is_wrong_count & (counts > 0))),
        (NO_ADDENDA, is_wrong_count),
        (CODE, ~plan.is_allowed[codes] | _is_wrong_payment_type(entries, plan)),
        (TEXT, shape.unfilled(plan.record, entries)),
        (TEXT | ACCOUNT, unprintable[rows]),
        (AMOUNT, (amounts < plan.amount_min[codes]) | (amounts > plan.amount_max[codes])),
        (ROUTING, _is_wrong_routing(entries)),
        (ACCOUNT, _is_wrong_account(entries, plan)),
        (TRACE, is_wrong_trace),
        (TEXT, _has_small_letters(entries, plan)),
    ):
        doubts |= is_wrong.view(np.uint8) * np.uint8(doubt)
    if plan.asks_whole_entries:
        doubts[doubts > 0] = WHOLE
    is_counted = (doubts & np.uint8(WHOLE)) == 0
    debits = amounts[is_counted & plan.is_debit[codes]]
    debit_cents = int(debits.sum())
    return Proof(
        entry_rows=rows,
        doubts=doubts,
        entry_count=int(np.count_nonzero(is_counted)),
        addenda_count=int(counts[is_counted].sum()),
        entry_hash=int(words.number(words.view(entries, 4))[is_counted].sum()),
        debit_count=len(debits),
        prenote_count=int(np.count_nonzero(is_counted & plan.is_prenote[codes])),
        debit_cents=debit_cents,
        credit_cents=int(amounts[is_counted].sum()) - debit_cents,
        traces=traces,
        keys=keys,
    )


def _codes(entries: Characters) -> Bytes:
    tens, ones = entries[:, 1] - np.uint8(_ZERO), entries[:, 2] - np.uint8(_ZERO)
    codes: Bytes = tens * np.uint8(10) + ones
    return codes


def _is_wrong_routing(entries: Characters) -> Flags:
    identification = words.view(entries, 4)
    check_digits = entries[:, 11] - np.uint8(_ZERO)
    sums = words.weighted_sum(identification, WEIGHTS) + check_digits
    tenths = (sums * np.uint64(6_554)) >> np.uint64(16)  # of at most 297, so it is exact
    has_prefix = _IS_PREFIX[words.first_two_digits(identification)]
    is_zero = identification == words.ZEROS
    is_wrong: Flags = (sums != tenths * np.uint64(10)) | ~has_prefix | is_zero
    return is_wrong


def _is_wrong_account(entries: Characters, plan: Plan) -> Flags:
    """Find account numbers with a blank before or within them."""
    parts = words.text_words(entries, *_place(plan, "dfi_account_number"))
    is_wrong: Flags = words.gaps([words.filled(part) for part in parts]) != 0
    return is_wrong


def _traces(entries: Characters, plan: Plan, last_trace: int) -> tuple[Words, Flags]:
    """Give the trace numbers, and which may not be the ODFI's or not more than the last."""
    banks, sequences = words.view(entries, 80), words.view(entries, 87)
    is_number = words.not_digits(sequences) == 0
    is_right = is_number & (banks == words.word(plan.odfi_identification))
    odfi = int(plan.odfi_identification) // 10 * 10 * _SEQUENCES  # its last digit is in sequences
    traces = words.number(sequences) + np.uint64(odfi)
    follows = is_right.copy()
    follows[1:] &= is_right[:-1] & (traces[1:] > traces[:-1])
    follows[0] &= int(traces[0]) > last_trace
    if not is_right.all():
        is_number &= words.not_digits(banks) == 0
        others = words.number(banks) * np.uint64(_SEQUENCES) + traces % np.uint64(_SEQUENCES)
        traces = np.where(is_number, others, NO_NUMBER)
    return traces, ~follows


def _is_wrong_count(entries: Characters, plan: Plan, codes: Bytes, counts: Integers) -> Flags:
    is_wrong: Flags = (entries[:, 78] - np.uint8(_ZERO)) != (counts > 0)
    is_wrong |= (counts < plan.addenda_min[codes]) | (counts > plan.addenda_max[codes])
    if plan.tells_addenda_count:
        told = words.numbers(words.number_words(entries, *_place(plan, "addenda_count")))
        is_wrong |= told != counts.view(np.uint64)
    return is_wrong


def _is_wrong_payment_type(entries: Characters, plan: Plan) -> Flags:
    if plan.payment_types is None:
        return np.zeros(len(entries), np.bool_)
    is_wrong: Flags = ~plan.payment_types[entries[:, 76]] | (entries[:, 77] != _BLANK)
    return is_wrong


def _has_small_letters(lines: Characters, plan: Plan) -> Flags:
    if not plan.bank_wants_capitals:
        return np.zeros(len(lines), np.bool_)
    is_small = (lines - np.uint8(ord("a"))) < _LETTERS
    has_any: Flags = np.logical_or.reduce(is_small, axis=1)
    return has_any


def _addenda(
    lines: Characters, rows: Integers, is_entry: Flags
) -> tuple[Integers, Words, Characters]:
    """Give the addenda: whose they are, which of its entry's each is, and the lines."""
    addenda_rows = np.flatnonzero(~is_entry)
    owners = np.cumsum(is_entry)[addenda_rows] - 1
    positions = (addenda_rows - rows[owners]).view(np.uint64)
    return owners, positions, lines[addenda_rows]


def _is_wrong_addenda(
    addenda: Characters, positions: Words, owners: Characters, plan: Plan
) -> Flags:
    if plan.return_reasons:
        return _is_wrong_return(addenda, owners, plan, *plan.return_reasons)
    is_wrong = shape.unreadable(PaymentAddenda, addenda) | ~_is_of_type(addenda, "05")
    is_wrong |= words.numbers(words.number_words(addenda, 84, 87)) != positions
    differ = words.view(addenda, 87) ^ words.view(owners, 87)
    is_wrong |= (differ >> np.uint64(8)) != 0  # of the eight characters, the first is another's
    return is_wrong


def _is_wrong_return(
    addenda: Characters, owners: Characters, plan: Plan, of_credits: Flags, of_debits: Flags
) -> Flags:
    """Look at addenda 99 of the plain kind; what it says of a death is left to the exact rules."""
    tens, ones = addenda[:, 4] - np.uint8(_ZERO), addenda[:, 5] - np.uint8(_ZERO)
    reasons = tens * np.uint8(10) + ones
    is_debit = plan.is_debit[_codes(owners)]
    is_wrong = ~np.where(is_debit, of_debits[reasons], of_credits[reasons])
    is_wrong |= (addenda[:, 3] != ord("R")) | (tens > 9) | (ones > 9)
    is_wrong |= ~_is_of_type(addenda, "99")
    is_wrong |= shape.not_digits(addenda, 7, 21) | ~shape.is_something(addenda, 7, 21)
    is_wrong |= shape.not_blank(addenda, 22, 27)
    is_wrong |= shape.not_digits(addenda, 28, 35) | ~shape.is_something(addenda, 28, 35)
    for start in (80, 87):
        is_wrong |= words.view(addenda, start) != words.view(owners, start)
    return is_wrong


def _is_of_type(addenda: Characters, type_code: str) -> Flags:
    first, second = type_code.encode()
    is_of_type: Flags = (addenda[:, 1] == first) & (addenda[:, 2] == second)
    return is_of_type


def _place(plan: Plan, name: str) -> tuple[int, int]:
    column = plan.record.column(name)
    return column.start, column.end
