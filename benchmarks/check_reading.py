"""Reading the magnetic line from 1,000 synthetic pictures that the reader was not tuned on.

For every wear: how many lines were read exactly and trusted without repair, how many have a "?" for
a person to repair, how many characters were told wrongly beside a "?", and how many lines were
trusted and wrong. Seconds are of one core, from the picture to the line: the check found, made
straight and read.

    python -m benchmarks.check_reading            measure
    python -m benchmarks.check_reading --tuning   show what isn't read, on the seed for tuning
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: one core is promised

import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from rentrail.checks import reading
from rentrail.checks.imaging import finding
from rentrail.simulators import paper

TUNING_SEED = 1002  # may be looked at while the reader is changed
TEST_SEED = 771_204  # is never looked at: measured only
COUNT = 1000

WRONG_MAX = 0.001
CLEAN_EXACT_MIN = 0.95
WORN_EXACT_MIN = 0.80
SECONDS_MAX = 0.3


@dataclass(kw_only=True, slots=True)
class Outcome:
    """What came of all pictures of one wear."""

    count: int = 0
    exact: int = 0
    repaired: int = 0
    misled: int = 0
    wrong: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, line: str, read: reading.LineRead, seconds: float) -> None:
        """Count one picture."""
        self.count += 1
        self.seconds.append(seconds)
        if read.line == line and read.is_trusted:
            self.exact += 1
        elif read.is_trusted:
            self.wrong += 1
        else:
            self.repaired += 1
            self.misled += not could_become(read.line, line)


def main(arguments: list[str]) -> None:
    """Print the table and, unless tuning, hold it against what is asked."""
    tuning = "--tuning" in arguments
    outcomes: dict[str, Outcome] = defaultdict(Outcome)
    for wear_name, line, read, seconds in readings(TUNING_SEED if tuning else TEST_SEED, COUNT):
        outcomes[wear_name].add(line, read, seconds)
        if tuning and read.line != line:
            print(f"{wear_name:22} {line}\n{'':22} {read.line}", flush=True)
    show(outcomes)
    worn = [outcome for name, outcome in outcomes.items() if name != "clean"]
    every = [outcomes["clean"], *worn]
    bar("clean, exact", share(outcomes["clean"].exact, [outcomes["clean"]]), CLEAN_EXACT_MIN)
    bar("worn, exact", share(sum(one.exact for one in worn), worn), WORN_EXACT_MIN)
    wrong = share(sum(one.wrong for one in every), every)
    print(f"{'confidently wrong':24} {wrong:8.2%}   at most {WRONG_MAX:.1%}")
    seconds = np.concatenate([one.seconds for one in every])
    print(f"{'seconds, mean':24} {seconds.mean():8.3f}   at most {SECONDS_MAX}")
    print(f"{'seconds, 99 of 100':24} {np.percentile(seconds, 99):8.3f}")


def readings(seed: int, count: int) -> Iterator[tuple[str, str, reading.LineRead, float]]:
    """Make pictures and read them: wear, true line, what was read, seconds."""
    with ProcessPoolExecutor() as pool:  # each picture is made and read on one core
        yield from pool.map(reading_of, [(seed, number) for number in range(count)], chunksize=10)


def reading_of(picture: tuple[int, int]) -> tuple[str, str, reading.LineRead, float]:
    """Make one picture and read it."""
    seed, number = picture
    wear_name = paper.wear_name_of(number)
    item, image = paper.make_front(seed=seed, number=number, wear_name=wear_name)
    grey = np.array(image)
    start = time.process_time()
    read = reading.read_line(finding.straighten(grey, finding.find_check(grey)))
    return wear_name, item.micr_line, read, time.process_time() - start


def could_become(read: str, line: str) -> bool:
    """Tell whether a person who sees to every "?" gets the true line."""
    pattern = re.escape(read).replace(r"\?", "[0-9toad]?").replace(r"\ ", " ?")
    return re.fullmatch(pattern, line) is not None


def show(outcomes: dict[str, Outcome]) -> None:
    """Print a row for each wear."""
    titles = ("pictures", "exact", "with ?", "misled", "wrong", "s")
    print(f"{'wear':22}" + "".join(f" {title:>8}" for title in titles))
    for name in paper.WEARS:
        one = outcomes[name]
        print(
            f"{name:22} {one.count:8} {one.exact / one.count:8.1%} {one.repaired:8} "
            f"{one.misled:8} {one.wrong:8} {np.mean(one.seconds):8.3f}"
        )


def share(number: int, outcomes: list[Outcome]) -> float:
    """Give a number's share of all pictures."""
    return number / sum(one.count for one in outcomes)


def bar(name: str, value: float, least: float) -> None:
    """Print a share beside what is asked of it."""
    print(f"{name:24} {value:8.1%}   at least {least:.0%}")


if __name__ == "__main__":
    main(sys.argv[1:])
