import pytest

from rentrail.formats.micr.e13b_glyphs import (
    CELLS_HIGH,
    CELLS_WIDE,
    CHARACTERS,
    GLYPHS,
    HEIGHT_INCHES,
    PITCH_INCHES,
    Bar,
)


def test_there_is_a_shape_for_every_digit_and_symbol():
    assert set(GLYPHS) == set("0123456789toad") == set(CHARACTERS)


def test_eight_characters_go_into_an_inch_and_are_0117_inch_high():
    assert 8 * PITCH_INCHES == 1
    assert pytest.approx(0.117) == HEIGHT_INCHES


@pytest.mark.parametrize("character", CHARACTERS)
def test_a_shape_stands_against_the_right_edge_of_its_grid(character):
    bars = GLYPHS[character]

    assert max(bar.right for bar in bars) == CELLS_WIDE
    assert all(0 <= bar.left < bar.right <= CELLS_WIDE for bar in bars)
    assert all(0 <= bar.top < bar.bottom <= CELLS_HIGH for bar in bars)


@pytest.mark.parametrize("digit", "0123456789")
def test_a_digit_fills_the_height_of_its_grid(digit):
    assert min(bar.top for bar in GLYPHS[digit]) == 0
    assert max(bar.bottom for bar in GLYPHS[digit]) == CELLS_HIGH


def test_no_two_shapes_look_alike():
    pictures = {character: picture_of(GLYPHS[character]) for character in CHARACTERS}

    for one in CHARACTERS:
        for other in CHARACTERS:
            if one < other:
                different = sum(a != b for a, b in zip(pictures[one], pictures[other], strict=True))
                assert different >= 7, (one, other)


def picture_of(bars: tuple[Bar, ...]) -> list[bool]:
    centres = [(x + 0.5, y + 0.5) for y in range(CELLS_HIGH) for x in range(CELLS_WIDE)]
    return [
        any(bar.left <= x <= bar.right and bar.top <= y <= bar.bottom for bar in bars)
        for x, y in centres
    ]
