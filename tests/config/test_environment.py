import base64
from pathlib import Path

import pytest

from rentrail.config import environment
from rentrail.config.environment import EnvironmentInvalid

OWN_KEY = base64.b64encode(bytes(range(32))).decode()

PRODUCTION = {
    "DATABASE_URL": "postgresql://rentrail_app:secret@db.example.com:5432/rentrail",
    "RENTRAIL_SECRET_KEY": "k" * 60,
    "RENTRAIL_VAULT_KEYS": f"2026a:{OWN_KEY}",
    "RENTRAIL_VAULT_HASH_KEY": base64.b64encode(bytes(32)).decode(),
    "RENTRAIL_ALLOWED_HOSTS": "rent.example.com, www.example.com",
}


@pytest.fixture
def production(monkeypatch):
    for name in (*environment.EXAMPLES, *PRODUCTION):
        monkeypatch.delenv(name, raising=False)
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_production_needs_five_settings(production):
    read = environment.read_environment()

    assert read.allowed_hosts == ["rent.example.com", "www.example.com"]
    assert not read.debug
    assert not read.demo


@pytest.mark.parametrize(
    "name",
    ["DATABASE_URL", "RENTRAIL_SECRET_KEY", "RENTRAIL_VAULT_KEYS", "RENTRAIL_VAULT_HASH_KEY"],
)
def test_a_missing_setting_is_named_with_an_example(production, name):
    production.delenv(name)

    with pytest.raises(EnvironmentInvalid, match=f"{name} is not set. Example: {name}="):
        environment.read_environment()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("RENTRAIL_SECRET_KEY", environment.DEMO_SECRET_KEY, "SECRET_KEY is the demo's"),
        ("RENTRAIL_SECRET_KEY", "short", "shorter than 50"),
        ("RENTRAIL_VAULT_KEYS", environment.DEMO_VAULT_KEYS, "VAULT_KEYS holds the demo's key"),
        ("RENTRAIL_VAULT_HASH_KEY", environment.DEMO_VAULT_HASH_KEY, "HASH_KEY is the demo's"),
        ("RENTRAIL_VAULT_HASH_KEY", "c2hvcnQ=", "RENTRAIL_VAULT_HASH_KEY needs 32 bytes"),
        ("RENTRAIL_DEBUG", "true", "RENTRAIL_DEBUG is only for a demo"),
        ("RENTRAIL_CLOCK_FILE", "/srv/clock", "RENTRAIL_CLOCK_FILE is only for a demo"),
        ("RENTRAIL_ALLOWED_HOSTS", "", "RENTRAIL_ALLOWED_HOSTS is empty"),
        ("DATABASE_URL", "mysql://db/rentrail", "DATABASE_URL is not a PostgreSQL address"),
        ("RENTRAIL_VAULT_KEYS", "a:tooshort", "RENTRAIL_VAULT_KEYS needs id:key pairs"),
        ("RENTRAIL_DEBUG", "perhaps", "RENTRAIL_DEBUG .* Example: RENTRAIL_DEBUG=false"),
    ],
)
def test_production_refuses_what_is_unsafe_or_unreadable(production, name, value, message):
    production.setenv(name, value)

    with pytest.raises(EnvironmentInvalid, match=message):
        environment.read_environment()


def test_a_refusal_never_shows_the_secret(production):
    production.setenv("RENTRAIL_VAULT_KEYS", "2026a:c2VjcmV0")

    with pytest.raises(EnvironmentInvalid) as refusal:
        environment.read_environment()

    assert "c2VjcmV0" not in str(refusal.value)


def test_the_demo_accepts_its_own_secrets_and_clock(production):
    production.setenv("RENTRAIL_DEMO", "true")
    production.setenv("RENTRAIL_SECRET_KEY", environment.DEMO_SECRET_KEY)
    production.setenv("RENTRAIL_VAULT_KEYS", environment.DEMO_VAULT_KEYS)
    production.setenv("RENTRAIL_CLOCK_FILE", "/srv/demo/clock")

    assert environment.read_environment().clock_file == Path("/srv/demo/clock")


def test_a_database_address_may_name_a_socket_and_options():
    settings = environment.database_settings(
        url="postgresql://app:p%40ss@/rentrail?host=/run/postgresql&sslmode=require"
    )

    assert settings["HOST"] == "/run/postgresql"
    assert settings["PASSWORD"] == "p@ss"
    assert settings["NAME"] == "rentrail"
    assert settings["OPTIONS"] == {"sslmode": "require", "options": "-c jit=off"}


def test_a_database_address_may_name_options_of_its_sessions():
    settings = environment.database_settings(
        url="postgresql://app@/rentrail?options=-c%20work_mem%3D64MB"
    )

    assert settings["OPTIONS"] == {"options": "-c jit=off -c work_mem=64MB"}


def test_the_first_vault_key_is_the_one_that_seals():
    older = base64.b64encode(bytes(32)).decode()

    ring = environment.vault_key_ring(value=f"2026b:{OWN_KEY},2026a:{older}")

    assert list(ring) == ["2026b", "2026a"]
    assert ring["2026a"] == bytes(32)
