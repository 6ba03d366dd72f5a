"""Reading a Nacha file: whole, or entry by entry. What is wrong with its form comes as problems."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from rentrail.formats.nacha import inbound, lines
from rentrail.formats.nacha.fields import RECORD_LENGTH, Record
from rentrail.formats.nacha.file import AchFile, Addendum, Batch, Entry, FileKind, combined_kind
from rentrail.formats.nacha.inbound import NotificationOfChange, ReturnedEntry
from rentrail.formats.nacha.problems import Findings, Problem, Severity
from rentrail.formats.nacha.records import (
    PADDING_LINE,
    BatchControl,
    BatchHeader,
    EntryDetail,
    FileControl,
    FileHeader,
    addenda_class,
)

_Record = TypeVar("_Record", bound=Record)


def read(data: bytes | str) -> AchFile:
    """Read a file: LF, CRLF, CR or no line ends, with or without the padding of 9s.

    It reads on after every fault, so that all of them can be told at once: see the file's
    `problems`, and `validation.validate` for what the rules say of the content.
    """
    content = lines.decoded(data)
    reading = _Reading()
    for number, line in enumerate(lines.split(content), 1):
        reading.take(number, line)
    return reading.finished(
        line_end=lines.line_end_of(content), ends_with_line_end=content[-1:] in ("\n", "\r")
    )


def iter_entries(source: bytes | str | Iterable[bytes]) -> Iterator[tuple[BatchHeader, Entry]]:
    """Give the entries one by one with their batch's header, in little memory.

    The source may be an open binary file. The order of records, counts and totals are not looked
    at: that is `read` and `validation.validate`.

    Raises:
        ValueError: a record cannot be read; the text names its line.
    """
    chunks = (
        [lines.decoded(source).encode("latin-1")] if isinstance(source, bytes | str) else source
    )
    header, detail, detail_line = None, None, 0
    addenda: list[Addendum] = []
    for number, line in enumerate(lines.stream(chunks), 1):
        if line.startswith("7"):
            addenda.append(Addendum(record=_strict(addenda_class(line), line, number), line=number))
            continue
        if header and detail:
            yield header, Entry(detail=detail, line=detail_line, addenda=tuple(addenda))
        detail, detail_line, addenda = None, number, []
        if line.startswith("6"):
            detail = _strict(EntryDetail, line, number)
        elif line.startswith("5"):
            header = _strict(BatchHeader, line, number)
    if header and detail:
        yield header, Entry(detail=detail, line=detail_line, addenda=tuple(addenda))


def recognise(data: bytes) -> bool:
    """Tell whether these bytes are a Nacha file, by its first record."""
    start = data.lstrip(b"\r\n")[:40]
    return start[:1] == b"1" and start[34:40] == b"094101"


def kind_of(data: bytes) -> FileKind:
    """Tell what a file brings, from the types of its records alone."""
    entries = returns = notifications = 0
    for line in lines.stream([data]):
        entries += line.startswith("6")
        returns += line.startswith("799")
        notifications += line.startswith("798")
    parts = {
        FileKind.RETURN: returns,
        FileKind.NOTIFICATION: notifications,
        FileKind.FORWARD: entries - returns - notifications,
    }
    return combined_kind({kind for kind, count in parts.items() if count > 0})


def returns(file: AchFile) -> list[ReturnedEntry]:
    """Give the entries that came back, with why, to be matched with what was sent."""
    return list(inbound.returns(file))


def notifications(file: AchFile) -> list[NotificationOfChange]:
    """Give the corrections that receiving banks ask for."""
    return list(inbound.notifications(file))


def _strict(record_class: type[_Record], line: str, number: int) -> _Record:
    try:
        return record_class.from_line(line)
    except ValueError as fault:
        raise ValueError(f"Line {number}: {fault}") from None


@dataclass
class _Reading:
    """The state of reading: what is complete, what is open, and what was wrong."""

    findings: Findings = field(default_factory=Findings)
    header: FileHeader | None = None
    header_line: int = 0
    batches: list[Batch] = field(default_factory=list)
    batch_header: BatchHeader | None = None
    batch_line: int = 0
    entries: list[Entry] = field(default_factory=list)
    detail: EntryDetail | None = None
    detail_line: int = 0
    addenda: list[Addendum] = field(default_factory=list)
    control: FileControl | None = None
    control_line: int = 0
    padding_count: int = 0
    line_count: int = 0

    def take(self, number: int, line: str) -> None:
        """Read the next line."""
        self.line_count = number
        if line == PADDING_LINE:
            self.padding_count += 1
        elif not line.strip(" \x1a\x00"):
            self._warn_of_blank_line(number)
        else:
            self._check_form(number, line)
            self._dispatch(number, f"{line:<{RECORD_LENGTH}.{RECORD_LENGTH}}")

    def finished(self, *, line_end: str, ends_with_line_end: bool) -> AchFile:
        """Give the file, when the last line was read."""
        self._close_batch(control=None, line=0)
        if not self.header:
            self.findings.of_line(
                "file.header-missing", 1, "The file does not start with a file header."
            )
        if not self.control:
            self.findings.of_line(
                "file.control-missing", 0, "The file has no file control: it may be cut off."
            )
        return AchFile(
            header=self.header,
            header_line=self.header_line,
            batches=tuple(self.batches),
            control=self.control,
            control_line=self.control_line,
            padding_count=self.padding_count,
            line_count=self.line_count,
            line_end=line_end,
            ends_with_line_end=ends_with_line_end,
            problems=tuple(self.findings.problems),
        )

    def _dispatch(self, number: int, line: str) -> None:
        if self.control:
            self.findings.of_line(
                "file.order", number, "Nothing but padding may follow the file control."
            )
        match line[0]:
            case "1":
                self._take_file_header(number, line)
            case "5":
                self._close_batch(control=None, line=0)
                self.batch_header = self._parse(BatchHeader, number, line)
                self.batch_line = number
            case "6":
                self._take_entry(number, line)
            case "7":
                self._take_addenda(number, line)
            case "8":
                self._take_batch_control(number, line)
            case "9":
                self._take_file_control(number, line)
            case other:
                self.findings.of_line(
                    "file.record-type", number, f"{other!r} is no record type.", value=other
                )

    def _take_file_header(self, number: int, line: str) -> None:
        if number != 1 or self.header:
            self.findings.of_line(
                "file.order", number, "A file header may stand only in the first line."
            )
        if not self.header:
            self.header, self.header_line = self._parse(FileHeader, number, line), number

    def _take_entry(self, number: int, line: str) -> None:
        self._close_entry()
        if not self.batch_header:
            self.findings.of_line("file.order", number, "This entry is in no batch.")
            return
        self.detail, self.detail_line = self._parse(EntryDetail, number, line), number

    def _take_addenda(self, number: int, line: str) -> None:
        if not self.detail:
            self.findings.of_line("file.order", number, "This addenda belongs to no entry.")
            return
        addenda = self._parse(addenda_class(line), number, line)
        self.addenda.append(Addendum(record=addenda, line=number))

    def _take_batch_control(self, number: int, line: str) -> None:
        control = self._parse(BatchControl, number, line)
        if not self.batch_header:
            self.findings.of_line("file.order", number, "This batch control ends no batch.")
            return
        self._close_batch(control=control, line=number)

    def _take_file_control(self, number: int, line: str) -> None:
        self._close_batch(control=None, line=0)
        control = self._parse(FileControl, number, line)
        if self.padding_count:
            self.findings.of_line("file.order", number, "Padding stands before the file control.")
        if not self.control:
            self.control, self.control_line = control, number

    def _close_entry(self) -> None:
        if self.detail:
            self.entries.append(
                Entry(detail=self.detail, line=self.detail_line, addenda=tuple(self.addenda))
            )
        self.detail, self.addenda = None, []

    def _close_batch(self, *, control: BatchControl | None, line: int) -> None:
        self._close_entry()
        if not self.batch_header:
            return
        if not control:
            message = "This batch has no batch control."
            self.findings.of_line("batch.control-missing", self.batch_line, message)
        self.batches.append(
            Batch(
                header=self.batch_header,
                line=self.batch_line,
                entries=tuple(self.entries),
                control=control,
                control_line=line,
            )
        )
        self.batch_header, self.entries = None, []

    def _parse(self, record_class: type[_Record], number: int, line: str) -> _Record:
        found, faulty = record_class.parse(line)
        for column in faulty:
            self.findings.problems.append(
                Problem(
                    rule="field.numeric",
                    message="This must be a number, filled with zeros.",
                    line=number,
                    columns=(column.start, column.end),
                    record=record_class.__name__,
                    field=column.name,
                    value=line[column.start - 1 : column.end],
                    expected=f"{column.width} digits",
                )
            )
        return found

    def _check_form(self, number: int, line: str) -> None:
        if len(line) != RECORD_LENGTH:
            message = f"The record is {len(line)} characters long, not {RECORD_LENGTH}."
            self.findings.of_line("file.record-length", number, message, value=str(len(line)))
        if not (line.isascii() and line.isprintable()):
            at, letter = next((i, c) for i, c in enumerate(line, 1) if not " " <= c <= "~")
            self.findings.problems.append(
                Problem(
                    rule="file.characters",
                    message=f"{letter!r} may not stand in a Nacha file.",
                    line=number,
                    columns=(at, at),
                    value=letter,
                    expected="printable ASCII",
                )
            )

    def _warn_of_blank_line(self, number: int) -> None:
        self.findings.of_line(
            "file.blank-line", number, "The line is blank.", severity=Severity.WARNING
        )
