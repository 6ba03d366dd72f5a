"""Posting to the ledger, held against the least that PostgreSQL must do on the same machine.

The floor is one prepared statement that writes an entry with two lines under a trigger that checks
their balance, and nothing else: no companies, no periods, no idempotency, nothing append-only.
Floor and ledger take turns in each round, on a server that syncs to disk; a ratio is the median of
the rounds' ratios.

    python -m benchmarks.ledger
"""

import multiprocessing
import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import psycopg

from rentrail.config.database_roles import OWNER_ROLE
from rentrail.config.embedded_postgres import EmbeddedPostgres

ROUNDS = 5
PROCESS_ROUNDS = 3
SINGLE_POSTS = 1_000
BULK_ENTRIES = 10_000
PROCESSES = 8
POSTS_OF_A_PROCESS = 200
DATABASE = "benchmark"
DAY = date(2026, 3, 1)
HOUSEHOLDS = 10_000

SINGLE_RATIO_MIN = 0.6
BULK_SECONDS_MAX = 0.5
HOT_ACCOUNT_RATIO_MIN = 0.8

FLOOR_SCHEMA = """
CREATE SCHEMA floor;
CREATE TABLE floor.account (id bigserial PRIMARY KEY);
CREATE TABLE floor.entry (
    id bigserial PRIMARY KEY, key uuid UNIQUE NOT NULL, date date NOT NULL, memo text NOT NULL);
CREATE TABLE floor.line (
    id bigserial PRIMARY KEY, entry_id bigint NOT NULL REFERENCES floor.entry,
    account_id bigint NOT NULL REFERENCES floor.account,
    amount bigint NOT NULL CHECK (amount <> 0));
CREATE INDEX ON floor.line (entry_id);
CREATE INDEX ON floor.line (account_id);
INSERT INTO floor.account SELECT FROM generate_series(1, 10002);
CREATE FUNCTION floor.check_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM new_lines GROUP BY entry_id HAVING sum(amount) <> 0) THEN
        RAISE EXCEPTION 'unbalanced';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER balanced AFTER INSERT ON floor.line REFERENCING NEW TABLE AS new_lines
    FOR EACH STATEMENT EXECUTE FUNCTION floor.check_balance();
GRANT USAGE ON SCHEMA floor TO rentrail_app;
GRANT ALL ON ALL TABLES IN SCHEMA floor TO rentrail_app;
GRANT ALL ON ALL SEQUENCES IN SCHEMA floor TO rentrail_app;
"""
FLOOR_POST = """
WITH entry AS (INSERT INTO floor.entry (key, date, memo) VALUES (%s, %s, 'rent') RETURNING id)
INSERT INTO floor.line (entry_id, account_id, amount)
SELECT entry.id, draft.* FROM entry, (VALUES (%s::bigint, %s::bigint), (%s, %s)) AS draft
"""
FLOOR_BULK = """
WITH entry AS (
    INSERT INTO floor.entry (key, date, memo) SELECT key, %s, 'rent' FROM unnest(%s::uuid[]) AS key
    RETURNING id
)
INSERT INTO floor.line (entry_id, account_id, amount)
SELECT entry.id, draft.* FROM entry, (VALUES (1, 100), (2, -100)) AS draft
"""


def main() -> None:
    """Run all parts and print their medians, ratios and bars."""
    with server() as postgres:
        prepare(postgres)
        with company():
            single()
            bulk()
            many_processes()


def single() -> None:
    """One connection, one entry at a time."""
    floor, ledger = [], []
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        post_to_floor(connection, 200, hot=True)
        post_to_ledger(200, hot=True)
        for _ in range(ROUNDS):
            floor.append(rate(SINGLE_POSTS, lambda n: post_to_floor(connection, n, hot=True)))
            ledger.append(rate(SINGLE_POSTS, lambda n: post_to_ledger(n, hot=True)))
    show("1 connection", "posts/s", floor=floor, ledger=ledger)
    print(f"  ratio {ratio(ledger, floor):.2f} (bar: {SINGLE_RATIO_MIN})")


