"""The second read: black and white, parted where it is white, told by how full each cell is.

It shares with the first read where the line lies, and nothing else: another way to tell ink from
paper, its own division into characters, and a classifier that was taught with bad prints of the
characters instead of holding pictures against one another.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from rentrail.checks.imaging.pictures import Grey
from rentrail.checks.reading import chains, glyphs, strips
from rentrail.checks.reading.glyphs import WINDOW_HIGH, WINDOW_WIDE, Values
from rentrail.checks.reading.strips import PITCH_CELLS, Placing
from rentrail.formats.micr.e13b_glyphs import CELLS_HIGH, CELLS_WIDE, CHARACTERS

CELL = 3
SLACK = 0.7
PITCH = PITCH_CELLS * CELL  # in pixels
TAUGHT_SEED, TAUGHT_EACH = 13, 130
INK_SHARES = (0.3, 0.42, 0.55)  # of the way from the paper's darkness to the ink's
SHARPNESS = 6.0
STRANGE = 6.0
STROKE_MIN, STROKE_MAX = 0.07, 0.2  # share of a window that a stroke alone fills with ink
RIDGE = 0.004  # added to the spread of every cell: what teaching did not show
EDGE_MIN = 0.12
UNEVENNESS = 0.19  # of a pitch, between neighbours: edges are ragged


@dataclass(frozen=True, kw_only=True, slots=True)
class Zoned:
    """One character of the second read."""

    column: float  # of its window's left edge on the strip, in cells
    character: str
    certainty: float  # 0 to 1: against the other characters
    strangeness: float  # how far it is from what the character may look like; about 1 is usual
    is_stroke: bool  # a pen's stroke that runs through the line, and too little ink for more


@dataclass(frozen=True, eq=False, slots=True)
class Taught:
    """What was learnt: each character's mean look, and the directions that tell them apart."""

    means: Values
    whitening: Values


def read(grey: Grey, placing: Placing) -> list[Zoned]:
    """Read the line where the first read found it, with the darkness for ink that suits it best."""
    strip = strips.cut(grey, placing, cell=CELL, slack=SLACK)
    reads = [_read(_black(strip, share)) for share in INK_SHARES]
    return max(reads, key=_worth)


def _worth(read: list[Zoned]) -> float:
    return sum(one.certainty - (one.strangeness / STRANGE) ** 2 for one in read)


def _black(strip: Values, share: float) -> Values:
    """Tell ink from paper by a darkness between that of the paper around and that of the ink."""
    paper = np.percentile(strip, 80, axis=0).astype(np.float64)
    reach = round(PITCH)
    around = np.pad(paper, reach, mode="edge")
    smooth = np.convolve(around, np.ones(2 * reach + 1) / (2 * reach + 1), mode="valid")
    ratio = strip / np.maximum(smooth, 0.02)
    ink = float(np.percentile(ratio, 2))
    black = np.clip((1 - share * (1 - ink) - ratio) * SHARPNESS + 0.5, 0, 1)
    return np.asarray(black, dtype=np.float32)


def _read(strip: Values) -> list[Zoned]:
    top = round((SLACK + 1) * CELL)
    fullness = strip[top : top + CELL * CELLS_HIGH].mean(axis=0)
    edges, gains = _right_edges(fullness)
    tenths = np.arange(0, len(fullness) / PITCH, 0.1) * PITCH
    chain = chains.best_chain(
        edges / PITCH,
        gains,
        width=CELLS_WIDE / PITCH_CELLS,
        unevenness=UNEVENNESS,
        ink=np.interp(tenths, np.arange(len(fullness)), fullness),
    )
    columns = np.array([round(edges[index]) - CELL * (CELLS_WIDE + 1) for index in chain], int)
    last = strip.shape[1] - CELL * WINDOW_WIDE - 1
    return _told(strip, columns[(columns >= 1) & (columns <= last)])


