"""Several connections at once. Each test's second connection is another thread's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction
from tests.concurrency import is_waiting, meanwhile
from tests.ledger.conftest import NOW, Books

from rentrail.identity.tenancy import company_scope
from rentrail.ledger import operations, queries, verify
from rentrail.ledger.models import JournalEntry, Posting


def test_payments_of_two_households_do_not_wait_for_each_other(
    transactional_books: Books,
) -> None:
    books = transactional_books

    with transaction.atomic():
        books.post(books.payment(source="alice", amount_cents=5, lease_id=1))
        theirs = books.payment(source="dave", amount_cents=5, lease_id=2)
        meanwhile(lambda: books.post(theirs)).result(timeout=10)

    assert JournalEntry.objects.count() == 2


def test_of_two_who_post_a_source_at_once_one_waits_and_gets_the_others_entry(
    transactional_books: Books,
) -> None:
    books = transactional_books
    draft = books.rent(source="charge:1")

    with transaction.atomic():
        mine = books.post(draft)
        other = meanwhile(lambda: books.post(draft))
        assert is_waiting(other)

    assert other.result(timeout=10) == mine
    assert Posting.objects.count() == 2


def test_of_two_who_post_a_source_at_once_with_other_content_one_is_refused(
    transactional_books: Books,
) -> None:
    books = transactional_books

    with transaction.atomic():
        books.post(books.rent(source="charge:1"))
        changed = books.rent(source="charge:1", amount_cents=1)
        other = meanwhile(lambda: books.post(changed, books.rent(source="charge:2")))
        assert is_waiting(other)

    with pytest.raises(operations.AlreadyPosted):
        other.result(timeout=10)
    assert [entry.source for entry in JournalEntry.objects.all()] == ["charge:1"]


def test_a_source_whose_first_poster_gives_up_is_posted_by_the_second(
    transactional_books: Books,
) -> None:
    books = transactional_books
    draft = books.rent(source="charge:1")

    with transaction.atomic():
        books.post(draft)
        other = meanwhile(lambda: books.post(draft))
        assert is_waiting(other)
        transaction.set_rollback(True)

    ids = other.result(timeout=10)
    assert [entry.id for entry in JournalEntry.objects.all()] == ids


def test_closing_waits_for_postings_under_way(transactional_books: Books) -> None:
    books = transactional_books

    with transaction.atomic():
        books.post(books.rent(source="charge:1", on=date(2026, 3, 31)))
        closing = meanwhile(lambda: close(books))
        assert is_waiting(closing)

    closing.result(timeout=10)
    assert queries.is_closed(book_id=books.book_id, property_date=date(2026, 3, 31))
    assert verify.problems() == []


def test_posting_waits_for_a_closing_under_way_and_is_refused(
    transactional_books: Books,
) -> None:
    books = transactional_books
    draft = books.rent(source="charge:1", on=date(2026, 3, 31))

    with transaction.atomic():
        close(books)
        posting = meanwhile(lambda: books.post(draft))
        assert is_waiting(posting)

    with pytest.raises(operations.PeriodClosed, match="Try again"):
        posting.result(timeout=10)
    [entry_id] = books.post(draft)
    assert JournalEntry.objects.get(id=entry_id).property_date == date(2026, 4, 1)


def test_many_connections_post_to_one_account_and_nothing_is_lost(
    transactional_books: Books,
) -> None:
    books = transactional_books

    def post_some(clerk: int) -> None:
        with company_scope(books.company_id):
            for n in range(20):
                books.post(books.rent(source=f"charge:{n}", amount_cents=100 + n))
                books.post(books.rent(source=f"clerk:{clerk}:{n}", amount_cents=1))
        connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(post_some, range(4)))

    total = queries.balance_cents(ledger_account_id=books.receivable)
    assert total == sum(100 + n for n in range(20)) + 4 * 20
    assert verify.problems() == []


def close(books: Books) -> object:
    return operations.close_period(book_id=books.book_id, period=202603, closed_by="bob", now=NOW)
