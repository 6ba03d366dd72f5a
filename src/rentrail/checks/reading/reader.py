"""From the straight picture of a check to its magnetic line."""

from dataclasses import replace

import numpy as np

from rentrail.checks.imaging.pictures import Grey
from rentrail.checks.reading import bands, ink, matching, trust, zoning
from rentrail.checks.reading.trust import LineRead
from rentrail.formats import micr

WIDTH_MIN = 400  # pixels: fewer than 50 dpi can't be read
TRIED_BANDS = 2


def read_line(grey: Grey) -> LineRead:
    """Read the magnetic line of a check's front, found and made straight by `imaging.finding`.

    Which way is up is found out, the resolution is measured. Where there is no line, or none that
    looks like one, there are no characters.
    """
    if grey.shape[1] < WIDTH_MIN:
        return LineRead()
    upright = _read_upright(grey)
    if micr.parse(upright.guess).has_shape:
        return upright
    turned = _read_upright(np.ascontiguousarray(grey[::-1, ::-1]))
    if micr.parse(turned.guess).has_shape:
        return replace(turned, is_upside_down=True)
    return upright


def _read_upright(grey: Grey) -> LineRead:
    dark = ink.ink_of(grey)
    first = matching.read(dark, bands.find_bands(dark))
    if first is None:
        return LineRead()
    return trust.weigh(first, zoning.read(grey, first.placing))
