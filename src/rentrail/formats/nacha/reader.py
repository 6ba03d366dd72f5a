"""Reading a Nacha file: whole, or entry by entry. Nothing of it is lost or put right."""

from collections.abc import Callable, Iterator

from rentrail.formats.nacha import inbound
from rentrail.formats.nacha.addenda import AddendaRecord, addenda_class
from rentrail.formats.nacha.entries import EntryDetail, UnclassedEntry, entry_class
from rentrail.formats.nacha.errors import NachaReadError
from rentrail.formats.nacha.file import AchFile, Batch, Entry, FileKind, Line, combined_kind
from rentrail.formats.nacha.garbage import no_collection
from rentrail.formats.nacha.inbound import NotificationOfChange, ReturnedEntry
from rentrail.formats.nacha.lines import Lines, Source
from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.records import (
    AnyBatchControl,
    AnyBatchHeader,
    AnyFileControl,
    FileHeader,
    IatBatchHeader,
    batch_header_class,
)
from rentrail.formats.nacha.walking import NOTHING, walk_source


@no_collection()
def parse(source: Source) -> AchFile:
    """Read a file: LF, CRLF, CR or no line ends, with or without the padding of 9s.

    The source is the content, or an open binary file. It reads on after every fault. What is
    wrong with the order of the records is told in the file's `problems`; all else that is wrong,
    `validate` tells.
    """
    collector = _Collector()
    return collector.file(walk_source(source, collector))


def iter_entries(source: Source) -> Iterator[tuple[AnyBatchHeader, Entry]]:
    """Give the entries one by one with their batch's header, in little memory.

    The source may be an open binary file. Counts and totals are not looked at: that is `validate`.

    Raises:
        NachaReadError: a record has a wrong length, letters in a number, or no place in a batch; it
            names the line.
    """
    number, header, detail = 0, None, None
    read_entry: Callable[[str, int], EntryDetail] = UnclassedEntry.from_line
    sec_code, is_iat = "", False
    addenda: list[AddendaRecord] = []
    for texts in Lines(source):
        for text in texts:
            number += 1
            kind = text[:1]
            if kind == "7":
                if not detail:
                    raise NachaReadError(line=number, message="This addenda belongs to no entry.")
                found = addenda_class(text, sec_code=sec_code, is_iat=is_iat)
                addenda.append(found.from_line(text, number))
                continue
            if header and detail:
                yield header, Entry(detail, tuple(addenda))
            detail, addenda = None, []
            if kind == "6":
                if not header:
                    raise NachaReadError(line=number, message="This entry is in no batch.")
                detail = read_entry(text, number)
            elif kind == "5":
                header = batch_header_class(text).from_line(text, number)
                sec_code = header.standard_entry_class_code
                is_iat = isinstance(header, IatBatchHeader)
                read_entry = entry_class(sec_code, is_iat=is_iat).from_line
            elif kind == "8":
                header = None
            elif kind not in ("1", "9") and text.strip(NOTHING):
                raise NachaReadError(line=number, message=f"{kind!r} is no record type.")
    if header and detail:
        yield header, Entry(detail, tuple(addenda))


def recognise(data: bytes) -> bool:
    """Tell whether these bytes are a Nacha file, by its first record."""
    start = data.lstrip(b"\r\n")[:40]
    return start[:1] == b"1" and start[34:40] == b"094101"


def kind_of(source: Source) -> FileKind:
    """Tell what a file brings, from the types of its records alone."""
    entries = returns = notifications = 0
    for texts in Lines(source):
        for text in texts:
            entries += text.startswith("6")
            returns += text.startswith("799")
            notifications += text.startswith("798")
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


class _Collector:
    """Keeps all that a walk tells."""

    def __init__(self) -> None:
        self.header: FileHeader | None = None
        self.batches: list[Batch] = []
        self.batch: AnyBatchHeader | None = None
        self.entries: list[Entry] = []
        self.control: AnyFileControl | None = None
        self.padding_count = 0
        self.strays: list[Line] = []
        self.blanks: list[Line] = []
        self.report = Report()

    def file_header(self, header: FileHeader) -> None:
        self.header = header

    def batch_header(self, header: AnyBatchHeader) -> None:
        self.batch = header

    def entry(self, entry: Entry) -> None:
        self.entries.append(entry)

    def batch_control(self, control: AnyBatchControl | None) -> None:
        assert self.batch is not None  # noqa: S101 (a walk opens a batch before it closes it)
        entries = tuple(self.entries)
        self.batches.append(Batch(header=self.batch, entries=entries, control=control))
        self.entries.clear()

    def file_control(self, control: AnyFileControl) -> None:
        self.control = control

    def padding(self) -> None:
        self.padding_count += 1

    def stray(self, line: Line) -> None:
        self.strays.append(line)

    def trailing(self, line: Line) -> None:
        self.blanks.append(line)

    def fault(
        self,
        rule_id: str,
        line: int | None,
        message: str,
        *,
        columns: tuple[int, int] | None = None,
        value: str | None = None,
    ) -> None:
        self.report.line(rule_id, line, message, columns=columns, value=value)

    def file(self, lines: Lines) -> AchFile:
        return AchFile(
            header=self.header,
            batches=tuple(self.batches),
            control=self.control,
            padding_count=self.padding_count,
            line_end=lines.line_end,
            ends_with_line_end=lines.ends_with_line_end,
            has_uniform_line_ends=lines.is_uniform,
            strays=tuple(self.strays),
            trailing=tuple(blank.text for blank in reversed(self.blanks)),
            problems=tuple(self.report.problems),
        )


__all__ = [
    "NachaReadError", "iter_entries", "kind_of", "notifications", "parse", "recognise", "returns"
]  # fmt: skip
