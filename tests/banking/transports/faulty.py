"""A transport that fails on demand, for the tests of those who use one."""

import hashlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from typing import Self

from rentrail.banking.transports.protocol import (
    AnswerUnknown,
    NotSent,
    Outcome,
    RemoteFile,
    Transport,
    Unreachable,
)


class Fault(Enum):
    """What happens to a call."""

    UNREACHABLE = auto()
    """Nothing happens on the other side, and the caller knows."""
    NOT_SENT = auto()
    """The other side refuses, and the caller knows."""
    ANSWER_LOST = auto()
    """It is done, but the caller can't know."""
    REQUEST_LOST = auto()
    """It is not done, but the caller can't know."""


class FaultyTransport:
    """Passes calls on to a true transport, except where a fault was planned for the next ones."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.put_faults: deque[Fault | None] = deque()
        self.outcome_faults: deque[Fault | None] = deque()
        self.put_digests: list[tuple[str, str]] = []
        """Name and SHA-256 of each file that truly went to the other side."""

    @property
    def absence_is_proof(self) -> bool:
        return self.transport.absence_is_proof

    @contextmanager
    def session(self) -> Iterator[Self]:
        with self.transport.session():
            yield self

    def put(self, *, name: str, data: bytes) -> None:
        fault = self.put_faults.popleft() if self.put_faults else None
        if fault is Fault.UNREACHABLE:
            raise Unreachable("The bank could not be reached (planned).")
        if fault is Fault.NOT_SENT:
            raise NotSent("The bank refused the file (planned).")
        if fault is Fault.REQUEST_LOST:
            raise AnswerUnknown("The connection was lost before the rename (planned).")
        self.transport.put(name=name, data=data)
        self.put_digests.append((name, hashlib.sha256(data).hexdigest()))
        if fault is Fault.ANSWER_LOST:
            raise AnswerUnknown("The connection was lost after the rename (planned).")

    def outcome(self, *, name: str, size: int, digest: str) -> Outcome:
        if self.outcome_faults and self.outcome_faults.popleft() is not None:
            raise AnswerUnknown("The bank could not be asked (planned).")
        return self.transport.outcome(name=name, size=size, digest=digest)

    def list_inbound(self) -> list[RemoteFile]:
        return self.transport.list_inbound()

    def fetch(self, *, name: str) -> bytes:
        return self.transport.fetch(name=name)

    def archive(self, *, name: str, digest: str | None = None) -> None:
        self.transport.archive(name=name, digest=digest)

    def ping(self) -> None:
        self.transport.ping()
