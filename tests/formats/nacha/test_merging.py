"""One file of several: nothing is lost, and what does not add up is not made to."""

from io import BytesIO

import pytest
from tests.formats.nacha.conftest import BATCH, HEADER, overwritten, rules_of
from tests.formats.nacha.samples import VALID, entry

from rentrail.formats import nacha
from rentrail.formats.nacha import rewriting


def file_with(
    *sequences: int, header: nacha.FileHeader = HEADER, line_end: str = "\n", padded: bool = True,
    **changes: object,
) -> nacha.AchFile:  # fmt: skip
    entries = [
        entry("PPD", trace_number=f"07640125{n:07}", amount_cents=100 * n) for n in sequences
    ]
    batch = nacha.batch_of(BATCH.replace(**changes), entries)
    return nacha.file_of(header, [batch], line_end=line_end, padded=padded)


def traces(file: nacha.AchFile) -> list[list[int]]:
    return [[int(one.detail.trace_number[-7:]) for one in batch.entries] for batch in file.batches]


def test_merged_files_keep_all_entries_and_add_up():
    merged = nacha.merge([file_with(1, 2), file_with(3), file_with(4, 5)])

    assert traces(merged) == [[1, 2], [3], [4, 5]]
    assert [batch.header.batch_number for batch in merged.batches] == [1, 2, 3]
    assert merged.control.total_debit_cents == 1_500
    assert rules_of(nacha.write(merged)) == []


def test_merged_files_are_written_as_the_first_was():
    merged = nacha.merge([file_with(1, line_end="\r\n", padded=False), file_with(2)])

    assert (merged.line_end, merged.padding_count, merged.header) == ("\r\n", 0, HEADER)


def test_merged_files_may_get_a_header_of_their_own():
    own = HEADER.replace(file_id_modifier="Z")
    other = HEADER.replace(immediate_origin="1234567890")

    merged = nacha.merge([file_with(1), file_with(2, header=other)], header=own)

    assert merged.header == own


def test_batches_that_say_the_same_are_joined_when_asked():
    files = [file_with(5, 7), file_with(2, 6), file_with(1, company_entry_description="FEE")]

    merged = nacha.merge(files, join_batches=True)

    assert traces(merged) == [[2, 5, 6, 7], [1]]
    assert rules_of(nacha.write(merged)) == []


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ([], "no file to merge"),
        ([file_with(1), file_with(1)], "Two entries have the trace number 076401250000001"),
        (
            [file_with(1), file_with(2, header=HEADER.replace(immediate_origin="1234567890"))],
            "File 2 has another immediate origin",
        ),
        (
            [
                file_with(1),
                file_with(2, header=HEADER.replace(immediate_destination=" 056005075")),
            ],
            "File 2 has another immediate destination",
        ),
        ([nacha.parse(b"5")], "File 1 is broken"),
        ([file_with(1), nacha.parse(nacha.write(file_with(2)) + b"X")], "File 2 is broken"),
        (
            [nacha.parse(nacha.write(file_with(2)).replace(b"\n", b"\r\n", 1))],
            "File 1 is broken",
        ),
    ],
)
def test_files_that_do_not_go_together_are_refused(files, reason):
    with pytest.raises(nacha.FilesNotMergeable, match=reason):
        nacha.merge(files)


def test_a_file_that_lost_an_entry_is_not_made_whole_by_merging():
    whole = nacha.write(file_with(1, 2, 3))
    lost = nacha.parse(
        b"".join(whole.splitlines(keepends=True)[:3] + whole.splitlines(keepends=True)[4:])
    )

    with pytest.raises(nacha.FilesNotMergeable) as refused:
        nacha.merge([file_with(4), lost])

    assert str(refused.value) == (
        "File 2 is not whole: line 5, columns 5-10: The entries and addenda are 2; this says 3."
    )


