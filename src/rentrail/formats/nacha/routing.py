"""Routing numbers of banks: nine digits, of which the last proves the first eight."""

from rentrail.formats.nacha.fields import is_digits

WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7)

# First two digits in use: Federal Reserve districts, thrifts, electronic, traveler's checks.
PREFIXES = frozenset(
    [*range(13), *range(21, 33), *range(61, 73), 80]
)  # Source: [ABA] routing number policy


def routing_check_digit(rdfi_identification: str) -> int:
    """Give the ninth digit that belongs to the first eight.

    >>> routing_check_digit("07640125")
    1

    Raises:
        ValueError: not eight digits.

    Source: [NACHA] Appendix Three, check digit calculation.
    """
    if not is_digits(rdfi_identification, 8):
        raise ValueError(f"A routing number starts with eight digits, not {rdfi_identification!r}.")
    return -sum(w * int(d) for w, d in zip(WEIGHTS, rdfi_identification, strict=True)) % 10


def is_valid_routing_number(routing_number: str) -> bool:
    """Tell whether nine digits can be a bank's routing number (not whether such a bank exists).

    >>> is_valid_routing_number("076401251"), is_valid_routing_number("076401252")
    (True, False)
    >>> is_valid_routing_number("000000000"), is_valid_routing_number("500000005")
    (False, False)
    """
    if not is_digits(routing_number, 9) or routing_number == "000000000":
        return False
    if int(routing_number[:2]) not in PREFIXES:
        return False
    return routing_check_digit(routing_number[:8]) == int(routing_number[8])
