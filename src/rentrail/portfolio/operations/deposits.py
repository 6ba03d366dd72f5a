"""Deposit money that stands as held before it is charged: owed once, held once (LED-3).

The deposit receivable of a household is what its open deposit charges sum up to; all other deposit
money is held. A payment posts so by itself; a charge that a prepayment pays, and money that comes
back after it paid one, need an entry between the two accounts.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from rentrail.identity.arrays import array_of_numbers
from rentrail.ledger import operations as ledger
from rentrail.portfolio.chart import RECEIVABLE_KEYS
from rentrail.portfolio.models import LedgerName
from rentrail.portfolio.transaction_codes import SECURITY_DEPOSITS_HELD

DEPOSIT_HELD = "DEPHELD"
BY = "rentrail"
BEYOND_OPEN = """
SELECT lease.id, property.book_id, property.property_date, receivable.id, held.id,
    (posted.cents - owed.cents)::bigint
FROM portfolio_lease lease
JOIN portfolio_property property ON property.id = lease.property_id
JOIN ledger_ledgeraccount receivable ON receivable.book_id = property.book_id
    AND receivable.key = %s
JOIN ledger_ledgeraccount held ON held.book_id = property.book_id AND held.key = %s
CROSS JOIN LATERAL (
    SELECT coalesce(sum(signed_cents), 0) AS cents FROM ledger_posting
    WHERE ledger_account_id = receivable.id AND subject_id = lease.id
) AS posted
CROSS JOIN LATERAL (
    SELECT coalesce(sum(charge.open_cents), 0) AS cents
    FROM portfolio_opencharge open
    JOIN portfolio_charge charge ON charge.id = open.charge_id
    JOIN portfolio_transactioncode code ON code.id = charge.transaction_code_id
    WHERE open.lease_id = lease.id AND code.ledger = 'deposit'
) AS owed
WHERE lease.id = ANY(%s::bigint[]) AND posted.cents <> owed.cents
ORDER BY lease.id
"""


class Difference(NamedTuple):
    """How much more a household owes by its deposit receivable than is open; below zero, less."""

    lease_id: int
    book_id: int
    property_date: date
    receivable_id: int
    held_id: int
    cents: int


def keep_held(lease_dates: Mapping[int, date | None], *, now: datetime) -> None:
    """Let locked households owe on their deposit ledger what is open there, and no more.

    A lease's entry has the property date given for it, else that of its property.
    """
    if lease_dates:
        drafts = [
            _entry(one, on=lease_dates[one.lease_id] or one.property_date)
            for one in _differences(lease_dates.keys())
        ]
        ledger.post(drafts, posted_by=BY, now=now)


def _differences(lease_ids: Collection[int]) -> list[Difference]:
    keys = [RECEIVABLE_KEYS[LedgerName.DEPOSIT], SECURITY_DEPOSITS_HELD]
    with connection.cursor() as cursor:
        cursor.execute(BEYOND_OPEN, [*keys, array_of_numbers(lease_ids)])
        return [Difference._make(row) for row in cursor.fetchall()]


def _entry(one: Difference, *, on: date) -> ledger.JournalEntryDraft:
    control_number = ledger.new_control_number()
    is_prepaid = one.cents > 0
    return ledger.JournalEntryDraft(
        book_id=one.book_id,
        property_date=on,
        transaction_code=DEPOSIT_HELD,
        description="Deposit paid before it was charged" if is_prepaid else "Deposit open again",
        source=f"deposit:{one.lease_id}:held:{control_number}",
        control_number=control_number,
        lines=[
            ledger.Line(one.held_id, one.cents, one.lease_id),
            ledger.Line(one.receivable_id, -one.cents, one.lease_id),
        ],
    )
