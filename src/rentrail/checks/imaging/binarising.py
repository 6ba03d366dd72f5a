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
BLOCK = 5  # squares across whose median is the paper: wider than strokes, less than shadows
INK_SHARE = 0.02  # the darkest share of the picture is taken for ink
INK_MAX = 0.85  # what is no darker than this share of the paper's shade is no ink
LIMIT_WITHOUT_INK = 0.75
PAPER_NEARNESS = 0.45  # how near to paper, between ink and it, a pixel must be to be none
SAMPLED = 3  # every third pixel of every third row


def binarise(grey: Grey) -> Ink:
    """Tell ink from paper for each pixel."""
    paper = _paper(Image.fromarray(grey))
    share = _limit_share(grey, np.asarray(paper))
    limits = paper.point([int(level * share) for level in range(256)])
    return _without_lone_pixels(np.less(grey, np.asarray(limits)))


def _without_lone_pixels(ink: Ink) -> Ink:
    """Leave out what no print is as small as: a pixel that no other touches."""
    framed = np.pad(ink, 1).view(np.uint8)
    rows = framed[:-2] + framed[1:-1] + framed[2:]
    around = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]
    kept: Ink = ink & (around > 1)
    return kept


def _paper(image: Image.Image) -> Image.Image:
    """The shade of the paper at each pixel: the median of squares, smoothly joined."""
    cells = np.asarray(image.reduce(CELL))
    height, width = cells.shape
    whole = np.pad(cells, ((0, -height % BLOCK), (0, -width % BLOCK)), mode="edge")
    blocks = whole.reshape(whole.shape[0] // BLOCK, BLOCK, whole.shape[1] // BLOCK, BLOCK)
    shades = np.median(blocks, axis=(1, 3)).astype(np.uint8)
    smooth = Image.fromarray(shades).filter(ImageFilter.BoxBlur(1))
    covered = (0, 0, width / BLOCK, height / BLOCK)
    return smooth.resize(image.size, Image.Resampling.BILINEAR, box=covered)


def _limit_share(grey: Grey, paper: Grey) -> float:
    """The share of the paper's shade below which a pixel is ink."""
    ratios = grey[::SAMPLED, ::SAMPLED] / np.maximum(paper[::SAMPLED, ::SAMPLED], 1)
    ink = float(np.percentile(ratios, 100 * INK_SHARE))
    if ink > INK_MAX:
        return LIMIT_WITHOUT_INK
    return ink + (1 - ink) * (1 - PAPER_NEARNESS)
