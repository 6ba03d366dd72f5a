"""What `rentrail nacha inspect` and `diff` say of a file: in words, with account numbers masked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cache
from itertools import zip_longest

from rentrail.config.cli.bank_files import masked
from rentrail.formats import nacha
from rentrail.formats.nacha.fields import RECORD_LENGTH, Column, Kind, Record
from rentrail.formats.nacha.file import Entry
from rentrail.formats.nacha.parts import (
    BatchOutline,
    Outline,
    Rereadable,
    iter_parts,
    iter_records,
    outline_first,
)
from rentrail.primitives.money import format_cents

LEVELS = ("file", "batch", "entry")
_LONG_NUMBER = re.compile("[0-9]{12}")
_LINE_ENDS = {"\n": "LF", "\r\n": "CRLF", "\r": "CR", "": "no"}
# Told in the line of an entry or addenda already, or of no interest there.
_TOLD_OF_ENTRY = {
    "transaction_code", "rdfi_identification", "check_digit", "dfi_account_number",
    "amount_cents", "addenda_indicator", "trace_number",
}  # fmt: skip
_TOLD_OF_ADDENDA = {"addenda_type_code", "entry_detail_sequence_number", "trace_number"}
_EXPLAINED = {
    "return_reason_code", "dishonored_return_reason_code", "contested_return_reason_code",
    "change_code", "refused_change_code",
}  # fmt: skip


def page_of(source: Rereadable, *, level: str, unmasked: bool) -> Iterator[str]:
    """Give the lines that show a file, down to a level; an open file is gone through twice."""
    drawn = outline_first(source)
    yield from _of_file(drawn)
    if level == "batch":
        for batch in drawn.batches:
            yield ""
            yield from _of_batch(batch)
    if level == "entry":
        yield from _of_entries(drawn, source, unmasked=unmasked)


def counted(count: int, one: str, several: str) -> str:
    """Say how many there are.

    >>> counted(1, "batch", "batches"), counted(2_000, "batch", "batches")
    ('1 batch', '2,000 batches')
    """
    return f"{count:,} {one if count == 1 else several}"


def differences(first: Rereadable, second: Rereadable, *, unmasked: bool) -> Iterator[str]:
    """Give the lines that tell in what two files differ; none when they are the same.

    Open files are gone through twice, and little of them is in memory at once as long as their
    records are of the same kinds and traces.
    """
    ours, theirs = outline_first(first), outline_first(second)
    for name in ("line_end", "ends_with_line_end", "padding_count", "trailing"):
        before, after = getattr(ours, name), getattr(theirs, name)
        if before != after:
            yield f"{name.replace('_', ' ')}: {before!r}, then {after!r}"
    records, others = (iter_records(iter_parts(source)) for source in (first, second))
    for some, other in _parts_that_differ(records, others):
        yield from _changed(some, other, unmasked=unmasked)
    for our_stray, their_stray in zip_longest(ours.strays, theirs.strays):
        if our_stray != their_stray:
            line = (our_stray or their_stray).line
            yield f"line {line}: a line that belongs nowhere differs, or is in one file only"


def _parts_that_differ(
    ours: Iterator[Record], theirs: Iterator[Record]
) -> Iterator[tuple[Sequence[Record], Sequence[Record]]]:
    """Give the records that stand in each other's place.

    Those of the same kind and trace are held against each other one by one; from the first on that
    is of another, what follows is looked at as a whole.
    """
    for one, other in zip_longest(ours, theirs):
        if one is None or other is None or _place_of(one) != _place_of(other):
            rest = [found for found in (one, *ours) if found]
            yield from _longest_matches(rest, [found for found in (other, *theirs) if found])
        elif one.text != other.text:
            yield [one], [other]


def _longest_matches(
    ours: Sequence[Record], theirs: Sequence[Record]
) -> Iterator[tuple[Sequence[Record], Sequence[Record]]]:
    matcher = SequenceMatcher(
        None, [one.text for one in ours], [one.text for one in theirs], autojunk=False
    )
    for what, start, end, their_start, their_end in matcher.get_opcodes():
        if what != "equal":
            yield ours[start:end], theirs[their_start:their_end]


def _place_of(record: Record) -> tuple[type[Record], str]:
    has_trace = isinstance(record, nacha.EntryDetail) and "trace_number" in type(record).FIELDS
    return type(record), record.raw("trace_number") if has_trace else ""


def _of_file(file: Outline) -> Iterator[str]:
    header, control = file.header, file.control
    if header:
        yield f"From {_party(header.immediate_origin, header.immediate_origin_name)}"
        yield f"To   {_party(header.immediate_destination, header.immediate_destination_name)}"
        made = f"{header.file_creation_date} {header.file_creation_time}".strip()
        yield f"Made {made} (YYMMDD HHMM), file ID modifier {header.file_id_modifier}"
    else:
        yield "There is no file header."
    yield (
        f"A {file.kind.value} file of {counted(len(file.batches), 'batch', 'batches')} and "
        f"{counted(file.entry_count, 'entry', 'entries')}, "
        f"with {_LINE_ENDS[file.line_end]} line ends and {file.padding_count} lines of padding"
    )
    if control:
        yield _sums(control).capitalize()
    else:
        yield "There is no file control."
    if file.strays:
        yield f"{len(file.strays)} lines belong nowhere; `rentrail nacha validate` names them."


def _of_entries(drawn: Outline, source: Rereadable, *, unmasked: bool) -> Iterator[str]:
    batches = iter(drawn.batches)
    for part in iter_parts(source):
        match part:
            case Entry():
                yield from _of_entry(part, unmasked=unmasked)
            case nacha.BatchHeader() | nacha.IatBatchHeader():
                yield ""
                yield from _of_batch(next(batches))
            case _:
                pass  # the outline told it


def _of_batch(batch: BatchOutline) -> Iterator[str]:
    header, control = batch.header, batch.control
    name = "" if isinstance(header, nacha.IatBatchHeader) else header.company_name
    yield (
        f"Batch {_number(header, 'batch_number')}: {header.standard_entry_class_code} "
        f"{_party(header.company_identification, name)}, {header.company_entry_description}, "
        f"service class {header.raw('service_class_code')}, "
        f"effective {header.effective_entry_date or '(none)'}, ODFI {header.odfi_identification}"
    )
    sums = _sums(control) if control else "no batch control"
    yield f"  {batch.kind.value}: {counted(batch.entry_count, 'entry', 'entries')}, {sums}"


def _of_entry(entry: Entry, *, unmasked: bool) -> Iterator[str]:
    detail = entry.detail
    if len(detail.text) != RECORD_LENGTH:
        yield f"  {_of_wrong_length(detail)}"
        return
    account = masked(
        type(detail).FIELDS["dfi_account_number"], detail.raw("dfi_account_number"),
        unmasked=unmasked,
    )  # fmt: skip
    yield (
        f"  {detail.raw('trace_number')}  {_meaning(detail.raw('transaction_code'))}  "
        f"{detail.raw('rdfi_identification')}{detail.raw('check_digit')}  {account}  "
        f"{_amount(detail, 'amount_cents')}"
    )
    yield from _fields_of(detail, indent=6, unmasked=unmasked)
    for addenda in entry.addenda:
        if len(addenda.text) != RECORD_LENGTH:
            yield f"      {_of_wrong_length(addenda)}"
            continue
        yield f"      addenda {addenda.raw('addenda_type_code')}"
        yield from _fields_of(addenda, indent=8, unmasked=unmasked)


def _of_wrong_length(record: Record) -> str:
    """Show nothing of a record whose account number may stand in other columns than its own."""
    return f"line {record.line} has {len(record.text)} characters: its fields cannot be told apart"


def _fields_of(record: Record, *, indent: int, unmasked: bool) -> Iterator[str]:
    """Give the fields that say something, under their names."""
    told = _TOLD_OF_ENTRY if isinstance(record, nacha.EntryDetail) else _TOLD_OF_ADDENDA
    for column in record.COLUMNS:
        shown = _shown(record, column, unmasked=unmasked)
        if shown and column.name not in told:
            if column.name in _EXPLAINED:
                shown = _meaning(shown)
            yield f"{'':{indent}}{column.name.replace('_', ' ')}: {shown}"


def _changed(ours: Sequence[Record], theirs: Sequence[Record], *, unmasked: bool) -> Iterator[str]:
    """Tell of records that stand in each other's place, and of those in one file only."""
    for before, after in zip_longest(ours, theirs):
        if before is None or after is None or type(before) is not type(after):
            for record, here, there in ((before, "first", "second"), (after, "second", "first")):
                if record is not None:
                    name = type(record).__name__
                    yield f"line {record.line} of the {here}: {name} is not in the {there}"
            continue
        place = f"line {before.line}" + ("" if before.line == after.line else f" and {after.line}")
        if len(before.text) != len(after.text):
            yield f"{place}: {type(before).__name__} is of another length"
            continue
        for column in before.COLUMNS:
            if before.raw(column.name) != after.raw(column.name):
                was, is_now = (_shown(one, column, unmasked=unmasked) for one in (before, after))
                yield f"{place}: {type(before).__name__} {column.name}: {was!r}, then {is_now!r}"


def _shown(record: Record, column: Column, *, unmasked: bool) -> str:
    """Give a field as it is shown; where the class is not known, a number may be a card's."""
    raw = record.raw(column.name)
    if isinstance(record, nacha.UnclassedEntry) and _LONG_NUMBER.search(raw):
        column = replace(column, secret=column.kind is Kind.TEXT)
    return masked(column, raw, unmasked=unmasked)


def _sums(control: Record) -> str:
    debits, credits_ = (_amount(control, f"total_{side}_cents") for side in ("debit", "credit"))
    return f"debits {debits}, credits {credits_}"


def _party(number: str, name: str) -> str:
    return " ".join(part for part in (number.strip(), name) if part)


def _amount(record: Record, name: str) -> str:
    raw = record.raw(name)
    return format_cents(int(raw)) if raw.isdecimal() else f"{raw!r} (no number)"


def _number(record: Record, name: str) -> str:
    raw = record.raw(name)
    return str(int(raw)) if raw.isdecimal() else repr(raw)


@cache
def _meaning(code: str) -> str:
    """Give a code with its meaning, where it has one."""
    try:
        return f"{code} {nacha.explain(code).title}"
    except nacha.UnknownCode:
        return f"{code} (unknown)"