def _right_edges(fullness: Values) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find columns with ink to the left and paper to the right, as at every character's end."""
    sums = np.concatenate([[0.0], np.cumsum(fullness, dtype=np.float64)])
    first, last = 2 * CELL, len(fullness) - 3 * CELL
    at = np.arange(first, last)
    inside = (sums[at] - sums[at - CELL]) / CELL
    near, far = at + 1, at + round(1.7 * CELL)
    outside = (sums[far] - sums[near]) / (far - near)
    gains = inside - 1.5 * outside - EDGE_MIN
    highest = (gains[1:-1] >= gains[:-2]) & (gains[1:-1] > gains[2:]) & (gains[1:-1] > 0)
    chosen = 1 + np.flatnonzero(highest)
    return at[chosen].astype(np.float64), gains[chosen]


def _told(strip: Values, columns: NDArray[np.int64]) -> list[Zoned]:
    """Tell each character, where in a pixel's reach it looks least strange."""
    if not len(columns):
        return []
    taught = teach()
    high, wide = CELL * WINDOW_HIGH, CELL * WINDOW_WIDE
    windows = sliding_window_view(strip, (high, wide))
    rows = windows.shape[0] // 2 + np.repeat((-1, 0, 1), 3)
    shifts = np.tile((-1, 0, 1), 3)
    looks = _zones(windows[rows, columns[:, None] + shifts].reshape(-1, high, wide))
    away = ((looks @ taught.whitening)[:, None, :] - taught.means) ** 2
    distances = away.sum(axis=2).reshape(len(columns), len(rows), len(CHARACTERS))
    nearest = distances.min(axis=2).argmin(axis=1)
    chosen = distances[np.arange(len(columns)), nearest]
    odds = np.exp(-(chosen - chosen.min(axis=1, keepdims=True)) / 2).sum(axis=1)
    return [
        Zoned(
            column=(int(column) + int(shifts[at])) / CELL,
            character=CHARACTERS[int(np.argmin(one))],
            certainty=float(1 / odd),
            strangeness=float(one.min() / looks.shape[1]),
            is_stroke=_is_stroke(strip[:, column : column + wide]),
        )
        for column, at, one, odd in zip(columns, nearest, chosen, odds, strict=True)
    ]


def _is_stroke(window: Values) -> bool:
    """Tell ink that enters from above and leaves below, where characters never do."""
    margin = round((SLACK + 1) * CELL)
    above, below = window[: margin - 1], window[1 - margin :]
    runs_through = min(above.mean(), below.mean()) > STROKE_MIN
    return bool(runs_through and window[margin:-margin].mean() < STROKE_MAX)


def _zones(windows: Values) -> Values:
    """Give how full each cell of some windows is."""
    count = len(windows)
    cells = windows.reshape(count, WINDOW_HIGH, CELL, WINDOW_WIDE, CELL)
    return np.asarray(cells.mean(axis=(2, 4)).reshape(count, -1), dtype=np.float32)


@cache
def teach() -> Taught:
    """Learn from bad prints of every character: spread, blurred, shifted, spotted."""
    chance = np.random.default_rng(TAUGHT_SEED)
    looks = np.stack([_zones(_bad_prints(character, chance)) for character in CHARACTERS])
    means = looks.mean(axis=1)
    strays = (looks - means[:, None, :]).reshape(-1, looks.shape[2])
    spread = strays.T @ strays / len(strays) + RIDGE * np.eye(looks.shape[2])
    values, directions = np.linalg.eigh(spread)
    whitening = (directions / np.sqrt(values)).astype(np.float32)
    return Taught(means=(means @ whitening).astype(np.float32), whitening=whitening)


def _bad_prints(character: str, chance: np.random.Generator) -> Values:
    spread, blur = chance.uniform(-0.25, 0.35, TAUGHT_EACH), chance.uniform(0.2, 0.9, TAUGHT_EACH)
    across, down = chance.normal(0, 0.14, (2, TAUGHT_EACH))
    grey = glyphs.draw_many(character, CELL, spread, blur, across, down)
    limits, lost, added = (
        chance.uniform(low, high, (TAUGHT_EACH, 1, 1))
        for low, high in ((0.35, 0.65), (0, 0.04), (0, 0.02))
    )
    black = np.clip((grey - limits) * SHARPNESS + 0.5, 0, 1)
    dice = chance.random(black.shape)
    black[dice < added] = 1
    black[dice > 1 - lost] = 0
    return np.asarray(black, dtype=np.float32)
