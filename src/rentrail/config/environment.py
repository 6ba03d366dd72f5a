"""What an installation says about itself, in environment variables, checked at the start.

Every name begins with RENTRAIL_, but for DATABASE_URL, which hosts set by that name.
"""

import base64
import binascii
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import AliasChoices, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEMO_SECRET_KEY = "demo-only-secret-key-that-no-production-installation-accepts"  # noqa: S105 # public
DEMO_VAULT_KEYS = "demo:" + base64.b64encode(b"demo-only-vault-key-32-bytes-lng").decode()
DEMO_VAULT_HASH_KEY = base64.b64encode(b"demo-only-hash-key-of-32-bytes-l").decode()
SECRET_KEY_LENGTH_MIN = 50
VAULT_KEY_BYTES = 32

EXAMPLES = {
    "DATABASE_URL": "postgresql://rentrail_app:secret@db.example.com:5432/rentrail",
    "RENTRAIL_DATABASE_OWNER_URL": "postgresql://rentrail_owner:secret@db.example.com:5432/rentrail",
    "RENTRAIL_SECRET_KEY": "(60 random characters)",
    "RENTRAIL_VAULT_KEYS": "2026a:(base64 of 32 random bytes)",
    "RENTRAIL_VAULT_HASH_KEY": "(base64 of 32 random bytes)",
    "RENTRAIL_ALLOWED_HOSTS": "rent.example.com,www.rent.example.com",
    "RENTRAIL_DEMO": "true",
    "RENTRAIL_DEBUG": "false",
    "RENTRAIL_CLOCK_FILE": "/srv/demo/clock",
}


class EnvironmentInvalid(Exception):
    """A setting is missing or unusable. The text names each one, with an example."""


class Environment(BaseSettings):
    """The settings of one installation."""

    model_config = SettingsConfigDict(env_prefix="RENTRAIL_", extra="ignore", frozen=True)

    database_url: str = Field(validation_alias=AliasChoices("DATABASE_URL"))
    database_owner_url: str | None = None
    secret_key: str
    vault_keys: str
    vault_hash_key: str | None = None
    debug: bool = False
    demo: bool = False
    allowed_hosts: Annotated[list[str], NoDecode] = []
    clock_file: Path | None = None

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return [host.strip() for host in value.split(",") if host.strip()]
        return value

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _names_a_database(cls, value: str | None) -> str | None:
        if value is not None:
            database_settings(url=value)
        return value

    @field_validator("vault_keys")
    @classmethod
    def _opens_the_vault(cls, value: str) -> str:
        vault_key_ring(value=value)
        return value

    @field_validator("vault_hash_key")
    @classmethod
    def _finds_again(cls, value: str | None) -> str | None:
        if value is not None:
            vault_hash_key(value=value)
        return value

    @model_validator(mode="after")
    def _keeps_demo_and_production_apart(self) -> Self:
        problems = [] if self.demo else list(_production_problems(self))
        if problems:
            raise ValueError(" ".join(problems))
        return self


def read_environment() -> Environment:
    """Read the settings from the environment.

    Raises:
        EnvironmentInvalid: something is missing or unusable.
    """
    try:
        return Environment()  # type: ignore[call-arg] # the values come from the environment
    except ValidationError as problem:
        raise EnvironmentInvalid(_explained(problem)) from None


# The money path's plans are kept for a session, and its statements are short: to compile them would
# take longer than to run them.
SESSION_OPTIONS = "-c jit=off"


def database_settings(*, url: str) -> dict[str, Any]:
    """Turn postgresql://role:password@host:port/database?option=value into Django's settings."""
    parts = urlsplit(url)
    database = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not database:
        raise ValueError("is not a PostgreSQL address with a database name.")
    options = dict(parse_qsl(parts.query))
    options["options"] = f"{SESSION_OPTIONS} {options.get('options', '')}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": options.pop("port", None) or str(parts.port or ""),
        "OPTIONS": options,
    }


def vault_key_ring(*, value: str) -> dict[str, bytes]:
    """Read `id:base64,id:base64`: the first key seals, the others still open what they sealed."""
    ring: dict[str, bytes] = {}
    for item in value.split(","):
        key_id, separator, encoded = item.strip().partition(":")
        key = _decoded(encoded)
        if not (key_id and separator and len(key) == VAULT_KEY_BYTES) or key_id in ring:
            raise ValueError(f"needs id:key pairs, each key {VAULT_KEY_BYTES} bytes in base64.")
        ring[key_id] = key
    return ring


def vault_hash_key(*, value: str | None) -> bytes:
    """Read the key by which equal account numbers are found; a demo needs none of its own."""
    key = _decoded(value or DEMO_VAULT_HASH_KEY)
    if len(key) != VAULT_KEY_BYTES:
        raise ValueError(f"needs {VAULT_KEY_BYTES} bytes in base64.")
    return key


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


def _production_problems(environment: Environment) -> list[str]:
    demo_keys = set(vault_key_ring(value=DEMO_VAULT_KEYS).values())
    own_keys = set(vault_key_ring(value=environment.vault_keys).values())
    found = {
        "RENTRAIL_SECRET_KEY is the demo's; set one of your own.": environment.secret_key
        == DEMO_SECRET_KEY,
        f"RENTRAIL_SECRET_KEY is shorter than {SECRET_KEY_LENGTH_MIN} characters.": len(
            environment.secret_key
        )
        < SECRET_KEY_LENGTH_MIN,
        "RENTRAIL_VAULT_KEYS holds the demo's key; set your own.": bool(demo_keys & own_keys),
        "RENTRAIL_VAULT_HASH_KEY is not set. Example: RENTRAIL_VAULT_HASH_KEY="
        + EXAMPLES["RENTRAIL_VAULT_HASH_KEY"]: environment.vault_hash_key is None,
        "RENTRAIL_VAULT_HASH_KEY is the demo's; set your own.": environment.vault_hash_key
        == DEMO_VAULT_HASH_KEY,
        "RENTRAIL_DEBUG is only for a demo (RENTRAIL_DEMO=true).": environment.debug,
        "RENTRAIL_CLOCK_FILE is only for a demo (RENTRAIL_DEMO=true).": (
            environment.clock_file is not None
        ),
        "RENTRAIL_ALLOWED_HOSTS is empty; name the web site's hosts, "
        "for example rent.example.com.": not environment.allowed_hosts,
    }
    return [problem for problem, holds in found.items() if holds]


def _explained(problem: ValidationError) -> str:
    return "\n".join(_explained_one(error) for error in problem.errors())


def _explained_one(error: Any) -> str:
    message = error["msg"].removeprefix("Value error, ")
    if not error["loc"]:
        return str(message)
    name = str(error["loc"][0])
    setting = name if name == "DATABASE_URL" else f"RENTRAIL_{name.upper()}"
    wrong = "is not set." if error["type"] == "missing" else message
    return f"{setting} {wrong} Example: {setting}={EXAMPLES[setting]}"
