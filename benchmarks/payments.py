"""How fast payments are taken: one at a time, and by eight connections at once.

The floor is that of the ledger's benchmark: one prepared statement that writes an entry with two
lines under a trigger that checks their balance, on the same server in the same run, which syncs to
disk. Floor and payments take turns; a ratio is the median of the rounds' ratios.

    python -m benchmarks.payments
"""

import multiprocessing
import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import psycopg
from django.db import connection, connections

from benchmarks.database import fresh_database, use_database
from benchmarks.ledger import FLOOR_SCHEMA, post_to_floor
from rentrail.config import garbage
from rentrail.identity import operations as identity
from rentrail.identity.tenancy import company_scope
from rentrail.payments import operations
from rentrail.payments.models import Origin
from rentrail.payments.operations import PaymentRequest
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import (
    BankAccountPurpose,
    BatchType,
    ChargeSource,
    LeaseRole,
    LedgerName,
)
from rentrail.portfolio.rules.eligibility import Way

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
LEASES = 2_000
CONNECTIONS = 8
HOUSEHOLDS_OF_CONNECTION = 200
SINGLES = 200  # payments taken by each connection in a round
ROUNDS = 5
ONE_AT_A_TIME_MAX = 6.0  # times the floor's duration
EIGHT_AT_ONCE_MIN = 0.15  # of the floor's rate
ADDRESS = "BENCHMARK_DATABASE_URL"  # for the processes that are started


def main() -> None:
    """Print each figure, its ratio to the floor and what was promised."""
    with fresh_database() as server:
        with server.superuser_connection("bench") as root:
            root.execute(FLOOR_SCHEMA)
        os.environ[ADDRESS] = server.url("bench")
        world = build()
        one = [(at_once(1, floor_loop), at_once(1, take_loop, world)) for _ in range(ROUNDS)]
        eight = [
            (at_once(CONNECTIONS, floor_loop), at_once(CONNECTIONS, take_loop, world))
            for _ in range(ROUNDS)
        ]
    show("1 connection", one)
    print(f"  {ratio(one, slower=True):.2f} times the floor (bar: {ONE_AT_A_TIME_MAX})")
    show(f"{CONNECTIONS} connections, one property", eight)
    print(f"  {ratio(eight):.2f} of the floor's rate (bar: {EIGHT_AT_ONCE_MIN})")


Rates = list[tuple[float, float]]  # of the floor and of payments, a second


def show(title: str, rates: Rates) -> None:
    """Print the medians of a comparison."""
    floor, taken = (statistics.median(series) for series in zip(*rates, strict=True))
    print(f"{title}: floor {floor:,.0f}/s, payments {taken:,.0f}/s, {1000 / taken:.2f} ms each")


def ratio(rates: Rates, *, slower: bool = False) -> float:
    """Give the median of the rounds' ratios: payments to floor, or the other way round."""
    return statistics.median(floor / taken if slower else taken / floor for floor, taken in rates)


def build() -> dict[str, Any]:
    """Make one property with households, each charged its rent, with bank account and consent."""
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
            cursor.execute(CONSENTS, {"now": NOW, "today": TODAY})
        make_durable()
        return {"company_id": company.id, "pairs": pairs()}


def household(number: int) -> Any:
    """Give the draft of a household of one."""
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
INSERT INTO payments_instrument (company_id, public_id, person_id, kind, holder_name,
    account_type, holder_type, routing_number, account_number_sealed, account_number_hash,
    last_four, nickname, standing, standing_reason, identification_number, created_at)
SELECT company_id, 'ins_' || id, id, 'bank_account', last_name, 'checking', 'personal',
    '076401251', 'sealed', sha256(id::text::bytea), right('000' || id, 4), '', 'good', '', '',
    %(now)s
FROM portfolio_person;
INSERT INTO payments_authorization (company_id, public_id, kind, person_id, instrument_id, text,
    text_version, text_digest, terms, evidence, amount_cents_min, amount_cents_max, first_date,
    last_date, nsf_fee_notice, authorized_at, revoked_by, revoked_because)
SELECT company_id, 'aut_' || id, 'ppd_recurring', person_id, id, 'text', '1', '', '{}', '{}', 1,
    500000, %(today)s, NULL, false, %(now)s, '', ''
FROM payments_instrument;
"""


def pairs() -> list[tuple[int, int, int]]:
    """Give lease, person and authorization of each household."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT member.lease_id, member.person_id, consent.id"
            " FROM payments_authorization consent"
            " JOIN portfolio_leaseperson member ON member.person_id = consent.person_id"
            " ORDER BY consent.id"
        )
        return list(cursor.fetchall())


def make_durable() -> None:
    """Let the world's rows reach the disk and the planner before anything is timed."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def at_once(count: int, loop: Callable[..., None], *arguments: Any) -> float:
    """Give the rate of a loop run by several processes at once."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(count + 1, timeout=120)  # a process that fails fails all
    workers = [
        context.Process(target=loop, args=(barrier, place, *arguments)) for place in range(count)
    ]
    for worker in workers:
        worker.start()
    barrier.wait()
    start = time.perf_counter()
    barrier.wait()
    seconds = time.perf_counter() - start
    for worker in workers:
        worker.join()
    return count * SINGLES / seconds


def floor_loop(barrier: Any, place: int) -> None:
    """Write the floor's entries, again and again."""
    with psycopg.connect(os.environ[ADDRESS], autocommit=True) as floor:
        post_to_floor(floor, 20, hot=True)
        barrier.wait()
        post_to_floor(floor, SINGLES, hot=True)
        barrier.wait()


def take_loop(barrier: Any, place: int, world: dict[str, Any]) -> None:
    """Take payments, one by one, of households of this connection's own."""
    use_database(os.environ[ADDRESS])
    garbage.settle()
    start = place * HOUSEHOLDS_OF_CONNECTION
    households = world["pairs"][start : start + HOUSEHOLDS_OF_CONNECTION]
    with company_scope(world["company_id"]):
        requests = [
            request_for(households[number % len(households)], f"{os.getpid()}-{number}")
            for number in range(SINGLES + 20)
        ]
        take_one_by_one(requests[:20])
        barrier.wait()
        take_one_by_one(requests[20:])
        barrier.wait()
    connections.close_all()


def take_one_by_one(requests: list[PaymentRequest]) -> None:
    """Take payments as the portal does, one call each."""
    for request in requests:
        [result] = operations.take([request], taken_by="bench", now=NOW)
        assert result.payment_id, result.decision.message


def request_for(pair: tuple[int, int, int], key: str) -> Any:
    """Ask for a payment under a recurring consent."""
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
        is_preauthorized=True,
        debit_date=TODAY,
    )


if __name__ == "__main__":
    main()
