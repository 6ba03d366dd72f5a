"""Nacha files, as whole processes with start-up: validated, written, explained, streamed, read.

Every figure is the median of a few rounds, in seconds of processor time (user and system), beside
what is asked of it. The files are made up, and the same each time. achkit, another reader in
Python, is timed on the same file.

    python -m benchmarks.nacha
"""

import filecmp
import statistics
import tempfile
from pathlib import Path

from benchmarks.nacha_work import MILLION, RETURNS, SIZES, right_file
from benchmarks.processes import Run, run_module, show

ROUNDS = 5
PEER_ROUNDS = 1
GROWTH_ROUNDS = 5
SHORTEST_SECONDS = 0.02  # that can be told from the start-up
VALIDATE_SECONDS_MAX = 1.0
VALIDATE_MEGABYTES_MAX = 150
PROBLEMS_A_SECOND_MIN = 100_000
WRITE_SECONDS_MAX = 0.6
STREAMED_A_SECOND_MIN = 500_000
STREAM_MEGABYTES_MAX = 60
RETURNS_SECONDS_MAX = 0.5


def main() -> None:
    """Make the files, run all parts, and print their medians and bars."""
    with tempfile.TemporaryDirectory() as directory:
        files = Path(directory)
        run("make", files)
        validating(files)
        explaining(files)
        writing(files)
        reading(files)
        growing(files)
        beside_a_peer(files)


def validating(files: Path) -> None:
    """A right file of a million entries, against all rules."""
    runs = [run("validate", right_file(files, MILLION)) for _ in range(ROUNDS)]
    assert {one.answer for one in runs} == {"0"}
    size = right_file(files, MILLION).stat().st_size
    print(f"A million entries ({size / 1e6:.0f} MB) validated by {rule_count()}")
    show("seconds", [one.seconds for one in runs], f"at most {VALIDATE_SECONDS_MAX}")
    show("megabytes", [one.megabytes for one in runs], f"at most {VALIDATE_MEGABYTES_MAX}")


def explaining(files: Path) -> None:
    """A file with a fault in every entry."""
    runs = [run("validate", files / "wrong.ach") for _ in range(ROUNDS)]
    (count,) = {int(one.answer) for one in runs}
    assert count >= MILLION // 10
    print(f"{count:,} problems explained, at least one of every entry")
    rates = [count / one.seconds for one in runs]
    show("problems a second", rates, f"at least {PROBLEMS_A_SECOND_MIN:,}")


def writing(files: Path) -> None:
    """A million entries from columns to a file on disk."""
    target = files / "written.ach"
    runs = [run("write", files, target) for _ in range(ROUNDS)]
    assert filecmp.cmp(target, right_file(files, MILLION), shallow=False)
    print("A million entries written from columns")
    show("seconds", [one.seconds for one in runs], f"at most {WRITE_SECONDS_MAX}")
    show("megabytes", [one.megabytes for one in runs], "no bar")


def reading(files: Path) -> None:
    """Entries as objects, one by one; and all returns of a file at once."""
    runs = [run("stream", right_file(files, MILLION)) for _ in range(ROUNDS)]
    assert {one.answer for one in runs} == {f"{MILLION}"}
    print("A million entries streamed as objects")
    rates = [MILLION / one.seconds for one in runs]
    show("entries a second", rates, f"at least {STREAMED_A_SECOND_MIN:,}")
    show("megabytes", [one.megabytes for one in runs], f"at most {STREAM_MEGABYTES_MAX}")
    runs = [run("read_returns", files / "returns.ach") for _ in range(ROUNDS)]
    assert {one.answer for one in runs} == {f"{RETURNS}"}
    print(f"{RETURNS:,} returns read into objects")
    show("seconds", [one.seconds for one in runs], f"at most {RETURNS_SECONDS_MAX}")


def growing(files: Path) -> None:
    """Time in a straight line, memory flat."""
    print("Validated, by size: seconds, of these to start up, megabytes, and entries a second then")
    for size in SIZES:
        file = right_file(files, size)
        start = statistics.median(run("start", file).seconds for _ in range(ROUNDS))
        runs = [run("validate", file) for _ in range(GROWTH_ROUNDS)]
        seconds = statistics.median(one.seconds for one in runs)
        megabytes = statistics.median(one.megabytes for one in runs)
        work = seconds - start
        rate = f"{size / work:9,.0f}" if work > SHORTEST_SECONDS else "too short to tell"
        print(f"  {size:9,} entries  {seconds:6.2f} s  {start:5.2f} s  {megabytes:4.0f} MB  {rate}")


def beside_a_peer(files: Path) -> None:
    """Another reader on the same file. (It checks fewer rules, and keeps what it read.)"""
    for size in (100_000, MILLION):
        ours = [run("validate", right_file(files, size)) for _ in range(ROUNDS)]
        peers = [run("validate_with_achkit", right_file(files, size)) for _ in range(PEER_ROUNDS)]
        seconds = [statistics.median(one.seconds for one in runs) for runs in (ours, peers)]
        megabytes = [statistics.median(one.megabytes for one in runs) for runs in (ours, peers)]
        print(
            f"achkit on {size:,} entries: {seconds[1]:.2f} s, {megabytes[1]:.0f} MB; "
            f"ratios {seconds[1] / seconds[0]:.1f} and {megabytes[1] / megabytes[0]:.1f}"
        )


def run(work: str, *arguments: object) -> Run:
    """Do one thing in a process of its own."""
    return run_module("benchmarks.nacha_work", work, *arguments)


def rule_count() -> str:
    """Say how many rules there are for such a file."""
    from rentrail.formats.nacha import RULES, Pack

    asked = sum(rule.pack is not Pack.ODFI for rule in RULES.values())
    return f"all {asked} rules (and {len(RULES) - asked} more where a bank has its own)"


if __name__ == "__main__":
    main()
