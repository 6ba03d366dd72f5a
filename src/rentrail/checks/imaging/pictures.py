"""Pictures as people bring them: TIFF, PNG, JPEG and PDF, one page at a time, as shades of grey.

What an attacker could send is refused before anything is unpacked: other types, more bytes or
more pixels than a check can need. Decoders are programs in C, so pictures from outside belong
into `decoder.LimitedDecoder`, which calls these functions in a process with limits.
"""

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps

Grey = NDArray[np.uint8]  # rows of pixels, 0 is black and 255 is white

BYTES_MAX = 32_000_000
PIXELS_MAX = 64_000_000  # a letter page at 600 dpi has 34 million, a phone's photo up to 50 million
SIDE_MIN = 48
PAGES_MAX = 500
DPI_PLAUSIBLE = (50.0, 1300.0)
PDF_DPI = 300
PDF_POINTS_MAX = 17 * 72  # of the longer side: a ledger sheet
POINTS_AN_INCH = 72
JPEG_SIDE_WANTED = 3200  # a larger JPEG is decoded at half its size, or less, if that leaves this


class PictureRefused(Exception):
    """The bytes are no picture we take. The text is fit to show a person."""


class PictureType(StrEnum):
    """The types of files that are taken."""

    TIFF = "TIFF"
    PNG = "PNG"
    JPEG = "JPEG"
    PDF = "PDF"


STARTS = {
    b"II*\0": PictureType.TIFF,
    b"MM\0*": PictureType.TIFF,
    b"\x89PNG\r\n\x1a\n": PictureType.PNG,
    b"\xff\xd8\xff": PictureType.JPEG,
    b"%PDF-": PictureType.PDF,
}


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """One page as shades of grey, and the resolution its file tells, which is often wrong."""

    grey: Grey
    dpi_told: tuple[float, float] | None = None  # across and down


def load_picture(data: bytes, *, page: int = 0) -> Picture:
    """Decode one page of a file.

    Raises:
        PictureRefused: not a type we take, too large, damaged, or without such a page.
    """
    if picture_type(data) is PictureType.PDF:
        return _pdf_page(data, page)
    with _opened(data) as image:
        _turn_to(image, page)
        _refuse_size(*image.size)
        dpi = _dpi_told(image)
        side = max(image.size)
        grey = _grey(image)
        shrunk = max(grey.shape) / side
    return Picture(grey, dpi and (dpi[0] * shrunk, dpi[1] * shrunk))


def page_count(data: bytes) -> int:
    """Tell how many pages a file has; a photo has one.

    Raises:
        PictureRefused: not a type we take, damaged, or with more than 500 pages.
    """
    kind = picture_type(data)
    if kind is PictureType.PDF:
        with _opened_pdf(data) as document:
            count = len(document)
    elif kind is PictureType.TIFF:
        with _opened(data) as image:
            count = _tiff_page_count(image)
    else:
        count = 1
    if count > PAGES_MAX:
        raise PictureRefused(f"This file has more than {PAGES_MAX} pages. Split it.")
    return count