@pytest.mark.parametrize(
    ("line", "start", "value", "reason"),
    [
        (4, 5, "000002", "line 4, columns 5-10: The entries and addenda are 1; this says 2"),
        (4, 5, "00000A", "the control in line 4 cannot be read"),
        (4, 88, "0000002", "the batch control in line 4 is of another batch"),
        (5, 22, "0000000001", "line 5, columns 22-31: The entry hash is 12345678; this says 1"),
        (5, 2, "000002", "the counts in line 5 are wrong"),
        (5, 8, "000002", "the counts in line 5 are wrong"),
    ],
)
def test_controls_that_do_not_agree_are_kept_from_being_worked_out_anew(line, start, value, reason):
    data = overwritten(nacha.write(file_with(1)), line, start, value)

    with pytest.raises(nacha.FilesNotMergeable, match=reason):
        nacha.merge([nacha.parse(data)])
    with pytest.raises(nacha.FileNotSplittable, match=reason):
        nacha.split(nacha.parse(data))


@pytest.mark.parametrize(
    ("kept", "reason"),
    [
        ([0, 1, 2, 4], "the batch in line 2 has no control"),
        ([0, 1, 2, 3], "it has no file control"),
    ],
)
def test_a_file_that_was_cut_off_is_not_made_whole_by_merging(kept, reason):
    lines = nacha.write(file_with(1)).splitlines(keepends=True)

    with pytest.raises(nacha.FilesNotMergeable, match=reason):
        nacha.merge([nacha.parse(b"".join(lines[number] for number in kept))])


@pytest.mark.parametrize("line", [2, 4])
def test_a_record_of_a_wrong_length_is_not_numbered_anew(line):
    data = nacha.write(file_with(1)).split(b"\n")
    data[line - 1] += b" "
    file = nacha.parse(b"\n".join(data))

    with pytest.raises(nacha.FilesNotMergeable, match=r"File 1 is (broken|not whole): "):
        nacha.merge([file])
    with pytest.raises(nacha.FileNotSplittable, match=r"The file is (broken|not whole): "):
        nacha.split(file)


def test_a_control_keeps_what_it_says_beside_its_sums():
    data = overwritten(nacha.write(file_with(1)), 4, 55, "0123456789ABCDEF012")

    merged = nacha.merge([file_with(2), nacha.parse(data)])

    assert merged.batches[1].control.message_authentication_code == "0123456789ABCDEF012"
    assert merged.batches[1].control.batch_number == 2


@pytest.mark.parametrize(
    ("sequences", "repeated"),
    [
        ([[1, 2, 3], [5, 6], [4, 7]], ""),
        ([[1, 2, 3], [5, 6], [3]], "076401250000003"),
        ([[5, 6, 7], [1, 2], [6, 9]], "076401250000006"),
        ([[1, 9], [4], [4, 9]], "076401250000004"),
        ([[2, 1], [3]], ""),
    ],
)
def test_a_trace_number_that_is_there_twice_is_found_wherever_it_stands(sequences, repeated):
    files = [file_with(*some) for some in sequences]

    if not repeated:
        assert [len(one) for one in traces(nacha.merge(files))] == [len(one) for one in sequences]
        return
    with pytest.raises(nacha.FilesNotMergeable, match=f"have the trace number {repeated}"):
        nacha.merge(files)


def test_trace_numbers_that_are_none_are_looked_at_too():
    files = [overwritten(nacha.write(file_with(1)), 3, 80, "ABC") for _ in range(2)]

    with pytest.raises(nacha.FilesNotMergeable, match="have the trace number ABC401250000001"):
        nacha.merge([nacha.parse(data) for data in files])


def test_advices_are_numbered_by_the_operator():
    merged = nacha.merge([VALID["ADV"], VALID["ADV"]])

    assert rules_of(nacha.write(merged)) == []


def test_open_files_are_merged_as_those_in_memory_are(monkeypatch):
    monkeypatch.setattr(rewriting, "LINES_MAX", 3)
    files = [file_with(*range(1, 9)), file_with(9), file_with(*range(10, 30))]
    opened = [BytesIO(b"skipped" + nacha.write(file)) for file in files]
    for one in opened:
        one.seek(len(b"skipped"))

    pieces = list(nacha.iter_merged(opened))

    assert b"".join(pieces) == nacha.write(nacha.merge(files))
    assert len(pieces) > 5
