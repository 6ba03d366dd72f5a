"""MRI's limit: so many requests in a rolling window."""

import threading
import time
from collections import deque

from rentrail.simulators.mri.settings import Settings


class Throttle:
    """Counts requests in real time, as MRI's own farm does, whatever the demo's clock says."""

    def __init__(self, *, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._moments: deque[float] = deque()

    def admits_request(self) -> bool:
        """Count one request, and tell whether the window has room for it."""
        if not self._settings.requests_max:
            return True
        now = time.monotonic()
        with self._lock:
            while self._moments and self._moments[0] <= now - self._settings.window_seconds:
                self._moments.popleft()
            if len(self._moments) >= self._settings.requests_max:
                return False
            self._moments.append(now)
            return True
