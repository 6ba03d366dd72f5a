"""Every file of the corpus gets the verdict that its name promises, on both paths."""

import csv
import tomllib
from datetime import date
from pathlib import Path

import pytest
from tests.formats.x937.corpus import making

from rentrail.formats import x937
from rentrail.formats.x937 import scan
from rentrail.formats.x937.validation import Settings, exactly

VALID = sorted((making.FOLDER / "valid").glob("*.x937"))
FAULTY = sorted((making.FOLDER / "faulty").glob("*.x937"))
BANKS = {
    bank.name: bank
    for bank in x937.all_profiles(tomllib.loads((making.FOLDER / "banks.toml").read_text()))
}
TODAY = date(2026, 11, 27)
with (making.FOLDER / "faults.csv").open() as table:
    EXPECTED = {row["file"]: row for row in csv.DictReader(table)}


def asked_of(path: Path) -> dict[str, object]:
    """Give what `validate` is told beside the file."""
    row = EXPECTED.get(path.name, {})
    asked: dict[str, object] = {}
    if row.get("rule") == "file.creation-date":
        asked["today"] = TODAY
    if bank := row.get("bank"):
        asked["profile"] = BANKS[bank]
    if before := row.get("seen_before"):
        header = x937.parse((making.FOLDER / "valid" / f"{before}.x937").read_bytes()).header
        asked["known_files"] = {x937.identity_of(header)}
    return asked


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_no_valid_file_is_refused(path):
    assert [str(problem) for problem in x937.validate(path.read_bytes())] == []


@pytest.mark.parametrize("path", [*VALID, *FAULTY], ids=lambda path: path.stem)
def test_a_file_goes_round_byte_for_byte(path):
    data = path.read_bytes()

    file = x937.parse(data)

    assert x937.write(file) == data
    if file.records:
        assert x937.write(x937.from_json(x937.to_json(file))) == data


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_the_one_fault_is_found_where_it_is(path):
    problems = x937.validate(path.read_bytes(), **asked_of(path))

    row = EXPECTED[path.name]
    told = [(one.rule, str(one.record_number or ""), one.field or "") for one in problems]
    fault = (row["rule"], row["record"], row["field"])
    assert fault in told
    told.remove(fault)
    assert sorted(one[0] for one in told) == row["also"].split()


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_every_problem_says_what_was_expected_and_is_a_sentence(path):
    problems = x937.validate(path.read_bytes(), **asked_of(path))

    assert [problem.rule for problem in problems if not problem.expected] == []
    assert [problem.message for problem in problems if not problem.message.endswith(".")] == []


@pytest.mark.parametrize("path", [*VALID, *FAULTY], ids=lambda path: path.stem)
def test_runs_of_checks_and_exact_rules_agree(path):
    asked = Settings(**asked_of(path))
    data = path.read_bytes()

    assert scan.validate(data, asked) == exactly(data, asked)


def test_each_rule_has_a_file_that_breaks_it():
    assert {row["rule"] for row in EXPECTED.values()} == set(x937.RULES)


def test_all_files_are_small():
    assert EXPECTED.keys() == {path.name for path in FAULTY}
    assert max(path.stat().st_size for path in [*VALID, *FAULTY]) < 8_000


def test_the_corpus_is_what_its_script_makes():
    folders = (making.FOLDER / "valid", making.FOLDER / "faulty")
    kept = {path: path.read_bytes() for folder in folders for path in folder.iterdir()}
    for path in (making.FOLDER / "faults.csv", making.FOLDER / "banks.toml"):
        kept[path] = path.read_bytes()

    assert kept == making.contents()
