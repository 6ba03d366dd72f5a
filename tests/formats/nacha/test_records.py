import csv
from dataclasses import fields, replace
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rentrail.formats.nacha import records
from rentrail.formats.nacha.fields import Kind, NachaWriteError, Record

RECORDS = [
    value
    for value in vars(records).values()
    if isinstance(value, type) and issubclass(value, Record) and value is not Record
]

# The rulebook's columns, typed in a second time by hand: class, field, first and last column.
RULEBOOK = """\
FileHeader,immediate_destination,4,13
FileHeader,file_creation_date,24,29
FileHeader,file_id_modifier,34,34
FileHeader,immediate_origin_name,64,86
BatchHeader,service_class_code,2,4
BatchHeader,company_name,5,20
BatchHeader,company_identification,41,50
BatchHeader,standard_entry_class_code,51,53
BatchHeader,company_entry_description,54,63
BatchHeader,effective_entry_date,70,75
BatchHeader,odfi_identification,80,87
EntryDetail,transaction_code,2,3
EntryDetail,dfi_account_number,13,29
EntryDetail,amount_cents,30,39
EntryDetail,individual_name,55,76
EntryDetail,trace_number,80,94
PaymentAddenda,payment_related_information,4,83
NotificationOfChangeAddenda,change_code,4,6
NotificationOfChangeAddenda,corrected_data,36,64
RefusedNotificationAddenda,change_code,65,67
ReturnAddenda,return_reason_code,4,6
ReturnAddenda,original_entry_trace_number,7,21
ReturnAddenda,addenda_information,36,79
DishonoredReturnAddenda,return_trace_number,39,53
ContestedReturnAddenda,dishonored_return_reason_code,77,78
BatchControl,entry_hash,11,20
BatchControl,total_credit_cents,33,44
FileControl,block_count,8,13
FileControl,total_debit_cents,32,43
"""


@pytest.mark.parametrize("row", list(csv.reader(StringIO(RULEBOOK))), ids=lambda row: ".".join(row))
def test_a_field_stands_where_the_rulebook_prints_it(row):
    column = getattr(records, row[0]).column(row[1])

    assert [column.start, column.end] == [int(row[2]), int(row[3])]


def lines_of(record_class: type[Record]) -> st.SearchStrategy[str]:
    letters = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
    parts = [
        st.text(
            "0123456789" if c.kind is not Kind.TEXT else letters, min_size=c.width, max_size=c.width
        )
        for c in record_class.COLUMNS
    ]
    return st.tuples(*parts).map(lambda values: record_class.TYPE + "".join(values))


@pytest.mark.parametrize("record_class", RECORDS)
@settings(max_examples=25)
@given(data=st.data())
def test_a_line_that_can_be_read_is_written_as_it_was(record_class, data):
    line = data.draw(lines_of(record_class))

    assert record_class.from_line(line).to_line() == line


@pytest.mark.parametrize("record_class", RECORDS)
def test_every_field_of_a_record_is_declared_as_a_column(record_class):
    assert [c.name for c in record_class.COLUMNS] == [f.name for f in fields(record_class)]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("individual_name", "A" * 23, "longer than its 22"),
        ("individual_name", "JOSÉ", "cannot hold"),
        ("amount_cents", 10**10, "more than 10 digits"),
        ("amount_cents", -1, "zero or more"),
        ("amount_cents", 12.5, "whole number"),
        ("rdfi_identification", "1234", "must be 8 digits"),
    ],
)
def test_what_does_not_fit_is_refused_and_never_cut(field, value, reason):
    entry = records.EntryDetail(
        transaction_code=27,
        rdfi_identification="12345678",
        check_digit=0,
        dfi_account_number="1",
        amount_cents=1,
        trace_number="076401250000001",
    )

    with pytest.raises(NachaWriteError, match=reason) as refusal:
        replace(entry, **{field: value}).to_line()

    assert refusal.value.field == field


@pytest.mark.parametrize("line", ["6", "7" * 94, "6" + "X" * 93])
def test_a_line_that_is_no_entry_is_not_read_as_one(line):
    with pytest.raises(ValueError, match=r"type 6|must be a number"):
        records.EntryDetail.from_line(line)
