"""Where on a picture the check lies, and the picture of it alone, made straight.

The paper's four edges are looked for one by one, from outside to inside: where an edge shows (a
desk, black overscan, the shadow below a lid) it becomes a line; where none shows, the picture
itself ends the check. Four lines make four corners, so that a turned check and a photo taken from
aside are one case. Lines of print then tell the angle more exactly than paper does.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from rentrail.checks.imaging import binarising
from rentrail.checks.imaging.pictures import Grey

Points = NDArray[np.floating]  # rows of x and y, in pixels from the upper left corner
Line = tuple[float, float]  # y = slope * x + offset, or x of y for a line that stands

OVERVIEW_SIDE = 640  # the longer side of the small picture in which edges are looked for
EDGE_REACH = 0.47  # share of the picture within which a side's edge is looked for
STEP_MIN, STEP_MAX = 7.0, 24.0  # grey levels between paper and what surrounds it that must do
STEP_OVER_NOISE = 4.0
SUPPORT_MIN = 0.55  # share of the places along a side that lie on its line
SPAN_MIN = 0.25  # share of a side whose places lie on its line
TRIED_LINES = 160
SLOPE_MAX = math.tan(math.radians(25))
AREA_MIN = 0.08  # share of the picture that a check fills at least
PARALLEL_DEGREES = 0.8  # edges closer than this are those of a sheet that lay flat

PRINT_SIDE = 800  # the longer side of the small picture in which lines of print are levelled
PRINT_PIXELS_MIN, PRINT_PIXELS_MAX = 300, 9_000
LINES_CLEAR, LINES_CLEARER_THAN_EDGES = 3.0, 4.5  # contrast at the best angle over the usual one
COARSE_DEGREES, FINE_DEGREES = 0.4, 0.08
SKEW_DEGREES_MAX = 12.0
SKEW_OFF_EDGES_MAX = 1.2  # degrees by which print may differ from the paper's edges
EDGES_EXACT_DEGREES = 0.15  # edges that agree with print this well tell the angle still better
CHECK_ASPECT = (1.5, 3.6)  # width by height of what may be a check and nothing around it
CONTENT_MARGIN = 0.03


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """Where the check lies: its corners clockwise from the upper left, as it is read."""

    corners: Points
    edges_seen: int = 0  # of four; where none shows, the picture's own edge stands for it

    @property
    def skew_degrees(self) -> float:
        """How far the check is turned on the picture, clockwise."""
        return _angle(self.corners[0], self.corners[1])

    @property
    def size(self) -> tuple[float, float]:
        """Width and height on the picture, in pixels; where it lies aslant, of its middle."""
        top, right, bottom, left = _sides(self.corners)
        return (top + bottom) / 2, (left + right) / 2

    def turned(self, quarter_turns: int) -> "Found":
        """The same check, read after so many turns by 90 degrees counter-clockwise."""
        return Found(np.roll(self.corners, -quarter_turns, axis=0), self.edges_seen)


def find_check(grey: Grey) -> Found:
    """Find the check on a picture: always an answer, at worst the picture as a whole.

    The check is returned lying, wider than high; which way is up only what stands on it can tell.
    """
    corners, edges_seen = _paper(grey)
    corners = _level(grey, corners, edges_seen)
    width, height = Found(corners).size
    return Found(corners, edges_seen).turned(1 if height > width else 0)


def straighten(grey: Grey, found: Found, size: tuple[int, int] | None = None) -> Grey:
    """The check alone, straight and cropped, resampled once; in its own size or that asked for."""
    width, height = size or (max(1, round(found.size[0])), max(1, round(found.size[1])))
    if _is_whole(grey, found) and (height, width) == grey.shape:
        return grey
    image, corners = Image.fromarray(grey), found.corners
    shrink = int(min(found.size[0] / width, found.size[1] / height) + 0.05)
    if shrink > 1:  # else fine print would be skipped over
        image, corners = image.reduce(shrink), corners / shrink
    a, b, c, d, e, f, g, h = _homography(_rectangle(width, height), corners)
    paper = int(np.percentile(grey[::7, ::7], 80))
    if abs(g) * width + abs(h) * height < 1e-6:
        method, terms = Image.Transform.AFFINE, [a, b, c, d, e, f]
    else:
        method, terms = Image.Transform.PERSPECTIVE, [a, b, c, d, e, f, g, h]
    turned = image.transform(
        (width, height), method, terms, Image.Resampling.BILINEAR, fillcolor=paper
    )
    return np.asarray(turned)


def ground_of(grey: Grey, found: Found) -> float | None:
    """The shade of what lay around the check; None where it doesn't show on all sides."""
    if found.edges_seen < 4:
        return None
    ring = np.concatenate(
        [grey[:2].ravel(), grey[-2:].ravel(), grey[:, :2].ravel(), grey[:, -2:].ravel()]
    )
    return float(np.median(ring))


