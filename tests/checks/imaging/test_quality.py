from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageFilter
from tests.checks.imaging.samples import face

from rentrail.checks.imaging.binarising import binarise
from rentrail.checks.imaging.limits import Face, limits_for
from rentrail.checks.imaging.quality import (
    QualityTest,
    Subject,
    Verdict,
    analysis_fields,
    assess,
)
from rentrail.formats.x937.views import ImageViewAnalysis

LIMITS = limits_for(Face.FRONT)
GREY = np.asarray(face())
GOOD = Subject(
    ink=binarise(GREY),
    dpi=200,
    kilobytes=8,
    straight=GREY,
    ground=0,
    other_inches=(6.02, 2.74),
    magnetic_line_count=1,
)


def seen(test: QualityTest, **changed):
    """What one test says of the good image with something changed."""
    report = assess(replace(GOOD, **changed), LIMITS)
    (found,) = (one for one in report.findings if one.test is test)
    return found


def with_ink(rows: slice, columns: slice, value: bool = True):
    ink = GOOD.ink.copy()
    ink[rows, columns] = value
    return ink


def torn(rows: slice, columns: slice):
    grey = GREY.copy()
    grey[rows, columns] = 0
    return grey


EVERYTHING = slice(None)
CHANCE = np.random.default_rng(3)
SPECKLED = np.zeros_like(GOOD.ink)
SPECKLED[4:-4:9, 4:-4:9] = SPECKLED[5:-3:9, 4:-4:9] = True
BLURRED = np.asarray(face().filter(ImageFilter.GaussianBlur(5)))
TURNED = np.asarray(face().rotate(1.7, Image.Resampling.BILINEAR, fillcolor=236))


def test_a_good_image_passes_all_sixteen():
    report = assess(GOOD, LIMITS)

    assert [one.test for one in report.findings] == list(QualityTest)
    assert {one.verdict for one in report.findings} == {Verdict.PASSED}
    assert report.is_good


@pytest.mark.parametrize(
    ("test", "changed", "value", "message"),
    [
        ("UNDERSIZE", {"ink": GOOD.ink[:, :900]}, 4.5, "4.50 inches wide; at least 5.75 is good."),
        ("UNDERSIZE", {"ink": GOOD.ink[:400]}, 2.0, "2.00 inches high; at least 2.5 is good."),
        ("OVERSIZE", {"ink": np.tile(GOOD.ink, 2)}, 12.0, "12.00 inches wide; at most 9 is good."),
        ("OVERSIZE", {"ink": np.tile(GOOD.ink, (2, 1))}, 5.5, "5.50 inches high; at most 4"),
        ("FOLDED_OR_TORN_CORNERS", {"straight": torn(slice(60), slice(100))}, 0.15, "at a corner"),
        ("FOLDED_OR_TORN_EDGES", {"straight": torn(slice(-40, None), slice(400, 700))}, 0.3, "an"),
        ("FRAMING_ERROR", {"ink": with_ink(EVERYTHING, slice(40))}, 0.2, "of black stand along"),
        ("FRAMING_ERROR", {"ink": with_ink(slice(-50, None), EVERYTHING)}, 0.25, "along an edge"),
        ("EXCESSIVE_SKEW", {"ink": binarise(TURNED)}, 1.7, "turned by 1.7 degrees; at most 1"),
        ("PIGGYBACK", {"magnetic_line_count": 2}, 2, "2 magnetic lines were found; at most 1"),
        ("TOO_LIGHT", {"ink": np.zeros_like(GOOD.ink)}, 0, "0.0 percent is black; at least 1.8"),
        ("TOO_DARK", {"ink": with_ink(EVERYTHING, slice(600))}, 52, "percent is black; at most 28"),
        ("HORIZONTAL_STREAKS", {"ink": with_ink(slice(200, 260, 12), EVERYTHING)}, 5, "5 streaks"),
        ("COMPRESSED_TOO_SMALL", {"kilobytes": 0.4}, 0.4, "has 0.4 kB; at least 1.5 is good."),
        ("COMPRESSED_TOO_LARGE", {"kilobytes": 81}, 81, "has 81.0 kB; at most 50 is good."),
        ("SPOT_NOISE", {"ink": SPECKLED}, 490, "specks stand on a square inch; at most 200"),
        ("FACES_DIFFER_IN_SIZE", {"other_inches": (6.5, 2.75)}, 0.5, "differ by 0.50 inches"),
        ("CARBON_STRIP", {"ink": with_ink(slice(100, 240), EVERYTHING)}, 0.7, "0.70 inches high"),
        ("OUT_OF_FOCUS", {"straight": BLURRED}, 0.03, "sharpness of 0.0"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_measured_told_and_failed(test, changed, value, message):
    found = seen(QualityTest(test), **changed)

    assert found.verdict is Verdict.FAILED
    assert found.value == pytest.approx(value, rel=0.1, abs=0.02)
    assert message in found.message


@pytest.mark.parametrize(
    ("test", "changed"),
    [
        ("FOLDED_OR_TORN_CORNERS", {"ground": None}),
        ("FOLDED_OR_TORN_EDGES", {"ground": 230}),
        ("EXCESSIVE_SKEW", {"ink": np.zeros_like(GOOD.ink)}),
        ("PIGGYBACK", {"magnetic_line_count": None}),
        ("FACES_DIFFER_IN_SIZE", {"other_inches": None}),
        ("OUT_OF_FOCUS", {"straight": None}),
    ],
)
def test_what_cant_be_measured_is_not_done_and_says_why(test, changed):
    found = seen(QualityTest(test), **changed)

    assert found.verdict is Verdict.NOT_DONE
    assert found.value is None
    assert found.message.endswith(".")


def test_a_bank_decides_what_is_good():
    own = limits_for(Face.FRONT, {"front": {"kilobytes": [10, 20]}})

    report = assess(GOOD, own)

    assert [one.test for one in report.failures] == [QualityTest.COMPRESSED_TOO_SMALL]
    assert report.failures[0].low == 10


def test_specks_are_counted_once_each_and_print_is_no_speck():
    ink = np.zeros((200, 400), bool)
    for row, column, high, wide in [
        (0, 0, 1, 1),
        (50, 50, 2, 2),
        (90, 300, 3, 2),
        (199, 399, 1, 1),
    ]:
        ink[row : row + high, column : column + wide] = True
    ink[120:160, 100:110] = True  # a stroke
    ink[20, 200:206] = True  # a dash
    ink[180:183, 30:33] = True  # nine pixels

    assert seen(QualityTest.SPOT_NOISE, ink=ink).value == pytest.approx(4 / 2)


def test_the_findings_go_into_the_record_of_the_cash_letter():
    fields = analysis_fields(assess(replace(GOOD, kilobytes=81, magnetic_line_count=None), LIMITS))

    assert fields == {
        "global_image_quality": "1",
        "partial_image": "2",
        "excessive_image_skew": "2",
        "piggyback_image": "0",
        "too_light_or_too_dark": "2",
        "streaks_and_or_bands": "2",
        "below_minimum_image_size": "2",
        "exceeds_maximum_image_size": "1",
    }
    assert ImageViewAnalysis(**fields).exceeds_maximum_image_size == "1"


def test_what_has_no_field_of_its_own_speaks_in_the_global_one():
    fields = analysis_fields(assess(replace(GOOD, straight=BLURRED), LIMITS))

    assert fields.pop("global_image_quality") == "1"
    assert set(fields.values()) == {"2"}
