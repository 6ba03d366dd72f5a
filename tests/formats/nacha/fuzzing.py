"""Damages files of the corpus at random, for as long as it is told, and tests every promise.

`python -m tests.formats.nacha.fuzzing --seconds 3600 --seed 1` prints how many files it made. A
file that breaks a promise is kept as `fuzz-….ach` with the promise it broke, and the exit is 1. The
same seed makes the same files.
"""

import argparse
import faulthandler
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from tests.formats.nacha.corpus import making
from tests.formats.nacha.promises import PROMISES

FILE_SECONDS_MAX = 60  # of one promise; a file takes milliseconds
KINDS = b"1567890 "
PIECES = (
    b"", b"\n", b"\r\n", b"\r", b"\x00", b"\x1a", b"\t", b" ", b"-", b"*", b"\\", b"\xb2", b"\xe9",
    b"\xff", b"0", b"9", b"A", b"a", b"9" * 94, b"0" * 94, b" " * 94, b"799R01", b"798C01", b"705",
    b"717", b"718", b"IAT", b"IATCOR", b"COR", b"ADV", b"PPD", b"CTX", b"ENR", b"200", b"220",
    b"225", b"280", b"0000000000", b"9999999999", b"REVERSAL", b"094101",
)  # fmt: skip


def main() -> int:
    """Fuzz for a time; give the exit status."""
    parser = argparse.ArgumentParser(description="Break the promises of formats.nacha, if it can.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path(), help="for files that break one")
    args = parser.parse_args()
    end, made, broken = time.monotonic() + args.seconds, 0, 0
    for number, data in enumerate(damaged_files(args.seed)):
        if time.monotonic() > end:
            break
        made += 1
        for promise in PROMISES:
            if told := fault_of(promise, data):
                broken += 1
                path = args.folder / f"fuzz-{args.seed}-{number}.ach"
                path.write_bytes(data)
                print(f"{path}: {promise.__name__} does not hold.\n{told}", flush=True)
    print(f"Seed {args.seed}: {made:,} files, {made * len(PROMISES):,} tests, {broken} broken.")
    return 1 if broken else 0


def damaged_files(seed: int) -> Iterator[bytes]:
    """Give files without end: of the corpus, each damaged in some ways."""
    chance = Random(seed)
    sources = sorted({data for path, data in making.contents().items() if path.suffix == ".ach"})
    while True:
        yield damaged(chance.choice(sources), chance, sources)


def damaged(data: bytes, chance: Random, sources: list[bytes]) -> bytes:
    """Damage a file up to six times."""
    for _ in range(chance.choice((0, 1, 1, 1, 2, 2, 3, 6))):
        data = chance.choice(DAMAGES)(data, chance, sources)
    return data


def fault_of(promise: Callable[[bytes], None], data: bytes) -> str:
    """Tell how a promise is broken; empty when it holds. What hangs ends the program."""
    faulthandler.dump_traceback_later(FILE_SECONDS_MAX, exit=True, file=sys.__stderr__)
    try:
        promise(data)
    except Exception:  # whatever it is, it is what is looked for
        return traceback.format_exc()
    finally:
        faulthandler.cancel_dump_traceback_later()
    return ""


def _overwrite(data: bytes, chance: Random, sources: list[bytes]) -> bytes:
    at, piece = _place(data, chance), _piece(chance)
    return data[:at] + piece + data[at + len(piece) :]


def _replace(data: bytes, chance: Random, sources: list[bytes]) -> bytes:
    at = _place(data, chance)
    return data[:at] + _piece(chance) + data[at + chance.choice((0, 1, 2, 94, 95, 96, 300)) :]


def _end(data: bytes, chance: Random, sources: list[bytes]) -> bytes:
    return data[: _place(data, chance)]


def _splice(data: bytes, chance: Random, sources: list[bytes]) -> bytes:
    other = chance.choice(sources)
    return data[: _start_of_line(data, chance)] + other[_start_of_line(other, chance) :]


def _change_field(data: bytes, chance: Random, sources: list[bytes]) -> bytes:
    """Write digits, blanks or a neighbour's characters over some columns of a line."""
    at, width = _place(data, chance), chance.choice((1, 1, 2, 3, 6, 8, 10, 15))
    wanted = (b"0", b"9", b" ", str(chance.randrange(10**15)).encode(), data[at + width :][:width])
    value = (chance.choice(wanted) * width)[:width]
    return data[:at] + value + data[at + len(value) :]


def _change_kind(data: bytes, chance: Random, sources: list[bytes]) -> bytes:
    at = _start_of_line(data, chance)
    return data[:at] + bytes([chance.choice(KINDS)]) + data[at + 1 :]


def _move_line(data: bytes, chance: Random, sources: list[bytes]) -> bytes:
    """Take out a line, and put it in elsewhere never, once or several times."""
    lines = data.splitlines(keepends=True) or [b""]
    line = lines.pop(chance.randrange(len(lines)))
    at = chance.randint(0, len(lines))
    lines[at:at] = [line] * chance.choice((0, 1, 1, 2, 12))
    return b"".join(lines)


def _change_line_ends(data: bytes, chance: Random, sources: list[bytes]) -> bytes:
    return data.replace(
        b"\n", chance.choice((b"", b"\r\n", b"\r", b"\n\n", b" \n")), chance.choice((1, 2, -1))
    )


DAMAGES: tuple[Callable[[bytes, Random, list[bytes]], bytes], ...] = (
    _overwrite, _replace, _end, _splice, _change_field, _change_field, _change_field, _change_kind,
    _move_line, _change_line_ends,
)  # fmt: skip


def _place(data: bytes, chance: Random) -> int:
    return chance.randint(0, len(data))


def _start_of_line(data: bytes, chance: Random) -> int:
    return data.rfind(b"\n", 0, _place(data, chance)) + 1


def _piece(chance: Random) -> bytes:
    return (
        chance.choice(PIECES) if chance.random() < 0.8 else chance.randbytes(chance.randint(1, 6))
    )


if __name__ == "__main__":
    sys.exit(main())
