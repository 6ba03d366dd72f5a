"""PostgreSQL without an installation: start and stop a server of our own in one directory.

Used by the demo, tests and benchmarks; production names its server in DATABASE_URL. Only
PostgreSQL's own programs are used. It listens on a Unix socket only, every role has a random
password, and the server runs as `nobody` where we are root, since PostgreSQL refuses to be root.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from rentrail.config import database_roles, postgres_binaries
from rentrail.config.database_roles import APPLICATION_ROLE, OWNER_ROLE

SUPERUSER_ROLE = "postgres"
UNPRIVILEGED_USER = "nobody"
SOCKET_PATH_BYTES_MAX = 107
SOCKET_NAME = ".s.PGSQL.5432"
START_SECONDS_MAX = 60.0
RETRY_SECONDS = 0.2

_DURABILITY_OFF = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresNotStarted(Exception):
    """The embedded server did not start. The text holds the end of its log."""


class EmbeddedPostgres:
    """One PostgreSQL server that lives in `data_dir`, and survives this process.

    `durable=False` gives up safety against a crash of the machine for speed: only for tests.
    `settings` are added to the server's configuration at the next start.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        durable: bool = True,
        settings: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._data_dir = data_dir.absolute()
        self._settings = ({} if durable else _DURABILITY_OFF) | dict(settings)

    def start(self) -> None:
        """Start the server, creating it the first time; one that already runs is adopted.

        Raises:
            PostgresNotStarted: it did not accept connections within a minute.
            PostgresNotFound: there are no programs to start.
        """
        with self._locked():
            if not self._cluster.exists():
                self._create_cluster()
            deadline = time.monotonic() + START_SECONDS_MAX
            while not (self._launched() and self._answers()):
                # After kill -9 orphaned backends hold the shared memory for some seconds.
                if time.monotonic() > deadline:
                    raise PostgresNotStarted(f"PostgreSQL did not start:\n{self._log_tail()}")
                time.sleep(RETRY_SECONDS)
            self._ensure_roles()

    def stop(self) -> None:
        """Stop the server, ending its connections; harmless when it does not run."""
        with self._locked():
            pid = self._postmaster_pid()
            if pid is None:
                return
            os.kill(pid, signal.SIGINT)  # PostgreSQL's fast shutdown
            self._wait_until_gone(pid)

    def destroy(self) -> None:
        """Stop the server and delete all its data."""
        if self._data_dir.exists():
            self.stop()
            for directory in (self._socket_dir, self._home, self._data_dir):
                shutil.rmtree(directory, ignore_errors=True)

    def is_running(self) -> bool:
        """Tell whether the server of this directory runs, whoever started it."""
        return self._postmaster_pid() is not None

    def url(self, database: str, role: str = APPLICATION_ROLE) -> str:
        """Give the address of a database for one of the roles, with its password."""
        password = quote(self._passwords()[role], safe="")
        query = urlencode({"host": str(self._socket_dir)})
        return f"postgresql://{role}:{password}@/{database}?{query}"

    def create_database(self, database: str, *, template: str = "template1") -> None:
        """Create a database that belongs to the owner role, unless it is there."""
        with self.superuser_connection() as connection:
            found = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not connection.execute(found, [database]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                        *map(sql.Identifier, (database, OWNER_ROLE, template))
                    )
                )

    def drop_database(self, database: str) -> None:
        """Drop a database if it is there, ending its connections."""
        with self.superuser_connection() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
            )

    def superuser_connection(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """Connect as PostgreSQL's superuser, each statement its own transaction."""
        return psycopg.connect(self.url(database, SUPERUSER_ROLE), autocommit=True)

    @property
    def log_path(self) -> Path:
        """Where the server writes what it has to say."""
        return self._data_dir / "server.log"

    # Where the server's user cannot come to `data_dir`, its files live in the system's state
    # directory, and `data_dir/home` leads there.

    @property
    def _home(self) -> Path:
        link = self._data_dir / "home"
        return link.resolve() if link.is_symlink() else self._data_dir

    @property
    def _cluster(self) -> Path:
        return self._home / "cluster"

    @property
    def _socket_dir(self) -> Path:
        if len(os.fsencode(self._cluster / SOCKET_NAME)) <= SOCKET_PATH_BYTES_MAX:
            return self._cluster
        digest = hashlib.sha256(os.fsencode(self._cluster)).hexdigest()[:16]
        return Path("/tmp", f"rentrail-{os.getuid()}-{digest}")  # noqa: S108 # short; owner checked

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        self._data_dir.mkdir(parents=True, exist_ok=True)
        with (self._data_dir / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _create_cluster(self) -> None:
        self._choose_home()
        draft = self._home / "cluster.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        _give_to_server_user(draft)
        self._write_passwords()
        self._initdb(draft)
        with (draft / "postgresql.conf").open("a") as configuration:
            configuration.write("include_if_exists 'rentrail.conf'\n")
        draft.rename(self._cluster)

    def _choose_home(self) -> None:
        if os.getuid() != 0 or postgres_binaries.reachable_by_all(self._data_dir / "cluster"):
            return
        link = self._data_dir / "home"
        if not link.is_symlink() or not link.exists():
            state = postgres_binaries.SYSTEM_STATE_DIR
            state.mkdir(parents=True, exist_ok=True, mode=0o755)
            home = Path(tempfile.mkdtemp(prefix="postgres-", dir=state))
            home.chmod(0o755)
            link.unlink(missing_ok=True)
            link.symlink_to(home)

    def _initdb(self, directory: Path) -> None:
        version = int(self._run("initdb", "--version").split()[-1].split(".")[0])
        locale = ["--locale=C.UTF-8"]
        if version >= 17:  # needs no locale of the machine
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        with tempfile.NamedTemporaryFile("w") as password_file:
            password_file.write(self._passwords()[SUPERUSER_ROLE])
            password_file.flush()
            _give_to_server_user(Path(password_file.name))
            self._run(
                "initdb",
                *("--pgdata", str(directory), "--username", SUPERUSER_ROLE),
                *("--auth=scram-sha-256", f"--pwfile={password_file.name}"),
                *("--encoding=UTF8", "--no-sync", *locale),
            )

    def _launched(self) -> bool:
        if self.is_running():
            return True
        self._remove_stale_pid_file()
        self._prepare_socket_dir()
        self._write_configuration()
        with self.log_path.open("ab") as log:
            started = subprocess.run(
                [self._program("pg_ctl"), "start", "-w", "-t", "60", "-D", str(self._cluster)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
                **_as_server_user(),
            )
        return started.returncode == 0

    def _answers(self) -> bool:
        """Try a connection: an adopted server may still be recovering, or just be gone."""
        try:
            self.superuser_connection().close()
        except psycopg.OperationalError:
            return False
        return True

    def _write_configuration(self) -> None:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket_dir),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self._settings,
        }
        lines = [f"{name} = '{_quoted(value)}'\n" for name, value in settings.items()]
        configuration = self._cluster / "rentrail.conf"
        configuration.write_text("".join(lines))
        _give_to_server_user(configuration)

    def _prepare_socket_dir(self) -> None:
        directory = self._socket_dir
        if directory == self._cluster:
            return
        directory.mkdir(mode=0o700, exist_ok=True)
        if directory.is_symlink() or directory.stat().st_uid not in {os.getuid(), _server_uid()}:
            raise PostgresNotStarted(f"{directory} belongs to somebody else; remove it.")
        _give_to_server_user(directory)

    def _ensure_roles(self) -> None:
        passwords = self._passwords()
        with self.superuser_connection() as connection:
            for role in (OWNER_ROLE, APPLICATION_ROLE):
                database_roles.ensure_role(connection, role=role, password=passwords[role])
        with self.superuser_connection("template1") as connection:
            database_roles.prepare_database(connection)

    def _passwords(self) -> dict[str, str]:
        passwords: dict[str, str] = json.loads((self._data_dir / "passwords.json").read_text())
        return passwords

    def _write_passwords(self) -> None:
        roles = (SUPERUSER_ROLE, OWNER_ROLE, APPLICATION_ROLE)
        passwords = {role: secrets.token_urlsafe(24) for role in roles}
        path = self._data_dir / "passwords.json"
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w") as file:
            json.dump(passwords, file)

    def _postmaster_pid(self) -> int | None:
        try:
            pid = int((self._cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if _works_in(pid, self._cluster) else None

    def _remove_stale_pid_file(self) -> None:
        """Drop a file left by a crash once nobody works in the cluster.

        After a reboot its number may be another program's, which stops PostgreSQL. While backends
        of a killed server live, the file must stay: PostgreSQL finds their shared memory by it.
        """
        processes = (int(path.name) for path in Path("/proc").glob("[0-9]*"))
        if not any(_works_in(pid, self._cluster) for pid in processes):
            (self._cluster / "postmaster.pid").unlink(missing_ok=True)
            (self._socket_dir / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)

    def _wait_until_gone(self, pid: int) -> None:
        deadline = time.monotonic() + START_SECONDS_MAX
        while _works_in(pid, self._cluster):
            if time.monotonic() > deadline:
                raise TimeoutError(f"PostgreSQL (process {pid}) does not stop.")
            time.sleep(0.02)

    def _program(self, name: str) -> str:
        binaries = postgres_binaries.find_binaries()
        if os.getuid() == 0 and not postgres_binaries.reachable_by_all(binaries / name):
            binaries = postgres_binaries.readable_copy(binaries)
        return str(binaries / name)

    def _run(self, name: str, *arguments: str) -> str:
        done = subprocess.run(
            [self._program(name), *arguments],
            capture_output=True,
            text=True,
            check=False,
            **_as_server_user(),
        )
        if done.returncode:
            raise PostgresNotStarted(f"{name} failed:\n{done.stdout}{done.stderr}")
        return str(done.stdout)

    def _log_tail(self) -> str:
        return "\n".join(self.log_path.read_text(errors="replace").splitlines()[-20:])


def _server_uid() -> int:
    return pwd.getpwnam(UNPRIVILEGED_USER).pw_uid if os.getuid() == 0 else os.getuid()


def _as_server_user() -> dict[str, Any]:
    """Arguments for subprocess: a bare environment, a directory all can enter, not root."""
    arguments: dict[str, Any] = {
        "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        "cwd": "/",
        "umask": 0o077,
    }
    if os.getuid() == 0:
        group = pwd.getpwnam(UNPRIVILEGED_USER).pw_gid
        arguments |= {"user": UNPRIVILEGED_USER, "group": group, "extra_groups": []}
    return arguments


def _give_to_server_user(path: Path) -> None:
    if os.getuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED_USER)
        os.chown(path, user.pw_uid, user.pw_gid)


def _works_in(pid: int, directory: Path) -> bool:
    """Tell whether the process lives and has this working directory, as a PostgreSQL server has."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == directory.resolve()
    except FileNotFoundError:
        return False
    except PermissionError:  # another user's process
        return False


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
