"""Where on a check the magnetic line may stand: rows of ink as high as its characters, in white."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rentrail.checks.reading.ink import Ink
from rentrail.formats.micr.e13b_glyphs import HEIGHT_INCHES

Profile = NDArray[np.float32]

BLOCKS = 64
TILTS_DEGREES = np.arange(-3.6, 3.61, 0.3)
WIDTHS_INCHES = (5.6, 9.2)
STRETCHES = (0.8, 1.25)
HEIGHT_STEP = 1.1
LOWEST_INCHES = 1.15  # above the lower edge the line is looked for
MARGIN_SHARE = 0.35  # of its height that is white above and below
CANDIDATES = 5
USUAL_HEIGHTS = (1.1, 5.5)  # of a character, between the check's foot and the line's middle
UNUSUAL_SHARE = 0.4  # what the contrast of rows elsewhere counts


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """A line's place: middle of its characters at the picture's left edge, in pixels."""

    middle: float
    slope: float  # rows a column
    height: float  # of a character
    contrast: float = 0.0


def find_bands(ink: Ink) -> list[Band]:
    """Give the likeliest places, best first."""
    top = max(0, ink.shape[0] - round(LOWEST_INCHES * ink.shape[1] / WIDTHS_INCHES[0]))
    blocks = _blocks(ink[top:])
    block_width = ink.shape[1] / BLOCKS
    found: list[Band] = []
    for tilt in TILTS_DEGREES:
        slope = float(np.tan(np.radians(tilt)))
        profile = _profile(blocks, slope * block_width)
        for height, contrast, row in _peaks(profile, ink.shape[1]):
            middle = top + row - slope * ink.shape[1] / 2
            above_foot = (ink.shape[0] - top - row) / height
            if not USUAL_HEIGHTS[0] < above_foot < USUAL_HEIGHTS[1]:
                contrast *= UNUSUAL_SHARE
            found.append(Band(middle=middle, slope=slope, height=height, contrast=contrast))
    found.sort(key=lambda band: band.contrast, reverse=True)
    return _apart(found, ink.shape[1])


def _blocks(ink: Ink) -> Profile:
    """Give the mean ink of each row in every block of columns."""
    width = ink.shape[1] // BLOCKS * BLOCKS
    parts = ink[:, :width].reshape(ink.shape[0], BLOCKS, -1)
    return np.ascontiguousarray(parts.mean(axis=2, dtype=np.float32).T)


def _profile(blocks: Profile, shift: float) -> Profile:
    """Add up the blocks, each moved as a line of this slope runs."""
    height = blocks.shape[1]
    total = np.zeros(height, dtype=np.float32)
    for index, block in enumerate(blocks):
        move = round((index + 0.5 - BLOCKS / 2) * shift)
        if abs(move) >= height:
            continue
        if move >= 0:
            total[: height - move] += block[move:]
        else:
            total[-move:] += block[:move]
    return total / np.float32(BLOCKS)


def _peaks(profile: Profile, width: int) -> Iterator[tuple[float, float, float]]:
    """For every height that characters may have: the rows that stand out most."""
    lowest = HEIGHT_INCHES * width / WIDTHS_INCHES[1] * STRETCHES[0]
    highest = HEIGHT_INCHES * width / WIDTHS_INCHES[0] * STRETCHES[1]
    sums = np.concatenate([[0], np.cumsum(profile, dtype=np.float64)])
    height = lowest
    while height <= highest:
        high, margin = round(height), max(2, round(height * MARGIN_SHARE))
        size = len(profile) - high - 2 * margin
        if size > 0:
            inside = (sums[margin + high :][:size] - sums[margin:][:size]) / high
            above = (sums[margin:][:size] - sums[:size]) / margin
            below = (sums[2 * margin + high :][:size] - sums[margin + high :][:size]) / margin
            contrast = inside - np.maximum(above, below)
            for start in _tops(contrast, high):
                yield height, float(contrast[start]), start + margin + high / 2
        height *= HEIGHT_STEP


def _tops(contrast: NDArray[np.float64], apart: int) -> list[int]:
    """Give the three highest places that are apart."""
    tops = []
    left = contrast.copy()
    for _ in range(3):
        top = int(np.argmax(left))
        if left[top] <= 0:
            break
        tops.append(top)
        left[max(0, top - apart) : top + apart] = 0
    return tops


def _apart(bands: list[Band], width: int) -> list[Band]:
    chosen: list[Band] = []
    for band in bands:
        centre = band.middle + band.slope * width / 2
        if all(
            abs(centre - other.middle - other.slope * width / 2) > 0.5 * other.height
            for other in chosen
        ):
            chosen.append(band)
            if len(chosen) == CANDIDATES:
                break
    return chosen
