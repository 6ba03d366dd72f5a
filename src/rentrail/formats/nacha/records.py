"""The records of a Nacha file, each declared once in the rulebook's columns.

Source: [NACHA] Appendix Three, ACH Record Format Specifications; Appendices Four and Five for
the addenda of returns and notifications of change.
"""

from typing import ClassVar

from rentrail.formats.nacha.fields import Record, blank, digits, numeric, record, text

PADDING_LINE = "9" * 94  # fills the last block of ten records


@record
class FileHeader(Record):
    """From whom to whom a file goes, and which file it is."""

    TYPE: ClassVar[str] = "1"

    priority_code: str = digits(2, 3, default="01")
    immediate_destination: str = text(4, 13, mandatory=True)  # a blank and a routing number
    immediate_origin: str = text(14, 23, mandatory=True)  # the same, or ten characters of the bank
    file_creation_date: str = digits(24, 29, mandatory=True)  # YYMMDD
    file_creation_time: str = digits(30, 33, default="")  # HHMM
    file_id_modifier: str = text(34, 34, default="A")  # tells files of one minute apart
    record_size: str = digits(35, 37, mandatory=True, default="094")
    blocking_factor: str = digits(38, 39, mandatory=True, default="10")
    format_code: str = digits(40, 40, mandatory=True, default="1")
    immediate_destination_name: str = text(41, 63, default="")
    immediate_origin_name: str = text(64, 86, default="")
    reference_code: str = text(87, 94, default="")


@record
class BatchHeader(Record):
    """What the entries of a batch have in common: company, SEC code, purpose and date."""

    TYPE: ClassVar[str] = "5"

    service_class_code: int = numeric(2, 4)
    company_name: str = text(5, 20, mandatory=True)
    company_discretionary_data: str = text(21, 40, default="")
    company_identification: str = text(41, 50, mandatory=True)
    standard_entry_class_code: str = text(51, 53, mandatory=True)
    company_entry_description: str = text(54, 63, mandatory=True)
    company_descriptive_date: str = text(64, 69, default="")
    effective_entry_date: str = text(70, 75)  # YYMMDD
    settlement_date: str = text(76, 78, default="")  # day of the year, put in by the operator
    originator_status_code: str = text(79, 79, mandatory=True, default="1")
    odfi_identification: str = digits(80, 87, mandatory=True)
    batch_number: int = numeric(88, 94)


@record
class EntryDetail(Record):
    """One debit or credit to one receiver's account (PPD, WEB, TEL, CCD, and their returns).

    >>> line = (
    ...     "62712345678074456789         0000120000LEASE-0042     "
    ...     "ALICE RESIDENT          0076401250000001"
    ... )
    >>> entry = EntryDetail.from_line(line)
    >>> entry.amount_cents
    120000
    >>> entry.to_line() == line
    True
    """

    TYPE: ClassVar[str] = "6"

    transaction_code: int = numeric(2, 3)
    rdfi_identification: str = digits(4, 11, mandatory=True)  # first 8 digits of the RDFI's number
    check_digit: int = numeric(12, 12)
    dfi_account_number: str = text(13, 29)
    amount_cents: int = numeric(30, 39)
    identification_number: str = text(40, 54, default="")
    individual_name: str = text(55, 76, default="")  # CCD: the receiving company's name
    discretionary_data: str = text(77, 78, default="")  # WEB and TEL: payment type code, R or S
    addenda_indicator: int = numeric(79, 79, default=0)
    trace_number: str = digits(80, 94, mandatory=True)  # ODFI routing prefix (8) + sequence (7)


@record
class PaymentAddenda(Record):
    """Addenda 05: what the payment is for, in 80 characters."""

    TYPE: ClassVar[str] = "7"

    addenda_type_code: str = digits(2, 3, mandatory=True, default="05")
    payment_related_information: str = text(4, 83, default="")
    addenda_sequence_number: int = numeric(84, 87, default=1)
    entry_detail_sequence_number: int = numeric(88, 94)  # last 7 digits of the entry's trace


@record
class NotificationOfChangeAddenda(Record):
    """Addenda 98: the RDFI tells what to correct before the next entry."""

    TYPE: ClassVar[str] = "7"

    addenda_type_code: str = digits(2, 3, mandatory=True, default="98")
    change_code: str = text(4, 6, mandatory=True)
    original_entry_trace_number: str = digits(7, 21, mandatory=True)
    reserved: str = blank(22, 27, default="")
    original_rdfi_identification: str = digits(28, 35)
    corrected_data: str = text(36, 64, default="")  # laid out by change code
    reserved_2: str = blank(65, 79, default="")
    trace_number: str = digits(80, 94, mandatory=True)


@record
class RefusedNotificationAddenda(Record):
    """Addenda 98 with C61 to C69: an ODFI refuses a notification of change."""

    TYPE: ClassVar[str] = "7"

    addenda_type_code: str = digits(2, 3, mandatory=True, default="98")
    refused_change_code: str = text(4, 6, mandatory=True)
    original_entry_trace_number: str = digits(7, 21, mandatory=True)
    reserved: str = blank(22, 27, default="")
    original_rdfi_identification: str = digits(28, 35)
    corrected_data: str = text(36, 64, mandatory=True)
    change_code: str = text(65, 67, mandatory=True)
    trace_sequence_number: str = digits(68, 74, mandatory=True)
    reserved_2: str = blank(75, 79, default="")
    trace_number: str = digits(80, 94, mandatory=True)


