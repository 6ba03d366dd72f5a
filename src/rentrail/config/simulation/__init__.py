"""A month of rent without the web: leases, payments, files, returns and MRI, day by day."""

import argparse
import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from rentrail.config import runtime
from rentrail.config.cli import progress
from rentrail.config.simulation.plan import Plan
from rentrail.primitives.problems import Severity


def main(options: argparse.Namespace) -> int:
    """Run the simulated month; 0 where everything agrees to the cent at its end."""
    with ExitStack() as stack:
        folder = options.data or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ready = stack.enter_context(runtime.running(data_dir=folder, demo=True))
        if options.data is None and ready.server is not None:
            stack.callback(ready.server.destroy)
        return _run(options, folder.absolute(), stack)


def _run(options: argparse.Namespace, folder: Path, stack: ExitStack) -> int:
    from rentrail.config.simulation import opening  # needs Django set up

    plan = Plan(
        seed=options.seed,
        start=options.start,
        days=options.days,
        leases=options.leases,
        with_faults=options.faults,
    )
    month = stack.enter_context(opening.opened(plan, folder=folder))
    lines = progress.over(
        month.run(), count=plan.days, label=lambda line: f"days, {line.day}", makes_room=True
    )
    for line in lines:
        _say(options, line.as_json() if options.json else str(line))
    month.close()
    found = list(opening.differences(month))
    differences = [problem for problem in found if problem.severity is Severity.ERROR]
    for problem in found:
        waits = "" if problem in differences else " (waits)"
        _say(options, problem.as_json() if options.json else f"{problem}{waits}")
    count = len(differences)
    _say(options, {"differences": count} if options.json else f"{count} differences")
    return 1 if differences else 0


def _say(options: argparse.Namespace, what: object) -> None:
    sys.stdout.write((json.dumps(what) if options.json else str(what)) + "\n")
    sys.stdout.flush()
