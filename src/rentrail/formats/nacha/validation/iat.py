"""International entries: their header, their seven addenda, and who may follow them."""

from rentrail.formats.nacha.addenda import (
    AddendaRecord,
    IatCorrespondentAddenda,
    IatOdfiAddenda,
    IatOriginatorCityAddenda,
    IatRdfiAddenda,
    IatReceiverCityAddenda,
    IatTransactionAddenda,
)
from rentrail.formats.nacha.countries import COUNTRIES, CURRENCIES
from rentrail.formats.nacha.file import Entry
from rentrail.formats.nacha.problems import Report
from rentrail.formats.nacha.records import IatBatchHeader

MANDATORY = ("10", "11", "12", "13", "14", "15", "16")
REMITTANCES_MAX = 2
CORRESPONDENTS_MAX = 5

_TRANSACTION_TYPES = frozenset(
    {
        "ANN", "ARC", "BOC", "BUS", "DEP", "LOA", "MIS", "MOR", "MTE", "PEN", "POP", "POS", "RCK",
        "REM", "RLS", "SAL", "SHR", "TAX", "TEL", "WEB",
    }
)  # fmt: skip
_QUALIFIERS = ("01", "02", "03")
# Of the addenda that name a bank: its qualifier and its country.
_BANKS: dict[type[AddendaRecord], tuple[str, str]] = {
    IatOdfiAddenda: ("odfi_identification_qualifier", "odfi_branch_country_code"),
    IatRdfiAddenda: ("rdfi_identification_qualifier", "rdfi_branch_country_code"),
    IatCorrespondentAddenda: (
        "correspondent_identification_qualifier",
        "correspondent_branch_country_code",
    ),
}
_ADDRESSES: dict[type[AddendaRecord], tuple[str, str]] = {
    IatOriginatorCityAddenda: (
        "originator_city_and_state",
        "originator_country_and_postal_code",
    ),
    IatReceiverCityAddenda: ("receiver_city_and_state", "receiver_country_and_postal_code"),
}


def check_header(header: IatBatchHeader, report: Report) -> None:
    """Check what an IAT batch header has of its own."""
    _check_exchange(header, report)
    if header.destination_country_code and header.destination_country_code not in COUNTRIES:
        message = f"{header.destination_country_code!r} is no country code."
        report.field("iat.country", header, "destination_country_code", message, expected="US")
    for name in ("originating_currency_code", "destination_currency_code"):
        if header.raw(name).strip() and getattr(header, name) not in CURRENCIES:
            message = f"{getattr(header, name)!r} is no currency code."
            report.field("iat.currency", header, name, message, expected="USD")


def _check_exchange(header: IatBatchHeader, report: Report) -> None:
    indicator = header.foreign_exchange_indicator
    reference = header.foreign_exchange_reference_indicator
    if indicator and indicator not in ("FF", "FV", "VF"):
        message = "Fixed or variable on either side: FF, FV or VF."
        report.field(
            "iat.foreign-exchange", header, "foreign_exchange_indicator", message,
            expected="FF, FV or VF",
        )  # fmt: skip
        return
    allowed = ("3",) if indicator == "FF" else ("1", "2", "3")
    if reference and reference not in allowed:
        message = f"With {indicator} the reference indicator is {' or '.join(allowed)}."
        report.field(
            "iat.foreign-exchange", header, "foreign_exchange_reference_indicator", message,
            expected=" or ".join(allowed),
        )  # fmt: skip
    elif reference == "3" and header.foreign_exchange_reference:
        message = "With the reference indicator 3 there is no reference."
        report.field(
            "iat.foreign-exchange", header, "foreign_exchange_reference", message,
            expected="blank",
        )  # fmt: skip


def check_order(entry: Entry, report: Report) -> None:
    """Check that the seven mandatory addenda come first and in order, and who follows."""
    found = [addenda.text[1:3] for addenda in entry.addenda]
    if len(found) >= len(MANDATORY):  # of fewer, their number is told
        _check_types(entry, found, report)


def check_order_before_answer(entry: Entry, report: Report) -> None:
    """Check that the addenda which go back with an entry are whole and in order, if any do."""
    if found := [addenda.text[1:3] for addenda in entry.addenda[:-1]]:
        _check_types(entry, found, report)


def _check_types(entry: Entry, found: list[str], report: Report) -> None:
    rest = found[len(MANDATORY) :]
    if (
        found != [*MANDATORY, *sorted(rest)]
        or not set(rest) <= {"17", "18"}
        or rest.count("17") > REMITTANCES_MAX
        or rest.count("18") > CORRESPONDENTS_MAX
    ):
        message = (
            f"The addenda {' '.join(found)} are not 10 to 16 in order, with up to two of 17 and "
            "five of 18 behind."
        )
        report.record("iat.addenda-order", entry.detail, message)


def check_addenda(addenda: AddendaRecord, report: Report) -> None:
    """Check what an addenda 10 to 18 says."""
    if isinstance(addenda, IatTransactionAddenda):
        _check_transaction_type(addenda, report)
    if names := _BANKS.get(type(addenda)):
        _check_bank(addenda, *names, report)
    for name in _ADDRESSES.get(type(addenda), ()):
        text = addenda.raw(name).rstrip(" ")
        if text and ("*" not in text or not text.endswith("\\")):
            message = "The parts of an address are parted by * and ended by a backslash."
            report.field("iat.address", addenda, name, message, expected="CITY*STATE\\")


def _check_transaction_type(addenda: IatTransactionAddenda, report: Report) -> None:
    found = addenda.transaction_type_code
    if found and found not in _TRANSACTION_TYPES:
        message = f"{found!r} is no transaction type."
        report.field("iat.transaction-type", addenda, "transaction_type_code", message)


def _check_bank(addenda: AddendaRecord, qualifier: str, country: str, report: Report) -> None:
    if addenda.raw(qualifier).isdecimal() and addenda.raw(qualifier) not in _QUALIFIERS:
        message = "A bank's number is of a national system (01), BIC (02) or IBAN (03)."
        report.field("iat.bank-qualifier", addenda, qualifier, message, expected="01, 02 or 03")
    found = addenda.raw(country).rstrip(" ")
    if found and found not in COUNTRIES:
        message = f"{found!r} is no country code."
        report.field("iat.country", addenda, country, message, expected="US")
