"""Preauthorized payments: set up under an authorization (PRE-1 to PRE-4, PRE-11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from rentrail.payments.models import (
    AmountKind,
    AuthorizationKind,
    CreatedBy,
    Instrument,
    PreauthorizedPayment,
)
from rentrail.payments.operations.authorizing import AuthorizationRequest, authorize
from rentrail.payments.operations.noticing import NoticeDraft, notify_all
from rentrail.payments.rules import schedules
from rentrail.payments.rules.authorization_text import Language
from rentrail.payments.rules.schedules import Plan
from rentrail.payments.states import PreauthorizedStatus
from rentrail.portfolio import queries as portfolio_queries
from rentrail.portfolio.models import Lease, LeasePerson, LeaseStatus, LedgerName
from rentrail.primitives import ids
from rentrail.primitives.money import format_cents


class NotSchedulable(Exception):
    """A payment can't be scheduled so; the text says all that is wrong, fit to show a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleRequest:
    """A payment to be made by itself on its due dates, by one contact of a household."""

    lease_id: int
    instrument_id: int
    kind: AuthorizationKind
    plan: Plan
    evidence: Mapping[str, Any]
    email: str
    ledger: LedgerName = LedgerName.RESIDENT
    description: str = ""
    notice_waived: bool = False
    notice_over_cents: int | None = None  # told only of a larger difference from the last debit
    created_by_kind: CreatedBy = CreatedBy.SITE
    language: Language = Language.ENGLISH
    reference: str = ""  # of an import


@transaction.atomic
def schedule(
    request: ScheduleRequest, *, created_by: str, today: date, now: datetime
) -> PreauthorizedPayment:
    """Schedule a payment, one-time or recurring, with the authorization that it is made under.

    Raises:
        NotSchedulable: the plan, the household or the property doesn't allow it.
        EvidenceMissing, WrongKind, TemplateIncomplete: see `authorize`.
    """
    lease = Lease.objects.select_related("property").get(id=request.lease_id)
    instrument = Instrument.objects.select_related("person").get(id=request.instrument_id)
    refused = why_not(request, lease, instrument, today=today)
    if refused:
        raise NotSchedulable(" ".join(refused))
    authorization = authorize(
        AuthorizationRequest(
            kind=request.kind,
            instrument_id=instrument.id,
            property_id=lease.property_id,
            plan=request.plan,
            evidence=request.evidence,
            language=request.language,
            notice_waived=request.notice_waived,
            notice_over_cents=request.notice_over_cents,
        ),
        today=today,
        now=now,
    )
    plan = request.plan
    scheduled: PreauthorizedPayment = PreauthorizedPayment.objects.create(
        public_id=ids.new_public_id("pre", now=now),
        reference=request.reference,
        property=lease.property,
        lease=lease,
        person=instrument.person,
        instrument=instrument,
        authorization=authorization,
        frequency=plan.frequency,
        amount_kind=plan.amount_kind,
        amount_cents=plan.amount_cents,
        first_amount_cents=plan.first_amount_cents,
        amount_cents_min=plan.amount_cents_min,
        amount_cents_max=plan.amount_cents_max,
        notice_waived=request.notice_waived,
        notice_over_cents=request.notice_over_cents,
        notified_cents=_told_now(request, lease, today=today),
        ledger=request.ledger,
        description=(request.description or _description(instrument))[:120],
        email=request.email,
        start_date=plan.start_date,
        end_date=plan.end_date,
        payments_max=plan.payments_max,
        next_due_date=schedules.first_due_date(plan),
        status=PreauthorizedStatus.ENABLED,
        created_by_kind=request.created_by_kind,
        created_by=created_by,
        created_at=now,
    )
    notify_all([_confirmation(scheduled)], now=now)
    return scheduled


def why_not(
    request: ScheduleRequest, lease: Lease, instrument: Instrument, *, today: date
) -> list[str]:
    """Say in sentences why a payment can't be scheduled so."""
    plan, property_ = request.plan, lease.property
    found = list(schedules.why_not(plan))
    found += _wrong_notice(request)
    if plan.start_date < today:
        found.append("The start lies in the past.")
    if not property_.takes_preauthorized_bank_accounts:
        found.append("This property takes no preauthorized bank payments.")
    if (
        plan.frequency not in schedules.TAKEN_WITHOUT_PARTIAL_PAYMENTS
        and not property_.takes_partial_payments
    ):
        found.append("Only one-time and monthly payments: no partial payments are taken here.")
    if lease.status == LeaseStatus.PROSPECT:
        found.append("A prospect can't schedule payments.")
    if not LeasePerson.objects.filter(lease=lease, person=instrument.person).exists():
        found.append("The account's holder does not belong to this household.")
    if "@" not in request.email:
        found.append("An e-mail address is needed.")
    if schedules.first_due_date(plan) is None:
        found.append("No due date falls between start and end.")
    return found


def _wrong_notice(request: ScheduleRequest) -> list[str]:
    over = request.notice_over_cents
    if over is None:
        return []
    if request.plan.amount_kind is AmountKind.FIXED:
        return ["Of a fixed amount there is nothing to be told ahead."]
    if request.notice_waived or over < 0:
        return ["Notice is waived, or given above an agreed sum: not both, and not below zero."]
    return []


def _told_now(request: ScheduleRequest, lease: Lease, *, today: date) -> int | None:
    """Tell at set-up what will be open on the first due date: that much may be debited (PRE-3)."""
    first = schedules.first_due_date(request.plan)
    if request.plan.amount_kind is AmountKind.FIXED or first is None:
        return None
    open_cents = portfolio_queries.open_balance_cents(
        lease_ids=[lease.id], ledger=request.ledger, due_by=first
    )
    to_come = portfolio_queries.recurring_cents_to_come(
        lease_ids=[lease.id],
        ledger=request.ledger,
        after=today - timedelta(days=1),
        through=first,
    )
    return max(open_cents[lease.id] + to_come[lease.id], 0)


def _description(instrument: Instrument) -> str:
    return f"Preauthorized payment – {instrument.person}"  # noqa: RUF001 - the dash is the product's


def _confirmation(scheduled: PreauthorizedPayment) -> NoticeDraft:
    told = (
        ""
        if scheduled.notified_cents is None
        else f" Open by then, as known now: {format_cents(scheduled.notified_cents)}."
    )
    return NoticeDraft(
        person_id=scheduled.person_id,
        kind="preauthorized-scheduled",
        subject=scheduled.public_id,
        email=scheduled.email,
        text=(
            f"Your preauthorized payment “{scheduled.description}” from the account ending in "
            f"{scheduled.instrument.last_four} is set up: first on or after "
            f"{scheduled.next_due_date:%m/%d/%Y}.{told}"
        ),
    )
