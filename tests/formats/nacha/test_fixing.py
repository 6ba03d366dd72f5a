"""Fixing: sums, marks and padding are worked out anew, and every change is told."""

import pytest
from tests.formats.nacha.conftest import overwritten, rules_of
from tests.formats.nacha.samples import VALID, batch_header, entry, file_of, information

from rentrail.formats import nacha

DATA = nacha.write(VALID["CTX"])
LINES = DATA.decode().splitlines()


def fixed(data: bytes, **kwargs: object) -> tuple[bytes, list[nacha.Change]]:
    file, changes = nacha.fix(nacha.parse(data), **kwargs)
    return nacha.write(file), changes


@pytest.mark.parametrize(
    ("line", "start", "value", "record", "field"),
    [
        (3, 55, "0007", "CtxEntry", "addenda_count"),
        (3, 79, "0", "CtxEntry", "addenda_indicator"),
        (4, 84, "0009", "PaymentAddenda", "addenda_sequence_number"),
        (5, 84, "0009", "PaymentAddenda", "addenda_sequence_number"),
        (5, 88, "0000009", "PaymentAddenda", "entry_detail_sequence_number"),
        (6, 2, "200", "BatchControl", "service_class_code"),
        (6, 5, "000009", "BatchControl", "entry_addenda_count"),
        (6, 11, "0000000009", "BatchControl", "entry_hash"),
        (6, 21, "000000000009", "BatchControl", "total_debit_cents"),
        (6, 33, "000000000009", "BatchControl", "total_credit_cents"),
        (6, 45, "9999999999", "BatchControl", "company_identification"),
        (6, 80, "99999999", "BatchControl", "odfi_identification"),
        (6, 88, "0000009", "BatchControl", "batch_number"),
        (7, 2, "000009", "FileControl", "batch_count"),
        (7, 8, "000009", "FileControl", "block_count"),
        (7, 14, "00000009", "FileControl", "entry_addenda_count"),
        (7, 22, "0000000009", "FileControl", "entry_hash"),
        (7, 32, "000000000009", "FileControl", "total_debit_cents"),
        (7, 44, "000000000009", "FileControl", "total_credit_cents"),
    ],
)
def test_a_wrong_sum_or_mark_is_put_right_and_told(line, start, value, record, field):
    found, [change] = fixed(overwritten(DATA, line, start, value))

    assert found == DATA
    right = LINES[line - 1][start - 1 : start - 1 + len(value)]
    assert change == nacha.Change(line=line, record=record, field=field, before=value, after=right)
    assert str(change) == f"line {line}: {record} {field} was {value}, is {right}"


def test_a_sum_that_is_no_number_is_put_right_too():
    found, [change] = fixed(overwritten(DATA, 6, 5, "     1"))

    assert (found, change.before, change.after) == (DATA, "     1", "000003")


def test_what_a_control_says_beside_its_sums_stays():
    data = overwritten(DATA, 6, 55, "AUTHENTIC")

    assert fixed(data) == (data, [])


@pytest.mark.parametrize("kept", [7, 8, 9, 20])
def test_padding_is_put_right(kept):
    padded = [*LINES, *["9" * 94] * 10]

    found, [change] = fixed("".join(f"{line}\n" for line in padded[:kept]).encode())

    assert found == DATA
    assert (change.record, change.before, change.after) == ("padding", str(kept - 7), "3")
    assert str(change) == f"padding lines was {kept - 7}, is 3"


def test_padding_may_be_taken_away():
    found, [change] = fixed(DATA, padded=False)

    assert found.decode().splitlines() == LINES[:7]
    assert (change.before, change.after) == ("3", "0")


@pytest.mark.parametrize(("missing", "record"), [(6, "BatchControl"), (7, "FileControl")])
def test_a_control_that_is_missing_is_added(missing, record):
    lines = [line for number, line in enumerate(LINES, 1) if number != missing]

    found, changes = fixed("".join(f"{line}\n" for line in lines).encode())

    assert found == DATA
    added = [change for change in changes if change.before is None]
    assert [(change.record, change.after) for change in added] == [(record, LINES[missing - 1])]
    assert str(added[0]).startswith(f"{record} record was missing, is {LINES[missing - 1][:9]}")


def test_a_control_of_the_wrong_layout_is_replaced():
    advices = nacha.write(VALID["ADV"])
    mixed = nacha.parse(advices)
    ppd = nacha.parse(nacha.write(VALID["PPD"]))
    broken = nacha.AchFile(header=mixed.header, batches=mixed.batches, control=ppd.control,
                           padding_count=5)  # fmt: skip

    file, changes = nacha.fix(broken)

    assert nacha.write(file) == advices
    assert [change.record for change in changes] == ["AdvFileControl"]


@pytest.mark.parametrize("name", ["POS", "PPD-returned", "PPD-notified", "contested", "IAT"])
def test_the_trace_in_an_addenda_is_put_right(name):
    data = nacha.write(VALID[name])
    start = 88 if name == "IAT" else 80
    damaged = overwritten(data, 4, start, "9")

    found, [change] = fixed(damaged)

    assert found == data
    assert change.line == 4


def test_line_ends_and_what_follows_are_kept():
    data = DATA.replace(b"\n", b"\r\n").removesuffix(b"\r\n") + b"\r\n\x1a"

    assert fixed(data) == (data, [])


def test_what_entries_say_is_never_touched():
    wrong = file_of(
        batch_header("PPD", effective_entry_date="260230"),
        entry("PPD", check_digit=7, transaction_code=99, individual_name=" ALICE"),
    )
    data = nacha.write(wrong)

    found, changes = fixed(data)

    assert (found, changes) == (data, [])
    assert "entry.check-digit" in rules_of(found)


def test_the_count_that_a_return_repeats_is_the_originals():
    data = nacha.write(VALID["CTX-returned"])

    assert fixed(data) == (data, [])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"5", "order of the lines is broken"),
        (DATA + b"X", "order of the lines is broken"),
        (DATA.replace(b"\n", b"\r\n", 1), "order of the lines is broken"),
        (overwritten(DATA, 2, 88, "ABCDEFG"), "Line 2: batch_number must be a number"),
        (overwritten(DATA, 3, 88, "A"), "trace number in line 3 is no number"),
        (overwritten(DATA, 3, 80, " "), "trace number in line 3 is no number"),
        (DATA.replace(LINES[2].encode(), LINES[2][:90].encode()), "Line 3 has 90 characters"),
    ],
)
def test_what_is_more_than_sums_is_for_a_person(data, reason):
    with pytest.raises(nacha.FileNotFixable, match=reason):
        fixed(data)


def test_addenda_after_an_entry_that_had_none_are_announced():
    detail = entry("PPD").detail
    file = file_of(batch_header("PPD"), nacha.Entry(detail, (information("MARCH"),)))

    mended, [change] = nacha.fix(file)

    assert (change.field, change.after, change.line) == ("addenda_indicator", "1", None)
    assert rules_of(nacha.write(mended)) == []
