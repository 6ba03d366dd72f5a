"""The picture that a scanner or a phone makes of a face: its geometry, light, noise and file."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from rentrail.simulators.paper.drawing import PRINT_DPI
from rentrail.simulators.paper.inking import smooth_noise
from rentrail.simulators.paper.wear import Wear

LID, DESK = 250, 70
AIR_INCHES = (0.02, 0.12)
Corners = NDArray[np.float64]


def scan(face: Image.Image, wear: Wear, chance: np.random.Generator) -> Image.Image:
    """Take the picture."""
    target, corners = _frame(face, wear, chance)
    scale = PRINT_DPI / wear.dpi
    sharp = (wear.blur_inches * PRINT_DPI) ** 2 + (0.42 * scale) ** 2
    ground = DESK if wear.desk else LID
    seen = (
        _on_ground(face, ground)
        .filter(ImageFilter.GaussianBlur(sharp**0.5))
        .transform(
            target,
            Image.Transform.PERSPECTIVE,
            _coefficients(corners, face.size),
            Image.Resampling.BILINEAR,
            fillcolor=ground,
        )
    )
    grey = np.asarray(seen, dtype=np.float32)
    grey = _lit(grey, wear, chance)
    grey = _noisy(grey, wear, chance)
    return _filed(Image.fromarray(grey.clip(0, 255).astype(np.uint8)), wear)


def _on_ground(face: Image.Image, ground: int) -> Image.Image:
    """Lay the face down with a margin, so that its edge blurs into what lies below."""
    laid = Image.new("L", (face.width + 2 * MARGIN, face.height + 2 * MARGIN), ground)
    laid.paste(face, (MARGIN, MARGIN))
    return laid


MARGIN = 24  # pixels of the print


def _frame(
    face: Image.Image, wear: Wear, chance: np.random.Generator
) -> tuple[tuple[int, int], Corners]:
    """Give the size of the picture, and where in it the corners of the face come to lie."""
    width = face.width / PRINT_DPI * wear.dpi * wear.stretch
    height = face.height / PRINT_DPI * wear.dpi
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]])
    corners += chance.uniform(-1, 1, (4, 2)) * wear.keystone * width * [0.6, 0.35]
    turn = np.radians(wear.skew_degrees)
    corners = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    air = chance.uniform(*AIR_INCHES, size=2) * wear.dpi * (3 if wear.desk else 1)
    corners += air - corners.min(axis=0)
    right, bottom = corners.max(axis=0) + chance.uniform(*AIR_INCHES, size=2) * wear.dpi
    return (int(right) + 1, int(bottom) + 1), corners


def _coefficients(corners: Corners, size: tuple[int, int]) -> tuple[float, ...]:
    """Solve for the projection from the picture back to the face."""
    width, height = size
    face = np.array([[0, 0], [width, 0], [width, height], [0, height]]) + MARGIN
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, face, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return tuple(np.linalg.solve(np.array(rows), np.array(values)))


def _lit(grey: NDArray[np.float32], wear: Wear, chance: np.random.Generator) -> NDArray[np.float32]:
    """Let light fall off to one side, and a shadow's soft edge cross the picture."""
    if not wear.shade:
        return grey
    rows = np.linspace(-1, 1, grey.shape[0], dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, grey.shape[1], dtype=np.float32)[None, :]
    turn = chance.uniform(0, 2 * np.pi)
    along = np.float32(np.cos(turn)) * columns + np.float32(np.sin(turn)) * rows
    falling = (along + 1.42) / 2.84
    edge = np.float32(chance.uniform(-0.8, 0.8))
    shadow = 1 / (1 + np.exp(-(along - edge) * np.float32(chance.uniform(4, 14))))
    share = np.float32(chance.uniform(0.3, 0.9))
    dark = falling * share + shadow * (1 - share)
    return np.asarray(grey * (1 - np.float32(wear.shade) * dark), dtype=np.float32)


def _noisy(
    grey: NDArray[np.float32], wear: Wear, chance: np.random.Generator
) -> NDArray[np.float32]:
    grey = grey + chance.standard_normal(grey.shape, dtype=np.float32) * np.float32(wear.noise)
    grey += smooth_noise(grey.shape, 6, chance) * np.float32(wear.noise * 0.4)
    if wear.two_tone:
        grey = np.where(grey < np.float32(chance.uniform(125, 165)), 0, 255).astype(np.float32)
    if wear.flipped:
        dice = chance.random(grey.shape, dtype=np.float32)
        grey = np.where(dice < wear.flipped, np.where(dice < wear.flipped / 2, 0, 255), grey)
    return grey


def _filed(picture: Image.Image, wear: Wear) -> Image.Image:
    """Save as JPEG and read back, except black and white, which is kept as it is."""
    if not wear.two_tone:
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=wear.jpeg_quality)
        picture = Image.open(file)
        picture.load()
    picture.info["dpi"] = (wear.dpi_told, wear.dpi_told)
    return picture
