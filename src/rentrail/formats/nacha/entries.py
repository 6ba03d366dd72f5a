"""The entry detail records, one for each Standard Entry Class.

All share the columns of `EntryDetail`; what stands in 40 to 78 is the class's own.
Source: [NACHA] Appendix Three, ACH Record Format Specifications; [NACHA-IAT] for IAT.
"""

from typing import ClassVar

from rentrail.formats.nacha.fields import Record, blank, digits, numeric, overlay, text


class EntryDetail(Record, partial=True):
    """One debit or credit to one receiver's account: what every class of entry has.

    To make one, take its class: `PpdEntry`, `CcdEntry` and so on.
    """

    TYPE: ClassVar[str] = "6"
    NAME: ClassVar[str] = "individual_name"  # which field names the receiver; "" if none
    IDENTIFICATION: ClassVar[str] = "identification_number"  # and which one identifies them

    transaction_code: int = numeric(2, 3)
    rdfi_identification: str = digits(4, 11, mandatory=True)  # first 8 digits of the RDFI's number
    check_digit: int = numeric(12, 12)
    dfi_account_number: str = text(13, 29, required=True, secret=True)
    amount_cents: int = numeric(30, 39)
    addenda_indicator: int = numeric(79, 79, default=0)
    trace_number: str = digits(80, 94, mandatory=True)  # ODFI routing prefix (8) + sequence (7)

    @property
    def receiver_name(self) -> str:
        """The receiver's name, from whichever columns hold it; empty when none do."""
        return str(getattr(self, self.NAME, ""))

    @property
    def receiver_identification(self) -> str:
        """What the originator knows the receiver by, or the check's serial number."""
        return str(getattr(self, self.IDENTIFICATION, ""))


class PpdEntry(EntryDetail):
    """Prearranged payment and deposit: a consumer agreed to it in writing.

    >>> line = (
    ...     "62712345678074456789         0000120000LEASE-0042     "
    ...     "ALICE RESIDENT          0076401250000001"
    ... )
    >>> entry = PpdEntry.from_line(line)
    >>> entry.amount_cents
    120000
    >>> entry.to_line() == line
    True
    >>> entry.replace(amount_cents=95).to_line()[29:39]
    '0000000095'
    """

    identification_number: str = text(40, 54, default="")
    individual_name: str = text(55, 76, required=True, default="")
    discretionary_data: str = text(77, 78, default="")


class WebEntry(EntryDetail):
    """Internet-initiated or mobile: a consumer agreed to it online."""

    identification_number: str = text(40, 54, default="")
    individual_name: str = text(55, 76, mandatory=True)
    payment_type_code: str = text(77, 78, required=True, default="")  # R recurring, S single


class TelEntry(EntryDetail):
    """Telephone-initiated: a consumer agreed to it by word of mouth."""

    identification_number: str = text(40, 54, default="")
    individual_name: str = text(55, 76, mandatory=True)
    payment_type_code: str = text(77, 78, default="")


class CcdEntry(EntryDetail):
    """Corporate credit or debit: between businesses."""

    NAME: ClassVar[str] = "receiving_company_name"

    identification_number: str = text(40, 54, default="")
    receiving_company_name: str = text(55, 76, required=True, default="")
    discretionary_data: str = text(77, 78, default="")  # AK asks for an acknowledgment


class CtxEntry(EntryDetail):
    """Corporate trade exchange: between businesses, with up to 9,999 addenda."""

    NAME: ClassVar[str] = "receiving_company_name"

    identification_number: str = text(40, 54, default="")
    addenda_count: int = numeric(55, 58)
    receiving_company_name: str = text(59, 74, required=True, default="")
    reserved: str = blank(75, 76, default="")
    discretionary_data: str = text(77, 78, default="")


class CieEntry(EntryDetail):
    """Customer-initiated: a consumer pays a biller through their own bank."""

    individual_name: str = text(40, 54, required=True, default="")
    identification_number: str = text(55, 76, mandatory=True)  # the payer's number at the biller
    discretionary_data: str = text(77, 78, default="")


class ArcEntry(EntryDetail):
    """Accounts receivable: a check from the mail or a drop box, turned into an entry."""

    IDENTIFICATION: ClassVar[str] = "check_serial_number"

    check_serial_number: str = text(40, 54, mandatory=True)
    individual_name: str = text(55, 76, default="")
    discretionary_data: str = text(77, 78, default="")


