"""What holds of any bytes whatever: the promises that random damage and the fuzzer put to the test.

A promise takes the bytes, and fails with an `AssertionError` or with an error that has no name.
"""

from collections.abc import Callable
from contextlib import suppress

from tests.formats.nacha.conftest import FRIDAY, HEADER

from rentrail.formats import nacha
from rentrail.formats.nacha.columns import chunks, scan
from rentrail.formats.nacha.lines import line_end_of
from rentrail.formats.nacha.validation import Settings
from rentrail.primitives.holidays import is_banking_day

SUMS = {
    "batch.entry-addenda-count", "batch.entry-hash", "batch.total-debit", "batch.total-credit",
    "file.batch-count", "file.block-count", "file.entry-addenda-count", "file.entry-hash",
    "file.total-debit", "file.total-credit", "file.padding", "file.blocking",
    "batch.control-missing", "file.control-missing", "entry.addenda-declared",
}  # fmt: skip
ASKED = Settings(today=FRIDAY, is_banking_day=is_banking_day)


def is_written_as_it_was_read_or_refused(data: bytes) -> None:
    file = nacha.parse(data)
    try:
        written = nacha.write(file)
    except nacha.NachaWriteError:
        assert file.strays or not file.has_uniform_line_ends
    else:
        assert written == data


def what_is_accepted_is_written_the_same(data: bytes) -> None:
    if any(one.severity is nacha.Severity.ERROR for one in nacha.validate(data)):
        return
    file = nacha.parse(data)
    assert nacha.write(file) == data
    assert nacha.write(nacha.from_json(nacha.to_json(file))) == data


def what_was_parsed_has_the_problems_of_its_bytes(data: bytes) -> None:
    assert nacha.validate(nacha.parse(data)) == nacha.validate(data)


def columns_and_exact_rules_agree(data: bytes) -> None:
    by_columns = scan.validate(chunks.Content(data), ASKED, lines_per_chunk=7, run_min=1)

    if by_columns is None:
        assert line_end_of(data.decode("latin-1")) == "\r"
    else:
        assert by_columns == nacha.validate(data, today=FRIDAY)


def what_can_be_fixed_has_right_sums_then(data: bytes) -> None:
    try:
        file, changes = nacha.fix(nacha.parse(data))
    except nacha.FileNotFixable:
        return

    told = {problem.rule for problem in nacha.validate(nacha.write(file))}
    assert told.isdisjoint(SUMS)
    assert nacha.fix(file) == (file, [])
    assert bool(changes) == (nacha.write(file) != data)


def its_json_is_exact_or_refused(data: bytes) -> None:
    file = nacha.parse(data)
    with suppress(nacha.NachaReadError, nacha.NachaWriteError, nacha.NotAFile):
        assert nacha.write(nacha.from_json(nacha.to_json(file))) == data


def its_csv_is_exact_or_refused(data: bytes) -> None:
    file = nacha.parse(data)
    with suppress(nacha.NachaReadError, nacha.NachaWriteError, nacha.NotAFile):
        assert nacha.write(nacha.from_csv(nacha.to_csv(file))) == data


def it_is_streamed_entry_by_entry_or_refused(data: bytes) -> None:
    with suppress(nacha.NachaReadError):
        for header, (detail, addenda) in nacha.iter_entries(data):
            for record in (header, detail, *addenda):
                record.values()


def what_cannot_be_done_with_it_is_refused_by_name(data: bytes) -> None:
    file = nacha.parse(data)
    for do, refusals in _USES:
        with suppress(nacha.NachaReadError, nacha.NachaWriteError, *refusals):
            do(file)


def it_is_merged_with_all_its_entries_or_refused(data: bytes) -> None:
    file = nacha.parse(data)
    try:
        merged = nacha.merge([file])
    except nacha.FilesNotMergeable:
        return

    assert list(merged.entries) == list(file.entries)
    assert not _wrong_sums(merged)


def it_is_split_with_all_its_entries_or_refused(data: bytes) -> None:
    file = nacha.parse(data)
    for limit in (4, 5, 10, 23):
        with suppress(nacha.FileNotSplittable):
            parts = nacha.split(file, record_count_max=limit)
            assert [entry for part in parts for entry in part.entries] == list(file.entries)
            assert not set().union(*map(_wrong_sums, parts))


def _wrong_sums(file: nacha.AchFile) -> set[str]:
    """Name the sums that do not agree. Padding stays as it was, and an entry's count is its own."""
    kept = {"file.padding", "file.blocking", "entry.addenda-declared"}
    return (SUMS - kept) & {one.rule for one in nacha.validate(file)}


def _told(one: object) -> list[object]:
    names = (name for name in dir(type(one)) if isinstance(getattr(type(one), name), property))
    return [getattr(one, name) for name in names]


_USES: list[tuple[Callable[[nacha.AchFile], object], tuple[type[Exception], ...]]] = [
    (lambda file: nacha.merge([file]), (nacha.FilesNotMergeable,)),
    (lambda file: nacha.merge([file], join_batches=True), (nacha.FilesNotMergeable,)),
    (
        lambda file: nacha.split(file, by=lambda header: header.company_identification),
        (nacha.FileNotSplittable,),
    ),
    (lambda file: nacha.split(file, record_count_max=10), (nacha.FileNotSplittable,)),
    (
        lambda file: nacha.reverse(file, header=HEADER, effective_entry_date="260304"),
        (nacha.EntryNotReversible,),
    ),
    (lambda file: [_told(one) for one in nacha.returns(file)], ()),
    (lambda file: [_told(one) for one in nacha.notifications(file)], ()),
    (lambda file: [one.values() for one in file.records()], ()),
    (nacha.identity_of, ()),
    (repr, ()),
]

PROMISES: tuple[Callable[[bytes], None], ...] = (
    is_written_as_it_was_read_or_refused,
    what_is_accepted_is_written_the_same,
    what_was_parsed_has_the_problems_of_its_bytes,
    columns_and_exact_rules_agree,
    what_can_be_fixed_has_right_sums_then,
    its_json_is_exact_or_refused,
    its_csv_is_exact_or_refused,
    it_is_streamed_entry_by_entry_or_refused,
    it_is_merged_with_all_its_entries_or_refused,
    it_is_split_with_all_its_entries_or_refused,
    what_cannot_be_done_with_it_is_refused_by_name,
)
