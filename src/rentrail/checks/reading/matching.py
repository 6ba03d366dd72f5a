"""The first read: every character's picture is held against every place of the line.

How alike two pictures are is their correlation: 1 for the same whatever the ink's darkness, 0 for
nothing in common. The line is the row of places whose sum of likeness is greatest, where characters
follow at the pitch or leave at least a blank, and ink is not passed over.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from rentrail.checks.reading import chains, glyphs, strips
from rentrail.checks.reading.bands import Band
from rentrail.checks.reading.glyphs import WINDOW_HIGH, WINDOW_WIDE, Style
from rentrail.checks.reading.strips import PITCH_CELLS, Placing, Values
from rentrail.formats.micr.e13b_glyphs import CELLS_HIGH, CELLS_WIDE, CHARACTERS

COARSE_CELL, FINE_CELL = 1.5, 3.0
COARSE_STYLE = Style(0.0, 0.7)
STYLES = tuple(
    Style(spread, blur) for spread in (-0.18, -0.05, 0.1, 0.25) for blur in (0.25, 0.6, 1.0)
)
STRETCHES = tuple(np.geomspace(0.76, 1.3, 15))
LIKE_MIN, LIKE_WELL = 0.5, 0.65
SLACK = 0.7
WITHOUT_DASH = [index for index, one in enumerate(CHARACTERS) if one != "d"]  # patterns have those
UNEVENNESS = 0.1  # of a pitch, between neighbours
PITCH_ERROR_MAX = 0.004
FLAT = 0.06  # standard deviation below which a window counts as empty paper


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """One character of the line, and how sure it is."""

    column: float  # of its window's left edge on the strip, in cells
    scores: Values  # likeness to every character
    row: float = 0.0  # how many cells lower it fits best

    @property
    def character(self) -> str:
        """The likeliest character."""
        return CHARACTERS[int(np.argmax(self.scores))]

    @property
    def likeness(self) -> float:
        """How alike it is."""
        return float(np.max(self.scores))

    @property
    def margin(self) -> float:
        """How much more alike than the next."""
        first, second = np.sort(self.scores)[:-3:-1]
        return float(first - second)


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class Read:
    """The line as one reader sees it, and where it lies."""

    placing: Placing
    matches: tuple[Match, ...]
    style: Style
    strip: Values


def read(ink: NDArray[np.uint8], bands: list[Band]) -> Read | None:
    """Read the line in the best of some bands; none where nothing looks like a line."""
    placed = [_place(ink, band) for band in bands]
    if not placed:
        return None
    quality, placing = max(placed, key=lambda one: one[0])
    if quality < 3:
        return None
    placing, style = _refine(ink, placing)
    found = _read_at(ink, placing, style)
    pitch = _pitch(found.matches)
    if abs(pitch - 1) > PITCH_ERROR_MAX:
        found = _read_at(ink, placing.scaled(stretch=pitch), style)
    return found


def _read_at(ink: NDArray[np.uint8], placing: Placing, style: Style) -> Read:
    strip = strips.cut(ink, placing, cell=FINE_CELL, slack=SLACK)
    scores, rows = _best_rows(strip, FINE_CELL, style)
    matches = tuple(_line(scores, rows, strip))
    return Read(placing=placing, matches=matches, style=style, strip=strip)


def _pitch(matches: tuple[Match, ...]) -> float:
    """Measure how far neighbours really are apart, in pitches."""
    gaps = np.diff([match.column for match in matches]) / PITCH_CELLS
    near = gaps[np.abs(gaps - 1) <= UNEVENNESS]
    return float(np.mean(near)) if len(near) >= 5 else 1.0


def _place(ink: NDArray[np.uint8], band: Band) -> tuple[float, Placing]:
    """Find the stretch at which the band looks most like a line."""
    tried = [Placing(band=band, stretch=stretch) for stretch in STRETCHES]
    qualities = [_quality(ink, placing, COARSE_CELL, COARSE_STYLE) for placing in tried]
    best = int(np.argmax(qualities))
    return qualities[best], tried[best]


def _refine(ink: NDArray[np.uint8], placing: Placing) -> tuple[Placing, Style]:
    """Measure pitch, height, place and slope more exactly, then the style of the print."""
    for _ in range(2):
        placing = _paced(ink, _level(ink, placing))
        for by in (0.04, 0.02):
            placing = _better(ink, placing, [{"stretch": 1 - by}, {"stretch": 1 + by}])
            placing = _better(
                ink,
                placing,
                [
                    {"height": 1 - by, "stretch": 1 / (1 - by)},
                    {"height": 1 + by, "stretch": 1 / (1 + by)},
                ],
            )
    strip = strips.cut(ink, placing, cell=FINE_CELL, slack=0)
    qualities = [_sum_of_tops(likeness(strip, FINE_CELL, style), FINE_CELL) for style in STYLES]
    return _level(ink, placing), STYLES[int(np.argmax(qualities))]


def _paced(ink: NDArray[np.uint8], placing: Placing) -> Placing:
    """Measure the pitch between characters that are told well, and stretch the line to it."""
    cell = 2.0
    strip = strips.cut(ink, placing, cell=cell, slack=0)
    best = likeness(strip, cell, COARSE_STYLE).max(axis=1)
    tops = [at for at in _tops(best, round(0.8 * PITCH_CELLS * cell)) if best[at] > LIKE_WELL]
    gaps = np.diff(np.sort(tops)) / (PITCH_CELLS * cell)
    near = gaps[(gaps > 0.8) & (gaps < 1.25)]
    return placing.scaled(stretch=float(np.median(near))) if len(near) >= 5 else placing


def _better(ink: NDArray[np.uint8], placing: Placing, changes: list[dict[str, float]]) -> Placing:
    tried = [placing] + [placing.scaled(**change) for change in changes]
    qualities = [_quality(ink, one, 2.0, COARSE_STYLE) for one in tried]
    return tried[int(np.argmax(qualities))]


def _quality(ink: NDArray[np.uint8], placing: Placing, cell: float, style: Style) -> float:
    strip = strips.cut(ink, placing, cell=cell, slack=0)
    return _sum_of_tops(likeness(strip, cell, style), cell)


def _sum_of_tops(scores: Values, cell: float) -> float:
    """Add up how alike the likeliest places are that a line could have."""
    best = scores[:, WITHOUT_DASH].max(axis=1)
    return float(sum(best[at] - LIKE_MIN for at in _tops(best, round(0.8 * PITCH_CELLS * cell))))


def _tops(values: Values, apart: int) -> list[int]:
    """Give places above the least likeness, the best first, that are apart."""
    left, tops = values.copy(), []
    for _ in range(60):
        at = int(np.argmax(left))
        if left[at] <= LIKE_MIN:
            break
        tops.append(at)
        left[max(0, at - apart + 1) : at + apart] = 0
    return tops


def _level(ink: NDArray[np.uint8], placing: Placing) -> Placing:
    """Move and turn the line to where its characters fit best."""
    cell = 2.0
    strip = strips.cut(ink, placing, cell=cell, slack=1.5)
    scores, rows = _best_rows(strip, cell, COARSE_STYLE)
    best = scores.max(axis=1)
    tops = [at for at in _tops(best, round(0.8 * PITCH_CELLS * cell)) if best[at] > 0.6]
    if len(tops) < 4:
        return placing
    columns, downs = np.array(tops) / cell, rows[tops].astype(np.float64)
    slope, offset = _line_through(columns, downs)
    pixels = slope * placing.row_pixels / placing.column_pixels
    return placing.moved(cells_down=offset, slope=pixels)


def _line_through(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    """Fit a line that a few strays don't bend."""
    near = np.abs(y - np.median(y)) <= max(1.0, 2 * float(np.median(np.abs(y - np.median(y)))))
    if near.sum() < 4 or np.ptp(x[near]) < 20:
        return 0.0, float(np.median(y))
    slope, offset = np.polyfit(x[near], y[near], 1)
    return float(slope), float(offset)


