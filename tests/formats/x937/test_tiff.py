import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.x937.images import FRONT, tiff

from rentrail.formats.x937.tiff import around, faults, is_right

GOOD = [FRONT, tiff(dpi=(240, 240)), tiff(changes={258: None, 277: None, 296: None}),
        tiff(changes={254: None, 266: None, 274: None})]  # fmt: skip


@pytest.mark.parametrize("image", GOOD)
def test_what_exchanges_take_is_right(image):
    assert faults(image) == []
    assert is_right(image)
    assert is_right(b"before it" + image, at=9)


def test_a_strip_is_put_into_an_image_that_exchanges_take():
    image = around(b"\xff\xff\x00\x10\x01", width=1200, height=16, dots_an_inch=240)

    assert is_right(image)
    assert image.endswith(b"\xff\xff\x00\x10\x01")


def test_the_resolution_is_one_that_is_asked_for():
    assert [fault.rule_id for fault in faults(FRONT, (240,))] == ["image.resolution"] * 2
    assert not is_right(FRONT, (240,))


@given(
    st.sampled_from(GOOD), st.integers(0, 300),
    st.binary(max_size=4) | st.just(b"\xff\xff\xff\xff"), st.integers(0, 400),
)  # fmt: skip
def test_no_image_is_right_that_has_faults_whatever_is_done_to_it(image, at, piece, kept):
    damaged = (image[:at] + piece + image[at + len(piece) :])[: max(kept, 8)]

    found = faults(damaged)

    assert not (is_right(damaged) and found)
    assert is_right(image) or faults(image)
