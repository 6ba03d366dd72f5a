import numpy as np
import pytest

from rentrail.checks.reading.bands import find_bands

WIDTH, HEIGHT, HIGH = 1200, 550, 23


@pytest.mark.parametrize("tilt_degrees", [-3.0, -0.6, 0.0, 1.5, 3.3])
def test_a_row_of_marks_is_found_with_its_tilt(tilt_degrees):
    slope = np.tan(np.radians(tilt_degrees))

    band = find_bands(row_of_marks(middle=480, slope=slope))[0]

    assert band.middle + band.slope * WIDTH / 2 == pytest.approx(480, abs=4)
    assert np.degrees(np.arctan(band.slope)) == pytest.approx(tilt_degrees, abs=0.35)
    assert band.height == pytest.approx(HIGH, rel=0.25)


def test_rows_near_the_foot_come_before_clearer_ones_above():
    ink = np.maximum(row_of_marks(middle=370, slope=0), row_of_marks(middle=485, slope=0) // 2)

    assert find_bands(ink)[0].middle == pytest.approx(485, abs=4)


def test_paper_without_marks_has_no_band():
    assert find_bands(np.zeros((HEIGHT, WIDTH), dtype=np.uint8)) == []


def row_of_marks(*, middle: float, slope: float) -> np.ndarray:
    ink = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    for left in range(60, 1000, 25):
        centre = middle + slope * (left + 9 - WIDTH / 2)
        top = round(centre - HIGH / 2)
        ink[top : top + HIGH, left : left + 18] = 200
    return ink
