"""Reads a Nacha file the way an operator does: strictly, and with a reason for every refusal.

A file is refused whole, a batch is refused alone, and a bad entry comes back with the operator's
return code while the rest of its batch goes on.

Source: [NACHA] Appendix Two (specifications for data acceptance by ACH operators).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from rentrail.simulators.bank import entry_checks
from rentrail.simulators.bank.entry_checks import Entry

RECORD_LENGTH = 94
BLOCKING_FACTOR = 10
PADDING = "9" * RECORD_LENGTH
SERVICE_CLASSES = {"200": (True, True), "220": (False, True), "225": (True, False)}
RESERVED_DESCRIPTIONS = {
    "REVERSAL", "RECLAIM", "NONSETTLED", "RETURN FEE", "RETRY PYMT", "AUTOENROLL",
    "REDEPCHECK", "NO CHECK", "ACCTVERIFY",
}  # fmt: skip
RETURN_TRANSACTION_CODES = {"21", "26", "31", "36", "41", "46", "51", "56"}


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What this bank wants to see in a file sent to it."""

    immediate_destination: str
    immediate_origins: tuple[str, ...]
    odfi_identification: str
    padding_required: bool = True


@dataclass(frozen=True, kw_only=True)
class FileIdentity:
    """The fields of a file header by which an operator tells files apart."""

    immediate_destination: str = ""
    immediate_origin: str = ""
    creation_date: str = ""
    creation_time: str = ""
    file_id_modifier: str = ""

    @property
    def created_on(self) -> date | None:
        """The creation date, when it is a date at all."""
        return parse_date(self.creation_date)


@dataclass(kw_only=True)
class EntryBatch:
    """An entry batch as it was read; `reason` is filled when it is refused."""

    header: str
    number: str
    entries: list[Entry] = field(default_factory=list)
    entry_addenda_count: int = 0
    entry_hash: int = 0
    total_debit_cents: int = 0
    total_credit_cents: int = 0
    reason: str = ""

    @property
    def sec_code(self) -> str:
        """Standard Entry Class code."""
        return self.header[50:53]

    @property
    def effective_entry_date(self) -> date | None:
        """The effective entry date, when it is a date at all."""
        return parse_date(self.header[69:75])

    @property
    def is_marked_same_day(self) -> bool:
        """Whether the company descriptive date asks for same-day settlement (SDHHMM)."""
        return re.fullmatch(r"SD\d{4}", self.header[63:69]) is not None


@dataclass(kw_only=True)
class ReadFile:
    """A file as it was read; `reason` is filled when it is refused whole."""

    identity: FileIdentity = field(default_factory=FileIdentity)
    batches: list[EntryBatch] = field(default_factory=list)
    entry_addenda_count: int = 0
    total_debit_cents: int = 0
    total_credit_cents: int = 0
    reason: str = ""


class _RefusedError(Exception):
    """Part of the file cannot be taken; the text says why."""


def read_file(content: bytes, *, expected: Expected) -> ReadFile:
    """Read a file and judge it; what is wrong stands in the reasons."""
    file = ReadFile()
    try:
        lines = _records(content)
        file.identity = _identity(lines[0])
        _check_file_header(lines[0], expected=expected)
        body = _without_padding(lines, padding_required=expected.padding_required)
        groups = _batch_groups(body[1:-1], first_line_number=2)
        _check_file_control(file, control=body[-1], groups=groups, record_count=len(body))
    except _RefusedError as refusal:
        file.reason = str(refusal)
        return file
    file.batches = [_read_batch(group, expected=expected) for group in groups]
    _refuse_batches_out_of_place(file.batches)
    return file


def parse_date(text: str) -> date | None:
    """Read YYMMDD; None when there is no such day."""
    if not re.fullmatch(r"\d{6}", text):
        return None
    try:
        return datetime.strptime(f"{text}+0000", "%y%m%d%z").date()
    except ValueError:
        return None


def _records(content: bytes) -> list[str]:
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError as problem:
        raise _RefusedError(f"Byte {problem.start + 1} of the file is not ASCII.") from problem
    lines = _lines(text)
    if not lines or not lines[0]:
        raise _RefusedError("The file is empty.")
    for number, line in enumerate(lines, start=1):
        if len(line) != RECORD_LENGTH:
            raise _RefusedError(f"Line {number} has {len(line)} characters instead of 94.")
        if not line.isprintable():
            raise _RefusedError(f"Line {number} holds a character that is not allowed.")
    return lines


def _lines(text: str) -> list[str]:
    if "\n" not in text:
        return [text[at : at + RECORD_LENGTH] for at in range(0, len(text), RECORD_LENGTH)]
    ending = "\r\n" if text.split("\n", 1)[0].endswith("\r") else "\n"
    return text.removesuffix(ending).split(ending)


