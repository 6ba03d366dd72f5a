"""How fast payments are taken: one at a time, by eight at once, and ten thousand that are due.

The floor is one bare balanced SQL statement (a journal entry and its two lines, in tables of the
same columns and indexes, without any check) on the same server in the same run, with fsync on.
"""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import django
import psycopg

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
LEASES = 12_000
DUE = 10_000
CONNECTIONS = 8
SINGLES = 400  # payments taken by each connection
ONE_AT_A_TIME_MAX = 6.0  # times the floor's duration
EIGHT_AT_ONCE_MIN = 0.15  # of the floor's rate
DUE_SECONDS_MAX = 1.5

FLOOR_TABLES = """
CREATE TABLE floor_entry (LIKE ledger_journalentry INCLUDING ALL);
CREATE TABLE floor_posting (LIKE ledger_posting INCLUDING ALL);
CREATE SEQUENCE floor_number;
GRANT ALL ON floor_entry, floor_posting TO PUBLIC;
GRANT ALL ON SEQUENCE floor_number TO PUBLIC;
"""
FLOOR = """
WITH entry AS (
    INSERT INTO floor_entry (id, company_id, book_id, posting_count, control_number, property_date,
        recorded_at, transaction_code, description, document, source, posted_by)
    SELECT number, 1, 1, 2, number, '2026-03-02', now(), 'RENT', 'Rent', '', 'floor:' || number, 'x'
    FROM nextval('floor_number') AS number
    RETURNING id, company_id
)
INSERT INTO floor_posting (company_id, journal_entry_id, line, ledger_account_id, subject_id, signed_cents)
SELECT company_id, id, line, line, 7, cents FROM entry, (VALUES (1, 120000), (2, -120000)) AS v (line, cents)
"""


def main() -> None:
    """Print each figure, its ratio to the floor and what was promised."""
    with server() as url:
        world = build()
        floor_one = at_once(1, floor_loop, url)
        floor_eight = at_once(CONNECTIONS, floor_loop, url)
        one = at_once(1, take_loop, url, world)
        eight = at_once(CONNECTIONS, take_loop, url, world)
        seconds, counts = timed(take_ten_thousand)
    print(f"floor            1 connection   {floor_one:8,.0f}/s  {1000 / floor_one:6.2f} ms")
    print(f"floor            {CONNECTIONS} connections  {floor_eight:8,.0f}/s")
    print(
        f"payment taken    1 connection   {one:8,.0f}/s  {1000 / one:6.2f} ms  "
        f"{floor_one / one:5.2f} times the floor (at most {ONE_AT_A_TIME_MAX})"
    )
    print(
        f"payments taken   {CONNECTIONS} connections  {eight:8,.0f}/s  "
        f"{eight / floor_eight:5.2f} of the floor (at least {EIGHT_AT_ONCE_MIN})"
    )
    print(f"due payments     {counts}  in {seconds:5.2f} s (10,000 in at most {DUE_SECONDS_MAX})")


@contextmanager
def server() -> Iterator[str]:
    """Start a durable server with a migrated database, and point Django at it."""
    from rentrail.config.database_roles import OWNER_ROLE
    from rentrail.config.embedded_postgres import EmbeddedPostgres

    with tempfile.TemporaryDirectory(prefix="rentrail-bench-") as directory:
        Path(directory).chmod(0o755)
        postgres = EmbeddedPostgres(Path(directory) / "server", durable=True)
        postgres.start()
        try:
            postgres.create_database("bench")
            url = postgres.url("bench")
            use_database(url, owner_url=postgres.url("bench", OWNER_ROLE))
            migrate()
            yield url
        finally:
            from django.db import connections

            connections.close_all()
            postgres.stop()