def bulk() -> None:
    """Ten thousand entries in one call."""
    from rentrail.ledger import operations

    floor, ledger = [], []
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        for _ in range(ROUNDS):
            keys = [uuid.uuid4() for _ in range(BULK_ENTRIES)]
            floor.append(seconds(lambda: connection.execute(FLOOR_BULK, [DAY, keys])))  # noqa: B023
            drafts = [draft(n, hot=True) for n in range(BULK_ENTRIES)]
            ledger.append(
                seconds(lambda: operations.post(drafts, posted_by="x", now=datetime.now(UTC)))  # noqa: B023
            )
    show(f"{BULK_ENTRIES:,} entries at once", "s", floor=floor, ledger=ledger)
    print(f"  (bar: {BULK_SECONDS_MAX} s)")


def many_processes() -> None:
    """Eight processes, whose entries share a clearing account, or don't."""
    floor, hot, spread = [], [], []
    for _ in range(PROCESS_ROUNDS):
        floor.append(rate_of_processes(floor_process, hot=True))
        hot.append(rate_of_processes(ledger_process, hot=True))
        spread.append(rate_of_processes(ledger_process, hot=False))
    show(f"{PROCESSES} processes", "posts/s", floor=floor, one_account=hot, spread=spread)
    print(f"  ratio {ratio(hot, floor):.2f}")
    print(f"  one account to spread {ratio(hot, spread):.2f} (bar: {HOT_ACCOUNT_RATIO_MIN})")


def post_to_floor(connection: psycopg.Connection[Any], count: int, *, hot: bool) -> None:
    """Write entries as the floor does."""
    for n in range(count):
        clearing = 1 if hot else 2 + (n * 7 + os.getpid()) % HOUSEHOLDS
        values = [uuid.uuid4(), DAY, clearing, 100, 2 + n % HOUSEHOLDS, -100]
        connection.execute(FLOOR_POST, values, prepare=True)


def post_to_ledger(count: int, *, hot: bool) -> None:
    """Post entries as the product does, one call each."""
    from rentrail.ledger import operations

    for n in range(count):
        operations.post([draft(n, hot=hot)], posted_by="benchmark", now=datetime.now(UTC))


def draft(n: int, *, hot: bool) -> Any:
    """Make a payment of a household into clearing."""
    from rentrail.ledger.operations import JournalEntryDraft, credit, debit

    book_id, receivable, *clearing = book()
    account = clearing[0] if hot else clearing[(n + os.getpid()) % len(clearing)]
    return JournalEntryDraft(
        book_id=book_id,
        property_date=DAY,
        transaction_code="PMTACH",
        description="Online payment",
        source=f"payment:{uuid.uuid4()}",
        lines=[debit(account, 120_000), credit(receivable, 120_000, n % HOUSEHOLDS)],
    )


@cache
def book() -> list[int]:
    """Give the ids of the book, of its receivable and of its clearing accounts."""
    return [int(text) for text in os.environ["BENCHMARK_BOOK"].split(",")]


def floor_process(ready: Barrier, *, hot: bool) -> None:
    """Write the floor's entries beside other processes."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        post_to_floor(connection, 10, hot=hot)
        ready.wait()
        post_to_floor(connection, POSTS_OF_A_PROCESS, hot=hot)


def ledger_process(ready: Barrier, *, hot: bool) -> None:
    """Post the product's entries beside other processes."""
    with company():
        post_to_ledger(10, hot=hot)
        ready.wait()
        post_to_ledger(POSTS_OF_A_PROCESS, hot=hot)


