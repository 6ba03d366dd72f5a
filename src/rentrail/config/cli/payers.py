"""From rows of a CSV file to households, payers' bank accounts and preauthorized payments."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rentrail.config.cli.csv_rows import FieldNotRead, Row
from rentrail.payments import operations as payments
from rentrail.payments import queries as payment_queries
from rentrail.payments.models import (
    AccountType,
    AmountKind,
    AuthorizationKind,
    Frequency,
    HolderType,
    Instrument,
    InstrumentKind,
    PreauthorizedPayment,
)
from rentrail.payments.rules.schedules import Plan
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import (
    Lease,
    LeaseRole,
    LeaseStatus,
    LedgerName,
    Person,
    Property,
)
from rentrail.primitives import clock
from rentrail.primitives.problems import Problem

HOUSEHOLD_COLUMNS = ("property", "lease", "unit", "resident", "first_name", "last_name")
HOUSEHOLD_MORE = (
    *("building", "email", "mobile", "rent", "start_date", "end_date", "move_out_date", "status"),
)
ACCOUNT_COLUMNS = ("property", "resident", "holder_name", "routing_number", "account_number")
ACCOUNT_MORE = ("account_type", "holder_type", "nickname")
PREAUTHORIZED_COLUMNS = ("reference", "property", "resident", "account", "start_date", "form")
PREAUTHORIZED_MORE = (
    *("lease", "frequency", "amount_kind", "amount", "first_amount", "amount_min", "amount_max"),
    *("end_date", "payments_max", "ledger", "email", "description", "notice", "notice_over"),
)
REFUSALS = (
    payments.AccountKnownOtherwise,
    payments.AccountNumberNotValid,
    payments.EvidenceMissing,
    payments.HolderNameMissing,
    payments.NotSchedulable,
    payments.RoutingNumberNotValid,
    payments.TemplateIncomplete,
    payments.WrongKind,
)


class Agreed(StrEnum):
    """Of which amounts the payer agreed to be told ahead (PRE-8)."""

    EACH = "each"
    WAIVED = "waived"  # in a range, only of what lies outside it


UNTIL_REVOKED = "until revoked"
STAYING = (LeaseStatus.CURRENT, LeaseStatus.FUTURE)


@dataclass(kw_only=True)
class Imported:
    """What an import did: rows that were new or known before, and what is wrong with others."""

    new: int = 0
    known: int = 0
    shown: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def import_households(rows: Iterable[Row], *, now: datetime) -> Imported:
    """Take over households, a line for each person; the first of a lease is its head."""
    done = Imported()
    drafts: dict[int, dict[str, list[Row]]] = {}
    for row, property_ in with_property(rows, done):
        drafts.setdefault(property_.id, {}).setdefault(row.text("lease"), []).append(row)
    for property_id, leases in drafts.items():
        households = list(_drafts(leases, done))
        if done.problems:
            continue
        result = portfolio.upsert_households(
            property_id=property_id, households=households, now=now
        )
        done.new += result.created
        done.known += result.changed + result.unchanged
    return done


def import_accounts(rows: Iterable[Row], *, now: datetime) -> Imported:
    """Put payers' bank accounts on file; one that is on file already stays."""
    done = Imported()
    for row, property_ in with_property(rows, done):
        try:
            _import_account(row, property_, done, now=now)
        except FieldNotRead as problem:
            done.problems.append(row.problem(problem.column, str(problem)))
        except REFUSALS as problem:
            done.problems.append(row.problem(None, str(problem)))
    return done


def import_preauthorized(rows: Iterable[Row], *, created_by: str, now: datetime) -> Imported:
    """Set up preauthorized payments under signed forms; a reference is imported once."""
    done = Imported()
    for row, property_ in with_property(rows, done):
        try:
            _import_preauthorized(row, property_, done, created_by=created_by, now=now)
        except FieldNotRead as problem:
            done.problems.append(row.problem(problem.column, str(problem)))
        except REFUSALS as problem:
            done.problems.append(row.problem(None, str(problem)))
    return done


def with_property(rows: Iterable[Row], done: Imported) -> Iterator[tuple[Row, Property]]:
    """Give the rows whose property there is, with it; tell those of which there is none."""
    properties = {property_.code: property_ for property_ in Property.objects.all()}
    for row in rows:
        code = row.text("property")
        if code in properties:
            yield row, properties[code]
        else:
            done.problems.append(row.problem("property", f"There is no property “{code}”."))


