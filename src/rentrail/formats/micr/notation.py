"""The ways to write an E-13B line as text, all turned into one.

The line has ten digits and four symbols. Here a line is always written with the letters that staff
type when they repair it: ``t`` transit, ``o`` on-us, ``a`` amount, ``d`` dash; ``?`` stands for a
character that could not be read, and a blank for one or more.
"""

import re
from enum import StrEnum

TRANSIT, ON_US, AMOUNT, DASH = "t", "o", "a", "d"
SYMBOLS = TRANSIT + ON_US + AMOUNT + DASH
UNREAD = "?"

PLAIN = {character: character for character in "0123456789 ?"} | {"*": UNREAD}
UNICODE = {"\u2446": TRANSIT, "\u2448": ON_US, "\u2447": AMOUNT, "\u2449": DASH}
LETTERS = {"t": TRANSIT, "o": ON_US, "u": ON_US, "a": AMOUNT, "$": AMOUNT, "d": DASH, "-": DASH}
NAMED = PLAIN | UNICODE | LETTERS
LETTERED = NAMED | {"a": TRANSIT, "b": AMOUNT, "c": ON_US, "d": DASH}

# Letters that say which of the two a text is written in: only "a" and "d" are in both.
OF_NAMED = re.compile("[touTOU$]")
OF_LETTERED = re.compile("[bcBC]")
TRANSIT_AS_A = re.compile(r"[aA][0-9?* -]{9,}[aA]")


class NotMicr(Exception):
    """The text is no line of magnetic ink. The text of this is fit to show a person."""


class Notation(StrEnum):
    """How readers, fonts and programs write the four symbols, in the order t o a d."""

    LETTERS = "toad"
    CAPITALS = "TOAD"
    SIGNS = "TU$-"
    FONT = "ACBD"
    UNICODE = "\u2446\u2448\u2447\u2449"


def canonical(text: str) -> str:
    """Give a line as it is written here, whichever notation it came in.

    >>> canonical("T076401251T 123-45U 0101")
    't076401251t 123d45o 0101'
    >>> canonical("A076401251A 123D45C 0101 B0000012345B")
    't076401251t 123d45o 0101 a0000012345a'
    >>> canonical("⑆076401251⑆ 123⑉45⑈ 01*1")
    't076401251t 123d45o 01?1'

    Raises:
        NotMicr: characters that no notation has, or symbols of two notations.
    """
    characters = _characters(text)
    read = []
    for character in re.sub(r"\s+", " ", text).strip():
        meant = characters.get(character.lower())
        if meant is None:
            raise NotMicr(
                f"“{character}” is no character of a MICR line: it has digits, t (transit), o "
                "(on-us), a (amount), d (dash), and ? for what could not be read."
            )
        read.append(meant)
    return "".join(read)


def written(line: str, notation: Notation) -> str:
    """Write a line in another notation.

    >>> written("t076401251t 123d45o 0101", Notation.SIGNS)
    'T076401251T 123-45U 0101'
    """
    return line.translate(str.maketrans(SYMBOLS, notation.value))


def _characters(text: str) -> dict[str, str]:
    """Tell the two families of letters apart; "A" is transit in one and amount in the other."""
    is_named, is_lettered = bool(OF_NAMED.search(text)), bool(OF_LETTERED.search(text))
    if is_named and is_lettered:
        raise NotMicr(
            "The line mixes two ways of writing its symbols: t o a d, and A B C D. Use one of them."
        )
    if is_lettered or (not is_named and TRANSIT_AS_A.search(text)):
        return LETTERED
    return NAMED
