"""A line cut out of a picture, straight and at a set size: so many pixels for each cell."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rentrail.checks.reading.bands import Band
from rentrail.checks.reading.glyphs import WINDOW_HIGH
from rentrail.formats.micr.e13b_glyphs import CELL_INCHES, CELLS_HIGH, PITCH_INCHES

Values = NDArray[np.float32]

PITCH_CELLS = PITCH_INCHES / CELL_INCHES


@dataclass(frozen=True, kw_only=True, slots=True)
class Placing:
    """How a line lies on a picture: its band, and how much wider than high its cells are."""

    band: Band
    stretch: float = 1.0

    @property
    def row_pixels(self) -> float:
        """The height of a cell on the picture."""
        return self.band.height / CELLS_HIGH

    @property
    def column_pixels(self) -> float:
        """The width of a cell on the picture."""
        return self.row_pixels * self.stretch

    def scaled(self, *, height: float = 1.0, stretch: float = 1.0) -> "Placing":
        """The same place with another height or stretch."""
        band = replace(self.band, height=self.band.height * height)
        return Placing(band=band, stretch=self.stretch * stretch)

    def moved(self, *, cells_down: float, slope: float = 0.0) -> "Placing":
        """The same line, lower by some cells or turned by a slope about the left edge."""
        band = replace(
            self.band,
            middle=self.band.middle + cells_down * self.row_pixels,
            slope=self.band.slope + slope,
        )
        return replace(self, band=band)


def cut(ink: NDArray[np.uint8], placing: Placing, *, cell: float, slack: float) -> Values:
    """Cut the line out, with so many cells of slack above and below a character's window."""
    row, column = placing.row_pixels, placing.column_pixels
    rows = WINDOW_HIGH + 2 * slack
    size = (max(1, int(ink.shape[1] / column * cell)), round(rows * cell))
    band = placing.band
    terms = (
        column / cell,
        0,
        0,
        band.slope * column / cell,
        row / cell,
        band.middle - rows / 2 * row,
    )
    picture = Image.fromarray(ink).transform(
        size, Image.Transform.AFFINE, terms, Image.Resampling.BILINEAR
    )
    return np.asarray(picture, dtype=np.float32) / np.float32(255)
