"""Two companies with books, and what tests post to them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import psycopg
import pytest

from rentrail.identity.models import Company
from rentrail.identity.tenancy import company_scope
from rentrail.ledger import operations, queries
from rentrail.ledger.models import Book, BookKind, LedgerAccountKind
from rentrail.ledger.operations import AccountDraft, JournalEntryDraft, credit, debit

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
CHART = [
    AccountDraft(
        key="resident-receivable", number="1200", name="Residents", kind=LedgerAccountKind.ASSET
    ),
    AccountDraft(key="operating-cash", number="1010", name="Cash", kind=LedgerAccountKind.ASSET),
    AccountDraft(key="rent-income", number="4010", name="Rent", kind=LedgerAccountKind.INCOME),
]


@dataclass(frozen=True, kw_only=True)
class Books:
    """A company's book and the ids of its accounts."""

    company_id: int
    book_id: int
    receivable: int
    cash: int
    income: int

    def rent(
        self,
        *,
        source: str,
        amount_cents: int = 120_000,
        lease_id: int = 7,
        on: date = date(2026, 3, 1),
        **changes: object,
    ) -> JournalEntryDraft:
        fields: dict[str, object] = {
            "book_id": self.book_id,
            "property_date": on,
            "transaction_code": "RENT",
            "description": "March rent",
            "source": source,
            "lines": [
                debit(self.receivable, amount_cents, lease_id),
                credit(self.income, amount_cents),
            ],
        }
        return JournalEntryDraft(**(fields | changes))  # type: ignore[arg-type]  # checked by use

    def payment(self, *, source: str, amount_cents: int, lease_id: int = 7) -> JournalEntryDraft:
        lines = [debit(self.cash, amount_cents), credit(self.receivable, amount_cents, lease_id)]
        return self.rent(
            source=source, transaction_code="PMTACH", description="Payment", lines=lines
        )

    def post(self, *drafts: JournalEntryDraft, now: datetime = NOW) -> list[int]:
        return operations.post(drafts, posted_by="bob@example.com", now=now)


def books_of(company: Company) -> Books:
    with company_scope(company.id):
        book: Book = operations.create_book(
            name="Oak Court", kind=BookKind.PROPERTY, accounts=CHART, now=NOW
        )
        ids = queries.account_ids(book.id)
    return Books(
        company_id=company.id,
        book_id=book.id,
        receivable=ids["resident-receivable"],
        cash=ids["operating-cash"],
        income=ids["rent-income"],
    )


def make_company(code: str) -> Company:
    return Company.objects.create(public_id=f"com_{code}", name=code, code=code, created_at=NOW)


@pytest.fixture
def books(db: None) -> Iterator[Books]:
    """The books of a company that is being worked for."""
    made = books_of(make_company("oak"))
    with company_scope(made.company_id):
        yield made


@pytest.fixture
def owner(db: None) -> Iterator[psycopg.Connection]:
    """A connection of the role that owns the tables."""
    with psycopg.connect(os.environ["RENTRAIL_DATABASE_OWNER_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def other_books(db: None) -> Books:
    """The books of another company."""
    return books_of(make_company("elm"))


@pytest.fixture
def transactional_books(transactional_db: None) -> Iterator[Books]:
    """Books that several connections see, since what is done to them is committed."""
    made = books_of(make_company("oak"))
    with company_scope(made.company_id):
        yield made
