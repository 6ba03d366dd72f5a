"""A request to pay, and what the policy gate says of it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rentrail.payments import facts as fact_questions
from rentrail.payments.facts import Facts, Question
from rentrail.payments.models import AuthorizationKind, HolderType, Origin, SecCode
from rentrail.payments.rules import gate, standing
from rentrail.payments.rules.gate import Decision
from rentrail.payments.states import InstrumentStanding
from rentrail.portfolio.models import LeaseStatus, LedgerName
from rentrail.portfolio.rules import eligibility
from rentrail.portfolio.rules.eligibility import Way

PROSPECTIVE = frozenset({LeaseStatus.PROSPECT, LeaseStatus.APPLICANT})
PAPER = frozenset(
    {
        AuthorizationKind.ARC_NOTICE,
        AuthorizationKind.BOC_NOTICE,
        AuthorizationKind.PAPER,
        AuthorizationKind.RECEIPT,
    }
)
SINGLE = PAPER | {AuthorizationKind.WEB_SINGLE, AuthorizationKind.PPD_SINGLE}
SEC_CODES: dict[str, SecCode] = {
    AuthorizationKind.WEB_SINGLE: SecCode.WEB,
    AuthorizationKind.WEB_RECURRING: SecCode.WEB,
    AuthorizationKind.PPD_SINGLE: SecCode.PPD,
    AuthorizationKind.PPD_RECURRING: SecCode.PPD,
    AuthorizationKind.CCD_AGREEMENT: SecCode.CCD,
    AuthorizationKind.ARC_NOTICE: SecCode.ARC,
    AuthorizationKind.BOC_NOTICE: SecCode.BOC,
    AuthorizationKind.PAPER: SecCode.NONE,
    AuthorizationKind.RECEIPT: SecCode.NONE,
}


class DepositInto(NamedTuple):
    """The bank account that takes a whole check, where its ledgers would need two (SCAN-3)."""

    bank_account_id: int
    clearing_account_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentRequest:
    """Somebody asks to pay from a bank account, under an authorization that is on record."""

    idempotency_key: str
    lease_id: int
    person_id: int
    authorization_id: int
    amount_cents: int
    origin: Origin
    way: Way
    ledger: LedgerName = LedgerName.RESIDENT
    property_date: date | None = None  # none: the property's date
    debit_date: date | None = None  # of a scheduled payment: its due date
    is_preauthorized: bool = False
    is_duplicate_confirmed: bool = False
    override_reason: str = ""  # of who may: in spite of eviction or collection (RULE-11)
    description: str = ""
    together_cents: int = 0  # what else the same paper pays on this ledger, after this payment
    deposit_into: DepositInto | None = None  # of paper that is deposited whole; none: by the route
    document: str = ""  # number of a check or receipt; none: the account's last four (PAY-7)

    @property
    def digest(self) -> str:
        """Give the digest by which the same key with other content is found."""
        content = [
            self.lease_id,
            self.person_id,
            self.authorization_id,
            self.amount_cents,
            self.origin,
            self.ledger,
            str(self.property_date),
            self.description,
            self.document,
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def question(request: PaymentRequest) -> Question:
    """Give what must be known about a request."""
    return Question(
        request.lease_id,
        request.person_id,
        request.authorization_id,
        request.ledger,
        request.amount_cents,
        request.idempotency_key,
        request.debit_date,
    )


def as_deposited(request: PaymentRequest, facts: Facts) -> Facts:
    """Give a request's facts with the bank account that it is deposited into."""
    if request.deposit_into is None or facts.bank_account_id is None:
        return facts
    return facts._replace(**request.deposit_into._asdict())


def decide(request: PaymentRequest, facts: Facts, *, now: datetime) -> Decision:
    """Ask the policy gate about one request, from facts already read; stores nothing."""
    return gate.decide(
        gate.GateFacts(
            amount_cents=request.amount_cents,
            property_date=request.property_date or facts.property_date,
            debit_date=request.debit_date or _local_date(now, facts.time_zone),
            is_preauthorized=request.is_preauthorized,
            is_deposit=request.ledger == LedgerName.DEPOSIT,
            is_prospect=facts.lease_status in PROSPECTIVE,
            is_of_household=facts.is_of_household,
            has_route=facts.bank_account_id is not None,
            open_balance_cents=facts.open_balance_cents
            - facts.not_asked_cents
            - request.together_cents,
            closed_because=closed_because(request, facts),
            account_stopped_because=_stopped_because(facts.standing),
            is_business_account=facts.holder_type == HolderType.BUSINESS,
            rail=facts.rail,
            sec_code=sec_code(facts),
            is_likely_duplicate=facts.is_likely_duplicate and not request.is_duplicate_confirmed,
            policy=_policy(facts),
            limit=facts.limit,
            taken=facts.taken,
            consent=_consent(request, facts),
        )
    )


