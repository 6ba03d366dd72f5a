"""Everything that can be made to go wrong, by chance or on demand.

Chance hangs on the seed, so a run with faults can be repeated. A fault asked for on demand
happens once, to the next file or call it fits.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from rentrail.simulators.bank import chance

FileFault = Literal["late", "twice", "truncated", "out_of_order", "wrong_total", "listed_twice"]
FileKind = Literal["ack", "return", "noc", "statement"]
Direction = Literal["write", "read"]

FILE_FAULTS: tuple[FileFault, ...] = (
    "late",
    "twice",
    "truncated",
    "out_of_order",
    "wrong_total",
    "listed_twice",
)
FILE_KINDS: tuple[FileKind, ...] = ("ack", "return", "noc", "statement")
CONNECTION_FAULTS = ("connection_lost", "reply_lost")
CHANCE_BYTES_MAX = 8_000


class FaultsError(Exception):
    """The faults asked for are not known. The text says which are."""


@dataclass(kw_only=True)
class Faults:
    """What goes wrong: probabilities (0 to 1) by fault, and faults waiting to happen once.

    Names of `probabilities`: `late`, `twice`, `truncated`, `out_of_order`, `wrong_total`,
    `listed_twice` (a return that stands in two files), each also for one kind of file only as in
    `late:statement`; `junk` (an unknown file); `connection_lost` and `reply_lost`.
    """

    seed: int = 0
    probabilities: Mapping[str, float] = field(default_factory=dict)
    _files: list[tuple[FileFault, FileKind | None]] = field(default_factory=list, repr=False)
    _drops: list[tuple[Direction, int]] = field(default_factory=list, repr=False)
    _lost_replies: list[str] = field(default_factory=list, repr=False)
    _junk_count: int = field(default=0, repr=False)
    _call_count: int = field(default=0, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def next_file(self, fault: FileFault, *, kind: FileKind | None = None) -> None:
        """Let the next file the bank publishes (of this kind, where one is named) go wrong."""
        if fault not in FILE_FAULTS or kind not in {None, *FILE_KINDS}:
            raise FaultsError(f"{fault} of {kind or 'any file'} is not a fault of this bank.")
        self._files.append((fault, kind))

    def drop_after_bytes(self, count: int, *, during: Direction = "write") -> None:
        """Lose the connection once this many bytes of the next file have been moved."""
        if during not in {"write", "read"}:
            raise FaultsError("A connection is lost during write or read.")
        self._drops.append((during, count))

    def lose_reply_to(self, call: str) -> None:
        """Do the next call of this name (open, write, close, rename ...), but lose the answer."""
        self._lost_replies.append(call)

    def publish_junk(self) -> None:
        """Put a file nobody can read into the outbound folder at the next chance."""
        self._junk_count += 1

    def clear(self) -> None:
        """Let nothing go wrong from now on."""
        with self._lock:
            self.probabilities = {}
            self._junk_count = 0
            for waiting in (self._files, self._drops, self._lost_replies):
                waiting.clear()

    def for_file(self, *, kind: FileKind, name: str) -> list[FileFault]:
        """Decide what goes wrong with a file about to be published."""
        with self._lock:
            chosen = {fault for fault, wanted in self._files if wanted in {None, kind}}
            self._files = [(f, wanted) for f, wanted in self._files if wanted not in {None, kind}]
        chosen |= {f for f in FILE_FAULTS if self._happens(f, kind=kind, what=name)}
        return [fault for fault in FILE_FAULTS if fault in chosen]

    def junk_due(self, *, new_day: date | None = None) -> int:
        """Say how many unreadable files to publish now; chance adds one on a new day."""
        with self._lock:
            count, self._junk_count = self._junk_count, 0
        return count + (new_day is not None and self._happens("junk", what=str(new_day)))

    def bytes_before_drop(self, *, during: Direction) -> int | None:
        """Decide, for a file being opened, after how many bytes the connection is lost."""
        for waiting in self._drops:
            if waiting[0] == during:
                self._drops.remove(waiting)
                return waiting[1]
        call = self._next_call()
        if self._happens("connection_lost", what=call):
            return chance.whole_number(self.seed, "bytes", call, low=0, high=CHANCE_BYTES_MAX)
        return None

    def loses_reply_to(self, call: str) -> bool:
        """Decide whether the answer to a call that has been done is lost."""
        if call in self._lost_replies:
            self._lost_replies.remove(call)
            return True
        return self._happens("reply_lost", what=self._next_call())

    def _happens(self, fault: str, *, what: str, kind: str = "") -> bool:
        probability = self.probabilities.get(fault, 0.0)
        if kind:
            probability = self.probabilities.get(f"{fault}:{kind}", probability)
        return probability > 0 and chance.fraction(self.seed, fault, what) < probability

    def _next_call(self) -> str:
        with self._lock:
            self._call_count += 1
            return str(self._call_count)


def probabilities_from(spec: str) -> dict[str, float]:
    """Read "late=0.1,twice:return=0.05,connection_lost=0.02".

    Raises:
        FaultsError: a name is not known, or its number is not a probability.
    """
    probabilities = {}
    for part in filter(None, spec.replace(" ", "").split(",")):
        name, _, number = part.partition("=")
        probabilities[_known(name)] = _probability(number, name=name)
    return probabilities


def _known(name: str) -> str:
    fault, _, kind = name.partition(":")
    if fault in FILE_FAULTS and (not kind or kind in FILE_KINDS):
        return name
    if fault in {"junk", *CONNECTION_FAULTS} and not kind:
        return name
    known = ", ".join((*FILE_FAULTS, "junk", *CONNECTION_FAULTS))
    raise FaultsError(f"{name!r} is not a fault of this bank; known are {known}.")


def _probability(number: str, *, name: str) -> float:
    try:
        probability = float(number)
    except ValueError:
        probability = -1.0
    if not 0 <= probability <= 1:
        raise FaultsError(f"{name} needs a probability from 0 to 1, not {number!r}.")
    return probability