def _identity(line: str) -> FileIdentity:
    if line[0] != "1":
        raise _RefusedError("The file does not begin with a file header.")
    return FileIdentity(
        immediate_destination=line[3:13].strip(),
        immediate_origin=line[13:23].strip(),
        creation_date=line[23:29],
        creation_time=line[29:33],
        file_id_modifier=line[33],
    )


def _check_file_header(line: str, *, expected: Expected) -> None:
    identity = _identity(line)
    _require(line[1:3] == "01", "The priority code is not 01.")
    _require(
        identity.immediate_destination == expected.immediate_destination,
        f"The immediate destination {identity.immediate_destination} is not this bank.",
    )
    _require(
        not expected.immediate_origins or identity.immediate_origin in expected.immediate_origins,
        f"The immediate origin {identity.immediate_origin} is not known here.",
    )
    _require(identity.created_on is not None, "The file creation date is not a date.")
    _require(
        re.fullmatch(r"([01]\d|2[0-3])[0-5]\d|    ", line[29:33]) is not None,
        "The file creation time is not a time.",
    )
    _require(re.fullmatch("[A-Z0-9]", line[33]) is not None, "The file ID modifier is not valid.")
    _require(line[34:37] == "094", "The record size is not 094.")
    _require(line[37:39] == "10", "The blocking factor is not 10.")
    _require(line[39] == "1", "The format code is not 1.")


def _without_padding(lines: Sequence[str], *, padding_required: bool) -> Sequence[str]:
    end = len(lines)
    while end > 1 and lines[end - 1] == PADDING:
        end -= 1
    _require(len(lines) - end < BLOCKING_FACTOR, "The file ends in too many lines of nines.")
    if padding_required or end != len(lines):
        _require(len(lines) % BLOCKING_FACTOR == 0, "The file is not filled to a block of ten.")
    _require(end > 1 and lines[end - 1][0] == "9", "The file control is missing.")
    return lines[:end]


def _batch_groups(lines: Sequence[str], *, first_line_number: int) -> list[Sequence[str]]:
    groups = []
    start: int | None = None
    for index, line in enumerate(lines):
        number, kind = index + first_line_number, line[0]
        if kind not in "5678":
            raise _RefusedError(f"Line {number}: a record of type {kind} is out of place.")
        if (kind == "5") is not (start is None):
            raise _RefusedError(f"Line {number}: a record of type {kind} is out of order.")
        if kind == "5":
            start = index
        elif kind == "7" and lines[index - 1][0] == "5":
            raise _RefusedError(f"Line {number}: an addenda record follows no entry.")
        elif kind == "8":
            groups.append(lines[start : index + 1])
            start = None
    if start is not None:
        raise _RefusedError("The last batch has no batch control.")
    return groups


