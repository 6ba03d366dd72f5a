"""Every question about files, entries and bank lines: for pages, reports and proof."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, QuerySet

from rentrail.banking.models import (
    BankFile,
    EntryBatch,
)
from rentrail.identity.tenancy import current_company_id


@dataclass(frozen=True, kw_only=True)
class AccountAndBook:
    """A bank account's movement by its statements, and by its book in the same days."""

    name: str
    statement_date: date
    bank_moved_cents: int
    book_moved_cents: int
    on_its_way_cents: int  # in one already, and not yet in the other, for a known reason


def files() -> QuerySet[BankFile]:
    """Give the files to banks, newest first, with their connection and number of batches."""
    found: QuerySet[BankFile] = (
        BankFile.objects.select_related("connection")
        .annotate(entry_batch_count=Count("entry_batches"))
        .order_by("-id")
    )
    return found


def entry_batches(
    *, file_id: int | None = None, batch_id: int | None = None
) -> QuerySet[EntryBatch]:
    """Give entry batches of a file, or of a batch of payments, with their bank lines."""
    found: QuerySet[EntryBatch] = (
        EntryBatch.objects.select_related("file", "batch__property", "originator")
        .prefetch_related("statement_lines__statement")
        .order_by("file_id", "number")
    )
    if file_id is not None:
        found = found.filter(file_id=file_id)
    return found if batch_id is None else found.filter(batch_id=batch_id)


_ACCOUNTS = """
SELECT last.name, last.statement_date, last.closing_cents - first.opening_cents,
    (
        SELECT coalesce(sum(posting.signed_cents), 0)
        FROM ledger_posting posting
        JOIN ledger_journalentry entry ON entry.id = posting.journal_entry_id
        WHERE posting.ledger_account_id = last.cash_account_id
            AND coalesce(entry.belongs_to_date, entry.property_date)
                BETWEEN first.statement_date AND last.statement_date
    ),
    (
        SELECT coalesce(sum(line.signed_cents), 0)
        FROM banking_statementline line
        JOIN banking_statement statement ON statement.id = line.statement_id
        LEFT JOIN banking_entrybatch batch ON batch.id = line.entry_batch_id
        LEFT JOIN banking_inbounditem item ON item.entry_id = line.entry_id
            AND item.state = 'applied' AND item.kind = 'return' AND line.entry_batch_id IS NULL
        WHERE statement.account = last.account AND statement.connection_id = last.connection_id
            AND (
                line.state = 'unmatched'
                OR (line.entry_batch_id IS NOT NULL AND (
                    batch.settlement_date IS NULL OR batch.settlement_date > last.statement_date
                ))
                OR (line.entry_batch_id IS NULL AND (
                    item.received_date IS NULL OR item.received_date > last.statement_date
                ))
            )
    )
FROM (
    SELECT DISTINCT ON (statement.connection_id, statement.account) statement.*,
        coalesce(account.name, bank.name) AS name,
        CASE WHEN account.id IS NOT NULL THEN account.cash_account_id ELSE clearing.id END
            AS cash_account_id
    FROM banking_statement statement
    JOIN banking_bankconnection bank ON bank.id = statement.connection_id
    LEFT JOIN portfolio_bankaccount account ON account.id = statement.bank_account_id
    LEFT JOIN ledger_ledgeraccount clearing ON clearing.book_id = bank.clearing_book_id
        AND clearing.key = 'clearing-cash'
        AND statement.account_last_four = bank.clearing_last_four
    WHERE statement.company_id = %s
    ORDER BY statement.connection_id, statement.account, statement.statement_date DESC
) last
JOIN LATERAL (
    SELECT * FROM banking_statement earliest
    WHERE earliest.connection_id = last.connection_id AND earliest.account = last.account
    ORDER BY earliest.statement_date LIMIT 1
) first ON true
WHERE last.cash_account_id IS NOT NULL
"""


def accounts_with_statements() -> list[AccountAndBook]:
    """Compare each bank account that has statements with its book, to the last statement's day."""
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, [current_company_id()])
        return [
            AccountAndBook(
                name=name,
                statement_date=statement_date,
                bank_moved_cents=int(bank_cents),
                book_moved_cents=int(book_cents),
                on_its_way_cents=int(on_its_way),
            )
            for name, statement_date, bank_cents, book_cents, on_its_way in cursor.fetchall()
        ]
