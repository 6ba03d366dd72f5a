"""Clients of the company's MRI, with one request limit for all of a connection's in a process."""

import threading

from rentrail.accounting.models import MriConnection
from rentrail.accounting.mri import connection as wire_connection
from rentrail.accounting.mri.client import MriClient
from rentrail.accounting.mri.exchange import Record
from rentrail.accounting.mri.limits import RateLimiter
from rentrail.identity import vault

_limiters: dict[tuple[str, int, int], RateLimiter] = {}
_lock = threading.Lock()


def client_for(connection: MriConnection, *, record: Record | None = None) -> MriClient:
    """Make a client of a company's MRI; close it after use. Key and password stay inside."""
    public_id = connection.public_id
    settings = wire_connection.MriConnection(
        base_url=connection.base_url,
        client_id=connection.client_id,
        database=connection.database,
        user=connection.user,
        key=vault.open_text(connection.key_sealed, context=key_context(public_id)),
        password=vault.open_text(connection.password_sealed, context=password_context(public_id)),
        format="xml" if connection.wire_format == "xml" else "json",
        timeout_seconds=connection.timeout_seconds,
        requests_max=connection.requests_max,
        window_seconds=connection.window_seconds,
    )
    return MriClient(connection=settings, record=record, limiter=limiter_of(connection))


def key_context(public_id: str) -> str:
    """Name the row that a connection's partner key is sealed for, in the vault's words."""
    return f"mri_connection:{public_id}:key"


def password_context(public_id: str) -> str:
    """Name the row that a connection's password is sealed for, in the vault's words."""
    return f"mri_connection:{public_id}:password"


def limiter_of(connection: MriConnection) -> RateLimiter:
    """Give the request limit that all users of a connection share."""
    key = (connection.public_id, connection.requests_max, connection.window_seconds)
    with _lock:
        if key not in _limiters:
            _limiters[key] = RateLimiter(
                requests_max=connection.requests_max, window_seconds=connection.window_seconds
            )
        return _limiters[key]
