"""Pictures with a known truth: a plain check, laid on some ground under a known angle."""

import io
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from rentrail.checks.imaging.pictures import Grey

DPI = 200
PAPER, INK = 236, 40
LINES = ("Alice Resident", "Pay to the order of  Maple Court", "Twelve hundred and 00/100", "Rent")


def face(width: int = 6 * DPI, height: int = int(2.75 * DPI), paper: int = PAPER) -> Image.Image:
    """Draw a check's front: four lines of print over a rule, and a row of digits below."""
    image = Image.new("L", (width, height), paper)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=height // 18)
    for number, line in enumerate(LINES):
        y = height * (1 + number * 2) // 11
        draw.text((width // 20, y), line, fill=INK, font=font)
        draw.line([(width // 20, y + 34), (width * 3 // 4, y + 34)], fill=INK, width=2)
    draw.text((width // 20, height * 9 // 10 - 20), "123456780  0012345678  0042", INK, font)
    return image


def laid(drawn: Image.Image, corners: Any, size: tuple[int, int], ground: int) -> Grey:
    """Lay a face on some ground so that its corners, clockwise from upper left, are where asked."""
    w, h = drawn.size
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, [(0, 0), (w, 0), (w, h), (0, h)], strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    terms = np.linalg.solve(np.array(rows, dtype=float), np.array(values, dtype=float))
    method, bilinear = Image.Transform.PERSPECTIVE, Image.Resampling.BILINEAR
    return np.asarray(drawn.transform(size, method, list(terms), bilinear, fillcolor=ground))


def turned(size: tuple[int, int], degrees: float, middle: tuple[float, float]) -> Any:
    """Give the corners of a rectangle that is turned clockwise about its middle."""
    w, h = size
    turn = np.radians(degrees)
    spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    flat = np.array([(-w, -h), (w, -h), (w, h), (-w, h)]) / 2
    return flat @ spin + np.array(middle)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Give the bytes of a file of some type."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()
