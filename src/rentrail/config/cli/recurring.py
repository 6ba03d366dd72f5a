"""From rows of a CSV file to the charges that leases bear every month (LED-8)."""

from collections.abc import Iterable
from typing import Any

from rentrail.accounting.models import MriProperty
from rentrail.config.cli.csv_rows import FieldNotRead, Row
from rentrail.config.cli.payers import Imported, with_property
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio import queries
from rentrail.portfolio.models import Property, RecurringCharge
from rentrail.portfolio.rules.due_dates import next_recurring_due_date

COLUMNS = ("reference", "property", "code", "amount", "day", "start_date")
HOUSEHOLD = ("lease", "resident", "unit")
MORE = (*HOUSEHOLD, "end_date", "description")

Leases = dict[tuple[int, str, str], set[int]]


def import_recurring(rows: Iterable[Row]) -> Imported:
    """Set up recurring charges; a reference that is known is changed where the row differs."""
    done = Imported()
    leases = queries.leases_by_name(property_ids=Property.objects.values_list("id", flat=True))
    lines: dict[str, int] = {}
    for row, property_ in with_property(rows, done):
        try:
            _refuse_twice(row, lines)
            _import(row, property_, leases, done)
        except FieldNotRead as problem:
            done.problems.append(row.problem(problem.column, str(problem)))
        except portfolio.RecurringChargeNotValid as problem:
            done.problems.append(row.problem(None, str(problem)))
    return done


def _import(row: Row, property_: Property, leases: Leases, done: Imported) -> None:
    if MriProperty.objects.filter(property=property_, syncs=True).exists():
        message = f"The charges of {property_.code} come from MRI; set them up there."
        raise FieldNotRead("property", message)
    request = _request(row, property_, leases)
    before = RecurringCharge.objects.filter(reference=request.reference).first()
    recurring = portfolio.set_recurring_charge(request)
    done.new += before is None
    done.known += before is not None
    done.shown.append(_shown(recurring, before))


def _refuse_twice(row: Row, lines: dict[str, int]) -> None:
    reference = row.needed("reference")
    first_line = lines.setdefault(reference, row.line)
    if first_line != row.line:
        message = f"The reference {reference} stands on line {first_line} already."
        raise FieldNotRead("reference", message)


def _request(row: Row, property_: Property, leases: Leases) -> portfolio.RecurringChargeRequest:
    for column in COLUMNS:
        row.needed(column)
    start, day, cents = row.day("start_date"), row.count("day"), row.cents("amount")
    assert start is not None and day is not None and cents is not None  # noqa: S101, PT018
    return portfolio.RecurringChargeRequest(
        reference=row.needed("reference"),
        lease_id=_lease_id(row, property_, leases),
        transaction_code=row.needed("code"),
        amount_cents=cents,
        day=day,
        start_date=start,
        end_date=row.day("end_date"),
        description=row.text("description"),
    )


def _lease_id(row: Row, property_: Property, leases: Leases) -> int:
    named = {kind: row.text(kind) for kind in HOUSEHOLD if row.text(kind)}
    if not named:
        raise FieldNotRead("lease", "The line names no lease, resident or unit.")
    fitting = [leases.get((property_.id, kind, name), set()) for kind, name in named.items()]
    found = set.intersection(*fitting)
    if len(found) != 1:
        message = "More than one lease fits." if found else "No lease of the property fits."
        raise FieldNotRead(next(iter(named)), message)
    return found.pop()


def _shown(recurring: RecurringCharge, before: RecurringCharge | None) -> dict[str, Any]:
    changes = ("amount_cents", "end_date", "description")
    is_known = before is not None and all(
        getattr(before, name) == getattr(recurring, name) for name in changes
    )
    return {
        "reference": recurring.reference,
        "lease": recurring.lease.external_id or recurring.lease.public_id,
        "code": recurring.transaction_code.code,
        "amount_cents": recurring.amount_cents,
        "next_due": _next_due(recurring) or "none",
        "is": "new" if before is None else "known" if is_known else "changed",
    }


def _next_due(recurring: RecurringCharge) -> Any:
    return next_recurring_due_date(
        day=recurring.day,
        start=recurring.start_date,
        charged_through=recurring.charged_through_date,
        end=recurring.end_date,
    )
