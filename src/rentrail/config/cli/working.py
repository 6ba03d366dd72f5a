"""`rentrail worker`: the background work, until it is stopped."""

import argparse

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from rentrail.cycle import jobs

POLL_SECONDS = 0.5  # a job that waits for another's lock is found by looking, not by a notice
STOP_SECONDS = 5.0


def worker(args: argparse.Namespace) -> None:
    """Run days at cut-offs, exchange files, post to MRI, seal the audit trail."""
    print(f"Working: {', '.join(jobs.PERIODIC)}. Stop with Ctrl-C.", flush=True)
    connector = app.connector
    assert isinstance(connector, DjangoConnector)  # noqa: S101 - as the Django app makes it
    with app.replace_connector(connector.get_worker_connector()) as working:
        working.run_worker(
            concurrency=args.concurrency,
            fetch_job_polling_interval=POLL_SECONDS,
            shutdown_graceful_timeout=STOP_SECONDS,
            delete_jobs="successful",
            task_middleware=[jobs.with_live_connections],
        )
