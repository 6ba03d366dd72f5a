import subprocess
import sys
from pathlib import Path

import httpx
from tests.simulators.mri.conftest import PAYMENTS, PLAIN_HTTP, Client, payment

from rentrail.simulators.mri import Credentials, Plan, RunningMri
from rentrail.simulators.mri.__main__ import main


def start(data: Path) -> tuple[subprocess.Popen[str], str]:
    options = ["--port", "0", "--data", str(data), "--leases", "5", "--month", "2026-03"]
    program = subprocess.Popen(
        [sys.executable, "-m", "rentrail.simulators.mri", *options],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    greeting = program.stdout.readline()
    return program, greeting.split()[3].rstrip(",")


def stop(program: subprocess.Popen[str]) -> None:
    program.kill()
    program.wait()
    assert program.stdout is not None
    program.stdout.close()


def test_what_was_posted_survives_a_kill(tmp_path: Path) -> None:
    data = tmp_path / "mri.sqlite"
    with RunningMri(plan=Plan(lease_count=5), data=data) as mri:
        alice = mri.world.residents()[0]
        assert mri.base_url.startswith("http://127.0.0.1:")
    who = (Credentials().user_name, Credentials().password)

    program, base_url = start(data)
    answer = httpx.post(
        f"{base_url}/mriapiservices/api.asp",
        params={"$api": PAYMENTS, "$format": "json"},
        json={"value": [payment(alice)]},
        auth=who,
        verify=PLAIN_HTTP,
    )
    stop(program)

    assert "TransactionID" in answer.json()["value"][0]
    with RunningMri(data=data) as mri:
        assert [one.amount_cents for one in mri.world.payments()] == [10_000]
        client = Client(mri)
        with client.http:
            later = client.pay(alice, ExternalTransactionNumber="7002")
    assert later["BatchId"] == answer.json()["value"][0]["BatchId"]


def test_an_unknown_fault_stops_the_program_before_it_listens(tmp_path: Path) -> None:
    data = tmp_path / "mri.sqlite"

    assert main(["--port", "0", "--data", str(data), "--faults", "lightning=1"]) == 2
