"""Reading and imaging together: what the magnetic line measures gives the image its true size."""

import numpy as np
import pytest

from rentrail.checks import reading
from rentrail.checks.imaging import pipeline, tiff
from rentrail.checks.imaging.limits import Face
from rentrail.checks.imaging.pictures import Picture
from rentrail.checks.imaging.scaling import Basis
from rentrail.simulators import paper


@pytest.mark.parametrize("wear_name", ["clean", "300 dpi", "stretched", "photo light"])
def test_a_check_has_its_true_size_whatever_its_file_tells(wear_name):
    check = paper.make(seed=31, number=2, wear_name=wear_name)
    picture = Picture(np.asarray(check.front), (72, 72))
    straight, found = pipeline.straight_picture(picture)

    line = reading.read_line(straight)
    image = pipeline.exchange_image(
        picture, face=Face.FRONT, found=found, measured_dpi=line.dpi, magnetic_line_count=1
    )

    assert image.resolution.basis is Basis.MAGNETIC_LINE
    true_size = (check.item.width_inches, check.item.height_inches)
    assert image.size_inches == pytest.approx(true_size, rel=0.05)
    assert tiff.problems_of(image.tiff) == []


def test_the_line_can_be_read_again_from_the_exchange_image():
    check = paper.make(seed=31, number=2, wear_name="clean")
    size = (check.item.width_inches, check.item.height_inches)
    picture = Picture(np.asarray(check.front))

    image = pipeline.exchange_image(picture, face=Face.FRONT, size_inches=size)

    grey = np.where(image.ink, 0, 255).astype(np.uint8)
    assert reading.read_line(grey).line == check.item.micr_line
