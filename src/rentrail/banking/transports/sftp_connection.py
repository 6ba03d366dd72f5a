"""One signed-in connection to a bank's SFTP server, and the careful steps done over it.

SFTP's protocol 3 has one code for every failure, so a refusal never says why: after each one the
server is asked what it shows. Only plain rename is used, because posix-rename replaces a file.
"""

import asyncio
import hashlib
import posixpath
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from typing import NoReturn, Self, TypeVar, cast

import asyncssh
from asyncssh.constants import FILEXFER_TYPE_REGULAR, FILEXFER_TYPE_UNKNOWN

from rentrail.banking.transports import names, sftp_sign_in
from rentrail.banking.transports.protocol import (
    AccessDenied,
    AlreadyThere,
    AnswerUnknown,
    ChangedSinceFetched,
    NotFetched,
    NotSent,
    Outcome,
    RemoteFile,
    StillGrowing,
    TransportError,
)
from rentrail.banking.transports.sftp_settings import SftpSettings

T = TypeVar("T")

_SLICE_BYTES = 1 << 20
_HANG_UP_SECONDS = 5
_ARCHIVE_TRIES_MAX = 3
_ABSENT = (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath)
_LOST = (
    OSError,
    asyncssh.DisconnectError,
    asyncssh.ChannelOpenError,
    asyncssh.SFTPConnectionLost,
    asyncssh.SFTPNoConnection,
    asyncssh.SFTPBadMessage,
)


