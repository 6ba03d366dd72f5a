"""Putting a file's sums right, when asked: its counts, hashes, totals, numbers and padding.

What the entries say is never touched. Whether a wrong sum is a slip of the program that made the
file, or shows that entries are missing, only its maker knows: so this tells all that it changed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from rentrail.formats.nacha.addenda import AddendaRecord
from rentrail.formats.nacha.assembling import batch_control_of, file_control_of
from rentrail.formats.nacha.errors import NachaReadError, NachaWriteError
from rentrail.formats.nacha.fields import RECORD_LENGTH, Record, is_digits
from rentrail.formats.nacha.file import AchFile, Entry, FileKind
from rentrail.formats.nacha.parts import (
    BatchEnd,
    Outline,
    Part,
    Rereadable,
    iter_parts,
    outline_first,
)
from rentrail.formats.nacha.reader import parse
from rentrail.formats.nacha.records import (
    BLOCKING_FACTOR,
    PADDING_LINE,
    AnyBatchControl,
    AnyBatchHeader,
    BatchHeader,
    FileHeader,
    IatBatchHeader,
)
from rentrail.formats.nacha.rewriting import LinesToWrite
from rentrail.formats.nacha.sec_codes import ADVICE_SEC_CODE
from rentrail.formats.nacha.totals import Totals

_TRACE_LENGTH = 15

_Record = TypeVar("_Record", bound=Record)
_Control = TypeVar("_Control", bound=Record)

# What a control repeats or adds up.
_SUMS = (
    "service_class_code", "batch_count", "block_count", "entry_addenda_count", "entry_hash",
    "total_debit_cents", "total_credit_cents", "company_identification", "odfi_identification",
    "batch_number",
)  # fmt: skip


class FileNotFixable(ValueError):
    """What is wrong with a file is more than its sums. The text is fit to show a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One field that was changed, a record that was added (`before` is None), or padding."""

    line: int | None  # in the file as it was; None: there was no such line
    record: str
    field: str
    before: str | None
    after: str

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        was = "was missing" if self.before is None else f"was {self.before}"
        return f"{place}{self.record} {self.field} {was}, is {self.after}"


def fix(file: AchFile, *, padded: bool = True) -> tuple[AchFile, list[Change]]:
    """Work out the controls, addenda marks and padding anew; tell what was changed.

    Counted and added up are: the addenda indicators and counts of entries, the sequence numbers of
    addenda and the trace numbers that they repeat, batch controls, file control, block count and
    padding. All else that `validate` tells is for a person to put right.

    Raises:
        FileNotFixable: the order of the records is broken, or a number has letters.
    """
    changes: list[Change] = []
    fixed = parse(b"".join(iter_fixed(file, changes, padded=padded)))
    return fixed, changes


def iter_fixed(
    source: Rereadable, changes: list[Change], *, padded: bool = True
) -> Iterator[bytes]:
    """Give the file that `fix` makes piece by piece, in little memory; add to the changes.

    Raises:
        FileNotFixable: see `fix`; what was given by then is of no use.
    """
    drawn = outline_first(source)
    if drawn.header is None or not drawn.is_in_order:
        raise FileNotFixable("The order of the lines is broken; that is for a person to put right.")
    fixer = _Fixer(drawn, changes)
    try:
        for part in iter_parts(source):
            fixer.take(part)
            if fixer.lines.are_many:
                yield fixer.lines.taken()
        fixer.finish(padded=padded)
    except (NachaReadError, NachaWriteError) as fault:
        raise FileNotFixable(str(fault)) from None
    yield fixer.lines.taken()


class _Fixer:
    """Puts one part after the other right, and keeps the lines."""

    def __init__(self, drawn: Outline, changes: list[Change]):
        self.lines = LinesToWrite(drawn.line_end)
        self._drawn = drawn
        self._changes = changes
        self._header: AnyBatchHeader | None = None
        self._totals = Totals()  # of the batch that is open
        self._all_totals = Totals()

    def take(self, part: Part) -> None:
        match part:
            case Entry():
                fixed = _fixed_entry(part, self._changes)
                self._totals.add(fixed)
                self.lines.add(fixed.detail.text, *[one.text for one in fixed.addenda])
            case BatchEnd(control):
                self._end(control)
            case FileHeader():
                self._add(part)
            case BatchHeader() | IatBatchHeader():
                self._header, self._totals = part, Totals()
                self._add(part)
            case _:
                pass  # the file control, which the outline holds

    def finish(self, *, padded: bool) -> None:
        drawn = self._drawn
        record_count = 2 + 2 * len(drawn.batches) + self._all_totals.entry_addenda_count
        sec_codes = {batch.header.standard_entry_class_code for batch in drawn.batches}
        made = file_control_of(
            self._all_totals,
            batch_count=len(drawn.batches),
            record_count=record_count,
            has_advices=ADVICE_SEC_CODE in sec_codes,
        )
        self._add(_fixed_control(drawn.control, made, self._changes))
        padding_count = -record_count % BLOCKING_FACTOR if padded else 0
        self.lines.add(*[PADDING_LINE] * padding_count, *drawn.trailing)
        if drawn.ends_with_line_end:
            self.lines.add("")
        if drawn.padding_count != padding_count:
            self._changes.append(_change_of_padding(drawn.padding_count, padding_count))

    def _end(self, control: AnyBatchControl | None) -> None:
        assert self._header is not None  # noqa: S101 (a batch begins before it ends)
        made = batch_control_of(self._header, self._totals)
        self._add(_fixed_control(control, made, self._changes))
        self._all_totals.add_all(self._totals)

    def _add(self, record: Record) -> None:
        _refuse_wrong_length(record)
        self.lines.add(record.text)


def _change_of_padding(before: int, after: int) -> Change:
    return Change(line=None, record="padding", field="lines", before=str(before), after=str(after))


def _refuse_wrong_length(record: Record) -> None:
    if len(record.text) != RECORD_LENGTH:
        raise FileNotFixable(f"Line {record.line} has {len(record.text)} characters.")


def _fixed_entry(entry: Entry, changes: list[Change]) -> Entry:
    detail, trace = entry.detail, entry.detail.trace_number
    for record in (detail, *entry.addenda):
        _refuse_wrong_length(record)
    if entry.addenda and not is_digits(trace, _TRACE_LENGTH):
        raise FileNotFixable(f"The trace number in line {entry.line} is no number.")
    wanted: dict[str, object] = {"addenda_indicator": int(bool(entry.addenda))}
    if "addenda_count" in type(detail).FIELDS and entry.kind is FileKind.FORWARD:
        wanted["addenda_count"] = len(entry.addenda)
    counts: dict[type[AddendaRecord], int] = {}
    addenda = []
    for one in entry.addenda:
        counts[type(one)] = counts.get(type(one), 0) + 1
        own = {
            "trace_number": trace,
            "entry_detail_sequence_number": int(trace[-7:]),
            "addenda_sequence_number": counts[type(one)],
        }
        fields = type(one).FIELDS
        addenda.append(_changed(one, {name: own[name] for name in own if name in fields}, changes))
    return Entry(_changed(detail, wanted, changes), tuple(addenda))


def _fixed_control(found: _Control | None, made: _Control, changes: list[Change]) -> _Control:
    """Keep what a control says beside its sums."""
    if found is not None:
        _refuse_wrong_length(found)
    if found is None or type(found) is not type(made):
        changes.append(
            Change(
                line=None, record=type(made).__name__, field="record", before=None, after=made.text
            )
        )
        return made
    wanted = {name: getattr(made, name) for name in _SUMS if name in type(made).FIELDS}
    return _changed(found, wanted, changes)


def _changed(record: _Record, wanted: Mapping[str, object], changes: list[Change]) -> _Record:
    """Give a record whose fields say what is wanted; those that say so already stay untouched."""
    made = record
    for name, value in wanted.items():
        column = type(record).FIELDS[name]
        after = column.format % value
        before = record.raw(name)
        if before != after:
            made = made.replace(**{name: value})
            changes.append(
                Change(
                    line=record.line or None,
                    record=type(record).__name__,
                    field=name,
                    before=before,
                    after=after,
                )
            )
    return made
