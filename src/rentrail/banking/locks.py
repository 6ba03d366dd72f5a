"""One sender for each bank connection, on however many hosts the workers run."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

SENDING = 0x52545342  # a number of our own: the advisory locks of senders
LOCK_NUMBERS = 2**31


@contextmanager
def only_sender(bank_id: int) -> Iterator[bool]:
    """Hold a bank connection's lock while its files are sent; False where another holds it."""
    lock = [SENDING, bank_id % LOCK_NUMBERS]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", lock)
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", lock)
