"""What goes wrong between a client and MRI, on purpose: by chance or on demand."""

import random
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rentrail.simulators.mri import catalogue


class FaultKind(StrEnum):
    """The ways in which an answer, or the work behind it, goes wrong."""

    LATE = "late"
    CONNECTION_LOST = "connection_lost"
    LOST_BEFORE_WORK = "lost_before_work"
    ANSWER_LOST = "answer_lost"
    ERROR_500 = "error_500"
    BLANK = "blank"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    ROW_ERROR = "row_error"
    TOO_MANY_REQUESTS = "too_many_requests"
    REPEATED_LINK = "repeated_link"
    STAFF_CLOSED_BATCH = "staff_closed_batch"
    STAFF_ADDED_PAYMENT = "staff_added_payment"


ONLY_ON_POST = {FaultKind.ANSWER_LOST, FaultKind.ROW_ERROR}
ONLY_ON_PAYMENT = {FaultKind.STAFF_CLOSED_BATCH, FaultKind.STAFF_ADDED_PAYMENT}
ONLY_ON_READ = {FaultKind.REPEATED_LINK}


class UnknownFault(ValueError):
    """A specification names a fault that does not exist. The text is fit to show a person."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault that is to happen to one request."""

    kind: FaultKind
    place: float = 0.0  # where in the answer it strikes, from 0 to 1
    at_byte: int | None = None  # the same, exactly


@dataclass(kw_only=True)
class _Planned:
    fault: Fault
    api: str | None
    times: int


class Faults:
    """Decides for each request what goes wrong with it.

    By chance: the nth request to an API meets the same fault for the same seed and
    probabilities. Planned faults come first, and each happens as often as asked.
    """

    def __init__(
        self, *, seed: int = 0, probabilities: Mapping[FaultKind, float] | None = None
    ) -> None:
        self.seed = seed
        self.probabilities: dict[FaultKind, float] = dict(probabilities or {})
        self.late_seconds = 5.0
        self.burst_count = 3  # refusals in one burst of "too many requests"
        self.happened: Counter[FaultKind] = Counter()
        self._lock = threading.Lock()
        self._planned: list[_Planned] = []
        self._requests: Counter[str] = Counter()
        self._burst_left = 0

    def configure(self, specification: str) -> None:
        """Set probabilities from text such as `late=0.01,blank=0.002` or `all=0.01`.

        Also takes `late_seconds=2.5` and `burst_count=5`.

        Raises:
            UnknownFault: a name is no fault, or a value no number.
        """
        for part in filter(None, (part.strip() for part in specification.split(","))):
            name, _, text = part.partition("=")
            self._set(name=name.strip(), value=_number(name=name, text=text))

    def clear(self) -> None:
        """From now on nothing goes wrong."""
        with self._lock:
            self.probabilities.clear()
            self._planned.clear()
            self._burst_left = 0

    def inject(
        self,
        *,
        kind: FaultKind,
        api: str | None = None,
        times: int = 1,
        at_byte: int | None = None,
    ) -> None:
        """Plan a fault for the next requests, to one API or to any."""
        fault = Fault(kind=kind, place=0.5, at_byte=at_byte)
        with self._lock:
            self._planned.append(_Planned(fault=fault, api=api, times=times))

    def lose_answer_after_work(self, *, api: str | None = None, times: int = 1) -> None:
        """Do the next work that is posted, then drop the connection without an answer."""
        self.inject(kind=FaultKind.ANSWER_LOST, api=api, times=times)

    def lose_request(self, *, api: str | None = None, times: int = 1) -> None:
        """Drop the next connection without doing the work."""
        self.inject(kind=FaultKind.LOST_BEFORE_WORK, api=api, times=times)

    def cut_answer(self, *, at_byte: int, api: str | None = None, times: int = 1) -> None:
        """Drop the next connection after so many bytes of the answer, headers included."""
        self.inject(kind=FaultKind.CONNECTION_LOST, api=api, times=times, at_byte=at_byte)

    def answer_late(self, *, seconds: float, api: str | None = None, times: int = 1) -> None:
        """Do the next work, and answer only after so many seconds."""
        self.late_seconds = seconds
        self.inject(kind=FaultKind.LATE, api=api, times=times)

    def staff_close_batch(self) -> None:
        """Let MRI's staff close a batch just before its next payment arrives."""
        self.inject(kind=FaultKind.STAFF_CLOSED_BATCH, api=catalogue.PAYMENTS)

    def staff_add_payment(self) -> None:
        """Let MRI's staff add a payment of their own to the batch of the next one."""
        self.inject(kind=FaultKind.STAFF_ADDED_PAYMENT, api=catalogue.PAYMENTS)

    def next_fault(self, *, api: str, method: str) -> Fault | None:
        """Decide what goes wrong with the request that has just come in."""
        with self._lock:
            fault = self._next_fault(api=api, method=method)
            if fault:
                self.happened[fault.kind] += 1
            return fault

    def _next_fault(self, *, api: str, method: str) -> Fault | None:
        self._requests[api] += 1
        if self._burst_left:
            self._burst_left -= 1
            return Fault(kind=FaultKind.TOO_MANY_REQUESTS)
        fault = self._take_planned(api=api, method=method) or self._by_chance(api, method)
        if fault and fault.kind is FaultKind.TOO_MANY_REQUESTS:
            self._burst_left = self.burst_count - 1
        return fault

    def _take_planned(self, *, api: str, method: str) -> Fault | None:
        for planned in self._planned:
            if planned.api in (None, api) and _can_happen(planned.fault.kind, api, method):
                planned.times -= 1
                if not planned.times:
                    self._planned.remove(planned)
                return planned.fault
        return None

    def _by_chance(self, api: str, method: str) -> Fault | None:
        if not self.probabilities:
            return None
        dice = random.Random(f"{self.seed}/{api}/{self._requests[api]}")  # noqa: S311 - no secret
        for kind in FaultKind:
            chance = self.probabilities.get(kind, 0.0)
            if dice.random() < chance and _can_happen(kind, api, method):
                return Fault(kind=kind, place=dice.random())
        return None

    def _set(self, *, name: str, value: float) -> None:
        if name == "late_seconds":
            self.late_seconds = value
        elif name == "burst_count":
            self.burst_count = max(1, int(value))
        elif name == "all":
            self.probabilities = dict.fromkeys(FaultKind, value)
        elif name in set(FaultKind):
            self.probabilities[FaultKind(name)] = value
        else:
            raise UnknownFault(
                f"There is no fault called {name}; there are {', '.join(FaultKind)}."
            )


def _can_happen(kind: FaultKind, api: str, method: str) -> bool:
    if kind in ONLY_ON_PAYMENT:
        return method == "POST" and api == catalogue.PAYMENTS
    if kind in ONLY_ON_POST:
        return method == "POST"
    return not (kind in ONLY_ON_READ and method != "GET")


def _number(*, name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as problem:
        raise UnknownFault(f"{name} needs a number, as in {name}=0.01.") from problem
