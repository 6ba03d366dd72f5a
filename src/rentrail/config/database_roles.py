"""The two database roles: one owns every table, the other one works with them.

The application connects as `APPLICATION_ROLE`, which owns nothing, so that it cannot switch off a
trigger or drop a table; migrations run as `OWNER_ROLE`. The statements here are the same for the
embedded server and for an installed one.
"""

from typing import LiteralString

from psycopg import Connection, sql

OWNER_ROLE = "rentrail_owner"
APPLICATION_ROLE = "rentrail_app"

EXTENSIONS: tuple[LiteralString, ...] = ("btree_gist", "pg_trgm")

_ROLE_RIGHTS = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")


def ensure_role(connection: Connection, *, role: str, password: str) -> None:
    """Create a role that may log in and nothing else, or give it this password."""
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    connection.execute(
        sql.SQL("{verb} ROLE {role} {rights} PASSWORD {password}").format(
            verb=sql.SQL("ALTER" if exists else "CREATE"),
            role=sql.Identifier(role),
            rights=_ROLE_RIGHTS,
            password=sql.Literal(password),
        )
    )


def prepare_database(connection: Connection) -> None:
    """Install the extensions, and let the application role use what the owner will create.

    Needs a superuser, or the owner of the database where the extensions are trusted.
    """
    for extension in EXTENSIONS:
        connection.execute(
            sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
        )
    for privileges, objects in (
        ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
        ("USAGE, SELECT", "SEQUENCES"),
    ):
        connection.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT {what} TO {app}").format(
                owner=sql.Identifier(OWNER_ROLE),
                what=sql.SQL(f"{privileges} ON {objects}"),
                app=sql.Identifier(APPLICATION_ROLE),
            )
        )
