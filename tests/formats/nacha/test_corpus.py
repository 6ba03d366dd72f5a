"""Every file of the corpus gets the verdict that its name promises, on both paths."""

import csv
import tomllib
from datetime import date
from pathlib import Path

import pytest
from tests.formats.nacha.corpus import making

from rentrail.formats import nacha
from rentrail.formats.nacha.bank_rules import all_rules
from rentrail.formats.nacha.columns import scan
from rentrail.formats.nacha.validation import Settings
from rentrail.formats.nacha.validation.checker import Checker
from rentrail.formats.nacha.walking import walk_source
from rentrail.primitives.holidays import is_banking_day

VALID = sorted((making.FOLDER / "valid").glob("*.ach"))
FAULTY = sorted((making.FOLDER / "faulty").glob("*.ach"))
BANKS = {
    bank.name: bank for bank in all_rules(tomllib.loads((making.FOLDER / "banks.toml").read_text()))
}
with (making.FOLDER / "faults.csv").open() as table:
    EXPECTED = {row["file"]: row for row in csv.DictReader(table)}


def asked_of(path: Path) -> dict[str, object]:
    """Give what `validate` is told beside the file."""
    row = EXPECTED.get(path.name, {})
    asked: dict[str, object] = {}
    if today := row.get("today"):
        asked["today"] = date.fromisoformat(today)
    if bank := row.get("bank"):
        asked["bank"] = BANKS[bank]
    if before := row.get("sent_before"):
        file = nacha.parse((making.FOLDER / "valid" / before).read_bytes())
        asked["known_files"] = {nacha.identity_of(file)}
        asked["known_traces"] = {entry.detail.trace_number for entry in file.entries}
    return asked


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_no_valid_file_is_refused(path):
    assert [str(problem) for problem in nacha.validate(path.read_bytes())] == []


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_file_goes_round_byte_for_byte(path):
    data = path.read_bytes()

    file = nacha.parse(data)

    assert nacha.write(file) == data
    assert nacha.write(nacha.from_json(nacha.to_json(file))) == data


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_the_one_fault_is_found_where_it_is(path):
    problems = nacha.validate(path.read_bytes(), **asked_of(path))

    row = EXPECTED[path.name]
    told = [(one.rule, str(one.line or ""), one.field or "") for one in problems]
    also = row["also"].split()
    assert [one for one in told if one[0] not in also] == [(row["rule"], row["line"], row["field"])]
    assert sorted(one[0] for one in told if one[0] in also) == sorted(also)


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_a_file_with_a_fault_is_written_as_it_came_or_not_at_all(path):
    data = path.read_bytes()

    try:
        written = nacha.write(nacha.parse(data))
    except nacha.NachaWriteError:
        return

    assert written == data


@pytest.mark.parametrize("path", [*VALID, *FAULTY], ids=lambda path: path.stem)
def test_columns_and_exact_rules_agree(path):
    data = path.read_bytes()
    asked = Settings(**{"today": None, "is_banking_day": is_banking_day, **asked_of(path)})

    found = scan.validate(scan.opened(data), asked, run_min=1)

    checker = Checker(asked)
    exactly = checker.finished(line_end=walk_source(data, checker).line_end)
    assert found in (exactly, None)
    assert (found is None) == (b"\r" in data and b"\n" not in data)


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_every_problem_says_what_was_expected(path):
    problems = nacha.validate(path.read_bytes(), **asked_of(path))

    assert [problem.rule for problem in problems if not problem.expected] == []


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_no_problem_shows_an_account_or_social_security_number(path):
    problems = nacha.validate(path.read_bytes(), **asked_of(path))

    told = " ".join(str(problem.as_json()) for problem in problems)
    assert "74456789" not in told
    assert "4111111111111111" not in told
    assert "1918171614" not in told
    assert "*123456789*RESIDENT" not in told


def test_each_rule_has_a_file_that_breaks_it():
    assert {row["rule"] for row in EXPECTED.values()} >= set(nacha.RULES)


def test_there_are_files_enough_and_all_are_small():
    assert len([row for row in EXPECTED.values() if not row["also"]]) >= 110
    assert EXPECTED.keys() == {path.name for path in FAULTY}
    assert len(FAULTY) + len(VALID) >= 150
    assert max(path.stat().st_size for path in [*VALID, *FAULTY]) < 5_000


def test_the_corpus_is_what_its_script_makes():
    folders = (making.FOLDER / "valid", making.FOLDER / "faulty")
    kept = {path: path.read_bytes() for folder in folders for path in folder.iterdir()}
    table = making.FOLDER / "faults.csv"

    assert {**kept, table: table.read_bytes()} == making.contents()
