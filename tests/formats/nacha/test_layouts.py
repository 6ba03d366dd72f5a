"""Every record against the rulebook's columns, typed in a second time by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rentrail.formats.nacha import addenda, entries, records
from rentrail.formats.nacha.addenda import addenda_class
from rentrail.formats.nacha.entries import ENTRY_CLASSES, entry_class
from rentrail.formats.nacha.fields import Kind, Record, Requirement
from rentrail.formats.nacha.records import batch_header_class

RECORDS = {
    name: value
    for module in (records, entries, addenda)
    for name, value in vars(module).items()
    if isinstance(value, type) and issubclass(value, Record) and value.COLUMNS and not value.PARTIAL
}

# First and last column of each field, and who minds when it is blank: M the operator, R the
# receiving bank, O nobody; no letter: it must be blank, or the operator fills it.
RULEBOOK = """\
FileHeader 2-3R 4-13M 14-23M 24-29M 30-33O 34-34M 35-37M 38-39M 40-40M 41-63O 64-86O 87-94O
BatchHeader 2-4M 5-20M 21-40O 41-50M 51-53M 54-63M 64-69O 70-75R 76-78O 79-79M 80-87M 88-94M
IatBatchHeader 2-4M 5-20O 21-22M 23-23R 24-38O 39-40M 41-50M 51-53M 54-63M 64-66M 67-69M 70-75R \
76-78O 79-79M 80-87M 88-94M
PpdEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54O 55-76R 77-78O 79-79M 80-94M
WebEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54O 55-76M 77-78R 79-79M 80-94M
TelEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54O 55-76M 77-78O 79-79M 80-94M
CcdEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54O 55-76R 77-78O 79-79M 80-94M
ArcEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54M 55-76O 77-78O 79-79M 80-94M
BocEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54M 55-76O 77-78O 79-79M 80-94M
RckEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54M 55-76R 77-78O 79-79M 80-94M
PopEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-48M 49-52M 53-54M 55-76O 77-78O 79-79M 80-94M
XckEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54M 55-60R 61-76R 77-78O 79-79M 80-94M
TrcEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54M 55-60R 61-76R 77-78O 79-79M 80-94M
TrxEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54O 55-58M 59-74R 75-76 77-78O 79-79M 80-94M
CtxEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54O 55-58M 59-74R 75-76 77-78O 79-79M 80-94M
CieEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54R 55-76M 77-78O 79-79M 80-94M
MteEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-61R 62-76O 77-78O 79-79M 80-94M
PosEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54O 55-76R 77-78M 79-79M 80-94M
ShrEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-43R 44-54R 55-76R 77-78M 79-79M 80-94M
AckEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54M 55-76R 77-78O 79-79M 80-94M
AtxEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54M 55-58M 59-74R 75-76 77-78O 79-79M 80-94M
DneEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54O 55-76R 77-78O 79-79M 80-94M
EnrEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54O 55-58M 59-74R 75-76 77-78O 79-79M 80-94M
IatEntry 2-3M 4-11M 12-12M 13-16M 17-29 30-39M 40-74M 75-76 77-77O 78-78O 79-79M 80-94M
AdvEntry 2-3M 4-11M 12-12M 13-27R 28-39M 40-48M 49-53O 54-54O 55-76R 77-78O 79-79M 80-87M \
88-90M 91-94M
UnclassedEntry 2-3M 4-11M 12-12M 13-29R 30-39M 40-54O 55-76O 77-78O 79-79M 80-94M
PaymentAddenda 2-3M 4-83O 84-87M 88-94M
PersonalAddenda 2-3M 4-83O 84-87M 88-94M
TerminalAddenda 2-3M 4-10O 11-13O 14-19R 20-25R 26-29R 30-35O 36-62R 63-77R 78-79R 80-94M
MachineAddenda 2-3M 4-10R 11-13O 14-19R 20-25R 26-29R 30-35R 36-62R 63-77R 78-79R 80-94M
IatTransactionAddenda 2-3M 4-6R 7-24R 25-46O 47-81M 82-87 88-94M
IatOriginatorAddenda 2-3M 4-38M 39-73M 74-87 88-94M
IatOriginatorCityAddenda 2-3M 4-38M 39-73M 74-87 88-94M
IatOdfiAddenda 2-3M 4-38M 39-40M 41-74M 75-77M 78-87 88-94M
IatRdfiAddenda 2-3M 4-38M 39-40M 41-74M 75-77M 78-87 88-94M
IatReceiverAddenda 2-3M 4-18O 19-53M 54-87 88-94M
IatReceiverCityAddenda 2-3M 4-38M 39-73M 74-87 88-94M
IatRemittanceAddenda 2-3M 4-83O 84-87M 88-94M
IatCorrespondentAddenda 2-3M 4-38M 39-40M 41-74M 75-77M 78-83 84-87M 88-94M
NotificationOfChangeAddenda 2-3M 4-6M 7-21M 22-27 28-35R 36-64O 65-79 80-94M
IatNotificationOfChangeAddenda 2-3M 4-6M 7-21M 22-27 28-35R 36-70O 71-79 80-94M
RefusedNotificationAddenda 2-3M 4-6M 7-21M 22-27 28-35R 36-64O 65-67M 68-74M 75-79 80-94M
ReturnAddenda 2-3M 4-6M 7-21M 22-27O 28-35R 36-79O 80-94M
IatReturnAddenda 2-3M 4-6M 7-21M 22-27O 28-35R 36-45R 46-79O 80-94M
DishonoredReturnAddenda 2-3M 4-6M 7-21M 22-27 28-35R 36-38 39-53M 54-56M 57-58M 59-79O 80-94M
ContestedReturnAddenda 2-3M 4-6M 7-21M 22-27R 28-35R 36-38R 39-53M 54-56M 57-58M 59-73M 74-76M \
77-78M 79-79 80-94M
UnknownAddenda 2-3O 4-94O
BatchControl 2-4M 5-10M 11-20M 21-32M 33-44M 45-54R 55-73O 74-79 80-87M 88-94M
AdvBatchControl 2-4M 5-10M 11-20M 21-40M 41-60M 61-79O 80-87M 88-94M
FileControl 2-7M 8-13M 14-21M 22-31M 32-43M 44-55M 56-94
AdvFileControl 2-7M 8-13M 14-21M 22-31M 32-51M 52-71M 72-94
"""
LAYOUTS = dict(line.split(" ", 1) for line in RULEBOOK.replace("\\\n", "").splitlines())


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_field_stands_where_the_rulebook_prints_it(name):
    found = [
        f"{column.start}-{column.end}"
        + ("" if column.requirement is Requirement.RESERVED else column.requirement.value)
        for column in RECORDS[name].COLUMNS
    ]

    assert found == LAYOUTS[name].split()


def test_no_record_is_left_out():
    assert set(LAYOUTS) == set(RECORDS)


def line_of(record_class: type[Record], chances: bytes) -> str:
    """Make a line that can be read, of any printable characters and digits."""
    line = record_class.TYPE
    for column in record_class.COLUMNS:
        count = 95 if column.kind is Kind.TEXT else 10
        first = 0x20 if column.kind is Kind.TEXT else 0x30
        line += "".join(chr(first + chances[at] % count) for at in range(*column.place.indices(94)))
    return line


@pytest.mark.parametrize("record_class", RECORDS.values(), ids=RECORDS)
@settings(max_examples=25)
@given(chances=st.binary(min_size=94, max_size=94))
def test_a_line_that_can_be_read_is_written_as_it_was(record_class, chances):
    line = line_of(record_class, chances)

    record = record_class.from_line(line)

    assert record.to_line() == line
    assert record_class(**record.values()).to_line() == line


@pytest.mark.parametrize("sec_code", ENTRY_CLASSES)
def test_every_class_has_a_record_of_its_own(sec_code):
    found = entry_class(sec_code)

    assert found.__name__ == f"{sec_code.capitalize()}Entry"


def test_an_unknown_class_is_read_as_most_are():
    assert entry_class("XYZ") is entries.UnclassedEntry
    assert entry_class("COR") is entries.UnclassedEntry
    assert entry_class("COR", is_iat=True) is entries.IatEntry


@pytest.mark.parametrize(
    ("sec_code", "name", "identification"),
    [
        ("PPD", "ALICE RESIDENT", "LEASE-0042"),
        ("CTX", "E RESIDENT", "LEASE-0042"),
        ("CIE", "LEASE-0042", "ALICE RESIDENT"),
        ("ARC", "ALICE RESIDENT", "LEASE-0042"),
        ("POP", "ALICE RESIDENT", "LEASE-004"),
        ("SHR", "", "E-0042"),
        ("XCK", "", "LEASE-0042"),
        ("IAT", "", ""),
        ("ADV", "ALICE RESIDENT", "2"),
    ],
)
def test_the_receiver_is_found_in_whichever_columns_the_class_has(sec_code, name, identification):
    line = (
        "62712345678074456789         0000120000LEASE-0042     "
        "ALICE RESIDENT          0076401250000001"
    )

    entry = entry_class(sec_code).holding(line)

    assert (entry.receiver_name, entry.receiver_identification) == (name, identification)


@pytest.mark.parametrize(
    ("start", "sec_code", "is_iat", "name"),
    [
        ("705", "PPD", False, "PaymentAddenda"),
        ("705", "DNE", False, "PersonalAddenda"),
        ("705", "ENR", False, "PersonalAddenda"),
        ("702", "POS", False, "TerminalAddenda"),
        ("702", "SHR", False, "TerminalAddenda"),
        ("702", "MTE", False, "MachineAddenda"),
        ("710", "IAT", True, "IatTransactionAddenda"),
        ("711", "IAT", True, "IatOriginatorAddenda"),
        ("712", "IAT", True, "IatOriginatorCityAddenda"),
        ("713", "IAT", True, "IatOdfiAddenda"),
        ("714", "IAT", True, "IatRdfiAddenda"),
        ("715", "IAT", True, "IatReceiverAddenda"),
        ("716", "IAT", True, "IatReceiverCityAddenda"),
        ("717", "IAT", True, "IatRemittanceAddenda"),
        ("718", "IAT", True, "IatCorrespondentAddenda"),
        ("798C01", "COR", False, "NotificationOfChangeAddenda"),
        ("798C01", "COR", True, "IatNotificationOfChangeAddenda"),
        ("798C60", "COR", False, "NotificationOfChangeAddenda"),
        ("798C61", "COR", False, "RefusedNotificationAddenda"),
        ("798C69", "COR", True, "RefusedNotificationAddenda"),
        ("798C70", "COR", False, "NotificationOfChangeAddenda"),
        ("799R01", "PPD", False, "ReturnAddenda"),
        ("799R01", "IAT", True, "IatReturnAddenda"),
        ("799R60", "PPD", False, "ReturnAddenda"),
        ("799R61", "PPD", False, "DishonoredReturnAddenda"),
        ("799R70", "IAT", True, "DishonoredReturnAddenda"),
        ("799R71", "PPD", False, "ContestedReturnAddenda"),
        ("799R77", "PPD", False, "ContestedReturnAddenda"),
        ("799R78", "PPD", False, "ReturnAddenda"),
        ("706", "PPD", False, "UnknownAddenda"),
        ("7", "PPD", False, "UnknownAddenda"),
    ],
)
def test_an_addenda_shows_its_layout_by_type_and_reason(start, sec_code, is_iat, name):
    assert addenda_class(f"{start:<94}", sec_code=sec_code, is_iat=is_iat).__name__ == name


@pytest.mark.parametrize(
    ("indicator", "sec_code", "name"),
    [
        ("", "PPD", "BatchHeader"),
        ("", "IAT", "IatBatchHeader"),
        ("", "COR", "BatchHeader"),
        ("IATCOR", "COR", "IatBatchHeader"),
        ("IATCOR", "PPD", "BatchHeader"),
    ],
)
def test_a_batch_header_shows_its_layout_by_class_and_mark(indicator, sec_code, name):
    assert batch_header_class(f"5200{indicator:<46}{sec_code}").__name__ == name


def test_an_iat_batch_names_no_company():
    header = records.IatBatchHeader.holding("5200" + " " * 90)

    assert (header.company_name, header.company_descriptive_date) == ("", "")
