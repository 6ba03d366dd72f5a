"""Syncing a property from MRI: households, charges, balances; resumable, one at a time (MRI-4)."""

import logging
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rentrail.accounting import queries
from rentrail.accounting.models import MriProperty, SyncRun, SyncState
from rentrail.accounting.mri import charges, clients, compare, households, posting, runs
from rentrail.accounting.mri.client import MriClient
from rentrail.accounting.mri.errors import MriError

log = logging.getLogger(__name__)

OVERLAP = timedelta(days=1)  # MRI tells changes by the day, in a time zone nobody states


class MappingIncomplete(Exception):
    """The property's mapping lacks something, so it doesn't sync. Fit to show a person."""


class SyncUnderWay(Exception):
    """Another process syncs this property now. The text is fit to show a person."""


def sync_all(*, full: bool, now: datetime) -> dict[str, int]:
    """Sync every property whose mapping is complete, one after the other, and sum what was done.

    A property whose sync breaks off, for whatever reason, keeps no other waiting.
    """
    counts = {"properties": 0, "interrupted": 0, "created": 0, "changed": 0, "unchanged": 0}
    counts |= {"charges": 0, "problems": 0, "differences": 0}
    for mri_property in queries.properties_to_sync():
        try:
            run = sync_property(mri_property_id=mri_property.id, full=full, now=now)
        except SyncUnderWay:
            continue
        except Exception:
            log.exception("The sync of %s failed.", mri_property.property)
            counts["properties"] += 1
            counts["interrupted"] += 1
            continue
        counts["properties"] += 1
        counts["interrupted"] += run.state == SyncState.INTERRUPTED
        counts["created"] += run.created_count
        counts["changed"] += run.changed_count
        counts["unchanged"] += run.unchanged_count
        counts["charges"] += run.charge_count
        counts["problems"] += run.problem_count
        counts["differences"] += run.differences.count()
    return counts


def sync_property(*, mri_property_id: int, full: bool, now: datetime) -> SyncRun:
    """Sync one property, wholly or what changed since the last time.

    A run that can't go on because of MRI ends as interrupted, and the next one does its work.

    Raises:
        MappingIncomplete: the mapping lacks something.
        SyncUnderWay: another process is at it.
    """
    mri_property = MriProperty.objects.select_related("connection", "property").get(
        id=mri_property_id
    )
    gaps = queries.mapping_gaps(mri_property)
    if gaps:
        raise MappingIncomplete(" ".join(gaps))
    with runs.held(runs.SYNC_LOCK, mri_property.id) as got:
        if not got:
            raise SyncUnderWay(f"{mri_property.property} is being synced already.")
        run = runs.start(mri_property, full=full or _is_first(mri_property), now=now)
        with clients.client_for(mri_property.connection) as client:
            try:
                _sync(run, client, now=now)
            except MriError as problem:
                runs.finish(run, state=SyncState.INTERRUPTED, note=str(problem), now=now)
                return run
            except Exception as problem:
                note = f"It failed: {type(problem).__name__}. The log tells more."
                runs.finish(run, state=SyncState.INTERRUPTED, note=note, now=now)
                raise
        MriProperty.objects.filter(id=mri_property.id).update(synced_through=now)
        runs.finish(run, state=SyncState.COMPLETED, note=run.note, now=now)
    return run


def _is_first(mri_property: MriProperty) -> bool:
    return mri_property.synced_through is None


def _sync(run: SyncRun, client: MriClient, *, now: datetime) -> None:
    mri_property = run.mri_property
    today = now.astimezone(ZoneInfo(mri_property.property.time_zone)).date()
    posting.queue(now=now)
    before = compare.PostingsBefore.of(mri_property)
    problems = runs.Problems(run)
    leases = households.Import(
        client=client,
        mri_property=mri_property,
        run=run,
        problems=problems,
        today=today,
        now=now,
    )
    leases.leases(changed_since=_since(run))
    leases.move_ins()
    if run.is_full:
        leases.flag_missing()
    owed = charges.ChargeImport(
        client=client,
        mri_property=mri_property,
        run=run,
        problems=problems,
        today=today,
        now=now,
    )
    owed.charges()
    posting.queue(now=now)
    comparison = compare.Comparison(
        client=client,
        mri_property=mri_property,
        run=run,
        problems=problems,
        before=before,
        waiting=owed.waiting,
        older=owed.older,
        today=today,
        now=now,
    )
    comparison.compare(leases.seen.lease_ids)


def _since(run: SyncRun) -> date | None:
    """Give the day from which on changes are asked for; none asks for everything."""
    synced_through: datetime | None = run.mri_property.synced_through
    if run.is_full or synced_through is None:
        return None
    return synced_through.date() - OVERLAP
