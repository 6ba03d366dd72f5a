"""The exact checker, told of many entries at once where they were proven right together."""

from collections.abc import Callable

import numpy as np

from rentrail.formats.nacha.addenda import addenda_class
from rentrail.formats.nacha.columns import proof as doubt_of
from rentrail.formats.nacha.columns.alike import AlikeEntries, Run
from rentrail.formats.nacha.columns.chunks import texts_of
from rentrail.formats.nacha.columns.planning import plan_of
from rentrail.formats.nacha.columns.proof import Integers, Plan, Proof, prove
from rentrail.formats.nacha.columns.traces import NO_NUMBER, NumberedTraces
from rentrail.formats.nacha.columns.words import Characters, Flags
from rentrail.formats.nacha.entries import EntryDetail, entry_class
from rentrail.formats.nacha.file import Entry, FileKind
from rentrail.formats.nacha.records import AnyBatchControl, AnyBatchHeader
from rentrail.formats.nacha.totals import HASH_MODULUS
from rentrail.formats.nacha.validation import addenda, entries, form
from rentrail.formats.nacha.validation.batch import BatchInCheck
from rentrail.formats.nacha.validation.checker import Checker
from rentrail.formats.nacha.validation.settings import Settings

Texts = list[str]

_ASKS_TRACE = doubt_of.WHOLE | doubt_of.TRACE


