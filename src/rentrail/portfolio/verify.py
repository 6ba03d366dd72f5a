"""Proof that charges, credits and applications agree with the postings, to the cent (LED-7)."""

from collections.abc import Iterator

from django.db import connection

from rentrail.primitives.money import format_cents
from rentrail.primitives.problems import Problem

CHARGE_OPEN = """
SELECT charge.public_id, charge.open_cents,
    charge.amount_cents - coalesce(sum(application.applied_cents), 0) AS computed
FROM portfolio_charge charge
LEFT JOIN portfolio_application application ON application.charge_id = charge.id
GROUP BY charge.id
HAVING charge.open_cents <> charge.amount_cents - coalesce(sum(application.applied_cents), 0)
"""
CREDIT_UNAPPLIED = """
SELECT lease.public_id || ', credit ' || credit.id, credit.unapplied_cents,
    CASE WHEN is_undone THEN -coalesce(sum(applied_cents), 0)
        ELSE credit.amount_cents - coalesce(sum(applied_cents), 0) END AS computed
FROM portfolio_credit credit
JOIN portfolio_lease lease ON lease.id = credit.lease_id
LEFT JOIN portfolio_application application ON application.credit_id = credit.id
GROUP BY credit.id, lease.public_id
HAVING credit.unapplied_cents <> CASE WHEN is_undone THEN -coalesce(sum(applied_cents), 0)
        ELSE credit.amount_cents - coalesce(sum(applied_cents), 0) END
"""
RESIDENT_BALANCES = """
WITH told AS (
    SELECT lease_id, sum(cents) AS cents FROM (
        SELECT charge.lease_id, charge.amount_cents AS cents
        FROM portfolio_charge charge
        JOIN portfolio_transactioncode code ON code.id = charge.transaction_code_id
        WHERE code.ledger = 'resident'
        UNION ALL
        SELECT lease_id, -amount_cents FROM portfolio_credit
        WHERE ledger = 'resident' AND NOT is_undone
    ) AS line GROUP BY lease_id
), posted AS (
    SELECT posting.subject_id AS lease_id, sum(posting.signed_cents) AS cents
    FROM ledger_posting posting
    JOIN ledger_ledgeraccount receivable ON receivable.id = posting.ledger_account_id
    WHERE receivable.key = 'resident-receivable' GROUP BY posting.subject_id
)
SELECT coalesce(lease.public_id, 'no lease'), coalesce(told.cents, 0), coalesce(posted.cents, 0)
FROM told FULL JOIN posted USING (lease_id)
LEFT JOIN portfolio_lease lease ON lease.id = coalesce(told.lease_id, posted.lease_id)
WHERE coalesce(told.cents, 0) <> coalesce(posted.cents, 0)
"""
# Deposit money that no charge has used stands on the deposits held, not on the receivable.
DEPOSIT_BALANCES = """
WITH told AS (
    SELECT charge.lease_id, sum(charge.open_cents) AS cents
    FROM portfolio_charge charge
    JOIN portfolio_transactioncode code ON code.id = charge.transaction_code_id
    WHERE code.ledger = 'deposit' GROUP BY charge.lease_id
), posted AS (
    SELECT posting.subject_id AS lease_id, sum(posting.signed_cents) AS cents
    FROM ledger_posting posting
    JOIN ledger_ledgeraccount receivable ON receivable.id = posting.ledger_account_id
    WHERE receivable.key = 'deposit-receivable' GROUP BY posting.subject_id
)
SELECT coalesce(lease.public_id, 'no lease'), coalesce(told.cents, 0), coalesce(posted.cents, 0)
FROM told FULL JOIN posted USING (lease_id)
LEFT JOIN portfolio_lease lease ON lease.id = coalesce(told.lease_id, posted.lease_id)
WHERE coalesce(told.cents, 0) <> coalesce(posted.cents, 0)
"""
WRONG_ACCOUNT = """
SELECT property.public_id || ', ' || route.ledger || ' ' || route.batch_type, 0, 0
FROM portfolio_depositroute route
JOIN portfolio_property property ON property.id = route.property_id
JOIN portfolio_bankaccount account ON account.id = route.bank_account_id
WHERE account.property_id <> route.property_id
    OR route.ledger = 'deposit' AND account.purpose <> 'trust'
"""
CHECKS = (
    ("charge-open", CHARGE_OPEN, "the charge shows {0} open; its applications leave {1}"),
    ("credit-unapplied", CREDIT_UNAPPLIED, "the credit shows {0} unapplied; it should be {1}"),
    (
        "resident-balance",
        RESIDENT_BALANCES,
        "charges less credits are {0}; the resident ledger's balance is {1}",
    ),
    (
        "deposit-balance",
        DEPOSIT_BALANCES,
        "open deposit charges are {0}; the deposit ledger's balance is {1}",
    ),
    ("deposit-route", WRONG_ACCOUNT, "deposits go to an account that may not hold them"),
)


def problems() -> Iterator[Problem]:
    """Recompute what is open and unapplied, and every balance, of the company in scope."""
    for rule, statement, message in CHECKS:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            rows = cursor.fetchall()
        for where, shown_cents, computed_cents in rows:
            amounts = format_cents(int(shown_cents)), format_cents(int(computed_cents))
            yield Problem(rule=rule, where=where, message=f"{message.format(*amounts)}.")