class BocEntry(EntryDetail):
    """Back office conversion: a check taken at the desk, turned into an entry later."""

    IDENTIFICATION: ClassVar[str] = "check_serial_number"

    check_serial_number: str = text(40, 54, mandatory=True)
    individual_name: str = text(55, 76, default="")
    discretionary_data: str = text(77, 78, default="")


class PopEntry(EntryDetail):
    """Point of purchase: a check turned into an entry before the payer's eyes."""

    IDENTIFICATION: ClassVar[str] = "check_serial_number"

    check_serial_number: str = text(40, 48, mandatory=True)
    terminal_city: str = text(49, 52, mandatory=True)
    terminal_state: str = text(53, 54, mandatory=True)
    individual_name: str = text(55, 76, default="")
    discretionary_data: str = text(77, 78, default="")


class RckEntry(EntryDetail):
    """Re-presented check: one that came back unpaid, tried once more as an entry."""

    IDENTIFICATION: ClassVar[str] = "check_serial_number"

    check_serial_number: str = text(40, 54, mandatory=True)
    individual_name: str = text(55, 76, required=True, default="")
    discretionary_data: str = text(77, 78, default="")


class XckEntry(EntryDetail):
    """Destroyed check: one that was lost before it could be presented."""

    NAME: ClassVar[str] = ""
    IDENTIFICATION: ClassVar[str] = "check_serial_number"

    check_serial_number: str = text(40, 54, mandatory=True)
    process_control: str = text(55, 60, required=True, default="")
    item_research_number: str = text(61, 76, required=True, default="")
    discretionary_data: str = text(77, 78, default="")


class TrcEntry(EntryDetail):
    """Check truncation: the check stays with the bank it was deposited at."""

    NAME: ClassVar[str] = ""
    IDENTIFICATION: ClassVar[str] = "check_serial_number"

    check_serial_number: str = text(40, 54, mandatory=True)
    process_control: str = text(55, 60, required=True, default="")
    item_research_number: str = text(61, 76, required=True, default="")
    item_type_indicator: str = text(77, 78, default="")


class TrxEntry(EntryDetail):
    """Check truncation exchange: many truncated checks, listed in the addenda."""

    NAME: ClassVar[str] = "receiving_company_name"

    identification_number: str = text(40, 54, default="")
    addenda_count: int = numeric(55, 58)
    receiving_company_name: str = text(59, 74, required=True, default="")
    reserved: str = blank(75, 76, default="")
    item_type_indicator: str = text(77, 78, default="")


class MteEntry(EntryDetail):
    """Machine transfer: a consumer's business at an automated teller machine."""

    individual_name: str = text(40, 61, required=True, default="")
    identification_number: str = text(62, 76, default="")
    discretionary_data: str = text(77, 78, default="")


class PosEntry(EntryDetail):
    """Point of sale: a consumer paid with a card at a terminal."""

    identification_number: str = text(40, 54, default="")
    individual_name: str = text(55, 76, required=True, default="")
    card_transaction_type_code: str = text(77, 78, mandatory=True)


class ShrEntry(EntryDetail):
    """Shared network: a card at a terminal of a network that both banks belong to."""

    NAME: ClassVar[str] = ""
    IDENTIFICATION: ClassVar[str] = "document_reference_number"

    card_expiration_date: str = text(40, 43, required=True, default="")  # MMYY
    document_reference_number: str = text(44, 54, required=True, default="")
    individual_card_account_number: str = text(55, 76, required=True, secret=True, default="")
    card_transaction_type_code: str = text(77, 78, mandatory=True)


class AckEntry(EntryDetail):
    """Acknowledgment that the receiver of a CCD credit got it."""

    NAME: ClassVar[str] = "receiving_company_name"
    IDENTIFICATION: ClassVar[str] = "original_entry_trace_number"

    original_entry_trace_number: str = digits(40, 54, mandatory=True)
    receiving_company_name: str = text(55, 76, required=True, default="")
    discretionary_data: str = text(77, 78, default="")


