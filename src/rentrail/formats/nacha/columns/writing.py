"""Writing many entries at once: columns of values in, the bytes of their lines out.

What is written here is proven right with a few operations on whole columns. Columns in which
something may be wrong are not written but handed back, for the writer of rows to say what it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rentrail.formats.nacha.addenda import PaymentAddenda
from rentrail.formats.nacha.columns import words
from rentrail.formats.nacha.columns.scratch import scratch
from rentrail.formats.nacha.columns.words import Characters, Flags, Words
from rentrail.formats.nacha.entries import PpdEntry
from rentrail.formats.nacha.fields import RECORD_LENGTH, Record
from rentrail.formats.nacha.routing import PREFIXES, WEIGHTS
from rentrail.formats.nacha.rows import TRACE_SEQUENCE_MAX, RowBatch

if TYPE_CHECKING:
    from rentrail.formats.nacha.columns.entry_columns import EntryColumns, Integers, Texts

_BLANK = ord(" ")
_PRINTABLE_COUNT = ord("~") - _BLANK
_NOTHING = np.uint64(0)
_SAYING = ~words.ZEROS  # the bits that a blank, a zero and a zero byte do not have
_INFORMATION = "payment_related_information"
_TEXT_FIELDS = (
    "dfi_account_number", "identification_number", "individual_name", "discretionary_data",
)  # fmt: skip
WIDTHS = {
    **{name: PpdEntry.column(name).width for name in _TEXT_FIELDS},
    _INFORMATION: PaymentAddenda.column(_INFORMATION).width,
}  # of the texts, in characters
_INDICATOR = PpdEntry.column("addenda_indicator").start - 1
_TRACE = PpdEntry.column("trace_number")
_DETAIL_START = f"{PpdEntry.TYPE:<{_INDICATOR}}0"  # up to the trace number
_IS_PREFIX = np.isin(np.arange(100), list(PREFIXES))


class Written(NamedTuple):
    """The lines of some entries, and what they add up to."""

    content: bytes
    line_count: int
    entry_hash: int
    debit_cents: int
    credit_cents: int


def write(entries: EntryColumns, batch: RowBatch, line_end: str) -> Written | None:
    """Write some entries of a batch; the batch is asked for its rules, and does not change.

    None when it can't be proven that all of them are right: the writer of rows is to judge.
    """
    limits = _limits_of(entries, batch)
    has_addenda = entries.payment_related_information != b""
    if limits is None or not _numbers_are_right(entries, limits, batch.last_sequence):
        return None
    if not _texts_have_room(entries) or (limits.addenda_needed & ~has_addenda).any():
        return None
    lines = _details(entries, batch, RECORD_LENGTH + len(line_end))
    if lines is not None and has_addenda.any():
        lines = _with_addenda(lines, entries, has_addenda) if batch.information_max else None
    if lines is None:
        return None
    debits = int(entries.amount_cents[limits.is_debit].sum())
    return Written(
        content=_ended(lines, line_end),
        line_count=len(lines),
        entry_hash=int((entries.routing_number // 10).sum()),
        debit_cents=debits,
        credit_cents=int(entries.amount_cents.sum()) - debits,
    )


class _LimitsOfEach(NamedTuple):
    is_debit: Flags
    amount_min: Integers
    amount_max: Integers
    addenda_needed: Flags


def _limits_of(entries: EntryColumns, batch: RowBatch) -> _LimitsOfEach | None:
    """Look up what each transaction code asks; None where one is not allowed."""
    codes = entries.transaction_code
    if (codes == codes[0]).all():
        found, places = codes[:1], np.broadcast_to(0, len(codes))
    else:
        found, places = np.unique(codes, return_inverse=True)
    limits = [batch.limits[code] for code in found.tolist() if code in batch.limits]
    if len(limits) < len(found):
        return None
    return _LimitsOfEach(*(np.array(column)[places] for column in zip(*limits, strict=True)))


def _numbers_are_right(entries: EntryColumns, limits: _LimitsOfEach, last_sequence: int) -> bool:
    amounts, sequences = entries.amount_cents, entries.trace_sequence
    return bool(
        (amounts >= limits.amount_min).all()
        and (amounts <= limits.amount_max).all()
        and last_sequence < sequences[0]
        and (sequences[1:] > sequences[:-1]).all()
        and sequences[-1] <= TRACE_SEQUENCE_MAX
        and _are_routing_numbers(entries.routing_number)
    )


def _texts_have_room(entries: EntryColumns) -> bool:
    return all(getattr(entries, name).dtype.itemsize <= width for name, width in WIDTHS.items())


def _are_routing_numbers(numbers: Integers) -> bool:
    if numbers.min() <= 0 or numbers.max() >= 10**9:
        return False
    identifications = numbers // 10
    check_digits = numbers - identifications * 10
    sums = words.weighted_sum(words.digits(identifications.view(np.uint64)), WEIGHTS)
    has_prefix = _IS_PREFIX[identifications // 1_000_000]
    return bool(has_prefix.all() and not ((sums.view(np.int64) + check_digits) % 10).any())


def _details(entries: EntryColumns, batch: RowBatch, length: int) -> Characters | None:
    odfi = batch.header.odfi_identification
    lines = _copies(f"{_DETAIL_START}{odfi}", len(entries), length)
    parts = {name: _put(lines, PpdEntry, name, getattr(entries, name)) for name in _TEXT_FIELDS}
    if not (_texts_are_right(parts, batch) and _other_is_right(entries, batch)):
        return None
    if not _fill_with_blanks(lines):
        return None
    identifications = entries.routing_number // 10
    _put_numbers(
        lines,
        PpdEntry,
        transaction_code=entries.transaction_code,
        rdfi_identification=identifications,
        check_digit=entries.routing_number - 10 * identifications,
        amount_cents=entries.amount_cents,
    )
    sequences = entries.trace_sequence.view(np.uint64)
    words.put_number(lines, _TRACE.start + len(odfi), _TRACE.end, sequences)
    return lines


def _texts_are_right(parts: dict[str, list[Words]], batch: RowBatch) -> bool:
    """Judge the texts while there are zeros after them: what is blank now was given as a blank."""
    said = ["dfi_account_number", "individual_name"]
    said += ["identification_number"] if batch.needs_number else []
    return (
        all(_is_unbroken(part) for part in parts.values())
        and all(_says_something(parts[name]) for name in said)
        and not any(words.has_blank(part).any() for part in parts["dfi_account_number"])
        and not any((_first_of(parts[name]) == _BLANK).any() for name in _TEXT_FIELDS)
    )


def _other_is_right(entries: EntryColumns, batch: RowBatch) -> bool:
    if not batch.sec.payment_type_codes:
        return True
    values = entries.discretionary_data
    allowed = [values == code.encode() for code in batch.sec.payment_type_codes]
    return bool(np.logical_or.reduce(allowed).all())


def _with_addenda(
    details: Characters, entries: EntryColumns, has_addenda: Flags
) -> Characters | None:
    addenda = _addenda(entries, has_addenda, details.shape[1])
    if addenda is None:
        return None
    details[has_addenda, _INDICATOR] = ord("1")
    count, length = len(details) + len(addenda), details.shape[1]
    lines = scratch("lines", count * length).reshape(count, length)
    places = np.arange(len(details)) + np.cumsum(has_addenda) - has_addenda
    lines[places] = details
    lines[places[has_addenda] + 1] = addenda
    return lines


def _addenda(entries: EntryColumns, has_addenda: Flags, length: int) -> Characters | None:
    sequences = entries.trace_sequence[has_addenda]
    lines = _copies("705", len(sequences), length)
    texts = entries.payment_related_information[has_addenda]
    if not (_is_unbroken(_put(lines, PaymentAddenda, _INFORMATION, texts))):
        return None
    if not _fill_with_blanks(lines):
        return None
    _put_numbers(
        lines,
        PaymentAddenda,
        addenda_sequence_number=np.ones_like(sequences),
        entry_detail_sequence_number=sequences,
    )
    return lines


def _copies(start: str, count: int, length: int) -> Characters:
    """Give so many lines that start so, and are blank after it."""
    lines = scratch(start[0], count * length).reshape(count, length)
    lines[:] = np.frombuffer(start.ljust(length).encode(), np.uint8)
    return lines


def _put(lines: Characters, record: type[Record], name: str, texts: Texts) -> list[Words]:
    """Write texts, and give their words as they stand now: with zeros after the texts."""
    column = record.column(name)
    words.put_text(lines, column.start, texts)
    end = column.start + texts.dtype.itemsize - 1
    return words.text_words(lines, column.start, end, _NOTHING)


def _put_numbers(lines: Characters, record: type[Record], **values: Integers) -> None:
    for name, numbers in values.items():
        column = record.column(name)
        words.put_number(lines, column.start, column.end, numbers.view(np.uint64))


def _fill_with_blanks(lines: Characters) -> bool:
    """Put blanks for the zeros after texts; tell whether all else is printable."""
    characters = lines.reshape(-1)
    zeros, others = scratch("zeros", lines.size), scratch("others", lines.size)
    np.equal(characters, 0, out=zeros.view(np.bool_))
    np.subtract(characters, _BLANK, out=others)
    np.greater(others, _PRINTABLE_COUNT, out=others.view(np.bool_))  # 1: a zero, or unprintable
    np.not_equal(zeros, others, out=others.view(np.bool_))
    np.multiply(zeros, _BLANK, out=zeros)
    np.bitwise_or(characters, zeros, out=characters)
    return not others.any()


def _is_unbroken(parts: list[Words]) -> bool:
    """Tell whether no text has a zero before its end."""
    return not words.gaps([words.set_bytes(part) for part in parts]).any()


def _says_something(parts: list[Words]) -> bool:
    """Tell whether no text is empty, blank or zeros."""
    return bool((np.bitwise_or.reduce([part & _SAYING for part in parts]) != 0).all())


def _first_of(parts: list[Words]) -> Words:
    return parts[0] & np.uint64(0xFF)


def _ended(lines: Characters, line_end: str) -> bytes:
    for place, character in enumerate(line_end, RECORD_LENGTH):
        lines[:, place] = ord(character)
    return lines.tobytes()
