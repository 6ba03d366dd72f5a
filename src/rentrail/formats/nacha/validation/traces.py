"""Trace numbers: rising in a batch, unique in a file, and never sent before."""

from rentrail.formats.nacha.entries import AdvEntry, EntryDetail
from rentrail.formats.nacha.file import Entry, FileKind
from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.validation.batch import BatchInCheck
from rentrail.formats.nacha.validation.settings import Settings

CONTENT = slice(1, 79)  # of an entry: all but its record type and its trace number
INFORMATION = slice(3, 83)  # of an addenda 05


class Traces:
    """The trace numbers of a file so far, with the line each stands on."""

    def __init__(self) -> None:
        """Start with none."""
        self.lines: dict[str, int] = {}

    def check(
        self,
        batch: BatchInCheck,
        detail: EntryDetail,
        kind: FileKind,
        settings: Settings,
        report: Report,
    ) -> None:
        """Check the trace number of the next entry."""
        trace = detail.text[79:94]
        if not trace.isdecimal() or isinstance(detail, AdvEntry):
            return  # told of its form; advices are numbered by the operator
        if trace <= batch.last_trace:
            message = f"Trace numbers rise within a batch; {batch.last_trace} came before."
            report.field(
                "entry.trace-order", detail, "trace_number", message,
                expected=f"more than {batch.last_trace}",
            )  # fmt: skip
        batch.last_trace = trace
        if not trace.startswith(batch.odfi):
            message = "A trace number starts with the bank of the batch header."
            report.field("entry.trace-prefix", detail, "trace_number", message, expected=batch.odfi)
        self.check_unique(detail, report)
        if kind is FileKind.FORWARD and trace in settings.known_traces:
            message = "An entry with this trace number went out before."
            report.field("entry.trace-known", detail, "trace_number", message)

    def check_unique(self, detail: EntryDetail, report: Report) -> None:
        """Check that no entry of the file before this one has its trace number."""
        trace = detail.text[79:94]
        first = self.lines.get(trace)
        if first is None:
            self.lines[trace] = detail.line
        else:
            message = f"The entry in line {first} has the same trace number."
            report.field("entry.trace-unique", detail, "trace_number", message)


def content_of(entry: Entry) -> str:
    """Give what an entry says, its trace number left out."""
    detail, addenda = entry
    return detail.text[CONTENT] + "".join([one.text[INFORMATION] for one in addenda])


def check_duplicate(batch: BatchInCheck, entry: Entry, report: Report) -> None:
    """Tell of a forward entry that says the same as another one of its batch."""
    detail, content = entry.detail, content_of(entry)
    first = batch.lines_by_content.get(content)
    if first is None:
        batch.lines_by_content[content] = detail.line
    else:
        message = f"This looks like the entry in line {first} once more."
        report.record("entry.duplicate", detail, message)
