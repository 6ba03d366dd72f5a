"""A durable PostgreSQL server for one run, with the tables of Rentrail and nothing in them."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rentrail.config.settings_without_server")
django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from rentrail.config import environment  # noqa: E402
from rentrail.config.database_roles import APPLICATION_ROLE, OWNER_ROLE  # noqa: E402
from rentrail.config.embedded_postgres import EmbeddedPostgres  # noqa: E402

ROLE_OF_ALIAS = {"default": APPLICATION_ROLE, "owner": OWNER_ROLE}


@contextmanager
def fresh_database() -> Iterator[EmbeddedPostgres]:
    """Point Django at a migrated database of its own, and remove it afterwards."""
    with tempfile.TemporaryDirectory(prefix="rentrail-bench-") as directory:
        Path(directory).chmod(0o755)  # the server's user must reach it
        server = EmbeddedPostgres(Path(directory, "server"), durable=True)
        server.start()
        try:
            server.create_database("bench")
            for alias, role in ROLE_OF_ALIAS.items():
                use_database(server.url("bench", role), alias=alias)
            call_command("migrate", database="owner", verbosity=0)
            yield server
        finally:
            connections.close_all()
            server.destroy()


def use_database(url: str, *, alias: str = "default") -> None:
    """Point a process's connection at a database, with the options that production sets."""
    address = environment.database_settings(url=url)
    address["OPTIONS"] = settings.DATABASES[alias]["OPTIONS"] | address["OPTIONS"]
    settings.DATABASES[alias].update(address)
    connections[alias].settings_dict.update(address)
