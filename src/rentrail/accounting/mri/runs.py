"""A sync run: started, counted, finished; its problems; and that only one runs per property."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from rentrail.accounting.models import MriProperty, SyncProblem, SyncRun, SyncState
from rentrail.accounting.mri.columns import RowProblem
from rentrail.accounting.mri.mapping import Finding
from rentrail.portfolio import operations as portfolio

SYNC_LOCK, POSTING_LOCK = 0x4D52_4901, 0x4D52_4902  # "MRI" and what is locked
TEXT_MAX, NAME_MAX = 300, 60


@contextmanager
def held(kind: int, mri_property_id: int) -> Iterator[bool]:
    """Hold a property's work for the block; False where another process has it.

    PostgreSQL lets it go when the process that held it dies.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [kind, mri_property_id])
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [kind, mri_property_id])


@transaction.atomic
def start(mri_property: MriProperty, *, full: bool, now: datetime) -> SyncRun:
    """Start a run; one that a dead process left behind is ended, and this one does its work."""
    left = SyncRun.objects.filter(mri_property=mri_property, state=SyncState.RUNNING)
    left.update(state=SyncState.INTERRUPTED, finished_at=now, note="The process ended; taken over.")
    started: SyncRun = SyncRun.objects.create(
        mri_property=mri_property, state=SyncState.RUNNING, is_full=full, started_at=now
    )
    return started


def finish(run: SyncRun, *, state: SyncState, note: str, now: datetime) -> None:
    """End a run, with the counts it has."""
    run.state, run.note, run.finished_at = state, note[:TEXT_MAX], now
    run.problem_count = SyncProblem.objects.filter(sync_run=run).count()
    run.save()


def save_progress(run: SyncRun) -> None:
    """Let the page see how far a run is."""
    run.save(update_fields=["created_count", "changed_count", "unchanged_count", "charge_count"])


class Problems:
    """Collects what a run must tell people, and writes it in groups."""

    def __init__(self, run: SyncRun) -> None:
        self._run = run
        self._found: list[SyncProblem] = []

    def add(
        self,
        *,
        api: str,
        message: str,
        record_id: str = "",
        field: str = "",
        row: int | None = None,
    ) -> None:
        """Note one problem."""
        self._found.append(
            SyncProblem(
                sync_run=self._run,
                api=api[:NAME_MAX],
                row=row,
                record_id=record_id[:NAME_MAX],
                field=field[:NAME_MAX],
                message=message[:TEXT_MAX],
            )
        )

    def add_unreadable(self, problem: RowProblem) -> None:
        """Note a row that could not be read."""
        ids = " ".join(value for value in problem.ids.values() if value)
        self.add(
            api=problem.api,
            row=problem.row_number,
            record_id=ids,
            field=problem.field,
            message=f"{problem.message} Found: “{problem.value}”."
            if problem.value
            else problem.message,
        )

    def add_finding(self, finding: Finding, *, api: str, now: datetime) -> None:
        """Note an unknown value; one that closes payments also alerts staff."""
        self.add(api=api, record_id=finding.record_id, field=finding.field, message=finding.message)
        if finding.blocks:
            portfolio.raise_task(
                kind="mri-block-unknown",
                subject=f"{finding.record_id}"[:80],
                text=f"Lease {finding.record_id}: {finding.message}",
                property_id=self._run.mri_property.property_id,
                now=now,
            )

    def write(self) -> None:
        """Store what was collected."""
        SyncProblem.objects.bulk_create(self._found)
        self._found.clear()