@record
class ReturnAddenda(Record):
    """Addenda 99: why an entry comes back."""

    TYPE: ClassVar[str] = "7"

    addenda_type_code: str = digits(2, 3, mandatory=True, default="99")
    return_reason_code: str = text(4, 6, mandatory=True)
    original_entry_trace_number: str = digits(7, 21, mandatory=True)
    date_of_death: str = digits(22, 27, default="")  # YYMMDD, with R14 and R15
    original_rdfi_identification: str = digits(28, 35)
    addenda_information: str = text(36, 79, default="")
    trace_number: str = digits(80, 94, mandatory=True)


@record
class DishonoredReturnAddenda(Record):
    """Addenda 99 with R61 to R70: the ODFI does not accept a return."""

    TYPE: ClassVar[str] = "7"

    addenda_type_code: str = digits(2, 3, mandatory=True, default="99")
    dishonored_return_reason_code: str = text(4, 6, mandatory=True)
    original_entry_trace_number: str = digits(7, 21, mandatory=True)
    reserved: str = blank(22, 27, default="")
    original_rdfi_identification: str = digits(28, 35)
    reserved_2: str = blank(36, 38, default="")
    return_trace_number: str = digits(39, 53, mandatory=True)
    return_settlement_date: str = digits(54, 56, mandatory=True)  # day of the year
    return_reason_code: str = digits(57, 58, mandatory=True)  # without its R
    addenda_information: str = text(59, 79, default="")
    trace_number: str = digits(80, 94, mandatory=True)


@record
class ContestedReturnAddenda(Record):
    """Addenda 99 with R71 to R77: the RDFI contests a dishonor, or corrects its return."""

    TYPE: ClassVar[str] = "7"

    addenda_type_code: str = digits(2, 3, mandatory=True, default="99")
    contested_return_reason_code: str = text(4, 6, mandatory=True)
    original_entry_trace_number: str = digits(7, 21, mandatory=True)
    original_entry_return_date: str = digits(22, 27, default="")  # YYMMDD
    original_rdfi_identification: str = digits(28, 35)
    original_settlement_date: str = digits(36, 38, default="")
    return_trace_number: str = digits(39, 53, mandatory=True)
    return_settlement_date: str = digits(54, 56, mandatory=True)
    return_reason_code: str = digits(57, 58, mandatory=True)
    dishonored_return_trace_number: str = digits(59, 73, mandatory=True)
    dishonored_return_settlement_date: str = digits(74, 76, mandatory=True)
    dishonored_return_reason_code: str = digits(77, 78, mandatory=True)
    reserved: str = blank(79, 79, default="")
    trace_number: str = digits(80, 94, mandatory=True)


@record
class UnknownAddenda(Record):
    """An addenda of a type that is not read here; kept as it came."""

    TYPE: ClassVar[str] = "7"

    addenda_type_code: str = text(2, 3)
    content: str = text(4, 94)


@record
class BatchControl(Record):
    """The batch's own count, hash and totals, to prove that nothing was lost."""

    TYPE: ClassVar[str] = "8"

    service_class_code: int = numeric(2, 4)
    entry_addenda_count: int = numeric(5, 10)
    entry_hash: int = numeric(11, 20)
    total_debit_cents: int = numeric(21, 32)
    total_credit_cents: int = numeric(33, 44)
    company_identification: str = text(45, 54, mandatory=True)
    message_authentication_code: str = text(55, 73, default="")
    reserved: str = blank(74, 79, default="")
    odfi_identification: str = digits(80, 87, mandatory=True)
    batch_number: int = numeric(88, 94)


@record
class FileControl(Record):
    """The file's own counts, hash and totals."""

    TYPE: ClassVar[str] = "9"

    batch_count: int = numeric(2, 7)
    block_count: int = numeric(8, 13)
    entry_addenda_count: int = numeric(14, 21)
    entry_hash: int = numeric(22, 31)
    total_debit_cents: int = numeric(32, 43)
    total_credit_cents: int = numeric(44, 55)
    reserved: str = blank(56, 94, default="")


AddendaRecord = (
    PaymentAddenda
    | NotificationOfChangeAddenda
    | RefusedNotificationAddenda
    | ReturnAddenda
    | DishonoredReturnAddenda
    | ContestedReturnAddenda
    | UnknownAddenda
)


def addenda_class(line: str) -> type[AddendaRecord]:
    """Tell which layout an addenda line has: by its type, and for 98 and 99 by its reason code.

    >>> addenda_class("799R01" + " " * 88).__name__, addenda_class("799R68" + " " * 88).__name__
    ('ReturnAddenda', 'DishonoredReturnAddenda')
    """
    type_code, reason_code = line[1:3], line[3:6]
    if type_code == "05":
        return PaymentAddenda
    if type_code == "98":
        refused = "C61" <= reason_code <= "C69"
        return RefusedNotificationAddenda if refused else NotificationOfChangeAddenda
    if type_code == "99":
        return _return_class(reason_code)
    return UnknownAddenda


def _return_class(
    reason_code: str,
) -> type[ReturnAddenda | DishonoredReturnAddenda | ContestedReturnAddenda]:
    if "R61" <= reason_code <= "R70":
        return DishonoredReturnAddenda
    if "R71" <= reason_code <= "R77":
        return ContestedReturnAddenda
    return ReturnAddenda
