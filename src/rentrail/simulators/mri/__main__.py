"""Run the simulated MRI as a program until it is told to stop."""

import argparse
import signal
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path

from rentrail.primitives import clock
from rentrail.primitives.clock import FileClock
from rentrail.simulators.mri.faults import Faults, UnknownFault
from rentrail.simulators.mri.generator import Plan
from rentrail.simulators.mri.running import RunningMri
from rentrail.simulators.mri.settings import Credentials, Settings


def main(arguments: list[str] | None = None) -> int:
    """Start the server, say where it listens, and wait for an interrupt."""
    options = _parser().parse_args(arguments)
    faults = Faults(seed=options.seed)
    try:
        faults.configure(options.faults)
    except UnknownFault as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    with RunningMri(
        plan=_plan(options),
        data=options.data,
        port=options.port,
        settings=_settings(options),
        faults=faults,
        clock=FileClock(options.clock_file) if options.clock_file else None,
    ) as mri:
        sys.stdout.write(f"MRI simulator at {mri.base_url}, user {mri.credentials.user_name}\n")
        sys.stdout.flush()
        _wait_for_interrupt()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rentrail.simulators.mri", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="0 chooses a free one")
    parser.add_argument("--data", type=Path, required=True, help="SQLite file, kept between runs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--leases", type=int, default=20, help="current leases, over all properties"
    )
    parser.add_argument("--property", action="append", help="property id; may be repeated")
    parser.add_argument("--property-name", action="append", help="its name, in the same order")
    parser.add_argument("--month", type=_first_of_month, help="YYYY-MM that the leases are in")
    parser.add_argument("--dirty", action="store_true", help="spoil a few rows")
    parser.add_argument("--faults", default="", help="such as late=0.01,answer_lost=0.02")
    parser.add_argument("--clock-file", type=Path, help="the demo's clock")
    parser.add_argument("--password", default=Credentials.password)
    parser.add_argument("--requests-max", type=int, default=Settings.requests_max)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds for each answer")
    return parser


def _plan(options: argparse.Namespace) -> Plan:
    property_ids = tuple(options.property or Plan.property_ids)
    return Plan(
        seed=options.seed,
        lease_count=options.leases,
        property_ids=property_ids,
        property_names=tuple(options.property_name or Plan.property_names),
        first=options.month or clock.now().date().replace(day=1),
        dirty=options.dirty,
    )


def _settings(options: argparse.Namespace) -> Settings:
    return Settings(
        credentials=Credentials(password=options.password),
        requests_max=options.requests_max,
        latency_seconds=options.latency,
    )


def _first_of_month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError as problem:
        raise argparse.ArgumentTypeError("write the month as 2026-03") from problem


def _wait_for_interrupt() -> None:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()


if __name__ == "__main__":
    sys.exit(main())