def likeness(strip: Values, cell: float, style: Style, top: int = 0) -> Values:
    """Correlate every window whose upper edge is at `top` with every character."""
    high, wide = round(WINDOW_HIGH * cell), round(WINDOW_WIDE * cell)
    part = strip[top : top + high]
    windows = sliding_window_view(part, wide, axis=1)
    flat = windows.transpose(1, 0, 2).reshape(windows.shape[1], -1)
    means = flat.mean(axis=1)
    squares = np.einsum("ij,ij->i", flat, flat)
    spread = np.sqrt(np.maximum(squares - flat.shape[1] * means**2, 0))
    floor = FLAT * flat.shape[1] ** 0.5
    scores = flat @ glyphs.templates(cell, style).T
    return np.asarray(scores / np.maximum(spread, floor)[:, None], dtype=np.float32)


def _best_rows(strip: Values, cell: float, style: Style) -> tuple[Values, Values]:
    """Give for each column the likeness at the row where it is greatest, and that row in cells."""
    high = round(WINDOW_HIGH * cell)
    tops = range(strip.shape[0] - high + 1)
    all_scores = np.stack([likeness(strip, cell, style, top) for top in tops])
    best = all_scores.max(axis=2).argmax(axis=0)
    columns = np.arange(all_scores.shape[1])
    middle = (len(tops) - 1) / 2
    return all_scores[best, columns], ((best - middle) / cell).astype(np.float32)


def _line(scores: Values, rows: Values, strip: Values) -> Iterator[Match]:
    """Choose the places that make up the line."""
    best = scores.max(axis=1)
    inner = best[1:-1]
    tops = 1 + np.flatnonzero((inner >= best[:-2]) & (inner > best[2:]) & (inner > LIKE_MIN))
    pitch = PITCH_CELLS * FINE_CELL
    grid = strip[round((SLACK + 1) * FINE_CELL) :][: round(CELLS_HIGH * FINE_CELL)]
    tenths = np.arange(0, strip.shape[1] / pitch, 0.1) * pitch
    chain = chains.best_chain(
        ((tops + (1 + CELLS_WIDE) * FINE_CELL) / pitch).astype(np.float64),
        best[tops].astype(np.float64) - LIKE_MIN,
        width=CELLS_WIDE / PITCH_CELLS,
        unevenness=UNEVENNESS,
        ink=np.interp(tenths, np.arange(strip.shape[1]), grid.mean(axis=0)),
    )
    for at in tops[chain]:
        yield Match(column=at / FINE_CELL, scores=scores[at], row=float(rows[at]))
