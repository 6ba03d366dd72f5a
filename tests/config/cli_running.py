"""Running commands: within the test's transaction, or as the program that people type."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

from rentrail.config import cli, environment
from rentrail.config.cli.arguments import parser
from rentrail.config.embedded_postgres import EmbeddedPostgres


def run(*argv: str | Path) -> int:
    """Run a command here, and give its status."""
    return cli.run(parser().parse_args([str(argument) for argument in argv]))


def typed(
    *argv: str | Path, server: EmbeddedPostgres | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command as a program; with the tests' server, on the test's database."""
    own = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    if server is not None:
        own |= {
            "DATABASE_URL": server.url(str(connection.settings_dict["NAME"])),
            "RENTRAIL_DEMO": "true",
            "RENTRAIL_SECRET_KEY": settings.SECRET_KEY,
            "RENTRAIL_VAULT_KEYS": environment.DEMO_VAULT_KEYS,
        }
    return subprocess.run(
        [Path(sys.executable).with_name("rentrail"), *map(str, argv)],
        capture_output=True,
        text=True,
        check=False,
        env=own | variables,
    )
