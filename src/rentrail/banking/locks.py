"""One sender for each bank, one builder for each numbering, and one exchange for each company.

On however many hosts.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from rentrail.identity.tenancy import current_company_id

SENDING = 0x52545342  # a number of our own: the advisory locks of senders
NUMBERING = 0x52544E55  # and of those who number files
EXCHANGE = 0x52544558  # and of those who take in what banks send, or build what goes to them
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


def exchange_alone() -> None:
    """Wait until nobody else stores or applies a file from the company's banks, or builds one.

    Held until the transaction ends. So nothing that a bank sends comes between the question which
    accounts it names and the entries on them (RAIL-1), whichever of the banks sends it.
    """
    lock = [EXCHANGE, current_company_id() % LOCK_NUMBERS]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", lock)
