import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.simulators.bank import customer

from rentrail.simulators.bank.config import BankConfigError, config_from
from rentrail.simulators.bank.server import key_pair


@contextmanager
def bank_program(root: Path, *extra: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    authorized_keys = root / "authorized_keys"
    authorized_keys.write_bytes(key_pair(root / "client").export_public_key())
    program = subprocess.Popen(
        [
            *(sys.executable, "-m", "rentrail.simulators.bank", "--root", str(root)),
            *("--host-key", str(root / "host"), "--authorized-keys", str(authorized_keys)),
            *extra,
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    with program.stdout:
        try:
            yield program, json.loads(program.stdout.readline())["control_port"]
        finally:
            program.terminate()
            program.wait(timeout=10)


def call(port: int, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        method=method,
        data=json.dumps(body).encode() if body is not None else None,
    )
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - loopback
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return json.load(refusal)


def test_the_program_keeps_its_books_when_it_is_killed(tmp_path: Path) -> None:
    config = tmp_path / "bank.toml"
    config.write_text('[[account]]\nrouting = "123456780"\nnumber = "74456789"\nbehaviour = "R01"')
    with bank_program(tmp_path, "--config", str(config), "--date", "2026-03-02") as (program, port):
        inbound = tmp_path / "sftp" / "inbound"
        (inbound / "elm.ach").write_bytes(customer.filled(customer.RENT_FILE))
        assert call(port, "POST", "/pick-up") == {"picked_up": ["elm.ach"]}
        program.kill()

    with bank_program(tmp_path, "--config", str(config), "--date", "2026-03-02") as (_, port):
        status = call(port, "POST", "/run-day?date=2026-03-06")

        assert (status["today"], status["returns_sent"]) == ("2026-03-06", 1)
        assert call(port, "GET", "/files")[0]["name"] == "elm.ach"
        assert call(port, "GET", "/accounts")[0]["balance_cents"] == 90_050


def test_the_program_follows_the_demos_clock(tmp_path: Path) -> None:
    clock_file = tmp_path / "clock.json"
    clock_file.write_text('{"moment": "2026-03-02T15:00:00+00:00", "set_at": null}')

    with bank_program(tmp_path, "--clock-file", str(clock_file)) as (_, port):
        for _ in range(100):
            if status := call(port, "GET", "/status")["today"]:
                break
            time.sleep(0.05)

    assert status == "2026-03-02"


def test_the_back_door_sets_faults_and_behaviours_and_says_what_it_refuses(
    tmp_path: Path,
) -> None:
    with bank_program(tmp_path, "--date", "2026-03-02") as (_, port):
        faults = call(port, "POST", "/faults", {"spec": "late=0.5", "lose_reply_to": "rename"})
        payer = {"routing": "123456780", "number": "1", "behaviour": "R02"}

        assert faults == {"probabilities": {"late": 0.5}}
        assert call(port, "POST", "/behaviours", payer)["behaviour"] == "R02"
        assert "not a fault" in call(port, "POST", "/faults", {"spec": "odd=1"})["problem"]
        assert "cannot go back" in call(port, "POST", "/run-day?date=2026-01-01")["problem"]
        assert call(port, "GET", "/nothing") == {"problem": "There is no /nothing here."}


@pytest.mark.parametrize("behaviour", ["R1", "C08", "R01-twice"])
def test_a_configuration_with_an_unknown_behaviour_is_refused(behaviour: str) -> None:
    with pytest.raises(BankConfigError):
        config_from({"account": [{"routing": "1", "number": "2", "behaviour": behaviour}]})
