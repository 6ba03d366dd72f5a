"""The records that hold an X9.37 file together: headers, controls and summaries.

Source: [X9.37] record layouts, as X9.100-187 has them; what it took from the reserved columns of
the older standard is blank there.
"""

from typing import ClassVar

from rentrail.formats.x937 import codes
from rentrail.formats.x937.fields import (
    Record,
    alphameric,
    blank,
    code,
    day,
    digits,
    numeric,
    optional_numeric,
    routing,
    sequence,
    text,
    time_of_day,
)


class FileHeader(Record):
    """From whom to whom a file goes, and by which edition of the standard."""

    TYPE: ClassVar[str] = "01"

    standard_level: str = code(3, 4, codes.STANDARD_LEVELS, mandatory=True, default="03")
    test_file_indicator: str = code(5, 5, codes.TEST_FILE, mandatory=True, default="P")
    immediate_destination_routing_number: str = routing(6, 14, mandatory=True)
    immediate_origin_routing_number: str = routing(15, 23, mandatory=True)
    file_creation_date: str = day(24, 31, mandatory=True)
    file_creation_time: str = time_of_day(32, 35, mandatory=True)
    resend_indicator: str = code(36, 36, codes.RESEND, mandatory=True, default="N")
    immediate_destination_name: str = text(37, 54, default="")
    immediate_origin_name: str = text(55, 72, default="")
    file_id_modifier: str = alphameric(73, 73, default="")  # tells files of a minute apart
    country_code: str = alphameric(74, 75, default="")
    user_field: str = text(76, 79, default="")
    companion_document_indicator: str = alphameric(80, 80, default="")  # since X9.100-187


class CashLetterHeader(Record):
    """A cash letter begins: items of one institution that go to another on one day."""

    TYPE: ClassVar[str] = "10"

    collection_type_indicator: str = code(
        3, 4, codes.COLLECTION_TYPES, mandatory=True, default="01"
    )
    destination_routing_number: str = routing(5, 13, mandatory=True)
    ece_institution_routing_number: str = routing(14, 22, mandatory=True)  # that makes the letter
    cash_letter_business_date: str = day(23, 30, mandatory=True)
    cash_letter_creation_date: str = day(31, 38, mandatory=True)
    cash_letter_creation_time: str = time_of_day(39, 42, mandatory=True)
    cash_letter_record_type_indicator: str = code(
        43, 43, codes.CASH_LETTER_CONTENTS, mandatory=True, default="I"
    )
    cash_letter_documentation_type_indicator: str = code(
        44, 44, codes.CASH_LETTER_DOCUMENTATION_TYPES, default="G"
    )
    cash_letter_id: str = alphameric(45, 52, mandatory=True)
    originator_contact_name: str = text(53, 66, default="")
    originator_contact_phone_number: str = digits(67, 76, default="")
    fed_work_type: str = alphameric(77, 77, default="")
    returns_indicator: str = code(78, 78, codes.RETURNS_INDICATORS, default="")
    user_field: str = text(79, 79, default="")
    reserved: str = blank(80, 80, default="")


class BundleHeader(Record):
    """A bundle begins: some items of a cash letter."""

    TYPE: ClassVar[str] = "20"

    collection_type_indicator: str = code(
        3, 4, codes.COLLECTION_TYPES, mandatory=True, default="01"
    )
    destination_routing_number: str = routing(5, 13, mandatory=True)
    ece_institution_routing_number: str = routing(14, 22, mandatory=True)
    bundle_business_date: str = day(23, 30, mandatory=True)
    bundle_creation_date: str = day(31, 38, mandatory=True)
    bundle_id: str = alphameric(39, 48, default="")
    bundle_sequence_number: str = sequence(49, 52, default="")
    cycle_number: str = alphameric(53, 54, default="")
    return_location_routing_number: str = routing(55, 63, default="")  # reserved in X9.100-187
    user_field: str = text(64, 68, default="")
    reserved: str = blank(69, 80, default="")


class BundleControl(Record):
    """The bundle's own counts and totals, to prove that nothing was lost."""

    TYPE: ClassVar[str] = "70"

    item_count: int = numeric(3, 6)
    total_cents: int = numeric(7, 18)
    micr_valid_total_cents: int | None = optional_numeric(19, 30)  # of items with a good read
    image_count: int | None = optional_numeric(31, 35)  # of image view details
    user_field: str = text(36, 55, default="")
    credit_total_indicator: str = code(56, 56, codes.CREDIT_TOTALS, default="")
    reserved: str = blank(57, 80, default="")


class BoxSummary(Record):
    """The bundles of one box of paper; rarely used."""

    TYPE: ClassVar[str] = "75"

    destination_routing_number: str = routing(3, 11, mandatory=True)
    box_sequence_number: str = digits(12, 14, mandatory=True)
    box_bundle_count: int = numeric(15, 18)
    box_number_id: str = digits(19, 26, default="")
    box_total_cents: int = numeric(27, 40)
    reserved: str = blank(41, 80, default="")


class RoutingNumberSummary(Record):
    """The items of a cash letter that one bank pays; rarely used."""

    TYPE: ClassVar[str] = "85"

    routing_number: str = routing(3, 11, mandatory=True)
    total_cents: int = numeric(12, 25)
    item_count: int = numeric(26, 31)
    user_field: str = text(32, 55, default="")
    reserved: str = blank(56, 80, default="")


class CashLetterControl(Record):
    """The cash letter's own counts and totals."""

    TYPE: ClassVar[str] = "90"

    bundle_count: int = numeric(3, 8)
    item_count: int = numeric(9, 16)
    total_cents: int = numeric(17, 30)
    image_count: int | None = optional_numeric(31, 39)
    ece_institution_name: str = text(40, 57, default="")
    settlement_date: str = day(58, 65, default="")
    credit_total_indicator: str = code(66, 66, codes.CREDIT_TOTALS, default="")
    reserved: str = blank(67, 80, default="")


class FileControl(Record):
    """The file's own counts and totals."""

    TYPE: ClassVar[str] = "99"

    cash_letter_count: int = numeric(3, 8)
    record_count: int = numeric(9, 16)  # of all records, this one too
    item_count: int = numeric(17, 24)
    total_cents: int = numeric(25, 40)
    immediate_origin_contact_name: str = text(41, 54, default="")
    immediate_origin_contact_phone_number: str = digits(55, 64, default="")
    credit_total_indicator: str = code(65, 65, codes.CREDIT_TOTALS, default="")
    reserved: str = blank(66, 80, default="")


AnyControl = BundleControl | CashLetterControl | FileControl
