"""Compare payments with the ledger, with their steps, batches and authorizations, to the cent."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from rentrail.identity.tenancy import current_company_id
from rentrail.primitives.money import format_cents
from rentrail.primitives.problems import Problem

# Each question finds what must not be: public id first, then what the sentence is made of.
ENTRY_DIFFERS = """
SELECT payment.public_id, payment.amount_cents, coalesce(sum(posting.signed_cents), 0)::bigint
FROM payments_payment payment
JOIN portfolio_bankaccount bank_account ON bank_account.id = payment.bank_account_id
LEFT JOIN ledger_posting posting ON posting.journal_entry_id = payment.journal_entry_id
    AND posting.ledger_account_id = bank_account.clearing_account_id
WHERE payment.company_id = %s AND payment.status NOT IN
    ('awaiting_approval', 'suspended', 'declined', 'error')
    AND NOT (payment.status = 'voided' AND payment.journal_entry_id IS NULL)
GROUP BY payment.id
HAVING payment.amount_cents <> coalesce(sum(posting.signed_cents), 0)
"""
CREDIT_DIFFERS = """
SELECT payment.public_id, payment.amount_cents, credit.amount_cents, credit.id IS NULL
FROM payments_payment payment
LEFT JOIN portfolio_credit credit ON credit.journal_entry_id = payment.journal_entry_id
WHERE payment.company_id = %s AND payment.journal_entry_id IS NOT NULL
    AND (credit.id IS NULL OR credit.amount_cents <> payment.amount_cents)
"""
CREDIT_STANDS = """
SELECT payment.public_id, payment.status, count(*) FILTER (WHERE NOT credit.is_undone)
FROM payments_payment payment
JOIN payments_step step ON step.payment_id = payment.id
JOIN portfolio_credit credit ON credit.journal_entry_id = step.journal_entry_id
WHERE payment.company_id = %s
GROUP BY payment.id
HAVING count(*) FILTER (WHERE NOT credit.is_undone) <>
    CASE WHEN payment.status = 'voided' OR payment.return_code <> '' THEN 0 ELSE 1 END
"""
STEP_DIFFERS = """
SELECT payment.public_id, payment.status, payment.settlement_status, last.status,
    last.settlement_status
FROM payments_payment payment
LEFT JOIN LATERAL (
    SELECT status, settlement_status FROM payments_step step
    WHERE step.payment_id = payment.id ORDER BY step.id DESC LIMIT 1
) AS last ON true
WHERE payment.company_id = %s AND (payment.status, payment.settlement_status)
    IS DISTINCT FROM (last.status, last.settlement_status)
"""
BATCH_DIFFERS = """
SELECT batch.public_id, batch.item_count, batch.total_cents, count(payment.id),
    coalesce(sum(payment.amount_cents), 0)::bigint
FROM payments_batch batch LEFT JOIN payments_payment payment ON payment.batch_id = batch.id
WHERE batch.company_id = %s AND batch.state <> 'open' AND batch.batch_type = 'ACH'
GROUP BY batch.id
HAVING (batch.item_count, batch.total_cents)
    IS DISTINCT FROM (count(payment.id)::integer, coalesce(sum(payment.amount_cents), 0)::bigint)
"""
NOT_IN_A_BATCH = """
SELECT public_id FROM payments_payment
WHERE company_id = %s AND batch_id IS NULL AND journal_entry_id IS NOT NULL AND status <> 'voided'
"""
OCCURRENCE_DIFFERS = """
SELECT scheduled.public_id, occurrence.due_date, payment.public_id
FROM payments_occurrence occurrence
JOIN payments_preauthorizedpayment scheduled ON scheduled.id = occurrence.preauthorized_payment_id
LEFT JOIN payments_payment payment ON payment.id = occurrence.payment_id
WHERE occurrence.company_id = %s AND (
    (occurrence.status = 'taken') <> (payment.id IS NOT NULL)
    OR payment.amount_cents <> occurrence.amount_cents
    OR payment.lease_id IS NULL AND occurrence.status = 'taken'
    OR payment.authorization_id <> scheduled.authorization_id
)
"""
NOT_COVERED = """
SELECT payment.public_id, consent.public_id
FROM payments_payment payment
LEFT JOIN payments_authorization consent ON consent.id = payment.authorization_id
WHERE payment.company_id = %s AND payment.status NOT IN ('voided', 'declined') AND (
    consent.id IS NULL OR consent.instrument_id <> payment.instrument_id
    OR CASE WHEN payment.fee_of_id IS NULL
        THEN payment.amount_cents NOT BETWEEN consent.amount_cents_min AND consent.amount_cents_max
        ELSE NOT consent.nsf_fee_notice
            OR payment.amount_cents > (consent.terms ->> 'nsf_fee_cents')::bigint
    END
    OR payment.taken_at > consent.revoked_at
)
"""
ENTRY_WITHOUT_PAYMENT = """
SELECT entry.source, entry.description
FROM ledger_journalentry entry
LEFT JOIN payments_payment payment ON payment.journal_entry_id = entry.id
WHERE entry.company_id = %s AND entry.source LIKE 'payment:%%:taken' AND payment.id IS NULL
"""

REFUND_DIFFERS = """
SELECT refund.public_id, refund.state, refund.amount_cents, charge.amount_cents,
    EXISTS (
        SELECT FROM ledger_journalentry entry WHERE entry.reverses_id = charge.journal_entry_id
    )
