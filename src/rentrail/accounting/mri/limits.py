"""Keeping within MRI's request limit, and waiting longer each time it is short of breath."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

Seconds = Callable[[], float]
Sleep = Callable[[float], None]


class RateLimiter:
    """At most so many requests in any window of time, in the order they were asked for.

    Share one among all that use a connection; threads may. It measures spans with a monotonic
    clock, not moments, so moving a demo's clock doesn't open MRI's gate.
    """

    def __init__(
        self,
        *,
        requests_max: int,
        window_seconds: float,
        monotonic: Seconds = time.monotonic,
        sleep: Sleep = time.sleep,
    ) -> None:
        self._requests_max = requests_max
        self._window_seconds = window_seconds
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._slots: deque[float] = deque(maxlen=requests_max)
        self._not_before = float("-inf")

    def acquire(self) -> float:
        """Wait until a request may leave; give the seconds waited."""
        with self._lock:
            now = self._monotonic()
            slot = self._next_slot(now)
            self._slots.append(slot)
        wait_seconds = max(0.0, slot - now)
        if wait_seconds:
            self._sleep(wait_seconds)
        return wait_seconds

    def wait_seconds(self) -> float:
        """Tell how long a request asked for now would wait."""
        with self._lock:
            now = self._monotonic()
            return max(0.0, self._next_slot(now) - now)

    def pause(self, seconds: float) -> None:
        """Let nothing more leave for a while, as MRI has asked for."""
        with self._lock:
            self._not_before = max(self._not_before, self._monotonic() + seconds)

    def _next_slot(self, now: float) -> float:
        slot = max(now, self._not_before)
        if len(self._slots) == self._requests_max:
            slot = max(slot, self._slots[0] + self._window_seconds)
        return max(slot, self._slots[-1]) if self._slots else slot


@dataclass(frozen=True, kw_only=True)
class Backoff:
    """Waits that double from `first_seconds` up to `longest_seconds`, each shortened by chance.

    Up to half is taken off at random, so that many who failed together don't return together.
    """

    first_seconds: float = 1.0
    longest_seconds: float = 60.0
    chance: Callable[[], float] = random.random

    def seconds(self, *, attempt: int, retry_after_seconds: float | None = None) -> float:
        """Give the wait after an attempt (counted from 0); MRI's own wish is the least."""
        doubled = self.first_seconds * 2.0 ** min(attempt, 32)
        wait = min(self.longest_seconds, doubled) * (1.0 - 0.5 * self.chance())
        return max(wait, retry_after_seconds or 0.0)


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """Read an answer's Retry-After: seconds, or a moment measured against the answer's own Date.

    Source: RFC 9110, section 10.2.3.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    wanted, sent = _moment(value), _moment(headers.get("date", ""))
    if wanted is None or sent is None:
        return None
    return max(0.0, (wanted - sent).total_seconds())


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
