import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.checks.imaging.samples import face

from rentrail.checks.imaging.binarising import binarise

GREY = np.asarray(face())
INK = GREY < 140
SHAPE = GREY.shape


def wrong(grey, ink=INK) -> float:
    """The share of pixels on the wrong side, of those that are ink."""
    return float((binarise(grey) ^ ink).sum() / ink.sum())


def test_ink_on_even_paper_is_found():
    assert wrong(GREY) < 0.06


def test_a_shadow_over_half_of_the_check_is_not_ink():
    light = np.ones(SHAPE)
    light[:, 600:] = 0.45
    light[:, 560:640] = np.linspace(1, 0.45, 80)

    assert wrong((GREY * light).astype(np.uint8)) < 0.1


@given(st.floats(0.25, 1.0), st.floats(0.25, 1.0))
@settings(max_examples=20)
def test_light_that_falls_off_does_not_matter(left, right):
    light = np.linspace(left, right, SHAPE[1])[None, :]

    assert wrong((GREY * light).astype(np.uint8)) < 0.12


def test_a_printed_background_is_not_ink():
    waves = 0.5 + 0.5 * np.sin(np.arange(SHAPE[1]) / 3)[None, :] * np.ones(SHAPE)
    grey = np.where(INK, GREY, GREY - (90 * waves)).astype(np.uint8)

    assert wrong(grey) < 0.2


def test_what_is_black_and_white_already_stays_so():
    two_tone = np.where(INK, 0, 255).astype(np.uint8)

    assert np.array_equal(binarise(two_tone), INK)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_paper_without_print_stays_empty(level):
    chance = np.random.default_rng(2)
    grey = np.clip(chance.normal(level, 3, SHAPE), 0, 255).astype(np.uint8)

    assert binarise(grey).mean() < 0.001


@given(st.integers(1, 40), st.integers(1, 40))
def test_any_size_will_do(height, width):
    assert binarise(np.full((height, width), 200, np.uint8)).shape == (height, width)
