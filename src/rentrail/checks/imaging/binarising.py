"""Ink or paper: shades of grey become black and white, as banks exchange them.

Each pixel is compared with the paper around it, not with one shade for all: a check has printed
backgrounds, and a photo has shadows.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from rentrail.checks.imaging.pictures import Grey

Ink = NDArray[np.bool_]  # True where there is ink

CELL = 8  # pixels of the squares in which the paper's shade is measured
NEIGHBOURS = 7  # squares across: wider than any stroke, narrower than a shadow
INK_SHARE = 0.02  # the darkest share of the picture is taken for ink
INK_MAX = 0.85  # what is no darker than this share of the paper's shade is no ink
LIMIT_WITHOUT_INK = 0.75
PAPER_NEARNESS = 0.45  # how near to paper, between ink and it, a pixel must be to be none
SAMPLED = 3  # every third pixel of every third row


def binarise(grey: Grey) -> Ink:
    """Tell ink from paper for each pixel."""
    image = Image.fromarray(grey)
    cells = image.reduce(CELL).filter(ImageFilter.MedianFilter(NEIGHBOURS))
    paper = cells.filter(ImageFilter.BoxBlur(3)).resize(image.size, Image.Resampling.BILINEAR)
    share = _limit_share(grey, np.asarray(paper))
    limits = paper.point([int(level * share) for level in range(256)])
    ink: Ink = np.less(grey, np.asarray(limits))
    return ink


def _limit_share(grey: Grey, paper: Grey) -> float:
    """The share of the paper's shade below which a pixel is ink."""
    ratios = grey[::SAMPLED, ::SAMPLED] / np.maximum(paper[::SAMPLED, ::SAMPLED], 1)
    ink = float(np.percentile(ratios, 100 * INK_SHARE))
    if ink > INK_MAX:
        return LIMIT_WITHOUT_INK
    return ink + (1 - ink) * (1 - PAPER_NEARNESS)
