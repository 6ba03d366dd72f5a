import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from rentrail.config import postgres_binaries
from rentrail.config.embedded_postgres import APPLICATION_ROLE, OWNER_ROLE, EmbeddedPostgres


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    yield server
    server.destroy()


def test_a_server_keeps_its_rows_when_it_is_killed(tmp_path):
    server = EmbeddedPostgres(tmp_path / "durable")
    server.start()
    server.create_database("rentrail")
    with owner(server) as connection:
        connection.execute("CREATE TABLE rent (amount_cents bigint)")
        connection.execute("INSERT INTO rent VALUES (120000)")

    os.kill(server._postmaster_pid(), signal.SIGKILL)
    server.start()

    with application(server) as connection:
        assert connection.execute("SELECT amount_cents FROM rent").fetchall() == [(120_000,)]
    server.destroy()


def test_starting_twice_adopts_the_running_server(server, tmp_path):
    server.start()
    pid = server._postmaster_pid()

    EmbeddedPostgres(tmp_path / "postgres").start()

    assert server._postmaster_pid() == pid


def test_a_process_number_left_by_a_reboot_does_not_stop_the_start(server, tmp_path):
    server.start()
    server.stop()
    (server._cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{server._cluster}\n")

    server.start()

    assert server.is_running()


def test_stopping_a_stopped_server_is_harmless(server):
    server.start()

    server.stop()
    server.stop()

    assert not server.is_running()


def test_the_application_works_with_the_owners_tables_and_owns_none(server):
    server.start()
    server.create_database("rentrail")
    with owner(server) as connection:
        connection.execute("CREATE TABLE rent (id serial, amount_cents bigint)")

    with application(server) as connection:
        connection.execute("INSERT INTO rent (amount_cents) VALUES (120000)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("TRUNCATE rent")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (id int)")


def test_both_roles_can_log_in_and_nothing_more(server):
    server.start()

    with server.superuser_connection() as connection:
        rights = connection.execute(
            "SELECT rolname, rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls "
            "FROM pg_roles WHERE rolname LIKE 'rentrail%' ORDER BY rolname"
        ).fetchall()

    assert rights == [(role, True, False, False, False, False) for role in roles()]


def test_passwords_are_for_the_owner_of_the_directory_only(server, tmp_path):
    server.start()

    assert stat.S_IMODE((tmp_path / "postgres" / "passwords.json").stat().st_mode) == 0o600


def test_a_wrong_password_is_refused(server):
    server.start()
    url = server.url("postgres").replace(server._passwords()[APPLICATION_ROLE], "guess")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url)


def test_a_long_path_gets_a_short_socket(tmp_path):
    server = EmbeddedPostgres(tmp_path / ("long" * 25), durable=False)
    try:
        server.start()
        with psycopg.connect(server.url("postgres")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.destroy()


@pytest.mark.skipif(os.getuid() != 0, reason="only root has directories that `nobody` can't enter")
def test_root_may_keep_the_server_in_a_private_directory(tmp_path, monkeypatch):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    monkeypatch.setattr(postgres_binaries, "SYSTEM_STATE_DIR", tmp_path / "state")
    open_to_all(tmp_path)
    server = EmbeddedPostgres(private / "postgres", durable=False)
    try:
        server.start()
        assert server.is_running()
        assert (private / "postgres" / "home").is_symlink()
    finally:
        server.destroy()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_runs_the_server_too(tmp_path):
    open_to_all(tmp_path)
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, 65534, 65534)
    child = os.fork()
    if child == 0:
        os._exit(run_as_nobody(home))

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def run_as_nobody(home: Path) -> int:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    server = EmbeddedPostgres(home / "postgres", durable=False)
    try:
        server.start()
        with psycopg.connect(server.url("postgres")) as connection:
            connection.execute("SELECT 1")
    finally:
        server.destroy()
    return 0


def open_to_all(directory: Path) -> None:
    for parent in (directory, *directory.parents):
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)


def owner(server: EmbeddedPostgres) -> psycopg.Connection:
    return psycopg.connect(server.url("rentrail", OWNER_ROLE), autocommit=True)


def application(server: EmbeddedPostgres) -> psycopg.Connection:
    return psycopg.connect(server.url("rentrail"), autocommit=True)


def roles() -> list[str]:
    return [APPLICATION_ROLE, OWNER_ROLE]
