import pytest

from rentrail.formats import micr
from rentrail.formats.micr import Notation, NotMicr

LINE = "o001234o 4t076401251t 123d45678o 02 a0000120000a"


@pytest.mark.parametrize("notation", Notation)
def test_a_line_is_the_same_in_every_notation(notation):
    written = micr.written(LINE, notation)

    assert micr.canonical(written) == LINE


@pytest.mark.parametrize("notation", [Notation.LETTERS, Notation.CAPITALS, Notation.FONT])
def test_letters_may_be_small_or_capital(notation):
    assert micr.canonical(micr.written(LINE, notation).swapcase()) == LINE


def test_a_font_s_line_without_on_us_or_amount_symbol_is_known_by_its_routing_number():
    assert micr.canonical("A076401251A 12345") == "t076401251t 12345"


def test_an_amount_alone_is_not_taken_for_a_routing_number():
    assert micr.canonical("t076401251t 12345o a0000120000a").endswith("a0000120000a")


@pytest.mark.parametrize("unread", ["?", "*"])
def test_what_could_not_be_read_shows_as_a_question_mark(unread):
    assert micr.canonical(f"T0764{unread}1251T 12345U") == "t0764?1251t 12345o"


def test_blanks_and_tabs_are_one_blank_and_none_at_the_ends():
    assert micr.canonical("  t076401251t \t 12345o   101 \n") == "t076401251t 12345o 101"


def test_two_ways_of_writing_symbols_are_not_mixed():
    with pytest.raises(NotMicr, match="mixes two ways"):
        micr.canonical("T076401251T 12345C 101")


@pytest.mark.parametrize("strange", ["x", "#", "é", "٣", "²"])
def test_a_character_that_no_line_has_is_named(strange):
    with pytest.raises(NotMicr, match=f"“{strange}” is no character"):
        micr.canonical(f"t076401251t 12345o 10{strange}")
