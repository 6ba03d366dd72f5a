"""The sixteen usual tests of an image: measured where it can be, with value, limit and verdict.

Values are of the exchange image, except where only the picture shows it: torn paper needs what lay
around the check, focus needs shades of grey. What can't be measured is marked so, never passed.

Source: [FSTC-IQ] names and subjects of the tests.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from PIL import Image

from rentrail.checks.imaging import finding
from rentrail.checks.imaging.binarising import Ink
from rentrail.checks.imaging.limits import Limits, Range
from rentrail.checks.imaging.pictures import Grey


class QualityTest(StrEnum):
    """The tests, in their usual order."""

    UNDERSIZE = "UNDERSIZE"
    FOLDED_OR_TORN_CORNERS = "FOLDED_OR_TORN_CORNERS"
    FOLDED_OR_TORN_EDGES = "FOLDED_OR_TORN_EDGES"
    FRAMING_ERROR = "FRAMING_ERROR"
    EXCESSIVE_SKEW = "EXCESSIVE_SKEW"
    OVERSIZE = "OVERSIZE"
    PIGGYBACK = "PIGGYBACK"
    TOO_LIGHT = "TOO_LIGHT"
    TOO_DARK = "TOO_DARK"
    HORIZONTAL_STREAKS = "HORIZONTAL_STREAKS"
    COMPRESSED_TOO_SMALL = "COMPRESSED_TOO_SMALL"
    COMPRESSED_TOO_LARGE = "COMPRESSED_TOO_LARGE"
    SPOT_NOISE = "SPOT_NOISE"
    FACES_DIFFER_IN_SIZE = "FACES_DIFFER_IN_SIZE"
    CARBON_STRIP = "CARBON_STRIP"
    OUT_OF_FOCUS = "OUT_OF_FOCUS"


class Verdict(StrEnum):
    """What a test says; the values are those of an image view analysis record.

    Source: [X9.37] record 54.
    """

    NOT_DONE = "0"
    FAILED = "1"
    PASSED = "2"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One test's result: the value, between which limits it is good, and what that says."""

    test: QualityTest
    verdict: Verdict
    value: float | None = None
    low: float | None = None
    high: float | None = None
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """All that the tests look at. What isn't known leaves tests undone."""

    ink: Ink
    dpi: int
    kilobytes: float
    straight: Grey | None = None  # the same in shades of grey, None where there were none
    ground: float | None = None  # the shade of what lay around the check, None where none showed
    other_inches: tuple[float, float] | None = None  # of the other face
    magnetic_line_count: int | None = None  # that reading found


