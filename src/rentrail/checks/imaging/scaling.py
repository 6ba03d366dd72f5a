"""How many pixels of a straightened check make an inch: files tell it, and are often wrong.

The magnetic line is the best rule: its characters stand an eighth of an inch apart, on every check
in the country, and are 0.117 inch high. `reading` measures both. Then comes a size that is known,
of the other face or of the stock; then what the file tells, if it makes a check of a possible size.
"""

from dataclasses import dataclass
from enum import StrEnum

Pair = tuple[float, float]  # across and down

# Source: [X9-MICR] sizes of check stock, with what torn and trimmed edges take or leave.
WIDTH_INCHES, HEIGHT_INCHES = (5.8, 9.0), (2.6, 3.8)
STOCK_INCHES: tuple[Pair, ...] = (
    (6.0, 2.75), (6.0, 3.25), (7.0, 3.25), (8.25, 3.0), (8.5, 3.5), (8.5, 3.66),
)  # fmt: skip
MEASURED_SLACK = 0.12  # by which a measured size may lie beyond what is printed
ASKEW_MAX = 1.3  # how much more resolution one axis may have: faxes and bad copies are stretched


class Basis(StrEnum):
    """What the resolution was known by, best first."""

    MAGNETIC_LINE = "MAGNETIC_LINE"
    KNOWN_SIZE = "KNOWN_SIZE"
    FILE = "FILE"
    STOCK = "STOCK"  # a guess by the check's proportions


@dataclass(frozen=True, slots=True)
class Resolution:
    """Pixels an inch, and how they are known."""

    across: float
    down: float
    basis: Basis

    def inches(self, pixels: Pair) -> Pair:
        """Give the size of what has so many pixels across and down."""
        return pixels[0] / self.across, pixels[1] / self.down

    def at(self, pixels: Pair, dpi: int) -> tuple[int, int]:
        """Give the pixels that the same has at another resolution."""
        width, height = self.inches(pixels)
        return max(1, round(width * dpi)), max(1, round(height * dpi))


def resolution_of(
    pixels: Pair,
    *,
    measured_dpi: Pair | None = None,
    size_inches: Pair | None = None,
    told_dpi: Pair | None = None,
) -> Resolution:
    """Decide a check's resolution from all that is known of it; `pixels` is its size.

    >>> resolution_of((1200, 550), told_dpi=(200, 200))
    Resolution(across=200, down=200, basis=<Basis.FILE: 'FILE'>)
    >>> resolution_of((1800, 825), told_dpi=(72, 72))
    Resolution(across=300.0, down=300.0, basis=<Basis.STOCK: 'STOCK'>)
    """
    if measured_dpi and _may_be_check(pixels, measured_dpi, MEASURED_SLACK):
        return Resolution(*measured_dpi, Basis.MAGNETIC_LINE)
    if size_inches:
        return Resolution(*_over(pixels, size_inches), Basis.KNOWN_SIZE)
    if told_dpi and _may_be_check(pixels, told_dpi, 0):
        return Resolution(*told_dpi, Basis.FILE)
    proportion = pixels[0] / pixels[1]
    width, height = min(STOCK_INCHES, key=lambda stock: _unlike(stock[0] / stock[1], proportion))
    even = (pixels[0] / width * pixels[1] / height) ** 0.5
    return Resolution(even, even, Basis.STOCK)


def _may_be_check(pixels: Pair, dpi: Pair, slack: float) -> bool:
    width, height = _over(pixels, dpi)
    return (
        WIDTH_INCHES[0] * (1 - slack) <= width <= WIDTH_INCHES[1] * (1 + slack)
        and HEIGHT_INCHES[0] * (1 - slack) <= height <= HEIGHT_INCHES[1] * (1 + slack)
        and 1 / ASKEW_MAX <= dpi[0] / dpi[1] <= ASKEW_MAX
    )


def _over(pixels: Pair, divisor: Pair) -> Pair:
    return pixels[0] / divisor[0], pixels[1] / divisor[1]


def _unlike(one: float, other: float) -> float:
    return max(one / other, other / one)
