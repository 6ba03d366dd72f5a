"""The simulated banks and MRI as processes of their own, and the doors to move them."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import asyncssh
import httpx

from rentrail.businessdays.zones import CENTRAL, in_zone
from rentrail.config.simulation.plan import Plan, PlannedBank
from rentrail.primitives.clock import FileClock

CLIENT_KEY = "client_key"
ADDRESSES = "counterparts.json"
STOP_SECONDS_MAX = 10


@dataclass(frozen=True, kw_only=True)
class BankAddress:
    """Where the simulated bank is reached, and the key it shows."""

    sftp_host: str
    sftp_port: int
    control_port: int
    host_public_key: str


class Counterparts:
    """The simulators, started on one folder and stopped together; they keep their state in it."""

    def __init__(self, *, folder: Path, plan: Plan, clock_file: Path) -> None:
        self.folder = folder
        self._plan = plan
        self._clock_file = clock_file
        self._processes: list[subprocess.Popen[str]] = []
        self._http = httpx.Client(timeout=120)
        self.banks: dict[str, BankAddress] = {}  # by name
        self.mri_base_url = ""

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._make_client_key()
            for bank in self._plan.banks:
                self._start_bank(bank)
            self._start_mri()
        except BaseException:
            self.stop()
            raise
        addresses = {
            "banks": {name: asdict(address) for name, address in self.banks.items()},
            "mri_base_url": self.mri_base_url,
        }
        (self.folder / ADDRESSES).write_text(json.dumps(addresses), encoding="ascii")
        return self

    @classmethod
    @contextmanager
    def joined(cls, *, folder: Path, plan: Plan, clock_file: Path) -> Iterator[Self]:
        """Use the simulators that another process started on this folder."""
        found = cls(folder=folder, plan=plan, clock_file=clock_file)
        addresses = json.loads((folder / ADDRESSES).read_text(encoding="ascii"))
        found.banks = {name: BankAddress(**bank) for name, bank in addresses["banks"].items()}
        found.mri_base_url = addresses["mri_base_url"]
        try:
            yield found
        finally:
            found.stop()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop them; harmless where one never started."""
        self._http.close()
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(timeout=STOP_SECONDS_MAX)
            if process.stdout:
                process.stdout.close()

    @property
    def private_key(self) -> str:
        """Give the key that signs in to the bank."""
        return (self.folder / CLIENT_KEY).read_text(encoding="ascii")

    def run_bank_day(self, day: date) -> None:
        """Let the banks live through their days up to this one."""
        self._banks("POST", f"/run-day?date={day}")

    def pick_up(self) -> None:
        """Let the banks take the files that wait for them."""
        self._banks("POST", "/pick-up")

    def duplicate_entries(self) -> int:
        """Count the entries that a bank was sent twice."""
        return sum(status["duplicate_entries"] for status in self._banks("GET", "/status"))

    def set_bank_faults(self, specification: str) -> None:
        """Switch the banks' faults, such as ``late=0.05``; empty: none."""
        self._banks("POST", "/faults", body={"clear": True, "spec": specification})

    def charge_month(self, month: date) -> None:
        """Let MRI charge a month's rent."""
        self._mri("POST", "month-charges", data={"month": f"{month:%Y-%m}"})

    def set_mri_faults(self, specification: str) -> None:
        """Switch MRI's faults; empty: none."""
        self._mri("POST", "faults", data={"set": specification})

    def _start_bank(self, bank: PlannedBank) -> None:
        folder = self.folder / bank.name.lower().replace(" ", "-")
        folder.mkdir(exist_ok=True)
        config = folder / "bank.toml"
        config.write_text(self._plan.bank_toml(bank), encoding="utf-8")
        line = self._start(
            "rentrail.simulators.bank",
            *("--root", str(folder), "--config", str(config)),
            *("--host-key", str(folder / "host_key")),
            *("--authorized-keys", str(self.folder / f"{CLIENT_KEY}.pub")),
            *("--date", str(self._today()), "--seed", str(self._plan.seed)),
        )
        self.banks[bank.name] = BankAddress(**json.loads(line))

    def _start_mri(self) -> None:
        line = self._start(
            "rentrail.simulators.mri",
            *("--port", "0", "--data", str(self.folder / "mri.sqlite3")),
            *("--seed", str(self._plan.seed), "--leases", str(self._plan.leases)),
            *("--month", f"{self._plan.start:%Y-%m}", "--clock-file", str(self._clock_file)),
            *("--requests-max", "0"),  # a month passes in minutes; its limit is per true minutes
            *(
                argument
                for property_ in self._plan.properties
                for argument in (
                    "--property",
                    property_.rmpropid,
                    "--property-name",
                    property_.name,
                )
            ),
        )
        self.mri_base_url = line.split(" at ")[1].split(",")[0]

    def _start(self, module: str, *arguments: str) -> str:
        """Start one and give the line in which it says where it listens."""
        log = (self.folder / f"{module.rpartition('.')[2]}.log").open("a", encoding="utf-8")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._processes.append(process)
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise RuntimeError(f"{module} did not start; see {log.name}.")
        return line

    def _today(self) -> date:
        return in_zone(FileClock(self._clock_file).now(), zone=CENTRAL).date()

    def _make_client_key(self) -> None:
        path = self.folder / CLIENT_KEY
        if path.exists():
            return
        key = asyncssh.generate_private_key("ssh-ed25519")
        path.touch(mode=0o600)
        key.write_private_key(path)
        key.write_public_key(path.with_suffix(".pub"))

    def _banks(self, method: str, path: str, *, body: Mapping[str, Any] | None = None) -> list[Any]:
        answers = []
        for bank in self.banks.values():
            answer = self._http.request(
                method, f"http://127.0.0.1:{bank.control_port}{path}", json=body
            )
            answer.raise_for_status()
            answers.append(answer.json())
        return answers

    def _mri(self, method: str, page: str, *, data: Mapping[str, str] | None = None) -> Any:
        answer = self._http.request(method, f"{self.mri_base_url}/simulator/{page}", data=data)
        answer.raise_for_status()
        return answer.json()