FROM payments_refund refund
JOIN portfolio_charge charge ON charge.id = refund.charge_id
WHERE refund.company_id = %s AND (
    charge.amount_cents <> refund.amount_cents
    OR (refund.state IN ('canceled', 'returned')) <> EXISTS (
        SELECT FROM ledger_journalentry entry WHERE entry.reverses_id = charge.journal_entry_id
    )
)
"""

REFUNDED_ELSEWHERE = """
SELECT refund.public_id, payment.public_id
FROM payments_refund refund
JOIN payments_payment payment ON payment.id = refund.payment_id
JOIN portfolio_charge charge ON charge.id = refund.charge_id
WHERE refund.company_id = %s AND refund.state NOT IN ('canceled', 'returned')
    AND charge.lease_id <> payment.lease_id
"""


def problems() -> Iterator[Problem]:
    """Say where payments and what they rest on disagree; nothing, when all is well."""
    for payment, amount, posted in _rows(ENTRY_DIFFERS):
        yield _problem(
            payment, f"It is of {_money(amount)}, its journal entry of {_money(posted)}."
        )
    for payment, amount, credited, is_missing in _rows(CREDIT_DIFFERS):
        found = "there is none" if is_missing else f"it is of {_money(credited)}"
        yield _problem(payment, f"Its credit should be of {_money(amount)}; {found}.")
    for payment, status, count in _rows(CREDIT_STANDS):
        yield _problem(payment, f"It is {status}, and {count} credits of it stand.")
    for payment, *standings in _rows(STEP_DIFFERS):
        now, last = standings[:2], standings[2:]
        yield _problem(payment, f"It stands as {now}, its last step says {last}.")
    for batch, count, total, found_count, found_total in _rows(BATCH_DIFFERS):
        yield _problem(
            batch,
            f"It closed with {count} payments of {_money(total or 0)}; "
            f"{found_count} of {_money(found_total)} are in it.",
        )
    yield from _more_problems()


def _more_problems() -> Iterator[Problem]:
    for (payment,) in _rows(NOT_IN_A_BATCH):
        yield _problem(payment, "It is posted and in no batch.")
    for scheduled, due_date, payment in _rows(OCCURRENCE_DIFFERS):
        yield _problem(scheduled, f"Its due date {due_date} and payment {payment} disagree.")
    for payment, authorization in _rows(NOT_COVERED):
        yield _problem(payment, f"The authorization {authorization} does not cover it.")
    for refund, state, amount, owed, is_reversed in _rows(REFUND_DIFFERS):
        yield _problem(
            refund,
            f"The refund of {_money(amount)} is {state}; {_money(owed)} are owed by it, "
            f"{'and credited again' if is_reversed else 'and not credited again'}.",
        )
    for refund, payment in _rows(REFUNDED_ELSEWHERE):
        yield _problem(refund, f"Another household than that of payment {payment} owes it again.")
    for source, description in _rows(ENTRY_WITHOUT_PAYMENT):
        yield _problem(source, f"The journal entry “{description}” has no payment.")


def _rows(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, [current_company_id()])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _problem(where: str, message: str) -> Problem:
    return Problem(rule="LED-7", where=where, message=message)


def _money(cents: int) -> str:
    return format_cents(cents)
