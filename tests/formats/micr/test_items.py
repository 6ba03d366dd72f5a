import pytest

from rentrail.formats import micr
from rentrail.formats.micr.items import DoesNotFitAnItem, MicrValid


def test_symbols_become_those_of_a_cash_letter():
    fields = micr.item_fields(micr.parse("o00d1234o 4t076401251t 123d45 678o 02"))

    assert fields.auxiliary_on_us == "00-1234"
    assert fields.external_processing_code == "4"
    assert (fields.payor_bank_routing_number, fields.payor_bank_check_digit) == ("07640125", "1")
    assert fields.on_us == "123-45678/02"


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("t076401251t 12345678o 0101", MicrValid.GOOD),
        ("t076401251t o 0101", MicrValid.FIELD_MISSING),
        ("t076401251t 1234?678o 0101", MicrValid.READ_ERROR),
        ("t07640125?t o 0101", MicrValid.MISSING_AND_ERROR),
    ],
)
def test_the_item_says_how_well_its_line_was_read(text, indicator):
    assert micr.item_fields(micr.parse(text)).micr_valid_indicator is indicator


def test_a_field_too_long_for_an_item_is_refused():
    with pytest.raises(DoesNotFitAnItem, match="on-us field has 21 characters"):
        micr.item_fields(micr.parse("t076401251t 12345678901234567890o"))


@pytest.mark.parametrize(
    "text",
    ["t076401251t 12345678o0101", "o001234o t076401251t 123d45678o02", "4t076401251t 12345678o"],
)
def test_a_line_read_back_from_an_item_has_the_same_fields(text):
    line = micr.parse(text)
    fields = micr.item_fields(line)

    back = micr.line_of_item(
        auxiliary_on_us=fields.auxiliary_on_us.rjust(15),
        external_processing_code=fields.external_processing_code.rjust(1),
        routing_number=fields.payor_bank_routing_number + fields.payor_bank_check_digit,
        on_us=fields.on_us.rjust(20),
    )

    assert (back.routing_number, back.account_number, back.serial_number, back.epc) == (
        line.routing_number,
        line.account_number,
        line.serial_number,
        line.epc,
    )
