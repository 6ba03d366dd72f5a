"""Columns and rows are written alike, and refused alike."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.nacha.conftest import ALICE, BATCH, BOB, HEADER

from rentrail.formats.nacha.columns import EntryColumns, entry_columns, writing
from rentrail.formats.nacha.errors import NachaWriteError
from rentrail.formats.nacha.reader import parse
from rentrail.formats.nacha.records import BatchHeader
from rentrail.formats.nacha.rows import ColumnRows, EntryRow, RowBatch
from rentrail.formats.nacha.validation import validate
from rentrail.formats.nacha.writer import FileWriter

WRONG = [
    ("transaction_code", 22), ("transaction_code", 26), ("transaction_code", 99),
    ("transaction_code", -1), ("transaction_code", 24), ("routing_number", "123456781"),
    ("routing_number", "000000000"), ("routing_number", "500000005"),
    ("dfi_account_number", ""), ("dfi_account_number", "0" * 17), ("dfi_account_number", "1 2"),
    ("dfi_account_number", " 1"), ("dfi_account_number", "1" * 18), ("dfi_account_number", "1\t"),
    ("dfi_account_number", "1\x002"), ("amount_cents", 0), ("amount_cents", -1),
    ("amount_cents", 10**10), ("amount_cents", 2_500_001), ("individual_name", ""),
    ("individual_name", "  "), ("individual_name", "000"), ("individual_name", " BOB"),
    ("individual_name", "B" * 23), ("individual_name", "BOB\x7f"), ("individual_name", "B\x00B"),
    ("identification_number", " 1"), ("identification_number", ""),
    ("identification_number", "1" * 16), ("identification_number", "\x01"),
    ("identification_number", "00"), ("discretionary_data", " A"), ("discretionary_data", "ABC"),
    ("discretionary_data", "R"), ("discretionary_data", "S"), ("discretionary_data", "RS"),
    ("trace_sequence", 10_000_000), ("payment_related_information", "X" * 81),
    ("payment_related_information", "\n"), ("payment_related_information", "A\x00B"),
    ("payment_related_information", " "),
]  # fmt: skip


def made_rows(chance: Random, sec_code: str) -> list[EntryRow]:
    sequence, rows = 0, []
    for _ in range(chance.choice([1, 2, 5, 20])):
        sequence += chance.choice([1, 1, 1, 7, 0 if chance.random() < 0.05 else 1])
        row = chance.choice([ALICE, BOB])._replace(
            trace_sequence=sequence,
            transaction_code=chance.choice([27, 37]) if chance.random() < 0.9 else 29,
            amount_cents=chance.choice([1, 120_000, 249_999]),
            individual_name=chance.choice(["ALICE RESIDENT", "0 BOB", "B" * 22, "BOB "]),
            discretionary_data=chance.choice("RS") if sec_code in ("WEB", "TEL") else "",
            payment_related_information=chance.choice(["", "", "RENT MARCH", "X" * 80]),
        )
        if sec_code in ("ARC", "TEL", "RCK") and chance.random() < 0.95:
            row = row._replace(payment_related_information="")
        if chance.random() < 0.08:
            name, value = chance.choice(WRONG)
            row = row._replace(**{name: value})
        if row.transaction_code == 29:
            row = row._replace(amount_cents=0)
        rows.append(row)
    return rows


def columns_of(rows: list[EntryRow]) -> EntryColumns:
    fields = EntryRow._fields
    return EntryColumns.of(**{name: [getattr(row, name) for row in rows] for name in fields})


def outcome(rows: object, header: BatchHeader, line_end: str = "\n") -> object:
    """Write a file, or give what refuses it."""
    writer = FileWriter(HEADER, line_end=line_end)
    try:
        return b"".join([writer.start(), *writer.batch(header, rows), writer.finish()])
    except NachaWriteError as refused:
        return str(refused), refused.field, refused.row


@settings(max_examples=400, deadline=None)
@given(seed=st.integers(0, 2**40))
def test_columns_are_written_as_rows_are(seed: int) -> None:
    chance = Random(seed)
    sec_code = chance.choice(["PPD", "PPD", "CCD", "WEB", "TEL", "ARC", "RCK"])
    header = BATCH.replace(
        standard_entry_class_code=sec_code,
        service_class_code=chance.choice([200, 225]),
        company_entry_description="REDEPCHECK" if sec_code == "RCK" else "RENT",
    )
    rows, line_end = made_rows(chance, sec_code), chance.choice(["\n", "\r\n", ""])

    assert outcome(columns_of(rows), header, line_end) == outcome(rows, header, line_end)


@pytest.mark.parametrize("sec_code", ["PPD", "WEB", "ARC"])
@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_wrong_value_is_refused_as_in_a_row(sec_code: str, field: str, value: object) -> None:
    kind = "R" if sec_code == "WEB" else ""
    rows = [row._replace(discretionary_data=kind) for row in (ALICE, BOB)]
    rows[1] = rows[1]._replace(**{field: value})
    header = BATCH.replace(standard_entry_class_code=sec_code)

    assert outcome(columns_of(rows), header) == outcome(rows, header)


def test_many_columns_are_written_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_columns, "ENTRIES_PER_CHUNK", 3)
    rows = [ALICE._replace(trace_sequence=n) for n in range(1, 12)]
    wrong = [*rows[:7], rows[7]._replace(individual_name=""), *rows[8:]]

    assert outcome(columns_of(rows), BATCH) == outcome(rows, BATCH)
    assert outcome(columns_of(wrong), BATCH) == outcome(wrong, BATCH)
    assert outcome(columns_of(wrong), BATCH)[2] == 7


def test_debits_and_credits_of_all_parts_are_added_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_columns, "ENTRIES_PER_CHUNK", 3)
    rows = [
        ALICE._replace(trace_sequence=n, transaction_code=22 if n % 2 else 27, amount_cents=n)
        for n in range(1, 9)
    ]

    written = outcome(columns_of(rows), BATCH.replace(service_class_code=200))

    assert isinstance(written, bytes)
    control = parse(written).batches[0].control
    assert control is not None
    assert control.total_debit_cents == 2 + 4 + 6 + 8
    assert control.total_credit_cents == 1 + 3 + 5 + 7


@pytest.mark.parametrize("sec_code", ["PPD", "CCD", "WEB", "TEL", "ARC"])
def test_right_columns_are_not_written_row_by_row(
    sec_code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = "R" if sec_code in ("WEB", "TEL") else ""
    information = "RENT MARCH" if sec_code in ("PPD", "CCD", "WEB") else ""
    first = ALICE._replace(discretionary_data=kind, payment_related_information=information)
    second = BOB._replace(discretionary_data=kind)
    header = BATCH.replace(standard_entry_class_code=sec_code)
    written = outcome([first, second], header)

    monkeypatch.setattr(RowBatch, "lines_of", lambda *_: pytest.fail("written row by row"))

    assert outcome(columns_of([first, second]), header) == written


def test_what_cannot_be_proven_is_written_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [ALICE, BOB._replace(payment_related_information="RENT MARCH")]
    written = outcome(columns_of(rows), BATCH)

    monkeypatch.setattr(writing, "write", lambda *_: None)

    assert outcome(columns_of(rows), BATCH) == written


def test_what_is_the_same_in_all_entries_is_given_once() -> None:
    entries = EntryColumns.of(
        transaction_code=27,
        routing_number=["123456780", "056005075"],
        dfi_account_number=np.array([b"123", b"456"]),
        amount_cents=np.array([100, 200], np.uint32),
        individual_name="ALICE RESIDENT",
        trace_sequence=range(1, 3),
    )

    written = outcome(entries, BATCH)

    assert isinstance(written, bytes)
    assert validate(written) == []
    assert len(entries) == 2
    assert isinstance(entries, ColumnRows)


def test_what_is_left_out_is_blank() -> None:
    entries = EntryColumns.of(
        transaction_code=27, routing_number="123456780", dfi_account_number="123",
        amount_cents=100, individual_name="ALICE RESIDENT", trace_sequence=1,
    )  # fmt: skip
    row = EntryRow(27, "123456780", "123", 100, "", "ALICE RESIDENT", "", 1)

    assert outcome(entries, BATCH) == outcome([row], BATCH)


def test_the_entry_of_a_wrong_routing_number_is_told() -> None:
    values = {name: [getattr(ALICE, name)] * 2 for name in EntryRow._fields}

    with pytest.raises(NachaWriteError) as refused:
        EntryColumns.of(**{**values, "routing_number": ["123456780", "1234"]})

    assert (refused.value.field, refused.value.value, refused.value.row) == (
        "routing_number",
        "1234",
        1,
    )


def test_routing_numbers_are_texts_or_numbers() -> None:
    as_texts, as_numbers = (
        EntryColumns.of(
            transaction_code=27, routing_number=numbers, dfi_account_number="1", amount_cents=1,
            individual_name="BOB", trace_sequence=1,
        )
        for numbers in (["056005075"], [56005075])
    )  # fmt: skip

    assert outcome(as_texts, BATCH) == outcome(as_numbers, BATCH)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("amount_cents", [1.5], "amount_cents must be whole numbers, not float64"),
        ("amount_cents", [10**19], "amount_cents must be whole numbers, not uint64"),
        ("amount_cents", [10**30], "amount_cents must be whole numbers, not object"),
        ("individual_name", [7], "individual_name must be text, not int64"),
        ("individual_name", ["José"], "individual_name has characters that a Nacha file cannot"),
        ("routing_number", ["12345678"], "Entry 1: routing_number '12345678' is not a bank's"),
        ("routing_number", ["12345678X"], "Entry 1: routing_number '12345678X' is not a bank's"),
    ],
)
def test_values_of_a_wrong_sort_are_refused(field: str, value: list[object], words: str) -> None:
    values = {name: [getattr(ALICE, name)] for name in EntryRow._fields}

    with pytest.raises(NachaWriteError, match=words):
        EntryColumns.of(**{**values, field: value})


def test_columns_of_different_lengths_are_refused() -> None:
    values = {name: [getattr(ALICE, name)] * 2 for name in EntryRow._fields}

    with pytest.raises(ValueError, match="shape mismatch"):
        EntryColumns.of(**{**values, "trace_sequence": [1, 2, 3]})


def test_a_wide_array_may_hold_short_texts() -> None:
    (row,) = rows = [ALICE]
    values = {name: [getattr(row, name)] for name in EntryRow._fields}
    wide = EntryColumns.of(**{**values, "individual_name": np.array([b"ALICE RESIDENT"], "S60")})

    assert outcome(wide, BATCH) == outcome(rows, BATCH)


def test_no_entries_make_no_batch() -> None:
    assert outcome(columns_of([ALICE])[:0], BATCH) == outcome([], BATCH)
