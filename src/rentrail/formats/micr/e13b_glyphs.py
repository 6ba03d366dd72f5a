"""The fourteen shapes of E-13B, as the standard's geometry: no font, no picture.

A character lies on a grid of 7 by 9 cells of 0.013 inch, and stands against the right edge of its
grid. Characters follow one another every 0.125 inch. Symbols are written t (transit), o (on-us),
a (amount) and d (dash).

Source: [E13B] shapes and dimensions of the printed characters.
"""

from typing import NamedTuple

CELL_INCHES = 0.013
PITCH_INCHES = 0.125
CELLS_WIDE = 7
CELLS_HIGH = 9
HEIGHT_INCHES = CELLS_HIGH * CELL_INCHES

DIGITS = "0123456789"
SYMBOLS = "toad"
CHARACTERS = DIGITS + SYMBOLS


class Bar(NamedTuple):
    """An inked rectangle, in cells from the top left of the grid."""

    left: float
    top: float
    right: float
    bottom: float


GLYPHS: dict[str, tuple[Bar, ...]] = {
    "0": (Bar(0, 0, 1, 9), Bar(6, 0, 7, 9), Bar(0, 0, 7, 1), Bar(0, 8, 7, 9)),
    "1": (Bar(3, 0, 5, 1.25), Bar(4, 0, 5, 5.5), Bar(3, 5.2, 7, 9)),
    "2": (
        Bar(3, 0, 7, 1),
        Bar(6, 0, 7, 5),
        Bar(3, 4, 7, 5),
        Bar(3, 4, 4, 9),
        Bar(3, 8, 7, 9),
    ),
    "3": (
        Bar(2, 0, 6, 1),
        Bar(5, 0, 6, 5),
        Bar(2, 4, 6, 5),
        Bar(5, 4.6, 7, 9),
        Bar(2, 8, 7, 9),
    ),
    "4": (Bar(1, 0, 3, 7), Bar(1, 6, 7, 7), Bar(5, 5.1, 7, 9)),
    "5": (
        Bar(2, 0, 7, 1),
        Bar(2, 0, 3, 5),
        Bar(2, 4, 7, 5),
        Bar(6, 4, 7, 9),
        Bar(2, 8, 7, 9),
    ),
    "6": (
        Bar(1, 0, 2, 9),
        Bar(1, 0, 5, 1),
        Bar(4, 0, 5, 2.2),
        Bar(1, 5, 7, 6),
        Bar(6, 5, 7, 9),
        Bar(1, 8, 7, 9),
    ),
    "7": (
        Bar(2, 0, 7, 1),
        Bar(2, 0, 3, 3),
        Bar(6, 0, 7, 4.3),
        Bar(5, 3.8, 6.5, 4.8),
        Bar(4, 4.3, 5.5, 5.2),
        Bar(4, 4.6, 5, 9),
    ),
    "8": (
        Bar(1, 0, 6, 1),
        Bar(1, 0, 2, 5),
        Bar(5, 0, 6, 5),
        Bar(1, 4, 6, 5),
        Bar(0, 4.6, 2, 9),
        Bar(5, 4.6, 7, 9),
        Bar(0, 8, 7, 9),
    ),
    "9": (
        Bar(1, 0, 7, 1),
        Bar(1, 0, 2, 5),
        Bar(6, 0, 7, 5),
        Bar(1, 4, 7, 5),
        Bar(5, 4, 7, 9),
    ),
    "t": (Bar(0, 1.5, 2, 7.5), Bar(4, 0, 7, 3), Bar(4, 6, 7, 9)),
    "o": (Bar(0, 1.5, 1, 7.5), Bar(2, 1.5, 3, 7.5), Bar(4, 0.5, 7, 4.5)),
    "a": (Bar(0, 5, 2, 9), Bar(3, 2.25, 4, 6.75), Bar(5, 0, 7, 4)),
    "d": (Bar(0, 2.5, 2, 6.5), Bar(3, 2.5, 5, 6.5), Bar(6, 2.5, 7, 6.5)),
}
