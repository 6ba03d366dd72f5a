"""Pictures of the fourteen characters, drawn from their geometry for comparison with a scan."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rentrail.formats.micr.e13b_glyphs import CELLS_HIGH, CELLS_WIDE, CHARACTERS, GLYPHS, Bar

Values = NDArray[np.float32]

MARGIN_CELLS = 1  # of white around the grid, which belongs to a character's look
WINDOW_WIDE = CELLS_WIDE + 2 * MARGIN_CELLS
WINDOW_HIGH = CELLS_HIGH + 2 * MARGIN_CELLS


class Style(NamedTuple):
    """How ink and optics changed a character, in cells."""

    spread: float  # of each edge; negative where strokes are thin
    blur: float  # sigma


def draw(character: str, cell: float, style: Style, shift: tuple[float, float] = (0, 0)) -> Values:
    """Draw one character, 0 is paper and 1 is ink; `cell` is pixels a cell, `shift` cells."""
    picture = np.zeros((round(WINDOW_HIGH * cell), round(WINDOW_WIDE * cell)), dtype=np.float32)
    for bar in GLYPHS[character]:
        np.maximum(picture, _bar(bar, cell, style, shift, picture.shape), out=picture)
    return picture


@cache
def templates(cell: float, style: Style) -> Values:
    """Give all characters as rows of mean 0 and length 1, in the order of `CHARACTERS`."""
    rows = np.stack([draw(character, cell, style).ravel() for character in CHARACTERS])
    rows -= rows.mean(axis=1, keepdims=True)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rows.flags.writeable = False
    return rows


def _bar(
    bar: Bar, cell: float, style: Style, shift: tuple[float, float], shape: tuple[int, int]
) -> Values:
    across = _edge_to_edge(bar.left, bar.right, cell, style, shift[0], shape[1])
    down = _edge_to_edge(bar.top, bar.bottom, cell, style, shift[1], shape[0])
    return np.outer(down, across)


def _edge_to_edge(
    start: float, end: float, cell: float, style: Style, shift: float, length: int
) -> Values:
    """Give how much of each pixel lies between two blurred edges."""
    at = (np.arange(length) + 0.5) / cell - MARGIN_CELLS - shift
    softness = np.hypot(style.blur, 0.4 / cell)
    rising = _step((at - start + style.spread) / softness)
    falling = _step((end + style.spread - at) / softness)
    return np.clip(rising + falling - 1, 0, 1).astype(np.float32)


def _step(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give a blurred edge: nearly the integral of a Gaussian."""
    return np.asarray(1 / (1 + np.exp(-1.702 * x)))
