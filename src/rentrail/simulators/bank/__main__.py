"""Run the bank as a program of its own: python -m rentrail.simulators.bank --help."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from rentrail.primitives import clock
from rentrail.simulators.bank.bank import Bank
from rentrail.simulators.bank.config import REALISTIC_SHARES, BankConfig, read_config
from rentrail.simulators.bank.control import start_control
from rentrail.simulators.bank.faults import Faults, probabilities_from
from rentrail.simulators.bank.server import LOOPBACK, BankServer

BANK_TIME_ZONE = "America/Chicago"
LOOK_AT_CLOCK_SECONDS = 0.5


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the bank until it is told to stop."""
    options = _parser().parse_args(arguments)
    asyncio.run(_serve(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rentrail.simulators.bank", description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help="folder for everything it keeps")
    parser.add_argument("--host", default=LOOPBACK)
    parser.add_argument("--port", type=int, default=0, help="SFTP port; 0 takes a free one")
    parser.add_argument("--control-port", type=int, default=0, help="HTTP port on loopback")
    parser.add_argument("--host-key", type=Path, required=True, help="made when it is not there")
    parser.add_argument("--authorized-keys", type=Path, required=True)
    day = parser.add_mutually_exclusive_group()
    day.add_argument("--clock-file", type=Path, help="follow the demo's clock day by day")
    day.add_argument("--date", type=date.fromisoformat, help="first day; then moved by /run-day")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--config", type=Path, help="bank.toml")
    parser.add_argument("--faults", default="", help="such as late=0.1,connection_lost=0.02")
    return parser


async def _serve(options: argparse.Namespace) -> None:
    bank = _bank(options)
    server = BankServer(
        bank=bank,
        host_key=options.host_key,
        authorized_keys=options.authorized_keys,
        host=options.host,
        port=options.port,
    )
    await server.start()
    control = start_control(bank=bank, port=options.control_port)
    _say_where(server, control_port=control.server_address[1])
    following = None if options.date else asyncio.create_task(_follow_clock(bank))
    await _told_to_stop()
    if following:
        following.cancel()
    control.shutdown()
    control.server_close()
    await server.stop()
    bank.close()


def _bank(options: argparse.Namespace) -> Bank:
    config = read_config(options.config) if options.config else BankConfig(shares=REALISTIC_SHARES)
    if options.seed is not None:
        config = replace(config, seed=options.seed)
    if options.clock_file:
        clock.install(clock.FileClock(options.clock_file))
    faults = Faults(seed=config.seed, probabilities=probabilities_from(options.faults))
    return Bank(root=options.root, config=config, faults=faults, today=options.date)


async def _follow_clock(bank: Bank) -> None:
    """Live through each day as the clock reaches it, and pick files up all the while."""
    while True:
        today = clock.today(BANK_TIME_ZONE)
        if bank.today is None or today >= bank.today:
            await asyncio.to_thread(bank.run_day, today)
        await asyncio.sleep(LOOK_AT_CLOCK_SECONDS)


async def _told_to_stop() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


def _say_where(server: BankServer, *, control_port: int) -> None:
    where = {
        "sftp_host": server.host,
        "sftp_port": server.port,
        "control_port": control_port,
        "host_public_key": server.host_public_key,
    }
    sys.stdout.write(json.dumps(where) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
