import pytest

from rentrail.formats import micr
from rentrail.formats.micr import CardTrackRead, NotMicr


def test_a_raw_line_is_whole():
    reading = micr.read_keystrokes("T076401251T 12345678U 0101\r\n")

    assert (reading.text, reading.format_name) == ("t076401251t 12345678o 0101", "raw")
    assert reading.is_whole_line


@pytest.mark.parametrize(
    ("typed", "format_name"),
    [
        ("T076401251T12345678A0101", "62xx"),
        ("T076401251T12345678A0101S0", "62xx"),
        ("!076401251/12345678/0101/", "65xx"),
        ("!076401251/12345678/0101/1200.00", "65xx"),
        ("076401251/12345678/0101", "53xx"),
        ("076401251\t12345678\t0101\t\t", "68xx"),
        ("076401251,12345678,0101", "70"),
        ("076401251,12345678,0101,120000", "70"),
    ],
)
def test_fields_that_the_reader_parted_are_understood(typed, format_name):
    reading = micr.read_keystrokes(typed)
    line = micr.parse(reading.text)

    assert reading.format_name == format_name
    assert (line.routing_number, line.account_number) == ("076401251", "12345678")
    assert line.serial_number == "0101"
    assert not reading.is_whole_line


def test_a_personal_and_a_commercial_check_are_told_apart_where_the_reader_does():
    personal = micr.read_keystrokes("076401251/12345678/0101/1")
    commercial = micr.read_keystrokes("076401251/12345678/001234/2")

    assert (personal.is_business, commercial.is_business) == (False, True)


def test_a_check_without_serial_number_is_read_without_one():
    line = micr.parse(micr.read_keystrokes("076401251/12345678/1").text)

    assert (line.account_number, line.serial_number) == ("12345678", "")


@pytest.mark.parametrize("typed", ["0/", "?", "", "\r"])
def test_a_reader_s_error_asks_for_the_check_again(typed):
    with pytest.raises(NotMicr, match="could not read the check"):
        micr.read_keystrokes(typed)


@pytest.mark.parametrize(
    "track",
    ["%B4111111111111111^RESIDENT/ALICE^30121010000?", ";4111111111111111=30121010000?"],
)
def test_a_swiped_card_is_refused_and_not_repeated(track):
    with pytest.raises(CardTrackRead) as refusal:
        micr.read_keystrokes(track)

    assert "4111" not in str(refusal.value)