# The paper's edges.


def _paper(grey: Grey) -> tuple[Points, int]:
    """The corners of the paper, and how many of its edges show."""
    shrink = _shrink_to(grey, OVERVIEW_SIDE)
    small = Image.fromarray(grey).reduce(shrink).filter(ImageFilter.BoxBlur(1))
    overview = np.asarray(small, dtype=np.float32)
    height, width = overview.shape
    top = _edge(overview)
    bottom = _mirrored(_edge(overview[::-1]), height)
    left = _edge(overview.T)
    right = _mirrored(_edge(overview.T[::-1]), width)
    lines = _with_missing((top, bottom), (left, right), width, height)
    corners = np.array([_crossing(across, down) for across, down in lines])
    edges_seen = sum(line is not None for line in (top, bottom, left, right))
    whole = _rectangle(grey.shape[1], grey.shape[0])
    if not edges_seen or not _can_be_paper(corners, width, height):
        return whole, 0
    return _flattened(corners * shrink), edges_seen


def _edge(view: NDArray[np.float32]) -> Line | None:
    """The line along which paper begins, coming from the top, if it shows."""
    height, width = view.shape
    reach = int(height * EDGE_REACH)
    around = np.median(view[:3], axis=0)
    inner = view[height // 4 : height - height // 4 : 3]
    paper = np.partition(inner, len(inner) * 3 // 5, axis=0)[len(inner) * 3 // 5]
    step = paper - around
    noise = float(np.median(np.abs(np.diff(view[:3], axis=1)))) * 2
    wanted = np.clip(STEP_OVER_NOISE * noise, STEP_MIN, STEP_MAX)
    beyond = (view[:reach] - around - step / 2) * np.sign(step)
    inside = beyond > 0
    lasting = inside[:-2] & inside[1:-1] & inside[2:]
    first = np.argmax(lasting, axis=0)
    usable = np.flatnonzero((np.abs(step) >= wanted) & lasting.any(axis=0) & (first > 0))
    if len(usable) < SPAN_MIN * width:
        return None
    row = first[usable]
    before, after = beyond[row - 1, usable], beyond[row, usable]
    return _line_through(usable + 0.5, row + 0.5 - after / (after - before), width)


def _line_through(x: Points, y: Points, width: int) -> Line | None:
    """The line on which most places lie, unless too few do."""
    chance = np.random.default_rng(len(x))
    one, other = chance.integers(0, len(x), (2, TRIED_LINES))
    apart = np.abs(x[one] - x[other]) > len(x) / 6
    one, other = one[apart], other[apart]
    slopes = (y[one] - y[other]) / (x[one] - x[other])
    level = np.abs(slopes) <= SLOPE_MAX
    if not level.any():
        return None
    one, slopes = one[level], slopes[level]
    offsets = y[one] - slopes * x[one]
    near = np.abs(y - slopes[:, None] * x - offsets[:, None]) < 1.5
    chosen = near[np.argmax(near.sum(axis=1))]
    for _ in range(3):
        if chosen.sum() < max(SUPPORT_MIN * len(x), SPAN_MIN * width):
            return None
        slope, offset = np.polyfit(x[chosen], y[chosen], 1)
        chosen = np.abs(y - slope * x - offset) < 1.0
    return float(slope), float(offset)


def _mirrored(line: Line | None, extent: int) -> Line | None:
    return line and (-line[0], extent - line[1])


def _with_missing(
    lying: tuple[Line | None, Line | None],
    standing: tuple[Line | None, Line | None],
    width: int,
    height: int,
) -> list[tuple[Line, Line]]:
    """Pairs of lines that cross in the corners; a side that doesn't show runs along the others."""
    slopes = [line[0] for line in lying if line] + [-line[0] for line in standing if line]
    slope = float(np.median(slopes)) if slopes else 0.0
    top, bottom = (
        line or (slope, at - slope * width / 2) for line, at in zip(lying, (0, height), strict=True)
    )
    left, right = (
        line or (-slope, at + slope * height / 2)
        for line, at in zip(standing, (0, width), strict=True)
    )
    return [(top, left), (top, right), (bottom, right), (bottom, left)]


def _crossing(lying: Line, standing: Line) -> tuple[float, float]:
    x = (standing[0] * lying[1] + standing[1]) / (1 - standing[0] * lying[0])
    return x, lying[0] * x + lying[1]


def _can_be_paper(corners: Points, width: int, height: int) -> bool:
    """Tell whether four corners are those of one sheet, large enough, on the picture."""
    top, right, bottom, left = _sides(corners)
    x, y = corners.T
    area = abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
    alike = min(top, bottom) > 0.6 * max(top, bottom) and min(left, right) > 0.6 * max(left, right)
    return bool(alike and area > AREA_MIN * width * height)


def _flattened(corners: Points) -> Points:
    """A rectangle where the corners are nearly one: a flat sheet has right angles."""
    angles = [_angle(corners[0], corners[1]), _angle(corners[3], corners[2])]
    angles += [_angle(corners[0], corners[3]) - 90, _angle(corners[1], corners[2]) - 90]
    if max(angles) - min(angles) > PARALLEL_DEGREES:
        return corners
    size = Found(corners).size
    return _placed(size, corners.mean(axis=0), float(np.mean(angles)))


# Lines of print.


def _level(grey: Grey, corners: Points, edges_seen: int) -> Points:
    """The corners turned so that lines of print lie level."""
    width, height = Found(corners).size
    ink = _ink_within(grey, corners, width, height)
    shrink = _shrink_to(grey, PRINT_SIDE)
    known = edges_seen >= 2
    angle = skew_of(
        ink / shrink,
        reach_degrees=SKEW_OFF_EDGES_MAX if known else SKEW_DEGREES_MAX,
        contrast_min=LINES_CLEARER_THAN_EDGES if known else LINES_CLEAR,
    )
    if known and abs(angle or 0.0) < EDGES_EXACT_DEGREES:
        return corners
    angle = angle or 0.0
    box = np.array([[0.0, 0.0], [width, height]])
    if not edges_seen and not CHECK_ASPECT[0] <= width / height <= CHECK_ASPECT[1]:
        box = _content(ink, (width, height), angle)
    middle = np.array([width, height]) / 2
    size = box[1] - box[0]
    placed = _placed((size[0], size[1]), middle + _rotated(box.mean(axis=0) - middle, angle), angle)
    return _mapped(placed, _homography(_rectangle(width, height), corners))


def skew_of(
    ink: Points,
    *,
    reach_degrees: float = SKEW_DEGREES_MAX,
    contrast_min: float = LINES_CLEAR,
) -> float | None:
    """How far lines of print are turned, in degrees clockwise; None where there are no lines.

    At the right angle rows are either full or empty, so that neighbours differ most.
    """
    if len(ink) < PRINT_PIXELS_MIN:
        return None
    sampled = ink[:: len(ink) // PRINT_PIXELS_MAX + 1]
    # Somewhere within its pixel each: else rows of pixels would speak for no angle at all.
    sampled = sampled + np.random.default_rng(1).uniform(-0.5, 0.5, sampled.shape)
    coarse = np.arange(-reach_degrees, reach_degrees + COARSE_DEGREES / 2, COARSE_DEGREES)
    contrasts = [_row_contrast(sampled / 2, angle) for angle in coarse]
    best = int(np.argmax(contrasts))
    if contrasts[best] < contrast_min * float(np.median(contrasts)):
        return None
    fine = coarse[best] + np.arange(-COARSE_DEGREES, COARSE_DEGREES + 0.01, FINE_DEGREES)
    return _peak(fine, np.array([_row_contrast(sampled, angle) for angle in fine]))


def _row_contrast(ink: Points, angle: float) -> float:
    rows = ink[:, 1] - math.tan(math.radians(angle)) * ink[:, 0]
    counts = np.bincount((rows - rows.min()).astype(np.int64))
    steps = np.diff(counts)
    return float(np.dot(steps, steps))


def _peak(at: Points, values: Points) -> float:
    """Where a parabola through the highest value and its neighbours has its top."""
    best = int(np.argmax(values))
    if best in (0, len(at) - 1):
        return float(at[best])
    before, top, after = values[best - 1 : best + 2]
    bend = before - 2 * top + after
    shift = 0.5 * (before - after) / bend if bend else 0.0
    return float(at[best] + shift * (at[1] - at[0]))


def _ink_within(grey: Grey, corners: Points, width: float, height: float) -> Points:
    """Where on the straightened check ink lies, in pixels of the picture."""
    shrink = _shrink_to(grey, PRINT_SIDE)
    ink = binarising.binarise(np.asarray(Image.fromarray(grey).reduce(shrink)))
    rows, columns = np.nonzero(ink)
    places = (np.column_stack([columns, rows]) + 0.5) * shrink
    flat = _mapped(places, _homography(corners, _rectangle(width, height)))
    margin = 0.015 * max(width, height)
    size = np.array([width, height])
    within = np.all((flat > margin) & (flat < size - margin), axis=1)
    return flat[within]


def _content(ink: Points, size: tuple[float, float], angle: float) -> Points:
    """Two corners of the box that holds what is printed, as it lies once turned."""
    middle = np.array(size) / 2
    if len(ink) < PRINT_PIXELS_MIN:
        return np.array([[0.0, 0.0], size])
    level = _rotated(ink - middle, -angle) + middle
    low, high = np.percentile(level, [0.3, 99.7], axis=0)
    margin = CONTENT_MARGIN * (high[0] - low[0])
    return np.array([np.maximum(low - margin, 0), np.minimum(high + margin, size)])


# Geometry.


def _shrink_to(grey: Grey, side: int) -> int:
    height, width = grey.shape
    return max(1, int(max(height, width) / side + 0.5))


def _rectangle(width: float, height: float) -> Points:
    return np.array([[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]])


def _placed(size: tuple[float, float], middle: Points, angle: float) -> Points:
    """A rectangle's corners, turned clockwise about its middle."""
    return middle + _rotated(_rectangle(*size) - np.array(size) / 2, angle)


def _rotated(points: Points, angle: float) -> Points:
    turn = math.radians(angle)
    cosine, sine = math.cos(turn), math.sin(turn)
    turned: Points = points @ np.array([[cosine, sine], [-sine, cosine]])
    return turned


def _angle(start: Points, end: Points) -> float:
    return math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))


def _sides(corners: Points) -> tuple[float, float, float, float]:
    """The lengths of top, right, bottom and left."""
    lengths = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    return tuple(float(length) for length in lengths)  # type: ignore[return-value] # four of them


def _homography(source: Points, target: Points) -> Points:
    """The eight terms that map four points to four others, in perspective."""
    equations, values = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        equations += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    terms: Points = np.linalg.solve(np.array(equations), np.array(values))
    return terms


def _mapped(points: Points, terms: Points) -> Points:
    a, b, c, d, e, f, g, h = terms
    x, y = points.T
    below = g * x + h * y + 1
    return np.column_stack([(a * x + b * y + c) / below, (d * x + e * y + f) / below])


def _is_whole(grey: Grey, found: Found) -> bool:
    return bool(np.allclose(found.corners, _rectangle(grey.shape[1], grey.shape[0]), atol=0.01))
