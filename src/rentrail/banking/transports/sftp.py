"""Files to and from a bank over SFTP, with a pinned host key and sign-in by key."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Self, TypeVar

from rentrail.banking.transports.names import require_plain
from rentrail.banking.transports.protocol import (
    AnswerUnknown,
    Outcome,
    RemoteFile,
    TransportError,
)
from rentrail.banking.transports.sftp_connection import SftpConnection
from rentrail.banking.transports.sftp_settings import SftpSettings, UnusableSettings

__all__ = ["SftpSettings", "SftpTransport", "UnusableSettings"]

T = TypeVar("T")


class SftpTransport:
    """A `Transport` over SFTP.

    Runs in an event loop of its own, so it is called from ordinary code, not from a coroutine.
    """

    def __init__(self, *, settings: SftpSettings) -> None:
        self.settings = settings
        self._runner: asyncio.Runner | None = None
        self._connection: SftpConnection | None = None

    def __repr__(self) -> str:
        return f"SftpTransport({self.settings.user}@{self.settings.host}:{self.settings.port})"

    @property
    def absence_is_proof(self) -> bool:
        """Tell whether a file that is not there was never sent."""
        return self.settings.absence_is_proof

    @contextmanager
    def session(self) -> Iterator[Self]:
        """Hold one connection for several calls; one that breaks is made anew by the next call."""
        if self._runner is not None:
            yield self
            return
        with asyncio.Runner() as self._runner:
            try:
                yield self
            finally:
                self._hang_up(self._runner)
                self._runner = None

    def put(self, *, name: str, data: bytes) -> None:
        """Place a file under its final name, whole or not at all, never over another."""
        require_plain(name)
        self._ask(lambda connection: connection.put(name=name, data=data))

    def outcome(self, *, name: str, size: int, digest: str) -> Outcome:
        """Ask the bank's server what became of a file."""
        require_plain(name)
        try:
            return self._ask(lambda bank: bank.outcome(name=name, size=size, digest=digest))
        except TransportError as problem:
            raise AnswerUnknown(f"Whether {name} was sent is still unknown. {problem}") from problem

    def list_inbound(self) -> list[RemoteFile]:
        """Name the finished files that wait for us, by name."""
        return self._ask(lambda connection: connection.list_inbound())

    def fetch(self, *, name: str) -> bytes:
        """Read a whole file, which stays where it is until `archive`."""
        require_plain(name)
        return self._ask(lambda connection: connection.fetch(name=name))

    def archive(self, *, name: str, digest: str | None = None) -> None:
        """Move a file away that our side has stored; one that is gone already is well."""
        require_plain(name)
        self._ask(lambda connection: connection.archive(name=name, digest=digest))

    def ping(self) -> None:
        """Sign in and look into each directory, changing nothing."""
        self._ask(lambda connection: connection.look_around())

    def _ask(self, request: Callable[[SftpConnection], Awaitable[T]]) -> T:
        with self.session():
            assert self._runner is not None  # noqa: S101 - session() has just made it
            return self._runner.run(self._answer(request))

    async def _answer(self, request: Callable[[SftpConnection], Awaitable[T]]) -> T:
        if self._connection is None or self._connection.is_closed():
            self._connection = await SftpConnection.open(settings=self.settings)
        return await request(self._connection)

    def _hang_up(self, runner: asyncio.Runner) -> None:
        if self._connection is not None:
            runner.run(self._connection.close())
            self._connection = None
