"""Public ids: what people and programs see in place of a row's number.

An id is a prefix that says what it names and a ULID: 48 bits of milliseconds, so ids sort by time,
and 80 random bits, so none can be guessed from another. Written in Crockford's base 32.
"""

import base64
import random
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from rentrail.primitives import clock

RandomSource = Callable[[int], bytes]

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BYTES = 10
RANDOM_CHARACTERS = 16
TIME_CHARACTERS = 10

_PREFIX = re.compile(r"[a-z]{2,5}")
_PUBLIC_ID = re.compile(rf"[a-z]{{2,5}}_[0-7][{CROCKFORD}]{{25}}")
_TO_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", CROCKFORD.encode())
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_lock = threading.Lock()
_random_bytes: RandomSource = secrets.token_bytes


def new_public_id(prefix: str, *, now: datetime | None = None) -> str:
    """Give a new id such as `pay_01JZ8M3V9Q…`, sortable by its moment and not to be guessed."""
    return new_public_ids(prefix, count=1, now=now)[0]


def new_public_ids(prefix: str, *, count: int, now: datetime | None = None) -> list[str]:
    """Give many new ids of one moment, in ascending order.

    Raises:
        ValueError: the prefix is not two to five lower-case letters.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"The prefix {prefix!r} is not two to five lower-case letters.")
    start = f"{prefix}_{_time_part(now or clock.now())}"
    with _lock:
        chance = _random_bytes(RANDOM_BYTES * count)
    letters = base64.b32encode(chance).translate(_TO_CROCKFORD).decode("ascii")
    return sorted(
        start + letters[place : place + RANDOM_CHARACTERS]
        for place in range(0, len(letters), RANDOM_CHARACTERS)
    )


def is_public_id(text: str, *, prefix: str) -> bool:
    """Tell whether a text has the form of a public id with this prefix."""
    return text.startswith(f"{prefix}_") and _PUBLIC_ID.fullmatch(text) is not None


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Make the ids of all threads repeat from run to run, for simulations and tests."""
    global _random_bytes
    with _lock:
        before, _random_bytes = _random_bytes, random.Random(seed).randbytes  # noqa: S311 - meant to repeat
    try:
        yield
    finally:
        with _lock:
            _random_bytes = before


def _time_part(moment: datetime) -> str:
    milliseconds = (moment - _EPOCH) // timedelta(milliseconds=1)
    if milliseconds < 0:
        raise ValueError("An id cannot be older than 1970.")
    return "".join(
        CROCKFORD[milliseconds >> (5 * place) & 31] for place in reversed(range(TIME_CHARACTERS))
    )
