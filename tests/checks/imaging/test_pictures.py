import io
import struct
import zlib
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from tests.checks.imaging.samples import face, saved

from rentrail.checks.imaging import pictures
from rentrail.checks.imaging.pictures import PictureRefused, load_picture

FACE = face()


def pdf_of(*faces: Image.Image) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(432, 198))
    for one in faces:
        canvas.drawInlineImage(one, 0, 0, 432, 198)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises a picture of any size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        saved(FACE, "PNG"),
        saved(FACE, "TIFF"),
        saved(FACE, "TIFF", compression="tiff_lzw"),
        saved(FACE.convert("RGB"), "TIFF", compression="jpeg", quality=95),
        saved(FACE, "JPEG", quality=95),
        saved(FACE.convert("RGB"), "PNG"),
        saved(FACE.convert("CMYK"), "JPEG", quality=95),
        saved(FACE.convert("P"), "PNG"),
        saved(Image.fromarray(np.asarray(FACE).astype(np.uint16) * 257), "PNG"),
    ],
)
def test_every_type_gives_the_same_shades_of_grey(data):
    grey = load_picture(data).grey

    assert grey.dtype == np.uint8
    assert grey.shape == (550, 1200)
    assert np.abs(grey.astype(int) - np.asarray(FACE)).mean() < 2


def test_black_and_white_is_black_and_white():
    data = saved(FACE.convert("1", dither=Image.Dither.NONE), "TIFF", compression="group4")

    assert set(np.unique(load_picture(data).grey)) == {0, 255}


def test_what_is_clear_becomes_white():
    clear = Image.new("RGBA", FACE.size, (0, 0, 0, 0))

    assert load_picture(saved(clear, "PNG")).grey.min() == 255


def test_a_page_of_a_pdf_is_drawn_at_300_dpi():
    picture = load_picture(pdf_of(FACE, FACE.point(lambda level: level // 2)), page=1)

    assert picture.grey.shape == (825, 1800)
    assert picture.dpi_told == (300, 300)
    assert np.median(picture.grey) == pytest.approx(118, abs=2)


def test_front_and_back_in_one_file_are_two_pages():
    both = saved(FACE, "TIFF", save_all=True, append_images=[face(paper=200)])

    assert pictures.page_count(both) == 2
    assert np.median(load_picture(both, page=1).grey) == 200
    assert pictures.page_count(pdf_of(FACE, FACE, FACE)) == 3
    assert pictures.page_count(saved(FACE, "JPEG")) == 1


@pytest.mark.parametrize("data", [saved(FACE, "TIFF"), saved(FACE, "PNG"), pdf_of(FACE)])
def test_a_page_that_is_not_there_is_refused(data):
    with pytest.raises(PictureRefused, match=r"This file has no page 2\."):
        load_picture(data, page=1)


def test_a_phone_held_upright_gives_an_upright_picture():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright
    on_its_side = FACE.transpose(Image.Transpose.ROTATE_90)

    grey = load_picture(saved(on_its_side, "JPEG", exif=exif, quality=95)).grey

    assert np.abs(grey.astype(int) - np.asarray(FACE)).mean() < 2


def test_the_resolution_is_what_the_file_tells_and_nothing_where_that_cant_be():
    assert load_picture(saved(FACE, "TIFF", dpi=(200, 100))).dpi_told == (200, 100)
    assert load_picture(saved(FACE, "TIFF", dpi=(1, 1))).dpi_told is None
    assert load_picture(saved(FACE, "PNG")).dpi_told is None


def test_a_very_large_photo_is_decoded_smaller_and_its_resolution_with_it():
    large = Image.new("L", (6800, 3400), 200)

    picture = load_picture(saved(large, "JPEG", dpi=(600, 600)))

    assert picture.grey.shape == (1700, 3400)
    assert picture.dpi_told == (300, 300)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "This file is empty."),
        (b"<html>", "This is no TIFF, PNG, JPEG or PDF file."),
        (saved(FACE, "GIF"), "This is no TIFF, PNG, JPEG or PDF file."),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "Save it as JPEG"),
        (b"%PDF-" + bytes(pictures.BYTES_MAX), "at most 32 MB are taken"),
        (b"%PDF-1.7 and nothing", "damaged, or was cut off"),
        (saved(FACE, "JPEG")[:3000], "damaged, or was cut off"),
        (saved(FACE, "PNG")[:-600], "damaged, or was cut off"),
        (saved(FACE, "TIFF")[:200], "damaged, or was cut off"),
        (png_that_claims(9_000, 9_000), "more than 64 million pixels"),
        (png_that_claims(60_000, 60_000), "more than 64 million pixels"),
        (saved(FACE.resize((20, 9)), "PNG"), "too few for a check"),
    ],
    ids=range(12),
)
def test_what_is_no_picture_of_a_check_is_refused_with_a_reason(data, message):
    with pytest.raises(PictureRefused, match=message):
        load_picture(data)


SMALL = face(300, 140)
SOURCES = [
    saved(SMALL, "PNG"),
    saved(SMALL, "JPEG"),
    saved(SMALL, "TIFF"),
    saved(SMALL, "TIFF", compression="tiff_lzw"),
    saved(SMALL, "TIFF", compression="tiff_adobe_deflate"),
    saved(SMALL.convert("1"), "TIFF", compression="group4"),
    pdf_of(SMALL),
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Cut a file or overwrite some of it; oftener near its ends, where its headers are."""
    data = draw(st.sampled_from(SOURCES))
    for _ in range(draw(st.integers(1, 4))):
        near = draw(st.integers(0, 200) | st.integers(0, len(data)))
        at = near if draw(st.booleans()) else max(0, len(data) - near)
        piece = draw(st.binary(max_size=6))
        removed = draw(st.sampled_from([0, len(piece), len(piece), len(piece), 40]))
        data = data[:at] + piece + data[at + removed :]
    return data


@given(damaged())
def test_a_damaged_file_gives_a_picture_or_a_refusal(data):
    with suppress(PictureRefused):
        for page in range(min(2, pictures.page_count(data))):
            assert load_picture(data, page=page).grey.size <= pictures.PIXELS_MAX
