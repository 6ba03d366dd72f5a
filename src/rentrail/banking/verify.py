"""Proof that files, entries, bank lines and books agree to the cent (LED-7, RAIL-11, LED-11)."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from rentrail.banking import contents, queries
from rentrail.banking.models import BankConnection, BankFile, Clearing
from rentrail.identity.tenancy import current_company_id
from rentrail.identity.vault import SealBroken
from rentrail.ledger import queries as ledger_questions
from rentrail.primitives.money import format_cents
from rentrail.primitives.problems import Problem


def problems() -> Iterator[Problem]:
    """Say every difference between what was sent, what the bank tells and what is booked."""
    yield from _files()
    for rule, message, statement in _CHECKS:
        yield from _found(rule, message, statement)
    yield from _accounts()
    for bank in BankConnection.objects.filter(clearing=Clearing.CENTRAL).order_by("id"):
        yield from _owners(bank)


def _files() -> Iterator[Problem]:
    for file in BankFile.objects.order_by("id"):
        try:
            contents.content_of(file)
        except (contents.FileDamaged, SealBroken) as problem:
            yield Problem(rule="file.digest", message=str(problem), where=file.name)


def _found(rule: str, message: str, statement: str) -> Iterator[Problem]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"company": current_company_id()})
        for where, found, expected in cursor.fetchall():
            yield Problem(
                rule=rule,
                message=message,
                where=where,
                value=None if found is None else str(found),
                expected=None if expected is None else str(expected),
            )


_FILE_TOTALS = """
SELECT file.name,
    concat_ws('/', entries.count, entries.debits, entries.credits),
    concat_ws('/', file.entry_count, file.total_debit_cents, file.total_credit_cents)
FROM banking_bankfile file
JOIN LATERAL (
    SELECT count(*) AS count,
        coalesce(sum(entry.amount_cents) FILTER (WHERE entry.transaction_code %% 10 = 7), 0)
            AS debits,
        coalesce(sum(entry.amount_cents) FILTER (WHERE entry.transaction_code %% 10 = 2), 0)
            AS credits
    FROM banking_entrybatch batch JOIN banking_entry entry ON entry.entry_batch_id = batch.id
    WHERE batch.file_id = file.id
) entries ON true
WHERE file.company_id = %(company)s
    AND (entries.count, entries.debits, entries.credits)
        <> (file.entry_count, file.total_debit_cents, file.total_credit_cents)
"""

_ENTRY_BATCH_TOTALS = """
SELECT batch.reference, entries.cents, batch.total_debit_cents + batch.total_credit_cents
FROM banking_entrybatch batch
JOIN LATERAL (
    SELECT coalesce(sum(amount_cents), 0) AS cents, count(*) AS count
    FROM banking_entry entry WHERE entry.entry_batch_id = batch.id
) entries ON true
WHERE batch.company_id = %(company)s AND (
    entries.cents <> batch.total_debit_cents + batch.total_credit_cents
    OR entries.count <> batch.entry_count
)
"""

_BATCH_PAYMENTS = """
SELECT batch.public_id, coalesce(sent.cents, 0), coalesce(sum(payment.amount_cents), 0)
FROM payments_batch batch
JOIN payments_payment payment ON payment.batch_id = batch.id
    AND payment.settlement_status NOT IN ('none', 'to_be_originated')
LEFT JOIN LATERAL (
    SELECT sum(entry.amount_cents) AS cents
    FROM banking_entrybatch entry_batch
    JOIN banking_entry entry ON entry.entry_batch_id = entry_batch.id AND entry.is_live
    WHERE entry_batch.batch_id = batch.id AND entry.payment_id IS NOT NULL
) sent ON true
WHERE batch.company_id = %(company)s AND batch.batch_type = 'ACH'
GROUP BY batch.public_id, sent.cents
HAVING coalesce(sent.cents, 0) <> sum(payment.amount_cents)
"""

_PAYMENT_ENTRIES = """
SELECT payment.public_id, count(entry.id), 1
FROM payments_payment payment
LEFT JOIN banking_entry entry ON entry.payment_id = payment.id AND entry.is_live
    AND entry.payment_id IS NOT NULL AND entry.amount_cents = payment.amount_cents
