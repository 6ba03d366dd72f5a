"""The vault: account numbers unreadable at rest, yet found again (SEC-1).

A secret is sealed with AES-256-GCM under the first key of the ring and bound to its row by the
``context``: moved to another row it no longer opens. The envelope names its key, so that older
keys still open what they sealed, until it is sealed anew. Equal account numbers are found by a
keyed hash under a key of its own, which outlives the ring's; without it the hash tells nothing.
"""

import hmac
import os
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
HASH_LABEL = b"rentrail keyed hash v1"


class SealBroken(Exception):
    """What was sealed does not open: another row's, changed, or its key is not in the ring."""


def seal(plain: bytes | str, *, context: str) -> bytes:
    """Seal a secret for one row; ``context`` names the row, such as "instrument:ins_01J…"."""
    key_id = current_key_id()
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(_ring()[key_id]).encrypt(nonce, _bytes(plain), context.encode())
    return head_of_current_key() + nonce + sealed


def open_sealed(sealed: bytes | memoryview, *, context: str) -> bytes:
    """Open what was sealed for this row.

    Raises:
        SealBroken: it was changed, belongs to another row, or its key is gone.
    """
    envelope = bytes(sealed)
    key_id, rest = key_id_of(envelope), envelope[1 + envelope[0] :]
    key = _ring().get(key_id)
    if key is None:
        raise SealBroken(f"The vault key “{key_id}” is not in RENTRAIL_VAULT_KEYS.")
    try:
        return _cipher(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], context.encode())
    except InvalidTag as problem:
        raise SealBroken("A sealed value does not open: it was changed or moved.") from problem


def open_text(sealed: bytes | memoryview, *, context: str) -> str:
    """Open a sealed text, such as an account number."""
    return open_sealed(sealed, context=context).decode()


def keyed_hash(*parts: str) -> bytes:
    """Give 32 bytes by which equal secrets are found, such as routing and account number.

    Its key is RENTRAIL_VAULT_HASH_KEY, never one that seals: keys come and go, look-ups stay.
    """
    key = hmac.digest(settings.RENTRAIL_VAULT_HASH_KEY, HASH_LABEL, sha256)
    return hmac.digest(key, b"\x1f".join(part.encode() for part in parts), sha256)


def key_id_of(sealed: bytes | memoryview) -> str:
    """Tell which key sealed a value."""
    envelope = bytes(sealed)
    return envelope[1 : 1 + envelope[0]].decode()


def head_of_current_key() -> bytes:
    """Give the bytes that every value sealed under the current key begins with."""
    name = current_key_id().encode()
    return bytes([len(name)]) + name


def current_key_id() -> str:
    """Give the key that seals now: the ring's first."""
    return next(iter(_ring()))


def _ring() -> dict[str, bytes]:
    ring: dict[str, bytes] = settings.RENTRAIL_VAULT_KEYS
    return ring


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def _bytes(plain: bytes | str) -> bytes:
    return plain.encode() if isinstance(plain, str) else plain
