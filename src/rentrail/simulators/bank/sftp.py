"""The bank's SFTP door: an ordinary server that can also break where it hurts.

It creates exclusively, syncs to disk, and refuses a plain rename onto a name that is there.
"""

import posixpath
from dataclasses import dataclass
from typing import NoReturn

import asyncssh
from asyncssh.constants import FXF_WRITE

from rentrail.simulators.bank.bank import Bank, is_finished
from rentrail.simulators.bank.faults import Direction

INBOUND = b"/inbound"


@dataclass(kw_only=True)
class _Drop:
    """A connection that is going to be lost over a file."""

    during: Direction
    bytes_left: int


class BankSftpServer(asyncssh.SFTPServer):
    """One customer's session; the customer sees only the bank's sftp folder."""

    def __init__(self, channel: "asyncssh.SSHServerChannel[bytes]", *, bank: Bank) -> None:
        super().__init__(channel, chroot=str(bank.served).encode())
        self._bank = bank
        self._drops: dict[int, _Drop] = {}

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        """Open a file, deciding whether the connection will be lost over it."""
        file = super().open(path, pflags, attrs)
        if self._bank.faults.loses_reply_to("open"):
            super().close(file)
            self._lose_connection()
        during: Direction = "write" if pflags & FXF_WRITE else "read"
        count = self._bank.faults.bytes_before_drop(during=during)
        if count is not None:
            self._drops[id(file)] = _Drop(during=during, bytes_left=count)
        return file

    def read(self, file_obj: object, offset: int, size: int) -> bytes:
        """Read part of a file, up to where the connection is to be lost."""
        drop = self._drops.get(id(file_obj))
        if drop and drop.bytes_left == 0:
            self._lose_connection()
        allowed = min(size, drop.bytes_left) if drop else size
        data = bytes(super().read(file_obj, offset, allowed))  # type: ignore[arg-type]  # not awaitable here
        if drop:
            drop.bytes_left -= len(data)
        self._perhaps_lose_reply("read")
        return data

    def write(self, file_obj: object, offset: int, data: bytes) -> int:
        """Write part of a file; what came before the connection is lost stays written."""
        drop = self._drops.get(id(file_obj))
        allowed = min(len(data), drop.bytes_left) if drop else len(data)
        super().write(file_obj, offset, data[:allowed])
        if drop:
            drop.bytes_left -= allowed
            if drop.bytes_left == 0:
                self._lose_connection()
        self._perhaps_lose_reply("write")
        return allowed

    def close(self, file_obj: object) -> None:
        """Close a file."""
        self._drops.pop(id(file_obj), None)
        super().close(file_obj)
        self._perhaps_lose_reply("close")

    def fsync(self, file_obj: object) -> None:
        """Bring a file's bytes to disk."""
        super().fsync(file_obj)
        self._perhaps_lose_reply("fsync")

    def remove(self, path: bytes) -> None:
        """Delete a file."""
        super().remove(path)
        self._perhaps_lose_reply("remove")

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Give a file its last name, unless the name is taken; the bank may grab it at once."""
        super().rename(oldpath, newpath)
        folder, name = posixpath.split(posixpath.normpath(posixpath.join(b"/", newpath)))
        grabs = self._bank.config.pick_up_at_once and folder == INBOUND
        if grabs and is_finished(name.decode(errors="replace")):
            self._bank.pick_up()
        self._perhaps_lose_reply("rename")

    def _perhaps_lose_reply(self, call: str) -> None:
        if self._bank.faults.loses_reply_to(call):
            self._lose_connection()

    def _lose_connection(self) -> NoReturn:
        self.connection.abort()
        raise asyncssh.SFTPConnectionLost("The connection was lost.")
