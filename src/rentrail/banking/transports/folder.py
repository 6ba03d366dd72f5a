"""Files to and from a bank through a watched folder, which another program carries on."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn, Self

from rentrail.banking.transports import names
from rentrail.banking.transports.names import TemporaryNames
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

_ARCHIVE_TRIES_MAX = 3


@dataclass(frozen=True, kw_only=True)
class FolderSettings:
    """Which folders are watched, and by what habits."""

    outgoing_directory: Path
    incoming_directory: Path
    archive_directory: Path | None
    """Where a file goes that our side has stored; None removes it."""
    absence_is_proof: bool = False
    """Whether files stay where we put them, so that an absent one was never sent."""
    temporary_names: TemporaryNames = field(default_factory=TemporaryNames)
    unfinished_suffixes: tuple[str, ...] = (".part", ".filepart", ".tmp")
    """How the other program ends the name of a file it has not finished writing."""


class FolderTransport:
    """A `Transport` through folders of this machine or mounted on it."""

    def __init__(self, *, settings: FolderSettings) -> None:
        self.settings = settings

    @property
    def absence_is_proof(self) -> bool:
        """Tell whether a file that is not there was never sent."""
        return self.settings.absence_is_proof

    @contextmanager
    def session(self) -> Iterator[Self]:
        """Give the transport itself: a folder needs no connection."""
        yield self

    # Sending

    def put(self, *, name: str, data: bytes) -> None:
        """Place a file under its final name, whole or not at all, never over another."""
        names.require_plain(name)
        digest = hashlib.sha256(data).hexdigest()
        temporary = self._outgoing(self.settings.temporary_names.fresh(name=name, digest=digest))
        with _classed(NotSent, f"{name} was being made ready"):
            self._clear_way(name=name, digest=digest)
        try:
            with _classed(NotSent, f"{name} was being written"):
                _write_durably(temporary, data=data)
        except TransportError:
            _discard(temporary)
            raise
        self._publish(temporary, name=name)

    def _clear_way(self, *, name: str, digest: str) -> None:
        """Remove what an earlier try left, which also stops a late move of it; then look."""
        for leftover in self._leftovers(name=name, digest=digest):
            try:
                self._outgoing(leftover).unlink()
            except FileNotFoundError as fault:
                raise AnswerUnknown(
                    f"An earlier try at {name} was moved into place just now. Ask the bank "
                    "whether it has the file."
                ) from fault
        if os.path.lexists(self._outgoing(name)):
            raise _already_there(name)

    def _publish(self, temporary: Path, *, name: str) -> None:
        """Link, which refuses to replace; then the temporary name goes."""
        final = self._outgoing(name)
        try:
            os.link(temporary, final)
        except OSError as fault:
            self._explain_refused_link(temporary, final=final, fault=fault)
        _discard(temporary)
        with _classed(AnswerUnknown, f"{name} was being made durable"):
            _sync_directory(final.parent)

    def _explain_refused_link(self, temporary: Path, *, final: Path, fault: OSError) -> NoReturn:
        with _classed(AnswerUnknown, f"the folder was asked about {final.name}"):
            is_there = os.path.lexists(final)
            temporary.stat()
        _discard(temporary)
        if is_there:
            raise _already_there(final.name) from fault
        raise NotSent(
            f"{final.name} could not be moved into place ({fault.strerror}). Nothing was put "
            "there. The folder's file system must allow hard links."
        ) from fault

    # Asking

    def outcome(self, *, name: str, size: int, digest: str) -> Outcome:
        """Tell what the folder shows of a file that we may have sent."""
        names.require_plain(name)
        final = self._outgoing(name)
        try:
            with _classed(AnswerUnknown, f"the folder was asked about {name}"):
                leftovers = self._leftovers(name=name, digest=digest)
                if not os.path.lexists(final):
                    return Outcome.PARTIAL if leftovers else Outcome.ABSENT
                content = final.read_bytes()
        except TransportError as problem:
            raise AnswerUnknown(f"Whether {name} was sent is still unknown. {problem}") from problem
        is_same = len(content) == size and _digest(content) == digest.lower()
        return Outcome.PRESENT if is_same else Outcome.DIFFERENT

    def _leftovers(self, *, name: str, digest: str) -> list[str]:
        temporary = self.settings.temporary_names
        shown = os.listdir(self.settings.outgoing_directory)
        return [each for each in shown if temporary.is_leftover(each, name=name, digest=digest)]

    def ping(self) -> None:
        """Look into each folder, changing nothing."""
        archive = self.settings.archive_directory
        folders = [self.settings.outgoing_directory, self.settings.incoming_directory]
        for folder in folders if archive is None else [*folders, archive]:
            with _classed(NotFetched, f"folder {folder} was looked into"):
                os.listdir(folder)
            if not os.access(folder, os.W_OK):
                raise AccessDenied(f"Rentrail may not write into {folder}. Give it the right.")

    # Receiving

    def list_inbound(self) -> list[RemoteFile]:
        """Name the finished files that wait for us, by name."""
        with (
            _classed(NotFetched, "the inbound files were listed"),
            os.scandir(self.settings.incoming_directory) as entries,
        ):
            files = [_remote_file(entry) for entry in entries if self._is_finished(entry)]
        return sorted(files, key=lambda file: file.name)

    def _is_finished(self, entry: os.DirEntry[str]) -> bool:
        suffixes = self.settings.unfinished_suffixes
        return entry.is_file() and names.is_finished(entry.name, unfinished_suffixes=suffixes)

    def fetch(self, *, name: str) -> bytes:
        """Read a file whole, and look before and after whether it is being written."""
        path = self._incoming(name)
        with _classed(NotFetched, f"{name} was read"):
            before = path.stat()
            content = path.read_bytes()
            after = path.stat()
        is_steady = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
        if not is_steady or len(content) != after.st_size:
            raise StillGrowing(f"{name} is still being written. It is read later.")
        return content

    def archive(self, *, name: str, digest: str | None = None) -> None:
        """Move a stored file away, unless another has been put in its place."""
        path = self._incoming(name)
        with _classed(NotFetched, f"{name} was archived"):
            if not os.path.lexists(path):
                return
            if digest is not None and _digest(path.read_bytes()) != digest.lower():
                raise ChangedSinceFetched(
                    f"{name} is no longer the file that was stored. It stays where it is and is "
                    "fetched anew."
                )
            if self.settings.archive_directory is not None:
                _link_beside(path, folder=self.settings.archive_directory)
            path.unlink(missing_ok=True)
            _sync_directory(path.parent)

    def _outgoing(self, name: str) -> Path:
        return self.settings.outgoing_directory / name

    def _incoming(self, name: str) -> Path:
        return self.settings.incoming_directory / names.require_plain(name)


def _write_durably(path: Path, *, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if path.read_bytes() != data:
        raise NotSent(
            "The folder gave back other bytes than were written. Nothing was put in place. Look "
            "at its disk."
        )
    _sync_directory(path.parent)


def _link_beside(path: Path, *, folder: Path) -> None:
    """Link a file into the archive under its own name, or one beside it where that is taken."""
    for candidate in [path.name, *(names.beside(path.name) for _ in range(_ARCHIVE_TRIES_MAX))]:
        with suppress(FileExistsError):
            os.link(path, folder / candidate)
            _sync_directory(folder)
            return
    raise NotFetched(f"No free name for {path.name} in the archive. Clear it.")


def _sync_directory(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _discard(temporary: Path) -> None:
    with suppress(OSError):
        temporary.unlink()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _remote_file(entry: os.DirEntry[str]) -> RemoteFile:
    about = entry.stat()
    return RemoteFile(
        name=entry.name,
        size=about.st_size,
        modified_at=datetime.fromtimestamp(about.st_mtime, UTC),
    )


def _already_there(name: str) -> AlreadyThere:
    return AlreadyThere(
        f"A file named {name} is already in the folder. Nothing was replaced; whether it is this "
        "very file has to be asked."
    )


@contextmanager
def _classed(failure: type[TransportError], during: str) -> Iterator[None]:
    """Turn what the operating system raises into what a caller can act on."""
    try:
        yield
    except PermissionError as fault:
        refusal = failure if issubclass(failure, AnswerUnknown) else AccessDenied
        raise refusal(
            f"Rentrail may not use {fault.filename} while {during}. Give it the right."
        ) from fault
    except OSError as fault:
        raise failure(
            f"{fault.filename or 'The folder'} failed while {during} ({fault.strerror}). "
            f"{failure.consequence}"
        ) from fault
