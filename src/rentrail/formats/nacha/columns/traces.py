"""The trace numbers of a whole file, kept small: most files count them up one by one."""

from itertools import pairwise

import numpy as np

from rentrail.formats.nacha.columns.words import Words
from rentrail.formats.nacha.entries import AdvEntry, EntryDetail
from rentrail.formats.nacha.fields import RECORD_LENGTH
from rentrail.formats.nacha.file import Entry
from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.records import (
    AnyBatchControl,
    AnyBatchHeader,
    AnyFileControl,
    FileHeader,
)
from rentrail.formats.nacha.validation.traces import Traces
from rentrail.formats.nacha.walking import SilentVisitor

NO_NUMBER = np.uint64((1 << 64) - 1)  # stands for a trace number that is not of digits


class TraceNumbers:
    """Which trace numbers stand in a file, as far as they are numbers.

    Those that follow each other without a gap are kept as their first and last; others take
    eight bytes each.
    """

    def __init__(self) -> None:
        """Start with none."""
        self._run: tuple[int, int] | None = None  # that may go on
        self._runs: list[tuple[int, int]] = []
        self._others: list[Words] = []

    def add(self, traces: Words) -> None:
        """Add the trace numbers of some entries, in the order of their lines."""
        traces = traces[traces != NO_NUMBER]
        if not len(traces):
            return
        first, last = int(traces[0]), int(traces[-1])
        if last - first != len(traces) - 1 or not (traces[1:] > traces[:-1]).all():
            self._others.append(traces.copy())
        elif self._run and first == self._run[1] + 1:
            self._run = self._run[0], last
        else:
            self._close_run()
            self._run = first, last

    def repeated(self) -> frozenset[int]:
        """Give those that stand there more than once."""
        self._close_run()
        if self._follow_each_other():
            return frozenset()
        runs = [np.arange(first, last + 1, dtype=np.uint64) for first, last in self._runs]
        traces = np.sort(np.concatenate([*runs, *self._others]))
        return frozenset(traces[1:][traces[1:] == traces[:-1]].tolist())

    def _close_run(self) -> None:
        if self._run:
            self._runs.append(self._run)
        self._run = None

    def _follow_each_other(self) -> bool:
        if not all((traces[1:] > traces[:-1]).all() for traces in self._others):
            return False
        spans = [(int(traces[0]), int(traces[-1])) for traces in self._others]
        spans = sorted([*self._runs, *spans])
        return all(one[1] < following[0] for one, following in pairwise(spans))


class NumberedTraces(Traces):
    """Trace numbers that are not looked up one by one: `repeated` tells at the end."""

    def __init__(self) -> None:
        """Start with none."""
        super().__init__()
        self.is_told = False  # while entries are checked whose trace numbers were added before
        self._numbers = TraceNumbers()
        self._single: list[int] = []

    def add(self, traces: Words) -> None:
        """Add the trace numbers of a run."""
        self._add_single()
        self._numbers.add(traces)

    def check_unique(self, detail: EntryDetail, report: Report) -> None:
        """Add the trace number of one entry."""
        if not self.is_told:
            self._single.append(int(detail.text[79:94]))

    def repeated(self) -> frozenset[str]:
        """Give those that stand in the file more than once."""
        self._add_single()
        return frozenset(f"{number:015d}" for number in self._numbers.repeated())

    def _add_single(self) -> None:
        self._numbers.add(np.array(self._single, np.uint64))
        self._single = []


class RepeatedTraces(SilentVisitor):
    """A visitor of a file that was checked: reports the trace numbers that stand there again."""

    def __init__(self, repeated: frozenset[str], report: Report):
        """Look for some numbers."""
        self._repeated = repeated
        self._report = report
        self._traces = Traces()

    def entry(self, entry: Entry) -> None:
        """Report the trace number, unless it is the first such."""
        detail = entry.detail
        if len(detail.text) != RECORD_LENGTH or isinstance(detail, AdvEntry):
            return  # not to be told apart, or the operator's own
        if detail.text[79:94] in self._repeated:
            self._traces.check_unique(detail, self._report)

    def file_header(self, header: FileHeader) -> None:
        """Pass over it."""

    def batch_header(self, header: AnyBatchHeader) -> None:
        """Pass over it."""

    def batch_control(self, control: AnyBatchControl | None) -> None:
        """Pass over it."""

    def file_control(self, control: AnyFileControl) -> None:
        """Pass over it."""
