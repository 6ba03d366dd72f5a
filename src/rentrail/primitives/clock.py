"""The only door to the time.

Views, jobs and commands ask `now()` or `today()` and pass the answer down; nothing else in the
product reads a clock. In production that is the computer's clock. Tests and simulations put
another one in its place with `running`; a demo installs a `FileClock`, which all its processes
share, once at the start of each process. Where none was installed, time cannot be moved.
"""

import json
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Something that knows the time."""

    def now(self) -> datetime:
        """Give the present moment, aware and in UTC."""
        ...


class MovableClock(Clock, Protocol):
    """A clock that a test or a demo can move."""

    def set(self, moment: datetime) -> None:
        """Make it this moment now."""
        ...

    def advance(self, duration: timedelta) -> None:
        """Move on by a duration."""
        ...


class ClockAlreadyInstalledError(RuntimeError):
    """A process chooses its clock once, when it starts."""


@dataclass(frozen=True)
class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """Give the present moment, aware and in UTC."""
        return datetime.now(UTC)


class SettableClock:
    """A clock that stands still until it is moved. Threads may share it."""

    def __init__(self, moment: datetime) -> None:
        self._lock = threading.Lock()
        self._moment = _in_utc(moment)

    def now(self) -> datetime:
        """Give the moment it was last moved to, in UTC."""
        return self._moment

    def set(self, moment: datetime) -> None:
        """Make it this moment; it may lie in the past."""
        self._moment = _in_utc(moment)

    def advance(self, duration: timedelta) -> None:
        """Move on by a duration."""
        with self._lock:
            self._moment += duration


@dataclass(frozen=True)
class FileClock:
    """A demo's clock, kept in a small file so that several processes share it.

    It runs on from the moment it was set to, or stands still there after `freeze`. Without the
    file it shows the system's time. The file is replaced whole, so a reader never sees half of
    it; of two processes that move it at the same instant, the later one wins.
    """

    path: Path

    def now(self) -> datetime:
        """Give the demo's moment, in UTC."""
        try:
            state = json.loads(self.path.read_text(encoding="ascii"))
        except FileNotFoundError:
            return SystemClock().now()
        moment = datetime.fromisoformat(state["moment"])
        if state["set_at"] is None:
            return moment
        return moment + (SystemClock().now() - datetime.fromisoformat(state["set_at"]))

    def set(self, moment: datetime) -> None:
        """Make it this moment, and let time run on from there."""
        self._write(moment=_in_utc(moment), set_at=SystemClock().now())

    def freeze(self, moment: datetime) -> None:
        """Make it this moment, and let time stand still."""
        self._write(moment=_in_utc(moment), set_at=None)

    def advance(self, duration: timedelta) -> None:
        """Move on by a duration; a frozen clock stays frozen."""
        moment = self.now() + duration
        if self.is_frozen():
            self.freeze(moment)
        else:
            self.set(moment)

    def release(self) -> None:
        """Go back to the system's time."""
        self.path.unlink(missing_ok=True)

    def is_frozen(self) -> bool:
        """Tell whether time stands still."""
        try:
            return json.loads(self.path.read_text(encoding="ascii"))["set_at"] is None
        except FileNotFoundError:
            return False

    def _write(self, *, moment: datetime, set_at: datetime | None) -> None:
        state = {
            "moment": moment.isoformat(),
            "set_at": None if set_at is None else set_at.isoformat(),
        }
        handle, draft = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(state, file)
        os.replace(draft, self.path)


C = TypeVar("C", bound=Clock)

_lock = threading.Lock()
_installed: Clock | None = None
_replacements: list[Clock] = []


def now() -> datetime:
    """Give the present moment, aware and in UTC."""
    return current().now()


def today(tz: ZoneInfo | str) -> date:
    """Give the calendar day it is now in a time zone."""
    zone = ZoneInfo(tz) if isinstance(tz, str) else tz
    return now().astimezone(zone).date()


def current() -> Clock:
    """Give the clock in use."""
    with _lock:
        if _replacements:
            return _replacements[-1]
        return _installed or _SYSTEM


def install(clock: Clock) -> None:
    """Choose this process's clock; only the configuration does so, when the process starts.

    Raises:
        ClockAlreadyInstalledError: another clock was chosen before.
    """
    global _installed
    with _lock:
        if _installed is not None and _installed != clock:
            raise ClockAlreadyInstalledError("This process has chosen its clock already.")
        _installed = clock


@contextmanager
def running(clock: C) -> Iterator[C]:
    """Put a clock in place of the usual one, for all threads, while a test or simulation runs."""
    with _lock:
        _replacements.append(clock)
    try:
        yield clock
    finally:
        with _lock:
            _replacements.remove(clock)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    return moment.astimezone(UTC)


_SYSTEM = SystemClock()
