"""From preauthorized payments that are due to a bank file on disk: how fast, in how much memory.

The whole way of a day: payments due are taken (gate, rows, journal entry, credit, step), batches
closed, Nacha bytes built and sealed, and the file put into the bank's folder. Each size has a
company and a process of its own. The floor is what the same server needs, in the same run, to write
as many balanced journal entries of two lines in bare statements, without any check.

    python -m benchmarks.due_to_file [--rounds ROUNDS] [count ...]
"""

import argparse
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, connections

from benchmarks.database import fresh_database, use_database
from rentrail.banking import operations as banking
from rentrail.banking.models import Clearing, TransportKind
from rentrail.config import garbage
from rentrail.identity import bulk, vault
from rentrail.identity import operations as identity
from rentrail.identity.tenancy import company_scope
from rentrail.payments import operations as payments
from rentrail.payments.models import (
    AccountType,
    AmountKind,
    Authorization,
    AuthorizationKind,
    CreatedBy,
    Frequency,
    HolderType,
    Instrument,
    PreauthorizedPayment,
)
from rentrail.payments.operations import instruments
from rentrail.payments.states import PreauthorizedStatus
from rentrail.portfolio import operations as portfolio
from rentrail.portfolio.models import (
    BankAccountPurpose,
    BatchType,
    ChargeSource,
    LeasePerson,
    LeaseRole,
    LedgerName,
    Property,
)
from rentrail.primitives import ids

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
RENT_CENTS = 120_000
ROUTING_NUMBER = "076401251"
HOUSEHOLDS_OF_PROPERTY = 500
COUNTS = (1_000, 10_000, 100_000)
SECONDS_MAX = {10_000: 3, 100_000: 30}
MEBIBYTES_MAX = 300
FLOOR_ENTRIES = 10_000
FLOOR_ROUNDS = 5

FLOOR_TABLES = """
CREATE TABLE floor_entry (LIKE ledger_journalentry INCLUDING ALL);
CREATE TABLE floor_posting (LIKE ledger_posting INCLUDING ALL);
CREATE SEQUENCE floor_number;
"""
FLOOR = """
WITH entry AS (
    INSERT INTO floor_entry (id, company_id, book_id, posting_count, control_number, property_date,
        recorded_at, transaction_code, description, document, source, posted_by)
    SELECT number, 1, 1, 2, number, '2026-03-02', now(), 'PMTACH', 'Rent', '0001',
        'floor:' || number, 'schedule'
    FROM (SELECT nextval('floor_number') AS number FROM generate_series(1, %s)) AS numbers
    RETURNING id, company_id
)
INSERT INTO floor_posting
    (company_id, journal_entry_id, line, ledger_account_id, subject_id, signed_cents)
SELECT company_id, id, line, line, id, cents
FROM entry, (VALUES (1, 120000), (2, -120000)) AS line (line, cents)
"""


@dataclass(kw_only=True)
class Figures:
    """What one size took."""

    seconds: dict[str, float] = field(default_factory=dict)
    process_cpu_seconds: float = 0
    server_cpu_seconds: float = 0
    peak_mebibytes: float = 0


def main() -> None:
    """Print the figures of each size, beside the floor's and what was promised."""
    parser = argparse.ArgumentParser()
    parser.add_argument("counts", nargs="*", type=int, default=COUNTS)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    with fresh_database() as server, tempfile.TemporaryDirectory() as folder:
        ask_owner(FLOOR_TABLES)
        for number, count in enumerate(sorted([*options.counts] * options.rounds)):
            outgoing = Path(folder, str(number))
            company_id = make_world(f"world-{number}", count=count, outgoing=outgoing)
            ask_owner("ANALYZE")
            floor = floor_seconds()
            figures = in_own_process(server.url("bench"), company_id)
            show(count, figures, floor=floor, file_bytes=size_of_files(outgoing))


def show(count: int, figures: Figures, *, floor: float, file_bytes: int) -> None:
    """Print one size."""
    total = sum(figures.seconds.values())
    floor_of_count = floor * count / FLOOR_ENTRIES
    stages = ", ".join(f"{name} {seconds:.2f}" for name, seconds in figures.seconds.items())
    promised = f" (at most {SECONDS_MAX[count]})" if count in SECONDS_MAX else ""
    print(
        f"{count:,} due to a file of {file_bytes:,} bytes: {total:.2f} s{promised}: {stages}\n"
        f"  {total / count * 1e6:.0f} µs each; {total / floor_of_count:.1f} times the floor's"
        f" {floor_of_count:.3f} s\n"
        f"  CPU {figures.process_cpu_seconds:.2f} s,"
        f" the server's {figures.server_cpu_seconds:.2f} s;"
        f" peak memory {figures.peak_mebibytes:.0f} MiB (under {MEBIBYTES_MAX})",
        flush=True,
    )


