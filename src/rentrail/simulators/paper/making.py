"""Whole synthetic items: what stands on them, and the pictures of both faces."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from rentrail.simulators.paper.drawing import (
    CLEAR_BAND_INCHES,
    PRINT_DPI,
    Face,
    draw_back,
    draw_front,
)
from rentrail.simulators.paper.inking import ink_line, line_box
from rentrail.simulators.paper.items import Kind, PaperItem, make_item
from rentrail.simulators.paper.scanning import scan
from rentrail.simulators.paper.wear import WEARS, Wear, make_wear

KINDS = (Kind.PERSONAL, Kind.PERSONAL, Kind.BUSINESS, Kind.MONEY_ORDER, Kind.CASHIERS_CHECK)
CLEAN_EVERY = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class SyntheticCheck:
    """An item and the pictures of it."""

    item: PaperItem
    wear_name: str
    wear: Wear
    front: Image.Image
    back: Image.Image


def make(*, seed: int, number: int, wear_name: str = "clean") -> SyntheticCheck:
    """Make one item; the same seed, number and wear always make the same.

    Raises:
        KeyError: no wear has that name; `WEARS` has all.
    """
    chance = np.random.default_rng([seed, number])
    item, wear, front = _front(chance, wear_name)
    back = scan(draw_back(item, chance, wear.pattern), wear, chance)
    return SyntheticCheck(item=item, wear_name=wear_name, wear=wear, front=front, back=back)


def make_front(
    *, seed: int, number: int, wear_name: str = "clean"
) -> tuple[PaperItem, Image.Image]:
    """Make the front alone, the same as `make` makes, in half the time."""
    item, _, front = _front(np.random.default_rng([seed, number]), wear_name)
    return item, front


def make_many(*, seed: int, count: int) -> Iterator[SyntheticCheck]:
    """Make items of all kinds; every third is clean, the others take turns at every wear."""
    for number in range(count):
        yield make(seed=seed, number=number, wear_name=wear_name_of(number))


def wear_name_of(number: int) -> str:
    """Name the wear whose turn it is."""
    names = [name for name in WEARS if name != "clean"]
    turn = number - number // CLEAN_EVERY - 1
    return "clean" if number % CLEAN_EVERY == 0 else names[turn % len(names)]


def _front(chance: np.random.Generator, wear_name: str) -> tuple[PaperItem, Wear, Image.Image]:
    item = make_item(chance, KINDS[int(chance.integers(0, len(KINDS)))])
    wear = make_wear(chance, wear_name)
    front = draw_front(item, chance, wear.pattern, wear.pattern_under_line)
    if wear.stroke_over_line:
        _strike(front, item, chance)
    return item, wear, scan(_with_line(front, item, wear, chance), wear, chance)


def _with_line(
    front: Image.Image, item: PaperItem, wear: Wear, chance: np.random.Generator
) -> Image.Image:
    """Print the magnetic line over what the paper bears already."""
    foot = front.height - round(CLEAR_BAND_INCHES * PRINT_DPI)
    paper = np.asarray(front.crop((0, foot, *front.size)), dtype=np.float32)
    ink = ink_line(paper.shape, PRINT_DPI, item.micr, wear, chance)
    printed = paper * (1 - ink) + np.minimum(paper, wear.ink_grey) * ink
    front.paste(Image.fromarray(printed.astype(np.uint8)), (0, foot))
    return front


def _strike(front: Image.Image, item: PaperItem, chance: np.random.Generator) -> None:
    """Let the tail of a signature run down through the magnetic line."""
    top, bottom = (row / PRINT_DPI for row in line_box(front.size[::-1], PRINT_DPI))
    x = float(chance.uniform(0.35, 0.85)) * item.width_inches
    lean = float(chance.uniform(-0.3, 0.3))
    xs = np.array([x - lean, x, x + lean * 0.3, x + lean])
    ys = np.array([top - 0.4, top - 0.05, bottom, bottom + float(chance.uniform(-0.05, 0.05))])
    Face(front, chance).stroke(xs, ys, width=float(chance.uniform(0.012, 0.025)))
