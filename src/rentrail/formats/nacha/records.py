"""The records of a Nacha file that are no entries: headers and controls.

Source: [NACHA] Appendix Three, ACH Record Format Specifications; [NACHA-IAT] for IAT.
"""

from typing import ClassVar

from rentrail.formats.nacha.fields import Record, blank, digits, numeric, text

PADDING_LINE = "9" * 94  # fills the last block of ten records
BLOCKING_FACTOR = 10  # records in a block


class FileHeader(Record):
    """From whom to whom a file goes, and which file it is."""

    TYPE: ClassVar[str] = "1"

    priority_code: str = digits(2, 3, required=True, default="01")
    immediate_destination: str = text(
        4, 13, mandatory=True, indented=True
    )  # a blank and a routing number
    immediate_origin: str = text(14, 23, mandatory=True, indented=True)  # so, or as the bank says
    file_creation_date: str = digits(24, 29, mandatory=True)  # YYMMDD
    file_creation_time: str = digits(30, 33, default="")  # HHMM
    file_id_modifier: str = text(34, 34, mandatory=True, default="A")  # tells files of a day apart
    record_size: str = digits(35, 37, mandatory=True, default="094")
    blocking_factor: str = digits(38, 39, mandatory=True, default="10")
    format_code: str = digits(40, 40, mandatory=True, default="1")
    immediate_destination_name: str = text(41, 63, default="")
    immediate_origin_name: str = text(64, 86, default="")
    reference_code: str = text(87, 94, default="")


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
    effective_entry_date: str = digits(70, 75, required=True)  # YYMMDD
    settlement_date: str = digits(76, 78, default="")  # day of the year, put in by the operator
    originator_status_code: str = text(79, 79, mandatory=True, default="1")
    odfi_identification: str = digits(80, 87, mandatory=True)
    batch_number: int = numeric(88, 94)


class IatBatchHeader(Record):
    """The header of a batch of international entries: currencies instead of a company's name.

    `company_identification` is the originator's identification, in the same columns.
    """

    TYPE: ClassVar[str] = "5"

    service_class_code: int = numeric(2, 4)
    iat_indicator: str = text(5, 20, default="")  # IATCOR in a notification of change
    foreign_exchange_indicator: str = text(21, 22, mandatory=True)  # FF, FV or VF
    foreign_exchange_reference_indicator: str = text(23, 23, required=True)  # 1, 2 or 3
    foreign_exchange_reference: str = text(24, 38, default="")
    destination_country_code: str = text(39, 40, mandatory=True)  # ISO 3166
    company_identification: str = text(41, 50, mandatory=True)
    standard_entry_class_code: str = text(51, 53, mandatory=True, default="IAT")
    company_entry_description: str = text(54, 63, mandatory=True)
    originating_currency_code: str = text(64, 66, mandatory=True)  # ISO 4217
    destination_currency_code: str = text(67, 69, mandatory=True)
    effective_entry_date: str = digits(70, 75, required=True)
    settlement_date: str = digits(76, 78, default="")
    originator_status_code: str = text(79, 79, mandatory=True, default="1")
    odfi_identification: str = digits(80, 87, mandatory=True)  # the gateway's, when inbound
    batch_number: int = numeric(88, 94)

    @property
    def company_name(self) -> str:
        """Nothing: the originator of an IAT entry is named in its addenda 11."""
        return ""

    @property
    def company_descriptive_date(self) -> str:
        """Nothing: an IAT batch has none, so it carries no same-day mark either."""
        return ""


class BatchControl(Record):
    """The batch's own count, hash and totals, to prove that nothing was lost."""

    TYPE: ClassVar[str] = "8"

    service_class_code: int = numeric(2, 4)
    entry_addenda_count: int = numeric(5, 10)
    entry_hash: int = numeric(11, 20)
    total_debit_cents: int = numeric(21, 32)
    total_credit_cents: int = numeric(33, 44)
    company_identification: str = text(45, 54, required=True)
    message_authentication_code: str = text(55, 73, default="")
    reserved: str = blank(74, 79, default="")
    odfi_identification: str = digits(80, 87, mandatory=True)
    batch_number: int = numeric(88, 94)


class AdvBatchControl(Record):
    """The control of a batch of accounting advices: longer totals, and no company."""

    TYPE: ClassVar[str] = "8"

    service_class_code: int = numeric(2, 4, default=280)
    entry_addenda_count: int = numeric(5, 10)
    entry_hash: int = numeric(11, 20)
    total_debit_cents: int = numeric(21, 40)
    total_credit_cents: int = numeric(41, 60)
    ach_operator_data: str = text(61, 79, default="")
    odfi_identification: str = digits(80, 87, mandatory=True)
    batch_number: int = numeric(88, 94)


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


class AdvFileControl(Record):
    """The control of a file of accounting advices, with longer totals."""

    TYPE: ClassVar[str] = "9"

    batch_count: int = numeric(2, 7)
    block_count: int = numeric(8, 13)
    entry_addenda_count: int = numeric(14, 21)
    entry_hash: int = numeric(22, 31)
    total_debit_cents: int = numeric(32, 51)
    total_credit_cents: int = numeric(52, 71)
    reserved: str = blank(72, 94, default="")


AnyBatchHeader = BatchHeader | IatBatchHeader
AnyBatchControl = BatchControl | AdvBatchControl
AnyFileControl = FileControl | AdvFileControl


def batch_header_class(line: str) -> type[BatchHeader] | type[IatBatchHeader]:
    """Tell which layout a batch header has: by its SEC code, or by the mark of an IAT correction.

    >>> batch_header_class("5200" + " " * 46 + "IAT").__name__
    'IatBatchHeader'
    """
    if line[50:53] == "IAT" or (line[50:53] == "COR" and line[4:10] == "IATCOR"):
        return IatBatchHeader
    return BatchHeader
