"""The bank as a server: on an event loop of its own, or in a thread for tests and simulations."""

import asyncio
import threading
from datetime import date
from pathlib import Path
from types import TracebackType

import asyncssh

from rentrail.simulators.bank.bank import Bank
from rentrail.simulators.bank.config import BankConfig
from rentrail.simulators.bank.faults import Faults
from rentrail.simulators.bank.sftp import BankSftpServer

KEY_ALGORITHM = "ssh-ed25519"
LOOPBACK = "127.0.0.1"


class BankServer:
    """The bank's SFTP server; sign-in by key only, under any user name."""

    def __init__(
        self,
        *,
        bank: Bank,
        host_key: Path,
        authorized_keys: Path,
        host: str = LOOPBACK,
        port: int = 0,
    ) -> None:
        self.bank = bank
        self.host = host
        self.port = port
        self._authorized_keys = authorized_keys
        self._host_key = key_pair(host_key)
        self._acceptor: asyncssh.SSHAcceptor | None = None

    @property
    def host_public_key(self) -> str:
        """The server's public key, as it stands in a known_hosts file after the host's name."""
        return self._host_key.export_public_key().decode().strip()

    async def start(self) -> None:
        """Begin to listen; a port of 0 becomes the one that was given."""
        self._acceptor = await asyncssh.listen(
            self.host,
            self.port,
            server_host_keys=[self._host_key],
            authorized_client_keys=str(self._authorized_keys),
            sftp_factory=lambda channel: BankSftpServer(channel, bank=self.bank),
            password_auth=False,
            kbdint_auth=False,
            gss_host=None,
            allow_scp=False,
        )
        self.port = self._acceptor.get_port()

    async def stop(self) -> None:
        """Stop listening and cut every connection."""
        if self._acceptor is not None:
            self._acceptor.close()
            await self._acceptor.wait_closed()
            self._acceptor = None


class RunningBank:
    """A bank that runs while a `with` block does, with keys for its customer.

    Its books stay in `root`, so another one over the same folder goes on where this one stopped.
    """

    def __init__(
        self,
        *,
        root: Path,
        config: BankConfig | None = None,
        faults: Faults | None = None,
        today: date | None = None,
        port: int = 0,
    ) -> None:
        keys = root / "keys"
        keys.mkdir(parents=True, exist_ok=True)
        self.client_key_path = keys / "client_ed25519"
        self.authorized_keys_path = keys / "authorized_keys"
        self.authorized_keys_path.write_bytes(key_pair(self.client_key_path).export_public_key())
        self.bank = Bank(root=root, config=config, faults=faults, today=today)
        self._server = BankServer(
            bank=self.bank,
            host_key=keys / "host_ed25519",
            authorized_keys=self.authorized_keys_path,
            port=port,
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def host(self) -> str:
        """Address it listens on."""
        return self._server.host

    @property
    def port(self) -> int:
        """Port it listens on."""
        return self._server.port

    @property
    def host_public_key(self) -> str:
        """Its public key: "ssh-ed25519 AAAA..."."""
        return self._server.host_public_key

    @property
    def known_hosts_line(self) -> str:
        """A line for a known_hosts file."""
        return f"[{self.host}]:{self.port} {self.host_public_key}\n"

    @property
    def faults(self) -> Faults:
        """What goes wrong."""
        return self.bank.faults

    def run_day(self, day: date) -> None:
        """Live through every day up to and including this one."""
        self.bank.run_day(day)

    def pick_up(self) -> list[str]:
        """Take every finished file out of the inbound folder now."""
        return self.bank.pick_up()

    def __enter__(self) -> "RunningBank":
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._server.start(), self._loop).result()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self.bank.close()

    async def _stop(self) -> None:
        await self._server.stop()
        running = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def key_pair(path: Path) -> asyncssh.SSHKey:
    """Read a private key, making it first when there is none."""
    if not path.exists():
        key = asyncssh.generate_private_key(KEY_ALGORITHM)
        path.touch(mode=0o600)
        path.write_bytes(key.export_private_key())
    return asyncssh.read_private_key(str(path))
