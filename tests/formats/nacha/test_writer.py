import tracemalloc
from pathlib import Path

import pytest
from tests.formats.nacha.conftest import rules_of

from rentrail.formats import nacha
from rentrail.formats.nacha.errors import NachaWriteError
from rentrail.formats.nacha.writer import EntryRow, FileWriter

FILE = Path(__file__).with_name("two_entries.ach")


def test_a_file_is_written_line_for_line(written):
    assert written() == FILE.read_bytes()


def test_a_written_file_has_no_fault(written):
    assert nacha.validate(written()) == []


def test_an_addenda_follows_its_entry(written, alice):
    data = written([alice._replace(payment_related_information="RENT MARCH UNIT 4")])

    file = nacha.parse(data)

    entry = next(file.entries)
    assert entry.detail.addenda_indicator == 1
    assert entry.addenda[0].payment_related_information == "RENT MARCH UNIT 4"
    assert nacha.validate(file) == []


def test_batches_add_up_to_the_file(header, batch, alice, bob):
    credits_ = batch.replace(
        service_class_code=220, standard_entry_class_code="CCD", batch_number=2
    )
    owner = bob._replace(transaction_code=22, amount_cents=500)
    writer = FileWriter(header)

    data = b"".join(
        [
            writer.start(),
            *writer.batch(batch, [alice]),
            *writer.batch(credits_, [owner]),
            writer.finish(),
        ]
    )

    assert (writer.total_debit_cents, writer.total_credit_cents) == (120_000, 500)
    assert (writer.batch_count, writer.entry_count) == (2, 2)
    assert nacha.validate(data) == []


def test_a_plain_tuple_does_for_a_row(written, alice):
    assert written([tuple(alice)]) == written([alice])


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"transaction_code": 22}, "transaction_code", "not allowed in a PPD batch of class 225"),
        ({"transaction_code": 99}, "transaction_code", "not allowed"),
        ({"routing_number": "123456789"}, "routing_number", "not a bank's"),
        ({"routing_number": "12345678"}, "routing_number", "not a bank's"),
        ({"dfi_account_number": ""}, "dfi_account_number", "blank"),
        ({"dfi_account_number": "12 34"}, "dfi_account_number", "blanks"),
        ({"dfi_account_number": "1" * 18}, "dfi_account_number", "longer"),
        ({"amount_cents": 0}, "amount_cents", "from 1"),
        ({"amount_cents": -5}, "amount_cents", "from 1"),
        ({"amount_cents": 12.0}, "amount_cents", "whole cents"),
        ({"amount_cents": 10**10}, "amount_cents", "from 1"),
        ({"transaction_code": 28}, "amount_cents", "must be zero"),
        ({"identification_number": "X" * 16}, "identification_number", "longer"),
        ({"dfi_account_number": "000"}, "dfi_account_number", "zeros"),
        ({"individual_name": ""}, "individual_name", "blank"),
        ({"individual_name": "0000"}, "individual_name", "zeros"),
        ({"individual_name": " ALICE"}, "individual_name", "starts with a blank"),
        ({"individual_name": "JOSÉ"}, "individual_name", "cannot hold"),
        ({"individual_name": "A\nB"}, "individual_name", "cannot hold"),
        ({"individual_name": "A" * 23}, "individual_name", "longer"),
        ({"discretionary_data": "ABC"}, "discretionary_data", "longer"),
        ({"trace_sequence": 1}, "trace_sequence", "does not rise"),
        ({"trace_sequence": 10**7}, "trace_sequence", "seven digits"),
        ({"payment_related_information": "X" * 81}, "payment_related_information", "longer"),
        ({"payment_related_information": "É"}, "payment_related_information", "cannot hold"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_field_and_reason(
    written, alice, bob, changes, field, reason
):
    with pytest.raises(NachaWriteError, match=reason) as refusal:
        written([alice, bob._replace(**changes)])

    assert (refusal.value.field, refusal.value.row) == (field, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"individual_name": "JOSÉ"}, "individual_name"),
        ({"identification_number": "A\tB"}, "identification_number"),
        ({"identification_number": "X" * 16}, "identification_number"),
        ({"individual_name": "A" * 23}, "individual_name"),
        ({"discretionary_data": "ABC"}, "discretionary_data"),
        ({"payment_related_information": "X" * 81}, "payment_related_information"),
        ({"payment_related_information": "É"}, "payment_related_information"),
        ({"dfi_account_number": "1" * 18}, "dfi_account_number"),
    ],
)
def test_a_later_row_to_a_known_bank_is_looked_at_as_closely(written, alice, changes, field):
    rows = [alice, alice._replace(trace_sequence=2), alice._replace(trace_sequence=3, **changes)]

    with pytest.raises(NachaWriteError) as refusal:
        written(rows)

    assert (refusal.value.field, refusal.value.row) == (field, 2)


def test_a_refusal_does_not_show_the_account_number(written, alice):
    with pytest.raises(NachaWriteError) as refusal:
        written([alice._replace(dfi_account_number="987654321" * 2)])

    assert "98765" not in repr(vars(refusal.value)) + str(refusal.value)


def test_a_web_entry_needs_its_payment_type(written, alice):
    web = {"standard_entry_class_code": "WEB"}

    assert written([alice._replace(discretionary_data="R")], **web)
    with pytest.raises(NachaWriteError, match="must be R or S"):
        written([alice], **web)