def use_database(url: str, *, owner_url: str | None = None) -> None:
    """Point Django's connections at the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rentrail.config.settings_without_server")
    django.setup()
    from django.conf import settings
    from django.db import connections

    from rentrail.config import environment

    for alias, address in {"default": url, "owner": owner_url or url}.items():
        found = environment.database_settings(url=address)
        settings.DATABASES[alias].update(found)
        connections[alias].settings_dict.update(found)


def migrate() -> None:
    """Make the tables, and those of the floor."""
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", database="owner", verbosity=0)
    with connections["owner"].cursor() as cursor:
        cursor.execute(FLOOR_TABLES)


def build() -> dict[str, Any]:
    """Make one property with households, each charged its rent, with bank account and consent."""
    from django.db import connection

    from rentrail.identity import operations as identity
    from rentrail.identity.tenancy import company_scope
    from rentrail.portfolio import operations as portfolio
    from rentrail.portfolio.models import BankAccountPurpose, BatchType, ChargeSource, LedgerName

    company = identity.create_company(name="Oak Homes", code="oak", now=NOW)
    with company_scope(company.id):
        property_ = portfolio.create_property(
            code="OAK",
            name="Oak Court",
            time_zone="America/Chicago",
            property_date=TODAY,
            now=NOW,
            phone="+1 312 555 0100",
        )
        account = portfolio.add_bank_account(
            property_id=property_.id,
            name="Operating",
            purpose=BankAccountPurpose.OPERATING,
            routing_number="076401251",
            account_number="1000204",
            now=NOW,
        )
        portfolio.route_deposits(
            property_id=property_.id,
            ledger_name=LedgerName.RESIDENT,
            batch_type=BatchType.ACH,
            bank_account_id=account.id,
        )
        upserted = portfolio.upsert_households(
            property_id=property_.id,
            households=[household(number) for number in range(LEASES)],
            now=NOW,
        )
        portfolio.charge(
            [
                portfolio.ChargeRequest(
                    lease_id=lease_id,
                    transaction_code="RENT",
                    amount_cents=120_000,
                    due_date=TODAY,
                    property_date=TODAY,
                    source=ChargeSource.IMPORTED,
                    source_id=f"rent-{lease_id}",
                )
                for lease_id in upserted.lease_ids
            ],
            posted_by="bench",
            now=NOW,
        )
        with connection.cursor() as cursor:
            cursor.execute(CONSENTS, {"now": NOW, "today": TODAY, "due": DUE})
        make_durable()
        return {"company_id": company.id, "pairs": pairs()}


def household(number: int) -> Any:
    """Give the draft of a household of one."""
    from rentrail.portfolio import operations as portfolio
    from rentrail.portfolio.models import LeaseRole

    return portfolio.HouseholdDraft(
        external_id=f"L{number}",
        building_code="A",
        unit_code=str(number),
        rent_cents=120_000,
        people=(
            portfolio.PersonDraft(
                external_id=f"R{number}",
                last_name=f"Resident {number}",
                first_name="Dana",
                email=f"dana{number}@example.com",
                role=LeaseRole.HEAD,
            ),
        ),
    )


CONSENTS = """
INSERT INTO payments_instrument (company_id, public_id, person_id, holder_name, account_type,
    holder_type, routing_number, account_number_sealed, account_number_hash, last_four, nickname,
    standing, standing_reason, created_at)
SELECT company_id, 'ins_' || id, id, last_name, 'checking', 'personal', '076401251', 'sealed',
    sha256(id::text::bytea), right('000' || id, 4), '', 'good', '', %(now)s
FROM portfolio_person;
INSERT INTO payments_authorization (company_id, public_id, kind, person_id, instrument_id, text,
    text_version, text_digest, terms, evidence, amount_cents_min, amount_cents_max, first_date,
    last_date, nsf_fee_notice, authorized_at, revoked_by)
SELECT company_id, 'aut_' || id, 'ppd_recurring', person_id, id, 'text', '1', '', '{}', '{}', 1,
    500000, %(today)s, NULL, false, %(now)s, ''
FROM payments_instrument;
INSERT INTO payments_preauthorizedpayment (company_id, public_id, reference, property_id, lease_id,
    person_id, instrument_id, authorization_id, frequency, amount_kind, amount_cents,
    amount_cents_max, notice_waived, ledger, description, email, start_date, payments_taken,
    next_due_date, status, status_reason, created_by_kind, created_by, created_at, disabled_by)
