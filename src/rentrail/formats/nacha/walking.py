"""Walking through a file in the order of its lines: what belongs to whom, and what nowhere."""

from collections.abc import Callable, Iterable
from typing import Protocol

from rentrail.formats.nacha.addenda import AddendaRecord, addenda_class
from rentrail.formats.nacha.entries import EntryDetail, UnclassedEntry, entry_class
from rentrail.formats.nacha.fields import RECORD_LENGTH
from rentrail.formats.nacha.file import AchFile, Batch, Entry, Line
from rentrail.formats.nacha.lines import Lines, Source
from rentrail.formats.nacha.records import (
    PADDING_LINE,
    AdvBatchControl,
    AdvFileControl,
    AnyBatchControl,
    AnyBatchHeader,
    AnyFileControl,
    BatchControl,
    FileControl,
    FileHeader,
    IatBatchHeader,
    batch_header_class,
)
from rentrail.formats.nacha.sec_codes import ADVICE_SEC_CODE

_NO_FILE_HEADER = "The file does not start with a file header."
_NO_FILE_CONTROL = "The file has no file control: it may have been cut off."
_NO_BATCH_CONTROL = "This batch has no batch control."
_SEEN_WITHOUT_LINES = frozenset(
    {"file.header-missing", "file.control-missing", "batch.control-missing"}
)
NOTHING = " \x1a\x00"  # blanks, and the marks that old systems end a file with
_BYTE_ORDER_MARKS = ("\xef\xbb\xbf", "\xff\xfe", "\xfe\xff")  # UTF-8, UTF-16 either way


class Visitor(Protocol):
    """Is told what stands in a file, part by part, in the order of its lines."""

    def file_header(self, header: FileHeader) -> None:
        """A file header."""

    def batch_header(self, header: AnyBatchHeader) -> None:
        """A batch begins."""

    def entry(self, entry: Entry) -> None:
        """An entry of the batch, with its addenda."""

    def batch_control(self, control: AnyBatchControl | None) -> None:
        """The batch ends; without a control it is broken."""

    def file_control(self, control: AnyFileControl) -> None:
        """The file ends."""

    def padding(self) -> None:
        """A line of 9s."""

    def stray(self, line: Line) -> None:
        """A line that belongs nowhere."""

    def trailing(self, line: Line) -> None:
        """A blank line after the last record; the last of them is told first."""

    def fault(
        self,
        rule_id: str,
        line: int | None,
        message: str,
        *,
        columns: tuple[int, int] | None = None,
        value: str | None = None,
    ) -> None:
        """The order of the lines breaks a rule."""


class SilentVisitor:
    """A visitor that passes over what is no part of the file, and over faults of its order."""

    def padding(self) -> None:
        """Pass over it."""

    def stray(self, line: Line) -> None:
        """Pass over it."""

    def trailing(self, line: Line) -> None:
        """Pass over it."""

    def fault(
        self,
        rule_id: str,
        line: int | None,
        message: str,
        *,
        columns: tuple[int, int] | None = None,
        value: str | None = None,
    ) -> None:
        """Pass over it: that is for who validates."""


def walk_source(source: Source, visitor: Visitor) -> Lines:
    """Walk through the content of a file, in little memory; give what is known of its lines."""
    lines, walk = Lines(source), Walk(visitor)
    for texts in lines:
        walk.take(texts)
    walk.finish()
    if not lines.is_uniform:
        visitor.fault(*fault_of_line_ends(lines.line_end))
    return lines


def fault_of_line_ends(first: str) -> tuple[str, None, str]:
    """Say that a file has line ends of several sorts."""
    message = f"The file has line ends of several sorts; the first is {first!r}."
    return "file.line-ends", None, message


