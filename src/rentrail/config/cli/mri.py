"""`rentrail mri test|sync|post|status`."""

import argparse
from datetime import datetime
from typing import Any

from rentrail.accounting import queries
from rentrail.accounting.models import MriConnection, MriProperty, SyncRun, SyncState
from rentrail.accounting.mri import clients, posting, rows, sync
from rentrail.accounting.mri.client import MriClient, ProbeOutcome, ProbeResult
from rentrail.accounting.mri.columns import Row
from rentrail.accounting.mri.configured import NAMES
from rentrail.accounting.mri.connection import ConnectionSettingsError
from rentrail.accounting.mri.outgoing import PAYMENT_API
from rentrail.config.cli import actors, output
from rentrail.config.cli.refusals import Refused
from rentrail.identity.audit import acting_as
from rentrail.identity.tenancy import company_scope
from rentrail.primitives import clock

READS_OF_A_PROPERTY: tuple[tuple[type[Row], str], ...] = (
    (rows.LeaseDetail, "RMPROPID"),
    (rows.Resident, "RMPROPID"),
    (rows.PendingMoveIn, "PropertyID"),
    (rows.RentRollLease, "PROPERTYID"),
    (rows.OpenCharge, "RMPROPID"),
    (rows.Unit, "PROPERTYID"),
)
GOOD = {"OK", "STAFF TASK", "NOT TRIED"}
READS: tuple[type[Row], ...] = (rows.MriProperty, rows.Bank)


def test_(args: argparse.Namespace) -> int:
    """Try the sign-in and each read; say what MRI refuses, and what the mapping lacks."""
    company = actors.the_company(args)
    with company_scope(company.id):
        connection = _connection()
        try:
            with clients.client_for(connection) as client:
                results = _probe(client, _properties(args))
        except ConnectionSettingsError as problem:
            raise Refused(f"The MRI connection: {problem}") from problem
        found = [_probed(result) for result in results] + _gaps(args) + _unconfigured(connection)
    output.show_rows(found, as_json=args.json, nothing="")
    return 0 if all(row["outcome"] in GOOD for row in found) else 1


def sync_(args: argparse.Namespace) -> int:
    """Sync one property, or all."""
    company = actors.the_company(args)
    with company_scope(company.id), acting_as(actors.whoever_types(), source="mri sync"):
        _connection()
        runs = [_sync(mri_property, now=clock.now()) for mri_property in _properties(args)]
        found = [_run_of(run) for run in runs]
    output.show_rows(found, as_json=args.json, nothing="")
    return 0 if all(run.state == SyncState.COMPLETED for run in runs) else 1


def post(args: argparse.Namespace) -> None:
    """Post what waits."""
    company = actors.the_company(args)
    with company_scope(company.id), acting_as(actors.whoever_types(), source="mri post"):
        _connection()
        counts = posting.post_all(now=clock.now())
    if args.json:
        output.show_json(counts)
    else:
        print(output.counted(counts))


def status(args: argparse.Namespace) -> None:
    """Show how postings stand, and the last sync of each property."""
    company = actors.the_company(args)
    with company_scope(company.id):
        connection = _connection()
        postings = queries.posting_counts()
        seconds = queries.queue_seconds(connection, now=clock.now())
        syncs = [_last_sync(mri_property) for mri_property in _properties(args)]
    if args.json:
        output.show_json({"postings": postings, "queue_seconds": seconds, "syncs": syncs})
        return
    print(f"postings: {output.counted(postings) if postings else 'none yet'}")
    if seconds >= 1:
        print(f"what is queued takes about {seconds:,.0f} seconds")
    output.show_rows(syncs, as_json=False, nothing="")


def _connection() -> MriConnection:
    found = queries.connection()
    if found is None:
        raise Refused("No MRI is connected; add a table [mri] to company.toml and set up again.")
    return found


def _properties(args: argparse.Namespace) -> list[MriProperty]:
    found = list(MriProperty.objects.select_related("property").order_by("property__code"))
    wanted = getattr(args, "property", None)
    chosen = [each for each in found if wanted in {None, each.property.code}]
    if not chosen:
        known = ", ".join(each.property.code for each in found) or "none"
        raise Refused(f"No property “{wanted or ''}” is mapped to MRI; mapped are: {known}.")
    return chosen


def _probe(client: MriClient, properties: list[MriProperty]) -> list[ProbeResult]:
    results = [client.probe(api=row.API) for row in READS]
    for mri_property in properties:
        results += [
            client.probe(api=row.API, arguments={argument: mri_property.rmpropid})
            for row, argument in READS_OF_A_PROPERTY
        ]
    return results


def _probed(result: ProbeResult) -> dict[str, Any]:
    is_good = result.outcome is ProbeOutcome.OK
    return {
        "what": result.api,
        "outcome": result.outcome.value,
        "message": "" if is_good else result.message,
    }


def _gaps(args: argparse.Namespace) -> list[dict[str, Any]]:
    return [
        {"what": f"mapping of {each.property.code}", "outcome": "INCOMPLETE", "message": gap}
        for each in _properties(args)
        for gap in queries.mapping_gaps(each)
    ]


def _unconfigured(connection: MriConnection) -> list[dict[str, Any]]:
    """Say which operations are work for staff, because MRI doesn't document them (MRI-15)."""
    not_tried = {
        "what": PAYMENT_API,
        "outcome": "NOT TRIED",
        "message": "writing can't be tried without posting; the first payment will tell.",
    }
    return [not_tried] + [
        {
            "what": f"operation {name}",
            "outcome": "STAFF TASK",
            "message": "not configured; staff do it by hand.",
        }
        for name in sorted(NAMES - set(connection.operations))
    ]


def _sync(mri_property: MriProperty, *, now: datetime) -> SyncRun:
    try:
        return sync.sync_property(mri_property_id=mri_property.id, full=True, now=now)
    except (sync.MappingIncomplete, sync.SyncUnderWay) as problem:
        raise Refused(f"{mri_property.property.code}: {problem}") from problem


def _run_of(run: SyncRun) -> dict[str, Any]:
    return {
        "property": run.mri_property.property.code,
        "state": run.state,
        "created": run.created_count,
        "changed": run.changed_count,
        "unchanged": run.unchanged_count,
        "charges": run.charge_count,
        "problems": run.problem_count,
        "differences": run.differences.count(),
        "note": run.note,
    }


def _last_sync(mri_property: MriProperty) -> dict[str, Any]:
    run = mri_property.sync_runs.order_by("-id").first()
    if run is None:
        return {"property": mri_property.property.code, "last_sync": "never", "state": ""}
    return {
        "property": mri_property.property.code,
        "last_sync": f"{run.started_at:%Y-%m-%d %H:%M} UTC",
        "state": run.state,
    }
