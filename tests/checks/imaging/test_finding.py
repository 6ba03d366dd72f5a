import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.checks.imaging.samples import face, laid, saved, turned

from rentrail.checks.imaging.finding import Found, find_check, straighten
from rentrail.checks.imaging.pictures import load_picture
from rentrail.simulators import paper

FACE = face()
WIDTH, HEIGHT = FACE.size
DESK, BLACK, LID = 90, 0, 252


def distance(found: Found, corners) -> float:
    """How far the worst corner is off, in pixels."""
    return float(np.abs(found.corners - corners).max())


@given(
    degrees=st.floats(-10, 10),
    right=st.integers(0, 300),
    down=st.integers(0, 200),
    ground=st.sampled_from([DESK, BLACK, LID]),
)
@settings(max_examples=25)
def test_a_turned_check_is_found_on_any_ground(degrees, right, down, ground):
    corners = turned(FACE.size, degrees, (780 + right, 480 + down))

    found = find_check(laid(FACE, corners, (1860, 1160), ground))

    assert found.edges_seen == 4
    assert distance(found, corners) < 3
    assert found.skew_degrees == pytest.approx(degrees, abs=0.1)


def test_a_check_seen_from_aside_is_found_with_its_corners():
    corners = np.array([(120, 90), (1290, 150), (1250, 640), (90, 690)])

    found = find_check(laid(FACE, corners, (1400, 800), DESK))

    assert distance(found, corners) < 3


def test_straightened_it_looks_as_it_was_drawn():
    corners = np.array([(120, 90), (1290, 150), (1250, 640), (90, 690)])
    grey = laid(FACE, corners, (1400, 800), DESK)

    straight = straighten(grey, find_check(grey), FACE.size)

    assert straight.shape == (HEIGHT, WIDTH)
    inner = np.abs(straight.astype(int) - np.asarray(FACE))[8:-8, 8:-8]
    assert inner.mean() < 4


def test_a_picture_that_ends_where_the_check_ends_is_left_as_it_is():
    grey = np.asarray(FACE)

    found = find_check(grey)

    assert found.edges_seen == 0
    assert found.skew_degrees == pytest.approx(0, abs=0.1)
    assert np.abs(straighten(grey, found).astype(int) - grey).mean() < 2


@pytest.mark.parametrize("degrees", [-7.0, -1.25, 0.3, 2.5])
def test_where_no_edge_shows_print_tells_the_angle(degrees):
    white = face(paper=255)
    corners = turned(white.size, degrees, (700, 400))

    found = find_check(laid(white, corners, (1400, 800), 255))

    assert found.edges_seen == 0
    assert found.skew_degrees == pytest.approx(degrees, abs=0.1)


def test_on_a_white_letter_page_without_edges_what_is_printed_is_kept():
    page = laid(face(paper=255), turned(FACE.size, 1.0, (850, 600)), (1700, 2200), 255)

    straight = straighten(page, find_check(page))

    assert straight.shape[1] > 1.5 * straight.shape[0]
    assert (straight < 128).sum() == pytest.approx((page < 128).sum(), rel=0.06)


def test_a_check_on_its_side_is_laid_down():
    corners = turned(FACE.size, 90, (400, 700))

    found = find_check(laid(FACE, corners, (800, 1400), DESK))

    assert distance(found, corners) < 3


def test_a_torn_corner_does_not_turn_the_check():
    torn = np.array(FACE)
    torn[:120, :120][np.add.outer(np.arange(120), np.arange(120)) < 120] = BLACK
    corners = turned(FACE.size, 2.0, (760, 420))

    found = find_check(laid(Image.fromarray(torn), corners, (1520, 840), BLACK))

    assert distance(found, corners) < 3


@pytest.mark.parametrize("shape", [(48, 48), (48, 4000), (3000, 60), (700, 1500)])
@pytest.mark.parametrize("content", ["white", "black", "noise"])
def test_a_picture_of_nothing_is_taken_as_a_whole_or_in_part(shape, content):
    chance = np.random.default_rng(1)
    grey = {
        "white": np.full(shape, 255, np.uint8),
        "black": np.zeros(shape, np.uint8),
        "noise": chance.integers(0, 256, shape, dtype=np.uint8),
    }[content]

    straight = straighten(grey, find_check(grey))

    assert 0 < straight.size <= 1.2 * grey.size


@pytest.mark.parametrize(
    "wear_name", ["clean", "blur", "photo light", "perspective", "thin strokes"]
)
@pytest.mark.parametrize("number", range(1, 4))
def test_made_up_checks_come_out_in_their_proportions(wear_name, number):
    check = paper.make(seed=11, number=number, wear_name=wear_name)
    grey = load_picture(saved(check.front, "PNG")).grey

    height, width = straighten(grey, find_check(grey)).shape

    proportion = check.item.width_inches / check.item.height_inches
    assert width / height == pytest.approx(proportion, rel=0.06)
