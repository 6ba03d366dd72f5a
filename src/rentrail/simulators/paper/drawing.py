"""The two faces of an item as they leave the printer and the pen, without the magnetic line."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from rentrail.simulators.paper import words
from rentrail.simulators.paper.items import Kind, PaperItem

PRINT_DPI = 480
PAPER = 240
INK, LIGHT_INK, PEN = 35, 110, 60
PATTERN_GREYS = 130  # between paper and the background's lines at their strongest
CLEAR_BAND_INCHES = 0.625  # Source: [E13B] clear band
TITLES = {Kind.MONEY_ORDER: "MONEY ORDER", Kind.CASHIERS_CHECK: "CASHIER'S CHECK"}


@dataclass(frozen=True, slots=True)
class Face:
    """A sheet to draw on, in inches from its top left corner."""

    picture: Image.Image
    chance: np.random.Generator

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        """The pencil."""
        return ImageDraw.Draw(self.picture)

    def text(
        self, x: float, y: float, text: str, size: float, ink: int = INK, anchor: str = "ls"
    ) -> None:
        """Print a line of text whose foot stands at y."""
        at = (x * PRINT_DPI, y * PRINT_DPI)
        self.draw.text(at, text, font=_font(round(size * PRINT_DPI)), fill=ink, anchor=anchor)

    def rule(self, x0: float, y: float, x1: float, ink: int = LIGHT_INK) -> None:
        """Print a thin horizontal rule."""
        ends = [(x0 * PRINT_DPI, y * PRINT_DPI), (x1 * PRINT_DPI, y * PRINT_DPI)]
        self.draw.line(ends, fill=ink, width=3)

    def box(self, x0: float, y0: float, x1: float, y1: float, ink: int = LIGHT_INK) -> None:
        """Print a thin frame."""
        corners = [edge * PRINT_DPI for edge in (x0, y0, x1, y1)]
        self.draw.rectangle(corners, outline=ink, width=4)

    def handwriting(self, x: float, y: float, text: str, size: float) -> None:
        """Write text by pen: slanted, every letter a little off."""
        for letter in text:
            tile = _letter(letter, round(size * PRINT_DPI), float(self.chance.normal(8, 4)))
            place = (round(x * PRINT_DPI), round((y - size * 1.15) * PRINT_DPI))
            place = (place[0], place[1] + int(self.chance.normal(0, 4)))
            self.picture.paste(PEN, place, tile)
            x += _font(round(size * PRINT_DPI)).getlength(letter) / PRINT_DPI * 0.96

    def signature(self, x: float, y: float, length: float, height: float) -> None:
        """Sign with loops that rise from y, the first letters of both names highest."""
        knots = int(self.chance.integers(15, 24))
        along = np.linspace(x, x + length, knots) + self.chance.normal(0, 0.07, knots)
        up = np.where(np.arange(knots) % 2 == 0, -1.0, 0.3)
        rises = up * height * self.chance.uniform(0.2, 0.9, knots)
        for initial in (0, knots // 2):
            rises[initial : initial + 3] *= 2
        rises += y
        self.stroke(along, rises, width=float(self.chance.uniform(0.013, 0.022)))

    def stroke(self, xs: NDArray[np.float64], ys: NDArray[np.float64], width: float) -> None:
        """Draw a smooth pen stroke through points."""
        points = _smooth(np.column_stack([xs, ys])) * PRINT_DPI
        line = [(float(px), float(py)) for px, py in points]
        self.draw.line(line, fill=PEN, width=round(width * PRINT_DPI), joint="curve")


def draw_front(
    item: PaperItem, chance: np.random.Generator, pattern: float, under_line: bool
) -> Image.Image:
    """Draw the front: background, print, handwriting and signature."""
    face = _sheet(item, chance, pattern, under_line)
    if item.kind in TITLES:
        _draw_title(face, item)
    _draw_print(face, item)
    fill = _fill_typed if item.kind is not Kind.PERSONAL else _fill_by_hand
    fill(face, item)
    width, height = item.width_inches, item.height_inches
    face.signature(width * 0.6, height - 0.78, width * 0.28, 0.14)
    return face.picture


def draw_back(item: PaperItem, chance: np.random.Generator, pattern: float) -> Image.Image:
    """Draw the back: endorsement lines and the payee's endorsement, turned a quarter."""
    endorsement = Image.new("L", (round(item.height_inches * PRINT_DPI), 2 * PRINT_DPI), PAPER)
    face = Face(endorsement, chance)
    face.text(0.2, 0.22, "ENDORSE HERE", 0.09, LIGHT_INK)
    for row in range(4):
        face.rule(0.2, 0.5 + row * 0.28, item.height_inches - 0.2)
    face.text(0.25, 0.46, "FOR DEPOSIT ONLY", 0.11)
    face.text(0.25, 0.74, item.payee, 0.11)
    face.signature(0.3, 1.25, 1.4, 0.13)
    face.text(0.2, 1.62, "DO NOT WRITE, STAMP OR SIGN BELOW THIS LINE", 0.055, LIGHT_INK)
    sheet = _sheet(item, chance, pattern * 0.5, True)
    middle = (item.width_inches - 2) / 2, item.height_inches * 0.5
    sheet.text(*middle, "SPECIMEN", 0.4, PAPER - 25, anchor="ms")
    sheet.picture.paste(
        endorsement.rotate(-90, expand=True), (sheet.picture.width - 2 * PRINT_DPI, 0)
    )
    return sheet.picture


