"""Ways to exchange files with a bank: SFTP and a watched folder, behind one `Transport`."""

from rentrail.banking.transports.protocol import (
    AccessDenied,
    AlreadyThere,
    AnswerUnknown,
    ChangedSinceFetched,
    HostKeyMismatch,
    NotFetched,
    NotSent,
    Outcome,
    RemoteFile,
    StillGrowing,
    Transport,
    TransportError,
    Unreachable,
)

__all__ = [
    "AccessDenied",
    "AlreadyThere",
    "AnswerUnknown",
    "ChangedSinceFetched",
    "HostKeyMismatch",
    "NotFetched",
    "NotSent",
    "Outcome",
    "RemoteFile",
    "StillGrowing",
    "Transport",
    "TransportError",
    "Unreachable",
]
