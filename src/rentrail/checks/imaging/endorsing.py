"""The restrictive endorsement on a check's back: for remote deposit only, at which bank.

A bank that takes an image stands in for the original's second deposit, unless the original bears an
endorsement that matches how it was deposited. So it is drawn where the back is emptiest, over
nothing and through nothing if there is room at all.

Source: [REG-CC] 229.34(f), indemnity with respect to an original check.
"""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from rentrail.checks.imaging.binarising import Ink

TEXT_INCHES = 0.11
LINE_INCHES = 0.15
MARGIN_INCHES = 0.12
STEP_INCHES = 0.05
SHARE_MAX = 0.9  # of the back's width that a line may take; longer ones are set smaller


def remote_deposit_lines(*, bank_name: str, company_name: str = "", told: str = "") -> list[str]:
    """Give the words; `told` is what the company wants beside, as the date and a number.

    >>> remote_deposit_lines(bank_name="First Bank", told="2026-11-27 0042")
    ['FOR REMOTE DEPOSIT ONLY AT', 'First Bank', '2026-11-27 0042']
    """
    lines = ["FOR REMOTE DEPOSIT ONLY AT", bank_name, company_name, told]
    return [line for line in lines if line.strip()]


def endorsed(back: Ink, lines: list[str], *, dpi: int) -> Ink:
    """Draw lines on a back, where there is least ink; what stood there still stands."""
    stamp = _stamp(lines, dpi, round(back.shape[1] * SHARE_MAX))
    top, left = _emptiest(back, (stamp.shape[0], stamp.shape[1]), dpi)
    drawn = back.copy()
    place = drawn[top : top + stamp.shape[0], left : left + stamp.shape[1]]
    place |= stamp[: place.shape[0], : place.shape[1]]
    return drawn


def _stamp(lines: list[str], dpi: int, width_max: int) -> Ink:
    """The lines alone, one below the other."""
    fonts = [_font(line, dpi, width_max) for line in lines]
    widths = [font.getlength(line) for line, font in zip(lines, fonts, strict=True)]
    step = round(LINE_INCHES * dpi)
    image = Image.new("L", (int(max(widths, default=0)) + 2, step * len(lines) + 2), 0)
    draw = ImageDraw.Draw(image)
    for number, (line, font) in enumerate(zip(lines, fonts, strict=True)):
        draw.text((0, number * step), line, fill=255, font=font)
    stamp: Ink = np.asarray(image) > 127
    return stamp


def _font(line: str, dpi: int, width_max: int) -> ImageFont.FreeTypeFont:
    size = TEXT_INCHES * dpi
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # noqa: S101 # narrows the type
    fitting = width_max / max(1.0, font.getlength(line))
    return font if fitting >= 1 else font.font_variant(size=size * fitting)


def _emptiest(back: Ink, size: tuple[int, int], dpi: int) -> tuple[int, int]:
    """The upper left corner of the place of some size that holds least ink."""
    height, width = size
    margin, step = round(MARGIN_INCHES * dpi), max(1, round(STEP_INCHES * dpi))
    sums = np.pad(back.astype(np.int32), ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    tops = np.arange(margin, back.shape[0] - height - margin, step)
    lefts = np.arange(margin, back.shape[1] - width - margin, step)
    if not len(tops) or not len(lefts):
        return 0, 0
    bottoms, rights = tops + height, lefts + width
    held = (
        sums[np.ix_(bottoms, rights)]
        - sums[np.ix_(tops, rights)]
        - sums[np.ix_(bottoms, lefts)]
        + sums[np.ix_(tops, lefts)]
    )
    row, column = np.unravel_index(int(np.argmin(held)), held.shape)
    return int(tops[row]), int(lefts[column])
