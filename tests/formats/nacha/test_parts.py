"""Files part by part, as they are read from disk and as they are held in memory."""

from io import BytesIO

import pytest
from tests.formats.nacha.test_corpus import FAULTY, VALID

from rentrail.formats import nacha
from rentrail.formats.nacha import csv_form, json_form, lines, parts, rewriting

IN_ORDER = [path for path in FAULTY if parts.outline(path.read_bytes()).is_in_order]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    """Read and write a little at a time."""
    monkeypatch.setattr(lines, "CHUNK_SIZE", 100)
    monkeypatch.setattr(csv_form, "ROWS_PER_PIECE", 2)
    monkeypatch.setattr(rewriting, "LINES_MAX", 2)


@pytest.mark.parametrize("path", [*VALID, *FAULTY], ids=lambda path: path.stem)
def test_an_open_file_has_the_records_and_the_outline_of_one_in_memory(path):
    data = path.read_bytes()
    file, opened = nacha.parse(data), BytesIO(data)

    drawn = parts.outline_first(opened)

    assert list(parts.iter_records(nacha.iter_parts(opened))) == list(file.records())
    assert drawn == nacha.outline(file)
    assert drawn.record_count == len(list(file.records()))
    assert drawn.entry_count == len(list(file.entries))
    assert drawn.kind is file.kind
    assert [batch.kind for batch in drawn.batches] == [batch.kind for batch in file.batches]
    assert drawn.is_in_order == (not file.strays and file.has_uniform_line_ends)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_an_open_file_goes_through_the_other_forms(path):
    data = path.read_bytes()

    as_json = "".join(nacha.iter_json(BytesIO(data)))
    as_csv = "".join(nacha.iter_csv(BytesIO(data)))

    assert nacha.write(nacha.from_json(as_json)) == data
    assert nacha.write(nacha.from_csv(as_csv)) == data
    assert as_csv == nacha.to_csv(nacha.parse(data))


@pytest.mark.parametrize("path", IN_ORDER, ids=lambda path: path.stem)
def test_an_open_file_goes_into_json_as_one_in_memory_or_not_at_all(path):
    data = path.read_bytes()
    try:
        expected = nacha.to_json(nacha.parse(data))
    except nacha.NachaReadError as refused:
        with pytest.raises(nacha.NachaReadError, match=str(refused)[:10]):
            list(nacha.iter_json(BytesIO(data)))
        return

    written = "".join(nacha.iter_json(BytesIO(data)))

    assert json_form.json.loads(written) == json_form.json.loads(expected)


@pytest.mark.parametrize("path", IN_ORDER, ids=lambda path: path.stem)
def test_an_open_file_is_fixed_as_one_in_memory_or_not_at_all(path):
    data = path.read_bytes()
    try:
        expected, changed = nacha.fix(nacha.parse(data))
    except nacha.FileNotFixable:
        with pytest.raises(nacha.FileNotFixable):
            list(nacha.iter_fixed(BytesIO(data), []))
        return

    changes: list[nacha.Change] = []
    fixed = b"".join(nacha.iter_fixed(BytesIO(data), changes))

    assert fixed == nacha.write(expected)
    assert changes == changed


def test_a_file_out_of_order_goes_into_no_other_form():
    broken = next(path for path in FAULTY if path not in IN_ORDER).read_bytes()

    for convert in (nacha.iter_json, nacha.iter_csv):
        with pytest.raises(nacha.NachaWriteError, match="is broken"):
            next(convert(BytesIO(broken)))


@pytest.mark.parametrize(
    ("name", "is_padded"), [("ppd", True), ("form-block-full-without-padding", True)]
)
def test_a_file_whose_last_block_is_full_counts_as_padded(name, is_padded):
    [path] = [path for path in VALID if path.stem == name]

    assert nacha.outline(path.read_bytes()).is_padded is is_padded


def test_a_file_without_padding_is_known_by_its_open_block():
    [path] = [path for path in VALID if path.stem == "ppd"]
    unpadded = path.read_bytes().split(b"\n999")[0] + b"\n"

    assert not nacha.outline(unpadded).is_padded
