from datetime import UTC, date, datetime

from tests.ledger.conftest import NOW, Books

from rentrail.ledger import operations, queries

LATER = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


def test_a_balance_is_what_was_posted(books: Books) -> None:
    books.post(
        books.rent(source="charge:1", amount_cents=120_000, lease_id=7),
        books.rent(source="charge:2", amount_cents=90_000, lease_id=8),
        books.payment(source="payment:1", amount_cents=50_000, lease_id=7),
    )

    assert queries.balance_cents(ledger_account_id=books.receivable) == 160_000
    assert queries.balance_cents(ledger_account_id=books.receivable, subject_id=7) == 70_000
    assert queries.balance_cents(ledger_account_id=[books.receivable, books.cash]) == 210_000
    assert queries.balance_cents(ledger_account_id=books.receivable, subject_id=99) == 0


def test_a_past_balance_is_asked_for_as_of_a_date_and_as_it_was_known(books: Books) -> None:
    books.post(books.rent(source="on time", amount_cents=100, on=date(2026, 3, 1)))
    books.post(books.rent(source="late", amount_cents=10, on=date(2026, 3, 1)), now=LATER)
    books.post(books.rent(source="next", amount_cents=1, on=date(2026, 4, 1)), now=LATER)

    def balance(as_of: date | None = None, known_at: datetime | None = None) -> int:
        return queries.balance_cents(
            ledger_account_id=books.receivable, as_of=as_of, known_at=known_at
        )

    assert balance() == 111
    assert balance(as_of=date(2026, 2, 28)) == 0
    assert balance(as_of=date(2026, 3, 1)) == 110
    assert balance(as_of=date(2026, 3, 1), known_at=NOW) == 100
    assert balance(known_at=LATER) == 111


def test_balances_of_many_households_come_at_once(books: Books) -> None:
    books.post(*(books.rent(source=str(n), amount_cents=n, lease_id=n) for n in (1, 2, 3)))

    def balances(**wanted: object) -> dict[int, int]:
        return queries.balances_by_subject(ledger_account_id=books.receivable, **wanted)  # type: ignore[arg-type]  # a shorthand

    assert balances() == {1: 1, 2: 2, 3: 3}
    assert balances(subject_ids=[2, 9]) == {2: 2}
    assert balances(as_of=date(2026, 2, 1)) == {}


def test_the_trial_balance_lists_all_accounts_and_sums_to_zero(books: Books) -> None:
    books.post(books.rent(source="charge:1", amount_cents=120_000))
    books.post(books.payment(source="payment:1", amount_cents=50_000), now=LATER)

    lines = queries.trial_balance(books.book_id)

    assert [(line.number, line.key, line.signed_cents) for line in lines] == [
        ("1010", "operating-cash", 50_000),
        ("1200", "resident-receivable", 70_000),
        ("4010", "rent-income", -120_000),
    ]
    known = queries.trial_balance(books.book_id, as_of=date(2026, 3, 1), known_at=NOW)
    assert [line.signed_cents for line in known] == [0, 120_000, -120_000]


def test_what_is_closed_is_known(books: Books) -> None:
    assert queries.closed_through(books.book_id) is None
    operations.close_period(book_id=books.book_id, period=202602, closed_by="bob", now=NOW)

    assert queries.closed_through(books.book_id) == 202602
    assert queries.is_closed(book_id=books.book_id, property_date=date(2026, 1, 31))
    assert queries.is_closed(book_id=books.book_id, property_date=date(2026, 2, 28))
    assert not queries.is_closed(book_id=books.book_id, property_date=date(2026, 3, 1))
