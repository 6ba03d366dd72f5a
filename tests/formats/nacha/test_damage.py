"""Whatever is done to a file: it is read, told of, written as it was, or refused by name."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.nacha.conftest import HEADER
from tests.formats.nacha.samples import VALID

from rentrail.formats import nacha

MANY = [
    nacha.write(nacha.file_of(HEADER, [*VALID[one].batches, *VALID[other].batches]))
    for one, other in zip(VALID, reversed(VALID), strict=True)
]
SOURCES = [*(nacha.write(file) for file in VALID.values()), *MANY]
PIECES = [
    b"", b"\n", b"\r\n", b"\r", b"9" * 94, b"7", b"6", b"5", b"8", b"1", b" ", b"\xff", b"0", b"A",
    b"-", b"\x00", b"799R01", b"798C01", b"IAT", b"COR", b"ADV", b"280", b"\xb2",
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Take a file that is right, and cut, copy or overwrite some of it."""
    data = draw(st.sampled_from(SOURCES))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=6))
        removed = draw(st.sampled_from([0, len(piece), 1, 94, 95, 300]))
        data = data[:at] + piece + data[at + removed :]
    return data


@given(damaged())
def test_it_is_written_as_it_was_read_or_refused(data):
    file = nacha.parse(data)

    try:
        written = nacha.write(file)
    except nacha.NachaWriteError:
        assert file.strays or not file.has_uniform_line_ends
    else:
        assert written == data


@given(damaged())
def test_what_was_parsed_has_the_problems_of_its_bytes(data):
    assert nacha.validate(nacha.parse(data)) == nacha.validate(data)


@given(damaged())
def test_what_can_be_fixed_has_right_sums_then(data):
    try:
        file, changes = nacha.fix(nacha.parse(data))
    except nacha.FileNotFixable:
        return

    told = {problem.rule for problem in nacha.validate(nacha.write(file))}
    assert told.isdisjoint(SUMS)
    assert nacha.fix(file) == (file, [])
    assert bool(changes) == (nacha.write(file) != data)


SUMS = {
    "batch.entry-addenda-count", "batch.entry-hash", "batch.total-debit", "batch.total-credit",
    "file.batch-count", "file.block-count", "file.entry-addenda-count", "file.entry-hash",
    "file.total-debit", "file.total-credit", "file.padding", "file.blocking",
    "batch.control-missing", "file.control-missing", "entry.addenda-declared",
}  # fmt: skip


@given(damaged())
def test_its_json_is_exact_or_refused(data):
    file = nacha.parse(data)
    try:
        again = nacha.from_json(nacha.to_json(file))
    except (nacha.NachaReadError, nacha.NachaWriteError, nacha.NotAFile):
        return

    assert nacha.write(again) == data


USES: dict[str, tuple[Callable[[nacha.AchFile], object], tuple[type[Exception], ...]]] = {
    "merge": (lambda file: nacha.merge([file]), (nacha.FilesNotMergeable,)),
    "join": (lambda file: nacha.merge([file], join_batches=True), (nacha.FilesNotMergeable,)),
    "split": (
        lambda file: nacha.split(file, by=lambda header: header.company_identification),
        (nacha.FileNotSplittable,),
    ),
    "cut": (lambda file: nacha.split(file, record_count_max=10), (nacha.FileNotSplittable,)),
    "reverse": (
        lambda file: nacha.reverse(file, header=HEADER, effective_entry_date="260304"),
        (nacha.EntryNotReversible,),
    ),
    "returns": (lambda file: [_told(one) for one in nacha.returns(file)], ()),
    "notifications": (lambda file: [_told(one) for one in nacha.notifications(file)], ()),
    "values": (lambda file: [one.values() for one in file.records()], ()),
    "shown": (repr, ()),
}


@pytest.mark.parametrize("use", USES)
@given(data=damaged())
def test_what_cannot_be_done_with_it_is_refused_by_name(use, data):
    do, refusals = USES[use]
    file = nacha.parse(data)

    with suppress(nacha.NachaReadError, nacha.NachaWriteError, *refusals):
        do(file)


@given(damaged())
def test_it_is_streamed_entry_by_entry_or_refused(data):
    with suppress(nacha.NachaReadError):
        for header, (detail, addenda) in nacha.iter_entries(data):
            for record in (header, detail, *addenda):
                record.values()


def _told(one: object) -> list[object]:
    names = (name for name in dir(type(one)) if isinstance(getattr(type(one), name), property))
    return [getattr(one, name) for name in names]


@given(damaged())
def test_it_is_merged_with_all_its_entries_or_refused(data):
    file = nacha.parse(data)

    try:
        merged = nacha.merge([file])
    except nacha.FilesNotMergeable:
        return

    assert list(merged.entries) == list(file.entries)
    assert not set(rules_of_sums(merged))


@given(damaged(), st.integers(4, 30))
def test_it_is_split_with_all_its_entries_or_refused(data, limit):
    file = nacha.parse(data)

    try:
        parts = nacha.split(file, record_count_max=limit)
    except nacha.FileNotSplittable:
        return

    assert [entry for part in parts for entry in part.entries] == list(file.entries)
    assert not any(rules_of_sums(part) for part in parts)


def rules_of_sums(file: nacha.AchFile) -> list[str]:
    """Name the sums that do not agree."""
    sums = ("entry-hash", "total-debit", "total-credit", "addenda-count", "block-count")
    return [one.rule for one in nacha.validate(file) if one.rule.endswith(sums)]
