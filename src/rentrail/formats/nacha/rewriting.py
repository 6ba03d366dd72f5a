"""Writing the batches of files into new files: numbered anew, and proven as they were."""

from rentrail.formats.nacha.assembling import batch_control_of, file_control_of
from rentrail.formats.nacha.entries import AdvEntry
from rentrail.formats.nacha.fields import Record
from rentrail.formats.nacha.file import Entry
from rentrail.formats.nacha.parts import Outline
from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.records import (
    BLOCKING_FACTOR,
    PADDING_LINE,
    AnyBatchControl,
    AnyBatchHeader,
    AnyFileControl,
    FileHeader,
)
from rentrail.formats.nacha.sec_codes import ADVICE_SEC_CODE
from rentrail.formats.nacha.totals import Totals
from rentrail.formats.nacha.validation import controls

LINES_MAX = 10_000  # that are kept until they are taken


class SumsDiffer(ValueError):
    """A control does not agree with what it stands for: entries may be missing."""


class LinesToWrite:
    """Lines of a file that are kept until there are many of them."""

    def __init__(self, line_end: str):
        """Start before the first line."""
        self._line_end = line_end
        self._lines: list[str] = []
        self._has_begun = False

    @property
    def are_many(self) -> bool:
        """Tell whether they should be taken."""
        return len(self._lines) >= LINES_MAX

    def add(self, *lines: str) -> None:
        """Add lines, their line ends left out."""
        self._lines += lines

    def taken(self) -> bytes:
        """Give those that are kept, which must be some."""
        before = self._line_end if self._has_begun else ""
        text = before + self._line_end.join(self._lines)
        self._has_begun = True
        self._lines.clear()
        return text.encode("latin-1")


class BatchesWriter:
    """Writes one file of batches that are given entry by entry, numbered from 1.

    Line ends and padding are those of the file that it is to be like.
    """

    def __init__(self, header: FileHeader, *, like: Outline):
        """Start with the file header."""
        self._like = like
        self.lines = LinesToWrite(like.line_end)
        self.lines.add(header.text)
        self._has_advices = False
        self._record_count = 1
        self._batch_count = 0
        self._header: AnyBatchHeader | None = None
        self._totals = Totals()  # of the batch that is open
        self._all_totals = Totals()

    def begin(self, header: AnyBatchHeader) -> None:
        """Begin a batch.

        Raises:
            NachaWriteError: its number has more than seven digits.
        """
        self._batch_count += 1
        self._header = header.replace(batch_number=self._batch_count)
        self._has_advices |= header.standard_entry_class_code == ADVICE_SEC_CODE
        self._totals = Totals()
        self._add(self._header)

    def entry(self, entry: Entry) -> None:
        """Add an entry to the batch."""
        detail, addenda = entry
        self._totals.add(entry)
        self.lines.add(detail.text, *[one.text for one in addenda])
        self._record_count += 1 + len(addenda)

    def end(self, control: AnyBatchControl | None) -> Totals:
        """End the batch with its own control, which was proven, or one that is worked out.

        Raises:
            NachaReadError: a number of the header has letters.
            NachaWriteError: a total has no room in the control.
        """
        assert self._header is not None  # noqa: S101 (a batch begins before it ends)
        if control:
            self._add(control.replace(batch_number=self._batch_count))
        else:
            self._add(batch_control_of(self._header, self._totals))
        self._all_totals.add_all(self._totals)
        return self._totals

    def finish(self) -> None:
        """Add the file control and the padding.

        Raises:
            NachaWriteError: a total has no room in the control.
        """
        self._record_count += 1
        control = file_control_of(
            self._all_totals,
            batch_count=self._batch_count,
            record_count=self._record_count,
            has_advices=self._has_advices,
        )
        self.lines.add(control.text)
        if self._like.is_padded:
            self.lines.add(*[PADDING_LINE] * (-self._record_count % BLOCKING_FACTOR))
        if self._like.ends_with_line_end:
            self.lines.add("")

    def _add(self, record: Record) -> None:
        self.lines.add(record.text)
        self._record_count += 1


class SumsOfFile:
    """What the controls of a file say, held against what was written of it."""

    def __init__(self) -> None:
        """Start before the first batch."""
        self._totals = Totals()  # of the batch so far, of which parts may be elsewhere already
        self._all_totals = Totals()
        self._batch_count = 0
        self._record_count = 2

    def add(self, written: Totals) -> None:
        """Take up what was written of the batch that is open."""
        self._totals.add_all(written)

    def prove_batch(self, header: AnyBatchHeader, control: AnyBatchControl | None) -> None:
        """Hold the control of the batch against it.

        Raises:
            SumsDiffer: they do not agree.
        """
        if control is None:
            raise SumsDiffer(f"the batch in line {header.line} has no control.")
        if control.raw("batch_number") != header.raw("batch_number"):
            raise SumsDiffer(f"the batch control in line {control.line} is of another batch.")
        _prove(control, self._totals, "batch")
        self._all_totals.add_all(self._totals)
        self._batch_count += 1
        self._record_count += 2 + self._totals.entry_addenda_count
        self._totals = Totals()

    def prove_file(self, control: AnyFileControl | None) -> None:
        """Hold the file control against all batches.

        Raises:
            SumsDiffer: they do not agree.
        """
        if control is None:
            raise SumsDiffer("it has no file control.")
        _prove(control, self._all_totals, "file")
        block_count = -(-self._record_count // BLOCKING_FACTOR)
        if (control.batch_count, control.block_count) != (self._batch_count, block_count):
            raise SumsDiffer(f"the counts in line {control.line} are wrong.")


class TracesOfFiles:
    """The trace numbers of entries: most follow each other, and are kept as first and last."""

    def __init__(self) -> None:
        """Start with none."""
        self._first = self._last = -1
        self._runs: list[tuple[int, int]] = []
        self._others: set[str] = set()  # that are no numbers
        self._repeated_others: set[str] = set()

    def add(self, entry: Entry) -> None:
        """Add the trace number of an entry; advices are numbered by the operator."""
        text = entry.detail.text[79:94]
        if isinstance(entry.detail, AdvEntry):
            return
        if not (text.isascii() and text.isdecimal()):
            (self._repeated_others if text in self._others else self._others).add(text)
            return
        number = int(text)
        if number != self._last + 1:
            self._close_run()
            self._first = number
        self._last = number

    def repeated(self) -> str:
        """Give the lowest that is there twice; "" if there is none."""
        self._close_run()
        self._first = self._last = -1
        highest = -1
        for first, last in sorted(self._runs):
            if first <= highest:
                return f"{first:015d}"
            highest = max(highest, last)
        return min(self._repeated_others, default="")

    def _close_run(self) -> None:
        if self._first >= 0:
            self._runs.append((self._first, self._last))


def _prove(control: AnyBatchControl | AnyFileControl, totals: Totals, level: str) -> None:
    report = Report()
    controls.compare(control, totals, level, report)
    if report.problems:
        found = str(report.problems[0])
        raise SumsDiffer(f"{found[0].lower()}{found[1:]}")
    if not control.is_readable:
        raise SumsDiffer(f"the control in line {control.line} cannot be read.")
