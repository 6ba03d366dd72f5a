import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.checks.imaging.samples import face, saved

from rentrail.checks.imaging import tiff
from rentrail.checks.imaging.binarising import binarise
from rentrail.checks.imaging.pictures import PictureRefused

INK = binarise(np.asarray(face()))


def test_the_tags_are_those_that_exchange_asks_for():
    image = tiff.write(INK, dpi=240)

    assert image.startswith(b"II*\0")
    with Image.open(io.BytesIO(image)) as opened:
        tags = dict(opened.tag_v2)
        assert opened.n_frames == 1
    assert len(tags.pop(273)) == len(tags.pop(279)) == 1
    assert tags == {
        254: 0, 256: 1200, 257: 550, 258: (1,), 259: 4, 262: 0, 266: 1, 274: 1, 277: 1, 278: 550,
        282: 240, 283: 240, 296: 2,
    }  # fmt: skip


def test_what_is_read_back_is_what_was_written():
    assert np.array_equal(tiff.read(tiff.write(INK)), INK)


def test_ink_is_black_to_any_viewer():
    with Image.open(io.BytesIO(tiff.write(INK))) as opened:
        assert np.array_equal(np.asarray(opened.convert("L")) == 0, INK)


@given(st.integers(48, 90), st.integers(48, 90), st.integers(0, 9))
def test_any_width_and_height_come_back(height, width, seed):
    ink = np.random.default_rng(seed).random((height, width)) < 0.3

    image = tiff.write(ink)

    assert tiff.problems_of(image) == []
    assert np.array_equal(tiff.read(image), ink)


def test_a_resolution_that_is_not_exchanged_is_not_written():
    with pytest.raises(ValueError, match="200 or 240 dpi, not at 300"):
        tiff.write(INK, dpi=300)


def test_the_usual_way_of_writing_tiff_is_not_what_exchange_takes():
    usual = saved(Image.fromarray(~INK), "TIFF", compression="group4", dpi=(200, 200))

    problems = tiff.problems_of(usual)

    assert problems
    with pytest.raises(PictureRefused):
        tiff.read(usual)


@given(st.integers(0, 400), st.integers(0, 255))
def test_an_image_with_a_byte_changed_is_read_or_refused(at, byte):
    image = bytearray(tiff.write(INK[:100]))
    image[at] = byte

    problems = tiff.problems_of(bytes(image))

    assert all(problem.endswith(".") for problem in problems)


@given(st.integers(0, 3000))
def test_an_image_that_was_cut_off_has_a_problem(length):
    image = tiff.write(INK)

    assert tiff.problems_of(image[: min(length, len(image) - 1)])
