"""Every question about properties, people and what households owe."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from rentrail.portfolio.chart import RECEIVABLE_KEYS
from rentrail.portfolio.models import (
    Application,
    BankAccount,
    BankAccountPurpose,
    Charge,
    Credit,
    DepositRoute,
    Lease,
    LeasePerson,
    LeaseStatus,
    LedgerName,
    PaymentLimit,
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
class Limit:
    """A property's limits of one limit group; None: no limit."""

    single_cents_max: int | None
    daily_count_max: int | None
    daily_cents_max: int | None
    monthly_count_max: int | None
    monthly_cents_max: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """Where payments of a ledger and batch type are deposited, with its ledger accounts."""

    bank_account_id: int
    purpose: BankAccountPurpose
    cash_account_id: int
    clearing_account_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """A property as the policy gate and posting need it, read once."""

    property_id: int
    public_id: str
    name: str
    book_id: int
    time_zone: str
    property_date: date
    backdating_days_max: int | None
    takes_ach: bool
    takes_partial_payments: bool
    takes_preauthorized_bank_accounts: bool
    takes_deposit_payments: bool
    prospects_may_pay: bool
    certified_funds_only: bool
    nsf_fee_cents: int
    nsf_fee_collected_by_ach: bool
    approval_over_cents: int | None
    hold_days: int
    reserve_basis_points: int
    reserve_release_days: int
    representments_max: int
    limits: Mapping[str, Limit] = field(default_factory=dict)
    routes: Mapping[tuple[str, str], Route] = field(default_factory=dict)  # (ledger, batch type)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A person that a search found, on one lease."""

    person_public_id: str
    name: str
    email: str
    mobile: str
    lease_public_id: str
    lease_status: str
    building: str
    unit: str
    property_public_id: str


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


def settings_of(*, property_ids: Collection[int]) -> dict[int, Settings]:
    """Read properties' settings with their limits and deposit routes."""
    limits: dict[int, dict[str, Limit]] = {property_id: {} for property_id in property_ids}
    for limit in PaymentLimit.objects.filter(property_id__in=property_ids):
        limits[limit.property_id][limit.limit_group] = Limit(
            **{name.name: getattr(limit, name.name) for name in fields(Limit)}
        )
    routes: dict[int, dict[tuple[str, str], Route]] = {one: {} for one in property_ids}
    for route in DepositRoute.objects.filter(property_id__in=property_ids).select_related(
        "bank_account"
    ):
        routes[route.property_id][route.ledger, route.batch_type] = _route_to(route.bank_account)
    return {
        property_.id: _settings(property_, limits[property_.id], routes[property_.id])
        for property_ in Property.objects.filter(id__in=property_ids)
    }


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


def find_people(
    *, text: str, property_ids: Collection[int] | None = None, found_max: int = FOUND_MAX
) -> list[Found]:
    """Find people by name, unit, e-mail, phone or the accounting system's id, as the user types.

    Every word must be found; ``A-204`` finds unit 204 of building A. ``property_ids`` are those the
    user may see, all where left out (ORG-8).
    """
    words = text.split()
    if not words:
        return []
    members = LeasePerson.objects.select_related(
        "person", "lease__unit__building", "lease__property"
    )
    if property_ids is not None:
        members = members.filter(lease__property_id__in=property_ids)
    for word in words:
        members = members.filter(_matches(word))
    return [
        _found(member)
        for member in members.order_by("person__last_name", "person__first_name", "id")[:found_max]
    ]


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


def _settings(
    property_: Property, limits: Mapping[str, Limit], routes: Mapping[tuple[str, str], Route]
) -> Settings:
    own = {"property_id", "limits", "routes"}
    plain = {
        one.name: getattr(property_, one.name) for one in fields(Settings) if one.name not in own
    }
    return Settings(property_id=property_.id, limits=limits, routes=routes, **plain)


def _route_to(bank_account: BankAccount) -> Route:
    return Route(
        bank_account_id=bank_account.id,
        purpose=BankAccountPurpose(bank_account.purpose),
        cash_account_id=bank_account.cash_account_id,
        clearing_account_id=bank_account.clearing_account_id,
    )


def _matches(word: str) -> Q:
    found = (
        Q(person__first_name__icontains=word)
        | Q(person__last_name__icontains=word)
        | Q(person__email__icontains=word)
        | Q(person__mobile__contains=word)
        | Q(person__external_id__iexact=word)
        | Q(lease__external_id__iexact=word)
        | Q(lease__unit__code__istartswith=word)
    )
    building, hyphen, unit = word.rpartition("-")
    if hyphen:
        in_building = Q(lease__unit__building__code__iexact=building)
        found |= in_building & Q(lease__unit__code__istartswith=unit)
    return found


def _found(member: LeasePerson) -> Found:
    person, lease = member.person, member.lease
    return Found(
        person_public_id=person.public_id,
        name=str(person),
        email=person.email,
        mobile=person.mobile,
        lease_public_id=lease.public_id,
        lease_status=lease.status,
        building=lease.unit.building.code if lease.unit else "",
        unit=lease.unit.code if lease.unit else "",
        property_public_id=lease.property.public_id,
    )


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
