"""Harm is done here as PostgreSQL's superuser with the guards off; nobody else can."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import psycopg
import pytest
from django.db import connection
from tests.ledger.conftest import Books

from rentrail.config.embedded_postgres import EmbeddedPostgres
from rentrail.ledger import operations, verify


@pytest.fixture
def root(
    transactional_books: Books, postgres_server: EmbeddedPostgres
) -> Iterator[psycopg.Connection]:
    """A superuser, in a database where all guards are off."""
    with postgres_server.superuser_connection(connection.settings_dict["NAME"]) as root:
        for table in ("journalentry", "posting"):
            root.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER USER")
        yield root


def messages() -> list[str]:
    return [str(problem) for problem in verify.problems()]


def test_books_as_posted_are_right(books: Books) -> None:
    [entry_id] = books.post(books.rent(source="charge:1"))
    books.post(books.payment(source="payment:1", amount_cents=5))
    operations.reverse(
        [entry_id], property_date=date(2026, 3, 3), posted_by="x", now=datetime.now(UTC)
    )

    assert verify.problems() == []


def test_every_cent_of_difference_is_named(
    transactional_books: Books, root: psycopg.Connection
) -> None:
    books = transactional_books
    changed, shortened, emptied = books.post(*(books.rent(source=str(n)) for n in range(3)))
    root.execute(
        "UPDATE ledger_posting SET signed_cents = 120001 WHERE (journal_entry_id, line) = (%s, 1)",
        [changed],
    )
    for entry_id, line in ((shortened, 2), (emptied, 1), (emptied, 2)):
        root.execute(
            "DELETE FROM ledger_posting WHERE (journal_entry_id, line) = (%s, %s)",
            [entry_id, line],
        )

    found = messages()

    assert found[:4] == [
        f"Journal entry {changed}: Its lines sum to 0.01 and should sum to nothing.",
        f"Journal entry {shortened}: Its lines sum to 1,200.00 and should sum to nothing.",
        f"Journal entry {emptied}: It has 0 lines and came with 2.",
        f"Book {books.book_id}: Its accounts hold 1,200.01 together, and should nothing.",
    ]


def test_lines_whose_entry_is_gone_or_whose_account_is_elsewhere_are_found(
    transactional_books: Books, root: psycopg.Connection
) -> None:
    books = transactional_books
    gone, moved = books.post(*(books.rent(source=str(n)) for n in range(2)))
    root.execute("DELETE FROM ledger_journalentry WHERE id = %s", [gone])
    root.execute(
        "UPDATE ledger_posting SET ledger_account_id = 99 WHERE journal_entry_id = %s", [moved]
    )

    found = messages()

    assert f"Journal entry {gone}: Its lines are there, and it is not." in found
    assert f"Journal entry {moved}: Some of its lines are in another book." in found


def test_a_reversal_of_a_later_entry_is_found(
    transactional_books: Books, root: psycopg.Connection
) -> None:
    first, second = transactional_books.post(
        *(transactional_books.rent(source=str(n)) for n in range(2))
    )
    root.execute("UPDATE ledger_journalentry SET reverses_id = %s WHERE id = %s", [second, first])

    assert any(f"Journal entry {first}: It reverses {second}" in text for text in messages())


def test_a_posting_after_its_period_was_closed_is_found(
    transactional_books: Books, root: psycopg.Connection
) -> None:
    books = transactional_books
    [entry_id] = books.post(books.rent(source="charge:1"))
    operations.close_period(
        book_id=books.book_id, period=202603, closed_by="bob", now=datetime(2026, 3, 2, tzinfo=UTC)
    )

    assert any(
        f"Journal entry {entry_id}: It is dated 2026-03-01 and came after" in text
        for text in messages()
    )


def test_guards_that_are_off_or_gone_are_found(
    transactional_books: Books, root: psycopg.Connection
) -> None:
    root.execute("DROP TRIGGER ledger_book_kept ON ledger_book")
    root.execute("ALTER TABLE ledger_book DISABLE ROW LEVEL SECURITY")
    root.execute("ALTER TABLE ledger_fiscalperiod OWNER TO rentrail_app")
    root.execute("GRANT UPDATE ON ledger_posting TO rentrail_app")

    found = messages()

    assert "ledger_book: Its trigger ledger_book_kept is missing." in found
    assert "ledger_book: Row-level security is off." in found
    assert "ledger_posting: Its trigger ledger_posting_checked is off." in found
    assert any("ledger_fiscalperiod: The application's role owns it" in text for text in found)
    assert any("ledger_posting: The application's role may change" in text for text in found)