def _sheet(item: PaperItem, chance: np.random.Generator, pattern: float, under: bool) -> Face:
    shape = round(item.height_inches * PRINT_DPI), round(item.width_inches * PRINT_DPI)
    picture = Image.new("L", shape[::-1], PAPER)
    foot = shape[0] if under else shape[0] - round(CLEAR_BAND_INCHES * PRINT_DPI)
    lines = _guilloche((foot // 2 + 1, shape[1] // 2 + 1), chance)
    paper = Image.fromarray((PAPER - lines * (pattern * PATTERN_GREYS)).astype(np.uint8))
    printed = paper.resize((lines.shape[1] * 2, lines.shape[0] * 2), Image.Resampling.BILINEAR)
    picture.paste(printed.crop((0, 0, shape[1], foot)), (0, 0))
    return Face(picture, chance)


def _guilloche(shape: tuple[int, int], chance: np.random.Generator) -> NDArray[np.float32]:
    """Give crossing waves of fine lines, as banks print them against copying, at half size."""
    rows = np.arange(shape[0], dtype=np.float32)[:, None] * 2 / PRINT_DPI
    columns = np.arange(shape[1], dtype=np.float32)[None, :] * 2 / PRINT_DPI
    lines = np.zeros(shape, dtype=np.float32)
    for _ in range(2):
        pitch = float(chance.uniform(0.035, 0.07))
        sway, wave = float(chance.uniform(0.02, 0.09)), float(chance.uniform(0.4, 1.1))
        slope = float(chance.uniform(-0.6, 0.6))
        phase = (rows + slope * columns + sway * np.sin(columns / wave * 6.283)) / pitch
        away = np.abs(phase - np.floor(phase) - np.float32(0.5))
        np.maximum(lines, np.clip(1 - away / 0.22, 0, 1), out=lines)
    return lines


def _draw_title(face: Face, item: PaperItem) -> None:
    face.text(item.width_inches / 2, 0.34, TITLES[item.kind], 0.19, anchor="ms")
    face.box(0.06, 0.06, item.width_inches - 0.06, item.height_inches - 0.66)


def _draw_print(face: Face, item: PaperItem) -> None:
    """Print what the bank or the stationer prints."""
    width, height = item.width_inches, item.height_inches
    top = 0.3 if item.kind not in TITLES else 0.55
    label = "" if item.kind not in TITLES else "REMITTER  "
    for row, line in enumerate(item.payer_lines):
        face.text(0.3, top + row * 0.13, (label if not row else "") + line, 0.11 if row else 0.12)
    face.text(width - 0.3, 0.3, item.serial_number, 0.15, anchor="rs")
    face.text(width - 1.75, 0.62, "DATE", 0.06, LIGHT_INK)
    face.rule(width - 1.5, 0.64, width - 0.35)
    middle = height * 0.4
    face.text(0.25, middle - 0.07, "PAY TO THE", 0.06, LIGHT_INK)
    face.text(0.25, middle, "ORDER OF", 0.06, LIGHT_INK)
    face.rule(0.75, middle + 0.02, width - 1.5)
    face.text(width - 1.42, middle, "$", 0.14)
    face.box(width - 1.28, middle - 0.19, width - 0.3, middle + 0.06)
    face.rule(0.25, middle + 0.34, width - 0.85)
    face.text(width - 0.8, middle + 0.33, "DOLLARS", 0.07, LIGHT_INK)
    face.text(0.3, middle + 0.56, item.bank, 0.12)
    face.text(0.3, height - 0.7, "MEMO", 0.06, LIGHT_INK)
    face.rule(0.62, height - 0.69, width * 0.45)
    face.rule(width * 0.56, height - 0.69, width - 0.35)
    face.text(width * 0.56, height - 0.63, "AUTHORIZED SIGNATURE", 0.045, LIGHT_INK)


def _fill_by_hand(face: Face, item: PaperItem) -> None:
    width, middle = item.width_inches, item.height_inches * 0.4
    face.handwriting(width - 1.45, 0.62, f"{item.dated:%m/%d/%y}", 0.14)
    face.handwriting(0.85, middle, item.payee, 0.16)
    face.handwriting(width - 1.22, middle, f"{item.amount_cents / 100:,.2f}", 0.15)
    face.handwriting(0.35, middle + 0.31, words.amount_in_words(item.amount_cents), 0.14)
    face.handwriting(0.68, item.height_inches - 0.71, item.memo, 0.12)


def _fill_typed(face: Face, item: PaperItem) -> None:
    width, middle = item.width_inches, item.height_inches * 0.4
    face.text(width - 1.4, 0.61, f"{item.dated:%m/%d/%Y}", 0.11)
    face.text(0.85, middle, item.payee, 0.12)
    face.text(width - 1.22, middle - 0.02, f"**{item.amount_cents / 100:,.2f}", 0.12)
    face.text(0.35, middle + 0.31, f"**{words.amount_in_words(item.amount_cents)}", 0.11)
    face.text(0.68, item.height_inches - 0.71, item.memo, 0.1)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _letter(letter: str, size: int, slant_degrees: float) -> Image.Image:
    """Give a mask of one slanted letter."""
    tile = Image.new("L", (size * 2, round(size * 1.6)), 0)
    ImageDraw.Draw(tile).text((4, size * 1.15), letter, font=_font(size), fill=255, anchor="ls")
    lean = np.tan(np.radians(slant_degrees))
    coefficients = (1, lean, -lean * size * 1.15, 0, 1, 0)
    return tile.transform(tile.size, Image.Transform.AFFINE, coefficients)


def _smooth(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round a polyline by cutting its corners a few times (Chaikin)."""
    for _ in range(4):
        near = points[:-1] * 0.75 + points[1:] * 0.25
        far = points[:-1] * 0.25 + points[1:] * 0.75
        points = np.stack([near, far], axis=1).reshape(-1, 2)
    return points
