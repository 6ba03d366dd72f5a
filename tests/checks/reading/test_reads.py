"""Both reads alone, on lines drawn from the characters' pictures."""

import numpy as np
import pytest

from rentrail.checks.reading import glyphs, matching, zoning
from rentrail.checks.reading.bands import Band
from rentrail.checks.reading.glyphs import Style
from rentrail.checks.reading.strips import PITCH_CELLS, Placing
from rentrail.formats.micr.e13b_glyphs import CELLS_HIGH, CHARACTERS

CELL, TOP, LEFT = 4.0, 60, 80
LINE = "t076401251t 0123456789o d29 a0000012345a"
THIN, USUAL, THICK, SOFT = Style(-0.2, 0.3), Style(0, 0.3), Style(0.3, 0.3), Style(0, 0.8)
MIDDLE = TOP + (1 + CELLS_HIGH / 2) * CELL
PLACING = Placing(band=Band(middle=MIDDLE, slope=0, height=CELLS_HIGH * CELL))


@pytest.mark.parametrize("style", [THIN, USUAL, THICK, SOFT])
def test_the_first_read_tells_every_character(style):
    ink = drawn(LINE, style)

    read = matching.read(ink, [Band(middle=MIDDLE + 2, slope=0, height=CELLS_HIGH * CELL * 1.04)])

    assert read is not None
    assert "".join(match.character for match in read.matches) == LINE.replace(" ", "")
    assert min(match.likeness for match in read.matches) > 0.9


@pytest.mark.parametrize("style", [THIN, USUAL, THICK, SOFT])
def test_the_second_read_tells_every_character(style):
    zoned = zoning.read(255 - drawn(LINE, style), PLACING)

    assert "".join(one.character for one in zoned) == LINE.replace(" ", "")
    assert max(one.strangeness for one in zoned) < 4


def test_both_see_a_character_at_the_same_place():
    ink = drawn(LINE, USUAL)
    read = matching.read(ink, [PLACING.band])
    assert read is not None

    zoned = zoning.read(255 - ink, read.placing)

    for match, one in zip(read.matches, zoned, strict=True):
        assert match.column == pytest.approx(one.column, abs=1)


def test_a_stroke_through_the_line_is_told_from_a_character():
    ink = drawn(LINE, USUAL)
    stroke_left = LEFT + round((len(LINE) + 2.5) * PITCH_CELLS * CELL)
    ink[:, stroke_left : stroke_left + 5] = 255

    zoned = zoning.read(255 - ink, PLACING)

    assert [one.is_stroke for one in zoned] == [False] * len(LINE.replace(" ", "")) + [True]


def test_characters_are_least_like_one_another():
    pictures = glyphs.templates(3.0, USUAL)

    alike = pictures @ pictures.T

    assert np.allclose(np.diag(alike), 1, atol=1e-5)
    assert (alike - np.eye(len(CHARACTERS))).max() < 0.85


def drawn(line: str, style: Style) -> np.ndarray:
    ink = np.zeros((180, LEFT + round((len(line) + 6) * PITCH_CELLS * CELL)), dtype=np.uint8)
    for index, character in enumerate(line):
        if character == " ":
            continue
        left = LEFT + round(index * PITCH_CELLS * CELL)
        picture = (glyphs.draw(character, CELL, style) * 230).astype(np.uint8)
        part = ink[TOP : TOP + picture.shape[0], left : left + picture.shape[1]]
        np.maximum(part, picture, out=part)
    return ink
