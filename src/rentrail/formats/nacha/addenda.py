"""The addenda records: what is told with an entry, why it comes back, what to correct.

Source: [NACHA] Appendix Three for 02 and 05, Appendices Four and Five for 98 and 99;
[NACHA-IAT] for 10 to 18.
"""

from typing import ClassVar

from rentrail.formats.nacha.fields import Record, blank, digits, numeric, text


class AddendaRecord(Record, partial=True):
    """What all addenda have: their type."""

    TYPE: ClassVar[str] = "7"

    addenda_type_code: str = digits(2, 3, mandatory=True)


class PaymentAddenda(AddendaRecord):
    """Addenda 05: what the payment is for, in 80 characters."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="05")
    payment_related_information: str = text(4, 83, default="")
    addenda_sequence_number: int = numeric(84, 87, default=1)
    entry_detail_sequence_number: int = numeric(88, 94)  # last 7 digits of the entry's trace


class PersonalAddenda(PaymentAddenda):
    """Addenda 05 of a DNE or ENR entry: it holds Social Security and account numbers."""

    payment_related_information: str = text(4, 83, secret=True, default="")


class TerminalAddenda(AddendaRecord):
    """Addenda 02 of a POS or SHR entry: at which terminal the card was used."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="02")
    reference_information: str = text(4, 10, default="")
    reference_information_2: str = text(11, 13, default="")
    terminal_identification_code: str = text(14, 19, required=True)
    transaction_serial_number: str = text(20, 25, required=True)
    transaction_date: str = digits(26, 29, required=True)  # MMDD
    authorization_code: str = text(30, 35, default="")  # or the card's expiration date
    terminal_location: str = text(36, 62, required=True)
    terminal_city: str = text(63, 77, required=True)
    terminal_state: str = text(78, 79, required=True)
    trace_number: str = digits(80, 94, mandatory=True)


class MachineAddenda(AddendaRecord):
    """Addenda 02 of an MTE entry: at which machine what was done."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="02")
    transaction_description: str = text(4, 10, required=True)
    network_identification_code: str = text(11, 13, default="")
    terminal_identification_code: str = text(14, 19, required=True)
    transaction_serial_number: str = text(20, 25, required=True)
    transaction_date: str = digits(26, 29, required=True)  # MMDD
    transaction_time: str = digits(30, 35, required=True)  # HHMMSS
    terminal_location: str = text(36, 62, required=True)
    terminal_city: str = text(63, 77, required=True)
    terminal_state: str = text(78, 79, required=True)
    trace_number: str = digits(80, 94, mandatory=True)


class IatTransactionAddenda(AddendaRecord):
    """Addenda 10: who receives an international payment, and how much abroad."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="10")
    transaction_type_code: str = text(4, 6, required=True)  # RLS for rent
    foreign_payment_amount: str = digits(7, 24, required=True, default="")
    foreign_trace_number: str = text(25, 46, default="")
    receiver_name: str = text(47, 81, mandatory=True)
    reserved: str = blank(82, 87, default="")
    entry_detail_sequence_number: int = numeric(88, 94)


