"""What every way of exchanging files with a bank can do, and how it says that it failed.

After `put`, one rule tells the caller what to record: `AnswerUnknown` means the file may be with
the bank, so ask `outcome` and never send blindly; any other `TransportError` means it is not there.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol, Self


class Outcome(StrEnum):
    """What the other side shows when asked about a file that we may have sent."""

    PRESENT = "present"
    """It is there under its name, whole: it was sent."""

    ABSENT = "absent"
    """Nothing is there. Proof that it was not sent only where `absence_is_proof`."""

    PARTIAL = "partial"
    """Only our temporary file is there: it was not sent, the same bytes may be sent again."""

    DIFFERENT = "different"
    """Another content has its name: a person must look."""


@dataclass(frozen=True, kw_only=True)
class RemoteFile:
    """A file that waits for us on the other side."""

    name: str
    size: int
    modified_at: datetime | None
    """None where the server does not tell."""


class TransportError(Exception):
    """An exchange of files failed. The text is fit to show a person and says what to do."""

    consequence: ClassVar[str] = ""
    """What the failure means for the file, as a sentence for the text."""


class NotSent(TransportError):
    """Certainly nothing was put under the final name: the same bytes may be sent again."""

    consequence = "Nothing was put in place: the same file may be sent again."


class Unreachable(NotSent):
    """No session with the other side came about. Nothing was begun."""


class HostKeyMismatch(NotSent):
    """The server is not the one that was pinned. Nothing was begun, no sign-in was tried."""


class AccessDenied(NotSent):
    """The other side refused our sign-in or our rights to a directory."""


class AnswerUnknown(TransportError):
    """The file may be with the bank: ask `outcome`; never send it again blindly."""

    consequence = "It is not sent again before the bank has been asked."


class AlreadyThere(AnswerUnknown):
    """A file of this name is there already; `outcome` tells whether it is this one."""


class NotFetched(TransportError):
    """A file was not read or not archived; it stays where it is and may be tried again."""

    consequence = "Files that wait for us stay where they are and are tried again."


class StillGrowing(NotFetched):
    """The file changed while it was read: its writer is not done. Leave it for later."""


class ChangedSinceFetched(NotFetched):
    """Under this name there is now another file than the one that was stored: fetch it first."""


class Transport(Protocol):
    """A way to exchange files with a bank.

    Each method may be called alone. Inside `with transport.session():` the calls share one
    connection. One object serves one thread at a time.
    """

    @property
    def absence_is_proof(self) -> bool:
        """Tell whether a file that is not there was never sent.

        False where the bank takes files away when it reads them: then only its acknowledgement, or
        a person who asks, resolves `Outcome.ABSENT`.
        """

    def session(self) -> AbstractContextManager[Self]:
        """Hold one connection for several calls."""

    def put(self, *, name: str, data: bytes) -> None:
        """Place a file under its final name, whole or not at all, never over another.

        Raises:
            AnswerUnknown: it may be there; `AlreadyThere` if a file of this name was there before.
            NotSent: it certainly is not, with the reason as `Unreachable`, `HostKeyMismatch` or
                `AccessDenied` where that is known.
        """

    def outcome(self, *, name: str, size: int, digest: str) -> Outcome:
        """Ask the other side what became of a file: its size in bytes and SHA-256 as hex.

        Raises:
            AnswerUnknown: the other side could not be asked either.
        """

    def list_inbound(self) -> list[RemoteFile]:
        """Name the finished files that wait for us, by name; hidden and temporary ones are not.

        Raises:
            TransportError: the directory could not be read.
        """

    def fetch(self, *, name: str) -> bytes:
        """Read a whole file, which stays where it is until `archive`.

        Raises:
            StillGrowing: its writer is not done.
            TransportError: it could not be read.
        """

    def archive(self, *, name: str, digest: str | None = None) -> None:
        """Move a file away that our side has stored; one that is gone already is well.

        Raises:
            ChangedSinceFetched: its SHA-256 is no longer `digest` (as hex): it is left in place.
            TransportError: it could not be moved.
        """

    def ping(self) -> None:
        """Sign in and look into each directory, changing nothing.

        Raises:
            TransportError: files could not be exchanged now.
        """
