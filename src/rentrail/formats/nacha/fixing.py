"""Putting a file's sums right, when asked: its counts, hashes, totals, numbers and padding.

What the entries say is never touched. Whether a wrong sum is a slip of the program that made the
file, or shows that entries are missing, only its maker knows: so this tells all that it changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from rentrail.formats.nacha.addenda import AddendaRecord
from rentrail.formats.nacha.assembling import batch_of, file_of
from rentrail.formats.nacha.errors import NachaReadError, NachaWriteError
from rentrail.formats.nacha.fields import RECORD_LENGTH, Record, is_digits
from rentrail.formats.nacha.file import AchFile, Batch, Entry, FileKind

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
    if file.header is None or file.strays or not file.has_uniform_line_ends:
        raise FileNotFixable("The order of the lines is broken; that is for a person to put right.")
    _refuse_wrong_lengths(file)
    changes: list[Change] = []
    try:
        batches = [_fixed_batch(batch, changes) for batch in file.batches]
        made = file_of(
            file.header,
            batches,
            line_end=file.line_end,
            padded=padded,
            ends_with_line_end=file.ends_with_line_end,
        )
    except (NachaReadError, NachaWriteError) as fault:
        raise FileNotFixable(str(fault)) from None
    assert made.control is not None  # noqa: S101 (it was just made)
    control = _fixed_control(file.control, made.control, changes)
    if file.padding_count != made.padding_count:
        changes.append(
            Change(
                line=None,
                record="padding",
                field="lines",
                before=str(file.padding_count),
                after=str(made.padding_count),
            )
        )
    return replace(made, control=control, trailing=file.trailing), changes


def _refuse_wrong_lengths(file: AchFile) -> None:
    for record in file.records():
        if len(record.text) != RECORD_LENGTH:
            raise FileNotFixable(f"Line {record.line} has {len(record.text)} characters.")


def _fixed_batch(batch: Batch, changes: list[Change]) -> Batch:
    entries = tuple(_fixed_entry(entry, changes) for entry in batch.entries)
    made = batch_of(batch.header, entries)
    assert made.control is not None  # noqa: S101 (it was just made)
    return replace(made, control=_fixed_control(batch.control, made.control, changes))


def _fixed_entry(entry: Entry, changes: list[Change]) -> Entry:
    detail, trace = entry.detail, entry.detail.trace_number
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
