"""How long a sync with MRI takes us, beside the time that MRI's own answers take.

A trivial server in another process serves pages that were rendered before. The same pages are first
fetched and thrown away: that time is MRI's and the wire's, and is taken off the sync's.

    python -m benchmarks.mri_sync            # one property of 10,000 leases
    python -m benchmarks.mri_sync 100000     # ten of them, one after the other: memory stays flat
"""

import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from benchmarks.database import fresh_database

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LEASES_OF_A_PROPERTY = 10_000
PAGE_ROWS = 300
OWN_SECONDS_MAX = 10.0
GROWTH_MAX = 1.25  # of memory, from the second property to the last
LEASES, RESIDENTS, CHARGES, MOVE_INS = (
    f"MRI_S-PMRM_{name}"
    for name in (
        "ResidentLeaseDetailsByPropertyID",
        "ResidentsByPropertyID",
        "OpenCharges",
        "PendingMoveIns",
    )
)


def main() -> None:
    """Print the figures, and fail where one is worse than promised."""
    lease_count = int(sys.argv[1]) if len(sys.argv) > 1 else LEASES_OF_A_PROPERTY
    property_count = max(1, lease_count // LEASES_OF_A_PROPERTY)
    with served(min(lease_count, LEASES_OF_A_PROPERTY)) as base_url, fresh_database():
        fetch_seconds = _time_of_fetching(base_url)
        memory = []
        for mapped_id in _company_with_properties(base_url, property_count):
            first_seconds = _sync(mapped_id, NOW) - fetch_seconds
            second_seconds = _sync(mapped_id, NOW + timedelta(days=1)) - fetch_seconds
            usage = resource.getrusage(resource.RUSAGE_SELF)
            memory.append(usage.ru_maxrss // 1024)
            print(
                f"first sync {first_seconds:.1f} s of our own, second {second_seconds:.1f} s "
                f"(MRI and wire {fetch_seconds:.1f} s), memory at most {memory[-1]} MB, "
                f"processor so far {usage.ru_utime + usage.ru_stime:.1f} s"
            )
            assert first_seconds <= OWN_SECONDS_MAX
            assert second_seconds <= OWN_SECONDS_MAX
        if len(memory) > 2:
            assert memory[-1] <= GROWTH_MAX * memory[1]


def _sync(mapped_id: int, now: datetime) -> float:
    from rentrail.accounting.models import SyncState
    from rentrail.accounting.mri import sync
    from rentrail.identity.models import Company
    from rentrail.identity.tenancy import company_scope

    with company_scope(Company.objects.get().id):
        started = time.perf_counter()
        run = sync.sync_property(mri_property_id=mapped_id, full=True, now=now)
        seconds = time.perf_counter() - started
        assert run.state == SyncState.COMPLETED, run.note
        assert not run.differences.exists()
        assert run.problem_count == 0
    return seconds


def _company_with_properties(base_url: str, count: int) -> list[int]:
    from rentrail.accounting import operations
    from rentrail.identity import operations as identity
    from rentrail.identity.tenancy import company_scope
    from rentrail.portfolio import operations as portfolio

    company = identity.create_company(name="Oak Homes", code="oak-homes", now=NOW)
    with company_scope(company.id):
        portfolio.ship_transaction_codes()
        operations.connect(
            base_url=base_url,
            client_id="C",
            database="D",
            user="U",
            key="K",
            password="P",  # noqa: S106 - of a server that asks for none
            requests_max=1_000_000,
            now=NOW,
        )
        made = []
        for place in range(count):
            property_ = portfolio.create_property(
                code=f"BIG{place:02}",
                name=f"Big Court {place}",
                time_zone="America/Chicago",
                property_date=date(2026, 3, 2),
                now=NOW,
            )
            mapped = operations.map_property(
                property_id=property_.id, rmpropid=f"BIG{place:02}", now=NOW
            )
            made.append(mapped.id)
    return made


def _time_of_fetching(base_url: str) -> float:
    started = time.perf_counter()
    with httpx.Client() as client:
        for api in (LEASES, RESIDENTS, CHARGES, MOVE_INS):
            url: str | None = f"{base_url}/mriapiservices/api.asp?$api={api}&RMPROPID=BIG00"
            while url:
                url = json.loads(client.get(url).content).get("nextLink")
    return time.perf_counter() - started


# --- the server ---------------------------------------------------------------------------------


@contextmanager
def served(lease_count: int) -> Iterator[str]:
    """Serve a property of so many leases, under whatever property id is asked for."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(
        target=_serve, args=(lease_count, theirs), daemon=True
    )
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join()


def _serve(lease_count: int, ready: Connection) -> None:
    pages = {
        LEASES: _pages(_lease_rows(lease_count)),
        RESIDENTS: _pages(_resident_rows(lease_count)),
        CHARGES: _pages(_charge_rows(lease_count)),
        MOVE_INS: _pages(iter(())),
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(pages))
    ready.send(server.server_port)
    server.serve_forever()


def _handler(pages: dict[str, list[bytes]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            query = dict(parse_qsl(urlsplit(self.path).query))
            place = int(query.get("$skip", 1)) // PAGE_ROWS
            property_id = query.get("RMPROPID") or query.get("PropertyID", "")
            body = pages[query["$api"]][place].replace(b"@PROPERTY@", property_id.encode())
            body = body.replace(b"@HOST@", f"http://{self.headers['Host']}".encode())
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Stay quiet."""

    return Handler


def _pages(rows: Iterator[dict[str, Any]]) -> list[bytes]:
    every = list(rows)
    pages = []
    for start in range(0, len(every) or 1, PAGE_ROWS):
        page: dict[str, Any] = {"value": every[start : start + PAGE_ROWS]}
        if start + PAGE_ROWS < len(every):
            api = every[0]["_api"]
            page["nextLink"] = (
                f"@HOST@/mriapiservices/api.asp?%24api={api}&RMPROPID=@PROPERTY@&%24format=json"
                f"&%24top={PAGE_ROWS}&%24skip={start + PAGE_ROWS + 1}"
            )
        pages.append(json.dumps(page).encode())
    return pages


def _people(lease_count: int) -> Iterator[tuple[int, int, str, str]]:
    """Give lease, place in it, person and household: every second lease has two people."""
    for lease in range(lease_count):
        for place in range(1 + lease % 2):
            yield lease, place, f"{place}{lease:09}", f"0{lease:09}"


def _lease_rows(lease_count: int) -> Iterator[dict[str, Any]]:
    for lease, place, person, group in _people(lease_count):
        yield {
            "_api": LEASES,
            "ResidentNameID": person,
            "PropertyID": "@PROPERTY@",
            "BuildingID": f"B{lease // 40}",
            "UnitID": str(lease % 40),
            "LeaseID": "1",
            "Address": None,
            "BuildingAddress": "1 Example Way",
            "City": "Springfield",
            "State": "TX",
            "Zipcode": "75000",
            "FirstName": "Dana",
            "LastName": f"Resident {lease}",
            "ResidentStatus": "Co-Resident" if place else "Current",
            "Email": f"resident.{person}@example.test",
            "LeaseStart": "2025-09-01T00:00:00",
            "OccupyDate": "2025-09-01T00:00:00",
            "LeaseEnd": "2026-08-31T00:00:00",
            "LeaseMonthlyRentAmount": "1250.00",
            "LeaseMoveOut": None,
            "LeaseMonthToMonth": "N",
            "PayAllowed": None,
            "LastUpdateDate": "2026-03-01T06:00:00",
            "LeaseBalance": "1150.00" if lease % 10 == 0 else "1250.00",  # some have paid ahead
            "IsCurrent": "Y",
            "BlockEPayments": "N",
            "Guarantor": "N",
            "LeaseTerm": "12",
            "HasPet": "N",
            "Namegroup": group,
            "PhoneNumber": "5555550100",
            "NoChecksInWebCashReceipts": "N",
            "CellPhoneNumber": "5555550101",
            "Minor": "False",
        }


def _resident_rows(lease_count: int) -> Iterator[dict[str, Any]]:
    for lease, _, person, group in _people(lease_count):
        yield {
            "_api": RESIDENTS,
            "ResidentNameID": person,
            "RMPROPID": "@PROPERTY@",
            "RMBLDGID": f"B{lease // 40}",
            "UNITID": str(lease % 40),
            "RMLEASEID": "1",
            "ResidentType": "R",
            "Status": "R",
            "FirstName": "Dana",
            "LastName": f"Resident {lease}",
            "Email": f"resident.{person}@example.test",
            "Namegroup": group,
            "Cell": "5555550101",
        }


def _charge_rows(lease_count: int) -> Iterator[dict[str, Any]]:
    for lease in range(lease_count):
        yield {
            "_api": CHARGES,
            "UnitUniqueTag": f"@PROPERTY@~B{lease // 40}~{lease % 40}",
            "ChargeID": f"{lease:010}",
            "PropertyID": "@PROPERTY@",
            "ResidentID": f"0{lease:09}",
            "ChargeDate": "2026-03-01T00:00:00",
            "Description": "Rent March",
            "ChargeCode": "RNT",
            "OriginalAmount": "1250.00",
            "UnpaidAmount": "1250.00",
            "GroupID": f"0{lease:09}",
            "Posted": "Y",
        }


if __name__ == "__main__":
    main()
