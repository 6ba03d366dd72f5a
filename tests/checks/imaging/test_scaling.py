import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.checks.imaging.scaling import Basis, resolution_of

PIXELS = (1200.0, 550.0)


def test_the_magnetic_line_is_believed_before_all_else():
    resolution = resolution_of(
        PIXELS, measured_dpi=(201, 199), size_inches=(7, 3.25), told_dpi=(72, 72)
    )

    assert (resolution.across, resolution.down) == (201, 199)
    assert resolution.basis is Basis.MAGNETIC_LINE


def test_a_measure_that_makes_no_check_is_not_believed():
    resolution = resolution_of(PIXELS, measured_dpi=(320, 100), told_dpi=(200, 200))

    assert resolution.basis is Basis.FILE


def test_a_stretched_image_has_two_resolutions():
    """A money order among public samples told 200 dpi; it had 282 across and 231 down."""
    resolution = resolution_of((1696, 754), measured_dpi=(282, 231), told_dpi=(200, 200))

    width, height = resolution.inches((1696, 754))
    assert (round(width, 2), round(height, 2)) == (6.01, 3.26)


def test_a_known_size_is_believed_before_the_file():
    resolution = resolution_of(PIXELS, size_inches=(6, 2.75), told_dpi=(150, 150))

    assert (resolution.across, resolution.down) == (200, 200)
    assert resolution.basis is Basis.KNOWN_SIZE


@pytest.mark.parametrize("told", [None, (72, 72), (300, 300), (96, 96)])
def test_a_file_that_tells_an_impossible_size_is_not_believed(told):
    resolution = resolution_of(PIXELS, told_dpi=told)

    assert resolution.basis is Basis.STOCK
    assert resolution.across == pytest.approx(200, rel=0.01)


def test_the_pixels_at_the_exchange_resolution_follow_from_the_size():
    assert resolution_of((1800, 825), told_dpi=(300, 300)).at((1800, 825), 200) == (1200, 550)


@given(st.floats(40, 20_000), st.floats(40, 20_000))
def test_whatever_its_proportions_there_is_a_resolution(width, height):
    resolution = resolution_of((width, height))

    assert resolution.across > 0
    assert resolution.down > 0
