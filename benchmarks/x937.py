"""Image cash letters, as whole processes with start-up: written, validated, read, written back.

Every figure is the median of a few rounds, in seconds of processor time (user and system), beside
what is asked of it; the floor is the same bytes merely copied, in the same way and run. The images
are made up: directories as exchanges want them, around strips of random bytes.

    python -m benchmarks.x937
"""

import filecmp
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.processes import Run, run_module, show

ROUNDS = 5
ITEMS = 10_000
SIZES = (1_000, 2_500, 5_000, 10_000, 20_000, 40_000)
IMAGES = 400  # different ones, taken in turn
STRIP_BYTES = (6_000, 10_400)
CHUNK_SIZE = 1 << 20

WRITE_SECONDS_MAX = 0.6
VALIDATE_SECONDS_MAX = 0.7
MEGABYTES_MAX = 60

PAYORS = ["076401251", "123456780", "021000021", "011000015", "122105155", "091000019"]


def main() -> None:
    """Make the images, run all parts, and print their medians and bars."""
    with tempfile.TemporaryDirectory() as directory:
        files = Path(directory)
        run("make", files)
        written = files / f"{ITEMS}.x937"
        writing(files, written)
        validating(files, written)
        reading(files, written)
        growing(files)


def writing(files: Path, target: Path) -> None:
    """A cash letter from rows with ready images to a file on disk."""
    runs = [run("write", files, target, ITEMS) for _ in range(ROUNDS)]
    floor = [run("copy_images", files, files / "floor", ITEMS) for _ in range(ROUNDS)]
    size = target.stat().st_size
    print(f"A cash letter of {ITEMS:,} checks, front and back ({size / 1e6:.0f} MB), written")
    show("seconds", [one.seconds for one in runs], f"at most {WRITE_SECONDS_MAX}")
    show("megabytes", [one.megabytes for one in runs], f"at most {MEGABYTES_MAX}")
    show("seconds", [one.seconds for one in floor], "floor: the same images merely written")
    (files / "floor").unlink()


def validating(files: Path, source: Path) -> None:
    """The same, every field validated and all totals checked."""
    runs = [run("validate", source) for _ in range(ROUNDS)]
    assert {one.answer for one in runs} == {"0"}
    floor = [run("read", source) for _ in range(ROUNDS)]
    print(f"The same read: every field validated, all totals checked, by {rule_count()}")
    show("seconds", [one.seconds for one in runs], f"at most {VALIDATE_SECONDS_MAX}")
    show("megabytes", [one.megabytes for one in runs], f"at most {MEGABYTES_MAX}")
    show("seconds", [one.seconds for one in floor], "floor: the same bytes merely read")


def reading(files: Path, source: Path) -> None:
    """The same as objects, item by item; and read whole and written back."""
    runs = [run("stream", source) for _ in range(ROUNDS)]
    assert {one.answer for one in runs} == {f"{ITEMS}"}
    print("The same streamed as objects")
    show("seconds", [one.seconds for one in runs], "no bar")
    show("megabytes", [one.megabytes for one in runs], "no bar")
    run("write_back", source, files / "again.x937")
    assert filecmp.cmp(source, files / "again.x937", shallow=False)
    print("Read whole and written back: identical")
    (files / "again.x937").unlink()


def growing(files: Path) -> None:
    """Time in a straight line, memory flat."""
    print(
        "By size: seconds to write and to validate, megabytes, and checks a second of the start-up"
    )
    started = statistics.median(run("start").seconds for _ in range(ROUNDS))
    for size in SIZES:
        target = files / "growing.x937"
        writes = [run("write", files, target, size) for _ in range(3)]
        reads = [run("validate", target) for _ in range(3)]
        seconds = [statistics.median(one.seconds for one in runs) for runs in (writes, reads)]
        memory = max(one.megabytes for one in (*writes, *reads))
        rates = [size / (one - started) for one in seconds]
        print(
            f"  {size:7,} checks  {seconds[0]:5.2f} s  {seconds[1]:5.2f} s  {memory:4.0f} MB"
            f"  {rates[0]:8,.0f}  {rates[1]:8,.0f}"
        )


def run(work: str, *arguments: object) -> Run:
    """Do one thing in a process of its own."""
    return run_module("benchmarks.x937", work, *arguments)


