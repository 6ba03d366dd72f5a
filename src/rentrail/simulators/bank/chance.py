"""Chance that comes out the same every time: it hangs on the seed and on what is decided."""

import hashlib


def fraction(*parts: object) -> float:
    """Draw a number from 0 up to, not including, 1; the same parts always draw the same."""
    return _draw(parts) / 2**64


def whole_number(*parts: object, low: int, high: int) -> int:
    """Draw a whole number from low to high, both included."""
    return low + _draw(parts) % (high - low + 1)


def digits(*parts: object, length: int) -> str:
    """Draw a string of digits that does not begin with a zero."""
    return str(whole_number(*parts, low=10 ** (length - 1), high=10**length - 1))


def _draw(parts: tuple[object, ...]) -> int:
    text = "|".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
