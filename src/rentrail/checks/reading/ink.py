"""How dark a picture is where it bears ink, whatever the light and what lies around the check."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from rentrail.checks.imaging.pictures import Grey

Ink = NDArray[np.uint8]  # 0 is paper, 255 is black

WIDTH_INCHES = 7.0  # of a check, near enough: they are 6 to 8.75 inches wide
STROKE_INCHES = 0.085  # wider than the widest part of a character, narrower than a shadow
SOFTENED_INCHES = 0.0035


def ink_of(grey: Grey) -> Ink:
    """Tell ink by how much darker it is than the lightest that lies within a stroke's width.

    Shadows and the desk are wider than a stroke and vanish.
    """
    dpi = grey.shape[1] / WIDTH_INCHES
    soft = Image.fromarray(grey).filter(ImageFilter.GaussianBlur(SOFTENED_INCHES * dpi))
    softened = np.asarray(soft)
    reach = max(3, round(STROKE_INCHES * dpi))
    paper = softened
    for extreme in (np.maximum, np.minimum):
        for axis in (0, 1):
            paper = _within(paper, reach, axis, extreme)
    darkness = 1 - softened.astype(np.float32) / np.maximum(paper, 1)
    dark: Ink = (darkness * 255).clip(0, 255).astype(np.uint8)
    return dark


def _within(values: Grey, reach: int, axis: int, extreme: np.ufunc) -> Grey:
    """Give the extreme of `reach` neighbours along an axis, each step doubling the neighbours."""
    width = reach | 1
    before = width // 2
    padding = [(0, 0), (0, 0)]
    padding[axis] = (before, before)
    wide = np.pad(values, padding, mode="edge")
    length, have = values.shape[axis], 1
    while have < width:
        step = min(have, width - have)
        size = wide.shape[axis] - step
        wide = extreme(_part(wide, 0, size, axis), _part(wide, step, step + size, axis))
        have += step
    return _part(wide, 0, length, axis)


def _part(values: Grey, start: int, end: int, axis: int) -> Grey:
    return values[start:end] if axis == 0 else values[:, start:end]
