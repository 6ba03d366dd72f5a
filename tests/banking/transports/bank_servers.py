"""Banks' sides for the transports' tests: folders, and SFTP servers on loopback that serve them."""

import asyncio
import getpass
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncssh

from rentrail.banking.transports.folder import FolderSettings, FolderTransport
from rentrail.banking.transports.protocol import Transport
from rentrail.banking.transports.sftp import SftpSettings, SftpTransport

SSHD = Path("/usr/sbin/sshd")


@dataclass(frozen=True, kw_only=True)
class Directories:
    """A bank's directories, seen from the bank's side."""

    outgoing: Path
    incoming: Path
    archive: Path

    @classmethod
    def made_in(cls, root: Path) -> "Directories":
        made = cls(outgoing=root / "outgoing", incoming=root / "incoming", archive=root / "archive")
        for directory in (made.outgoing, made.incoming, made.archive):
            directory.mkdir(parents=True)
        return made


@dataclass(frozen=True, kw_only=True)
class Bank:
    """A bank's side and our transport to it."""

    directories: Directories
    transport: Transport


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running SFTP server and the key that it lets in."""

    port: int
    host_key: str
    user: str
    private_key: str

    def settings(self, directories: Directories, **changes: Any) -> SftpSettings:
        values: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": self.port,
            "user": self.user,
            "private_key": self.private_key,
            "host_keys": (self.host_key,),
            "outgoing_directory": str(directories.outgoing),
            "incoming_directory": str(directories.incoming),
            "archive_directory": str(directories.archive),
            "connect_timeout_seconds": 20,
            "answer_timeout_seconds": 20,
        }
        return SftpSettings(**{**values, **changes})

    def transport(self, directories: Directories, **changes: Any) -> SftpTransport:
        return SftpTransport(settings=self.settings(directories, **changes))


def folder_transport(directories: Directories, **changes: Any) -> FolderTransport:
    values: dict[str, Any] = {
        "outgoing_directory": directories.outgoing,
        "incoming_directory": directories.incoming,
        "archive_directory": directories.archive,
    }
    return FolderTransport(settings=FolderSettings(**{**values, **changes}))


def new_key() -> asyncssh.SSHKey:
    return asyncssh.generate_private_key("ssh-ed25519")


def text_of(key: asyncssh.SSHKey) -> str:
    return key.export_private_key().decode()


def public_text_of(key: asyncssh.SSHKey) -> str:
    return key.export_public_key().decode().strip()


@contextmanager
def asyncssh_server(
    sftp_factory: Callable[[asyncssh.SSHServerChannel[bytes]], asyncssh.SFTPServer] | bool = True,
) -> Iterator[Server]:
    """A server in this process, in a thread of its own."""
    host_key, user_key = new_key(), new_key()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def wait_for(work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(20)

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[host_key],
            authorized_client_keys=asyncssh.import_authorized_keys(public_text_of(user_key)),
            sftp_factory=sftp_factory,
            config=None,
        )

    listener = wait_for(listen())
    try:
        yield Server(
            port=listener.get_port(),
            host_key=public_text_of(host_key),
            user="rentrail",
            private_key=text_of(user_key),
        )
    finally:
        wait_for(_shut(listener))
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _shut(listener: asyncssh.SSHAcceptor) -> None:
    listener.close()
    await listener.wait_closed()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def openssh_server(root: Path) -> Iterator[Server]:
    """The real OpenSSH server with a configuration of its own, serving internal-sftp."""
    host_key, user_key = new_key(), new_key()
    host_key.write_private_key(root / "host_key")
    (root / "host_key").chmod(0o600)
    (root / "authorized_keys").write_text(public_text_of(user_key) + "\n")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # sshd started by root will not run without it
    port = _free_port()
    (root / "sshd_config").write_text(
        f"Port {port}\n"
        "ListenAddress 127.0.0.1\n"
        f"HostKey {root}/host_key\n"
        f"AuthorizedKeysFile {root}/authorized_keys\n"
        "StrictModes no\n"
        "PermitRootLogin prohibit-password\n"
        "PasswordAuthentication no\n"
        "KbdInteractiveAuthentication no\n"
        "UsePAM no\n"
        "PidFile none\n"
        "MaxStartups 100\n"
        "Subsystem sftp internal-sftp\n"
    )
    with (root / "sshd.log").open("wb") as log:
        process = subprocess.Popen(
            [str(SSHD), "-D", "-e", "-f", str(root / "sshd_config")], stderr=log
        )
    try:
        _wait_for_port(port, process=process)
        yield Server(
            port=port,
            host_key=public_text_of(host_key),
            user=getpass.getuser(),
            private_key=text_of(user_key),
        )
    finally:
        process.terminate()
        process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for_port(port: int, *, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        assert process.poll() is None, "sshd ended; see sshd.log"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("sshd does not listen")


@contextmanager
def line_cut_after(server: Server, *, sent_bytes: int) -> Iterator[Server]:
    """The same server behind a line that breaks once we have sent so many bytes over it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        line = threading.Thread(
            target=_carry_until_cut, args=(listening, server.port, sent_bytes), daemon=True
        )
        line.start()
        yield Server(
            port=port,
            host_key=server.host_key,
            user=server.user,
            private_key=server.private_key,
        )
        with socket.socket() as wake:  # a line that nobody called is waiting for a caller still
            wake.connect_ex(("127.0.0.1", port))
        line.join(20)


def _carry_until_cut(listening: socket.socket, port: int, sent_bytes: int) -> None:
    ours, _ = listening.accept()
    with ours, socket.create_connection(("127.0.0.1", port)) as theirs:
        for end in (ours, theirs):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        back = threading.Thread(target=_carry, args=(theirs, ours), daemon=True)
        back.start()
        left = sent_bytes
        while left and (piece := _received(ours, left)):
            theirs.sendall(piece)
            left -= len(piece)
        for end in (theirs, ours):
            _shut_down(end)
        back.join(20)


def _carry(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := _received(source, 65536):
            target.sendall(piece)
    except OSError:
        pass
    _shut_down(target)


def _received(source: socket.socket, size: int) -> bytes:
    try:
        return source.recv(min(size, 65536))
    except OSError:
        return b""


def _shut_down(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
