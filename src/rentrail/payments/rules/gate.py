"""The policy gate: may this payment be taken? One pure function for every way of paying.

Portal, staff page, schedule, scan, import and API all ask here, so a block that is set holds
everywhere. Every reason against is given, not only the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rentrail.primitives.money import format_cents

ENTRY_CENTS_MAX = 9_999_999_999  # an entry's amount field. Source: [NACHA] entry detail record
AMOUNT_RANGE = f"The amount must lie between 0.01 and {format_cents(ENTRY_CENTS_MAX)}."


ACH = "ACH"
FOR_BUSINESSES = frozenset({"CCD", "ARC", "BOC"})  # checks without auxiliary on-us may be (SCAN-4)


class Outcome(StrEnum):
    """What the gate decides."""

    APPROVED = "approved"
    AWAITING_APPROVAL = "awaiting_approval"
    SUSPENDED = "suspended"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a payment is refused or waits; a stable code for each."""

    AMOUNT_INVALID = "amount_invalid"
    METHOD_CLOSED = "method_closed"
    ACH_NOT_TAKEN = "ach_not_taken"
    IRD_NOT_TAKEN = "ird_not_taken"
    PREAUTHORIZED_NOT_TAKEN = "preauthorized_not_taken"
    DEPOSITS_NOT_TAKEN = "deposits_not_taken"
    PROSPECTS_MAY_NOT_PAY = "prospects_may_not_pay"
    NO_DEPOSIT_ROUTE = "no_deposit_route"
    PARTIAL_PAYMENT = "partial_payment"
    OVER_LIMIT = "over_limit"
    DATE_AHEAD = "date_ahead"
    DATE_TOO_FAR_BACK = "date_too_far_back"
    PERIOD_CLOSED = "period_closed"
    ACCOUNT_STOPPED = "account_stopped"
    NOT_OF_HOUSEHOLD = "not_of_household"
    BUSINESS_ACCOUNT = "business_account"
    PERSONAL_ACCOUNT = "personal_account"
    AUTHORIZATION_REVOKED = "authorization_revoked"
    AUTHORIZATION_SPENT = "authorization_spent"
    AUTHORIZATION_OTHER_PERSON = "authorization_other_person"
    AUTHORIZATION_AMOUNT = "authorization_amount"
    AUTHORIZATION_DATE = "authorization_date"
    DUPLICATE = "duplicate"
    VELOCITY = "velocity"
    NEEDS_APPROVAL = "needs_approval"


REASONS_TO_WAIT: dict[Outcome, tuple[Reason]] = {
    Outcome.SUSPENDED: (Reason.VELOCITY,),
    Outcome.AWAITING_APPROVAL: (Reason.NEEDS_APPROVAL,),
}


@dataclass(frozen=True, slots=True)
class Because:
    """A reason and the words for the person who asked."""

    reason: Reason
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """The limits of one group at a property (ORG-4); none: no limit."""

    single_cents_max: int | None = None
    daily_count_max: int | None = None
    daily_cents_max: int | None = None
    monthly_count_max: int | None = None
    monthly_cents_max: int | None = None


