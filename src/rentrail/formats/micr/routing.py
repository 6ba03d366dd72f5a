"""The check digit of a routing number."""

WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7, 1)
LENGTH = 9


def is_routing_number(digits: str) -> bool:
    """Tell whether nine digits prove themselves; it doesn't tell whether such a bank exists.

    It finds every single digit that was misread, and about nine of ten neighbours changed over.

    >>> is_routing_number("076401251"), is_routing_number("076401252")
    (True, False)
    >>> is_routing_number("000000000"), is_routing_number("000000800")
    (False, False)

    Source: [ABA] routing number policy.
    """
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        return False
    weighted = sum(w * int(digit) for w, digit in zip(WEIGHTS, digits, strict=True))
    return weighted > 0 and weighted % 10 == 0
