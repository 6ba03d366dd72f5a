"""From a picture to the image that a bank takes, with what was found on the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from rentrail.checks.imaging import finding, quality, scaling, tiff
from rentrail.checks.imaging.binarising import Ink, binarise
from rentrail.checks.imaging.finding import Found
from rentrail.checks.imaging.limits import Face, limits_for
from rentrail.checks.imaging.pictures import Grey, Picture
from rentrail.checks.imaging.scaling import Pair, Resolution

TWO_TONES = 0.02  # share of pixels between black and white, below which a scan has no greys


@dataclass(frozen=True, eq=False, kw_only=True, slots=True)
class ExchangeImage:
    """One face, ready for a cash letter."""

    tiff: bytes
    ink: Ink
    dpi: int
    resolution: Resolution  # of the picture, and how it is known
    found: Found
    report: quality.Report

    @property
    def size_inches(self) -> Pair:
        """Width and height."""
        height, width = self.ink.shape
        return width / self.dpi, height / self.dpi


def straight_picture(picture: Picture) -> tuple[Grey, Found]:
    """The check alone, in the picture's own resolution: what the magnetic line is read from."""
    found = finding.find_check(picture.grey)
    return finding.straighten(picture.grey, found), found


def exchange_image(
    picture: Picture,
    *,
    face: Face,
    dpi: int = 200,
    found: Found | None = None,
    measured_dpi: Pair | None = None,
    size_inches: Pair | None = None,
    other_inches: Pair | None = None,
    magnetic_line_count: int | None = None,
    bank_limits: Mapping[str, Any] | None = None,
) -> ExchangeImage:
    """Make a face's exchange image, and test it by a bank's limits.

    `measured_dpi` is what reading measured on the straight picture; `size_inches` is the check's
    size if it is known otherwise, as the other face's. What was found before need not be found
    again: give `found`, turned by half if the check lay upside down.
    """
    found = found or finding.find_check(picture.grey)
    resolution = scaling.resolution_of(
        found.size, measured_dpi=measured_dpi, size_inches=size_inches, told_dpi=picture.dpi_told
    )
    straight = finding.straighten(picture.grey, found, resolution.at(found.size, dpi))
    ink = binarise(straight)
    image = tiff.write(ink, dpi=dpi)
    subject = quality.Subject(
        ink=ink,
        dpi=dpi,
        kilobytes=len(image) / 1000,
        straight=None if _is_two_tone(picture.grey) else straight,
        ground=finding.ground_of(picture.grey, found),
        other_inches=other_inches,
        magnetic_line_count=magnetic_line_count,
    )
    return ExchangeImage(
        tiff=image,
        ink=ink,
        dpi=dpi,
        resolution=resolution,
        found=found,
        report=quality.assess(subject, limits_for(face, bank_limits)),
    )


def _is_two_tone(grey: Grey) -> bool:
    sampled = grey[::7, ::7]
    return float(np.mean((sampled > 8) & (sampled < 247))) < TWO_TONES
