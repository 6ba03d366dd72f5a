"""The tests' PostgreSQL: one server for all runs of a checkout, one database for each process.

A migrated template is built once for each state of the migrations; a process clones it. Tests run
as the application role, as production does. Cloning also is what cleans up after a test that
commits: append-only tables cannot be emptied.
"""

import contextlib
import fcntl
import functools
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from psycopg import sql

from rentrail.checks import states as states_of_paper
from rentrail.config import database_roles, environment
from rentrail.config.database_roles import APPLICATION_ROLE, OWNER_ROLE
from rentrail.config.embedded_postgres import EmbeddedPostgres
from rentrail.identity import audit, guards, isolation
from rentrail.payments import states

ROLE_OF_ALIAS = {"default": APPLICATION_ROLE, "owner": OWNER_ROLE}
BUILT_IN_DATABASES = ["postgres", "template0", "template1"]


@contextlib.contextmanager
def shared_server() -> Iterator[EmbeddedPostgres]:
    """Start the server, or join it; the last user stops it."""
    directory = _server_dir()
    directory.mkdir(mode=0o755, exist_ok=True)
    server = EmbeddedPostgres(
        directory / "server", durable=False, settings={"max_connections": "200"}
    )
    with (directory / "users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server.start()
        yield server
        fcntl.flock(users, fcntl.LOCK_UN)
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _drop_leftovers(server)
            server.stop()


def use_own_database(server: EmbeddedPostgres) -> str:
    """Give this process a migrated database, and point Django's connections at it."""
    template = _template(server)
    database = f"test_{os.getpid()}"
    server.drop_database(database)
    server.create_database(database, template=template)
    _point_django_at(server, database)
    return database


def renew_own_database(server: EmbeddedPostgres, database: str) -> None:
    """Put a fresh clone in the database's place."""
    connections.close_all()
    server.drop_database(database)
    server.create_database(database, template=_template_name())


def refusal_of(statement: str, parameters: object = None) -> str:
    """Give PostgreSQL's refusal of a statement of the application's role, or nothing."""
    try:
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute(statement, parameters)  # type: ignore[arg-type]  # a test's own
    except DatabaseError as refusal:
        return str(refusal)
    return ""


@contextlib.contextmanager
def behind_the_guards(server: EmbeddedPostgres) -> Iterator[None]:
    """Let this process change what the guards keep, as a superuser who plays a replica could."""
    connection = connections["default"]
    with server.superuser_connection(connection.settings_dict["NAME"]) as root:
        root.execute(
            "CREATE OR REPLACE FUNCTION test_play(role text) RETURNS text SECURITY DEFINER"
            " RETURN set_config('session_replication_role', role, false);"
            " GRANT EXECUTE ON FUNCTION test_play TO PUBLIC"
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT test_play('replica')")
            yield
            cursor.execute("SELECT test_play('origin')")
        root.execute("REVOKE EXECUTE ON FUNCTION test_play FROM PUBLIC")


def _server_dir() -> Path:
    checkout = hashlib.sha256(os.fsencode(Path(__file__).resolve())).hexdigest()[:8]
    return Path(tempfile.gettempdir(), f"rentrail-tests-{os.getuid()}-{checkout}")


def _template(server: EmbeddedPostgres) -> str:
    name = _template_name()
    with (_server_dir() / "template").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if name not in _databases(server):
            _build_template(server, name)
    return name


def _build_template(server: EmbeddedPostgres, name: str) -> None:
    draft = f"draft_{name}"
    server.drop_database(draft)
    server.create_database(draft)
    _point_django_at(server, draft)
    call_command("migrate", database="owner", verbosity=0)
    connections.close_all()
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (draft, name)))
    with server.superuser_connection() as connection:
        connection.execute(rename)


@functools.cache  # the template of this process, though a migration change while it runs
def _template_name() -> str:
    digest = hashlib.sha256()
    # what migrations are made of
    for module in (database_roles, audit, guards, isolation, states, states_of_paper):
        digest.update(Path(module.__file__).read_bytes())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted(Path(app.path, "migrations").glob("**/*.*")):
            if "__pycache__" not in path.parts:
                digest.update(path.name.encode() + path.read_bytes())
    return f"template_{digest.hexdigest()[:16]}"


def _point_django_at(server: EmbeddedPostgres, database: str) -> None:
    connections.close_all()
    for alias, role in ROLE_OF_ALIAS.items():
        address = environment.database_settings(url=server.url(database, role))
        address["OPTIONS"] = settings.DATABASES[alias]["OPTIONS"] | address["OPTIONS"]
        settings.DATABASES[alias].update(address)
        connections[alias].settings_dict.update(address)
    os.environ["DATABASE_URL"] = server.url(database, APPLICATION_ROLE)
    os.environ["RENTRAIL_DATABASE_OWNER_URL"] = server.url(database, OWNER_ROLE)


def _drop_leftovers(server: EmbeddedPostgres) -> None:
    """Drop what killed runs and earlier migrations left."""
    for database in _databases(server) - {_template_name(), *BUILT_IN_DATABASES}:
        with contextlib.suppress(psycopg.Error):
            server.drop_database(database)


def _databases(server: EmbeddedPostgres) -> set[str]:
    with server.superuser_connection() as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
