"""Routing numbers of banks: nine digits, of which the last proves the first eight."""

WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7)


def routing_check_digit(eight_digits: str) -> int:
    """Give the ninth digit that belongs to the first eight.

    >>> routing_check_digit("07640125")
    1

    Raises:
        ValueError: not eight digits.

    Source: [ABA] check digit.
    """
    if not (len(eight_digits) == 8 and eight_digits.isascii() and eight_digits.isdigit()):
        raise ValueError(f"A routing number starts with eight digits, not {eight_digits!r}.")
    return -sum(w * int(d) for w, d in zip(WEIGHTS, eight_digits, strict=True)) % 10


def is_valid_routing_number(routing_number: str) -> bool:
    """Tell whether nine digits prove themselves (not whether such a bank exists).

    >>> is_valid_routing_number("076401251"), is_valid_routing_number("076401252")
    (True, False)
    >>> is_valid_routing_number("000000000")
    False
    """
    if not (len(routing_number) == 9 and routing_number.isascii() and routing_number.isdigit()):
        return False
    if routing_number == "000000000":
        return False
    return routing_check_digit(routing_number[:8]) == int(routing_number[8])
