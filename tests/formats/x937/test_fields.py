import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.x937 import samples

from rentrail.formats import x937
from rentrail.formats.x937.encoding import Encoding
from rentrail.formats.x937.fields import Column, Kind, is_fitting
from rentrail.formats.x937.layouts import CLASSES, record_of
from rentrail.formats.x937.validation import form


@pytest.mark.parametrize("encoding", Encoding)
def test_every_byte_is_a_character_and_back(encoding):
    every = bytes(range(256))

    assert encoding.encode(encoding.decode(every)) == every
    assert Encoding.EBCDIC.decode(every) == every.decode("cp037")


@given(
    st.binary(max_size=400), st.sampled_from([*CLASSES, "40", "", "5"]), st.sampled_from(Encoding)
)
def test_a_record_is_the_bytes_it_was_read_from(rest, kind, encoding):
    data = encoding.encode(kind) + rest

    record = record_of(data, encoding, 7, 84)

    assert record.to_data(encoding) == data
    assert isinstance(repr(record), str)


def test_a_record_does_not_change():
    header = samples.file_header()

    with pytest.raises(AttributeError, match="does not change"):
        header.file_id_modifier = "A"  # type: ignore[misc]
    assert header.replace(file_id_modifier="A").file_id_modifier == "A"


def test_account_numbers_are_not_shown():
    shown = repr(samples.check().detail)

    assert "74456789" not in shown
    assert "*************" in shown


def test_a_field_that_is_not_given_or_unknown_is_told():
    with pytest.raises(TypeError, match="payor_bank_check_digit must be given"):
        x937.CheckDetail(
            payor_bank_routing_number="02100002", amount_cents=1, item_sequence_number="1"
        )
    with pytest.raises(TypeError, match="has no field colour"):
        samples.file_header(colour="blue")


@pytest.mark.parametrize(
    ("raw", "is_right"),
    [
        ("000000000000001", True), ("1              ", True), ("              1", True),
        ("               ", False), ("1 1            ", False), (" 1             ", False),
    ],
)  # fmt: skip
def test_a_sequence_number_has_blanks_on_one_side_only(raw, is_right):
    column = Column(start=1, end=15, kind=Kind.SEQUENCE, mandatory=True)

    assert is_fitting(column, raw) is is_right


@given(st.dates())
def test_every_date_since_1900_is_one(day):
    column = Column(start=1, end=8, kind=Kind.DATE, mandatory=True)

    assert is_fitting(column, f"{day:%Y%m%d}".rjust(8, "0")) is (day.year >= 1900)


@given(st.text("0123456789", min_size=8, max_size=8))
def test_eight_digits_are_a_date_where_the_calendar_has_it(raw):
    column = Column(start=1, end=8, kind=Kind.DATE, mandatory=True)

    from rentrail.formats.x937.fields import is_date

    assert is_fitting(column, raw) is is_date(raw)


def test_the_declared_records_are_faultless_when_made():
    file = x937.parse(samples.file_of_items([samples.check()]))

    for record in file.records:
        if type(record).IS_FIXED:
            assert form.faultless(type(record)).fullmatch(record.text)
