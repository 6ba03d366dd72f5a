"""The connection to one company's MRI: where it is, who we are there, and how much we may ask."""

import base64
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

Format = Literal["json", "xml"]

DEFAULT_PATH = "/mriapiservices"
ENTRY_POINT = "api.asp"


class ConnectionSettingsError(ValueError):
    """A setting of an MRI connection cannot be right. The text is fit to show a person."""


@dataclass(frozen=True, kw_only=True)
class MriConnection:
    """How to reach MRI and sign in there.

    `base_url` is the client's own MRI host, with the path of its interface where that differs from
    `/mriapiservices`. `key` is the partner or developer key. A partner key may send 1,000 requests
    in any five minutes, and 300 rows are MRI's usual page; a developer key may send fewer.

    Raises:
        ConnectionSettingsError: the address is not of http or https or carries more than a place,
            or a part of the sign-in could not be told from the next one.
    """

    base_url: str
    client_id: str
    database: str
    user: str
    key: str = field(repr=False)
    password: str = field(repr=False)
    format: Format = "json"
    timeout_seconds: float = 90.0
    page_size: int = 300
    requests_max: int = 1_000
    window_seconds: float = 300.0

    def __post_init__(self) -> None:
        _refuse_bad_address(self.base_url)
        for name in ("client_id", "database", "user", "key"):
            _refuse_bad_part(name=name, value=getattr(self, name), last=name == "key")
        if self.format not in ("json", "xml"):
            raise ConnectionSettingsError("The format is json or xml.")
        for name in ("timeout_seconds", "page_size", "requests_max", "window_seconds"):
            if getattr(self, name) <= 0:
                raise ConnectionSettingsError(f"{name} must be more than zero.")

    @property
    def api_url(self) -> str:
        """The one address of MRI's interface, without a query."""
        place = urlsplit(self.base_url)
        path = place.path.rstrip("/")
        if not path.lower().endswith(".asp"):
            path = f"{path or DEFAULT_PATH}/{ENTRY_POINT}"
        return f"{place.scheme.lower()}://{place.netloc}{path}"

    @property
    def authorization(self) -> str:
        """The value of the Authorization header; never to be logged or stored."""
        parts = "/".join((self.client_id, self.database, self.user, self.key))
        token = base64.b64encode(f"{parts}:{self.password}".encode()).decode("ascii")
        return f"Basic {token}"


def _refuse_bad_address(base_url: str) -> None:
    try:
        place = urlsplit(base_url)
        _ = place.port
    except ValueError as problem:
        raise ConnectionSettingsError("MRI's address cannot be read.") from problem
    if place.scheme.lower() not in ("http", "https") or not place.hostname:
        raise ConnectionSettingsError("MRI's address must begin with https:// or http://.")
    if place.username is not None or place.password is not None:
        raise ConnectionSettingsError("The sign-in doesn't belong into MRI's address.")
    if place.query or place.fragment or any(c.isspace() or ord(c) < 32 for c in base_url):
        raise ConnectionSettingsError("MRI's address may hold only host, port and path.")


def _refuse_bad_part(*, name: str, value: str, last: bool) -> None:
    """MRI parts the user name at `/` and the password at `:`, so neither may stand within."""
    if not value:
        raise ConnectionSettingsError(f"{name} is missing.")
    if ":" in value or ("/" in value and not last):
        raise ConnectionSettingsError(f"{name} may not contain “:” or “/”.")
