"""The records of items: checks with their addenda, returns with theirs, credits, user records.

Source: [X9.37] record layouts; [X9.37-61] for credits of type 61.
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
    micr,
    numeric,
    on_us,
    routing,
    sequence,
    text,
    variable,
)


class CheckDetail(Record):
    """One check on its way to the bank that pays it.

    >>> from rentrail.formats.x937.encoding import Encoding
    >>> check = CheckDetail(
    ...     payor_bank_routing_number="07640125", payor_bank_check_digit="1",
    ...     on_us="74456789/1042", amount_cents=120_000,
    ...     item_sequence_number="000000000000001", micr_valid_indicator="1", addendum_count=1)
    >>> check.text
    '25                076401251       74456789/10420000120000000000000000001  1Y01  '
    >>> CheckDetail.from_data(check.to_data(Encoding.EBCDIC), Encoding.EBCDIC) == check
    True
    """

    TYPE: ClassVar[str] = "25"

    auxiliary_on_us: str = micr(3, 17)  # on commercial checks only
    external_processing_code: str = alphameric(18, 18, default="")  # position 44; 4 is a substitute
    payor_bank_routing_number: str = digits(19, 26, mandatory=True)
    payor_bank_check_digit: str = digits(27, 27, mandatory=True)
    on_us: str = on_us(28, 47)
    amount_cents: int = numeric(48, 57)
    item_sequence_number: str = sequence(58, 72, mandatory=True)
    documentation_type_indicator: str = code(73, 73, codes.DOCUMENTATION_TYPES, default="")
    return_acceptance_indicator: str = code(74, 74, codes.RETURN_ACCEPTANCE, default="")
    micr_valid_indicator: str = code(75, 75, codes.MICR_VALID, default="")
    bofd_indicator: str = code(76, 76, codes.BOFD, mandatory=True, default="Y")
    addendum_count: int = numeric(77, 78, default=0)
    correction_indicator: str = code(79, 79, codes.CORRECTIONS, default="")
    archive_type_indicator: str = code(80, 80, codes.ARCHIVE_TYPES, default="")


class CheckAddendumA(Record):
    """Where and when a check was first deposited."""

    TYPE: ClassVar[str] = "26"

    record_number: int = numeric(3, 3, default=1)
    return_location_routing_number: str = routing(4, 12, mandatory=True)
    endorsement_date: str = day(13, 20, mandatory=True)
    bofd_item_sequence_number: str = sequence(21, 35, default="")
    deposit_account_number: str = text(36, 53, default="", secret=True)
    deposit_branch: str = text(54, 58, default="")
    payee_name: str = text(59, 73, default="")
    truncation_indicator: str = code(74, 74, codes.TRUNCATION, mandatory=True, default="Y")
    bofd_conversion_indicator: str = code(75, 75, codes.CONVERSIONS, default="")
    bofd_correction_indicator: str = code(76, 76, codes.CORRECTIONS, default="")
    user_field: str = text(77, 77, default="")
    reserved: str = blank(78, 80, default="")


class CheckAddendumB(Record):
    """Under which key the images of a check are kept."""

    TYPE: ClassVar[str] = "27"
    LENGTH: ClassVar[int] = 46

    image_reference_key_indicator: str = code(
        3, 3, codes.REFERENCE_KEY, mandatory=True, default="1"
    )
    microfilm_archive_sequence_number: str = sequence(4, 18, default="")
    image_reference_key_length: int = numeric(19, 22, default=0)
    image_reference_key: str = variable(23, length="image_reference_key_length")
    description: str = text(23, 37, default="")
    user_field: str = text(38, 41, default="")
    reserved: str = blank(42, 46, default="")


class CheckAddendumC(Record):
    """An endorsement by a bank after the first."""

    TYPE: ClassVar[str] = "28"

    record_number: int = numeric(3, 4, default=1)
    endorsing_bank_routing_number: str = routing(5, 13, mandatory=True)
    endorsement_date: str = day(14, 21, mandatory=True)
    endorsing_bank_item_sequence_number: str = sequence(22, 36, mandatory=True)
    truncation_indicator: str = code(37, 37, codes.TRUNCATION, default="")
    endorsing_bank_conversion_indicator: str = code(38, 38, codes.CONVERSIONS, default="")
    endorsing_bank_correction_indicator: str = code(39, 39, codes.CORRECTIONS, default="")
    return_reason: str = code(40, 40, codes.RETURN_REASONS, default="")
    user_field: str = text(41, 59, default="")
    endorsing_bank_identifier: str = code(60, 60, codes.ENDORSING_BANKS, default="")
    reserved: str = blank(61, 80, default="")


class ReturnDetail(Record):
    """One check that comes back from the bank that should have paid it."""

    TYPE: ClassVar[str] = "31"

    payor_bank_routing_number: str = digits(3, 10, mandatory=True)
    payor_bank_check_digit: str = digits(11, 11, mandatory=True)
    on_us: str = on_us(12, 31)
    amount_cents: int = numeric(32, 41)
    return_reason: str = code(42, 42, codes.RETURN_REASONS, mandatory=True)
    addendum_count: int = numeric(43, 44, default=0)
    documentation_type_indicator: str = code(45, 45, codes.DOCUMENTATION_TYPES, default="")
    forward_bundle_date: str = day(46, 53, default="")
    item_sequence_number: str = sequence(54, 68, default="")
    external_processing_code: str = alphameric(69, 69, default="")
    return_notification_indicator: str = code(70, 70, codes.NOTIFICATIONS, default="")
    archive_type_indicator: str = code(71, 71, codes.ARCHIVE_TYPES, default="")
    times_returned: str = code(72, 72, codes.TIMES_RETURNED, default="")
    reserved: str = blank(73, 80, default="")


class ReturnAddendumA(Record):
    """Where and when a returned check was first deposited."""

    TYPE: ClassVar[str] = "32"

    record_number: int = numeric(3, 3, default=1)
    return_location_routing_number: str = routing(4, 12, mandatory=True)
    endorsement_date: str = day(13, 20, mandatory=True)
    bofd_item_sequence_number: str = sequence(21, 35, default="")
    deposit_account_number: str = text(36, 53, default="", secret=True)
    deposit_branch: str = text(54, 58, default="")
    payee_name: str = text(59, 73, default="")
    truncation_indicator: str = code(74, 74, codes.TRUNCATION, default="")
    bofd_conversion_indicator: str = code(75, 75, codes.CONVERSIONS, default="")
    bofd_correction_indicator: str = code(76, 76, codes.CORRECTIONS, default="")
    user_field: str = text(77, 77, default="")
    reserved: str = blank(78, 80, default="")


class ReturnAddendumB(Record):
    """What the bank that returns a check knows of it."""

    TYPE: ClassVar[str] = "33"

    payor_bank_name: str = text(3, 20, default="")
    auxiliary_on_us: str = micr(21, 35)
    payor_bank_item_sequence_number: str = sequence(36, 50, default="")
    payor_bank_business_date: str = day(51, 58, default="")
    payor_account_name: str = text(59, 80, default="")


class ReturnAddendumC(Record):
    """Under which key the images of a returned check are kept."""

    TYPE: ClassVar[str] = "34"
    LENGTH: ClassVar[int] = 46

    image_reference_key_indicator: str = code(
        3, 3, codes.REFERENCE_KEY, mandatory=True, default="1"
    )
    microfilm_archive_sequence_number: str = sequence(4, 18, default="")
    image_reference_key_length: int = numeric(19, 22, default=0)
    image_reference_key: str = variable(23, length="image_reference_key_length")
    description: str = text(23, 37, default="")
    user_field: str = text(38, 41, default="")
    reserved: str = blank(42, 46, default="")


class ReturnAddendumD(Record):
    """An endorsement by a bank on the way of a check or back."""

    TYPE: ClassVar[str] = "35"

    record_number: int = numeric(3, 4, default=1)
    endorsing_bank_routing_number: str = routing(5, 13, mandatory=True)
    endorsement_date: str = day(14, 21, mandatory=True)
    endorsing_bank_item_sequence_number: str = sequence(22, 36, default="")
    truncation_indicator: str = code(37, 37, codes.TRUNCATION, default="")
    endorsing_bank_conversion_indicator: str = code(38, 38, codes.CONVERSIONS, default="")
    endorsing_bank_correction_indicator: str = code(39, 39, codes.CORRECTIONS, default="")
    return_reason: str = code(40, 40, codes.RETURN_REASONS, default="")
    user_field: str = text(41, 59, default="")
    endorsing_bank_identifier: str = code(60, 60, codes.ENDORSING_BANKS, default="")
    reserved: str = blank(61, 80, default="")


class BankCredit(Record):
    """The deposit slip as some banks want it, in a record that no standard has."""

    TYPE: ClassVar[str] = "61"

    auxiliary_on_us: str = micr(3, 17)
    external_processing_code: str = alphameric(18, 18, default="")
    posting_bank_routing_number: str = routing(19, 27, mandatory=True)
    on_us: str = on_us(28, 47)  # the account that is credited
    amount_cents: int = numeric(48, 57)
    item_sequence_number: str = sequence(58, 72, default="")
    documentation_type_indicator: str = code(73, 73, codes.DOCUMENTATION_TYPES, default="")
    account_type_code: str = code(74, 74, codes.ACCOUNT_TYPES, default="")
    source_of_work_code: str = digits(75, 75, default="")
    work_type: str = alphameric(76, 76, default="")
    debit_credit_indicator: str = code(77, 77, codes.CREDIT_SIGNS, default="")
    reserved: str = blank(78, 80, default="")


class Credit(Record):
    """The deposit slip as X9.100-187 has it."""

    TYPE: ClassVar[str] = "62"
    LENGTH: ClassVar[int] = 100

    auxiliary_on_us: str = micr(3, 17)
    external_processing_code: str = alphameric(18, 18, default="")
    posting_bank_routing_number: str = routing(19, 27, mandatory=True)
    on_us: str = on_us(28, 47)  # the account that is credited
    amount_cents: int = numeric(48, 61)
    item_sequence_number: str = sequence(62, 76, mandatory=True)
    documentation_type_indicator: str = code(77, 77, codes.DOCUMENTATION_TYPES, default="")
    account_type_code: str = code(78, 78, codes.ACCOUNT_TYPES, default="")
    source_of_work_code: str = code(79, 80, codes.WORK_SOURCES, default="")
    user_field: str = text(81, 96, default="")
    reserved: str = blank(97, 100, default="")


class UserRecord(Record):
    """What institutions tell each other beside the standard."""

    TYPE: ClassVar[str] = "68"
    LENGTH: ClassVar[int] = 45

    owner_identifier_indicator: str = alphameric(3, 3, default="0")
    owner_identifier: str = text(4, 12, default="")
    owner_identifier_modifier: str = text(13, 32, default="")
    format_type: str = alphameric(33, 35, mandatory=True)  # 001 is a payee's endorsement
    format_type_version: str = digits(36, 38, mandatory=True, default="001")
    user_data_length: int = numeric(39, 45, default=0)
    user_data: str = variable(46, length="user_data_length", secret=True)  # an account, may be


AnyDetail = CheckDetail | ReturnDetail | BankCredit | Credit
AnyAddendum = (
    CheckAddendumA
    | CheckAddendumB
    | CheckAddendumC
    | ReturnAddendumA
    | ReturnAddendumB
    | ReturnAddendumC
    | ReturnAddendumD
)
