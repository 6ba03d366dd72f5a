"""A file goes through CSV and back, and can be made in a spreadsheet."""

from textwrap import dedent

import pytest
from tests.formats.nacha.samples import VALID

from rentrail.formats import nacha

BY_HAND = dedent("""\
    record,immediate_destination,immediate_origin,file_creation_date,service_class_code,\
company_name,company_identification,standard_entry_class_code,company_entry_description,\
effective_entry_date,odfi_identification,batch_number,transaction_code,rdfi_identification,\
check_digit,dfi_account_number,amount_cents,individual_name,trace_number
    FileHeader, 076401251, 076401251,260227,,,,,,,,,,,,,,,
    BatchHeader,,,,225,MAPLE COURT,1234567890,PPD,RENT,260302,07640125,1,,,,,,,
    PpdEntry,,,,,,,,,,,,27,12345678,0,74456789,120000,ALICE RESIDENT,076401250000001
    """)


@pytest.mark.parametrize("name", VALID)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", ""])
def test_a_valid_file_goes_through_csv_and_back(name, line_end):
    made = VALID[name]
    file = nacha.file_of(made.header, made.batches, line_end=line_end, padded=line_end == "\n")

    assert nacha.write(nacha.from_csv(nacha.to_csv(file))) == nacha.write(file)


def test_controls_and_padding_are_worked_out_where_they_are_left_out():
    file = nacha.from_csv(BY_HAND)

    assert nacha.validate(nacha.write(file)) == []
    assert file.control.total_debit_cents == 120_000
    assert file.padding_count == 5


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("record,", "kind,", "The first line names the columns, and one of them is record."),
        ("PpdEntry", "PppEntry", "Line 4: there is no record 'PppEntry'."),
        (",120000,", ",1200.00,", "Line 4: amount_cents is a number, not '1200.00'."),
        ("BatchHeader", "BatchControl", "Line 3: entry_addenda_count is a number, not ''."),
        ("PpdEntry", "PaymentAddenda", "Line 4: entry_detail_sequence_number is a number, not ''."),
        ("FileHeader", "PpdEntry", "Line 2: transaction_code is a number, not ''."),
    ],
)
def test_rows_that_are_no_file_are_refused_with_their_line(old, new, message):
    assert old in BY_HAND

    with pytest.raises(nacha.NotAFile) as refused:
        nacha.from_csv(BY_HAND.replace(old, new, 1))

    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("PpdEntry,27,0,1,0\n", "Line 2: this PpdEntry is in no batch."),
        ("Form,x,0,1,0\n", "Line 2: padding_count is a number, not 'x'."),
    ],
)
def test_rows_out_of_place_are_refused(rows, message):
    names = {"P": "transaction_code", "F": "padding_count"}[rows[0]]
    text = f"record,{names},check_digit,amount_cents,addenda_indicator\n{rows}"

    with pytest.raises(nacha.NotAFile) as refused:
        nacha.from_csv(text)

    assert str(refused.value) == message


def test_addenda_before_any_entry_are_refused():
    header = BY_HAND.splitlines()[2]
    text = f"{BY_HAND.splitlines()[0]},entry_detail_sequence_number\n{header},\n"

    with pytest.raises(nacha.NotAFile) as refused:
        nacha.from_csv(f"{text}PaymentAddenda{',' * 19}1\n")

    assert str(refused.value) == "Line 3: this PaymentAddenda belongs to no entry."


def test_lines_behind_the_last_record_are_refused():
    file = nacha.parse(nacha.write(VALID["PPD"]) + b"\n")

    with pytest.raises(nacha.NachaReadError, match="Lines follow the last record"):
        nacha.to_csv(file)


def test_a_file_that_lacks_only_its_control_is_not_completed_unasked():
    torn = nacha.AchFile(header=VALID["PPD"].header, batches=VALID["PPD"].batches)

    with pytest.raises(nacha.NachaReadError, match="control is missing; from CSV it would be made"):
        nacha.to_csv(torn)


def test_a_file_that_lacks_its_header_and_controls_is_not_completed():
    whole = VALID["PPD"]
    [batch] = whole.batches
    torn = nacha.AchFile(
        header=None, batches=(nacha.Batch(header=batch.header, entries=batch.entries),)
    )

    text = nacha.to_csv(torn)

    assert "Control" not in text
    assert nacha.from_csv(text) == torn
