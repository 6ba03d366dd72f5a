import os
import signal
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.checks.imaging.samples import face, saved

from rentrail.checks.imaging.decoder import MEMORY_BYTES_MAX, LimitedDecoder
from rentrail.checks.imaging.pictures import PictureRefused, load_picture

FACE = face()


@pytest.fixture(scope="module")
def decoder():
    with LimitedDecoder() as one:
        yield one


def process_of(decoder: LimitedDecoder) -> int:
    """The decoder's process, started if it wasn't."""
    decoder.page_count(saved(FACE, "PNG"))
    assert decoder._process
    return decoder._process.pid


def test_it_decodes_as_is_done_here(decoder):
    for data in (saved(FACE, "TIFF", dpi=(240, 240)), saved(FACE, "JPEG")):
        there, here = decoder.load_picture(data), load_picture(data)

        assert np.array_equal(there.grey, here.grey)
        assert there.dpi_told == here.dpi_told


def test_it_counts_pages_and_gives_each(decoder):
    both = saved(FACE, "TIFF", save_all=True, append_images=[face(paper=200)])

    assert decoder.page_count(both) == 2
    assert np.median(decoder.load_picture(both, page=1).grey) == 200


def test_its_refusals_are_heard_here(decoder):
    with pytest.raises(PictureRefused, match=r"This file has no page 4\."):
        decoder.load_picture(saved(FACE, "TIFF"), page=3)
    with pytest.raises(PictureRefused, match="damaged, or was cut off"):
        decoder.load_picture(saved(FACE, "PNG")[:-700])
    with pytest.raises(PictureRefused, match="This is no TIFF"):
        decoder.load_picture(b"GIF89a")


def test_one_process_serves_many_pictures(decoder):
    first = process_of(decoder)

    decoder.load_picture(saved(FACE, "PNG"))

    assert process_of(decoder) == first


def test_the_process_has_limits_and_none_of_our_secrets(decoder, monkeypatch):
    monkeypatch.setenv("RENTRAIL_SECRET_KEY", "s3cret")
    with LimitedDecoder() as another:
        place = Path(f"/proc/{process_of(another)}")

        limits = (place / "limits").read_text()
        environment = (place / "environ").read_bytes()

    assert str(MEMORY_BYTES_MAX) in limits
    assert b"s3cret" not in environment


def test_when_the_process_dies_the_picture_is_refused_and_the_next_is_read():
    with LimitedDecoder() as decoder:
        os.kill(process_of(decoder), signal.SIGKILL)

        with pytest.raises(PictureRefused, match="breaks what reads pictures"):
            decoder.load_picture(saved(FACE, "PNG"))

        assert decoder.load_picture(saved(FACE, "PNG")).grey.shape == (550, 1200)


def test_what_takes_too_long_is_ended():
    slow = saved(Image.new("L", (5000, 3000)), "PNG")
    with LimitedDecoder(seconds_max=0.001) as decoder, pytest.raises(PictureRefused, match="long"):
        decoder.load_picture(slow)


def test_a_picture_as_large_as_is_taken_fits_into_its_memory(decoder):
    large = saved(Image.new("RGBA", (8000, 8000)), "PNG", compress_level=1)

    assert decoder.load_picture(large).grey.shape == (8000, 8000)
