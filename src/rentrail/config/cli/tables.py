"""`rentrail migrate`."""

import argparse

from rentrail.config import runtime


def migrate(args: argparse.Namespace) -> None:
    """Bring the tables up to date; there is nothing to do where our own server just did it."""
    applied = runtime.migrate()
    print("\n".join(f"applied  {name}" for name in applied) or "The tables are up to date.")