def walk_file(file: AchFile, visitor: Visitor) -> None:
    """Walk through a file that was parsed, or made."""
    if file.header:
        visitor.file_header(file.header)
    else:
        visitor.fault("file.header-missing", 1, _NO_FILE_HEADER)
    for batch in file.batches:
        _walk_batch(batch, visitor)
    if file.control:
        visitor.file_control(file.control)
    else:
        visitor.fault("file.control-missing", None, _NO_FILE_CONTROL)
    for _ in range(file.padding_count):
        visitor.padding()
    for stray in file.strays:
        visitor.stray(stray)
    for problem in file.problems:
        if problem.rule not in _SEEN_WITHOUT_LINES:
            visitor.fault(
                problem.rule,
                problem.line,
                problem.message,
                columns=problem.columns,
                value=problem.value,
            )


def _walk_batch(batch: Batch, visitor: Visitor) -> None:
    visitor.batch_header(batch.header)
    for entry in batch.entries:
        visitor.entry(entry)
    if not batch.control:
        visitor.fault("batch.control-missing", batch.line or None, _NO_BATCH_CONTROL)
    visitor.batch_control(batch.control)


class Walk:
    """Takes the lines of a file, and tells a visitor what they are."""

    def __init__(self, visitor: Visitor):
        """Start before the first line."""
        self.visitor = visitor
        self.line_count = 0
        self._header: FileHeader | None = None
        self._batch: AnyBatchHeader | None = None
        self._hold_entry: Callable[[str, int], EntryDetail] = UnclassedEntry.holding
        self._sec_code = ""
        self._is_iat = False
        self._has_advices = False
        self._detail: EntryDetail | None = None
        self._addenda: list[AddendaRecord] = []
        self._control: AnyFileControl | None = None
        self._blanks: list[Line] = []
        self._early_padding: list[Line] = []  # that no file control stands before, so far
        self._stray_reason = ""

    def take(self, texts: Iterable[str]) -> None:
        """Take the next lines. Entries and addenda are most of a file, so they come first."""
        number = self.line_count
        for text in texts:
            number += 1
            kind = text[:1]
            if kind == "6" and self._batch:
                if self._detail:
                    self.visitor.entry(Entry(self._detail, tuple(self._addenda)))
                    self._addenda = []
                self._detail = self._hold_entry(text, number)
            elif kind == "7" and self._detail:
                found = addenda_class(text, sec_code=self._sec_code, is_iat=self._is_iat)
                self._addenda.append(found.holding(text, number))
            else:
                self._take_other(number, text)
        self.line_count = number

    @property
    def is_in_batch(self) -> bool:
        """Tell whether the next entry would stand in a batch."""
        return self._batch is not None

    def settle(self) -> None:
        """Tell of the entry that is open, as no addenda of it follow."""
        if self._detail:
            self.visitor.entry(Entry(self._detail, tuple(self._addenda)))
        self._detail, self._addenda = None, []

    def pass_over(self, count: int) -> None:
        """Count lines that the visitor was told of otherwise."""
        self.line_count += count

    def finish(self) -> None:
        """Tell what was still open, and what never came."""
        self._close_batch(None)
        last = self._tell_blanks()
        self._tell_early_padding(last)
        if not self._header:
            self.visitor.fault("file.header-missing", 1, _NO_FILE_HEADER)
        if not self._control:
            self.visitor.fault("file.control-missing", None, _NO_FILE_CONTROL)

    def _take_other(self, number: int, text: str) -> None:
        if not text.strip(NOTHING):
            self._blanks.append(Line(text, number))
        elif self._control:
            self._take_after_control(number, text)
        elif text == PADDING_LINE:
            self._early_padding.append(Line(text, number))
        else:
            self._dispatch(number, text)

    def _dispatch(self, number: int, text: str) -> None:
        match text[0]:
            case "1":
                self._take_file_header(number, text)
            case "5":
                self._take_batch_header(number, text)
            case "6":
                self._stray(number, text, "This entry is in no batch.")
            case "7":
                self._stray(number, text, "This addenda belongs to no entry.")
            case "8":
                self._take_batch_control(number, text)
            case "9":
                self._take_file_control(number, text)
            case other:
                message = f"{other!r} is no record type."
                if text.startswith(_BYTE_ORDER_MARKS):
                    message = "A byte order mark stands here: save the file as plain ASCII text."
                self.visitor.fault("file.record-type", number, message, columns=(1, 1), value=other)
                self.visitor.stray(Line(text, number))

    def _take_file_header(self, number: int, text: str) -> None:
        if number != 1:
            self._stray(number, text, "A file header may stand only in the first line.")
            return
        self._header = FileHeader.holding(text, number)
        self.visitor.file_header(self._header)

    def _take_batch_header(self, number: int, text: str) -> None:
        self._close_batch(None)
        self._stray_reason = ""
        self._batch = batch_header_class(text).holding(text, number)
        self._sec_code = self._batch.standard_entry_class_code
        self._is_iat = isinstance(self._batch, IatBatchHeader)
        self._hold_entry = entry_class(self._sec_code, is_iat=self._is_iat).holding
        self._has_advices = self._has_advices or self._sec_code == ADVICE_SEC_CODE
        self.visitor.batch_header(self._batch)

    def _take_batch_control(self, number: int, text: str) -> None:
        if not self._batch:
            self._stray(number, text, "This batch control ends no batch.")
            return
        is_advice = self._sec_code == ADVICE_SEC_CODE
        control_class = AdvBatchControl if is_advice else BatchControl
        self._close_batch(control_class.holding(text, number))

    def _take_file_control(self, number: int, text: str) -> None:
        self._close_batch(None)
        self._stray_reason = ""
        control_class = AdvFileControl if self._has_advices else FileControl
        self._control = control_class.holding(text, number)
        self._tell_early_padding(number)
        self.visitor.file_control(self._control)

    def _take_after_control(self, number: int, text: str) -> None:
        if text == PADDING_LINE:
            self.visitor.padding()
        elif not text.strip("9"):
            message = f"The padding is {len(text)} characters long, not {RECORD_LENGTH}."
            self.visitor.fault("file.record-length", number, message, value=str(len(text)))
            self.visitor.stray(Line(text, number))
        else:
            self._stray(number, text, "Nothing but padding may follow the file control.")

    def _close_batch(self, control: AnyBatchControl | None) -> None:
        if not self._batch:
            return
        if self._detail:
            self.visitor.entry(Entry(self._detail, tuple(self._addenda)))
        if not control:
            self.visitor.fault("batch.control-missing", self._batch.line, _NO_BATCH_CONTROL)
        self.visitor.batch_control(control)
        self._batch, self._detail, self._addenda = None, None, []

    def _stray(self, number: int, text: str, reason: str) -> None:
        """Keep a line out of place; of many in a row for one reason, the first is told."""
        if reason != self._stray_reason:
            self.visitor.fault("file.order", number, reason)
        self._stray_reason = reason
        self.visitor.stray(Line(text, number))

    def _tell_blanks(self) -> int:
        """Tell of blank lines between the records or behind; give the line of the last record."""
        last = self.line_count
        while self._blanks and self._blanks[-1].line == last:
            last -= 1
            self.visitor.trailing(self._blanks.pop())
        if last < self.line_count:
            message = "Blank lines, or a mark of the end, follow the last record."
            self.visitor.fault("file.trailing-data", last + 1, message)
        for blank in self._blanks:
            self.visitor.fault("file.blank-line", blank.line, "This line is blank.")
            self.visitor.stray(blank)
        return last

    def _tell_early_padding(self, last: int) -> None:
        """Tell of padding out of place; at the end of a file without control it is in place."""
        while self._early_padding and self._early_padding[-1].line == last:
            last -= 1
            self._early_padding.pop()
            self.visitor.padding()
        for text, number in self._early_padding:
            self._stray(number, text, "Padding stands before the file control.")
        self._early_padding = []
