"""`rentrail mri test|sync|post|status`."""

import argparse
from datetime import datetime
from typing import Any

from rentrail.accounting import queries
from rentrail.accounting.models import MriConnection, MriProperty, SyncRun, SyncState
from rentrail.accounting.mri import check, posting, sync
from rentrail.accounting.mri.connection import ConnectionSettingsError
from rentrail.config.cli import actors, output, progress
from rentrail.config.cli.refusals import Refused
from rentrail.identity.audit import acting_as
from rentrail.identity.tenancy import company_scope
from rentrail.portfolio.models import BatchType, DepositRoute, LedgerName, Person
from rentrail.primitives import clock


def test_(args: argparse.Namespace) -> int:
    """Check the connection, right by right, and what the mapping lacks; list what MRI offers."""
    company = actors.the_company(args)
    with company_scope(company.id), acting_as(actors.whoever_types(), source="mri test"):
        connection = _connection()
        properties = _properties(args) if args.property or _is_any_mapped() else []
        try:
            results = check.check(connection, properties, now=clock.now())
            results += _batch_id_tried(args, properties)
            offered = _offered(connection) if _pick_lists_answer(results) else []
        except ConnectionSettingsError as problem:
            raise Refused(f"The MRI connection: {problem}") from problem
        found = [_checked(one) for one in results] + _gaps(properties) + offered
    output.show_rows(found, as_json=args.json, nothing="")
    is_good = all(one.outcome.is_good for one in results) and not _gaps(properties)
    return 0 if is_good else 1


def sync_(args: argparse.Namespace) -> int:
    """Sync one property, or all."""
    company = actors.the_company(args)
    with company_scope(company.id), acting_as(actors.whoever_types(), source="mri sync"):
        _connection()
        wanted = _properties(args)
        shown = progress.over(
            wanted, count=len(wanted), label=lambda each: f"sync of {each.property.code}"
        )
        runs = [_sync(mri_property, now=clock.now()) for mri_property in shown]
        found = [_run_of(run) for run in runs]
    output.show_rows(found, as_json=args.json, nothing="")
    return 0 if all(run.state == SyncState.COMPLETED for run in runs) else 1


def post(args: argparse.Namespace) -> None:
    """Post what waits, of one property or of all."""
    company = actors.the_company(args)
    with company_scope(company.id), acting_as(actors.whoever_types(), source="mri post"):
        _connection()
        only = [each.id for each in _properties(args)]
        counts = posting.post_all(now=clock.now(), only=only)
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
    wanted = args.property
    chosen = [each for each in found if wanted in {None, each.property.code}]
    if not chosen:
        known = ", ".join(each.property.code for each in found) or "none"
        raise Refused(f"No property “{wanted or ''}” is mapped to MRI; mapped are: {known}.")
    return chosen


def _checked(result: check.CheckResult) -> dict[str, Any]:
    return {"what": result.name, "outcome": result.outcome.value, "message": result.message}


def _is_any_mapped() -> bool:
    return bool(MriProperty.objects.exists())  # before that, pick-lists show what there is to map


def _pick_lists_answer(results: list[check.CheckResult]) -> bool:
    answering = {one.name for one in results if one.outcome is check.CheckOutcome.OK}
    return answering.issuperset(check.PICK_LIST_READS)


def _batch_id_tried(
    args: argparse.Namespace, properties: list[MriProperty]
) -> list[check.CheckResult]:
    """Post two cents of a resident's, where somebody asks for it, at the one property they name."""
    if args.post_cents is None:
        return []
    if args.property is None:
        raise Refused("Name the property, too: the two cents stand on its books in MRI.")
    [mri_property] = properties
    if not Person.objects.filter(
        property=mri_property.property, external_id=args.post_cents
    ).exists():
        raise Refused(f"{mri_property.property.code} has no resident “{args.post_cents}”.")
    tried = check.check_repeated_batch_id(
        mri_property=mri_property,
        resident_id=args.post_cents,
        cash_type=_cash_type(mri_property),
        now=clock.now(),
    )
    return [tried]


def _cash_type(mri_property: MriProperty) -> str:
    route = DepositRoute.objects.filter(
        property_id=mri_property.property_id, ledger=LedgerName.RESIDENT, batch_type=BatchType.ACH
    ).first()
    return queries.cash_type_of(route.bank_account_id) if route else ""


def _gaps(properties: list[MriProperty]) -> list[dict[str, Any]]:
    return [
        {"what": f"mapping of {each.property.code}", "outcome": "INCOMPLETE", "message": gap}
        for each in properties
        for gap in queries.mapping_gaps(each)
    ]


def _offered(connection: MriConnection) -> list[dict[str, Any]]:
    """List what MRI offers to be mapped (MRI-19)."""
    properties, banks = queries.pick_lists(connection)
    mapped = dict(MriProperty.objects.values_list("rmpropid", "property__code"))
    return [
        {
            "what": f"MRI property {row.property_id}",
            "outcome": "OFFERED",
            "message": f"{row.name}: {_mapped_words(mapped.get(row.property_id))}",
        }
        for row in properties
    ] + [
        {"what": f"MRI bank {row.bank_id}", "outcome": "OFFERED", "message": row.name}
        for row in banks
    ]


def _mapped_words(code: str | None) -> str:
    return f"mapped to {code}" if code else "not mapped"


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