def sec_code(facts: Facts) -> SecCode:
    """Give the entry class that the authorization calls for."""
    return SEC_CODES[facts.authorization_kind]


def is_recurring(facts: Facts) -> bool:
    """Tell whether the authorization is for more than one debit; an agreement may be for one."""
    return facts.authorization_kind not in SINGLE and facts.first_date != facts.last_date


def _policy(facts: Facts) -> gate.PropertyPolicy:
    return _known_policy(
        facts.takes_rail,
        facts.takes_partial_payments,
        facts.takes_preauthorized,
        facts.takes_deposits,
        facts.prospects_may_pay,
        facts.approval_over_cents,
        facts.property_date,
        facts.backdating_days_max,
        facts.closed_through,
    )


@lru_cache(maxsize=1024)
def _known_policy(
    takes_rail: bool,
    takes_partial_payments: bool,
    takes_preauthorized: bool,
    takes_deposits: bool,
    prospects_may_pay: bool,
    approval_over_cents: int | None,
    property_date: date,
    backdating_days_max: int | None,
    closed_through: int | None,
) -> gate.PropertyPolicy:
    return gate.PropertyPolicy(
        takes_rail=takes_rail,
        takes_partial_payments=takes_partial_payments,
        takes_preauthorized=takes_preauthorized,
        takes_deposits=takes_deposits,
        prospects_may_pay=prospects_may_pay,
        approval_over_cents=approval_over_cents,
        property_date=property_date,
        earliest_date=fact_questions.earliest_date(
            property_date=property_date,
            backdating_days_max=backdating_days_max,
            closed_through=closed_through,
        ),
        closed_through=closed_through,
    )


def _consent(request: PaymentRequest, facts: Facts) -> gate.Consent:
    return gate.Consent(
        amount_cents_min=facts.amount_cents_min,
        amount_cents_max=facts.amount_cents_max,
        first_date=facts.first_date,
        last_date=facts.last_date,
        is_single=not is_recurring(facts),
        is_due_by_schedule=request.is_preauthorized and request.debit_date is not None,
        is_spent=facts.is_spent,
        is_revoked=facts.is_revoked,
        is_of_payer=facts.instrument_person_id
        == facts.authorization_person_id
        == request.person_id,
    )


def closed_because(request: PaymentRequest, facts: Facts) -> tuple[str, ...]:
    """Say why this way of paying is closed to the payer; empty where it is open."""
    reasons = _reasons_closed(
        request.way,
        facts.ach_opt_out,
        facts.no_checks,
        facts.no_money_orders,
        facts.eviction_started,
        facts.in_collection,
        facts.block_epayment,
        facts.certified_funds_only,
        facts.own_table,
    )
    return tuple(
        f"This way of paying is closed: {eligibility.REASON_TEXTS[reason]}."
        for reason in reasons
        if not (request.override_reason and reason in eligibility.OVERRIDABLE)
    )


@lru_cache(maxsize=1024)
def _reasons_closed(
    way: Way,
    ach_opt_out: bool,
    no_checks: bool,
    no_money_orders: bool,
    eviction_started: bool,
    in_collection: bool,
    block_epayment: bool,
    certified_funds_only: bool,
    own_table: str | None,
) -> tuple[eligibility.Reason, ...]:
    return eligibility.reasons_closed(
        way=way,
        standing=eligibility.Standing(
            ach_opt_out=ach_opt_out,
            no_checks=no_checks,
            no_money_orders=no_money_orders,
            household_eviction=eviction_started,
            household_collection=in_collection,
            block_epayment=block_epayment,
            certified_funds_only=certified_funds_only,
        ),
        closes=eligibility.table_of(json.loads(own_table)) if own_table else eligibility.CLOSES,
    )


@lru_cache(maxsize=16)
def _stopped_because(instrument_standing: str) -> str:
    return standing.stopped_because(InstrumentStanding(instrument_standing))


@lru_cache(maxsize=256)
def _local_date(now: datetime, time_zone: str) -> date:
    return now.astimezone(ZoneInfo(time_zone)).date()
