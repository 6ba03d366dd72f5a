"""How badly an item was printed, kept and scanned: one table of wears, each drawn anew per item.

Lengths are in inches of paper, so that a wear means the same at every resolution. An E-13B stroke
is 0.013 inch wide: 2.6 pixels at 200 dpi.
"""

from dataclasses import dataclass, replace

import numpy as np

SKEW_DEGREES_MAX = 3.0
RESOLUTIONS_DPI = (200, 200, 240)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wear:
    """Everything that stands between a good print and the picture of it."""

    dpi: float
    dpi_told: int  # by the file: scanners and programs get it wrong
    skew_degrees: float
    stretch: float = 1.0  # across, as of a fax or a badly resized picture
    ink_spread_inches: float = 0.0  # of each edge; negative where ink is missing
    ink_softness_inches: float = 0.0016  # of an edge, before it is ragged: corners become round
    ink_roughness: float = 0.08
    ink_grey: int = 35
    ink_fading: float = 0.0  # share of ink that one end of the line lacks
    glyph_scale: tuple[float, float] = (1.0, 1.0)  # across and down: printers differ
    voids_a_character: float = 0.05
    spots_a_character: float = 0.02
    blur_inches: float = 0.0022  # sigma of the optics
    noise: float = 3.0  # sigma, in grey levels of 255
    flipped: float = 0.0  # share of pixels that are black or white by chance
    pattern: float = 0.12  # strength of the printed background, 0 to 1
    pattern_under_line: bool = False
    shade: float = 0.0  # share of the light lost in the darkest place
    keystone: float = 0.0  # how far corners are off, as a share of the width
    desk: bool = False  # lies on a desk, not below a lid
    stroke_over_line: bool = False  # the signature or a fold runs through the magnetic line
    two_tone: bool = False
    jpeg_quality: int = 88


def clean(chance: np.random.Generator) -> Wear:
    """A good scanner's picture of a good print, not quite straight."""
    dpi = int(chance.choice(RESOLUTIONS_DPI))
    return Wear(
        dpi=dpi * float(chance.uniform(0.985, 1.015)),
        dpi_told=dpi if chance.random() < 0.85 else int(chance.choice((72, 96, 300))),
        skew_degrees=float(chance.uniform(-SKEW_DEGREES_MAX, SKEW_DEGREES_MAX)),
        ink_spread_inches=float(chance.uniform(-0.0006, 0.001)),
        ink_softness_inches=float(chance.uniform(0.0012, 0.003)),
        ink_grey=int(chance.integers(15, 80)),
        ink_fading=float(chance.uniform(0, 0.15)),
        glyph_scale=(float(chance.uniform(0.97, 1.03)), float(chance.uniform(0.97, 1.03))),
        two_tone=bool(chance.random() < 0.2),
        stroke_over_line=bool(chance.random() < 0.005),
    )


def _noise(wear: Wear, chance: np.random.Generator) -> Wear:
    return replace(
        wear, noise=float(chance.uniform(18, 40)), flipped=float(chance.uniform(0.01, 0.06))
    )


def _thin(wear: Wear, chance: np.random.Generator) -> Wear:
    return replace(
        wear,
        ink_spread_inches=float(chance.uniform(-0.004, -0.0018)),
        ink_fading=float(chance.uniform(0, 0.5)),
    )


def _thick(wear: Wear, chance: np.random.Generator) -> Wear:
    return replace(wear, ink_spread_inches=float(chance.uniform(0.0018, 0.005)))


def _blur(wear: Wear, chance: np.random.Generator) -> Wear:
    return replace(wear, blur_inches=float(chance.uniform(0.0060, 0.0125)), two_tone=False)


def _low_resolution(wear: Wear, chance: np.random.Generator) -> Wear:
    return replace(wear, dpi=float(chance.uniform(96, 150)), jpeg_quality=70, two_tone=False)


def _high_resolution(wear: Wear, chance: np.random.Generator) -> Wear:
    return replace(wear, dpi=300 * float(chance.uniform(0.985, 1.015)), dpi_told=300)


def _pattern(wear: Wear, chance: np.random.Generator) -> Wear:
    return replace(
        wear,
        pattern=float(chance.uniform(0.35, 0.75)),
        pattern_under_line=True,
        two_tone=bool(chance.random() < 0.3),
    )


def _photo_light(wear: Wear, chance: np.random.Generator) -> Wear:
    return replace(
        wear,
        dpi=float(chance.uniform(180, 300)),
        shade=float(chance.uniform(0.35, 0.75)),
        keystone=float(chance.uniform(0.0, 0.02)),
        noise=float(chance.uniform(4, 9)),
        blur_inches=float(chance.uniform(0.003, 0.0055)),
        desk=True,
        two_tone=False,
        jpeg_quality=int(chance.integers(45, 80)),
    )


def _perspective(wear: Wear, chance: np.random.Generator) -> Wear:
    light = _photo_light(wear, chance)
    return replace(
        light,
        keystone=float(chance.uniform(0.02, 0.05)),
        shade=float(chance.uniform(0.1, 0.4)),
    )


def _voids(wear: Wear, chance: np.random.Generator) -> Wear:
    return replace(
        wear,
        voids_a_character=float(chance.uniform(0.6, 2.5)),
        spots_a_character=float(chance.uniform(0.3, 1.5)),
        ink_roughness=float(chance.uniform(0.15, 0.3)),
    )


def _stretched(wear: Wear, chance: np.random.Generator) -> Wear:
    return replace(wear, stretch=float(chance.choice((-1, 1)) * chance.uniform(0.05, 0.2) + 1))


def _strokes(wear: Wear, chance: np.random.Generator) -> Wear:
    return replace(wear, stroke_over_line=True)


def _fax_like(wear: Wear, chance: np.random.Generator) -> Wear:
    return replace(
        wear,
        two_tone=True,
        pattern=float(chance.uniform(0.2, 0.5)),
        flipped=float(chance.uniform(0.002, 0.012)),
        ink_spread_inches=float(chance.uniform(-0.0018, 0.0025)),
    )


WEARS = {
    "clean": None,
    "noise": _noise,
    "thin strokes": _thin,
    "thick strokes": _thick,
    "blur": _blur,
    "low resolution": _low_resolution,
    "300 dpi": _high_resolution,
    "patterned background": _pattern,
    "photo light": _photo_light,
    "perspective": _perspective,
    "voids and spots": _voids,
    "stretched": _stretched,
    "black and white": _fax_like,
    "stroke over the line": _strokes,
}


def make_wear(chance: np.random.Generator, name: str) -> Wear:
    """Draw one wear of a name from `WEARS`."""
    worsened = WEARS[name]
    wear = clean(chance)
    return worsened(wear, chance) if worsened else wear
