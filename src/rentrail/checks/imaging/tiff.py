"""The image that banks exchange: black and white, Group 4, in the one TIFF form they all take.

What the form is, and which tags it has, `formats.x937.tiff` says; here are the pictures in it. The
usual way of writing TIFF gets the form wrong: several strips, and white for ink.
"""

import io

import numpy as np
from PIL import Image, TiffImagePlugin

from rentrail.checks.imaging.binarising import Ink
from rentrail.checks.imaging.pictures import PictureRefused, load_picture
from rentrail.formats.x937 import tiff as exchange

RESOLUTIONS = exchange.RESOLUTIONS
STRIP_OFFSETS, STRIP_LENGTHS = 273, 279


def write(ink: Ink, *, dpi: int = 200) -> bytes:
    """Write an exchange image.

    >>> image = write(np.eye(200, 600, dtype=bool), dpi=240)
    >>> problems_of(image), len(image)
    ([], 805)

    Raises:
        ValueError: a resolution that is not exchanged.
    """
    if dpi not in RESOLUTIONS:
        raise ValueError(f"Images are exchanged at 200 or 240 dpi, not at {dpi}.")
    height, width = ink.shape
    return exchange.around(_group4(ink), width=width, height=height, dots_an_inch=dpi)


def read(image: bytes) -> Ink:
    """Give the ink of an exchange image.

    Raises:
        PictureRefused: it is damaged, too large, or no exchange image.
    """
    problems = exchange.faults(image)
    if problems:
        raise PictureRefused(problems[0].message)
    ink: Ink = np.equal(load_picture(image).grey, 0)
    return ink


def problems_of(image: bytes) -> list[str]:
    """Say what of an image an exchange would not take: its form, then whether it unpacks."""
    problems = [fault.message for fault in exchange.faults(image)]
    if not problems:
        try:
            read(image)
        except PictureRefused as refusal:
            problems.append(str(refusal))
    return problems


def _group4(ink: Ink) -> bytes:
    """One strip of Group 4, in which what is set is ink."""
    height, width = ink.shape
    packed = np.packbits(ink, axis=1).tobytes()
    file = io.BytesIO()
    Image.frombytes("1", (width, height), packed).save(
        file, "TIFF", compression="group4", strip_size=len(packed) + 1
    )
    with Image.open(file, formats=["TIFF"]) as saved:
        assert isinstance(saved, TiffImagePlugin.TiffImageFile)  # noqa: S101 # narrows the type
        (offset,), (length,) = saved.tag_v2[STRIP_OFFSETS], saved.tag_v2[STRIP_LENGTHS]
    return file.getvalue()[offset : offset + length]
