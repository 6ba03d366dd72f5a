"""Every question about properties, people and what households owe."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import QuerySet, Sum

from rentrail.portfolio.chart import RECEIVABLE_KEYS
from rentrail.portfolio.models import (
    Application,
    Charge,
    Credit,
    Lease,
    LeasePerson,
    LeaseStatus,
    LedgerName,
    Property,
    RecurringCharge,
)
from rentrail.portfolio.rules.apply_order import DEFAULT_ORDER
from rentrail.portfolio.rules.due_dates import recurring_due_dates
from rentrail.portfolio.rules.eligibility import Standing

FOUND_MAX = 20

OPEN_BALANCES = """
SELECT lease.id, sum(posting.signed_cents)
FROM portfolio_lease lease
JOIN portfolio_property property ON property.id = lease.property_id
JOIN ledger_ledgeraccount receivable ON receivable.book_id = property.book_id
    AND receivable.key = %s
JOIN ledger_posting posting ON posting.ledger_account_id = receivable.id
    AND posting.subject_id = lease.id
WHERE lease.id = ANY(%s::bigint[])
GROUP BY lease.id
"""

NOT_DUE = """
SELECT charge.lease_id, sum(charge.open_cents)
FROM portfolio_opencharge open
JOIN portfolio_charge charge ON charge.id = open.charge_id
JOIN portfolio_transactioncode code ON code.id = charge.transaction_code_id
WHERE open.lease_id = ANY(%s::bigint[]) AND charge.due_date > %s AND code.ledger = %s
GROUP BY charge.lease_id
"""

STANDINGS = """
SELECT lease.id, person.id, person.ach_opt_out, person.no_checks OR lease.no_checks_imported,
    person.no_money_orders,
    person.eviction_started OR coalesce(household.eviction_started, false),
    person.in_collection OR coalesce(household.in_collection, false),
    lease.block_epayment OR lease.block_epayment_imported,
    property.certified_funds_only
FROM unnest(%s::bigint[], %s::bigint[]) AS asked(lease_id, person_id)
JOIN portfolio_lease lease ON lease.id = asked.lease_id
JOIN portfolio_property property ON property.id = lease.property_id
JOIN portfolio_person person ON person.id = asked.person_id
LEFT JOIN LATERAL (
    SELECT bool_or(person.eviction_started) AS eviction_started,
        bool_or(person.in_collection) AS in_collection
    FROM portfolio_leaseperson member
    JOIN portfolio_person person ON person.id = member.person_id
    WHERE member.lease_id = lease.id
) AS household ON true
"""
STANDING_FLAGS = (
    "ach_opt_out",
    "no_checks",
    "no_money_orders",
    "household_eviction",
    "household_collection",
    "block_epayment",
    "certified_funds_only",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementLine:
    """A charge or credit of a household with what it was paid by, or what it paid."""

    kind: str  # "charge" or "credit"
    property_date: date
    transaction_code: str
    description: str
    document: str
    amount_cents: int
    open_cents: int  # of a charge unpaid, of a credit unapplied
    is_undone: bool
    applied: tuple[tuple[str, int], ...]  # the other side's description and cents
    id: int


def open_balance_cents(
    *,
    lease_ids: Collection[int],
    ledger: LedgerName = LedgerName.RESIDENT,
    due_by: date | None = None,
) -> dict[int, int]:
    """Give what each household owes on a ledger, from the postings; below zero it is in credit.

    That is the ledger's balance, with what is charged ahead. What is owed by a day, ``due_by``, is
    less what is still open of the charges that fall due after it.
    """
    with connection.cursor() as cursor:
        cursor.execute(OPEN_BALANCES, [RECEIVABLE_KEYS[ledger], list(lease_ids)])
        owed = {lease_id: int(cents) for lease_id, cents in cursor.fetchall()}
        if due_by is not None:
            cursor.execute(NOT_DUE, [list(lease_ids), due_by, ledger])
            for lease_id, cents in cursor.fetchall():
                owed[lease_id] = owed.get(lease_id, 0) - int(cents)
    return {lease_id: owed.get(lease_id, 0) for lease_id in lease_ids}


def recurring_cents_to_come(
    *, lease_ids: Collection[int], ledger: LedgerName, after: date, through: date
) -> dict[int, int]:
    """Give what leases' recurring charges will add to a ledger after a day, through another."""
    to_come = dict.fromkeys(lease_ids, 0)
    charges = (
        RecurringCharge.objects.filter(
            lease_id__in=lease_ids, transaction_code__ledger=ledger, start_date__lte=through
        )
        .exclude(end_date__lte=after)
        .exclude(lease__status=LeaseStatus.PAST)
    )
    for one in charges:
        due_dates = recurring_due_dates(
            day=one.day,
            start=one.start_date,
            charged_through=max(
                after, one.charged_through_date or after, one.start_date - timedelta(days=1)
            ),
            end=one.end_date,
            through=through,
        )
        to_come[one.lease_id] += one.amount_cents * len(list(due_dates))
    return to_come


