"""The bank's customer in these tests: an SFTP client, and Nacha files put down by hand."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from textwrap import dedent
from typing import TypeVar

import asyncssh

from rentrail.simulators.bank import Bank, RunningBank

T = TypeVar("T")

RENT_FILE = dedent("""\
    101 07640125112345678902603021430A094101SIMULATED BANK         ELM COURT
    5225ELM COURT       ELM-2026-03-02-1    1234567890WEBRENT      260302260303   1076401250000001
    62712345678074456789         0000120000LEASE-0042     ALICE RESIDENT        R 0076401250000001
    62712345678074456790         0000090050LEASE-0043     CHARLIE RESIDENT      S 0076401250000002
    82250000020024691356000000210050000000000000                                   076401250000001
    9000001000001000000020024691356000000210050000000000000
""")
PAYOUT_FILE = dedent("""\
    101 07640125112345678902603021500B094101SIMULATED BANK         ELM COURT
    5220ELM COURT       PAYOUT-7            1234567890CCDPAYOUT    260302260303   1076401250000001
    6220764012517000001          0000050000OWNER-1        OWNER LLC               0076401250000101
    6223212345681122334455       0000020000OWNER-2        OTHER OWNER LLC         0076401250000102
    82200000020039763581000000000000000000070000                                   076401250000001
    9000001000001000000020039763581000000000000000000070000
""")


def filled(text: str) -> bytes:
    """Fill lines to 94 characters (company and control included) and the file to a block."""
    lines = [_filled(line) for line in text.splitlines()]
    lines += ["9" * 94] * (-len(lines) % 10)
    return ("\n".join(lines) + "\n").encode("ascii")


def _filled(line: str) -> str:
    if line[0] == "8" and line[44:54] == " " * 10:
        line = f"{line[:44]}1234567890{' ' * 25}{line[79:]}"
    return line.ljust(94)


def drop_off(bank: Bank, *, content: bytes, name: str = "elm.ach") -> None:
    """Leave a file in the inbound folder without the network."""
    (bank.inbound / name).write_bytes(content)


def with_sftp(
    running: RunningBank,
    work: Callable[[asyncssh.SFTPClient], Awaitable[T]],
    *,
    key: Path | None = None,
) -> T:
    """Do some work in one SFTP session, the host's key pinned."""

    async def session() -> T:
        known_hosts = asyncssh.import_known_hosts(running.known_hosts_line)
        async with (
            asyncssh.connect(
                running.host,
                running.port,
                username="elm",
                known_hosts=known_hosts,
                client_keys=[str(key or running.client_key_path)],
                config=None,
                agent_path=None,
            ) as connection,
            connection.start_sftp_client() as client,
        ):
            return await work(client)

    return asyncio.run(session())


async def upload(client: asyncssh.SFTPClient, content: bytes, name: str = "elm.ach") -> None:
    """Send a file as a careful customer does: new name, sync, size, plain rename."""
    draft = f"/inbound/.{name}.tmp"
    async with client.open(draft, "xb") as file:
        await file.write(content)
        await file.fsync()
    assert await client.getsize(draft) == len(content)
    await client.rename(draft, f"/inbound/{name}")


def send(running: RunningBank, content: bytes, name: str = "elm.ach") -> None:
    """Upload one file in a session of its own."""
    with_sftp(running, lambda client: upload(client, content, name))


def outbound(bank: Bank, prefix: str) -> list[str]:
    """Give the texts of the published files whose names begin so, in the order of names."""
    paths = sorted(bank.outbound.glob(f"{prefix}*"))
    return [path.read_text(encoding="latin-1") for path in paths]
