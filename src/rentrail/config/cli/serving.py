"""`rentrail serve`: the web site, until it is stopped."""

import argparse
from collections.abc import Callable
from typing import Any

from django.db import connections
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # it has no types

from rentrail.config.cli.refusals import Refused


def serve(args: argparse.Namespace) -> None:
    """Serve the web site from several processes of several threads."""
    serve_site(bind=args.bind, workers=args.workers, threads=args.threads)


def serve_site(*, bind: str, workers: int, threads: int) -> None:
    """Serve until told to stop."""
    connections.close_all()  # else the processes would share one
    site = _site(
        {
            "bind": bind,
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "control_socket_disable": True,
        }
    )
    print(f"Serving on http://{bind}. Stop with Ctrl-C.", flush=True)
    site.run()


def _site(options: dict[str, Any]) -> "_Site":
    try:
        return _Site(options)
    except (ValueError, TypeError) as problem:
        raise Refused(f"The web site can't be served so: {problem}") from problem


class _Site(BaseApplication):  # type: ignore[misc]  # it has no types
    """The web application under gunicorn, without a configuration file."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """Give gunicorn the application."""
        from rentrail.config.wsgi import application

        return application