def leases_by_name(*, property_ids: Collection[int]) -> dict[tuple[int, str, str], set[int]]:
    """Give the leases that a name stands for, by property, kind of name and name.

    Any lease by ``lease``, its external id; current ones by ``unit`` (204, or A-204 with the
    building) and by ``resident``, the external id of somebody of the household.
    """
    named: dict[tuple[int, str, str], set[int]] = defaultdict(set)
    rows = Lease.objects.filter(property_id__in=property_ids).values_list(
        "property_id", "id", "external_id", "status", "unit__building__code", "unit__code"
    )
    for property_id, lease_id, external_id, status, building, unit in rows:
        named[property_id, "lease", external_id].add(lease_id)
        if status == LeaseStatus.CURRENT:
            named[property_id, "unit", unit or ""].add(lease_id)
            named[property_id, "unit", f"{building}-{unit}"].add(lease_id)
    members = LeasePerson.objects.filter(
        lease__property_id__in=property_ids, lease__status=LeaseStatus.CURRENT
    ).values_list("lease__property_id", "lease_id", "person__external_id")
    for property_id, lease_id, external_id in members:
        named[property_id, "resident", external_id].add(lease_id)
    return named


def open_charges(*, lease_id: int, ledger: LedgerName = LedgerName.RESIDENT) -> "QuerySet[Charge]":
    """Give a household's charges that are not paid in full, in the property's order of paying."""
    order = Property.objects.get(leases=lease_id).apply_order or DEFAULT_ORDER
    columns = {"oldest": "due_date", "priority": "transaction_code__priority"}
    charges: QuerySet[Charge] = (
        Charge.objects.filter(lease_id=lease_id, transaction_code__ledger=ledger, open_cents__gt=0)
        .select_related("transaction_code")
        .order_by(*(columns[name] for name in order), "id")
    )
    return charges


def standings(
    *, lease_and_person_ids: Collection[tuple[int, int]]
) -> dict[tuple[int, int], Standing]:
    """Give what is set on each payer and their household, by lease and person (ORG-7).

    A payer need not live there: eviction and collection of the household hold whoever pays.
    """
    if not lease_and_person_ids:
        return {}
    pairs = [list(column) for column in zip(*lease_and_person_ids, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(STANDINGS, pairs)
        rows = cursor.fetchall()
    return {
        (lease_id, person_id): Standing(**dict(zip(STANDING_FLAGS, flags, strict=True)))
        for lease_id, person_id, *flags in rows
    }


def statement(*, lease_id: int, ledger: LedgerName = LedgerName.RESIDENT) -> list[StatementLine]:
    """Give a household's charges and credits with which credit paid how much of which charge."""
    charges = Charge.objects.filter(lease_id=lease_id, transaction_code__ledger=ledger)
    credits_ = Credit.objects.filter(lease_id=lease_id, ledger=ledger)
    paid_by, paid = _applied(lease_id)
    lines = [
        _statement_line("charge", charge, charge.open_cents, paid_by.get(charge.id, ()))
        for charge in charges.select_related("journal_entry")
    ] + [
        _statement_line("credit", credit, credit.unapplied_cents, paid.get(credit.id, ()))
        for credit in credits_.select_related("journal_entry")
    ]
    return sorted(lines, key=lambda line: (line.property_date, line.kind, line.id))


def property_ids_with_late_fee() -> list[int]:
    """Name the properties that charge a late fee (LED-9)."""
    charging = Property.objects.filter(late_fee_cents__gt=0)
    return list(charging.order_by("id").values_list("id", flat=True))


def property_date(property_id: int) -> date:
    """Give the date that a property's postings carry now."""
    found: date = Property.objects.values_list("property_date", flat=True).get(id=property_id)
    return found


def block_epayment(lease: Lease) -> bool:
    """Tell whether ePayment is blocked: here or in the accounting system, the stricter holds."""
    return lease.block_epayment or lease.block_epayment_imported


Applied = dict[int, tuple[tuple[str, int], ...]]


def _applied(lease_id: int) -> tuple[Applied, Applied]:
    """Give what paid each charge, and what each credit paid, without what was undone."""
    rows = (
        Application.objects.filter(charge__lease_id=lease_id)
        .values_list(
            "charge_id",
            "credit_id",
            "charge__description",
            "credit__journal_entry__description",
        )
        .annotate(cents=Sum("applied_cents"))
        .exclude(cents=0)
        .order_by("charge__due_date", "charge_id", "credit_id")
    )
    paid_by: Applied = {}
    paid: Applied = {}
    for charge_id, credit_id, charge, credit, cents in rows:
        paid_by[charge_id] = (*paid_by.get(charge_id, ()), (credit, cents))
        paid[credit_id] = (*paid.get(credit_id, ()), (charge, cents))
    return paid_by, paid


def _statement_line(
    kind: str, row: Charge | Credit, open_cents: int, applied: tuple[tuple[str, int], ...]
) -> StatementLine:
    entry = row.journal_entry
    return StatementLine(
        kind=kind,
        property_date=entry.property_date,
        transaction_code=entry.transaction_code,
        description=entry.description,
        document=entry.document,
        amount_cents=row.amount_cents,
        open_cents=open_cents,
        is_undone=isinstance(row, Credit) and row.is_undone,
        applied=applied,
        id=entry.id,
    )