def _drafts(leases: dict[str, list[Row]], done: Imported) -> Iterator[portfolio.HouseholdDraft]:
    for external_id, rows in leases.items():
        try:
            yield _household(external_id, rows)
        except FieldNotRead as problem:
            done.problems.append(rows[0].problem(problem.column, str(problem)))


def _household(external_id: str, rows: list[Row]) -> portfolio.HouseholdDraft:
    head = rows[0]
    head.needed("lease")
    return portfolio.HouseholdDraft(
        external_id=external_id,
        building_code=head.text("building"),
        unit_code=head.needed("unit"),
        status=head.choice("status", LeaseStatus, LeaseStatus.CURRENT),
        start_date=head.day("start_date"),
        end_date=head.day("end_date"),
        move_out_date=head.day("move_out_date"),
        rent_cents=head.cents("rent") or 0,
        people=tuple(
            portfolio.PersonDraft(
                external_id=row.needed("resident"),
                first_name=row.text("first_name"),
                last_name=row.needed("last_name"),
                email=row.text("email"),
                mobile=row.text("mobile"),
                role=LeaseRole.HEAD if row is head else LeaseRole.CO_RESIDENT,
            )
            for row in rows
        ),
    )


def _import_account(row: Row, property_: Property, done: Imported, *, now: datetime) -> None:
    person = _person(row, property_)
    before = Instrument.objects.filter(person=person).count()
    instrument = payments.add_bank_account_instrument(
        person_id=person.id,
        routing_number=row.needed("routing_number"),
        account_number=row.needed("account_number"),
        account_number_again=row.needed("account_number"),
        account_type=row.choice("account_type", AccountType, AccountType.CHECKING),
        holder_type=row.choice("holder_type", HolderType, HolderType.PERSONAL),
        holder_name=row.needed("holder_name"),
        nickname=row.text("nickname"),
        now=now,
    )
    is_new = Instrument.objects.filter(person=person).count() > before
    done.new += is_new
    done.known += not is_new
    done.shown.append(
        {
            "property": property_.code,
            "resident": str(person),
            "bank_account": str(instrument),
            "is": "new" if is_new else "known",
        }
    )


def _import_preauthorized(
    row: Row, property_: Property, done: Imported, *, created_by: str, now: datetime
) -> None:
    reference = row.needed("reference")
    known = PreauthorizedPayment.objects.filter(reference=reference).first()
    if known is not None:
        _refuse_changed(row, property_, known)
        done.known += 1
        done.shown.append(_next_debit(known, is_new=False))
        return
    person = _person(row, property_)
    instrument = _instrument(row, person)
    lease = _lease(row, person)
    plan = _plan(row, lease)
    request = payments.ScheduleRequest(
        lease_id=lease.id,
        instrument_id=instrument.id,
        kind=_kind(instrument, plan),
        plan=plan,
        evidence={"form": row.needed("form"), "imported_by": created_by},
        email=row.text("email") or person.email,
        ledger=row.choice("ledger", LedgerName, LedgerName.RESIDENT),
        description=row.text("description"),
        notice_waived=row.choice("notice", Agreed, Agreed.EACH) is Agreed.WAIVED,
        notice_over_cents=row.cents("notice_over"),
        reference=reference,
    )
    today = clock.today(property_.time_zone)
    scheduled = payments.schedule(request, created_by=created_by, today=today, now=now)
    done.new += 1
    done.shown.append(_next_debit(scheduled, is_new=True))


def _refuse_changed(row: Row, property_: Property, known: PreauthorizedPayment) -> None:
    """Refuse a row that says something else now; what was left to be filled in is not compared.

    Raises:
        FieldNotRead: of the first column that differs. A change needs a new authorization.
    """
    plan = _plan(row, known.lease)
    said = {
        "property": (property_.id, known.property_id),
        "resident": (row.needed("resident"), known.person.external_id),
        "lease": (row.text("lease") or known.lease.external_id, known.lease.external_id),
        "account": (row.needed("account") in _last_fours(known.instrument), True),
        "ledger": (row.choice("ledger", LedgerName, LedgerName.RESIDENT), known.ledger),
        "notice": (
            row.choice("notice", Agreed, Agreed.EACH) is Agreed.WAIVED,
            known.notice_waived,
        ),
        "notice_over": (row.cents("notice_over"), known.notice_over_cents),
        "amount_kind": (plan.amount_kind, known.amount_kind),
        "amount": (plan.amount_cents, known.amount_cents),
        "first_amount": (plan.first_amount_cents, known.first_amount_cents),
        "amount_min": (plan.amount_cents_min, known.amount_cents_min),
        "amount_max": (plan.amount_cents_max, known.amount_cents_max),
        "frequency": (plan.frequency, known.frequency),
        "start_date": (plan.start_date, known.start_date),
        "end_date": (plan.end_date if row.text("end_date") else known.end_date, known.end_date),
        "payments_max": (plan.payments_max, known.payments_max),
    }
    for column, (now_said, before) in said.items():
        if now_said != before:
            raise FieldNotRead(
                column,
                f"{known.reference} was imported before, and says something else now in "
                f"{column}. Disable it and import the change under a new reference, with the "
                "payer's new authorization.",
            )