SELECT consent.company_id, 'pre_' || consent.id, '', lease.property_id, lease.id, member.person_id,
    consent.instrument_id, consent.id, 'monthly', 'open_balance_up_to', NULL, 500000, true,
    'resident', 'Rent', 'dana@example.com', %(today)s, 0, %(today)s, 'enabled', '', 'S', 'bench',
    %(now)s, ''
FROM payments_authorization consent
JOIN portfolio_leaseperson member ON member.person_id = consent.person_id
JOIN portfolio_lease lease ON lease.id = member.lease_id
ORDER BY consent.id DESC LIMIT %(due)s;
"""


def pairs() -> list[tuple[int, int, int]]:
    """Give lease, person and authorization of those that no schedule pays."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT member.lease_id, member.person_id, consent.id FROM payments_authorization consent"
            " JOIN portfolio_leaseperson member ON member.person_id = consent.person_id"
            " WHERE NOT EXISTS (SELECT FROM payments_preauthorizedpayment scheduled"
            " WHERE scheduled.authorization_id = consent.id) ORDER BY consent.id"
        )
        return list(cursor.fetchall())


def make_durable() -> None:
    """Let the world's rows reach the disk and the planner before anything is timed."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Give the seconds that work takes, and its answer."""
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def take_ten_thousand() -> dict[str, int]:
    """Take what is due."""
    from rentrail.identity.models import Company
    from rentrail.identity.tenancy import company_scope
    from rentrail.payments import operations

    with company_scope(Company.objects.get().id):
        return operations.take_due(today=TODAY, now=NOW)


Loop = Callable[..., None]


def at_once(connections: int, loop: Loop, *arguments: Any) -> float:
    """Give the rate of a loop run by several processes at once."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(connections + 1)
    workers = [
        context.Process(target=loop, args=(barrier, place, connections, *arguments))
        for place in range(connections)
    ]
    for worker in workers:
        worker.start()
    barrier.wait()
    start = time.perf_counter()
    barrier.wait()
    seconds = time.perf_counter() - start
    for worker in workers:
        worker.join()
    return connections * SINGLES / seconds


def floor_loop(barrier: Any, place: int, connections: int, url: str) -> None:
    """Run the bare statement, again and again."""
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(20):
            connection.execute(FLOOR)
        barrier.wait()
        for _ in range(SINGLES):
            connection.execute(FLOOR)
        barrier.wait()


def take_loop(
    barrier: Any, place: int, connections: int, url: str, world: dict[str, Any]
) -> None:
    """Take payments, one by one, of households of this connection's own."""
    use_database(url)
    from rentrail.identity.tenancy import company_scope
    from rentrail.payments import operations

    start = 0 if connections == 1 else place * 200
    households = world["pairs"][start : start + 200]
    with company_scope(world["company_id"]):
        requests = iter(
            [request_for(households[number % 200], f"{connections}-{place}-{number}")
             for number in range(SINGLES + 20)]
        )  # fmt: skip
        for _ in range(20):
            operations.take([next(requests)], taken_by="bench", now=NOW)
        barrier.wait()
        for _ in range(SINGLES):
            [result] = operations.take([next(requests)], taken_by="bench", now=NOW)
            assert result.payment_id, result.decision.message
        barrier.wait()


def request_for(pair: tuple[int, int, int], key: str) -> Any:
    """Ask for a payment under a recurring consent."""
    from rentrail.payments.models import Origin
    from rentrail.payments.operations import PaymentRequest
    from rentrail.portfolio.rules.eligibility import Way

    lease_id, person_id, authorization_id = pair
    return PaymentRequest(
        idempotency_key=f"bench:{key}",
        lease_id=lease_id,
        person_id=person_id,
        authorization_id=authorization_id,
        amount_cents=1_000,
        origin=Origin.INTERNET,
        way=Way.PORTAL_BANK,
        is_duplicate_confirmed=True,
    )


if __name__ == "__main__":
    main()