def picture_type(data: bytes) -> PictureType:
    """Tell a file's type by its first bytes; its name says nothing.

    Raises:
        PictureRefused: none that we take, or more bytes than we take.
    """
    if not data:
        raise PictureRefused("This file is empty.")
    if len(data) > BYTES_MAX:
        raise PictureRefused(
            f"This file has {len(data) / 1e6:.0f} MB; at most {BYTES_MAX / 1e6:.0f} MB are taken."
        )
    for start, kind in STARTS.items():
        if data.startswith(start):
            return kind
    if data[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"}:
        raise PictureRefused("This is a HEIC or AVIF photo. Save it as JPEG, then try again.")
    raise PictureRefused("This is no TIFF, PNG, JPEG or PDF file. Scan the check as one of these.")


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    with _decoding(), Image.open(io.BytesIO(data), formats=("TIFF", "PNG", "JPEG")) as image:
        yield image


@contextmanager
def _decoding() -> Iterator[None]:
    """Say in one way what decoders say in many: which exceptions damage brings is not listed."""
    try:
        yield
    except PictureRefused:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as problem:
        raise PictureRefused(_too_large()) from problem
    except MemoryError as problem:
        raise PictureRefused("This picture needs more memory than is given to it.") from problem
    except Exception as problem:
        raise PictureRefused(
            "This file can't be read as a picture: it is damaged, or was cut off."
        ) from problem


def _turn_to(image: Image.Image, page: int) -> None:
    try:
        image.seek(page)
    except EOFError as problem:
        raise PictureRefused(f"This file has no page {page + 1}.") from problem


def _tiff_page_count(image: Image.Image) -> int:
    """Count pages no further than needed: a crafted file's list of pages may be endless."""
    for page in range(1, PAGES_MAX + 1):
        try:
            image.seek(page)
        except EOFError:
            return page
    return PAGES_MAX + 1


def _refuse_size(width: int, height: int) -> None:
    if width * height > PIXELS_MAX:
        raise PictureRefused(_too_large())
    if min(width, height) < SIDE_MIN:
        raise PictureRefused(f"This picture has {width} by {height} pixels: too few for a check.")


def _too_large() -> str:
    return (
        f"This picture has more than {PIXELS_MAX // 1_000_000} million pixels. "
        "Scan at 200 to 300 dpi, then try again."
    )


def _dpi_told(image: Image.Image) -> tuple[float, float] | None:
    told: Any = image.info.get("dpi")
    try:
        across, down = (float(value) for value in told)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    low, high = DPI_PLAUSIBLE
    if not (low <= across <= high and low <= down <= high):
        return None
    return (across, down)


def _grey(image: Image.Image) -> Grey:
    """Unpack, turn as a phone says it was held, and leave out colour; what is clear is white."""
    if image.format in {"JPEG", "MPO"}:
        wide = image.width >= image.height
        image.draft("L", (JPEG_SIDE_WANTED, 1) if wide else (1, JPEG_SIDE_WANTED))
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I") or upright.mode == "F":
        return _from_deep(np.asarray(upright))
    if "A" in upright.getbands() or "transparency" in upright.info:
        clear = upright.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        upright = Image.alpha_composite(paper, clear)
    return np.array(upright.convert("L"), dtype=np.uint8)


def _from_deep(values: NDArray[Any]) -> Grey:
    """Sixteen bits for each pixel become eight."""
    shades: Grey = np.clip(np.nan_to_num(values) / 256, 0, 255).astype(np.uint8)
    return shades


@contextmanager
def _opened_pdf(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _decoding():
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as problem:
            if "password" in str(problem).lower():
                raise PictureRefused("This PDF asks for a password. Save it without.") from problem
            raise
        try:
            yield document
        finally:
            document.close()


def _pdf_page(data: bytes, page: int) -> Picture:
    """Draw one page at 300 dpi, whatever it is made of."""
    with _opened_pdf(data) as document:
        if not 0 <= page < len(document):
            raise PictureRefused(f"This file has no page {page + 1}.")
        sheet = document[page]
        width, height = sheet.get_size()
        if not 0 < max(width, height) <= PDF_POINTS_MAX or not math.isfinite(width * height):
            raise PictureRefused("This PDF's page is larger than 17 inches. Scan the check alone.")
        scale = PDF_DPI / POINTS_AN_INCH
        _refuse_size(round(width * scale), round(height * scale))
        scale *= 1 - 1e-6  # PDFium rounds up, also what is a hair above a whole number
        drawn = sheet.render(scale=scale, grayscale=True, may_draw_forms=False)
        grey = np.array(drawn.to_numpy(), dtype=np.uint8)
    return Picture(grey[..., 0] if grey.ndim == 3 else grey, (PDF_DPI, PDF_DPI))
