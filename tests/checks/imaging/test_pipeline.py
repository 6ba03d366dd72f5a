import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.checks.imaging.samples import face, laid, saved, turned

from rentrail.checks.imaging import pictures, pipeline, tiff
from rentrail.checks.imaging.limits import Face
from rentrail.checks.imaging.pictures import Picture, load_picture
from rentrail.checks.imaging.quality import QualityTest, Verdict
from rentrail.checks.imaging.scaling import Basis
from rentrail.simulators import paper

FACE = face()
INK = np.asarray(FACE) < 140
ON_DESK = laid(FACE, turned(FACE.size, 2.4, (760, 420)), (1520, 840), 80)


def test_a_scan_becomes_the_image_that_a_bank_takes():
    image = pipeline.exchange_image(Picture(ON_DESK, (200, 200)), face=Face.FRONT)

    assert tiff.problems_of(image.tiff) == []
    assert np.array_equal(tiff.read(image.tiff), image.ink)
    assert image.size_inches == pytest.approx((6, 2.75), abs=0.02)
    assert image.resolution.basis is Basis.FILE
    assert image.found.skew_degrees == pytest.approx(2.4, abs=0.1)
    assert image.report.failures == ()


def test_print_stays_where_it_was():
    image = pipeline.exchange_image(Picture(ON_DESK), face=Face.FRONT, size_inches=(6, 2.75))

    assert image.ink.shape == INK.shape
    near = np.zeros_like(INK)
    for down in (-2, -1, 0, 1, 2):
        for across in (-2, -1, 0, 1, 2):
            near |= np.roll(image.ink, (down, across), (0, 1))
    assert (INK & ~near).sum() < 0.03 * INK.sum()


def test_at_240_dpi_it_has_more_pixels_and_the_same_size():
    image = pipeline.exchange_image(
        Picture(ON_DESK), face=Face.FRONT, size_inches=(6, 2.75), dpi=240
    )

    assert image.ink.shape == (660, 1440)
    assert image.size_inches == (6, 2.75)
    assert tiff.problems_of(image.tiff) == []


def test_what_reading_measured_gives_each_axis_its_scale():
    stretched = laid(FACE, turned((1440, 550), 0, (800, 400)), (1600, 800), 80)

    image = pipeline.exchange_image(
        Picture(stretched, (200, 200)), face=Face.FRONT, measured_dpi=(240, 200)
    )

    assert image.size_inches == pytest.approx((6, 2.75), abs=0.02)


def test_a_check_that_lay_upside_down_is_turned_by_who_read_it():
    picture = Picture(np.ascontiguousarray(ON_DESK[::-1, ::-1]), (200, 200))
    _, found = pipeline.straight_picture(picture)

    image = pipeline.exchange_image(
        picture, face=Face.FRONT, found=found.turned(2), size_inches=(6, 2.75)
    )

    assert (image.ink ^ INK).sum() < 0.5 * INK.sum()


def test_the_back_is_held_against_the_front():
    front = pipeline.exchange_image(Picture(ON_DESK), face=Face.FRONT, size_inches=(6, 2.75))

    back = pipeline.exchange_image(
        Picture(np.asarray(face(1400, 640)), (200, 200)),
        face=Face.BACK,
        other_inches=front.size_inches,
    )

    assert [one.test for one in back.report.failures] == [QualityTest.FACES_DIFFER_IN_SIZE]


def test_of_a_black_and_white_scan_the_focus_is_not_judged():
    two_tone = np.where(INK, 0, 255).astype(np.uint8)

    image = pipeline.exchange_image(Picture(two_tone, (200, 200)), face=Face.FRONT)

    assert image.report.verdict_of(QualityTest.OUT_OF_FOCUS) is Verdict.NOT_DONE


@pytest.mark.parametrize("wear_name", sorted(set(paper.WEARS) - {"noise", "black and white"}))
@pytest.mark.parametrize("number", [1, 2])
def test_made_up_checks_become_good_images(wear_name, number):
    check = paper.make(seed=21, number=number, wear_name=wear_name)
    size = (check.item.width_inches, check.item.height_inches)

    for side, scan in ((Face.FRONT, check.front), (Face.BACK, check.back)):
        picture = load_picture(saved(scan, "PNG"))
        image = pipeline.exchange_image(picture, face=side, size_inches=size)

        assert tiff.problems_of(image.tiff) == []
        assert image.report.is_good, image.report.failures


@given(
    st.integers(pictures.SIDE_MIN, 400),
    st.integers(pictures.SIDE_MIN, 400),
    st.integers(0, 5),
    st.sampled_from([0, 30, 255]),
)
@settings(max_examples=30)
def test_any_picture_becomes_some_image(height, width, seed, spread):
    chance = np.random.default_rng(seed)
    grey = chance.normal(128, spread, (height, width)).clip(0, 255).astype(np.uint8)

    image = pipeline.exchange_image(Picture(grey), face=Face.FRONT)

    assert tiff.problems_of(image.tiff) == []