def rate_of_processes(work: Callable[..., None], *, hot: bool) -> float:
    """Start the processes, let them begin together, and give what they do in a second."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(PROCESSES + 1, timeout=120)  # a process that fails fails all
    processes = [
        context.Process(target=work, args=(ready,), kwargs={"hot": hot}) for _ in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    ready.wait()
    start = time.perf_counter()
    for process in processes:
        process.join()
    assert not any(process.exitcode for process in processes)
    return PROCESSES * POSTS_OF_A_PROCESS / (time.perf_counter() - start)


def rate(count: int, work: Callable[[int], None]) -> float:
    """Give how often a second it was done."""
    return count / seconds(lambda: work(count))


def seconds(work: Callable[[], object]) -> float:
    """Give how long it took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ratio(measured: list[float], floor: list[float]) -> float:
    """Give the median of the rounds' ratios."""
    return statistics.median(ours / least for ours, least in zip(measured, floor, strict=True))


def show(title: str, unit: str, **series: list[float]) -> None:
    """Print medians with their range."""
    print(title)
    digits = 2 if unit == "s" else 0
    for name, values in series.items():
        low, high = f"{min(values):,.{digits}f}", f"{max(values):,.{digits}f}"
        print(f"  {name} {statistics.median(values):,.{digits}f} {unit}  ({low} to {high})")


@contextmanager
def server() -> Iterator[EmbeddedPostgres]:
    """Start a server that syncs to disk, with a database of the product's."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        postgres = EmbeddedPostgres(Path(directory, "server"), durable=True)
        postgres.start()
        try:
            yield postgres
        finally:
            postgres.destroy()


def prepare(postgres: EmbeddedPostgres) -> None:
    """Make the tables, a company and a book, and the floor beside them."""
    postgres.create_database(DATABASE)
    use_django(postgres.url(DATABASE), postgres.url(DATABASE, OWNER_ROLE))
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0)
    with postgres.superuser_connection(DATABASE) as root:
        root.execute(FLOOR_SCHEMA)
    make_books()


@contextmanager
def company() -> Iterator[None]:
    """Work for the benchmark's company, in a process of its own."""
    use_django(os.environ["DATABASE_URL"], os.environ["RENTRAIL_DATABASE_OWNER_URL"])
    from rentrail.identity.tenancy import company_scope

    with company_scope(int(os.environ["BENCHMARK_COMPANY"])):
        yield


def use_django(url: str, owner_url: str) -> None:
    """Set Django up for the benchmark's database."""
    from rentrail.config import environment

    os.environ |= {
        "DATABASE_URL": url,
        "RENTRAIL_DATABASE_OWNER_URL": owner_url,
        "RENTRAIL_DEMO": "true",
        "RENTRAIL_SECRET_KEY": environment.DEMO_SECRET_KEY,
        "RENTRAIL_VAULT_KEYS": environment.DEMO_VAULT_KEYS,
        "DJANGO_SETTINGS_MODULE": "rentrail.config.settings",
    }
    import django

    django.setup()


def make_books() -> None:
    """Make a company with a book of many clearing accounts."""
    from rentrail.identity.models import Company
    from rentrail.identity.tenancy import company_scope
    from rentrail.ledger import operations, queries
    from rentrail.ledger.models import BookKind, LedgerAccountKind

    now = datetime.now(UTC)
    made = Company.objects.create(public_id="com_x", name="x", code="x", created_at=now)
    os.environ["BENCHMARK_COMPANY"] = str(made.id)
    keys = ["resident-receivable", *(f"clearing-{n}" for n in range(1_000))]
    chart = [
        operations.AccountDraft(key=key, number=key, name=key, kind=LedgerAccountKind.ASSET)
        for key in keys
    ]
    with company_scope(made.id):
        book = operations.create_book(name="Oak", kind=BookKind.PROPERTY, accounts=chart, now=now)
        ids = queries.account_ids(book.id)
    os.environ["BENCHMARK_BOOK"] = ",".join(map(str, [book.id, *(ids[key] for key in keys)]))


if __name__ == "__main__":
    main()