def _check_file_control(
    file: ReadFile, *, control: str, groups: Sequence[Sequence[str]], record_count: int
) -> None:
    controls = [group[-1] for group in groups]
    file.entry_addenda_count = _number(control[13:21], "file entry count")
    file.total_debit_cents = _number(control[31:43], "file debit total")
    file.total_credit_cents = _number(control[43:55], "file credit total")
    blocks = -(-record_count // BLOCKING_FACTOR)
    checks = {
        "batch count": (_number(control[1:7], "batch count"), len(groups)),
        "block count": (_number(control[7:13], "block count"), blocks),
        "entry count": (file.entry_addenda_count, _sum(controls, 4, 10)),
        "entry hash": (
            _number(control[21:31], "file entry hash"),
            _sum(controls, 10, 20) % 10**10,
        ),
        "debit total": (file.total_debit_cents, _sum(controls, 20, 32)),
        "credit total": (file.total_credit_cents, _sum(controls, 32, 44)),
    }
    for name, (stated, found) in checks.items():
        _require(stated == found, f"The file's {name} is {stated}, but its batches make {found}.")
    _require(not control[55:].strip(), "The file control's last field is not blank.")
    _require(bool(groups), "The file holds no batch.")


def _read_batch(lines: Sequence[str], *, expected: Expected) -> EntryBatch:
    header, control = lines[0], lines[-1]
    batch = EntryBatch(header=header, number=header[87:94])
    try:
        _check_batch_header(header, expected=expected)
        _read_entries(batch, lines=lines[1:-1])
        _check_entries_fit(batch)
        _check_batch_control(batch, control=control)
    except _RefusedError as refusal:
        batch.reason = str(refusal)
    return batch


def _check_batch_header(header: str, *, expected: Expected) -> None:
    sec_code, description = header[50:53], header[53:63].strip()
    _require(header[1:4] in SERVICE_CLASSES, f"Service class {header[1:4]} is not valid.")
    _require(bool(header[4:20].strip()), "The company name is blank.")
    _require(bool(header[40:50].strip(" 0")), "The company identification is blank or zeros.")
    _require(sec_code in entry_checks.SEC_RULES, f"SEC code {sec_code} is not taken.")
    _require(bool(description.strip("0")), "The company entry description is blank or zeros.")
    _require(
        description.upper() not in RESERVED_DESCRIPTIONS or description.isupper(),
        f"The reserved description {description} is not in upper case.",
    )
    _require(
        (sec_code == "RCK") == (description == "REDEPCHECK"),
        "REDEPCHECK and SEC code RCK go together.",
    )
    _require(not header[75:78].strip(), "The settlement date is for the operator to fill.")
    _require(header[78] == "1", "The originator status code is not 1.")
    _require(
        header[79:87] == expected.odfi_identification,
        f"The originating bank {header[79:87]} is not this bank.",
    )
    _require(header[87:94].isdigit(), "The batch number is not a number.")


def _read_entries(batch: EntryBatch, *, lines: Sequence[str]) -> None:
    index = 0
    while index < len(lines):
        end = index + 1
        while end < len(lines) and lines[end][0] == "7":
            end += 1
        _add_entry(batch, line=lines[index], addenda=lines[index + 1 : end])
        index = end
    _require(bool(batch.entries), "The batch holds no entry.")


def _add_entry(batch: EntryBatch, *, line: str, addenda: Sequence[str]) -> None:
    trace, code = line[79:94], line[1:3]
    _require(trace.isdigit(), f"Trace number {trace} is not a number.")
    _require(line[29:39].isdigit(), f"Trace {trace}: the amount is not a number (R19).")
    _require(line[3:12].isdigit(), f"Trace {trace}: the routing number is not a number (R13).")
    _require(
        code not in RETURN_TRANSACTION_CODES,
        f"Trace {trace}: returns are not mixed with forward entries.",
    )
    entry = entry_checks.read_entry(line, addenda=addenda, header=batch.header)
    batch.entries.append(entry)
    batch.entry_addenda_count += 1 + len(addenda)
    batch.entry_hash += int(line[3:11])
    if entry.is_debit:
        batch.total_debit_cents += entry.amount_cents
    else:
        batch.total_credit_cents += entry.amount_cents


def _check_entries_fit(batch: EntryBatch) -> None:
    debits_allowed, credits_allowed = SERVICE_CLASSES[batch.header[1:4]]
    odfi, last = batch.header[79:87], ""
    for entry in batch.entries:
        trace = entry.trace_number
        _require(trace[:8] == odfi, f"Trace {trace} does not begin with the originating bank.")
        _require(trace > last, f"Trace {trace} does not rise.")
        _require(
            entry.transaction_code in entry_checks.TRANSACTION_CODES,
            f"Trace {trace}: transaction code {entry.transaction_code} is not valid.",
        )
        _require(
            debits_allowed if entry.is_debit else credits_allowed,
            f"Trace {trace}: code {entry.transaction_code} does not fit the service class.",
        )
        _require(
            entry_checks.code_fits_sec(entry.transaction_code, sec_code=batch.sec_code),
            f"Trace {trace}: code {entry.transaction_code} does not fit {batch.sec_code}.",
        )
        last = trace


def _check_batch_control(batch: EntryBatch, *, control: str) -> None:
    header = batch.header
    _require(control[1:4] == header[1:4], "Header and control differ in the service class.")
    _require(control[44:54] == header[40:50], "Header and control differ in the company.")
    _require(control[79:87] == header[79:87], "Header and control differ in the originating bank.")
    _require(control[87:94] == header[87:94], "Header and control differ in the batch number.")
    _require(not control[73:79].strip(), "The batch control's reserved field is not blank.")
    checks = {
        "entry count": (control[4:10], batch.entry_addenda_count),
        "entry hash": (control[10:20], batch.entry_hash % 10**10),
        "debit total": (control[20:32], batch.total_debit_cents),
        "credit total": (control[32:44], batch.total_credit_cents),
    }
    for name, (stated, found) in checks.items():
        stated_number = _number(stated, name)
        _require(
            stated_number == found,
            f"The batch's {name} is {stated_number}, but its entries make {found}.",
        )


def _refuse_batches_out_of_place(batches: Sequence[EntryBatch]) -> None:
    traces: set[str] = set()
    last_number = ""
    for batch in batches:
        own = {entry.trace_number for entry in batch.entries}
        if not batch.reason and batch.number <= last_number:
            batch.reason = "The batch number does not rise in the file."
        if not batch.reason and own & traces:
            batch.reason = f"Trace {min(own & traces)} stands twice in the file."
        traces |= own
        last_number = max(last_number, batch.number)


def _sum(controls: Sequence[str], start: int, end: int) -> int:
    return sum(_number(control[start:end], "batch total") for control in controls)


def _number(text: str, name: str) -> int:
    _require(text.isdigit(), f"The {name} is not a number.")
    return int(text)


def _require(condition: bool, reason: str) -> None:
    if not condition:
        raise _RefusedError(reason)
