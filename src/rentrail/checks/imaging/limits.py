"""Between which values a bank takes an image: data, by bank and by face."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from importlib import resources
from tomllib import loads
from typing import Any

Range = tuple[float, float]


class LimitsNotValid(ValueError):
    """The data says something that is no limit. The text is fit to show a person."""


class Face(StrEnum):
    """Which face of a check an image shows."""

    FRONT = "front"
    BACK = "back"


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The lowest and the highest value of each measure that is still good."""

    width_inches: Range
    height_inches: Range
    missing_corner_square_inches: Range
    missing_edge_square_inches: Range
    frame_inches: Range
    skew_degrees: Range
    magnetic_lines: Range
    black_percent: Range
    streaks: Range
    kilobytes: Range
    specks_a_square_inch: Range
    size_difference_inches: Range
    dark_band_inches: Range
    sharpness: Range


def limits_for(face: Face, own: Mapping[str, Any] | None = None) -> Limits:
    """Give the limits for a face; what a bank's own data names replaces the default.

    >>> limits_for(Face.FRONT, {"front": {"black_percent": [3, 30]}}).black_percent
    (3.0, 30.0)

    Raises:
        LimitsNotValid: a name that is no measure, or no pair of numbers in order.
    """
    values = dict(_defaults()[face])
    named = {field.name for field in fields(Limits)}
    for name, value in (own or {}).get(face, {}).items():
        if name not in named:
            raise LimitsNotValid(f"“{name}” is no measure of an image.")
        values[name] = value
    return Limits(**{name: _range(name, value) for name, value in values.items()})


@cache
def _defaults() -> dict[str, dict[str, Any]]:
    text = resources.files(__package__).joinpath("limits.toml").read_text()
    defaults: dict[str, dict[str, Any]] = loads(text)["default"]
    return defaults


def _range(name: str, value: object) -> Range:
    match value:
        case [int() | float() as low, int() | float() as high] if low <= high:
            if not (math.isnan(low) or math.isnan(high)):
                return float(low), float(high)
    raise LimitsNotValid(f"“{name}” needs two numbers, the lower first, as [0, 1.5].")
