"""How simulated households set up their payments, and make those that they make themselves."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time

from rentrail.businessdays.zones import CENTRAL, in_zone, moment_at
from rentrail.config.simulation.households import Habit, Household, household_of
from rentrail.identity.tenancy import company_scope
from rentrail.payments import operations as payments
from rentrail.payments.models import (
    AccountType,
    AmountKind,
    AuthorizationKind,
    CreatedBy,
    Frequency,
    HolderType,
    Instrument,
    Origin,
)
from rentrail.payments.rules.schedules import Plan
from rentrail.portfolio import queries as portfolio
from rentrail.portfolio.models import LeasePerson, LeaseRole, LeaseStatus
from rentrail.portfolio.rules.eligibility import Way

CAP_IN_RENTS = 2
EVIDENCE = {"session": "simulated", "address": "127.0.0.1", "authentication": "portal password"}


@dataclass(frozen=True, kw_only=True)
class Payer:
    """One payment that a household makes by itself: who, when, what share of the balance."""

    lease_id: int
    person_id: int
    at: datetime
    share_percent: int


def enroll(*, seed: int, start: date, now: datetime) -> None:
    """Give every current household of the company in scope its bank account and schedule."""
    for member in _heads():
        household = household_of(seed=seed, external_id=member.lease.external_id)
        instrument = _add_instrument(member, household, now=now)
        if household.habit in (Habit.PREAUTHORIZED_BALANCE, Habit.PREAUTHORIZED_FIXED):
            _schedule(member, household, instrument, start=start, now=now)


def moments_of(day: date, *, seed: int, company_id: int) -> list[Payer]:
    """Name the payments that households make by themselves on a day, in order."""
    with company_scope(company_id):
        members = _heads()
    payers = [
        Payer(
            lease_id=member.lease_id,
            person_id=member.person_id,
            at=moment_at(day, time(moment.hour, moment.minute), zone=CENTRAL),
            share_percent=moment.share_percent,
        )
        for member in members
        for moment in household_of(seed=seed, external_id=member.lease.external_id).moments
        if moment.day == day.day
    ]
    return sorted(payers, key=lambda payer: (payer.at, payer.lease_id))


def pay(payer: Payer, *, now: datetime) -> None:
    """Pay from the household's own bank account, as a resident does in the portal."""
    balance = portfolio.open_balance_cents(lease_ids=[payer.lease_id]).get(payer.lease_id, 0)
    amount_cents = balance * payer.share_percent // 100
    instrument = (
        Instrument.objects.filter(person_id=payer.person_id).select_related("person__property")
    ).first()
    if amount_cents <= 0 or instrument is None:
        return
    today = in_zone(now, zone=CENTRAL).date()
    authorization = payments.authorize(
        payments.AuthorizationRequest(
            kind=AuthorizationKind.WEB_SINGLE,
            instrument_id=instrument.id,
            property_id=instrument.person.property_id,
            plan=Plan(amount_cents=amount_cents, start_date=today),
            evidence=EVIDENCE,
        ),
        today=today,
        now=now,
    )
    payments.take(
        [
            payments.PaymentRequest(
                idempotency_key=f"simulated:{payer.lease_id}:{payer.at:%Y%m%d%H%M}",
                lease_id=payer.lease_id,
                person_id=payer.person_id,
                authorization_id=authorization.id,
                amount_cents=amount_cents,
                origin=Origin.INTERNET,
                way=Way.PORTAL_BANK,
            )
        ],
        taken_by=f"resident:{instrument.person.public_id}",
        now=now,
    )


def _heads() -> list[LeasePerson]:
    """Give the head of each current household, in the order of its lease in MRI."""
    return list(
        LeasePerson.objects.filter(role=LeaseRole.HEAD, lease__status=LeaseStatus.CURRENT)
        .select_related("lease", "person")
        .order_by("lease__property_id", "lease__external_id")
    )


def _add_instrument(member: LeasePerson, household: Household, *, now: datetime) -> Instrument:
    return payments.add_bank_account_instrument(
        person_id=member.person_id,
        routing_number=household.routing_number,
        account_number=household.account_number,
        account_number_again=household.account_number,
        account_type=AccountType(household.account_type),
        holder_type=HolderType.PERSONAL,
        holder_name=str(member.person),
        now=now,
    )


def _schedule(
    member: LeasePerson,
    household: Household,
    instrument: Instrument,
    *,
    start: date,
    now: datetime,
) -> None:
    """Schedule the month's rent, unless the household may not (a refusal is a household's own)."""
    with suppress(payments.NotSchedulable):
        payments.schedule(
            payments.ScheduleRequest(
                lease_id=member.lease_id,
                instrument_id=instrument.id,
                kind=AuthorizationKind.WEB_RECURRING,
                plan=_plan(member, household, start=start),
                evidence=EVIDENCE,
                email=member.person.email or "resident@example.test",
                notice_waived=True,
                created_by_kind=CreatedBy.RESIDENT,
            ),
            created_by=f"resident:{member.person.public_id}",
            today=start,
            now=now,
        )


def _plan(member: LeasePerson, household: Household, *, start: date) -> Plan:
    first = start.replace(day=household.due_day)
    if household.habit is Habit.PREAUTHORIZED_FIXED:
        return Plan(
            amount_cents=member.lease.rent_cents, frequency=Frequency.MONTHLY, start_date=first
        )
    return Plan(
        amount_kind=AmountKind.OPEN_BALANCE_UP_TO,
        amount_cents_max=member.lease.rent_cents * CAP_IN_RENTS,
        frequency=Frequency.MONTHLY,
        start_date=first,
    )
