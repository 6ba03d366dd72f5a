"""What the application's role tries against the posted books, past all our Python.

The suite connects as that role. Each attempt is refused by PostgreSQL, with a reason.
"""

import os
from datetime import date

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from tests.database import refusal_of
from tests.ledger.conftest import NOW, Books

from rentrail.config.embedded_postgres import EmbeddedPostgres
from rentrail.identity.tenancy import company_scope
from rentrail.ledger import operations
from rentrail.ledger.models import LedgerAccount, Posting

ENTRY = """
    INSERT INTO ledger_journalentry (company_id, book_id, posting_count, control_number,
        property_date, recorded_at, transaction_code, description, document, source, posted_by,
        reverses_id)
    VALUES (%(company)s, %(book)s, 2, 1, %(day)s, now(), 'RENT', '', '', %(source)s, 'x',
        %(reverses)s)
    RETURNING id"""
ENTRY_WITH_LINES = f"""
    WITH entry AS ({ENTRY})
    INSERT INTO ledger_posting
        (company_id, journal_entry_id, line, ledger_account_id, signed_cents)
    SELECT %(line_company)s, entry.id, line, ledger_account_id, signed_cents
    FROM entry, unnest(%(lines)s::int[], %(accounts)s::bigint[], %(cents)s::bigint[])
        AS draft (line, ledger_account_id, signed_cents)"""  # noqa: S608 - our own text


def entry_with_lines(books: Books, **changes: object) -> str:
    fields: dict[str, object] = {
        "company": books.company_id,
        "line_company": books.company_id,
        "book": books.book_id,
        "day": date(2026, 3, 1),
        "source": "attack",
        "reverses": None,
        "lines": [1, 2],
        "accounts": [books.receivable, books.income],
        "cents": [100, -100],
    }
    return refusal_of(ENTRY_WITH_LINES, fields | changes)


@pytest.fixture
def entry_id(books: Books) -> int:
    return books.post(books.rent(source="charge:1"))[0]


def test_a_whole_entry_in_one_statement_is_taken(books: Books) -> None:
    assert entry_with_lines(books) == ""


@pytest.mark.parametrize("table", ["journalentry", "posting", "fiscalperiod"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_{} SET company_id = company_id",
        "DELETE FROM ledger_{}",
        "TRUNCATE ledger_{} CASCADE",
        "ALTER TABLE ledger_{} DISABLE TRIGGER ALL",
        "ALTER TABLE ledger_{} DISABLE ROW LEVEL SECURITY",
        "DROP TABLE ledger_{} CASCADE",
    ],
)
def test_posted_rows_and_their_guards_are_out_of_reach(
    entry_id: int, table: str, statement: str
) -> None:
    refusal = refusal_of(statement.format(table))

    assert "permission denied" in refusal or "must be owner" in refusal


@pytest.mark.parametrize("table", ["journalentry", "posting"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE ledger_{} SET company_id = 1", "DELETE FROM ledger_{}", "TRUNCATE ledger_{} CASCADE"],
)
def test_the_owner_cannot_change_them_either(
    books: Books, owner: psycopg.Connection, table: str, statement: str
) -> None:
    with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
        owner.execute(statement.format(table))


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "SET ROLE rentrail_owner",
        "ALTER ROLE rentrail_app BYPASSRLS",
        "DROP TRIGGER ledger_posting_checked ON ledger_posting",
        "DROP FUNCTION ledger_check_postings() CASCADE",
        "CREATE OR REPLACE FUNCTION ledger_check_postings() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NULL; END'",
        "CREATE SCHEMA shadow",
        "SELECT setval('ledger_journalentry_id_seq', 1)",
    ],
)
def test_the_guards_cannot_be_switched_off(books: Books, statement: str) -> None:
    refusal = refusal_of(statement)

    assert "permission denied" in refusal or "must be owner" in refusal


def test_a_superuser_who_plays_a_replica_is_refused_too(
    books: Books, postgres_server: EmbeddedPostgres
) -> None:
    database = connection.settings_dict["NAME"]
    with postgres_server.superuser_connection(database) as root:
        root.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
            root.execute("DELETE FROM ledger_posting")