def _last_fours(instrument: Instrument) -> set[str]:
    """Give the ends of the numbers that an account has, and had before it was corrected."""
    corrected = instrument.corrections.values_list("last_four_before", flat=True)
    return {instrument.last_four, *corrected}


def _person(row: Row, property_: Property) -> Person:
    resident = row.needed("resident")
    found: Person | None = Person.objects.filter(property=property_, external_id=resident).first()
    if found is None:
        raise FieldNotRead("resident", f"{property_.code} has no resident “{resident}”.")
    return found


def _instrument(row: Row, person: Person) -> Instrument:
    last_four = row.needed("account")
    found: list[Instrument] = list(
        Instrument.objects.filter(
            person=person, last_four=last_four, kind=InstrumentKind.BANK_ACCOUNT
        )[:2]
    )
    if len(found) != 1:
        many = "more than one bank account" if found else "no bank account"
        raise FieldNotRead("account", f"{person} has {many} on file that ends in {last_four}.")
    return found[0]


def _lease(row: Row, person: Person) -> Lease:
    leases = Lease.objects.filter(members__person=person)
    wanted = row.text("lease")
    found: list[Lease] = list(
        leases.filter(external_id=wanted) if wanted else leases.filter(status__in=STAYING)
    )
    if len(found) != 1:
        many = "more than one lease: name it in the column lease" if found else "no such lease"
        raise FieldNotRead("lease", f"{person} has {many}.")
    return found[0]


def _plan(row: Row, lease: Lease) -> Plan:
    row.needed("start_date")
    start_date = row.day("start_date") or clock.now().date()
    return Plan(
        amount_kind=row.choice("amount_kind", AmountKind, AmountKind.FIXED),
        amount_cents=row.cents("amount"),
        first_amount_cents=row.cents("first_amount"),
        amount_cents_min=row.cents("amount_min"),
        amount_cents_max=row.cents("amount_max"),
        frequency=row.choice("frequency", Frequency, Frequency.MONTHLY),
        start_date=start_date,
        end_date=_end_date(row, lease, start_date=start_date),
        payments_max=row.count("payments_max"),
    )


def _end_date(row: Row, lease: Lease, *, start_date: date) -> date | None:
    """Give the last day: the lease's where the file names no end of any kind (PRE-4)."""
    if row.text("end_date") and row.text("end_date") != UNTIL_REVOKED:
        return row.day("end_date")
    ends_otherwise = (
        row.text("end_date") == UNTIL_REVOKED
        or row.text("payments_max")
        or row.text("frequency") == Frequency.ONE_TIME
        or lease.month_to_month
        or lease.end_date is None
        or lease.end_date < start_date
    )
    return None if ends_otherwise else lease.end_date


def _kind(instrument: Instrument, plan: Plan) -> AuthorizationKind:
    if instrument.holder_type == HolderType.BUSINESS:
        return AuthorizationKind.CCD_AGREEMENT
    return AuthorizationKind.PPD_SINGLE if plan.is_one_time else AuthorizationKind.PPD_RECURRING


def _next_debit(scheduled: PreauthorizedPayment, *, is_new: bool) -> dict[str, Any]:
    return {
        "reference": scheduled.reference,
        "resident": str(scheduled.person),
        "bank_account": str(scheduled.instrument),
        "next_due": scheduled.next_due_date,
        **_amounts(scheduled),
        "is": "new" if is_new else "known",
    }


def _amounts(scheduled: PreauthorizedPayment) -> dict[str, Any]:
    """Give what the next debit comes to as things are now, and the most that it can be."""
    next_one = next(payment_queries.next_debits([scheduled]), None)
    is_fixed = scheduled.amount_kind == AmountKind.FIXED
    cents = next_one.amount_cents if next_one else None
    return {
        "of": "a fixed amount" if is_fixed else "the open balance, now",
        "amount_cents": cents,
        "up_to_cents": cents if is_fixed else scheduled.amount_cents_max,
        "remark": next_one.remark if next_one else scheduled.status_reason,
    }
