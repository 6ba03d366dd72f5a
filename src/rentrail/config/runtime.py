"""Getting ready to work: a database, the settings, the tables, the clock.

With DATABASE_URL the database is a server's, and whoever runs it migrates it with `rentrail
migrate`. Without, a PostgreSQL of our own runs in the data folder; the first command starts it,
the last one to end stops it, and its tables are brought up to date by themselves.
"""

import base64
import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from psycopg import Connection

from rentrail.config import database_roles, environment
from rentrail.config.database_roles import APPLICATION_ROLE, OWNER_ROLE
from rentrail.config.embedded_postgres import EmbeddedPostgres
from rentrail.primitives import clock

DEFAULT_DATA_DIR = Path(".rentrail")
DATABASE = "rentrail"
SECRETS = "secrets.json"
HASH_KEY = "RENTRAIL_VAULT_HASH_KEY"
USERS = "users"
MIGRATE_HINT = "The database's tables are not up to date: run `rentrail migrate`."


class NotReady(Exception):
    """The work cannot begin. The text says what to do."""


@dataclass(frozen=True)
class Runtime:
    """What a command works with: the folder of its files, and the server it may have started."""

    data_dir: Path
    server: EmbeddedPostgres | None


@contextlib.contextmanager
def running(
    *, data_dir: Path | None = None, demo: bool = False, migrates: bool = False
) -> Iterator[Runtime]:
    """Get ready, let the command work, and leave nothing running that nobody uses.

    With `demo` the secrets are those that everybody knows. With `migrates` the tables of a
    server's database may be out of date: the command is there to change that.

    Raises:
        NotReady: a server's tables are not up to date.
        EnvironmentInvalid: a setting is missing or unusable.
        PostgresNotFound, PostgresNotStarted: there is no server of our own.
    """
    folder = (data_dir or DEFAULT_DATA_DIR).absolute()
    with contextlib.ExitStack() as stack:
        server = None
        if not os.environ.get("DATABASE_URL"):
            server = stack.enter_context(_own_server(folder))
            _set_environment(_own_settings(folder, server, demo=demo))
        _start_django()
        stack.callback(connections.close_all)
        if server is not None:
            migrate()
        elif not migrates and _unapplied("default"):
            raise NotReady(MIGRATE_HINT)
        yield Runtime(data_dir=folder, server=server)


def migrate() -> list[str]:
    """Bring the tables up to date as their owner, and give the names of what was applied.

    Raises:
        NotReady: the owner's address is not set.
    """
    if "owner" not in connections:
        example = environment.EXAMPLES["RENTRAIL_DATABASE_OWNER_URL"]
        raise NotReady(
            "RENTRAIL_DATABASE_OWNER_URL is not set; migrations run as the tables' owner. "
            f"Example: RENTRAIL_DATABASE_OWNER_URL={example}"
        )
    unapplied = _unapplied("owner")
    if unapplied:
        connections["owner"].ensure_connection()
        connection: Connection = connections["owner"].connection
        database_roles.prepare_database(connection)
        call_command("migrate", database="owner", verbosity=0, interactive=False)
    connections["owner"].close()
    return unapplied


def _start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rentrail.config.settings")
    environment.read_environment()  # tells everything that is wrong, before Django stumbles on it
    django.setup()
    if settings.RENTRAIL_CLOCK_FILE is not None:
        clock.install(clock.FileClock(settings.RENTRAIL_CLOCK_FILE))


def _unapplied(alias: str) -> list[str]:
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label} {migration.name}" for migration, _ in plan]


@contextlib.contextmanager
def _own_server(folder: Path) -> Iterator[EmbeddedPostgres]:
    """Join the folder's server, or start it; the last user stops it."""
    folder.mkdir(parents=True, exist_ok=True)
    server = EmbeddedPostgres(folder / "postgres")
    ours = os.getpid()
    with (folder / USERS).open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server.start()
        server.create_database(DATABASE)
        try:
            yield server
        finally:
            if os.getpid() == ours:  # not a web process that was forked and ends
                _stop_unless_used(server, users)


def _stop_unless_used(server: EmbeddedPostgres, users: IO[str]) -> None:
    fcntl.flock(users, fcntl.LOCK_UN)
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        server.stop()


def _own_settings(folder: Path, server: EmbeddedPostgres, *, demo: bool) -> dict[str, str]:
    found = {
        "DATABASE_URL": server.url(DATABASE, APPLICATION_ROLE),
        "RENTRAIL_DATABASE_OWNER_URL": server.url(DATABASE, OWNER_ROLE),
        "RENTRAIL_ALLOWED_HOSTS": "localhost,127.0.0.1",
    }
    if demo or os.environ.get("RENTRAIL_DEMO"):
        return found | {
            "RENTRAIL_DEMO": "true",
            "RENTRAIL_SECRET_KEY": environment.DEMO_SECRET_KEY,
            "RENTRAIL_VAULT_KEYS": environment.DEMO_VAULT_KEYS,
            HASH_KEY: environment.DEMO_VAULT_HASH_KEY,
        }
    return found | _own_secrets(folder / SECRETS)


def _own_secrets(path: Path) -> dict[str, str]:
    """Read the folder's secrets, made the first time; without them its data cannot be read."""
    if not path.exists():
        vault_key, hash_key = (base64.b64encode(secrets.token_bytes(32)).decode() for _ in "12")
        made = {
            "RENTRAIL_SECRET_KEY": secrets.token_urlsafe(60),
            "RENTRAIL_VAULT_KEYS": f"first:{vault_key}",
            HASH_KEY: hash_key,
        }
        _keep(made, path)
    kept: dict[str, str] = json.loads(path.read_text(encoding="ascii"))
    if HASH_KEY not in kept:  # a folder of before: its hashes come from the ring's last key
        kept[HASH_KEY] = kept["RENTRAIL_VAULT_KEYS"].split(",")[-1].partition(":")[2].strip()
        _keep(kept, path)
    return kept


def _keep(made: Mapping[str, str], path: Path) -> None:
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="ascii") as file:
        json.dump(made, file)
    draft.rename(path)


def _set_environment(values: Mapping[str, str]) -> None:
    """Set what the environment doesn't say itself."""
    for name, value in values.items():
        os.environ.setdefault(name, value)
