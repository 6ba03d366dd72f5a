import json
import os
import stat

from tests.config.cli_running import typed

from rentrail.config import runtime
from rentrail.config.database_roles import APPLICATION_ROLE
from rentrail.config.embedded_postgres import EmbeddedPostgres
from rentrail.config.environment import DEMO_SECRET_KEY, DEMO_VAULT_KEYS

SECRETS = {
    "RENTRAIL_DEMO": "true",
    "RENTRAIL_SECRET_KEY": DEMO_SECRET_KEY,
    "RENTRAIL_VAULT_KEYS": DEMO_VAULT_KEYS,
}


def test_without_a_server_a_command_brings_its_own_and_leaves_nothing_running(tmp_path):
    first = typed("migrate", "--data", tmp_path)
    secrets = (tmp_path / "secrets.json").read_text()
    again = typed("verify", "--data", tmp_path)

    assert (first.returncode, first.stdout) == (0, "The tables are up to date.\n")
    assert "begin with: rentrail setup company.toml" in again.stderr
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert (tmp_path / "secrets.json").read_text() == secrets
    assert DEMO_SECRET_KEY not in json.loads(secrets).values()
    assert json.loads(secrets).keys() == {
        "RENTRAIL_SECRET_KEY",
        "RENTRAIL_VAULT_KEYS",
        "RENTRAIL_VAULT_HASH_KEY",
    }
    server = EmbeddedPostgres(tmp_path / "postgres")
    assert not server.is_running()
    server.destroy()


def test_a_folder_of_before_keeps_the_key_that_its_hashes_were_made_with(tmp_path):
    path = tmp_path / "secrets.json"
    kept = {"RENTRAIL_SECRET_KEY": "k" * 60, "RENTRAIL_VAULT_KEYS": "b:TkVX,a:T0xE"}
    path.write_text(json.dumps(kept))

    read = runtime._own_secrets(path)

    assert read == kept | {"RENTRAIL_VAULT_HASH_KEY": "T0xE"}
    assert json.loads(path.read_text()) == read
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_servers_database_is_not_migrated_by_the_way(tmp_path, postgres_server):
    database = f"unmigrated_{os.getpid()}"
    postgres_server.create_database(database)
    url = postgres_server.url(database, APPLICATION_ROLE)

    verify = typed("verify", "--data", tmp_path, DATABASE_URL=url, **SECRETS)
    migrate = typed("migrate", "--data", tmp_path, DATABASE_URL=url, **SECRETS)

    postgres_server.drop_database(database)
    assert verify.returncode == migrate.returncode == 1
    assert "run `rentrail migrate`" in verify.stderr
    assert "RENTRAIL_DATABASE_OWNER_URL is not set" in migrate.stderr