def test_a_one_sided_line_is_refused(books: Books) -> None:
    refusal = entry_with_lines(books, lines=[1], accounts=[books.cash], cents=[100])

    assert "lacks its 2 lines" in refusal or "has 1 lines, which come with it" in refusal


def test_an_unbalanced_entry_is_refused(books: Books) -> None:
    assert "out of balance by 1 cents" in entry_with_lines(books, cents=[100, -99])


def test_a_line_of_nothing_is_refused(books: Books) -> None:
    assert "posting_not_zero" in entry_with_lines(books, cents=[0, 0])


def test_an_empty_header_is_refused(books: Books) -> None:
    refusal = refusal_of(
        ENTRY,
        {
            "company": books.company_id,
            "book": books.book_id,
            "day": date(2026, 3, 1),
            "source": "attack",
            "reverses": None,
        },
    )

    assert "lacks its 2 lines" in refusal


@pytest.mark.parametrize("line", [1, 3, 0, -5])
def test_a_late_balanced_pair_is_refused(books: Books, entry_id: int, line: int) -> None:
    refusal = refusal_of(
        "INSERT INTO ledger_posting VALUES (%(line)s, NULL, 5, %(company)s, %(entry)s, %(cash)s),"
        " (%(line)s + 1, NULL, -5, %(company)s, %(entry)s, %(income)s)",
        {
            "line": line,
            "company": books.company_id,
            "entry": entry_id,
            "cash": books.cash,
            "income": books.income,
        },
    )

    assert "which come with it" in refusal or "duplicate key" in refusal


def test_a_late_balanced_pair_in_the_entrys_own_transaction_is_refused(books: Books) -> None:
    with transaction.atomic():
        [entry_id] = books.post(books.rent(source="charge:1"))
        late = [
            Posting(
                journal_entry_id=entry_id, line=line, ledger_account_id=books.cash, signed_cents=c
            )
            for line, c in ((3, 5), (4, -5))
        ]
        with pytest.raises(DatabaseError, match="which come with it"), transaction.atomic():
            Posting.objects.bulk_create(late)

    assert Posting.objects.filter(journal_entry_id=entry_id).count() == 2


def test_an_entry_in_a_closed_period_is_refused(books: Books) -> None:
    operations.close_period(book_id=books.book_id, period=202603, closed_by="bob", now=NOW)

    assert "is closed through 202603" in entry_with_lines(books)
    assert entry_with_lines(books, day=date(2026, 4, 1)) == ""


def test_a_transaction_that_could_not_see_a_closing_is_refused(
    transactional_books: Books,
) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as raw:
        raw.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        raw.execute(f"SET rentrail.company_id = {transactional_books.company_id}")
        with pytest.raises(psycopg.errors.RestrictViolation, match="read committed"):
            raw.execute(
                ENTRY,
                {
                    "company": transactional_books.company_id,
                    "book": transactional_books.book_id,
                    "day": date(2026, 3, 1),
                    "source": "attack",
                    "reverses": None,
                },
            )


def test_a_line_of_another_companys_book_is_refused(books: Books, other_books: Books) -> None:
    accounts = [books.receivable, other_books.income]

    assert "a line outside its book" in entry_with_lines(books, accounts=accounts)


def test_a_line_of_another_book_of_the_company_is_refused(books: Books) -> None:
    book = operations.create_book(
        name="Elm",
        kind="property",  # type: ignore[arg-type]  # as text
        accounts=[
            operations.AccountDraft(key="cash", number="1", name="Cash", kind="asset")  # type: ignore[arg-type]  # as text
        ],
        now=NOW,
    )
    elsewhere = LedgerAccount.objects.get(book=book).id

    refusal = entry_with_lines(books, accounts=[books.receivable, elsewhere])

    assert "a line outside its book" in refusal


def test_an_account_that_does_not_exist_is_refused(books: Books) -> None:
    assert "a line outside its book" in entry_with_lines(books, accounts=[books.cash, 2**60])


