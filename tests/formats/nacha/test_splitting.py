"""Several files of one: by what its batches say, by size, or both; nothing is lost."""

from io import BytesIO

import pytest
from tests.formats.nacha.conftest import HEADER, rules_of
from tests.formats.nacha.samples import batch_header, entry, file_of
from tests.formats.nacha.test_merging import file_with, traces

from rentrail.formats import nacha
from rentrail.formats.nacha import rewriting


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


def test_what_belongs_together_is_cut_by_size_too():
    one, other = {"company_identification": "1111111111"}, {"company_identification": "2222222222"}
    whole = nacha.merge(
        [file_with(*range(1, 9), **one), file_with(10, **other), file_with(11, 12, **one)]
    )

    parts = nacha.split(whole, by=lambda header: header.company_identification, record_count_max=10)

    assert [traces(part) for part in parts] == [[[*range(1, 7)]], [[7, 8], [11, 12]], [[10]]]
    assert all(rules_of(nacha.write(part)) == [] for part in parts)


def test_a_batch_is_not_cut_where_a_file_of_its_own_has_room_for_it():
    whole = nacha.merge([file_with(1, 2), file_with(3, 4, 5, 6)])

    parts = nacha.split(whole, record_count_max=10)

    assert [traces(part) for part in parts] == [[[1, 2]], [[3, 4, 5, 6]]]


def test_entries_keep_their_addenda_where_a_batch_is_cut():
    entries = [
        entry("CCD", trace_number=f"07640125{number:07d}", amount_cents=number)
        for number in range(1, 5)
    ]
    file, _ = nacha.fix(file_of(batch_header("CCD"), *entries))

    parts = nacha.split(file, record_count_max=10)

    assert [[len(batch.entries) for batch in part.batches] for part in parts] == [[3], [1]]
    assert all(rules_of(nacha.write(part)) == [] for part in parts)


def test_open_files_are_split_as_those_in_memory_are(monkeypatch):
    monkeypatch.setattr(rewriting, "LINES_MAX", 3)
    file = nacha.merge([file_with(*range(1, 30)), file_with(30, 31)])

    contents = {}
    pieces = list(nacha.iter_split(BytesIO(nacha.write(file)), record_count_max=20))
    for number, content in pieces:
        contents[number] = contents.get(number, b"") + content

    assert [*contents.values()] == [
        nacha.write(part) for part in nacha.split(file, record_count_max=20)
    ]
    assert len(pieces) > 5
