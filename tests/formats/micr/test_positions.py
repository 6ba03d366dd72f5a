import pytest

from rentrail.formats import micr
from rentrail.formats.micr import DoesNotFit
from rentrail.formats.micr.positions import POSITION


def field_at(text, name):
    """Give the characters at a field's positions, counted from the right."""
    position = POSITION[name]
    return text[len(text) - position.last : len(text) - position.first + 1]


def test_each_field_stands_at_its_positions():
    laid_out = micr.laid_out(micr.parse("o001234o 4t076401251t 12345678o 02 a0000120000a"))

    assert len(laid_out) == 65
    assert field_at(laid_out, "amount") == "a0000120000a"
    assert field_at(laid_out, "on_us").strip() == "12345678o 02"
    assert field_at(laid_out, "transit") == "t076401251t"
    assert field_at(laid_out, "external_processing_code") == "4"
    assert field_at(laid_out, "auxiliary_on_us").strip() == "o001234o"
    assert laid_out[-13] == " "


@pytest.mark.parametrize(
    "text",
    ["t076401251t 12345678o 0101", "o001234o t076401251t 12345678o", "t091900533t 123d4o 02"],
)
def test_what_is_laid_out_reads_as_it_was(text):
    line = micr.parse(text)

    assert micr.parse(micr.laid_out(line)) == line


def test_an_account_too_long_for_a_check_is_refused():
    with pytest.raises(DoesNotFit, match="on us field has 21 characters; a check has 19"):
        micr.laid_out(micr.parse("t076401251t 12345678901234567890o"))
