import pickle

import pytest

from rentrail.formats.nacha.entries import AdvEntry, EntryDetail, PpdEntry
from rentrail.formats.nacha.errors import NachaReadError, NachaWriteError
from rentrail.formats.nacha.fields import Record, numeric, text

LINE = (
    "62712345678074456789         0000120000LEASE-0042     ALICE RESIDENT          0076401250000001"
)


def test_a_declaration_with_a_gap_is_a_bug_found_at_import():
    with pytest.raises(TypeError, match=r"Gapped\.number must start in column 11"):

        class Gapped(Record):
            TYPE = "X"
            name: str = text(2, 10)
            number: int = numeric(12, 94)


def test_a_declaration_that_ends_early_is_a_bug_found_at_import():
    with pytest.raises(TypeError, match="Short is not 94 characters wide"):

        class Short(Record):
            TYPE = "X"
            name: str = text(2, 93)


def test_a_field_is_read_out_of_the_line():
    entry = PpdEntry.from_line(LINE)

    assert (entry.amount_cents, entry.individual_name) == (120_000, "ALICE RESIDENT")
    assert entry.raw("individual_name") == "ALICE RESIDENT        "
    assert entry.values()["trace_number"] == "076401250000001"


def test_a_record_never_changes():
    entry = PpdEntry.from_line(LINE)

    with pytest.raises(AttributeError, match=r"use replace\(amount_cents="):
        entry.amount_cents = 1  # type: ignore[misc]
    assert entry.amount_cents == 120_000


def test_a_changed_copy_keeps_all_other_columns_as_they_were():
    line = LINE.replace("LEASE-0042     ", "  LEASE  0042  ")

    changed = PpdEntry.holding(line, 7).replace(amount_cents=5, individual_name="BOB")

    assert changed.text == line.replace("0000120000", "0000000005").replace(
        "ALICE RESIDENT", "BOB           "
    )
    assert changed.line == 7


def test_a_line_of_a_wrong_length_is_not_changed():
    with pytest.raises(NachaWriteError, match="stands in a record of 93 characters"):
        PpdEntry.holding(LINE[:-1]).replace(amount_cents=5)


def test_records_are_equal_when_their_lines_are():
    entry = PpdEntry.from_line(LINE)

    assert entry == PpdEntry.holding(LINE, 12)
    assert hash(entry) == hash(PpdEntry.holding(LINE, 12))
    assert entry != PpdEntry.from_line(LINE.replace("ALICE", "BOB  "))
    assert entry != AdvEntry.holding(LINE)
    assert entry != LINE


def test_a_record_goes_through_pickle_with_its_place():
    entry = pickle.loads(pickle.dumps(PpdEntry.holding(LINE, 12)))  # noqa: S301 (our own bytes)

    assert (entry.text, entry.line) == (LINE, 12)


def test_a_record_is_shown_without_its_account_number():
    shown = repr(PpdEntry.from_line(LINE))

    assert "74456789" not in shown
    assert "dfi_account_number='********'" in shown
    assert "amount_cents='0000120000'" in shown


def test_what_is_common_to_entries_is_no_record_of_its_own():
    with pytest.raises(TypeError, match="EntryDetail is no record of its own"):
        EntryDetail(transaction_code=27)


def test_a_field_that_there_is_not_is_a_bug():
    with pytest.raises(TypeError, match="PpdEntry has no field amount"):
        PpdEntry(amount=5)  # type: ignore[call-arg]


def test_a_field_without_a_value_is_a_bug():
    with pytest.raises(TypeError, match="transaction_code must be given"):
        PpdEntry()  # type: ignore[call-arg]


def test_columns_named_twice_are_read_but_not_given():
    assert AdvEntry.holding(LINE).trace_number == "076401250000001"
    assert "trace_number" not in {column.name for column in AdvEntry.COLUMNS}
    with pytest.raises(TypeError, match="AdvEntry has no field trace_number"):
        AdvEntry(trace_number="1")  # type: ignore[call-arg]


def test_a_number_with_letters_is_refused_where_it_is_asked_for():
    entry = PpdEntry.holding(LINE.replace("0000120000", "00001200A0"), 3)

    with pytest.raises(NachaReadError, match="Line 3: amount_cents must be a number") as refusal:
        _ = entry.amount_cents
    assert (refusal.value.field, refusal.value.value, refusal.value.line) == (
        "amount_cents",
        "00001200A0",
        3,
    )


@pytest.mark.parametrize(
    "digits", ["00001200\xb20", "00001200\u06630", "0000 20000", "-000120000", "00001200"]
)
def test_only_ten_digits_are_a_number_of_ten(digits):
    with pytest.raises(NachaReadError):
        _ = PpdEntry.holding(LINE[:29] + digits).amount_cents


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("individual_name", "A" * 23, "longer than its 22"),
        ("individual_name", "JOSÉ", "cannot hold"),
        ("individual_name", "A\nB", "cannot hold"),
        ("individual_name", 5, "must be text, not int"),
        ("amount_cents", 10**10, "more than 10 digits"),
        ("amount_cents", -1, "zero or more"),
        ("amount_cents", 12.5, "whole number"),
        ("amount_cents", True, "whole number"),
        ("rdfi_identification", "1234", "must be 8 digits"),
        ("rdfi_identification", "1234567X", "must be 8 digits"),
    ],
)
def test_what_does_not_fit_is_refused_and_never_cut(field, value, reason):
    with pytest.raises(NachaWriteError, match=reason) as refusal:
        PpdEntry.from_line(LINE).replace(**{field: value})

    assert (refusal.value.field, refusal.value.value) == (field, value)


def test_a_refusal_does_not_show_what_is_secret():
    with pytest.raises(NachaWriteError) as refusal:
        PpdEntry.from_line(LINE).replace(dfi_account_number="987654321" * 2)

    assert "98765" not in repr(vars(refusal.value)) + str(refusal.value)


def test_a_refusal_names_the_field_and_the_entry():
    refusal = NachaWriteError(field="amount_cents", reason="must be whole cents", row=41)

    assert str(refusal) == "Entry 42: amount_cents must be whole cents"


@pytest.mark.parametrize("line", ["6", "7" * 94, LINE + " ", ""])
def test_a_line_that_is_no_entry_is_not_read_as_one(line):
    with pytest.raises(NachaReadError, match="Line 4: Not a record of type 6 and 94 characters"):
        PpdEntry.from_line(line, 4)


def test_a_line_with_letters_in_a_number_is_not_read_strictly():
    with pytest.raises(NachaReadError, match="Line 4: transaction_code must be a number"):
        PpdEntry.from_line("6" + "X" * 93, 4)


@pytest.mark.parametrize(
    ("line", "readable"),
    [(LINE, True), (LINE[:-1], False), (LINE.replace("0000120000", "A" * 10), False)],
)
def test_whether_a_record_can_be_read_is_known_without_trying(line, readable):
    assert PpdEntry.holding(line).is_readable is readable


def test_the_declaration_of_a_field_can_be_asked():
    column = PpdEntry.column("amount_cents")

    assert (column.start, column.end, column.width) == (30, 39, 10)
    assert PpdEntry.amount_cents is column