NO_LIMIT = Limit()


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What a payer has paid before: counts and cents of the day and of the month."""

    day_count: int = 0
    day_cents: int = 0
    month_count: int = 0
    month_cents: int = 0


NOTHING_TAKEN = Taken()


@dataclass(frozen=True, kw_only=True, slots=True)
class PropertyPolicy:
    """What a property takes (ORG-2)."""

    takes_rail: bool = True  # ACH entries, images: the one that the payment takes
    takes_partial_payments: bool = True
    takes_preauthorized: bool = True
    takes_deposits: bool = True
    prospects_may_pay: bool = False
    approval_over_cents: int | None = None
    property_date: date
    earliest_date: date | None = None
    closed_through: int | None = None  # the last closed fiscal period, YYYYMM


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """What the payer authorized (RULE-14)."""

    amount_cents_min: int
    amount_cents_max: int
    first_date: date
    last_date: date | None
    is_single: bool
    is_due_by_schedule: bool = False  # this debit is for a due date of its schedule
    is_spent: bool = False
    is_revoked: bool = False
    is_of_payer: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class GateFacts:
    """All that the decision rests on, as one value."""

    amount_cents: int
    property_date: date  # that the payment is to carry
    debit_date: date  # the day the debit is made, which the consent must cover
    is_preauthorized: bool
    is_deposit: bool
    is_prospect: bool
    is_of_household: bool
    has_route: bool
    open_balance_cents: int
    closed_because: tuple[str, ...]  # by collection status and blocks (ORG-7), in words
    account_stopped_because: str
    is_business_account: bool
    rail: str = ACH
    sec_code: str
    is_likely_duplicate: bool
    policy: PropertyPolicy
    limit: Limit = NO_LIMIT
    taken: Taken = NOTHING_TAKEN
    consent: Consent


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of the payment, with every reason."""

    outcome: Outcome
    because: tuple[Because, ...] = ()

    @property
    def message(self) -> str:
        """Give the reasons as one text for a person."""
        return " ".join(why.message for why in self.because)


APPROVED = Decision(Outcome.APPROVED)


def decide(facts: GateFacts) -> Decision:
    """Decide whether a bank payment may be taken, must wait, or is refused.

    A refusal needs one reason; over a velocity limit the payment is suspended (ORG-4), over the
    property's amount for a second person it awaits approval (ORG-5).
    """
    against = tuple(_reasons_against(facts))
    if against:
        return Decision(Outcome.REFUSED, against)
    over = tuple(_velocity(facts))
    if over:
        return Decision(Outcome.SUSPENDED, over)
    approval_over = facts.policy.approval_over_cents
    if approval_over is not None and facts.amount_cents > approval_over:
        return Decision(Outcome.AWAITING_APPROVAL, (_needs_approval(approval_over),))
    return APPROVED


def is_amount_of_an_entry(amount_cents: int) -> bool:
    """Tell whether an amount can be debited: a cent at least, and no more than an entry holds."""
    return 0 < amount_cents <= ENTRY_CENTS_MAX


def _reasons_against(facts: GateFacts) -> Iterator[Because]:
    yield from _amount(facts)
    yield from _method(facts)
    yield from _dates(facts)
    yield from _account(facts)
    yield from _consent(facts)
    if facts.is_likely_duplicate:
        yield Because(
            Reason.DUPLICATE,
            "The same amount was paid from this account today; confirm it to pay twice.",
        )


def _amount(facts: GateFacts) -> Iterator[Because]:
    if not is_amount_of_an_entry(facts.amount_cents):
        yield Because(Reason.AMOUNT_INVALID, AMOUNT_RANGE)
    single = facts.limit.single_cents_max
    if single is not None and facts.amount_cents > single:
        yield Because(
            Reason.OVER_LIMIT, f"A single payment may be at most {format_cents(single)} here."
        )
    is_partial = facts.amount_cents < facts.open_balance_cents
    if is_partial and not facts.policy.takes_partial_payments:
        yield Because(
            Reason.PARTIAL_PAYMENT,
            "This property takes no partial payments: "
            f"{format_cents(facts.open_balance_cents)} is open.",
        )


def _method(facts: GateFacts) -> Iterator[Because]:
    policy = facts.policy
    if not policy.takes_rail:
        yield _rail_not_taken(facts.rail)
    if facts.is_preauthorized and not policy.takes_preauthorized:
        yield Because(
            Reason.PREAUTHORIZED_NOT_TAKEN, "This property takes no preauthorized bank payments."
        )
    if facts.is_deposit and not policy.takes_deposits:
        yield Because(Reason.DEPOSITS_NOT_TAKEN, "This property takes no deposit payments here.")
    if facts.is_prospect and not policy.prospects_may_pay:
        yield Because(Reason.PROSPECTS_MAY_NOT_PAY, "This property takes no payments of prospects.")
    if not facts.has_route:
        yield Because(
            Reason.NO_DEPOSIT_ROUTE, "The property has no bank account for this kind of payment."
        )
    if not facts.is_of_household:
        yield Because(Reason.NOT_OF_HOUSEHOLD, "The payer does not belong to this household.")
    for words in facts.closed_because:
        yield Because(Reason.METHOD_CLOSED, words)


