"""Every question about files, entries and bank lines: for pages, reports and proof."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from rentrail.banking.models import (
    BankFile,
    Entry,
    EntryBatch,
    InboundFile,
    InboundItem,
    InboundItemState,
    InboundState,
    StatementLine,
    StatementLineState,
    Transfer,
    TransferKind,
)
from rentrail.identity.tenancy import current_company_id
from rentrail.payments.models import Payment
from rentrail.payments.states import SettlementStatus


@dataclass(frozen=True, kw_only=True)
class WayOfPayment:
    """One payment's way: its entry, file, settlement, bank line and what came back."""

    trace_number: str
    amount_cents: int
    is_live: bool
    file_public_id: str
    file_name: str
    file_digest: str
    file_state: str
    sent_at: datetime | None
    answered_at: datetime | None
    reference: str
    effective_entry_date: date
    settlement_date: date | None
    rejected_reason: str
    statement_date: date | None
    line_cents: int | None


@dataclass(frozen=True, kw_only=True)
class AccountAndBook:
    """A bank account's movement by its statements, and by its book in the same days."""

    name: str
    statement_date: date
    bank_moved_cents: int
    book_moved_cents: int
    on_its_way_cents: int  # in one already, and not yet in the other, for a known reason


@dataclass(frozen=True, kw_only=True)
class Held:
    """Funds of a property that central clearing holds."""

    property_id: int
    payment_count: int
    held_cents: int
    reserve_cents: int
    to_recover_cents: int


def ways_of_payment(payment_id: int) -> list[WayOfPayment]:
    """Give the way of a payment through files and bank, once for each time it was sent."""
    entries = (
        Entry.objects.filter(payment_id=payment_id)
        .select_related("entry_batch__file")
        .prefetch_related("entry_batch__statement_lines__statement")
        .order_by("id")
    )
    return [_way(entry) for entry in entries]


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


def inbound_files(*, needing_a_person: bool = False) -> QuerySet[InboundFile]:
    """Give the files from banks, newest first."""
    found: QuerySet[InboundFile] = (
        InboundFile.objects.select_related("connection").defer("content_sealed").order_by("-id")
    )
    return found.filter(state=InboundState.WITH_PROBLEMS) if needing_a_person else found


def unmatched_items() -> QuerySet[InboundItem]:
    """Give the returns and corrections that wait for a person, oldest first."""
    found: QuerySet[InboundItem] = (
        InboundItem.objects.filter(state__in=[InboundItemState.UNMATCHED, InboundItemState.REFUSED])
        .select_related("file", "entry")
        .order_by("id")
    )
    return found


def unmatched_lines() -> QuerySet[StatementLine]:
    """Give the bank lines that nothing of ours explains, oldest first."""
    found: QuerySet[StatementLine] = (
        StatementLine.objects.filter(state=StatementLineState.UNMATCHED)
        .select_related("statement__bank_account")
        .order_by("statement__statement_date", "id")
    )
    return found


def funds_held() -> list[Held]:
    """Give what central clearing holds for each property: hold, reserve, and returns to recover."""
    held = _by_property(
        Payment.objects.filter(settlement_status=SettlementStatus.HELD)
        .values_list("property_id")
        .annotate(Sum("amount_cents"), Count("id"))
    )
    reserves = _transfers_by_property(Q(kind=TransferKind.RESERVE_RELEASE))
    to_recover = (TransferKind.RETURN_DEBIT, TransferKind.REFUND_DEBIT)
    returns = _transfers_by_property(Q(kind__in=to_recover))
    return [
        Held(
            property_id=property_id,
            payment_count=held.get(property_id, (0, 0))[1],
            held_cents=held.get(property_id, (0, 0))[0],
            reserve_cents=reserves.get(property_id, (0, 0))[0],
            to_recover_cents=returns.get(property_id, (0, 0))[0],
        )
        for property_id in sorted(held.keys() | reserves.keys() | returns.keys())
    ]


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


def _way(entry: Entry) -> WayOfPayment:
    batch, file = entry.entry_batch, entry.entry_batch.file
    line = next(iter(batch.statement_lines.all()), None)
    return WayOfPayment(
        trace_number=entry.trace_number,
        amount_cents=entry.amount_cents,
        is_live=entry.is_live,
        file_public_id=file.public_id,
        file_name=file.name,
        file_digest=file.digest,
        file_state=file.state,
        sent_at=file.sent_at,
        answered_at=file.answered_at,
        reference=batch.reference,
        effective_entry_date=batch.effective_entry_date,
        settlement_date=batch.settlement_date,
        rejected_reason=batch.rejected_reason,
        statement_date=line.statement.statement_date if line else None,
        line_cents=line.signed_cents if line else None,
    )


def _transfers_by_property(which: Q) -> dict[int, tuple[int, int]]:
    return _by_property(
        Transfer.objects.filter(which, settlement_date=None)
        .values_list("bank_account__property_id")
        .annotate(Sum("amount_cents"), Count("id"))
    )


def _by_property(rows: Collection[tuple[int, int, int]]) -> dict[int, tuple[int, int]]:
    return {property_id: (cents, count) for property_id, cents, count in rows}
