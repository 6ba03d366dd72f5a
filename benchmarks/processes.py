"""Work timed as whole processes, with their start-up: processor time and memory of each."""

import os
import statistics
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """What one process took."""

    seconds: float  # of processor time
    megabytes: float  # resident, at most
    answer: str


def run_module(module: str, *arguments: object) -> Run:
    """Run a module with arguments in a process of its own, and give what it took and printed."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        answer = process.stdout.read().strip()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return Run(
        seconds=usage.ru_utime + usage.ru_stime, megabytes=usage.ru_maxrss / 1024, answer=answer
    )


def show(unit: str, values: list[float], bar: str) -> None:
    """Print the median with its range and bar."""
    digits = 2 if unit == "seconds" else 0
    low, high = f"{min(values):,.{digits}f}", f"{max(values):,.{digits}f}"
    print(f"  {statistics.median(values):,.{digits}f} {unit}  ({low} to {high}; {bar})")
