"""Every question about properties, people and what households owe."""

from collections.abc import Collection

from django.db import connection

from rentrail.portfolio.chart import RECEIVABLE_KEYS
from rentrail.portfolio.models import (
    LedgerName,
)

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


def open_balance_cents(
    *, lease_ids: Collection[int], ledger: LedgerName = LedgerName.RESIDENT
) -> dict[int, int]:
    """Give what each household owes on a ledger, from the postings; below zero it is in credit."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_BALANCES, [RECEIVABLE_KEYS[ledger], list(lease_ids)])
        owed = {lease_id: int(cents) for lease_id, cents in cursor.fetchall()}
    return {lease_id: owed.get(lease_id, 0) for lease_id in lease_ids}