def floor_seconds() -> float:
    """Give the median of the floor's statement."""
    seconds: dict[str, float] = {}
    for number in range(FLOOR_ROUNDS):
        with timed(seconds, str(number)):
            ask_owner(FLOOR, [FLOOR_ENTRIES])
    return statistics.median(seconds.values())


def ask_owner(statement: str, parameters: Sequence[object] | None = None) -> None:
    """Run a statement as the tables' owner."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, parameters)


def size_of_files(folder: Path) -> int:
    """Count the bytes that lie in the bank's folder."""
    return sum(file.stat().st_size for file in folder.iterdir())


# The measured process


def in_own_process(url: str, company_id: int) -> Figures:
    """Run the day where nothing else takes memory."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(run_day, url, company_id).result()


def run_day(url: str, company_id: int) -> Figures:
    """Take what is due, close the batches, build the file and put it into the bank's folder."""
    use_database(url)
    garbage.settle()
    figures = Figures()
    with company_scope(company_id):
        server_pid = connection.connection.info.backend_pid
        process_before, server_before = time.process_time(), cpu_seconds(server_pid)
        with timed(figures.seconds, "taken"):
            taken = payments.take_due(today=TODAY, now=NOW)
        with timed(figures.seconds, "closed"):
            payments.close_batches(banking_date=TODAY, now=NOW)
        with timed(figures.seconds, "built"):
            built = banking.build_files(business_date=TODAY, now=NOW)
        with timed(figures.seconds, "sent"):
            sent = banking.send_files(now=NOW)
        figures.process_cpu_seconds = time.process_time() - process_before
        figures.server_cpu_seconds = cpu_seconds(server_pid) - server_before
    assert taken["taken"] == built["entries"], (taken, built)
    assert sent["sent"] == built["files"] == 1, (built, sent)
    figures.peak_mebibytes = peak_mebibytes()
    return figures


@contextmanager
def timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    """Note how long it took."""
    start = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - start


def cpu_seconds(pid: int) -> float:
    """Give what a process has used of the processors."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def peak_mebibytes() -> float:
    """Give this process's greatest memory; getrusage would tell that of the one it sprang from."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


# The world


def make_world(code: str, *, count: int, outgoing: Path) -> int:
    """Make a company whose households each have a payment due today; gives the company's id."""
    company = identity.create_company(name=code, code=code, now=NOW)
    with company_scope(company.id):
        bank = make_bank(outgoing)
        for number, start in enumerate(range(0, count, HOUSEHOLDS_OF_PROPERTY)):
            property_ = make_property(f"OAK{number}", connection_id=bank)
            households = min(HOUSEHOLDS_OF_PROPERTY, count - start)
            schedule_payments(property_, move_in(property_, households))
    return company.id


def make_bank(outgoing: Path) -> int:
    """Connect a bank that takes its files from a folder."""
    outgoing.mkdir()
    bank = banking.add_connection(
        name="First Bank",
        clearing=Clearing.DIRECT,
        odfi_identification="07640125",
        immediate_destination="076401251",
        immediate_destination_name="FIRST BANK",
        immediate_origin="1234567890",
        immediate_origin_name="OAK HOMES",
        transport=TransportKind.FOLDER,
        transport_settings={
            "outgoing_directory": str(outgoing),
            "incoming_directory": str(outgoing),
        },
        now=NOW,
    )
    return bank.id


def make_property(code: str, *, connection_id: int) -> Property:
    """Add a property whose payments go over the bank."""
    property_ = portfolio.create_property(
        code=code, name=code, time_zone="America/Chicago", property_date=TODAY, now=NOW
    )
    account = portfolio.add_bank_account(
        property_id=property_.id,
        name="Operating",
        purpose=BankAccountPurpose.OPERATING,
        routing_number=ROUTING_NUMBER,
        account_number="1000204",
        now=NOW,
    )
    portfolio.route_deposits(
        property_id=property_.id,
        ledger_name=LedgerName.RESIDENT,
        batch_type=BatchType.ACH,
        bank_account_id=account.id,
    )
    banking.add_originator(
        bank_account_id=account.id,
        connection_id=connection_id,
        company_name=code,
        company_identification="1234567890",
    )
    return property_


