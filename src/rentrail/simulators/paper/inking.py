"""The magnetic line as a printer leaves it: spread, ragged, with voids and spots."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from rentrail.formats.micr.e13b_glyphs import CELL_INCHES, CELLS_HIGH, CELLS_WIDE, GLYPHS, Bar
from rentrail.formats.micr.e13b_glyphs import PITCH_INCHES as PITCH
from rentrail.simulators.paper.items import Group
from rentrail.simulators.paper.wear import Wear

Grey = NDArray[np.float32]

FIRST_POSITION_INCHES = 0.3125  # right edge of position 1 from the right edge of the paper
BOTTOM_INCHES = 0.255  # of the characters, above the lower edge of the paper
JITTER_INCHES = 0.0025
ROW_JITTER_INCHES = 0.003


def ink_line(
    shape: tuple[int, int],
    print_dpi: float,
    groups: tuple[Group, ...],
    wear: Wear,
    chance: np.random.Generator,
) -> Grey:
    """Give the share of ink, 0 to 1, on every pixel of a paper of this shape."""
    ink = np.zeros(shape, dtype=np.float32)
    drop = float(chance.uniform(-0.02, 0.02))
    places = list(_places(shape, print_dpi, groups, drop, chance))
    for character, left, top in places:
        for bar in GLYPHS[character]:
            edges = (edge * print_dpi for edge in _edges_inches(bar, wear))
            _fill(ink, *edges, left=left, top=top)
    for _, left, top in places:
        _blotch(ink, print_dpi, left, top, wear.voids_a_character, 0.0, chance)
        _blotch(ink, print_dpi, left, top, wear.spots_a_character, 1.0, chance)
    fading = np.linspace(1 - wear.ink_fading, 1, shape[1], dtype=np.float32)
    return _ragged(ink, print_dpi, wear, chance) * (
        fading if chance.random() < 0.5 else fading[::-1]
    )


def _edges_inches(bar: Bar, wear: Wear) -> tuple[float, float, float, float]:
    """Give a bar's edges from its character's top left, as this printer and ink make them."""
    across, down = (scale * CELL_INCHES for scale in wear.glyph_scale)
    start = CELLS_WIDE * (CELL_INCHES - across)  # the right edge is where it should be
    spread = wear.ink_spread_inches
    return (
        start + bar.left * across - spread,
        bar.top * down - spread,
        start + bar.right * across + spread,
        bar.bottom * down + spread,
    )


def line_box(shape: tuple[int, int], print_dpi: float) -> tuple[int, int]:
    """Give the rows between which the line stands, with a little air."""
    bottom = shape[0] - (BOTTOM_INCHES - 0.06) * print_dpi
    return int(bottom - (CELLS_HIGH * CELL_INCHES + 0.12) * print_dpi), int(bottom)


def _places(
    shape: tuple[int, int],
    print_dpi: float,
    groups: tuple[Group, ...],
    drop: float,
    chance: np.random.Generator,
) -> Iterator[tuple[str, float, float]]:
    width_inches, height_inches = shape[1] / print_dpi, shape[0] / print_dpi
    for group in groups:
        for index, character in enumerate(group.text):
            position = group.position - index
            right = width_inches - FIRST_POSITION_INCHES - (position - 1) * PITCH
            left = right - CELLS_WIDE * CELL_INCHES + chance.normal(0, JITTER_INCHES / 2)
            top = height_inches - BOTTOM_INCHES - CELLS_HIGH * CELL_INCHES + drop
            top += chance.normal(0, ROW_JITTER_INCHES / 2)
            yield character, left * print_dpi, top * print_dpi


def _fill(
    ink: Grey, x0: float, y0: float, x1: float, y1: float, *, left: float, top: float
) -> None:
    """Cover a rectangle, its edges in part where they cut a pixel."""
    if x1 <= x0 or y1 <= y0:
        return
    rows, down = _covered(top + y0, top + y1)
    columns, across = _covered(left + x0, left + x1)
    part = ink[rows, columns]
    np.maximum(part, np.outer(down, across)[: part.shape[0], : part.shape[1]], out=part)


def _covered(start: float, end: float) -> tuple[slice, Grey]:
    first, last = int(np.floor(start)), int(np.ceil(end))
    pixels = np.arange(first, last, dtype=np.float32)
    covered = np.minimum(pixels + 1, end) - np.maximum(pixels, start)
    return slice(first, last), covered.astype(np.float32)


def _blotch(
    ink: Grey,
    print_dpi: float,
    left: float,
    top: float,
    rate: float,
    value: float,
    chance: np.random.Generator,
) -> None:
    """Leave a few round voids (0) or spots (1) on one character."""
    for _ in range(chance.poisson(rate)):
        x = left + chance.uniform(-1, CELLS_WIDE + 1) * CELL_INCHES * print_dpi
        y = top + chance.uniform(-1, CELLS_HIGH + 1) * CELL_INCHES * print_dpi
        radius = chance.uniform(0.002, 0.0075) * print_dpi
        y0, x0 = max(0, int(y - radius) - 1), max(0, int(x - radius) - 1)
        part = ink[y0 : int(y + radius) + 2, x0 : int(x + radius) + 2]
        rows, columns = np.ogrid[: part.shape[0], : part.shape[1]]
        inside = (rows + y0 - y) ** 2 + (columns + x0 - x) ** 2 < radius**2
        part[inside] = value


def _ragged(ink: Grey, print_dpi: float, wear: Wear, chance: np.random.Generator) -> Grey:
    """Round corners and fray edges, in the rows that have ink."""
    rows = np.flatnonzero(ink.max(axis=1))
    air = round(0.02 * print_dpi)
    band = slice(max(0, rows[0] - air), rows[-1] + air)
    soft = blurred(ink[band], wear.ink_softness_inches * print_dpi)
    grain = smooth_noise(soft.shape, 0.004 * print_dpi, chance) * wear.ink_roughness
    frayed = np.zeros_like(ink)
    frayed[band] = np.clip((soft - 0.5 + grain * (soft > 0.02)) * 3 + 0.5, 0, 1)
    return frayed


def smooth_noise(shape: tuple[int, int], grain: float, chance: np.random.Generator) -> Grey:
    """Give noise of standard deviation 1 whose spots are about `grain` pixels wide."""
    small = (max(2, int(shape[0] / grain) + 2), max(2, int(shape[1] / grain) + 2))
    noise = Image.fromarray(chance.standard_normal(small, dtype=np.float32))
    return np.asarray(noise.resize((shape[1], shape[0]), Image.Resampling.BICUBIC))


def blurred(picture: Grey, sigma: float) -> Grey:
    """Blur values from 0 to 1 as a lens would."""
    grey = Image.fromarray((picture * 255 + 0.5).astype(np.uint8))
    soft = np.asarray(grey.filter(ImageFilter.GaussianBlur(sigma)), dtype=np.float32)
    return soft / np.float32(255)
