"""Several connections at once: each test's second connection is another thread's."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import connections

from rentrail.identity.tenancy import company_scope, current_company_id

WAIT_SECONDS = 0.3


def meanwhile(work: Callable[[], object]) -> Future[object]:
    """Start some work of the company in scope over a connection of its own."""
    company_id = current_company_id()

    def run() -> object:
        try:
            with company_scope(company_id):
                return work()
        finally:
            connections.close_all()

    pool = ThreadPoolExecutor(max_workers=1)
    future = pool.submit(run)
    pool.shutdown(wait=False)
    return future


def is_waiting(work: Future[object]) -> bool:
    """Tell whether work hasn't ended, some time after it was started."""
    done = threading.Event()
    work.add_done_callback(lambda _: done.set())
    return not done.wait(WAIT_SECONDS)