class IatOriginatorAddenda(AddendaRecord):
    """Addenda 11: who sends an international payment."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="11")
    originator_name: str = text(4, 38, mandatory=True)
    originator_street_address: str = text(39, 73, mandatory=True)
    reserved: str = blank(74, 87, default="")
    entry_detail_sequence_number: int = numeric(88, 94)


class IatOriginatorCityAddenda(AddendaRecord):
    r"""Addenda 12: where the originator is, as `CITY*STATE\` and `US*37201\`."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="12")
    originator_city_and_state: str = text(4, 38, mandatory=True)
    originator_country_and_postal_code: str = text(39, 73, mandatory=True)
    reserved: str = blank(74, 87, default="")
    entry_detail_sequence_number: int = numeric(88, 94)


class IatOdfiAddenda(AddendaRecord):
    """Addenda 13: the bank that the money comes from."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="13")
    odfi_name: str = text(4, 38, mandatory=True)
    odfi_identification_qualifier: str = digits(
        39, 40, mandatory=True
    )  # 01 national 02 BIC 03 IBAN
    odfi_identification: str = text(41, 74, mandatory=True)
    odfi_branch_country_code: str = text(75, 77, mandatory=True)
    reserved: str = blank(78, 87, default="")
    entry_detail_sequence_number: int = numeric(88, 94)


class IatRdfiAddenda(AddendaRecord):
    """Addenda 14: the bank that the money goes to."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="14")
    rdfi_name: str = text(4, 38, mandatory=True)
    rdfi_identification_qualifier: str = digits(39, 40, mandatory=True)
    rdfi_identification: str = text(41, 74, mandatory=True)
    rdfi_branch_country_code: str = text(75, 77, mandatory=True)
    reserved: str = blank(78, 87, default="")
    entry_detail_sequence_number: int = numeric(88, 94)


class IatReceiverAddenda(AddendaRecord):
    """Addenda 15: who the receiver is to the originator, and their street."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="15")
    receiver_identification_number: str = text(4, 18, default="")
    receiver_street_address: str = text(19, 53, mandatory=True)
    reserved: str = blank(54, 87, default="")
    entry_detail_sequence_number: int = numeric(88, 94)


class IatReceiverCityAddenda(AddendaRecord):
    r"""Addenda 16: where the receiver is, as `CITY*STATE\` and `US*37201\`."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="16")
    receiver_city_and_state: str = text(4, 38, mandatory=True)
    receiver_country_and_postal_code: str = text(39, 73, mandatory=True)
    reserved: str = blank(74, 87, default="")
    entry_detail_sequence_number: int = numeric(88, 94)


class IatRemittanceAddenda(AddendaRecord):
    """Addenda 17: what an international payment is for; at most two."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="17")
    payment_related_information: str = text(4, 83, default="")
    addenda_sequence_number: int = numeric(84, 87, default=1)
    entry_detail_sequence_number: int = numeric(88, 94)


class IatCorrespondentAddenda(AddendaRecord):
    """Addenda 18: a foreign bank on the way; at most five."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="18")
    correspondent_name: str = text(4, 38, mandatory=True)
    correspondent_identification_qualifier: str = digits(39, 40, mandatory=True)
    correspondent_identification: str = text(41, 74, mandatory=True)
    correspondent_branch_country_code: str = text(75, 77, mandatory=True)
    reserved: str = blank(78, 83, default="")
    addenda_sequence_number: int = numeric(84, 87, default=1)
    entry_detail_sequence_number: int = numeric(88, 94)


class NotificationOfChangeAddenda(AddendaRecord):
    """Addenda 98: the RDFI tells what to correct before the next entry."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="98")
    change_code: str = text(4, 6, mandatory=True)
    original_entry_trace_number: str = digits(7, 21, mandatory=True)
    reserved: str = blank(22, 27, default="")
    original_rdfi_identification: str = digits(28, 35, required=True)
    corrected_data: str = text(36, 64, secret=True, default="")  # laid out by change code
    reserved_2: str = blank(65, 79, default="")
    trace_number: str = digits(80, 94, mandatory=True)


class IatNotificationOfChangeAddenda(AddendaRecord):
    """Addenda 98 of an international entry: its corrected data is six columns longer."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="98")
    change_code: str = text(4, 6, mandatory=True)
    original_entry_trace_number: str = digits(7, 21, mandatory=True)
    reserved: str = blank(22, 27, default="")
    original_rdfi_identification: str = digits(28, 35, required=True)
    corrected_data: str = text(36, 70, secret=True, default="")
    reserved_2: str = blank(71, 79, default="")
    trace_number: str = digits(80, 94, mandatory=True)


class RefusedNotificationAddenda(AddendaRecord):
    """Addenda 98 with C61 to C69: an ODFI refuses a notification of change."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="98")
    refused_change_code: str = text(4, 6, mandatory=True)
    original_entry_trace_number: str = digits(7, 21, mandatory=True)
    reserved: str = blank(22, 27, default="")
    original_rdfi_identification: str = digits(28, 35, required=True)
    corrected_data: str = text(36, 64, secret=True, default="")  # as it came, C13 has none
    change_code: str = text(65, 67, mandatory=True)
    trace_sequence_number: str = digits(68, 74, mandatory=True)  # of the notification
    reserved_2: str = blank(75, 79, default="")
    trace_number: str = digits(80, 94, mandatory=True)


class ReturnAddenda(AddendaRecord):
    """Addenda 99: why an entry comes back."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="99")
    return_reason_code: str = text(4, 6, mandatory=True)
    original_entry_trace_number: str = digits(7, 21, mandatory=True)
    date_of_death: str = digits(22, 27, default="")  # YYMMDD, with R14 and R15
    original_rdfi_identification: str = digits(28, 35, required=True)
    addenda_information: str = text(36, 79, default="")
    trace_number: str = digits(80, 94, mandatory=True)


class IatReturnAddenda(AddendaRecord):
    """Addenda 99 of an international entry: it also repeats the amount that was sent."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="99")
    return_reason_code: str = text(4, 6, mandatory=True)
    original_entry_trace_number: str = digits(7, 21, mandatory=True)
    date_of_death: str = digits(22, 27, default="")
    original_rdfi_identification: str = digits(28, 35, required=True)
    original_forward_amount: str = digits(36, 45, required=True, default="")
    addenda_information: str = text(46, 79, default="")
    trace_number: str = digits(80, 94, mandatory=True)


class DishonoredReturnAddenda(AddendaRecord):
    """Addenda 99 with R61 to R70: the ODFI does not accept a return."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="99")
    dishonored_return_reason_code: str = text(4, 6, mandatory=True)
    original_entry_trace_number: str = digits(7, 21, mandatory=True)
    reserved: str = blank(22, 27, default="")
    original_rdfi_identification: str = digits(28, 35, required=True)
    reserved_2: str = blank(36, 38, default="")
    return_trace_number: str = digits(39, 53, mandatory=True)
    return_settlement_date: str = digits(54, 56, mandatory=True)  # day of the year
    return_reason_code: str = digits(57, 58, mandatory=True)  # without its R
    addenda_information: str = text(59, 79, default="")
    trace_number: str = digits(80, 94, mandatory=True)


class ContestedReturnAddenda(AddendaRecord):
    """Addenda 99 with R71 to R77: the RDFI contests a dishonor, or corrects its return."""

    addenda_type_code: str = digits(2, 3, mandatory=True, default="99")
    contested_return_reason_code: str = text(4, 6, mandatory=True)
    original_entry_trace_number: str = digits(7, 21, mandatory=True)
    original_entry_return_date: str = digits(22, 27, required=True, default="")  # YYMMDD
    original_rdfi_identification: str = digits(28, 35, required=True)
    original_settlement_date: str = digits(36, 38, required=True, default="")
    return_trace_number: str = digits(39, 53, mandatory=True)
    return_settlement_date: str = digits(54, 56, mandatory=True)
    return_reason_code: str = digits(57, 58, mandatory=True)
    dishonored_return_trace_number: str = digits(59, 73, mandatory=True)
    dishonored_return_settlement_date: str = digits(74, 76, mandatory=True)
    dishonored_return_reason_code: str = digits(77, 78, mandatory=True)
    reserved: str = blank(79, 79, default="")
    trace_number: str = digits(80, 94, mandatory=True)


class UnknownAddenda(AddendaRecord):
    """An addenda of a type that there is not; kept as it came."""

    addenda_type_code: str = text(2, 3)
    content: str = text(4, 94)


PERSONAL_SEC_CODES = frozenset({"DNE", "ENR"})
RETURN_ADDENDA = (ReturnAddenda, IatReturnAddenda, DishonoredReturnAddenda, ContestedReturnAddenda)
NOTIFICATION_ADDENDA = (
    NotificationOfChangeAddenda, IatNotificationOfChangeAddenda, RefusedNotificationAddenda
)  # fmt: skip

_BY_TYPE: dict[str, type[AddendaRecord]] = {
    "02": TerminalAddenda,
    "05": PaymentAddenda,
    "10": IatTransactionAddenda,
    "11": IatOriginatorAddenda,
    "12": IatOriginatorCityAddenda,
    "13": IatOdfiAddenda,
    "14": IatRdfiAddenda,
    "15": IatReceiverAddenda,
    "16": IatReceiverCityAddenda,
    "17": IatRemittanceAddenda,
    "18": IatCorrespondentAddenda,
}


def addenda_class(line: str, *, sec_code: str = "", is_iat: bool = False) -> type[AddendaRecord]:
    """Tell which layout an addenda line has: by its type, and for 98 and 99 by its reason code.

    >>> addenda_class("799R01" + " " * 88).__name__, addenda_class("799R68" + " " * 88).__name__
    ('ReturnAddenda', 'DishonoredReturnAddenda')
    """
    type_code, reason_code = line[1:3], line[3:6]
    if type_code == "99":
        return _return_class(reason_code, is_iat=is_iat)
    if type_code == "98":
        return _notification_class(reason_code, is_iat=is_iat)
    if type_code == "02" and sec_code == "MTE":
        return MachineAddenda
    if type_code == "05" and sec_code in PERSONAL_SEC_CODES:
        return PersonalAddenda
    return _BY_TYPE.get(type_code, UnknownAddenda)


def _return_class(reason_code: str, *, is_iat: bool) -> type[AddendaRecord]:
    if "R61" <= reason_code <= "R70":
        return DishonoredReturnAddenda
    if "R71" <= reason_code <= "R77":
        return ContestedReturnAddenda
    return IatReturnAddenda if is_iat else ReturnAddenda


def _notification_class(reason_code: str, *, is_iat: bool) -> type[AddendaRecord]:
    if "C61" <= reason_code <= "C69":
        return RefusedNotificationAddenda
    return IatNotificationOfChangeAddenda if is_iat else NotificationOfChangeAddenda
