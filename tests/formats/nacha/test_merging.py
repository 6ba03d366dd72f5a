"""One file of several, and several of one."""

import pytest
from tests.formats.nacha.conftest import BATCH, HEADER, rules_of
from tests.formats.nacha.samples import entry

from rentrail.formats import nacha


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


def two_companies() -> nacha.AchFile:
    other = {"company_name": "OAK COURT", "company_identification": "9876543210"}
    return nacha.merge([file_with(1, 2), file_with(3, **other), file_with(4)])


def test_a_file_is_split_by_what_its_batches_say():
    parts = nacha.split(two_companies(), by=lambda header: header.company_identification)

    assert [traces(part) for part in parts] == [[[1, 2], [4]], [[3]]]
    assert [part.header.file_id_modifier for part in parts] == ["A", "B"]
    assert [[batch.header.batch_number for batch in part.batches] for part in parts] == [
        [1, 2],
        [1],
    ]
    assert all(rules_of(nacha.write(part)) == [] for part in parts)


def test_a_file_that_is_not_split_stays_as_it_is():
    assert nacha.split(file_with(1, 2)) == [file_with(1, 2)]


def test_a_split_file_is_written_as_the_whole_was():
    [part] = nacha.split(file_with(1, 2, line_end="", padded=False))

    assert (part.line_end, part.padding_count) == ("", 0)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (20, [[[*range(1, 17)]], [[*range(17, 26)]]]),
        (29, [[[*range(1, 17)]], [[*range(17, 26)]]]),
        (30, [[[*range(1, 26)]]]),
        (10, [[[*range(n, min(n + 6, 26))]] for n in range(1, 26, 6)]),
    ],
)
def test_no_part_is_longer_than_asked(limit, expected):
    parts = nacha.split(file_with(*range(1, 26)), record_count_max=limit)

    assert [traces(part) for part in parts] == expected
    assert all(len(nacha.write(part).splitlines()) <= limit for part in parts)
    assert all(rules_of(nacha.write(part)) == [] for part in parts)


def test_small_batches_share_a_part():
    whole = nacha.merge([file_with(n) for n in range(1, 8)])

    parts = nacha.split(whole, record_count_max=10)

    assert [traces(part) for part in parts] == [[[1], [2]], [[3], [4]], [[5], [6]], [[7]]]


def test_an_entry_that_no_part_has_room_for_is_refused():
    with pytest.raises(nacha.FileNotSplittable, match="line 3 does not fit the limit"):
        nacha.split(nacha.parse(nacha.write(file_with(1))), record_count_max=4)


def test_more_parts_than_modifiers_are_refused():
    whole = file_with(*range(1, 26))

    with pytest.raises(nacha.FileNotSplittable, match="not enough file ID modifiers for 5 files"):
        nacha.split(whole, record_count_max=10, file_id_modifiers="ABCD")


def test_the_parts_go_on_from_the_files_own_modifier():
    whole = file_with(*range(1, 8), header=HEADER.replace(file_id_modifier="Y"))

    parts = nacha.split(whole, record_count_max=10)

    assert [part.header.file_id_modifier for part in parts] == ["Y", "Z"]


@pytest.mark.parametrize("data", [b"5", nacha.write(file_with(1)) + b"X"])
def test_a_broken_file_is_not_split(data):
    with pytest.raises(nacha.FileNotSplittable, match="broken"):
        nacha.split(nacha.parse(data))


def test_a_file_with_a_modifier_that_is_none_is_not_split():
    whole = file_with(1, header=HEADER.replace(file_id_modifier="*"))

    with pytest.raises(nacha.FileNotSplittable, match=r"'\*' is no file ID modifier"):
        nacha.split(whole)


def test_a_file_without_batches_stays_as_it_is():
    empty = nacha.file_of(HEADER, [])

    assert nacha.split(empty, record_count_max=10) == [empty]