@dataclass(frozen=True, slots=True)
class Report:
    """All sixteen findings on one image."""

    findings: tuple[Finding, ...]

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The tests that failed."""
        return tuple(one for one in self.findings if one.verdict is Verdict.FAILED)

    @property
    def is_good(self) -> bool:
        """Tell whether no test failed."""
        return not self.failures

    def verdict_of(self, *tests: QualityTest) -> Verdict:
        """Give one verdict for several tests: failed where any is, passed where any was done."""
        verdicts = {one.verdict for one in self.findings if one.test in tests}
        worst_first = (Verdict.FAILED, Verdict.PASSED, Verdict.NOT_DONE)
        return next(verdict for verdict in worst_first if verdict in verdicts)


ANALYSIS_TESTS = {
    "partial_image": (QualityTest.FOLDED_OR_TORN_CORNERS, QualityTest.FOLDED_OR_TORN_EDGES),
    "excessive_image_skew": (QualityTest.EXCESSIVE_SKEW,),
    "piggyback_image": (QualityTest.PIGGYBACK,),
    "too_light_or_too_dark": (QualityTest.TOO_LIGHT, QualityTest.TOO_DARK),
    "streaks_and_or_bands": (QualityTest.HORIZONTAL_STREAKS, QualityTest.CARBON_STRIP),
    "below_minimum_image_size": (QualityTest.UNDERSIZE, QualityTest.COMPRESSED_TOO_SMALL),
    "exceeds_maximum_image_size": (QualityTest.OVERSIZE, QualityTest.COMPRESSED_TOO_LARGE),
}


def analysis_fields(report: Report) -> dict[str, str]:
    """Give what an image view analysis record says of these findings, by its fields' names.

    Tests without a field of their own speak in the global one. What can be read on the image is
    not tested here, and those fields are left to the record's defaults.

    Source: [X9.37] record 54, fields 4 to 10.
    """
    named = {name: report.verdict_of(*tests).value for name, tests in ANALYSIS_TESTS.items()}
    return {"global_image_quality": report.verdict_of(*QualityTest).value, **named}


def assess(subject: Subject, limits: Limits) -> Report:
    """Do every test that can be done."""
    return Report(tuple(_findings(subject, limits)))


def _findings(subject: Subject, limits: Limits) -> Iterator[Finding]:
    width, height = (pixels / subject.dpi for pixels in subject.ink.shape[::-1])
    yield _small(width, height, limits)
    corner, edge = _missing_paper(subject)
    unseen = "What lay around the check doesn't show."
    yield _at_most(QualityTest.FOLDED_OR_TORN_CORNERS, corner, limits.missing_corner_square_inches,
                   "{value:.2f} square inches are missing at a corner", unseen)  # fmt: skip
    yield _at_most(QualityTest.FOLDED_OR_TORN_EDGES, edge, limits.missing_edge_square_inches,
                   "{value:.2f} square inches are missing along an edge", unseen)  # fmt: skip
    yield _at_most(QualityTest.FRAMING_ERROR, _frame(subject), limits.frame_inches,
                   "{value:.2f} inches of black stand along an edge")  # fmt: skip
    yield _at_most(QualityTest.EXCESSIVE_SKEW, _skew(subject), limits.skew_degrees,
                   "Print is turned by {value:.1f} degrees",
                   "There are no lines of print.")  # fmt: skip
    yield _large(width, height, limits)
    yield _at_most(QualityTest.PIGGYBACK, subject.magnetic_line_count, limits.magnetic_lines,
                   "{value:.0f} magnetic lines were found",
                   "Magnetic lines were not counted.")  # fmt: skip
    black = 100 * float(subject.ink.mean())
    yield _at_least(
        QualityTest.TOO_LIGHT, black, limits.black_percent, "{value:.1f} percent is black"
    )
    yield _at_most(
        QualityTest.TOO_DARK, black, limits.black_percent, "{value:.1f} percent is black"
    )
    yield _at_most(QualityTest.HORIZONTAL_STREAKS, _streaks(subject), limits.streaks,
                   "{value:.0f} streaks run across the image")  # fmt: skip
    yield _at_least(QualityTest.COMPRESSED_TOO_SMALL, subject.kilobytes, limits.kilobytes,
                    "The image has {value:.1f} kB")  # fmt: skip
    yield _at_most(QualityTest.COMPRESSED_TOO_LARGE, subject.kilobytes, limits.kilobytes,
                   "The image has {value:.1f} kB")  # fmt: skip
    yield _at_most(QualityTest.SPOT_NOISE, _specks(subject), limits.specks_a_square_inch,
                   "{value:.0f} specks stand on a square inch")  # fmt: skip
    yield _at_most(QualityTest.FACES_DIFFER_IN_SIZE, _difference(subject, width, height),
                   limits.size_difference_inches, "Front and back differ by {value:.2f} inches",
                   "There is no other face to compare.")  # fmt: skip
    yield _at_most(QualityTest.CARBON_STRIP, _dark_band(subject), limits.dark_band_inches,
                   "A dark band is {value:.2f} inches high")  # fmt: skip
    yield _at_least(QualityTest.OUT_OF_FOCUS, _sharpness(subject), limits.sharpness,
                    "Edges of print have a sharpness of {value:.2f}",
                    "A black-and-white scan, or hardly any print, doesn't show it.")  # fmt: skip


# Verdicts.


def _at_most(
    test: QualityTest, value: float | None, limits: Range, told: str, undone: str = ""
) -> Finding:
    if value is None:
        return Finding(test=test, verdict=Verdict.NOT_DONE, high=limits[1], message=undone)
    good = value <= limits[1]
    message = told.format(value=value) + ("." if good else f"; at most {limits[1]:g} is good.")
    return Finding(test=test, verdict=_verdict(good), value=value, high=limits[1], message=message)


def _at_least(
    test: QualityTest, value: float | None, limits: Range, told: str, undone: str = ""
) -> Finding:
    if value is None:
        return Finding(test=test, verdict=Verdict.NOT_DONE, low=limits[0], message=undone)
    good = value >= limits[0]
    message = told.format(value=value) + ("." if good else f"; at least {limits[0]:g} is good.")
    return Finding(test=test, verdict=_verdict(good), value=value, low=limits[0], message=message)


def _verdict(good: bool) -> Verdict:
    return Verdict.PASSED if good else Verdict.FAILED


def _small(width: float, height: float, limits: Limits) -> Finding:
    """The side that is nearer to being too short."""
    wide = (width, limits.width_inches, "{value:.2f} inches wide")
    high = (height, limits.height_inches, "{value:.2f} inches high")
    value, range_, told = min(wide, high, key=lambda side: side[0] / side[1][0])
    return _at_least(QualityTest.UNDERSIZE, value, range_, told)


def _large(width: float, height: float, limits: Limits) -> Finding:
    """The side that is nearer to being too long."""
    wide = (width, limits.width_inches, "{value:.2f} inches wide")
    high = (height, limits.height_inches, "{value:.2f} inches high")
    value, range_, told = max(wide, high, key=lambda side: side[0] / side[1][1])
    return _at_most(QualityTest.OVERSIZE, value, range_, told)


# Measures.

OVERVIEW_DPI = 50
CORNER_INCHES, DEPTH_INCHES, BLURRED_INCHES = 1.0, 1.0, 0.06
GROUND_STEP_MIN = 40  # grey levels by which the ground must differ from paper to be told from it
FRAME_ROW_MIN = 0.7  # share of a row or column that is ink where no check is
BAND_ROW_MIN = 0.5
STREAK_MIN = 0.95  # share of a row without a gap
STREAK_MARGIN_INCHES = 0.25  # where printed frames run
SPECK_PIXELS_MAX = 6
RESIDUAL_DEGREES = 3.0
SHARP_SHARE = 99.5
FOCUS_INK_MIN = 0.003  # on less print sharpness can't be measured
DARKEST = 24.0


def _missing_paper(subject: Subject) -> tuple[float | None, float | None]:
    """The largest areas in square inches where the ground shows: at a corner, and along an edge."""
    if subject.straight is None or subject.ground is None:
        return None, None
    shrink = max(1, subject.dpi // OVERVIEW_DPI)
    small = np.asarray(Image.fromarray(subject.straight).reduce(shrink), dtype=np.float32)
    paper = float(np.percentile(small, 70))
    if abs(subject.ground - paper) < GROUND_STEP_MIN:
        return None, None
    bare = np.abs(small - subject.ground) < np.abs(small - paper) / 2
    dots = subject.dpi / shrink
    reach = round(CORNER_INCHES * dots)
    corners, edges = [], []
    for view in (bare, bare[::-1], bare.T, bare.T[::-1]):
        depth = np.logical_and.accumulate(view[: round(DEPTH_INCHES * dots)], axis=0).sum(axis=0)
        depth = np.where(depth > BLURRED_INCHES * dots, depth, 0) / dots**2
        corners += [depth[:reach].sum(), depth[-reach:].sum()]
        edges += [depth[reach:-reach].sum()]
    return float(max(corners)), float(max(edges))


def _frame(subject: Subject) -> float:
    """How far black reaches in from an edge, in inches: where the picture shows no check."""
    ink = subject.ink
    depths = []
    for fullness in (ink.mean(axis=1), ink.mean(axis=0)):
        black = fullness > FRAME_ROW_MIN
        depths += [_run_at_start(black), _run_at_start(black[::-1])]
    return max(depths) / subject.dpi


def _run_at_start(values: Ink) -> int:
    return len(values) if values.all() else int(np.argmin(values))


def _skew(subject: Subject) -> float | None:
    """How far print is still turned, in degrees; None where no lines show."""
    small = subject.ink[::2, ::2]
    rows, columns = np.nonzero(small)
    ink = np.column_stack([columns, rows]).astype(np.float32)
    angle = finding.skew_of(ink, reach_degrees=RESIDUAL_DEGREES, contrast_min=2.0)
    return None if angle is None else abs(angle)


def _streaks(subject: Subject) -> int:
    """How many lines run across the image without a gap."""
    height = subject.ink.shape[0]
    margin = min(height // 3, round(STREAK_MARGIN_INCHES * subject.dpi))
    inner = subject.ink[margin : height - margin]
    full = inner.mean(axis=1) > STREAK_MIN
    return int(np.count_nonzero(full[1:] & ~full[:-1]) + full[:1].sum())


def _specks(subject: Subject) -> float:
    """Groups of at most six black pixels that nothing touches, on a square inch.

    A group that fits into three by three pixels is counted once: where its upper left corner is.
    """
    ink = np.pad(subject.ink, 3).view(np.uint8)
    rows3 = ink[:-2] + ink[1:-1] + ink[2:]
    square3 = rows3[:, :-2] + rows3[:, 1:-1] + rows3[:, 2:]
    rows5 = rows3[:-2] + ink[3:-1] + ink[4:]
    square5 = rows5[:, :-4] + rows5[:, 1:-3] + rows5[:, 2:-2] + rows5[:, 3:-1] + rows5[:, 4:]
    inner = square3[1:-1, 1:-1]
    top = ink[1:-3, 1:-3] + ink[1:-3, 2:-2] + ink[1:-3, 3:-1]
    left = rows3[1:-1, 1:-3]
    alone = (inner == square5) & (inner <= SPECK_PIXELS_MAX) & (top > 0) & (left > 0)
    return float(np.count_nonzero(alone)) / (subject.ink.size / subject.dpi**2)


def _difference(subject: Subject, width: float, height: float) -> float | None:
    if subject.other_inches is None:
        return None
    return max(abs(width - subject.other_inches[0]), abs(height - subject.other_inches[1]))


def _dark_band(subject: Subject) -> float:
    """The height of the highest band of mostly black rows, in inches."""
    dark = np.concatenate([[0], subject.ink.mean(axis=1) > BAND_ROW_MIN, [0]]).astype(np.int8)
    changes = np.flatnonzero(np.diff(dark))
    return float(max(changes[1::2] - changes[::2], default=0)) / subject.dpi


def _sharpness(subject: Subject) -> float | None:
    """How much of the light one pixel takes away where print is sharpest: 0 to 1."""
    if subject.straight is None or subject.ink.mean() < FOCUS_INK_MIN:
        return None
    rows = subject.straight[::3].astype(np.float32)
    one, other = rows[:, 1:], rows[:, :-1]
    steps = np.abs(one - other) / np.maximum(np.maximum(one, other), DARKEST)
    return float(np.percentile(steps, SHARP_SHARE))