def make(directory: str) -> str:
    """Make the images, in a process whose memory is not counted."""
    from rentrail.formats.x937 import tiff

    chance = random.Random(937)  # noqa: S311 (images, not secrets)
    images = Path(directory) / "images"
    images.mkdir()
    for number in range(IMAGES):
        strip = chance.randbytes(chance.randint(*STRIP_BYTES))
        height = chance.randint(545, 560)
        (images / f"{number}.tif").write_bytes(tiff.around(strip, width=1208, height=height))
    return directory


def images_of(files: str) -> list[bytes]:
    """Give the images, ready."""
    return [path.read_bytes() for path in sorted((Path(files) / "images").iterdir())]


def start() -> str:
    """Do nothing but start up."""
    from rentrail.formats import x937

    return x937.__name__


def write(files: str, target: str, size: str) -> str:
    """Write a cash letter."""
    from rentrail.formats import x937

    rows = list(rows_of(images_of(files), int(size)))
    profile = x937.BankProfile.from_data(
        {
            "name": "bench",
            "credit": "61",
            "credit_placement": "bundle",
            "immediate_destination_routing_number": PAYORS[0],
            "immediate_origin_routing_number": PAYORS[1],
        }
    )
    deposit = x937.Deposit(
        cash_letter_id="1",
        business_date=date(2026, 11, 27),
        account_number="99887766",
        total_cents=sum(row.amount_cents for row in rows),
        credit_sequence_number=0,
    )
    writer = x937.DepositWriter(profile, created_at=datetime(2026, 11, 27, 9, 30, tzinfo=UTC))
    with open(target, "wb", buffering=0) as opened:
        opened.write(writer.start())
        for data in writer.deposit(deposit, rows):
            opened.write(data)
        opened.write(writer.finish())
    return target


def rows_of(images: list[bytes], size: int) -> Iterator[Any]:
    """Make up the checks."""
    from rentrail.formats.x937 import CheckRow

    for number in range(size):
        yield CheckRow(
            PAYORS[number % len(PAYORS)],
            f"{1 + number * 7919 % 10**9:010d}/{1000 + number % 9000}",
            100 + number * 37 % 300_000,
            1 + number,
            images[2 * number % IMAGES],
            images[(2 * number + 1) % IMAGES],
            payee_name="MAPLE COURT",
        )


def copy_images(files: str, target: str, size: str) -> str:
    """Write the images of a cash letter and as many bytes between them, and nothing else."""
    images = images_of(files)
    between = b" " * 558
    with open(target, "wb", buffering=0) as opened:
        pieces: list[bytes] = []
        held = 0
        for number in range(int(size)):
            front, back = images[2 * number % IMAGES], images[(2 * number + 1) % IMAGES]
            pieces += (between, front, back)
            held += len(front) + len(back)
            if held >= CHUNK_SIZE:
                opened.write(b"".join(pieces))
                pieces, held = [], 0
        opened.write(b"".join(pieces))
    return target


def read(file: str) -> int:
    """Read a file in chunks, and do nothing with it."""
    with open(file, "rb", buffering=0) as opened:
        return sum(len(chunk) for chunk in iter(lambda: opened.read(CHUNK_SIZE), b""))


def validate(file: str) -> int:
    """Count what is wrong with a file."""
    from rentrail.formats import x937

    with open(file, "rb", buffering=0) as opened:
        return len(x937.validate(opened))


def stream(file: str) -> int:
    """Count the checks of a file, one object at a time."""
    from rentrail.formats import x937

    with open(file, "rb", buffering=0) as opened:
        return sum(not item.is_credit for _, item in x937.iter_items(opened))


def write_back(file: str, target: str) -> str:
    """Read a file whole, and write it."""
    from rentrail.formats import x937

    with open(file, "rb") as opened, open(target, "wb") as made:
        for piece in x937.iter_write(x937.parse(opened)):
            made.write(piece)
    return target


WORK: dict[str, Callable[..., object]] = {
    work.__name__: work
    for work in (make, start, write, copy_images, read, validate, stream, write_back)
}


def rule_count() -> str:
    """Say how many rules there are for such a file."""
    from rentrail.formats.x937 import RULES, Pack

    asked = sum(rule.pack is not Pack.BANK for rule in RULES.values())
    return f"all {asked} rules (and {len(RULES) - asked} more where a bank has its own)"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(WORK[sys.argv[1]](*sys.argv[2:]))
    else:
        main()
