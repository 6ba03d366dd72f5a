from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentrail.formats import nacha
from rentrail.formats.nacha import reader
from rentrail.formats.nacha.file import FileKind


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", ""])
def test_a_file_is_read_whatever_its_line_ends(written, line_end):
    file = reader.read(written(line_end=line_end))

    assert file.problems == ()
    assert [entry.detail.amount_cents for entry in file.entries] == [120_000, 95_050]
    assert [entry.line for entry in file.entries] == [3, 4]
    assert (file.kind, file.padding_count, file.line_end) == (FileKind.FORWARD, 4, line_end)


@pytest.mark.parametrize("size", [1, 50, 95, 10_000])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", ""])
def test_entries_are_streamed_from_chunks_of_any_size(written, line_end, size):
    data = written(line_end=line_end)
    chunks = [data[i : i + size] for i in range(0, len(data), size)]

    entries = list(reader.iter_entries(chunks))

    assert [(header.batch_number, entry.detail.individual_name) for header, entry in entries] == [
        (1, "ALICE RESIDENT"),
        (1, "BOB RESIDENT"),
    ]


def test_entries_are_streamed_from_an_open_file(written, alice):
    data = written([alice._replace(payment_related_information="MARCH")])

    [(_, entry)] = reader.iter_entries(BytesIO(data))

    assert (entry.line, entry.addenda[0].line) == (3, 4)


def test_streaming_refuses_what_it_cannot_read(damaged):
    with pytest.raises(ValueError, match="Line 3: amount_cents must be a number"):
        list(reader.iter_entries(damaged(3, 30, "00001200A0")))


def test_a_number_with_letters_is_a_problem_and_not_a_smaller_number(damaged):
    [problem] = reader.read(damaged(3, 30, "00001200A0")).problems

    assert (problem.rule, problem.line, problem.columns) == ("field.numeric", 3, (30, 39))
    assert (problem.field, problem.value) == ("amount_cents", "00001200A0")


def test_a_short_record_is_told_and_not_silently_filled(written):
    lines = written().decode().splitlines()
    lines[2] = lines[2].rstrip("1")

    [problem] = reader.read("\n".join(lines)).problems

    assert (problem.rule, problem.line, problem.value) == ("file.record-length", 3, "93")


@pytest.mark.parametrize(
    ("missing", "rules"),
    [
        (1, {"file.header-missing"}),
        (2, {"file.order"}),
        (5, {"batch.control-missing"}),
        (6, {"file.control-missing"}),
    ],
)
def test_a_missing_record_is_told(written, missing, rules):
    lines = written().decode().splitlines()
    del lines[missing - 1]

    assert {problem.rule for problem in reader.read("\n".join(lines)).problems} == rules


def test_an_unknown_record_type_is_told(damaged):
    assert reader.read(damaged(4, 1, "X")).problems[0].rule == "file.record-type"


def test_a_record_after_the_file_control_is_told(written):
    data = written().decode().splitlines()

    rules = {problem.rule for problem in reader.read("\n".join([*data, data[2]])).problems}

    assert rules == {"file.order"}


def test_letters_outside_ascii_are_told_with_their_column(damaged):
    [problem] = reader.read(damaged(3, 55, "JOS\xc9  ")).problems

    assert (problem.rule, problem.columns) == ("file.characters", (58, 58))


def test_a_nacha_file_is_recognised_by_its_content(written):
    assert nacha.recognise(written())
    assert nacha.recognise(written(line_end=""))
    assert not nacha.recognise(b"01,BANK,US,260302,0600,1,80,,2/\n")
    assert not nacha.recognise(b"ACK,1\n")
    assert not nacha.recognise(b"")
    assert nacha.kind_of(written()) is FileKind.FORWARD


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_crash(data):
    reader.read(data)
    nacha.recognise(data)
    nacha.kind_of(data)