def move_in(property_: Property, count: int) -> list[tuple[int, int]]:
    """Take over households that owe a rent; gives each lease with its person."""
    households = [household(number) for number in range(count)]
    lease_ids = portfolio.upsert_households(
        property_id=property_.id, households=households, now=NOW
    ).lease_ids
    portfolio.charge(
        [
            portfolio.ChargeRequest(
                lease_id=lease_id,
                transaction_code="RENT",
                amount_cents=RENT_CENTS,
                due_date=TODAY,
                property_date=TODAY,
                source=ChargeSource.IMPORTED,
                source_id=f"rent-{lease_id}",
            )
            for lease_id in lease_ids
        ],
        posted_by="bench",
        now=NOW,
    )
    members = LeasePerson.objects.filter(lease__property=property_).order_by("lease_id")
    return list(members.values_list("lease_id", "person_id"))


def household(number: int) -> portfolio.HouseholdDraft:
    """Draft a household of one."""
    return portfolio.HouseholdDraft(
        external_id=f"L{number}",
        building_code="A",
        unit_code=str(number),
        rent_cents=RENT_CENTS,
        people=(
            portfolio.PersonDraft(
                external_id=f"R{number}",
                first_name="Dana",
                last_name=f"Resident {number}",
                role=LeaseRole.HEAD,
            ),
        ),
    )


def schedule_payments(property_: Property, members: Sequence[tuple[int, int]]) -> None:
    """Give each person a sealed bank account, a consent and a monthly payment of what is owed."""
    accounts = [bank_account(person_id) for _, person_id in members]
    bulk.insert_rows(accounts)
    consents = [consent(account) for account in accounts]
    bulk.insert_rows(consents)
    bulk.insert_rows(
        [
            scheduled(property_, lease_id, given)
            for (lease_id, _), given in zip(members, consents, strict=True)
        ]
    )


def bank_account(person_id: int) -> Instrument:
    """Draft a payer's bank account, its number sealed."""
    public_id = ids.new_public_id("ins", now=NOW)
    number = f"{person_id:010}"
    return Instrument(
        public_id=public_id,
        person_id=person_id,
        holder_name=f"Dana Resident {person_id}",
        account_type=AccountType.CHECKING,
        holder_type=HolderType.PERSONAL,
        routing_number=ROUTING_NUMBER,
        account_number_sealed=vault.seal(number, context=instruments.sealed_for(public_id)),
        account_number_hash=vault.keyed_hash(ROUTING_NUMBER, number),
        last_four=number[-4:],
        created_at=NOW,
    )


def consent(account: Instrument) -> Authorization:
    """Draft a signed consent to monthly debits."""
    return Authorization(
        public_id=ids.new_public_id("aut", now=NOW),
        kind=AuthorizationKind.PPD_RECURRING,
        person_id=account.person_id,
        instrument=account,
        text="I consent.",
        text_version="1",
        text_digest="",
        terms={},
        evidence={},
        amount_cents_min=1,
        amount_cents_max=500_000,
        first_date=TODAY,
        authorized_at=NOW,
    )


def scheduled(property_: Property, lease_id: int, given: Authorization) -> PreauthorizedPayment:
    """Draft a payment that is due today."""
    values: dict[str, Any] = {"amount_cents_max": 500_000, "notice_waived": True}
    return PreauthorizedPayment(
        public_id=ids.new_public_id("pre", now=NOW),
        property=property_,
        lease_id=lease_id,
        person_id=given.person_id,
        instrument_id=given.instrument_id,
        authorization=given,
        frequency=Frequency.MONTHLY,
        amount_kind=AmountKind.OPEN_BALANCE_UP_TO,
        ledger=LedgerName.RESIDENT,
        description="Rent",
        email="dana@example.com",
        start_date=TODAY,
        next_due_date=TODAY,
        status=PreauthorizedStatus.ENABLED,
        created_by_kind=CreatedBy.SITE,
        created_by="bench",
        created_at=NOW,
        **values,
    )


if __name__ == "__main__":
    main()