def test_an_entry_in_another_companys_book_is_refused(books: Books, other_books: Books) -> None:
    assert "not in a book of its company" in entry_with_lines(books, book=other_books.book_id)


@pytest.mark.parametrize("whose", ["company", "line_company"])
def test_rows_for_another_company_are_refused(books: Books, other_books: Books, whose: str) -> None:
    refusal = entry_with_lines(books, **{whose: other_books.company_id})

    assert "row-level security" in refusal


def test_the_posting_function_works_only_for_the_company_in_scope(
    books: Books, other_books: Books
) -> None:
    arrays = ", ".join(["'{}'"] * 15)

    refusal = refusal_of(
        f"SELECT ledger_post({other_books.company_id}, 'x', now(),"
        f" ROW({arrays})::ledger_entry_drafts)"
    )

    assert "is not the one being worked for" in refusal


def test_the_posting_function_posts_into_no_other_companys_book(
    books: Books, other_books: Books
) -> None:
    with pytest.raises(DatabaseError, match="not in a book of its company"):
        books.post(other_books.rent(source="attack"))


def test_another_companys_rows_are_invisible(books: Books, other_books: Books) -> None:
    with company_scope(other_books.company_id):
        other_books.post(other_books.rent(source="theirs"))

    with connection.cursor() as cursor:
        for table in ("book", "journalentry", "ledgeraccount", "posting"):
            cursor.execute(
                f"SELECT count(*) FROM ledger_{table} WHERE company_id <> %s",  # noqa: S608
                [books.company_id],
            )
            assert cursor.fetchone() == (0,), table


def test_another_companys_period_cannot_be_closed(books: Books, other_books: Books) -> None:
    refusal = refusal_of(
        "INSERT INTO ledger_fiscalperiod (company_id, book_id, period, closed_at, closed_by)"
        " VALUES (%s, %s, 202603, now(), 'x'); SET CONSTRAINTS ALL IMMEDIATE",
        [books.company_id, other_books.book_id],
    )

    assert "fiscalperiod_in_book_of_company" in refusal


def test_a_reversal_of_nothing_or_of_another_book_is_refused(
    books: Books, other_books: Books
) -> None:
    with company_scope(other_books.company_id):
        [theirs] = other_books.post(other_books.rent(source="theirs"))

    assert "reverses none of its book" in entry_with_lines(books, reverses=2**60)
    assert "reverses none of its book" in entry_with_lines(books, reverses=theirs)


def test_an_entry_is_reversed_once(books: Books, entry_id: int) -> None:
    assert entry_with_lines(books, reverses=entry_id) == ""

    assert "reversed_once" in entry_with_lines(books, reverses=entry_id, source="again")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ledger_ledgeraccount",
        "DELETE FROM ledger_book",
        "TRUNCATE ledger_book CASCADE",
        "UPDATE ledger_ledgeraccount SET key = 'other'",
        "UPDATE ledger_ledgeraccount SET kind = 'expense'",
        "UPDATE ledger_ledgeraccount SET id = id + 1000000",
        "UPDATE ledger_book SET kind = 'clearing'",
    ],
)
def test_books_and_accounts_stay(books: Books, statement: str) -> None:
    refusal = refusal_of(statement)

    assert "permission denied" in refusal or "stays what and where it is" in refusal


def test_an_account_may_be_renamed_and_renumbered(books: Books) -> None:
    account = LedgerAccount.objects.get(id=books.cash)
    account.name, account.number = "Operating cash", "1011"
    account.save()

    assert LedgerAccount.objects.get(id=books.cash).number == "1011"


def test_a_temporary_table_cannot_stand_in_for_a_real_one(books: Books) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE ledger_ledgeraccount (id bigint, book_id bigint)")
        cursor.execute("SET LOCAL search_path = pg_temp, public")
        cursor.execute(
            "INSERT INTO pg_temp.ledger_ledgeraccount VALUES (99, %s), (98, %s)",
            [books.book_id, books.book_id],
        )

    assert "a line outside its book" in entry_with_lines(books, accounts=[98, 99])
