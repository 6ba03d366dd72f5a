"""Pictures of the fourteen characters, drawn from their geometry for comparison with a scan."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rentrail.formats.micr.e13b_glyphs import CELLS_HIGH, CELLS_WIDE, CHARACTERS, GLYPHS

Values = NDArray[np.float32]
Each = NDArray[np.float64]  # a value for each of many pictures

MARGIN_CELLS = 1  # of white around the grid, which belongs to a character's look
WINDOW_WIDE = CELLS_WIDE + 2 * MARGIN_CELLS
WINDOW_HIGH = CELLS_HIGH + 2 * MARGIN_CELLS


class Style(NamedTuple):
    """How ink and optics changed a character, in cells."""

    spread: float  # of each edge; negative where strokes are thin
    blur: float  # sigma


def draw(character: str, cell: float, style: Style) -> Values:
    """Draw one character, 0 is paper and 1 is ink; `cell` is pixels a cell."""
    one = [np.full(1, value, dtype=np.float64) for value in (*style, 0, 0)]
    return np.asarray(draw_many(character, cell, *one)[0])


def draw_many(
    character: str, cell: float, spread: Each, blur: Each, across: Each, down: Each
) -> Values:
    """Draw a character once for each style, shifted across and down by so many cells."""
    high, wide = round(WINDOW_HIGH * cell), round(WINDOW_WIDE * cell)
    pictures = np.zeros((len(spread), high, wide), dtype=np.float32)
    softness = np.hypot(blur, 0.4 / cell)
    for bar in GLYPHS[character]:
        columns = _covered(bar.left + across - spread, bar.right + across + spread, softness, cell)
        rows = _covered(bar.top + down - spread, bar.bottom + down + spread, softness, cell)
        bars = rows[:, :high, None] * columns[:, None, :wide]
        np.maximum(pictures, bars, out=pictures)
    return pictures


@cache
def templates(cell: float, style: Style) -> Values:
    """Give all characters as rows of mean 0 and length 1, in the order of `CHARACTERS`."""
    rows = np.stack([draw(character, cell, style).ravel() for character in CHARACTERS])
    rows -= rows.mean(axis=1, keepdims=True)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rows.flags.writeable = False
    return rows


def _covered(start: Each, end: Each, softness: Each, cell: float) -> Values:
    """Give how much of each pixel lies between two blurred edges."""
    pixels = (np.arange(round(WINDOW_HIGH * cell)) + 0.5) / cell - MARGIN_CELLS
    rising = _step((pixels - start[:, None]) / softness[:, None])
    falling = _step((end[:, None] - pixels) / softness[:, None])
    return np.clip(rising + falling - 1, 0, 1).astype(np.float32)


def _step(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give a blurred edge: nearly the integral of a Gaussian."""
    return np.asarray(1 / (1 + np.exp(-1.702 * x)))