def _rail_not_taken(rail: str) -> Because:
    if rail == ACH:
        return Because(Reason.ACH_NOT_TAKEN, "This property takes no payments by bank account.")
    return Because(Reason.IRD_NOT_TAKEN, "This property takes no images of checks.")


def _dates(facts: GateFacts) -> Iterator[Because]:
    day, policy = facts.property_date, facts.policy
    if day > policy.property_date:
        yield Because(
            Reason.DATE_AHEAD, "The date lies ahead; a later date is for a preauthorized payment."
        )
    if policy.earliest_date is not None and day < policy.earliest_date:
        yield Because(
            Reason.DATE_TOO_FAR_BACK,
            f"The date is too far back; {policy.earliest_date:%m/%d/%Y} is the earliest.",
        )
    if policy.closed_through is not None and day.year * 100 + day.month <= policy.closed_through:
        yield Because(Reason.PERIOD_CLOSED, f"The fiscal period {day:%m/%Y} is closed.")


def _account(facts: GateFacts) -> Iterator[Because]:
    if facts.rail != ACH:  # what stops entries to an account doesn't stop paper drawn on it
        return
    if facts.account_stopped_because:
        yield Because(
            Reason.ACCOUNT_STOPPED,
            f"This bank account can't be debited: {facts.account_stopped_because}",
        )
    if facts.is_business_account and facts.sec_code not in FOR_BUSINESSES:
        yield Because(
            Reason.BUSINESS_ACCOUNT,
            "A business account needs an agreement of its own and goes as CCD.",
        )
    if not facts.is_business_account and facts.sec_code == "CCD":
        yield Because(
            Reason.PERSONAL_ACCOUNT, "A personal account can't be debited as a business's (CCD)."
        )


def _consent(facts: GateFacts) -> Iterator[Because]:
    consent = facts.consent
    if consent.is_revoked:
        yield Because(Reason.AUTHORIZATION_REVOKED, "The authorization was revoked.")
    if consent.is_single and consent.is_spent:
        yield Because(
            Reason.AUTHORIZATION_SPENT, "The authorization was for one debit, which was made."
        )
    if not consent.is_single and not consent.is_due_by_schedule:
        yield Because(
            Reason.AUTHORIZATION_DATE,
            "A recurring authorization is debited on its schedule's due dates only.",
        )
    if not consent.is_of_payer:
        yield Because(Reason.AUTHORIZATION_OTHER_PERSON, "The authorization is another person's.")
    if not consent.amount_cents_min <= facts.amount_cents <= consent.amount_cents_max:
        yield Because(
            Reason.AUTHORIZATION_AMOUNT,
            f"The authorization covers {format_cents(consent.amount_cents_min)} to "
            f"{format_cents(consent.amount_cents_max)}.",
        )
    if facts.debit_date < consent.first_date or (
        consent.last_date is not None and facts.debit_date > consent.last_date
    ):
        yield Because(Reason.AUTHORIZATION_DATE, "The authorization does not cover this date.")


def _velocity(facts: GateFacts) -> Iterator[Because]:
    limit, taken, cents = facts.limit, facts.taken, facts.amount_cents
    for value, most, words in (
        (taken.day_count + 1, limit.daily_count_max, "payments a day"),
        (taken.month_count + 1, limit.monthly_count_max, "payments a month"),
    ):
        if most is not None and value > most:
            yield Because(Reason.VELOCITY, f"More than {most} {words}: it waits for release.")
    for value, most, words in (
        (taken.day_cents + cents, limit.daily_cents_max, "a day"),
        (taken.month_cents + cents, limit.monthly_cents_max, "a month"),
    ):
        if most is not None and value > most:
            yield Because(
                Reason.VELOCITY, f"More than {format_cents(most)} {words}: it waits for release."
            )


def _needs_approval(over_cents: int) -> Because:
    return Because(
        Reason.NEEDS_APPROVAL, f"Over {format_cents(over_cents)}: a second person must approve it."
    )
