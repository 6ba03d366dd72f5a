"""From a bank connection's settings to the transport that reaches the bank."""

from pathlib import Path
from typing import Any

from rentrail.banking.models import BankConnection, TransportKind
from rentrail.banking.transports.folder import FolderSettings, FolderTransport
from rentrail.banking.transports.protocol import Transport
from rentrail.banking.transports.sftp import SftpSettings, SftpTransport
from rentrail.identity import vault


def transport_to(bank: BankConnection) -> Transport:
    """Make the transport of a bank connection. Nothing is connected yet."""
    if bank.transport == TransportKind.FOLDER:
        return FolderTransport(settings=_folder_settings(bank.transport_settings))
    return SftpTransport(settings=_sftp_settings(bank))


def key_context(public_id: str) -> str:
    """Name the row that a connection's private key is sealed for, in the vault's words."""
    return f"bank_connection:{public_id}:private_key"


def clearing_context(public_id: str) -> str:
    """Name the row that a clearing account's number is sealed for, in the vault's words."""
    return f"bank_connection:{public_id}:clearing_account"


def _folder_settings(settings: dict[str, Any]) -> FolderSettings:
    archive = settings.get("archive_directory")
    return FolderSettings(
        outgoing_directory=Path(settings["outgoing_directory"]),
        incoming_directory=Path(settings["incoming_directory"]),
        archive_directory=Path(archive) if archive else None,
        absence_is_proof=settings.get("absence_is_proof", False),
    )


def _sftp_settings(bank: BankConnection) -> SftpSettings:
    settings = {**bank.transport_settings}
    settings["host_keys"] = tuple(settings["host_keys"])
    private_key = vault.open_text(bank.private_key_sealed, context=key_context(bank.public_id))
    return SftpSettings(private_key=private_key, **settings)
