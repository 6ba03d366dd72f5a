import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.formats import micr
from rentrail.formats.micr import Correction, NotMicr

LINE = "t076401251t 12345678o 0101"


def corrections(device_text, text=LINE):
    return micr.repair(device_text=device_text, text=text).corrections


def test_an_unread_character_is_typed():
    assert corrections("t0764?1251t 12345678o 0101") == (Correction(6, "?", "0"),)


def test_a_misread_character_is_corrected_and_the_reading_kept():
    repaired = micr.repair(device_text="t076401251t 12345673o 0101", text=LINE)

    assert repaired.corrections == (Correction(20, "3", "8"),)
    assert repaired.device_text == "t076401251t 12345673o 0101"
    assert repaired.text == LINE


def test_a_character_left_out_and_one_invented_are_recorded():
    assert corrections("t076401251t 1235678o 0101") == (Correction(16, "", "4"),)
    assert corrections("t076401251t 123945678o 0101") == (Correction(16, "9", ""),)


def test_nothing_changed_is_nothing_recorded():
    assert corrections(LINE.upper()) == ()


def test_a_line_read_and_corrected_is_a_device_s():
    assert micr.repair(device_text="t0764?1251t 1?345678o 01??", text=LINE).is_read_by_device


@pytest.mark.parametrize("device_text", ["", "????????????", "t?????????t ????????o 0101"])
def test_a_line_typed_whole_is_no_device_s(device_text):
    assert not micr.repair(device_text=device_text, text=LINE).is_read_by_device


def test_a_line_replaced_by_another_is_no_device_s():
    other = micr.repair(device_text="t021000021t 99900011122o 5", text=LINE)

    assert not other.is_read_by_device


def test_what_is_typed_must_be_a_line():
    with pytest.raises(NotMicr):
        micr.repair(device_text=LINE, text="hello")


characters = st.text(alphabet="0123456789toad? ", max_size=40)


@given(device=characters, typed=characters)
def test_the_corrections_turn_the_reading_into_the_line(device, typed):
    repaired = micr.repair(device_text=device, text=typed)

    text = [*repaired.device_text, ""]
    for correction in reversed(repaired.corrections):
        place = correction.position - 1
        if correction.was:
            assert text[place] == correction.was
            text[place : place + 1] = [correction.now]
        else:
            text[place:place] = [correction.now]
    assert "".join(text) == repaired.text
