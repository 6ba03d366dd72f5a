"""A file as JSON, and back."""

import json

import pytest
from jsonschema import Draft202012Validator
from tests.formats.nacha.conftest import overwritten
from tests.formats.nacha.samples import VALID

from rentrail.formats import nacha
from rentrail.formats.nacha import json_schema

DATA = nacha.write(VALID["PPD"])


def data_of(name: str = "PPD") -> dict:
    return json.loads(nacha.to_json(VALID[name]))


def test_fields_have_the_names_of_the_layouts():
    found = data_of()

    assert found["header"]["immediate_origin_name"] == "MAPLE COURT"
    detail = found["batches"][0]["entries"][0]["detail"]
    assert (detail["record"], detail["amount_cents"]) == ("PpdEntry", 120_000)
    assert (found["line_end"], found["padding_count"]) == ("LF", 5)


def test_what_has_a_default_may_be_left_out():
    found = data_of()
    found["batches"][0]["entries"][0]["detail"].pop("discretionary_data")
    found["batches"][0]["entries"][0].pop("addenda")
    for name in ("line_end", "ends_with_line_end", "trailing"):
        found.pop(name)

    assert nacha.from_json(json.dumps(found)) == VALID["PPD"]


def test_the_form_can_be_indented():
    assert nacha.to_json(VALID["PPD"], indent=2).startswith('{\n  "header": {')


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", ""])
def test_line_ends_and_what_follows_are_kept(line_end):
    data = DATA.decode().replace("\n", line_end).encode() + b"\x1a"
    file = nacha.parse(data)

    assert nacha.write(nacha.from_json(nacha.to_json(file))) == data


def test_a_file_without_header_or_control_stays_so():
    lines = DATA.splitlines(keepends=True)
    file = nacha.parse(b"".join(lines[1:3]))

    again = nacha.from_json(nacha.to_json(file))

    assert nacha.write(again) == b"".join(lines[1:3])


@pytest.mark.parametrize(
    ("data", "error", "reason"),
    [
        (DATA + b"X", nacha.NachaWriteError, "is broken"),
        (DATA.replace(b"\n", b"\r\n", 1), nacha.NachaWriteError, "is broken"),
        (overwritten(DATA, 3, 30, "A"), nacha.NachaReadError, "Line 3: amount_cents must be"),
        (
            DATA.replace(b"0076401250000001\n", b"007640125000000\n", 1),
            nacha.NachaReadError,
            "Line 3: This record has 93 characters",
        ),
    ],
)
def test_what_json_could_not_say_is_refused(data, error, reason):
    with pytest.raises(error, match=reason):
        nacha.to_json(nacha.parse(data))


def changed(path: list, value: object) -> str:
    found = data_of("CCD")
    place = found
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(found)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "This is no JSON"),
        ("[]", "Fields with names are needed for the file"),
        (changed(["batches"], {}), "batches is a list"),
        (changed(["batches", 0], []), "Fields with names are needed for batch 1"),
        (changed(["batches", 0, "entries"], 1), "entries is a list"),
        (changed(["batches", 0, "header"], None), "needed for batch 1, header"),
        (
            changed(["batches", 0, "header", "record"], "FileHeader"),
            "no record 'FileHeader' for batch 1, header",
        ),
        (
            changed(["batches", 0, "entries", 0, "detail", "record"], "XyzEntry"),
            "no record 'XyzEntry' for batch 1, entry 1",
        ),
        (
            changed(["batches", 0, "entries", 0, "detail", "amount"], 5),
            "In batch 1, entry 1: CcdEntry has no field amount",
        ),
        (
            changed(["batches", 0, "entries", 0, "addenda", 0, "record"], 5),
            "no record 5 for batch 1, entry 1, addenda 1",
        ),
        (changed(["control", "record"], "BatchControl"), "'BatchControl' for the file control"),
        (changed(["header", "record"], "BatchHeader"), "'BatchHeader' for the file header"),
        (changed(["batches", 0, "control"], {}), "no record None for batch 1, control"),
        (changed(["line_end"], "NEL"), "line_end is LF, CRLF, CR or none, not 'NEL'"),
        (changed(["padding_count"], "5"), "padding_count is a whole number"),
        (changed(["padding_count"], -1), "padding_count is a whole number"),
        (changed(["trailing"], "x"), "trailing is a list"),
        (changed(["trailing"], [1]), "trailing is a list of texts"),
        (changed(["ends_with_line_end"], 1), "ends_with_line_end is true or false"),
        (changed(["batches", 0, "entries", 0, "addenda"], 1), "addenda is a list"),
        (changed(["more"], 1), "There is no 'more' in the file"),
    ],
)
def test_json_that_is_no_file_is_refused_with_the_place(text, reason):
    with pytest.raises(nacha.NotAFile, match=reason):
        nacha.from_json(text)


def test_a_value_that_does_not_fit_its_field_is_refused():
    text = changed(["batches", 0, "entries", 0, "detail", "amount_cents"], 10**10)

    with pytest.raises(nacha.NachaWriteError, match="amount_cents"):
        nacha.from_json(text)


@pytest.mark.parametrize("name", VALID)
def test_every_file_keeps_to_the_schema(name):
    validator = Draft202012Validator(nacha.schema())

    assert [error.message for error in validator.iter_errors(data_of(name))] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["line_end"], "NEL"),
        (["header", "file_creation_date"], "26022"),
        (["header", "immediate_origin_name"], "X" * 24),
        (["batches", 0, "entries", 0, "detail", "amount_cents"], 10**10),
        (["batches", 0, "entries", 0, "detail", "amount"], 1),
        (["batches", 0, "entries", 0, "detail", "record"], "XyzEntry"),
        (["batches", 0, "control"], {}),
        (["more"], 1),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(path, value):
    validator = Draft202012Validator(nacha.schema())
    text = changed(path, value)

    assert list(validator.iter_errors(json.loads(text)))
    with pytest.raises((nacha.NotAFile, nacha.NachaWriteError)):
        nacha.from_json(text)


def test_the_schema_is_one():
    Draft202012Validator.check_schema(nacha.schema())
    assert nacha.schema()["$id"] == json_schema.SCHEMA_ID
