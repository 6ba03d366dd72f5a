"""How fast households are taken over, charged, credited, and their credits undone.

One lease in four has one open charge when its payment comes, two have two, one has three.
"""

import resource
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime

from django.db import transaction

from benchmarks.database import fresh_database
from rentrail.identity import operations as identity
from rentrail.identity.tenancy import company_scope
from rentrail.ledger import operations as ledger
from rentrail.ledger import queries as ledger_queries
from rentrail.portfolio import operations, verify
from rentrail.portfolio.models import ChargeSource, LeaseRole, LedgerName, Property

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
RENT_CENTS = 120_000
CHARGES_OF_FOUR_LEASES = (1, 2, 2, 3)
MANY, VERY_MANY = 10_000, 100_000
ROUNDS = 3
SINGLES = 50

figures: defaultdict[str, list[float]] = defaultdict(list)


def main() -> None:
    """Print the median of each figure."""
    with fresh_database():
        company = identity.create_company(name="Oak Homes", code="oak-homes", now=NOW)
        with company_scope(company.id):
            oak_court = make_property("OAK01")
            leases = take_over(oak_court, MANY)
            for number in range(ROUNDS):
                play_round(oak_court, leases, f"round {number}")
            with transaction.atomic():
                play_singles(oak_court, leases[:SINGLES])
            check_applications()
            play_very_many(make_property("OAK02"))
    for name, seconds in figures.items():
        print(f"{name:24}{statistics.median(seconds) * 1000:10,.1f} ms")


def play_round(property_: Property, leases: Sequence[int], name: str) -> None:
    """Charge, pay, undo and pay again."""
    for number in range(max(CHARGES_OF_FOUR_LEASES)):
        charged = [
            lease_id
            for place, lease_id in enumerate(leases)
            if CHARGES_OF_FOUR_LEASES[place % 4] > number
        ]
        requests = requests_for(charged, f"{name}.{number}")
        with timed("charge", len(charged)):
            operations.charge(requests, posted_by="bench", now=NOW)
    credits_ = drafts_for(property_, leases, name)
    with timed("record_credits", len(leases)):
        operations.record_credits(credits_, now=NOW)
    with timed("record_credits, again", len(leases)):
        operations.record_credits(credits_, now=NOW)
    with timed("undo_credits", len(leases)):
        operations.undo_credits([draft.journal_entry_id for draft in credits_], now=NOW)
    again = drafts_for(property_, leases, f"{name} again")
    with timed("record_credits", len(leases)):
        operations.record_credits(again, now=NOW)


def play_singles(property_: Property, leases: Sequence[int]) -> None:
    """Do the same for one household at a time, inside a transaction: the commit is its caller's."""
    for lease_id in leases:
        with timed("charge", 1):
            operations.charge(requests_for([lease_id], "single"), posted_by="bench", now=NOW)
        [draft] = drafts_for(property_, [lease_id], "single")
        with timed("record_credits", 1):
            operations.record_credits([draft], now=NOW)
        with timed("undo_credits", 1):
            operations.undo_credits([draft.journal_entry_id], now=NOW)


def play_very_many(property_: Property) -> None:
    """Charge and pay a whole portfolio at once."""
    leases = take_over(property_, VERY_MANY)
    requests = requests_for(leases, "very many")
    with timed("charge", VERY_MANY):
        operations.charge(requests, posted_by="bench", now=NOW)
    credits_ = drafts_for(property_, leases, "very many")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with timed("record_credits", VERY_MANY):
        operations.record_credits(credits_, now=NOW)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"record_credits of {VERY_MANY:,} took {grown / 1024:,.0f} MiB more at its peak")


def check_applications() -> None:
    """See that fast was right; what was undone here has its money still on the ledgers."""
    wrong = [problem for problem in verify.problems() if problem.rule != "resident-balance"]
    assert not wrong, wrong[0]


def make_property(code: str) -> Property:
    """Add a property."""
    return operations.create_property(
        code=code, name=code, time_zone="America/Chicago", property_date=TODAY, now=NOW
    )


def take_over(property_: Property, count: int) -> Sequence[int]:
    """Add households, and see them unchanged once more; gives their leases."""
    drafts = [household(number) for number in range(count)]
    with timed("upsert_households, new", count):
        operations.upsert_households(property_id=property_.id, households=drafts, now=NOW)
    with timed("upsert_households, same", count):
        result = operations.upsert_households(property_id=property_.id, households=drafts, now=NOW)
    return result.lease_ids


def household(number: int) -> operations.HouseholdDraft:
    """Draft a household of one."""
    return operations.HouseholdDraft(
        external_id=f"L{number}",
        building_code="A",
        unit_code=str(number),
        rent_cents=RENT_CENTS,
        people=(
            operations.PersonDraft(
                external_id=f"R{number}",
                first_name="Dana",
                last_name=f"Resident {number}",
                role=LeaseRole.HEAD,
            ),
        ),
    )


def requests_for(leases: Sequence[int], source: str) -> list[operations.ChargeRequest]:
    """Ask for a month's rent of each lease."""
    return [
        operations.ChargeRequest(
            lease_id=lease_id,
            transaction_code="RENT",
            amount_cents=RENT_CENTS,
            due_date=TODAY,
            property_date=TODAY,
            source=ChargeSource.IMPORTED,
            source_id=f"{source}:{lease_id}",
        )
        for lease_id in leases
    ]


def drafts_for(
    property_: Property, leases: Sequence[int], source: str
) -> list[operations.CreditDraft]:
    """Post a payment for each lease that pays all it owes in a round, and draft its credit."""
    accounts = ledger_queries.account_ids(property_.book_id)
    cents = [RENT_CENTS * CHARGES_OF_FOUR_LEASES[place % 4] for place in range(len(leases))]
    entry_ids = ledger.post(
        [
            ledger.JournalEntryDraft(
                book_id=property_.book_id,
                property_date=TODAY,
                transaction_code="PMTACH",
                description="Bank payment",
                source=f"payment:{source}:{lease_id}",
                lines=[
                    ledger.debit(accounts["ach-clearing"], amount_cents, lease_id),
                    ledger.credit(accounts["resident-receivable"], amount_cents, lease_id),
                ],
            )
            for lease_id, amount_cents in zip(leases, cents, strict=True)
        ],
        posted_by="bench",
        now=NOW,
    )
    return [
        operations.CreditDraft(
            lease_id=lease_id,
            ledger=LedgerName.RESIDENT,
            amount_cents=amount_cents,
            journal_entry_id=entry_id,
            property_date=TODAY,
        )
        for lease_id, amount_cents, entry_id in zip(leases, cents, entry_ids, strict=True)
    ]


@contextmanager
def timed(what: str, count: int) -> Iterator[None]:
    """Keep the seconds that a transaction takes, its commit too."""
    start = time.perf_counter()
    with transaction.atomic():
        yield
    figures[f"{what} {count:,}"].append(time.perf_counter() - start)


if __name__ == "__main__":
    main()
