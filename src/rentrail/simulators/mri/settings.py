"""How strict, how fast and how generous the simulated MRI is."""

from base64 import b64encode
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """The four-part user name and the password of MRI's web-service user."""

    client_id: str = "C100"
    database: str = "DEMODB"
    user: str = "RENTRAIL"
    key: str = "A1B2C3D4E5"
    password: str = "simulated"  # noqa: S105 - opens nothing but this simulator

    @property
    def user_name(self) -> str:
        """The user name as HTTP Basic carries it: client, database, user and key."""
        return f"{self.client_id}/{self.database}/{self.user}/{self.key}"

    @property
    def authorization(self) -> str:
        """The header value that signs in."""
        pair = f"{self.user_name}:{self.password}".encode()
        return f"Basic {b64encode(pair).decode('ascii')}"


@dataclass(kw_only=True)
class Settings:
    """The switches of one simulated MRI; each may be turned while it runs.

    Where MRI's public material leaves a rule open, the rule is a switch here. Switched as it
    comes, MRI protects nobody from a payment posted twice.
    """

    credentials: Credentials = field(default_factory=Credentials)
    denied_apis: set[str] = field(default_factory=set)  # rights the web-service user lacks
    page_rows: int = 300
    page_rows_max: int = 5000
    requests_max: int = 1000  # in one window; 0 is no limit
    window_seconds: float = 300.0
    retry_after_seconds: int | None = None  # MRI is not known to send it
    latency_seconds: float = 0.0
    rows_per_post_max: int = 1
    repeat_external_batch_id_allowed: bool = True
    repeat_external_transaction_number_allowed: bool = True
    arguments_may_be_combined: bool = False
    auto_apply_at_close: bool = True
    future_residents_in_lease_details: bool = False
    json_lists_wrapped: bool = False  # a nested list as {"entry": [...]}
    xml_link_escaped_twice: bool = False