WHERE payment.company_id = %(company)s AND payment.originated_status = 'ach'
GROUP BY payment.public_id HAVING count(entry.id) <> 1
"""

_REFUND_ENTRIES = """
SELECT refund.public_id, count(entry.id), 1
FROM payments_refund refund
LEFT JOIN banking_entry entry ON entry.refund_id = refund.id AND entry.is_live
    AND entry.kind = 'refund' AND entry.amount_cents = refund.amount_cents
WHERE refund.company_id = %(company)s AND refund.state IN ('in_file', 'settled', 'returned')
GROUP BY refund.public_id HAVING count(entry.id) <> 1
"""

# What settled on several days is sent on in several parts, each entry batch of it whole and once.
_FUNDED = """
SELECT batch.public_id, funded.cents, settled.cents
FROM payments_batch batch
JOIN LATERAL (
    SELECT coalesce(sum(amount_cents), 0) AS cents FROM banking_transfer transfer
    WHERE transfer.batch_id = batch.id AND transfer.kind IN ('disbursement', 'reserve_release')
) funded ON true
JOIN LATERAL (
    SELECT coalesce(sum(total_debit_cents), 0) AS cents FROM banking_entrybatch entry_batch
    WHERE entry_batch.batch_id = batch.id AND entry_batch.settlement_date IS NOT NULL
        AND entry_batch.sent_on_by_id IS NOT NULL
) settled ON true
WHERE batch.company_id = %(company)s AND funded.cents <> settled.cents
"""

_RETURNED_TRANSFERS = """
SELECT public_id, amount_cents, NULL FROM banking_transfer
WHERE company_id = %(company)s AND state = 'returned' ORDER BY id
"""

_UNMATCHED_LINES = """
SELECT format('••%%s %%s line %%s', statement.account_last_four, statement.statement_date,
    line.number), line.signed_cents, NULL
FROM banking_statementline line JOIN banking_statement statement ON statement.id = line.statement_id
WHERE line.company_id = %(company)s AND line.state = 'unmatched'
ORDER BY statement.statement_date, statement.id, line.number
"""

# A settled entry batch has its bank line once the account's statement of that day is here.
_MISSING_LINES = """
SELECT entry_batch.reference, 0, entry_batch.total_debit_cents + entry_batch.total_credit_cents
FROM banking_entrybatch entry_batch
JOIN banking_bankfile file ON file.id = entry_batch.file_id
WHERE entry_batch.company_id = %(company)s AND entry_batch.settlement_date IS NOT NULL
    AND EXISTS (
        SELECT FROM banking_statement statement
        WHERE statement.connection_id = file.connection_id
            AND statement.statement_date >= entry_batch.settlement_date
    )
    AND NOT EXISTS (
        SELECT FROM banking_statementline line WHERE line.entry_batch_id = entry_batch.id
    )
"""

_STATEMENTS_FOLLOW = """
SELECT format('••%%s %%s', account_last_four, statement_date), opening_cents, closing_before
FROM (
    SELECT *, lag(closing_cents) OVER (
        PARTITION BY connection_id, account ORDER BY statement_date
    ) AS closing_before
    FROM banking_statement WHERE company_id = %(company)s
) statement
WHERE opening_cents <> closing_before
"""

_STATEMENTS_SUM = """
SELECT format('••%%s %%s', statement.account_last_four, statement.statement_date),
    statement.opening_cents + coalesce(sum(line.signed_cents), 0), statement.closing_cents
