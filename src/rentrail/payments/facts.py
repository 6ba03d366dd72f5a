"""What the policy gate rests on, read for many payment requests in one question."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection

from rentrail.identity import prepared
from rentrail.identity.arrays import array_of_dates, array_of_numbers, array_of_texts
from rentrail.payments.rules.gate import Limit, Taken


class Facts(NamedTuple):
    """One request's facts, as the database knows them once its household is locked."""

    existing_payment_id: int | None
    existing_digest: str | None
    property_id: int
    book_id: int
    time_zone: str
    property_date: date
    backdating_days_max: int | None
    closed_through: int | None
    rail: str  # by the authorization: ACH entry, image, or recorded by hand
    takes_rail: bool
    takes_partial_payments: bool
    takes_preauthorized: bool
    takes_deposits: bool
    prospects_may_pay: bool
    certified_funds_only: bool
    approval_over_cents: int | None
    lease_status: str
    block_epayment: bool
    ach_opt_out: bool
    no_checks: bool
    no_money_orders: bool
    eviction_started: bool
    in_collection: bool
    is_of_household: bool
    payer_name: str
    instrument_id: int
    instrument_person_id: int
    standing: str
    holder_type: str
    last_four: str
    authorization_kind: str
    authorization_person_id: int
    amount_cents_min: int
    amount_cents_max: int
    first_date: date
    last_date: date | None
    is_revoked: bool
    is_spent: bool
    bank_account_id: int | None
    clearing_account_id: int | None
    single_cents_max: int | None
    daily_count_max: int | None
    daily_cents_max: int | None
    monthly_count_max: int | None
    monthly_cents_max: int | None
    receivable_account_id: int
    held_account_id: int
    open_balance_cents: int
    day_count: int
    day_cents: int
    month_count: int
    month_cents: int
    is_likely_duplicate: bool
    not_asked_cents: int  # of the open balance: due after the day of the payment, or being paid
    own_table: str | None  # of the company: what each special status closes, as JSON (ORG-7)

    @property
    def limit(self) -> Limit:
        """Give the limits of the payment's group (ORG-4)."""
        return Limit(
            single_cents_max=self.single_cents_max,
            daily_count_max=self.daily_count_max,
            daily_cents_max=self.daily_cents_max,
            monthly_count_max=self.monthly_count_max,
            monthly_cents_max=self.monthly_cents_max,
        )

    @property
    def is_counted(self) -> bool:
        """Tell whether a limit counts what the payer has paid in the day or month."""
        return any(
            limit is not None
            for limit in (
                self.daily_count_max,
                self.daily_cents_max,
                self.monthly_count_max,
                self.monthly_cents_max,
            )
        )

    @property
    def taken(self) -> Taken:
        """Give what the payer has paid today and this month."""
        return Taken(
            day_count=self.day_count,
            day_cents=self.day_cents,
            month_count=self.month_count,
            month_cents=self.month_cents,
        )


ASK = "SELECT * FROM payments_facts(%s, %s, %s, %s, %s, %s, %s, %s)"
LOCK_LEASES = "SELECT FROM portfolio_lease WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
LOCK_PEOPLE = "SELECT FROM portfolio_person WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"


class Question(NamedTuple):
    """What facts are asked for: whose payment, by which authorization, how much, for which day."""

    lease_id: int
    person_id: int
    authorization_id: int
    ledger: str
    amount_cents: int
    idempotency_key: str
    due_date: date | None  # of a schedule; none: what is owed today


def lock_leases(lease_ids: Sequence[int]) -> None:
    """Let no other payment of these households pass until this transaction ends (LED-6)."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_LEASES, [list(lease_ids)])


def lock_people(person_ids: Sequence[int]) -> None:
    """Let no other payment of these payers pass until this transaction ends (ORG-4).

    They are locked after their households, as everywhere.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK_PEOPLE, [list(person_ids)])


def facts_question(questions: Sequence[Question], *, now: datetime) -> prepared.Question:
    """Ask for the facts of many requests; their households and authorizations are locked by it."""
    leases, people, authorizations, ledgers, cents, keys, due_dates = zip(*questions, strict=True)
    columns = [
        *map(array_of_numbers, (leases, people, authorizations)),
        array_of_texts(ledgers),
        array_of_numbers(cents),
        array_of_texts(keys),
        array_of_dates(due_dates),
    ]
    return prepared.Question(ASK, [*columns, now])


def facts_from(rows: prepared.Rows, *, count: int) -> list[Facts]:
    """Give the facts of so many requests, in the order asked.

    Raises:
        LookupError: a lease, person or authorization is not there, or is another company's.
    """
    if len(rows) != count:
        raise LookupError("A lease, a person or an authorization of a payment is not there.")
    return [Facts._make(row) for row in rows]


def facts_for(questions: Sequence[Question], *, now: datetime) -> list[Facts]:
    """Lock the households and authorizations asked about, and read their facts in the order asked.

    Raises:
        LookupError: a lease, person or authorization is not there, or is another company's.
    """
    [rows] = prepared.ask_together([facts_question(questions, now=now)])
    return facts_from(rows, count=len(questions))


def earliest_date(
    *, property_date: date, backdating_days_max: int | None, closed_through: int | None
) -> date | None:
    """Tell how far back a payment may be dated (PAY-15); none: to any open period.

    While no period was ever closed, every one is open: then it goes no further back than the
    period before that of the property date.
    """
    if backdating_days_max is not None:
        return property_date - timedelta(days=backdating_days_max)
    if closed_through is not None:
        return None
    return (property_date.replace(day=1) - timedelta(days=1)).replace(day=1)
