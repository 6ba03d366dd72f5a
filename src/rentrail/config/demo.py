"""`rentrail demo`: a company with a month of rent behind it, served with its own bank and MRI."""

import argparse
import fcntl
import json
import os
import sys
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date, time, timedelta
from pathlib import Path

from rentrail.businessdays.zones import CENTRAL, moment_at
from rentrail.config import runtime
from rentrail.config.simulation.plan import Plan
from rentrail.primitives import clock
from rentrail.primitives.clock import FileClock

FOLDER = "demo"
CLOCK = "clock"
DIARY = "diary.json"  # the plan, and the last day that was lived
NEXT_DAY_LOCK = "next-day.lock"
OFFICE_OPENS = time(9)
WEB_PROCESSES, THREADS_EACH = 2, 4


def main(options: argparse.Namespace) -> int:
    """Live the month the first time, then serve until interrupted."""
    folder = ((options.data or runtime.DEFAULT_DATA_DIR) / FOLDER).absolute()
    if options.fresh:
        _forget(folder)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["RENTRAIL_DEMO"] = "true"
    os.environ["RENTRAIL_CLOCK_FILE"] = str(folder / CLOCK)
    with ExitStack() as stack:
        stack.enter_context(runtime.running(data_dir=folder, demo=True))
        _live_until_today(folder, options, stack)
        _serve(options.bind)
    return 0


def next_day() -> str:
    """Live the demo's next day and say what it came to: what the "next day" button does.

    Raises:
        DayIsRunning: somebody pressed it a moment ago.
    """
    from rentrail.config.simulation import opening  # these need Django set up
    from rentrail.cycle.operations import DayIsRunning

    folder = _clock_file().parent
    with (folder / NEXT_DAY_LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DayIsRunning("The next day is under way; look again in a moment.") from None
        plan, last_day = _read_diary(folder)
        day = last_day + timedelta(days=1)
        with opening.joined(plan, folder=folder) as month:
            line = month.run_day(day)
        _write_diary(folder, plan, last_day=day)
        _open_office(day + timedelta(days=1))
    return line.in_words()


def _live_until_today(folder: Path, options: argparse.Namespace, stack: ExitStack) -> None:
    """Start bank and MRI; the first time, live the month before this one."""
    from rentrail.config.simulation import opening  # needs Django set up

    if (folder / DIARY).exists():
        plan, _ = _read_diary(folder)
        stack.enter_context(opening.reopened(plan, folder=folder))
        return
    plan = _plan(options)
    _tell(f"Living {plan.start:%B %Y} with {plan.leases} households (once) ...")
    month = stack.enter_context(opening.opened(plan, folder=folder))
    for line in month.run():
        _tell(str(line))
        _write_diary(folder, plan, last_day=line.day)
    _open_office(plan.start + timedelta(days=plan.days))


def _plan(options: argparse.Namespace) -> Plan:
    """Plan the whole month before the present one."""
    this_month = clock.SystemClock().now().date().replace(day=1)
    start = (this_month - timedelta(days=1)).replace(day=1)
    return Plan(
        seed=options.seed, start=start, days=(this_month - start).days, leases=options.leases
    )


def _serve(bind: str) -> None:
    from rentrail.config.cli import serving  # these need Django set up
    from rentrail.config.simulation.company import (
        SECOND_EMAIL,
        STAFF_EMAIL,
        STAFF_PASSWORD,
    )

    _tell(
        f"\nRentrail is at http://{bind}/\nSign in as {STAFF_EMAIL} with {STAFF_PASSWORD}, or as "
        f"{SECOND_EMAIL} with the same\nto release or approve what Bob took.\n"
    )
    serving.serve_site(bind=bind, workers=WEB_PROCESSES, threads=THREADS_EACH)


def _forget(folder: Path) -> None:
    from rentrail.config.embedded_postgres import EmbeddedPostgres

    EmbeddedPostgres(folder / "postgres").destroy()
    for path in sorted(folder.glob("**/*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()


def _clock_file() -> Path:
    return Path(os.environ["RENTRAIL_CLOCK_FILE"])


def _open_office(day: date) -> None:
    """Let the demo's time go on from a morning."""
    FileClock(_clock_file()).set(moment_at(day, OFFICE_OPENS, zone=CENTRAL))


def _read_diary(folder: Path) -> tuple[Plan, date]:
    diary = json.loads((folder / DIARY).read_text(encoding="utf-8"))
    plan = Plan(
        seed=diary["seed"],
        start=date.fromisoformat(diary["start"]),
        days=diary["days"],
        leases=diary["leases"],
    )
    return plan, date.fromisoformat(diary["last_day"])


def _write_diary(folder: Path, plan: Plan, *, last_day: date) -> None:
    diary = {name: asdict(plan)[name] for name in ("seed", "days", "leases")}
    diary |= {"start": str(plan.start), "last_day": str(last_day)}
    draft = folder / f"{DIARY}.part"
    draft.write_text(json.dumps(diary), encoding="utf-8")
    draft.replace(folder / DIARY)


def _tell(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
