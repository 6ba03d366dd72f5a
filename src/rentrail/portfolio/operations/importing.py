"""Charging what a CSV file says: all of it or, where anything is wrong, nothing (LED-8)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from rentrail.ledger.models import FiscalPeriod
from rentrail.portfolio import queries
from rentrail.portfolio.imports import ChargeRow
from rentrail.portfolio.models import (
    Charge,
    ChargeSource,
    Property,
    TransactionCode,
    TransactionCodeKind,
)
from rentrail.portfolio.operations.charges import ChargeRequest, charge
from rentrail.primitives.problems import Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportResult:
    """What an import of charges did, or would do: nothing, as long as there are problems."""

    charged: int
    known: int  # charged by an earlier import of the same references
    problems: tuple[Problem, ...]


@transaction.atomic
def import_charges(
    rows: Sequence[ChargeRow], *, imported_by: str, dry_run: bool = False, now: datetime
) -> ImportResult:
    """Charge the rows of a file; a row imported before is not charged again."""
    book = _Book(rows)
    requests, problems = [], []
    for row in rows:
        found = list(book.problems_of(row))
        problems += found
        if not found:
            requests.append(book.request_for(row))
    new = [request for request in requests if not book.is_known(request)]
    if problems or dry_run:
        charged = 0 if problems else len(new)
        return ImportResult(
            charged=charged, known=len(requests) - len(new), problems=tuple(problems)
        )
    charge(new, posted_by=imported_by, now=now)
    return ImportResult(charged=len(new), known=len(requests) - len(new), problems=())


class _Book:
    """What the rows' names stand for, read once for the whole file."""

    def __init__(self, rows: Sequence[ChargeRow]) -> None:
        codes = {row.property_code for row in rows}
        self._properties = {one.code: one for one in Property.objects.filter(code__in=codes)}
        self._property_ids = [one.id for one in self._properties.values()]
        self._codes = set(
            TransactionCode.objects.filter(kind=TransactionCodeKind.CHARGE).values_list(
                "code", flat=True
            )
        )
        self._leases = queries.leases_by_name(property_ids=self._property_ids)
        self._closed = self._closed_periods()
        self._known = self._known_charges()
        self._lines: dict[tuple[str, str], int] = {}

    def problems_of(self, row: ChargeRow) -> Iterator[Problem]:
        """Say what is wrong with a row; the rows are asked in the order of the file."""
        property_ = self._properties.get(row.property_code)
        if row.code not in self._codes:
            yield _problem("code", f"There is no charge code {row.code}.", row, "code")
        if property_ is None:
            message = f"There is no property {row.property_code}."
            yield _problem("property", message, row, "property")
            return
        yield from self._reference_problems(row)
        if _period(row.due_date) <= self._closed.get(property_.book_id, 0):
            message = f"{row.due_date:%B %Y} is closed in the books of {property_}."
            yield _problem("period", message, row, "due_date")
        lease_ids = self._lease_ids(row, property_)
        if len(lease_ids) != 1:
            message = "More than one lease fits." if lease_ids else "No lease of the property fits."
            yield _problem("lease", message, row, _household_column(row))
        elif self._differs(row, property_, next(iter(lease_ids))):
            message = f"{row.reference} was imported before, and says something else now."
            yield _problem("reference", message, row, "reference")

    def request_for(self, row: ChargeRow) -> ChargeRequest:
        """Turn a row without problems into a charge request."""
        [lease_id] = self._lease_ids(row, self._properties[row.property_code])
        return ChargeRequest(
            lease_id=lease_id,
            transaction_code=row.code,
            amount_cents=row.amount_cents,
            due_date=row.due_date,
            property_date=row.due_date,
            description=row.description,
            source=ChargeSource.CSV,
            source_id=row.reference,
            by_staff=True,
        )

    def is_known(self, request: ChargeRequest) -> bool:
        """Tell whether a request was charged by an earlier import."""
        content = (request.transaction_code, request.amount_cents, request.due_date)
        return (request.lease_id, *content) in self._known[request.source_id].values()

    def _reference_problems(self, row: ChargeRow) -> Iterator[Problem]:
        first_line = self._lines.setdefault((row.property_code, row.reference), row.line)
        if first_line != row.line:
            message = f"The reference {row.reference} stands on line {first_line} already."
            yield _problem("reference", message, row, "reference")

    def _differs(self, row: ChargeRow, property_: Property, lease_id: int) -> bool:
        known = self._known[row.reference].get(property_.id)
        return known not in {None, (lease_id, row.code, row.amount_cents, row.due_date)}

    def _lease_ids(self, row: ChargeRow, property_: Property) -> set[int]:
        named = {"lease": row.lease, "resident": row.resident, "unit": row.unit}
        fitting = [
            self._leases[property_.id, column, name] for column, name in named.items() if name
        ]
        return set.intersection(*fitting)

    def _closed_periods(self) -> dict[int, int]:
        books = [one.book_id for one in self._properties.values()]
        return dict(
            FiscalPeriod.objects.filter(book_id__in=books)
            .values_list("book_id")
            .annotate(last=Max("period"))
        )

    def _known_charges(self) -> dict[str, dict[int, tuple[int, str, int, date]]]:
        known: dict[str, dict[int, tuple[int, str, int, date]]] = defaultdict(dict)
        rows = Charge.objects.filter(
            property_id__in=self._property_ids, source=ChargeSource.CSV
        ).values_list(
            "source_id",
            "property_id",
            "lease_id",
            "transaction_code__code",
            "amount_cents",
            "due_date",
        )
        for source_id, property_id, *content in rows:
            known[source_id][property_id] = (content[0], content[1], content[2], content[3])
        return known


def _household_column(row: ChargeRow) -> str:
    return "lease" if row.lease else "resident" if row.resident else "unit"


def _period(day: date) -> int:
    return day.year * 100 + day.month


def _problem(rule: str, message: str, row: ChargeRow, column: str) -> Problem:
    return Problem(rule=f"charges-csv-{rule}", message=message, line=row.line, field=column)
