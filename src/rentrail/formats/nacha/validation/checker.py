"""Checks a file while it is walked through: holds what is known so far, and asks each rule."""

from rentrail.formats.nacha.file import Entry, FileKind, Line
from rentrail.formats.nacha.problems import Problem, Report
from rentrail.formats.nacha.records import (
    AnyBatchControl,
    AnyBatchHeader,
    AnyFileControl,
    FileHeader,
    IatBatchHeader,
)
from rentrail.formats.nacha.sec_codes import ADVICE_SEC_CODE
from rentrail.formats.nacha.totals import Totals
from rentrail.formats.nacha.validation import (
    addenda,
    batches,
    dates,
    descriptions,
    entries,
    files,
    form,
    iat,
    traces,
)
from rentrail.formats.nacha.validation.bank import BankCheck
from rentrail.formats.nacha.validation.batch import BatchInCheck
from rentrail.formats.nacha.validation.settings import Settings
from rentrail.formats.nacha.validation.traces import Traces


class Checker:
    """A visitor that finds what is wrong with each part, and with the whole."""

    def __init__(self, settings: Settings):
        """Start before the first record."""
        self.settings = settings
        self.report = Report()
        bank = settings.bank
        self.bank = BankCheck(bank, settings, self.report) if bank else None
        self.totals = Totals()
        self.traces = Traces()
        self.batch: BatchInCheck | None = None
        self.batch_lines: dict[int, int] = {}  # by batch number
        self.last_batch_number = 0
        self.batch_count = 0
        self.record_count = 0
        self.padding_count = 0
        self.has_advices = self.has_others = False
        self.control: AnyFileControl | None = None

    def file_header(self, header: FileHeader) -> None:
        """Check the file header."""
        self.record_count += 1
        files.check_header(header, self.settings, self.report)
        if self.bank:
            self.bank.file_header(header)

    def batch_header(self, header: AnyBatchHeader) -> None:
        """Check a batch header."""
        self.record_count += 1
        self.batch_count += 1
        is_readable = batches.check_header(header, self.report)
        if is_readable:
            if isinstance(header, IatBatchHeader):
                iat.check_header(header, self.report)
            self._check_number(header)
        self.batch = BatchInCheck(header, self.settings, is_readable=is_readable)
        if self.batch.sec_code == ADVICE_SEC_CODE:
            self.has_advices = True
        else:
            self.has_others = True

    def entry(self, entry: Entry) -> None:
        """Check an entry with its addenda."""
        batch = self.batch
        assert batch is not None  # noqa: S101 (a walk opens a batch before its entries)
        self.record_count += 1 + len(entry.addenda)
        kind = batch.take(entry)
        if kind is not batch.kind and batch.kind is not FileKind.EMPTY:
            batches.report_mixed(batch, entry, kind, self.report)
        if form.check(entry.detail, self.report, is_forward=kind is FileKind.FORWARD):
            self._check_readable(batch, entry, kind)
        addenda.check(batch, entry, kind, self.report)
        if self.bank:
            self.bank.entry(batch, entry)

    def batch_control(self, control: AnyBatchControl | None) -> None:
        """Check a batch as a whole, and its control."""
        batch = self.batch
        assert batch is not None  # noqa: S101 (a walk opens a batch before it closes it)
        batches.check_whole(batch, self.report)
        if batch.is_readable and batch.kind is FileKind.FORWARD:
            descriptions.check(batch, self.report)
            dates.check(batch, self.settings, self.report)
        if control:
            self.record_count += 1
            batches.check_control(batch, control, self.report)
        self.totals.add_all(batch.totals)
        if self.bank:
            self.bank.batch_end(batch)

    def file_control(self, control: AnyFileControl) -> None:
        """Check the file control."""
        self.record_count = control.line or self.record_count + 1
        self.control = control
        files.check_control(
            control,
            self.totals,
            self.report,
            batch_count=self.batch_count,
            record_count=self.record_count,
            has_mixed_layouts=self.has_advices and self.has_others,
        )

    def padding(self) -> None:
        """Count the padding."""
        self.padding_count += 1

    def stray(self, line: Line) -> None:
        """Pass over a line that belongs nowhere; it was told."""

    def trailing(self, line: Line) -> None:
        """Pass over what follows the last record; it was told."""

    def fault(
        self,
        rule_id: str,
        line: int | None,
        message: str,
        *,
        columns: tuple[int, int] | None = None,
        value: str | None = None,
    ) -> None:
        """Take up a fault of the order of the lines."""
        self.report.line(rule_id, line, message, columns=columns, value=value)

    def finished(self, *, line_end: str) -> list[Problem]:
        """Check what is known at the end, and give all problems in the order of their lines."""
        if not self.totals.entry_addenda_count:
            self.report.line("file.empty", None, "The file has no entries.")
        if self.control:
            files.check_blocks(
                self.control,
                self.report,
                record_count=self.record_count,
                padding_count=self.padding_count,
            )
        if self.bank:
            self.bank.finished(self, line_end=line_end)
        return sorted(self.report.problems, key=_place)

    def _check_readable(self, batch: BatchInCheck, entry: Entry, kind: FileKind) -> None:
        if kind is FileKind.FORWARD:
            entries.check(batch, entry.detail, self.report)
            self.check_duplicate(batch, entry)
        else:
            entries.check_sent_back(batch, entry.detail, kind, self.report)
        self.traces.check(batch, entry.detail, kind, self.settings, self.report)

    def check_duplicate(self, batch: BatchInCheck, entry: Entry) -> None:
        """Check that no entry of the batch before this one says the same."""
        traces.check_duplicate(batch, entry, self.report)

    def _check_number(self, header: AnyBatchHeader) -> None:
        raw = header.raw("batch_number")
        if not raw.isdecimal():
            return
        number = int(raw)
        if (first := self.batch_lines.get(number)) is not None:
            message = f"The batch in line {first} has the same number."
            self.report.field("batch.number-unique", header, "batch_number", message)
        elif number <= self.last_batch_number:
            message = f"Batch numbers rise within a file; {self.last_batch_number} came before."
            self.report.field(
                "batch.number-order", header, "batch_number", message,
                expected=f"more than {self.last_batch_number}",
            )  # fmt: skip
        self.batch_lines.setdefault(number, header.line)
        self.last_batch_number = number


def _place(problem: Problem) -> tuple[bool, int, tuple[int, int], str]:
    """Sort by lines and columns, and what concerns the whole file to its end."""
    return problem.line is None, problem.line or 0, problem.columns or (0, 0), problem.rule