FROM banking_statement statement
LEFT JOIN banking_statementline line ON line.statement_id = statement.id
WHERE statement.company_id = %(company)s
GROUP BY statement.id
HAVING statement.opening_cents + coalesce(sum(line.signed_cents), 0) <> statement.closing_cents
"""

_CHECKS = (
    ("file.totals", "The file's entries don't add up to its totals.", _FILE_TOTALS),
    (
        "entry-batch.totals",
        "The entry batch's entries don't add up to its totals.",
        _ENTRY_BATCH_TOTALS,
    ),
    ("batch.entries", "The batch's payments are not what was sent for it.", _BATCH_PAYMENTS),
    ("payment.entry", "The payment stands in no entry, or in several.", _PAYMENT_ENTRIES),
    ("refund.entry", "The refund stands in no entry, or in several.", _REFUND_ENTRIES),
    ("batch.funded", "Funds and reserve of the batch are not what settled.", _FUNDED),
    (
        "transfer.returned",
        "The transfer came back from the owner's bank, and was not sent again.",
        _RETURNED_TRANSFERS,
    ),
    ("bank-line.unmatched", "Nothing of ours explains this bank line.", _UNMATCHED_LINES),
    ("bank-line.missing", "What was settled is on no bank statement.", _MISSING_LINES),
    (
        "statement.gap",
        "The statement doesn't open with the closing balance before it.",
        _STATEMENTS_FOLLOW,
    ),
    ("statement.sum", "The statement's lines don't lead to its closing balance.", _STATEMENTS_SUM),
)


def _accounts() -> Iterator[Problem]:
    """The cash a book has is the cash its bank account has, on the last statement's day."""
    for account in queries.accounts_with_statements():
        if account.book_moved_cents + account.on_its_way_cents != account.bank_moved_cents:
            yield Problem(
                rule="cash.balance",
                message="Cash by the books is not cash by the bank.",
                where=f"{account.name} on {account.statement_date}",
                value=format_cents(account.book_moved_cents + account.on_its_way_cents),
                expected=format_cents(account.bank_moved_cents),
            )


_CLEARING_OF_OWNERS = """
SELECT property.id, property.name,
    (
        SELECT coalesce(sum(posting.signed_cents), 0) FROM ledger_posting posting
        WHERE posting.ledger_account_id IN (
            SELECT account.clearing_account_id FROM portfolio_bankaccount account
            JOIN banking_originator originator ON originator.bank_account_id = account.id
                AND originator.connection_id = %(bank)s
            WHERE account.property_id = property.id
        )
    ) - (
        SELECT coalesce(sum(payment.amount_cents), 0) FROM payments_payment payment
        JOIN banking_originator originator
            ON originator.bank_account_id = payment.bank_account_id
            AND originator.connection_id = %(bank)s
        WHERE payment.property_id = property.id AND payment.status IN ('approved', 'processed')
            AND payment.settlement_status IN ('to_be_originated', 'originating', 'pending')
    ) - (  -- what came back before its entry batch settles with it
        SELECT coalesce(sum(entry.amount_cents), 0) FROM banking_entrybatch entry_batch
        JOIN banking_bankfile file ON file.id = entry_batch.file_id
            AND file.connection_id = %(bank)s
        JOIN banking_entry entry ON entry.entry_batch_id = entry_batch.id AND entry.is_live
        JOIN payments_payment payment ON payment.id = entry.payment_id
            AND payment.return_code <> ''
        WHERE payment.property_id = property.id AND entry_batch.settlement_date IS NULL
    ) + (
        SELECT coalesce(sum(refund.amount_cents), 0) FROM payments_refund refund
        JOIN payments_payment payment ON payment.id = refund.payment_id
        JOIN banking_originator originator
            ON originator.bank_account_id = payment.bank_account_id
            AND originator.connection_id = %(bank)s
        WHERE payment.property_id = property.id AND refund.state IN ('waiting', 'in_file')
    ),
    (
        SELECT coalesce(-sum(posting.signed_cents), 0) FROM ledger_posting posting
        WHERE posting.ledger_account_id = ANY(%(owed)s) AND posting.subject_id = property.id
    )
FROM portfolio_property property
WHERE property.company_id = %(company)s ORDER BY property.id
"""


def _owners(bank: BankConnection) -> Iterator[Problem]:
    """What central clearing owes an owner is the clearing of the owner's properties (LED-11)."""
    for property_id, name, of_property, owed in _rows(_CLEARING_OF_OWNERS, bank):
        if of_property != owed:
            yield Problem(
                rule="clearing.owner",
                message="Owed to the owner is not the clearing of the property.",
                where=f"{name} ({property_id})",
                value=format_cents(owed),
                expected=format_cents(of_property),
            )


def _rows(statement: str, bank: BankConnection) -> list[tuple[Any, ...]]:
    assert bank.clearing_book_id is not None  # noqa: S101 - the database demands it
    accounts = ledger_questions.account_ids(bank.clearing_book_id)
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "bank": bank.id,
                "company": current_company_id(),
                "owed": [accounts["owed-to-owners"], accounts["returns-to-recover"]],
            },
        )
        return list(cursor.fetchall())
