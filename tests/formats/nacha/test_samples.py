"""Valid files of every kind pass every door: checked, written, read, and as JSON."""

import pytest
from tests.formats.nacha.samples import VALID

from rentrail.formats import nacha

NAMES = list(VALID)


@pytest.mark.parametrize("name", NAMES)
def test_a_valid_file_has_no_fault(name):
    data = nacha.write(VALID[name])

    expected = ["file.empty"] if name == "no-batches" else []
    assert [str(problem) for problem in nacha.validate(data) if problem.rule not in expected] == []
    assert nacha.validate(nacha.parse(data)) == nacha.validate(data)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", ""])
@pytest.mark.parametrize("padded", [True, False])
def test_a_valid_file_is_written_as_it_was_read(name, line_end, padded):
    made = VALID[name]
    file = nacha.file_of(made.header, made.batches, line_end=line_end, padded=padded)
    data = nacha.write(file)

    read = nacha.parse(data)

    assert read == file
    assert nacha.write(read) == data


@pytest.mark.parametrize("name", NAMES)
def test_a_valid_file_goes_through_json_and_back(name):
    assert nacha.from_json(nacha.to_json(VALID[name])) == VALID[name]


@pytest.mark.parametrize("name", NAMES)
def test_there_is_nothing_to_fix_in_a_valid_file(name):
    assert nacha.fix(VALID[name]) == (VALID[name], [])


@pytest.mark.parametrize("name", NAMES)
def test_entries_are_streamed_as_they_are_parsed(name):
    file = VALID[name]

    streamed = list(nacha.iter_entries(nacha.write(file)))

    assert streamed == [(batch.header, entry) for batch in file.batches for entry in batch.entries]