def test_a_zero_dollar_entry_needs_an_addenda(written, alice):
    zero = alice._replace(transaction_code=29, amount_cents=0)
    ccd = {"standard_entry_class_code": "CCD"}

    assert written([zero._replace(payment_related_information="RMR*IV*1")], **ccd)
    with pytest.raises(NachaWriteError, match="is needed"):
        written([zero], **ccd)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"company_name": ""}, "company_name"),
        ({"company_name": "X" * 17}, "company_name"),
        ({"company_identification": "0000000000"}, "company_identification"),
        ({"standard_entry_class_code": "CTX"}, "standard_entry_class_code"),
        ({"standard_entry_class_code": "IAT"}, "standard_entry_class_code"),
        ({"standard_entry_class_code": "RCK"}, "company_entry_description"),
        ({"service_class_code": 280}, "service_class_code"),
        ({"batch_number": 0}, "batch_number"),
        ({"company_entry_description": "Reversal"}, "company_entry_description"),
        ({"odfi_identification": "1234"}, "odfi_identification"),
    ],
)
def test_a_batch_header_that_would_be_rejected_is_refused(written, changes, field):
    with pytest.raises(NachaWriteError) as refusal:
        written(**changes)

    assert refusal.value.field == field


def test_a_batch_without_entries_is_refused(written):
    with pytest.raises(NachaWriteError, match="no entries"):
        written([])


def test_a_name_may_start_with_a_zero(written, alice):
    assert nacha.validate(written([alice._replace(individual_name="007 BOND")])) == []


def test_entries_from_checks_carry_their_serial_numbers(written, alice):
    check = alice._replace(identification_number="1042")

    assert nacha.validate(written([check], standard_entry_class_code="ARC")) == []
    assert nacha.validate(written([check], standard_entry_class_code="BOC")) == []
    described = {"standard_entry_class_code": "RCK", "company_entry_description": "REDEPCHECK"}
    assert nacha.validate(written([check], **described)) == []


def test_what_reverses_represented_checks_is_described_as_that(written, alice):
    credit = alice._replace(transaction_code=22, identification_number="1042")
    described = {
        "standard_entry_class_code": "RCK",
        "company_entry_description": "REVERSAL",
        "service_class_code": 220,
    }

    assert nacha.validate(written([credit], **described)) == []


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"identification_number": ""}, "identification_number", "blank"),
        ({"identification_number": "0000"}, "identification_number", "zeros"),
        ({"amount_cents": 2_500_001}, "amount_cents", "from 1 to 2500000 cents"),
        ({"payment_related_information": "X"}, "payment_related_information", "has no place"),
        ({"transaction_code": 28, "amount_cents": 0}, "transaction_code", "not allowed"),
    ],
)
def test_entries_from_checks_have_rules_of_their_own(written, alice, changes, field, reason):
    check = alice._replace(identification_number="1042")

    with pytest.raises(NachaWriteError, match=reason) as refusal:
        written([check._replace(**changes)], standard_entry_class_code="ARC")

    assert refusal.value.field == field


def test_a_telephone_entry_may_tell_its_payment_type(written, alice):
    tel = {"standard_entry_class_code": "TEL"}

    assert nacha.validate(written([alice._replace(discretionary_data="S")], **tel)) == []
    assert nacha.validate(written([alice], **tel)) == []
    with pytest.raises(NachaWriteError, match="must be R or S in a TEL entry"):
        written([alice._replace(discretionary_data="X")], **tel)


@pytest.mark.parametrize("value", [" 1", "X" * 16])
def test_an_identification_number_that_does_not_fit_is_refused(written, alice, value):
    with pytest.raises(NachaWriteError) as refusal:
        written([alice._replace(identification_number=value)])

    assert refusal.value.field == "identification_number"


@pytest.mark.parametrize(
    ("header_changes", "field"),
    [({"immediate_destination": "0" * 10}, "immediate_destination")],
)
def test_a_file_header_that_would_be_rejected_is_refused(header, header_changes, field):
    with pytest.raises(NachaWriteError, match="must not be blank or zeros") as refusal:
        FileWriter(header.replace(**header_changes)).start()

    assert refusal.value.field == field


def test_line_ends_and_padding_are_options(header, batch, alice):
    writer = FileWriter(header, line_end="", padded=False)

    data = b"".join([writer.start(), *writer.batch(batch, [alice]), writer.finish()])

    assert len(data) == 5 * 94
    assert nacha.validate(data)[0].rule == "file.padding"


def test_memory_stays_flat_however_long_the_batch(header, batch):
    rows = (
        EntryRow(27, "123456780", str(n), n, "", "ALICE RESIDENT", "", n) for n in range(1, 30_001)
    )
    writer = FileWriter(header)

    tracemalloc.start()
    size = sum(len(chunk) for chunk in writer.batch(batch, rows))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert size > 2_800_000
    assert peak < 2_500_000


@pytest.mark.parametrize("line_end", ["\n", "\r\n", ""])
def test_a_file_that_was_read_is_written_byte_for_byte(written, line_end):
    data = written(line_end=line_end)

    assert nacha.write(nacha.parse(data)) == data


def test_a_file_whose_order_was_broken_is_not_written(written):
    lines = written().splitlines(keepends=True)

    with pytest.raises(NachaWriteError, match="line 3 belongs nowhere"):
        nacha.write(nacha.parse(b"".join([*lines[:2], b"X\n", *lines[2:]])))


def test_a_file_with_line_ends_of_several_sorts_is_not_written(written):
    with pytest.raises(NachaWriteError, match="line ends of several sorts"):
        nacha.write(nacha.parse(written().replace(b"\n", b"\r\n", 1)))


@pytest.mark.parametrize("end", [b"\n", b"\n\n", b"\x1a", b"\n   \n", b"\x00"])
def test_what_follows_the_last_record_is_kept(written, end):
    data = written() + end

    assert nacha.write(nacha.parse(data)) == data
    assert rules_of(data) == ["file.trailing-data"]
