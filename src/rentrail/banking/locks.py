"""One sender for each bank connection, one builder for each numbering, on however many hosts."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

SENDING = 0x52545342  # a number of our own: the advisory locks of senders
NUMBERING = 0x52544E55  # and of those who number files
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


def number_alone(*, numbered: str) -> None:
    """Wait until nobody else numbers the same thing; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [NUMBERING, numbered])
