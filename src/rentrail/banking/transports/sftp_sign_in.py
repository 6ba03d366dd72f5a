"""Signing in to a bank's SFTP server: only to a pinned key, only with our key."""

import asyncio

import asyncssh

from rentrail.banking.transports.protocol import AccessDenied, HostKeyMismatch, Unreachable
from rentrail.banking.transports.sftp_settings import SftpSettings

_USUAL_HOST_KEY_KINDS = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
)


async def sign_in(
    *, settings: SftpSettings
) -> tuple[asyncssh.SSHClientConnection, asyncssh.SFTPClient]:
    """Connect, compare the host key with the pinned ones, sign in, start SFTP.

    Nothing outside the settings takes part: no known_hosts file, SSH configuration or agent.

    Raises:
        Unreachable: no server answered, or it offers no SFTP.
        HostKeyMismatch: the server's key is not pinned.
        AccessDenied: the server refuses our user or key.
    """
    watch = _HostKeyWatch()
    try:
        connection = await asyncio.wait_for(
            _connect(settings=settings, watch=watch), settings.connect_timeout_seconds
        )
    except asyncssh.HostKeyNotVerifiable as fault:
        raise _mismatch(settings, shown=watch.fingerprint) from fault
    except asyncssh.PermissionDenied as fault:
        raise AccessDenied(
            f"{settings.server} refused to sign in {settings.user!r} with our key. Nothing was "
            "begun. Ask the bank whether the user is open and has our public key."
        ) from fault
    except (asyncssh.Error, OSError) as fault:
        raise _unreachable(settings, reason=reason(fault)) from fault
    return connection, await _start_sftp(connection, settings=settings)


def reason(fault: Exception) -> str:
    """Say in a few words what the network or the server reported."""
    if isinstance(fault, TimeoutError):
        return "no answer in time"
    return (str(fault) or type(fault).__name__).rstrip(".")


class _HostKeyWatch(asyncssh.SSHClient):
    """Remembers the fingerprint of a host key that was not pinned, to show it to a person."""

    fingerprint = "unknown"

    def validate_host_public_key(
        self, host: str, addr: str, port: int, key: asyncssh.SSHKey
    ) -> bool:
        """Refuse: only pinned keys are trusted, and this is asked about others."""
        self.fingerprint = key.get_fingerprint()
        return False


async def _connect(*, settings: SftpSettings, watch: _HostKeyWatch) -> asyncssh.SSHClientConnection:
    pinned = settings.pinned_keys()
    connection, _client = await asyncssh.create_connection(
        lambda: watch,
        settings.host,
        settings.port,
        username=settings.user,
        client_keys=[settings.sign_in_key()],
        known_hosts=(pinned, [], []),
        server_host_key_algs=_host_key_kinds(pinned),
        preferred_auth=("publickey",),
        config=None,
        agent_path=None,
    )
    return connection


def _host_key_kinds(pinned: list[asyncssh.SSHKey]) -> list[str]:
    """Ask for a pinned kind first, but take any, so that a wrong server shows its key and is named.

    Asked for pinned kinds alone, a server without one just hangs up.
    """
    asked = [kind.decode() for key in pinned for kind in key.sig_algorithms]
    return list(dict.fromkeys([*asked, *_USUAL_HOST_KEY_KINDS]))


async def _start_sftp(
    connection: asyncssh.SSHClientConnection, *, settings: SftpSettings
) -> asyncssh.SFTPClient:
    try:
        return await asyncio.wait_for(
            connection.start_sftp_client(), settings.answer_timeout_seconds
        )
    except (asyncssh.Error, OSError) as fault:
        connection.abort()
        raise Unreachable(
            f"{settings.server} let us in but does not offer SFTP ({reason(fault)}). Nothing was "
            "begun. Ask the bank whether our user is set up for file transfer."
        ) from fault


def _mismatch(settings: SftpSettings, *, shown: str) -> HostKeyMismatch:
    return HostKeyMismatch(
        f"{settings.server} showed a host key ({shown}) that is not the one we hold for the bank. "
        "Nothing was begun. It may be another machine in the bank's place: ask the bank by "
        "telephone, and change the pinned key only when it confirms the new one."
    )


def _unreachable(settings: SftpSettings, *, reason: str) -> Unreachable:
    return Unreachable(
        f"{settings.server} could not be reached ({reason}). Nothing was begun. It is tried "
        "again; if this stays, look at the address, the firewall and the bank's notices."
    )
