"""What has to be known to exchange files with one bank over SFTP."""

from dataclasses import dataclass, field

import asyncssh

from rentrail.banking.transports.names import TemporaryNames


class UnusableSettings(ValueError):
    """The settings of an SFTP transport can't work. The text is fit to show a person."""


@dataclass(frozen=True, kw_only=True)
class SftpSettings:
    """Where a bank's SFTP server is, how we know it, and how it knows us.

    Raises:
        UnusableSettings: no host key is pinned, or a key cannot be read.
    """

    host: str
    user: str
    private_key: str = field(repr=False)
    """Our private key as PEM or OpenSSH text, without a passphrase."""
    host_keys: tuple[str, ...]
    """The server's public keys as OpenSSH writes them; two while the bank changes its key."""
    port: int = 22
    outgoing_directory: str = "outgoing"
    incoming_directory: str = "incoming"
    archive_directory: str | None = "archive"
    """Where a file goes that our side has stored; None removes it."""
    connect_timeout_seconds: float = 30
    answer_timeout_seconds: float = 60
    """How long any single request, or a mebibyte of data, may take."""
    reads_back: bool = True
    """Whether what was written is read again and its digest compared; False where not allowed."""
    absence_is_proof: bool = False
    """Whether the bank leaves files where we put them, so that an absent one was never sent."""
    temporary_names: TemporaryNames = field(default_factory=TemporaryNames)
    unfinished_suffixes: tuple[str, ...] = (".part", ".filepart", ".tmp")
    """How the bank ends the name of a file it has not finished writing."""

    def __post_init__(self) -> None:
        if not self.host_keys:
            raise UnusableSettings(
                "No host key is pinned. Ask the bank for its server's public host key: without it "
                "we could hand the payments to anyone."
            )
        self.pinned_keys()
        self.sign_in_key()

    @property
    def server(self) -> str:
        """Name the server as a person would."""
        return f"{self.host}:{self.port}"

    def pinned_keys(self) -> list[asyncssh.SSHKey]:
        """Read the host keys that the server may show."""
        try:
            return [asyncssh.import_public_key(key) for key in self.host_keys]
        except asyncssh.KeyImportError as problem:
            raise UnusableSettings(
                "A pinned host key cannot be read. It looks like 'ssh-ed25519 AAAAC3...'."
            ) from problem

    def sign_in_key(self) -> asyncssh.SSHKey:
        """Read our private key."""
        try:
            return asyncssh.import_private_key(self.private_key)
        except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
            raise UnusableSettings(
                "The private key cannot be read. It must be PEM or OpenSSH text without a "
                "passphrase."
            ) from None  # the reader's own words could repeat key text