class ColumnChecker(Checker):
    """Asks the exact rules where there is no proof, and counts in what was proven.

    What only all entries together show (the same trace number, the same content twice) it finds
    by numbers, and asks the exact rules of the few entries that are concerned.
    """

    def __init__(self, settings: Settings, texts_of: Callable[[Run], Texts]):
        """Start before the first record; `texts_of` reads the lines of a run again."""
        super().__init__(settings)
        self.traces = self.numbered_traces = NumberedTraces()
        self._texts_of = texts_of
        self._alike = AlikeEntries()
        self._has_key = False  # True while entries are checked that were added with their run
        self._plan: Plan | None = None
        self._planned: tuple[BatchInCheck, FileKind] | None = None

    @property
    def plan(self) -> Plan | None:
        """What the batch that is open asks of its entries; None when only the exact rules know."""
        batch = self._open_batch()
        if self._planned != (batch, batch.kind):
            self._plan, self._planned = plan_of(batch, self.settings.bank), (batch, batch.kind)
        return self._plan

    def batch_header(self, header: AnyBatchHeader) -> None:
        """Check a batch header."""
        super().batch_header(header)
        self._alike = AlikeEntries()

    def batch_control(self, control: AnyBatchControl | None) -> None:
        """Check a batch as a whole, and its control."""
        batch = self._open_batch()
        for entry in self._alike.found(self._read_again):
            super().check_duplicate(batch, entry)
        super().batch_control(control)

    def check_duplicate(self, batch: BatchInCheck, entry: Entry) -> None:
        """Keep an entry until those that are alike can be told."""
        if not self._has_key:
            self._alike.add(entry)

    def take_run(
        self, lines: Characters, unprintable: Flags, *, position: int, first_line: int
    ) -> None:
        """Take whole entries together: prove them right, and ask where there is a doubt.

        The batch that is open must have a plan. `position` says where in the file the lines stand,
        and `first_line` counts from 1.
        """
        batch, plan = self._open_batch(), self.plan
        assert plan is not None  # noqa: S101 (no run is taken without)
        proof = prove(
            lines,
            unprintable,
            plan,
            last_trace=int(batch.last_trace or 0),
            known_traces=() if plan.return_reasons else self.settings.known_traces,
        )
        has_addenda = len(proof.entry_rows) < len(lines)
        run = Run(
            position=position,
            first_line=first_line,
            line_count=len(lines),
            entry_rows=proof.entry_rows if has_addenda else None,
            keys=proof.keys,
        )
        self._count_in(proof)
        if not plan.return_reasons:
            self._alike.add_run(run)
        self.numbered_traces.add(proof.traces)
        if proof.doubts.any():
            self._has_key, self.numbered_traces.is_told = not plan.return_reasons, True
            self._resolve_doubts(run, proof, texts_of(lines))
            self._has_key = self.numbered_traces.is_told = False
        if last := proof.traces[proof.traces != NO_NUMBER][-1:].tolist():
            batch.last_trace = f"{last[0]:015d}"

    def _open_batch(self) -> BatchInCheck:
        assert self.batch is not None  # noqa: S101 (a walk opens a batch before its entries)
        return self.batch

    def _count_in(self, proof: Proof) -> None:
        batch = self._open_batch()
        batch.entry_count += proof.entry_count
        batch.has_debits = batch.has_debits or proof.debit_count > 0
        totals, line_count = batch.totals, proof.entry_count + proof.addenda_count
        totals.entry_addenda_count += line_count
        totals.entry_hash = (totals.entry_hash + proof.entry_hash) % HASH_MODULUS
        totals.total_debit_cents += proof.debit_cents
        totals.total_credit_cents += proof.credit_cents
        self.record_count += line_count
        if self.bank:
            self.bank.prenotes += proof.prenote_count
            self.bank.others += proof.entry_count - proof.prenote_count

    def _resolve_doubts(self, run: Run, proof: Proof, texts: Texts) -> None:
        batch = self._open_batch()
        hold = entry_class(batch.sec_code).holding
        numbers = np.flatnonzero(proof.doubts)
        for number, doubt, place in zip(
            numbers.tolist(),
            proof.doubts[numbers].tolist(),
            _last_trace_places(proof)[numbers].tolist(),
            strict=True,
        ):
            if doubt & _ASKS_TRACE and place >= 0:
                batch.last_trace = f"{int(proof.traces[place]):015d}"
            if doubt & doubt_of.WHOLE:
                self.entry(_entry_of(batch, run, number, texts))
            else:
                row = run.rows_of(number)[0]
                self._check_fields(hold(texts[row], run.first_line + row), doubt)

    def _check_fields(self, detail: EntryDetail, doubt: int) -> None:
        """Ask the rules of those fields of a forward entry that are in doubt."""
        batch, report = self._open_batch(), self.report
        if doubt & doubt_of.TEXT:
            form.check(detail, report)
        if doubt & doubt_of.ROUTING:
            entries.check_routing(detail, report)
        if doubt & doubt_of.ACCOUNT:
            entries.check_account(detail, report)
        if doubt & (doubt_of.CODE | doubt_of.AMOUNT):
            entries.check_amount(batch, detail, report)
        if doubt & doubt_of.CODE:
            entries.check_code(batch, detail, report)
            entries.check_own_fields(detail, report)
        if doubt & doubt_of.NO_ADDENDA:
            addenda.check(batch, Entry(detail), FileKind.FORWARD, report)
        if doubt & doubt_of.TRACE:
            self.traces.check(batch, detail, FileKind.FORWARD, self.settings, report)

    def _read_again(self, run: Run, numbers: list[int]) -> list[Entry]:
        batch, texts = self._open_batch(), self._texts_of(run)
        found = [_entry_of(batch, run, number, texts) for number in numbers]
        return [entry for entry in found if entry.kind is FileKind.FORWARD]


def _entry_of(batch: BatchInCheck, run: Run, number: int, texts: Texts) -> Entry:
    start, end = run.rows_of(number)
    detail = entry_class(batch.sec_code).holding(texts[start], run.first_line + start)
    following = [
        addenda_class(texts[row], sec_code=batch.sec_code).holding(texts[row], run.first_line + row)
        for row in range(start + 1, end)
    ]
    return Entry(detail, tuple(following))


def _last_trace_places(proof: Proof) -> Integers:
    """Give for each entry where the last trace number before it stands in the run; -1: nowhere."""
    count = len(proof.traces)
    places = np.where(proof.traces != NO_NUMBER, np.arange(count), -1)
    return np.concatenate([[-1], np.maximum.accumulate(places)[:-1]])