class SftpConnection:
    """A signed-in connection; `open` it, `close` it."""

    def __init__(
        self,
        *,
        connection: asyncssh.SSHClientConnection,
        client: asyncssh.SFTPClient,
        settings: SftpSettings,
    ) -> None:
        self._connection = connection
        self._client = client
        self._settings = settings
        self._is_given_up = False

    @classmethod
    async def open(cls, *, settings: SftpSettings) -> Self:
        """Connect to the pinned server and sign in.

        Raises:
            Unreachable, HostKeyMismatch, AccessDenied: as their names say.
        """
        connection, client = await sftp_sign_in.sign_in(settings=settings)
        return cls(connection=connection, client=client, settings=settings)

    async def close(self) -> None:
        """Hang up, politely if the server still answers."""
        self._connection.close()
        try:
            await asyncio.wait_for(self._connection.wait_closed(), _HANG_UP_SECONDS)
        except (OSError, asyncssh.Error):
            self._connection.abort()

    def is_closed(self) -> bool:
        """Tell whether the connection was lost, or given up after a fault."""
        return self._is_given_up or self._connection.is_closed()

    def _give_up(self) -> None:
        """Drop the connection: after a late answer, nothing that still comes can be trusted."""
        self._is_given_up = True
        self._connection.abort()

    # Sending

    async def put(self, *, name: str, data: bytes) -> None:
        """Write under a temporary name, verify, rename, look."""
        digest = hashlib.sha256(data).hexdigest()
        temporary = self._settings.temporary_names.fresh(name=name, digest=digest)
        with self._classed(NotSent, f"{name} was being made ready"):
            await self._clear_way(name=name, digest=digest)
        try:
            with self._classed(NotSent, f"{name} was being written"):
                await self._write(temporary, data=data)
                await self._verify(temporary, data=data)
        except TransportError:
            await self._discard(temporary)
            raise
        await self._publish(temporary, name=name, size=len(data))

    async def _clear_way(self, *, name: str, digest: str) -> None:
        """Remove what an earlier try left, which also stops a late rename of it; then look."""
        for leftover in await self._leftovers(name=name, digest=digest):
            try:
                await self._timed(self._client.remove(self._outgoing(leftover)))
            except _ABSENT as fault:
                raise AnswerUnknown(
                    f"An earlier try at {name} was moved into place just now. Ask the bank "
                    "whether it has the file."
                ) from fault
        if await self._size(self._outgoing(name)) is not None:
            raise _already_there(name)

    async def _write(self, temporary: str, *, data: bytes) -> None:
        async with self._opened(self._outgoing(temporary), "xb") as remote:
            for start in range(0, len(data), _SLICE_BYTES):
                await self._timed(remote.write(data[start : start + _SLICE_BYTES], start))
            with suppress(asyncssh.SFTPOpUnsupported):
                await self._timed(remote.fsync())

    async def _verify(self, temporary: str, *, data: bytes) -> None:
        size = await self._size(self._outgoing(temporary))
        if size != len(data):
            raise NotSent(
                f"The bank's server kept {size or 0} of {len(data)} bytes. Nothing was put in "
                "place. Its disk may be full: tell the bank if this comes again."
            )
        if (
            self._settings.reads_back
            and await self._read(self._outgoing(temporary), size=size) != data
        ):
            raise NotSent(
                "The bank's server gave back other bytes than were written. Nothing was put in "
                "place. Tell the bank if this comes again."
            )

    async def _publish(self, temporary: str, *, name: str, size: int) -> None:
        try:
            await self._timed(self._client.rename(self._outgoing(temporary), self._outgoing(name)))
        except _LOST as fault:
            self._give_up()
            raise AnswerUnknown(
                f"The connection to {self._settings.server} was lost while {name} was moved into "
                f"place. {AnswerUnknown.consequence}"
            ) from fault
        except asyncssh.SFTPError as fault:
            await self._explain_refused_rename(temporary, name=name, fault=fault)
        await self._confirm(name=name, size=size)

    async def _explain_refused_rename(
        self, temporary: str, *, name: str, fault: asyncssh.SFTPError
    ) -> NoReturn:
        with self._classed(AnswerUnknown, f"the bank was asked about {name}"):
            final_size = await self._size(self._outgoing(name))
            temporary_size = await self._size(self._outgoing(temporary))
        if temporary_size is not None:
            await self._discard(temporary)
        if final_size is not None:
            raise _already_there(name) from fault
        if temporary_size is None:
            raise AnswerUnknown(
                f"The bank's server refused to move {name} into place, yet shows it nowhere. Ask "
                "the bank whether it has the file."
            ) from fault
        raise NotSent(
            f"The bank's server refused to move {name} into place ({fault.reason}). Ask the bank "
            "whether our user may rename files in its directory."
        ) from fault

    async def _confirm(self, *, name: str, size: int) -> None:
        """Look once more. The server has said yes: gone means picked up, silence means nothing."""
        try:
            shown = await self._size(self._outgoing(name))
        except _LOST:
            self._give_up()
            return
        except asyncssh.SFTPError:
            return
        if shown not in (None, size):
            raise AnswerUnknown(
                f"The bank's server shows {name} with {shown} bytes where {size} were sent. "
                "Ask the bank what it has."
            )

    async def _discard(self, temporary: str) -> None:
        """Remove our temporary file if that can be done; the next try would."""
        if not self.is_closed():
            with suppress(asyncssh.Error, OSError):
                await self._timed(self._client.remove(self._outgoing(temporary)))

    # Asking

    async def outcome(self, *, name: str, size: int, digest: str) -> Outcome:
        """Tell what the server shows of a file that we may have sent."""
        with self._classed(AnswerUnknown, f"the bank was asked about {name}"):
            leftovers = await self._leftovers(name=name, digest=digest)
            final_size = await self._size(self._outgoing(name))
            if final_size is None:
                return Outcome.PARTIAL if leftovers else Outcome.ABSENT
            if final_size != size or not await self._has_digest(
                self._outgoing(name), size=size, digest=digest
            ):
                return Outcome.DIFFERENT
        return Outcome.PRESENT

    async def _has_digest(self, path: str, *, size: int, digest: str) -> bool:
        if not self._settings.reads_back:
            return True
        content = await self._read(path, size=size)
        return hashlib.sha256(content).hexdigest() == digest.lower()

    async def _leftovers(self, *, name: str, digest: str) -> list[str]:
        entries = await self._timed(self._client.readdir(self._settings.outgoing_directory))
        temporary = self._settings.temporary_names
        shown = [str(entry.filename) for entry in entries]
        return [each for each in shown if temporary.is_leftover(each, name=name, digest=digest)]

    async def look_around(self) -> None:
        """Look into each directory, changing nothing."""
        settings = self._settings
        archive = [settings.archive_directory] if settings.archive_directory is not None else []
        for directory in [settings.outgoing_directory, settings.incoming_directory, *archive]:
            with self._classed(NotFetched, f"directory {directory!r} was looked into"):
                await self._timed(self._client.readdir(directory))

    # Receiving

    async def list_inbound(self) -> list[RemoteFile]:
        """Name the finished files that wait for us, by name."""
        with self._classed(NotFetched, "the inbound files were listed"):
            entries = await self._timed(self._client.readdir(self._settings.incoming_directory))
        files = [_remote_file(entry) for entry in entries if _is_file(entry)]
        unfinished = self._settings.unfinished_suffixes
        finished = [
            file for file in files if names.is_finished(file.name, unfinished_suffixes=unfinished)
        ]
        return sorted(finished, key=lambda file: file.name)

    async def fetch(self, *, name: str) -> bytes:
        """Read a file whole, and look before and after whether it is being written."""
        path = self._incoming(name)
        with self._classed(NotFetched, f"{name} was read"):
            before = await self._timed(self._client.stat(path))
            content = await self._read(path, size=before.size or 0)
            after = await self._timed(self._client.stat(path))
        if (before.size, before.mtime) != (after.size, after.mtime) or len(content) != after.size:
            raise StillGrowing(f"{name} is still being written by the bank. It is read later.")
        return content

    async def archive(self, *, name: str, digest: str | None = None) -> None:
        """Move a stored file away, unless the bank has put another in its place."""
        path = self._incoming(name)
        with self._classed(NotFetched, f"{name} was archived"):
            size = await self._size(path)
            if size is None:
                return
            if digest is not None:
                await self._require_unchanged(path, size=size, digest=digest)
            if self._settings.archive_directory is None:
                await self._timed(self._client.remove(path))
                return
            await self._move_to_archive(path, name=name)

    async def _require_unchanged(self, path: str, *, size: int, digest: str) -> None:
        content = await self._read(path, size=size)
        if hashlib.sha256(content).hexdigest() != digest.lower():
            raise ChangedSinceFetched(
                f"{posixpath.basename(path)} is no longer the file that was stored. It stays "
                "with the bank and is fetched anew."
            )

    async def _move_to_archive(self, path: str, *, name: str) -> None:
        directory = self._settings.archive_directory or ""
        candidates = [name, *(names.beside(name) for _ in range(_ARCHIVE_TRIES_MAX))]
        for candidate in candidates:
            target = posixpath.join(directory, candidate)
            if await self._size(target) is not None:
                continue
            await self._timed(self._client.rename(path, target))
            return
        raise NotFetched(
            f"No free name for {name} in the bank's archive. Ask the bank to clear it."
        )

    # Over the wire

    def _outgoing(self, name: str) -> str:
        return posixpath.join(self._settings.outgoing_directory, name)

    def _incoming(self, name: str) -> str:
        return posixpath.join(self._settings.incoming_directory, name)

    async def _size(self, path: str) -> int | None:
        try:
            return (await self._timed(self._client.stat(path))).size
        except _ABSENT:
            return None

    async def _read(self, path: str, *, size: int) -> bytes:
        """Read a file of `size` bytes to its end, or one byte more where it has grown."""
        content = bytearray()
        async with self._opened(path, "rb") as remote:
            while wanted := size + 1 - len(content):
                piece = await self._timed(remote.read(min(wanted, _SLICE_BYTES), len(content)))
                if not piece:
                    break
                content += cast(bytes, piece)
        return bytes(content)

    @asynccontextmanager
    async def _opened(self, path: str, mode: str) -> AsyncIterator[asyncssh.SFTPClientFile]:
        remote = await self._timed(self._client.open(path, mode))
        try:
            yield remote
        except _LOST:
            raise  # nothing is left to close
        except BaseException:
            with suppress(asyncssh.Error, OSError):
                await self._timed(remote.close())
            raise
        await self._timed(remote.close())

    async def _timed(self, answer: Awaitable[T]) -> T:
        return await asyncio.wait_for(answer, self._settings.answer_timeout_seconds)

    @contextmanager
    def _classed(self, failure: type[TransportError], during: str) -> Iterator[None]:
        """Turn what the library raises into what a caller can act on."""
        server = self._settings.server
        try:
            yield
        except _LOST as fault:
            self._give_up()
            reason = sftp_sign_in.reason(fault)
            raise failure(
                f"The connection to {server} was lost while {during} ({reason}). "
                f"{failure.consequence}"
            ) from fault
        except asyncssh.SFTPPermissionDenied as fault:
            refusal = failure if issubclass(failure, AnswerUnknown) else AccessDenied
            raise refusal(
                f"{server} refused our user while {during}. Ask the bank to give it the right."
            ) from fault
        except asyncssh.Error as fault:
            reason = sftp_sign_in.reason(fault)
            raise failure(
                f"{server} refused while {during} ({reason}). {failure.consequence}"
            ) from fault


def _already_there(name: str) -> AlreadyThere:
    return AlreadyThere(
        f"A file named {name} is already with the bank. Nothing was replaced; whether it is this "
        "very file has to be asked."
    )


def _is_file(entry: asyncssh.SFTPName) -> bool:
    return entry.attrs.type in (FILEXFER_TYPE_REGULAR, FILEXFER_TYPE_UNKNOWN)


def _remote_file(entry: asyncssh.SFTPName) -> RemoteFile:
    modified = entry.attrs.mtime
    return RemoteFile(
        name=str(entry.filename),
        size=entry.attrs.size or 0,
        modified_at=None if modified is None else datetime.fromtimestamp(modified, UTC),
    )