class AtxEntry(EntryDetail):
    """Acknowledgment that the receiver of a CTX credit got it."""

    NAME: ClassVar[str] = "receiving_company_name"
    IDENTIFICATION: ClassVar[str] = "original_entry_trace_number"

    original_entry_trace_number: str = digits(40, 54, mandatory=True)
    addenda_count: int = numeric(55, 58)
    receiving_company_name: str = text(59, 74, required=True, default="")
    reserved: str = blank(75, 76, default="")
    discretionary_data: str = text(77, 78, default="")


class DneEntry(EntryDetail):
    """Death notification: a federal agency tells that a receiver of benefits has died."""

    identification_number: str = text(40, 54, default="")
    individual_name: str = text(55, 76, required=True, default="")
    discretionary_data: str = text(77, 78, default="")


class EnrEntry(EntryDetail):
    """Automated enrollment: a bank enrolls a receiver of benefits with a federal agency."""

    NAME: ClassVar[str] = "receiving_company_name"

    identification_number: str = text(40, 54, default="")
    addenda_count: int = numeric(55, 58)
    receiving_company_name: str = text(59, 74, required=True, default="")
    reserved: str = blank(75, 76, default="")
    discretionary_data: str = text(77, 78, default="")


class IatEntry(EntryDetail):
    """International: part of a payment that crosses the border of the United States."""

    NAME: ClassVar[str] = ""
    IDENTIFICATION: ClassVar[str] = ""

    addenda_count: int = numeric(13, 16)
    reserved: str = blank(17, 29, default="")
    dfi_account_number: str = text(40, 74, mandatory=True, secret=True)
    reserved_2: str = blank(75, 76, default="")
    gateway_ofac_screening_indicator: str = text(77, 77, default="")  # 0 or 1
    secondary_ofac_screening_indicator: str = text(78, 78, default="")


class AdvEntry(EntryDetail):
    """Automated accounting advice: the operator tells a bank what was booked.

    It has no trace number of the usual make; `trace_number` reads the columns that tell it apart.
    """

    IDENTIFICATION: ClassVar[str] = "file_identification"

    dfi_account_number: str = text(13, 27, required=True, secret=True)
    amount_cents: int = numeric(28, 39)
    advice_routing_number: str = digits(40, 48, mandatory=True)
    file_identification: str = text(49, 53, default="")
    ach_operator_data: str = text(54, 54, default="")
    individual_name: str = text(55, 76, required=True, default="")
    discretionary_data: str = text(77, 78, default="")
    operator_routing_number: str = digits(80, 87, mandatory=True)  # its first 8 digits
    advice_date: str = digits(88, 90, mandatory=True)  # day of the year
    sequence_number: int = numeric(91, 94)
    trace_number: str = overlay(80, 94, init=False)


class UnclassedEntry(EntryDetail):
    """An entry whose class is unknown, or which keeps the columns of another's (COR)."""

    identification_number: str = text(40, 54, default="")
    individual_name: str = text(55, 76, default="")
    discretionary_data: str = text(77, 78, default="")


ENTRY_CLASSES: dict[str, type[EntryDetail]] = {
    "ACK": AckEntry,
    "ADV": AdvEntry,
    "ARC": ArcEntry,
    "ATX": AtxEntry,
    "BOC": BocEntry,
    "CCD": CcdEntry,
    "CIE": CieEntry,
    "CTX": CtxEntry,
    "DNE": DneEntry,
    "ENR": EnrEntry,
    "IAT": IatEntry,
    "MTE": MteEntry,
    "POP": PopEntry,
    "POS": PosEntry,
    "PPD": PpdEntry,
    "RCK": RckEntry,
    "SHR": ShrEntry,
    "TEL": TelEntry,
    "TRC": TrcEntry,
    "TRX": TrxEntry,
    "WEB": WebEntry,
    "XCK": XckEntry,
}  # by SEC code


def entry_class(sec_code: str, *, is_iat: bool = False) -> type[EntryDetail]:
    """Give the entry record of an SEC code; that of IAT also for its notifications of change.

    >>> entry_class("CTX").__name__, entry_class("COR").__name__
    ('CtxEntry', 'UnclassedEntry')
    """
    return IatEntry if is_iat else ENTRY_CLASSES.get(sec_code, UnclassedEntry)
